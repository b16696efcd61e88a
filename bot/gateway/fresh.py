"""Notices what another process (an import, the console) changed in the catalogue."""

from __future__ import annotations

from anyio import to_thread

from bot.gateway.logging import logger
from catalog.shop import Shop

#: So long a request waits for the rebuilt catalogue; then it goes on with the one it has.
PATIENCE_SECONDS = 0.5


async def notice_changes(shop: Shop) -> None:
    """`take_in_changes` off the event loop."""
    await to_thread.run_sync(take_in_changes, shop)


def take_in_changes(shop: Shop) -> None:
    """Cheap when nothing moved; a catalogue that can't be rebuilt leaves the old one and a line in the log."""
    try:
        shop.refresh(patience_seconds=PATIENCE_SECONDS)
    except Exception as error:
        logger.error("catalogue not rebuilt", extra={"facts": {"kind": type(error).__name__}})
