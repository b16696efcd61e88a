"""What a photo finds."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.products import Hit
from nlu.wish import Wish


@dataclass(frozen=True)
class PhotoAnswer:
    """What looks like the photo.

    Attributes:
        hits: best first, at most the limit; () when nothing is like it.
        main_colour: of what the photo shows, one of vision.colour.COLOURS.
        certain: False = nothing like that here; `near` then has what comes closest all the same.
        total: how many products satisfy the wish as answered.
        wish, relaxed: as in SearchAnswer.
        likeness: -1..1 of the most like product of the whole shop, whether it satisfies the wish or not.
        least: what is less like the photo than this is most often of another kind.
        shown: the product that the photo shows, not only one like it, buyable or not, within the wish or
            not; None when the shop has only the like of it, or nothing.
        read: the words on the photo's label that put the first hit first; () when the picture alone did.
    """

    hits: tuple[Hit, ...]
    main_colour: str
    certain: bool
    total: int
    wish: Wish
    relaxed: bool = False
    near: tuple[Hit, ...] = ()
    likeness: float = 0.0
    least: float = 0.0
    shown: Hit | None = None
    read: tuple[str, ...] = ()

    @property
    def alike(self) -> tuple[Hit, ...]:
        """The hits that look like the photo; the others are only the nearest that satisfy the wish."""
        return tuple(hit for hit in self.hits if hit.score >= self.least)
