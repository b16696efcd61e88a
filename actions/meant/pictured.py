"""Which product the photo of a message shows."""

from __future__ import annotations

from actions.turn import Turn
from catalog.photos import PhotoMissingError
from catalog.products import Product


def pictured(turn: Turn) -> Product | None:
    """The very product of this message's photo, or what is most like it; None without either."""
    try:
        found = turn.shop.photo_finder.find(turn.photo_id, limit=1) if turn.photo_id else None
    except PhotoMissingError:
        return None
    if found is None:
        return None
    hits = (found.shown,) if found.shown else found.alike
    return hits[0].product if hits else None


def asks_what_goes_with_it(turn: Turn) -> bool:
    """ "What goes with this?" beside a photo of something that the shop has the like of."""
    return bool(turn.photo_id) and turn.says("goes_with") and pictured(turn) is not None
