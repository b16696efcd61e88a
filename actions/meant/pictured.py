"""Which product the photo of a message shows."""

from __future__ import annotations

from actions.turn import Turn
from catalog.photos import PhotoMissingError
from catalog.products import Product


def pictured(turn: Turn) -> Product | None:
    """The very product of this message's photo, or what is most like it; None without either."""
    index = turn.shop.photos.index
    if not turn.photo_id or index is None:
        return None
    try:
        found = index.find(turn.shop.photo_store.load(turn.photo_id).pixels, limit=1)
    except PhotoMissingError:
        return None
    hits = (found.shown,) if found.shown else found.alike
    return hits[0].product if hits else None


def asks_what_goes_with_it(turn: Turn) -> bool:
    """ "What goes with this?" beside a photo of something that the shop has the like of."""
    return bool(turn.photo_id) and turn.says("goes_with") and pictured(turn) is not None
