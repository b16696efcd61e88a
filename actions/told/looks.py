"""What a photo seems to show, in words: its kind and main colour, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.photos import PhotoAnswer

#: From this share of the votes on it is said plainly, and from that one as probable.
_SURE, _PROBABLE = 0.8, 0.5


@dataclass(frozen=True)
class Look:
    """Attributes:
    kind: the category of most of what looks like the photo, "" = they have none.
    sure: 0..1, its share of their likeness.
    other: the next category, "" = none: what to say if the kind is wrong.
    colour: the photo's main one, "" where the product most like it has another: then it may be that of the wall.
    """

    kind: str
    sure: float
    other: str
    colour: str


def look_of(found: PhotoAnswer) -> Look:
    """What the products that look like the photo agree on, each counting by its likeness."""
    votes: dict[str, float] = {}
    for hit in found.alike:
        for path in hit.product.categories[:1]:
            kind = path.rsplit("/", 1)[-1]
            votes[kind] = votes.get(kind, 0.0) + hit.score
    kinds = sorted(votes, key=lambda kind: -votes[kind])
    own = [variant.colour.lower() for hit in found.hits[:1] for variant in hit.product.variants]
    return Look(
        kind=kinds[0] if kinds else "",
        sure=votes[kinds[0]] / sum(votes.values()) if kinds else 0.0,
        other=kinds[1] if len(kinds) > 1 else "",
        colour=found.main_colour if any(found.main_colour in colour for colour in own) else "",
    )


def look_text(look: Look) -> str:
    """A sentence, "" where neither kind nor colour is known."""
    if not look.kind:
        return f"Your photo shows something {look.colour}." if look.colour else ""
    shows = "shows" if look.sure >= _SURE else "probably shows" if look.sure >= _PROBABLE else "may show"
    thing = " ".join(filter(None, ("something", look.colour)))
    return f"Your photo {shows} {thing} of the kind {look.kind}."
