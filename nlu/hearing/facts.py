"""Marks and their stance made into facts: what is wanted, refused and let go, and the words left to rank by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from nlu.hearing.heard import Alternative, Substitute
from nlu.hearing.lexicon import lexicon, word_set
from nlu.hearing.marks import Bound, Mark, Value, covering
from nlu.hearing.names import Attributes
from nlu.hearing.row import Row, name_key
from nlu.tokens import stem
from nlu.wish import FACETS, FacetValues, Wish

#: The facet under which words are kept that a product's text must not say ("without hood" where no value says it).
WORDS = "words"
#: Facts that filter; their words would only blur the ranking.
_FILTERED = frozenset({"colour", "gender", "brand", "size"})
#: Marks whose words say nothing of a product.
_SILENT = frozenset(
    {
        "negator",
        "refused_by",
        "refused_after",
        "let_go",
        "let_go_facet",
        "let_go_after",
        "let_go_facet_after",
        "swap",
        "settled",
        "turn",
        "sort",
        "step",
        "stock",
        "facet",
        "age",
        "size",
        "it",
    }
)
#: What is ordered by -> the order upwards and downwards; and the ways by themselves.
_MEASURES = {"by_price": ("price_up", "price_down"), "by_weight": ("weight:least", "weight:most")}
_WAYS = ("up", "down")
#: No shop sells dearer; keeps absurd digits from overflowing a column.
_HIGHEST_MINOR = 10**12


@dataclass(frozen=True)
class Sentence:
    """A row with the marks that stand in it, their stance set.

    Attributes:
        refused: places of unmarked words that are refused -> the words.
        attributes: the shop's own, for what a refused word keeps out.
    """

    row: Row
    marks: tuple[Mark, ...]
    attributes: Attributes
    refused: dict[int, str] = field(default_factory=dict)

    def wanted(self) -> list[Mark]:
        return [mark for mark in self.marks if mark.kind == "value" and mark.stance == "wanted"]

    def unwanted(self) -> list[Mark]:
        return [mark for mark in self.marks if mark.kind == "value" and mark.stance == "unwanted"]

    def between(self, start: int, end: int, shared: Sequence[Mark] = ()) -> Sentence:
        """The same row with the marks of one part of it alone, and those that are shared by all parts."""
        marks = tuple(mark for mark in self.marks if start <= mark.start < end or mark in shared)
        refused = {place: word for place, word in self.refused.items() if start <= place < end}
        return replace(self, marks=marks, refused=refused)


def wish_of(sentence: Sentence, *, minor_digits: int, places: range | None = None) -> Wish:
    """The facts of the sentence, and its ranking words; of one part of it with `places`."""
    excluded = _excluded(sentence)
    facets = _wanted(sentence, excluded)
    low, high = _price(sentence.marks, minor_digits)
    return Wish(
        words=" ".join(_ranking_words(sentence, places)),
        facets=facets,
        excluded=excluded,
        price_min_minor=low,
        price_max_minor=high,
        bounds=_measures(sentence.marks),
        sort=_sort(sentence.marks),
    )


def let_go(sentence: Sentence) -> tuple[tuple[str, str], ...]:
    gone = [mark for mark in sentence.marks if mark.stance == "let_go" and mark.start not in sentence.refused]
    pairs = [(mark.meaning.facet, value) for mark in gone if mark.kind == "value" for value in mark.meaning.values]
    return (*pairs, *(("size", value) for mark in gone if mark.kind == "size" for value in mark.meaning))


def dropped(sentence: Sentence) -> frozenset[str]:
    gone = {mark.meaning for mark in sentence.marks if mark.kind == "facet" and mark.stance == "let_go"}
    priced = any(mark.kind == "bound" and mark.stance == "let_go" for mark in sentence.marks)
    return frozenset(gone | ({"price"} if priced else set()))


def substitutes(sentence: Sentence) -> tuple[Substitute, ...]:
    near = (
        Substitute(value.facet, value.said, value.values if value.listed else ())
        for value in (mark.meaning for mark in sentence.wanted())
        if value.binding and (value.near or not value.listed)
    )
    # "Sugar free" is more than "No added sugar".
    weaker = (
        Substitute(found[0], f"{word} free", found[1])
        for word in sentence.refused.values()
        if (found := sentence.attributes.free_of(word)) and all("added" in name_key(value) for value in found[1])
    )
    return (*near, *weaker)


def alternatives(sentence: Sentence) -> tuple[Alternative, ...]:
    values = [mark.meaning for mark in sentence.wanted() if mark.meaning.binding]
    return tuple((value.facet, other) for value in values for other in value.others)


def foreign_currency(sentence: Sentence, shop: str) -> str:
    said = (mark.meaning.currency for mark in sentence.marks if mark.kind == "bound")
    return next((currency for currency in said if currency and currency != shop), "")


def nouns(sentence: Sentence, title_heads: frozenset[str]) -> frozenset[str]:
    """Stems of the kinds of products named, by a category or by what titles call a product."""
    wanted = [mark for mark in sentence.wanted() if mark.meaning.facet == "category" and mark.meaning.binding]
    named = [stem(mark.meaning.said.split()[-1]) for mark in wanted]
    taken, fillers = covering(sentence.marks), word_set("words", "fillers")
    for place, token in enumerate(sentence.row.tokens):
        before = sentence.row.words[place - 1] if place else ""
        led = before in ("with", "for", "without", "no", "not", "in", "of")
        after = sentence.row.words[place + 1] if place + 1 < len(sentence.row) else ""
        led = led or after in word_set("words", "joined_adjectives")  # "water resistant" is no water
        free = place not in taken and place not in sentence.refused and token.text not in fillers
        if free and not led and token.stem in title_heads:
            named.append(token.stem)
    named += [sentence.row.stems[mark.end - 1] for mark in sentence.marks if mark.kind == "title"]
    return frozenset(named)


def _wanted(sentence: Sentence, excluded: FacetValues) -> dict[str, tuple[str, ...]]:
    free = [sentence.attributes.free_of(word) for word in sentence.refused.values()]
    binding = [mark.meaning for mark in sentence.wanted() if mark.meaning.binding]
    pairs = [(value.facet, name) for value in binding for name in value.values]
    pairs += [pair for mark in sentence.marks if _is_had(sentence, mark) for pair in _having(sentence, mark)]
    pairs += [("size", name) for mark in sentence.marks if _is_size(mark, "wanted") for name in mark.meaning]
    titled = [mark.meaning for mark in sentence.marks if mark.kind == "title" and mark.stance == "wanted"]
    if len(titled) == 1:  # "orange marmalade" is marmalade; two titles are two products, to be compared
        pairs += [("category", kind) for kind in titled[0].kinds]
    kept = _by_facet((facet, name) for facet, name in pairs if name not in excluded.get(facet, ()))
    return dict(found for found in free if found) | _of_both_kinds(sentence, kept)


def _of_both_kinds(sentence: Sentence, facets: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Of a kind that has another in it what is filed as both: "a tank with a built in bra" is of "Bras & Tanks"."""
    had = {name for mark in sentence.wanted() if not mark.meaning.binding for name in _kinds_of(mark)}
    both = tuple(name for name in facets.get("category", ()) if name in had)
    return {**facets, "category": both} if both else facets


def _kinds_of(mark: Mark) -> tuple[str, ...]:
    return mark.meaning.values if mark.meaning.facet == "category" and mark.meaning.listed else ()


def _is_had(sentence: Sentence, mark: Mark) -> bool:
    """Whether a fact is asked for by its name alone: "with armrests"."""
    before = sentence.row.words[max(0, mark.start - 2) : mark.start]
    return mark.kind == "facet" and mark.stance == "wanted" and ("with" in before or "has" in before)


def _having(sentence: Sentence, mark: Mark) -> list[tuple[str, str]]:
    following = next((other for other in sentence.marks if other.start == mark.end), None)
    of_value = following is not None and following.kind in ("value", "bound")
    behind = (other.meaning for other in sentence.marks if other.kind == "bound" and other.start >= mark.end)
    if of_value or any(bound.measure != "price" for bound in behind):
        return []  # "with a screen of at least 14 inches" asks for no screen
    return [(mark.meaning, value) for value in sentence.attributes.had(mark.meaning)]


def _excluded(sentence: Sentence) -> dict[str, tuple[str, ...]]:
    return _by_facet((*_refused_values(sentence), *_refused_words(sentence)))


def _refused_values(sentence: Sentence) -> Iterator[tuple[str, str]]:
    """Facets and values to keep out; an attribute's word keeps out all values that hold it ("Milk, hazelnuts").

    Of a kind that is refused inside a wider one that is wanted, the wider one stays ("blue, but not navy").
    """
    for mark in sentence.unwanted():
        value = mark.meaning
        if value.facet == "category" and _is_content(sentence, value):
            yield from sentence.attributes.saying(value.said)  # "cookies without nuts": none may be in them
            continue
        if (
            value.facet == "category"
            and value.said.split()[1:]
            and stem(value.said.split()[-1]) in word_set("words", "forms")
        ):
            form = value.said.split()[-1]  # "no tea bags" are still tea
            yield from sentence.attributes.saying(form) or [(WORDS, form)]
            continue
        if value.facet == "category":
            yield from sentence.attributes.containing(value.said)  # "no nuts", and the shop has a shelf of them
        if value.facet == "category" and value.listed and not _names_one_of(value):
            yield WORDS, value.said  # a shop without backpacks still has bags
            continue
        yield from ((value.facet, name) for name in value.values)
        if value.facet not in FACETS and " " not in value.said and value.listed:
            yield from sentence.attributes.saying(value.said)
    for mark in sentence.wanted():
        yield from ((mark.meaning.facet, name) for name in mark.meaning.against)
    for mark in sentence.marks:
        if mark.kind == "facet" and mark.stance == "unwanted" and mark.meaning not in (*FACETS, "price"):
            yield WORDS, " ".join(sentence.row.words[mark.start : mark.end])  # "without armrests"
    yield from (("size", name) for mark in sentence.marks if _is_size(mark, "unwanted") for name in mark.meaning)


def _is_content(sentence: Sentence, value: Value) -> bool:
    """Whether a refused kind is what another kind, which is wanted, may hold."""
    kinds = any(mark.meaning.facet == "category" and mark.meaning.binding for mark in sentence.wanted())
    return kinds and " " not in value.said and bool(sentence.attributes.saying(value.said))


def _names_one_of(value: Value) -> bool:
    """Whether the shop's categories are called what was said or the same by another word, and do not only hold it."""
    head = stem(value.said.split()[-1])
    same = next(iter(lexicon("categories")["covers"].get(head, ())), ())
    heads = {head, *(stem(name.split()[-1]) for name in same)}
    return any(heads & set(name_key(name)) for name in value.values)


def _refused_words(sentence: Sentence) -> Iterator[tuple[str, str]]:
    for word in sentence.refused.values():
        if not sentence.attributes.free_of(word) and word not in lexicon("words")["opposites"]:
            yield from sentence.attributes.saying(word) or [(WORDS, word)]


def _is_size(mark: Mark, stance: str) -> bool:
    return mark.kind == "size" and mark.stance == stance


def _sort(marks: Sequence[Mark]) -> str:
    """The first order asked for that is not turned away; "not the cheapest" asks for none.

    A way by itself ("highest first") is that of the measure named beside it, of the price where none is.
    """
    said = [str(mark.meaning) for mark in marks if mark.kind == "sort" and mark.stance == "wanted"]
    if any(mark.kind == "bound" and mark.meaning.measure == "price" for mark in marks):
        said = [sort for sort in said if sort != "thrifty"]  # the price says what "on a budget" means
    said = ["price_up" if sort == "thrifty" else sort for sort in said]
    orders = [sort for sort in said if sort not in ("reduced", "other", *_MEASURES, *_WAYS)]
    measures = [sort for sort in said if sort in _MEASURES]
    ways = [sort for sort in said if sort in _WAYS]
    if ways and not measures:
        facets = [f"by_{mark.meaning}" for mark in marks if mark.kind == "facet"]
        measures = [facet for facet in facets if facet in _MEASURES] or ["by_price"]
    if measures and (ways or not orders):
        return _MEASURES[measures[0]][_WAYS.index(ways[0]) if ways else 0]
    return orders[0] if orders else "relevance"


def _bounds(marks: Sequence[Mark]) -> dict[str, Bound]:
    """One bound a measure: a later end replaces an earlier one, the other end stays."""
    merged: dict[str, Bound] = {}
    for mark in marks:
        if mark.kind != "bound" or mark.stance != "wanted":
            continue
        bound: Bound = replace(mark.meaning, of=_attribute_of(mark, marks))
        held = merged.get(bound.measure, bound)
        if bound.low is None or bound.high is None:
            low = (held.low, held.low_open) if bound.low is None else (bound.low, bound.low_open)
            high = (held.high, held.high_open) if bound.high is None else (bound.high, bound.high_open)
            bound = replace(bound, low=low[0], low_open=low[1], high=high[0], high_open=high[1])
        if bound.low is not None and bound.high is not None and bound.low > bound.high:
            bound = replace(bound, low=bound.high, high=bound.low)
        merged[bound.measure] = bound
    return merged


def _attribute_of(bound: Mark, marks: Sequence[Mark]) -> str:
    """The shop's own attribute named beside a bound: the memory of "at least 16 GB RAM"."""
    facets = (mark for mark in marks if mark.kind == "facet" and mark.meaning not in (*FACETS, "price"))
    beside = (mark for mark in facets if 0 <= mark.start - bound.end <= 1 or 0 <= bound.start - mark.end <= 1)
    return next((str(mark.meaning) for mark in beside), "")


def _price(marks: Sequence[Mark], minor_digits: int) -> tuple[int | None, int | None]:
    """Inclusive bounds in minor units."""
    bound = _bounds(marks).get("price")
    if bound is None:
        return None, None
    low = None if bound.low is None else _minor(bound.low, minor_digits) + bound.low_open
    high = None if bound.high is None else max(_minor(bound.high, minor_digits) - bound.high_open, 0)
    if low is not None and high is not None and low > high:
        low, high = high, low
    return low, high


def _minor(amount: float, minor_digits: int) -> int:
    return min(round(amount * float(10**minor_digits)), _HIGHEST_MINOR)


def _measures(marks: Sequence[Mark]) -> tuple[Bound, ...]:
    return tuple(bound for measure, bound in _bounds(marks).items() if measure != "price")


def _ranking_words(sentence: Sentence, places: range | None) -> Iterable[str]:
    said: set[str] = set()
    at, small = covering(sentence.marks), word_set("words", "fillers")
    for place, token in enumerate(sentence.row.tokens):
        if places is not None and place not in places:
            continue
        mark = at.get(place)
        word = _telling(sentence, at, place) if mark else token.text
        if place in sentence.refused and (opposite := lexicon("words")["opposites"].get(token.text)):
            said.add(stem(opposite))
            yield opposite
            continue
        if mark is None and (
            token.text in small
            or place in sentence.refused
            or not token.text[0].isalnum()
            or _counts(sentence, place, at)
        ):
            continue
        if word and stem(word) not in said:
            said.add(stem(word))
            yield word


def _telling(sentence: Sentence, at: dict[int, Mark], place: int) -> str:
    """What the marked word adds to the ranking."""
    mark = at[place]
    token = sentence.row.tokens[place]
    if mark.kind == "value":
        ranks = mark.stance == "wanted" and not (mark.meaning.facet in _FILTERED and mark.meaning.binding)
        return mark.meaning.said if ranks and place == mark.start else ""
    if mark.kind == "occasion":
        return ""
    if mark.kind in _SILENT or mark.stance != "wanted":
        return ""
    if mark.kind == "bound":
        exact = mark.meaning.measure != "price" and mark.meaning.low == mark.meaning.high
        return token.text if exact else ""
    if mark.kind == "number":
        return "" if _counts(sentence, place, at) else token.text
    return token.text if token.text[0].isalnum() and token.text not in word_set("words", "fillers") else ""


def _counts(sentence: Sentence, place: int, at: dict[int, Mark]) -> bool:
    """Whether a word only says how many ("3 jackets", "two jackets")."""
    token = sentence.row.tokens[place]
    spoken = token.text in word_set("words", "spoken_counts")
    if not spoken and token.number is None:
        return False
    following, end = at.get(place + 1), place + 1
    last = end == len(sentence.row) or sentence.row.tokens[end].is_stop
    last = last or sentence.row.words[end] in word_set("words", "fillers")
    kind = (
        following is not None
        and following.kind == "value"
        and following.meaning.facet in ("category", "colour", "brand")
    )
    before = at.get(place - 1) if place else None
    titled = place > 0 and before is None and sentence.row.tokens[place - 1].is_word and token.number is not None
    titled = titled and sentence.row.words[place - 1] not in word_set("words", "fillers")
    return (len(token.text) <= 2 or spoken) and (last or kind) and not titled


def _by_facet(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    grouped: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for facet, value in pairs:
        grouped[facet][value] = None
    return {facet: tuple(values) for facet, values in grouped.items()}
