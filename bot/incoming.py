"""What a served shop fetches by itself: the pictures that feeds name by address, and the feeds of its settings."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from anyio import to_thread

from bot.feed_pulling import FeedPuller
from bot.gateway.fresh import notice_changes
from catalog.background import Background
from catalog.pictures.work import PictureWork
from catalog.settings import Settings
from catalog.shop import Shop

LOOK_SECONDS = 5.0


async def keep_fetching(settings: Settings, shop: Shop, say: Callable[[str], None]) -> None:
    """Fetches what is due until it is cancelled; what is under way then ends within a moment and is due again."""
    pictures, pulling = PictureWork(settings, shop.store), FeedPuller(settings, say)
    jobs = [
        Background("web pictures", lambda _check: pictures.fetch_due()),
        Background("feeds", lambda _check: pulling.pull_due()),
    ]
    try:
        while True:
            for job in jobs:
                job.start()
            await asyncio.sleep(LOOK_SECONDS)
            # What came is taken in before the next shopper asks for it.
            await notice_changes(shop)
            shop.photos.keep_up()
    finally:
        pictures.close()
        pulling.close()
        for job in jobs:
            await to_thread.run_sync(job.close, abandon_on_cancel=True)
