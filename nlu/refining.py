"""An earlier wish and what is said next made one: replaced, added, refused, let go, a step up or down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from nlu.hearing.heard import Heard
from nlu.hearing.lexicon import lexicon
from nlu.hearing.marks import Bound
from nlu.hearing.sizes import Sizes
from nlu.tokens import key, stem
from nlu.wish import FacetValues, Wish

#: Where a step leads: the list begins with what goes furthest that way.
_SORT_OF_STEP = {"cheaper": "price_up", "lighter": "weight:least", "heavier": "weight:most", "newer": "newest"}


def refined(
    previous: Wish,
    change: Heard,
    shown_prices_minor: Sequence[int],
    sizes: Sizes,
    graded: FacetValues = MappingProxyType({}),
) -> Wish:
    """`previous` with `change` worked in; see `nlu.hearing.ear.Ear.refine`.

    graded: what the steps by grades ("shorter") lead to.
    """
    wish = _let_go(previous, change)
    wish = _with_facets(wish, change, sizes)
    wish = replace(wish, facets={**wish.facets, **{facet: values for facet, values in graded.items() if values}})
    wish = _with_price(wish, change, shown_prices_minor)
    sort = change.wish.sort
    if sort == "relevance":
        steps = ["cheaper"] if change.reduced else sorted(change.steps)
        sort = next((_SORT_OF_STEP[step] for step in steps if step in _SORT_OF_STEP), previous.sort)
    in_stock = wish.in_stock if change.in_stock is None else change.in_stock
    words = _words(previous, change)
    return replace(
        wish,
        words=words,
        core=_core(previous, words, change),
        sort=sort,
        in_stock=in_stock,
        bounds=_bounds(wish, change),
        named=change.wish.named,
        occasions=change.wish.occasions or wish.occasions,
        suits=change.wish.suits if "category" in change.wish.facets else wish.suits,
    )


def starts_anew(previous: Wish, heard: Heard) -> bool:
    """Whether what was heard is a wish of its own beside `previous`: it takes that back or names another kind."""
    if heard.takes_back and (heard.nouns or heard.topic):
        return True
    if (heard.for_somebody and not heard.points_back) or previous.is_empty or heard.wish.named:
        return True
    if not heard.nouns:
        return False
    if set(heard.wish.facets.get("category", ())) & set(previous.facets.get("category", ())):
        return False
    earlier = set(key(previous.words))
    return not heard.nouns <= earlier and not any(_related(noun, word) for noun in heard.nouns for word in earlier)


def _related(noun: str, earlier: str) -> bool:
    """Whether one word may stand for the other ("boots" after "shoes"): then the rest of the wish goes on."""
    covers = lexicon("categories")["covers"]
    return any(
        other in (stem(name.split()[-1]) for group in covers.get(word, ()) for name in group)
        for word, other in ((noun, earlier), (earlier, noun))
    )


def _let_go(wish: Wish, change: Heard) -> Wish:
    dropped = change.dropped
    unneeded = set(change.let_go)
    facets = {
        facet: kept
        for facet, values in wish.facets.items()
        if facet not in dropped and (kept := tuple(value for value in values if (facet, value) not in unneeded))
    }
    excluded = {facet: values for facet, values in wish.excluded.items() if facet not in dropped}
    if "price" in dropped:
        wish = replace(wish, price_min_minor=None, price_max_minor=None)
    return replace(wish, facets=facets, excluded=excluded)


def _with_facets(wish: Wish, change: Heard, sizes: Sizes) -> Wish:
    facets, excluded = dict(wish.facets), dict(wish.excluded)
    if change.joins:
        excluded = _taken_back(excluded, change)
    for facet, values in change.wish.facets.items():
        # "My husband needs one too" is for him alone.
        joins = change.joins and facet != "gender"
        facets[facet] = _joined(facets.get(facet, ()), values) if joins else values
        excluded = _without(excluded, facet, values)
    for facet, values in change.wish.excluded.items():
        facets = _without(facets, facet, values)
        excluded[facet] = _joined(excluded.get(facet, ()), values)
    if change.steps & {"larger", "smaller"} and "size" in wish.facets and "size" not in change.wish.facets:
        step = sizes.next(wish.facets["size"], larger="larger" in change.steps)
        facets["size"] = step or facets["size"]
    return replace(wish, facets=facets, excluded=excluded)


def _taken_back(excluded: Mapping[str, tuple[str, ...]], change: Heard) -> dict[str, tuple[str, ...]]:
    """What is still refused when "cable is fine after all" is said of it."""
    said = set(key(change.wish.words))
    kept = {
        facet: tuple(value for value in values if not set(key(value)) <= said) for facet, values in excluded.items()
    }
    return {facet: values for facet, values in kept.items() if values}


def _with_price(wish: Wish, change: Heard, shown_prices_minor: Sequence[int]) -> Wish:
    low, high = change.wish.price_min_minor, change.wish.price_max_minor
    if low is not None or high is not None:
        return replace(wish, price_min_minor=low, price_max_minor=high)
    if "cheaper" in change.steps and shown_prices_minor:
        below = max(min(shown_prices_minor) - 1, 0)
        low = wish.price_min_minor if (wish.price_min_minor or 0) <= below else None
        return replace(wish, price_min_minor=low, price_max_minor=below)
    if "dearer" in change.steps and shown_prices_minor:
        above = max(shown_prices_minor) + 1
        high = wish.price_max_minor if wish.price_max_minor is None or wish.price_max_minor >= above else None
        return replace(wish, price_min_minor=above, price_max_minor=high)
    return wish


def _bounds(wish: Wish, change: Heard) -> tuple[Bound, ...]:
    """One bound a measure, the newer replacing the older."""
    said = {bound.measure: bound for bound in (*wish.bounds, *change.wish.bounds)}
    return tuple(bound for measure, bound in said.items() if measure not in change.dropped)


def _words(previous: Wish, change: Heard) -> str:
    """The ranking words: another kind of product brings its own, anything else is added."""
    category = change.wish.facets.get("category")
    if category and set(category) != set(previous.facets.get("category", ())):
        return change.wish.words
    if change.nouns and not change.nouns & set(key(previous.words)):
        return change.wish.words
    gone = {stem for values in change.wish.excluded.values() for value in values for stem in key(value)}
    gone |= {stem for _, value in change.let_go for stem in key(value)}
    if not change.joins:
        replaced = (values for facet, values in previous.facets.items() if facet in change.wish.facets)
        gone |= {stem for values in replaced for value in values for stem in key(value)} - set(key(change.wish.words))
    said: dict[str, str] = {}
    for word in f"{previous.words} {change.wish.words}".split():
        if stem(word) not in gone:
            said.setdefault(stem(word), word)
    return " ".join(said.values())


def _core(previous: Wish, words: str, change: Heard) -> str:
    """What the wish was opened with, as long as it is still wanted and something was added; a kind needs none."""
    opened = previous.core or previous.words
    is_kept = bool(opened) and set(key(opened)) < set(key(words))
    return opened if is_kept and not (previous.facets.get("category") or change.wish.facets.get("category")) else ""


def _joined(values: Sequence[str], more: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*values, *more)))


def _without(facets: Mapping[str, tuple[str, ...]], facet: str, values: Sequence[str]) -> dict[str, tuple[str, ...]]:
    kept: FacetValues = {
        name: tuple(value for value in held if name != facet or value not in values) for name, held in facets.items()
    }
    return {name: held for name, held in kept.items() if held}
