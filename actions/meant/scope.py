"""Which part of the shop a question for an overview is about, and by which facet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from actions.meant.products import is_about_several
from actions.turn import Turn
from nlu.hearing.cues import without_cues
from nlu.tokens import key, stem
from nlu.wish import FACETS, Wish

#: What customers call the facets that every shop has; its own attributes go by their names.
_CALLED = {"brand": "facet_brand", "colour": "facet_colour", "size": "facet_size"}


@dataclass(frozen=True)
class Scope:
    """What is asked: the values of `facet` ("" = the kinds of products) within `wish`."""

    facet: str
    wish: Wish


def scope_asked(turn: Turn) -> Scope | None:
    """None when the text asks for no overview but for products."""
    facet, named = _facet_asked(turn)
    asked = named_wish(turn, "kinds", "asking", *_CALLED.values(), stems=named)
    if facet == "size" and "size" in turn.heard.wish.facets and "sizes" not in turn.heard.words:
        return None  # "what shirts in size M do you have"
    missing = any(not entry.values for entry in turn.heard.substitutes)
    asks_kinds = turn.says("kinds")
    if missing or not (facet or asked.is_empty or (asks_kinds and turn.heard.nouns)):
        return None
    whole = turn.says("whole_shop") or not turn.shown or not (asks_kinds or facet)
    so_far = Wish() if whole else turn.wish
    wish = replace(so_far if asked.is_empty else asked, sort="relevance")
    return Scope(facet, wish.without(facet) if facet else wish)


def asks_about_those_shown(turn: Turn) -> bool:
    return bool(turn.shown) and is_about_several(turn)


def named_wish(turn: Turn, *cues: str, stems: Collection[str] = ()) -> Wish:
    """The wish in the words, without those that only ask: the phrases of `cues`, and words of these `stems`."""
    telling = without_cues(turn.heard.wish.words.split(), *cues)
    return replace(turn.heard.wish, words=" ".join(word for word in telling if stem(word) not in stems))


def brand_that_is_missing(turn: Turn) -> tuple[str, ...]:
    """The brands of a bare "do you have Nike?" when the shop has nothing by any of them, () otherwise."""
    wanted = turn.heard.wish.facets.get("brand", ())
    if not wanted or named_wish(turn, "asking", "kinds") != Wish(facets={"brand": wanted}):
        return ()
    return () if set(wanted) & set(turn.shop.vocabulary.values.get("brand", ())) else wanted


def _facet_asked(turn: Turn) -> tuple[str, set[str]]:
    """The facet whose name the text says, "" for none, and the stems of its name where the shop made it up."""
    for facet, cue in _CALLED.items():
        if turn.says(cue):
            return facet, set()
    said = set(key(turn.text))
    for facet in turn.shop.vocabulary.values:
        name = set(key(facet.replace("_", " ")))
        if facet not in FACETS and name <= said:
            return facet, name
    return "", set()
