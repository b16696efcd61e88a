"""What a photo seems to show, in words: its kind and main colour, how sure that is, and what was read on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.photos import PhotoAnswer

#: From this share of the votes on it is said plainly, and from that one as probable.
_SURE, _PROBABLE = 0.8, 0.5
#: Words of a label that are told.
_MOST_READ = 5


@dataclass(frozen=True)
class Look:
    """Attributes:
    kind: the category of the product most like the photo, "" = it has none.
    sure: 0..1, the share of what looks like the photo that is of it, by likeness.
    other: the category that most of the rest have, "" = none: what to say if the kind is wrong.
    colour: the photo's main one, "" where the product most like it has another: then it may be that of the wall.
    """

    kind: str
    sure: float
    other: str
    colour: str


def look_of(found: PhotoAnswer) -> Look:
    """The kind of the product that is shown first, and how far the others that look like the photo agree."""
    votes: dict[str, float] = {}
    for hit in found.alike:
        votes[hit.product.kind] = votes.get(hit.product.kind, 0.0) + hit.score
    # What is said must not contradict the card that stands first below it.
    kind = found.alike[0].product.kind if found.alike else ""
    others = sorted((other for other in votes if other not in ("", kind)), key=lambda other: -votes[other])
    own = [variant.colour.lower() for hit in found.hits[:1] for variant in hit.product.variants]
    return Look(
        kind=kind,
        sure=votes[kind] / sum(votes.values()) if kind else 0.0,
        other=others[0] if others else "",
        colour=found.main_colour if any(found.main_colour in colour for colour in own) else "",
    )


def look_text(look: Look) -> str:
    """A sentence, "" where neither kind nor colour is known."""
    if not look.kind:
        return f"Your photo shows something {look.colour}." if look.colour else ""
    shows = "shows" if look.sure >= _SURE else "probably shows" if look.sure >= _PROBABLE else "may show"
    thing = " ".join(filter(None, ("something", look.colour)))
    return f"Your photo {shows} {thing} of the kind {look.kind}."


def read_text(read: Sequence[str]) -> str:
    """A sentence and a space, for what put the first product first; "" where its looks did."""
    return f"I read “{' '.join(read[:_MOST_READ])}” on it. " if read else ""
