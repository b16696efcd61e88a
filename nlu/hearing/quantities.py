"""Bounds: an amount with the comparator before or behind it, or two amounts with a "to" between them.

Negation is none of its business: "over 80" is heard here, and `nlu.hearing.scope` makes "at most 80" of "not over 80".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from nlu.hearing.lexicon import lexicon, word_set
from nlu.hearing.marks import Bound, Mark
from nlu.hearing.numbers import Amount, amounts_in
from nlu.hearing.phrases import Found, Phrases
from nlu.hearing.row import Row

#: "around 100" reaches this share to both sides.
AROUND = 0.2
_BEFORE = ("below", "above", "at_most", "at_least", "about")
_NEVER = "never"
_COPULAS = ("would be", "will be", "has to be", "must be", "should be", "would have to be", "remains", "was")
_BEHIND = ("or_less", "or_more", "or_so")
#: How many small words may stand between a comparator and its amount.
_REACH = 3
#: Smaller numbers without a currency count things ("for 2", "I have 3").
_LEAST_BARE = 10


def bounds_in(row: Row, *, currency: str = "USD", language: str = "en") -> list[Mark]:
    """The bounds of `row` as marks over amount and comparator; amounts that are none are marks of kind "number"."""
    amounts = amounts_in(row, currency=currency, language=language)
    before, behind = _comparators(row, language)
    starts = {amount.start for amount in amounts}
    # "Above 20 and below 90": what leads to an amount of its own is said of that.
    behind = {place: found for place, found in behind.items() if found.end not in starts}
    marks: list[Mark] = []
    place = 0
    while place < len(amounts):
        following = amounts[place + 1] if place + 1 < len(amounts) else None
        if following and (mark := _range(row, amounts[place], following, language)):
            marks.append(mark)
            place += 2
            continue
        marks.append(_single(row, amounts[place], before, behind, language))
        place += 1
    return marks


def _comparators(row: Row, language: str) -> tuple[dict[int, Found], dict[int, Found]]:
    """The comparators that end at a token, and those that begin at one; of several the longest."""
    ending: dict[int, Found] = {}
    beginning: dict[int, Found] = {}
    for found in _table(language).everything(row.words):
        if found.name in (*_BEFORE, _NEVER) and found.start <= ending.get(found.end, found).start:
            ending[found.end] = found
        if found.name in (*_BEHIND, _NEVER) and found.end >= beginning.get(found.start, found).end:
            beginning[found.start] = found
    return _without_never(ending), _without_never(beginning)


def _without_never(comparators: dict[int, Found]) -> dict[int, Found]:
    return {place: found for place, found in comparators.items() if found.name != _NEVER}


def _range(row: Row, one: Amount, other: Amount, language: str) -> Mark | None:
    """ "20-40", "between 20 and 40 euros", "from 5 kg to 10 kg"."""
    between = row.words[one.end : other.start]
    opened = one.start > 0 and row.words[one.start - 1] in word_set("comparators", "range_openers", language)
    joined = " ".join(between) in word_set("comparators", "to", language) or (opened and between == ("and",))
    if not joined or (one.measure and other.measure and one.measure != other.measure):
        return None
    measure = one.measure or other.measure
    if measure == "other":
        return Mark(one.start, other.end, "number", one)
    low = one.value * (one.factor if one.measure else other.factor)
    high = other.value * (other.factor if other.measure else one.factor)
    start = one.start - 1 if opened else one.start
    bound = Bound(measure or "price", min(low, high), max(low, high), currency=one.currency or other.currency)
    # Sizes rarely are round on both sides ("pants 30 to 32"), or far apart.
    is_round = low % 10 == high % 10 == 0 or (low % 5 == high % 5 == 0 and abs(high - low) >= 10)
    is_sure = bool(measure) or opened or between == ("-",) or is_round
    return Mark(start, other.end, "bound" if is_sure else "number", bound if is_sure else one)


def _single(row: Row, amount: Amount, before: dict[int, Found], behind: dict[int, Found], language: str) -> Mark:
    start, end, said = amount.start, amount.end, ""
    if found := _before(row, amount, before, language):
        start, said = found.start, found.name
        if said == "about" and _pays(row, start, language):
            said = "at_most"  # "I've got about 500"
    if found := _behind(row, amount, behind):
        keeps = said in ("below", "above") or (said and found.name == "or_so")  # "max 500 or so" is a limit
        end, said = found.end if found.start == end else end, said if keeps else found.name
    if not said and not amount.measure and (_is_limit(row, amount, language) or _is_bare_price(row, amount, language)):
        said = "at_most"
    measure = amount.measure or ("price" if said and not amount.measure else "")
    if measure == "other" or not measure:
        return Mark(amount.start, amount.end, "number", amount)
    if not said and measure == "price":
        said = _paid(row, amount, language)
    bound = _bound(measure, amount, said, language)
    return Mark(start, end, "bound", bound)


def _before(row: Row, amount: Amount, before: dict[int, Found], language: str) -> Found | None:
    """The comparator in front of the amount, past a few small words ("more than maybe a hundred")."""
    skipped = word_set("comparators", "skipped", language)
    place = amount.start
    best: Found | None = None
    for _ in range(_REACH + 1):
        if place in before:
            best = before[place]
            if best.name != "about":  # in "spend at most about 50" the "about" only softens
                break
            place = best.start
        elif place > 0 and row.words[place - 1] in skipped:
            place -= 1
        else:
            break
    return best


def _behind(row: Row, amount: Amount, behind: dict[int, Found]) -> Found | None:
    """The comparator behind the amount, or behind the thing that it counts ("10 hours of battery or more")."""
    place = amount.end
    if place in behind and row.words[behind[place].end : behind[place].end + 1] != ("than",):
        return behind[place]  # "20 but no more than 40" begins another bound
    while amount.measure and place < min(len(row), amount.end + _REACH) and row.tokens[place].is_word:
        place += 1
        if place in behind and row.words[place] in ("or", "and"):
            return behind[place]
    return None


def _is_limit(row: Row, amount: Amount, language: str) -> bool:
    """ "My limit for jeans is 80"."""
    before = row.words[max(0, amount.start - 7) : amount.start]
    limits = word_set("comparators", "limits", language)
    return bool(before) and before[-1] in ("is", "of", ":") and not limits.isdisjoint(before)


def _is_bare_price(row: Row, amount: Amount, language: str) -> bool:
    """ "A tablet for 500", "I have 120": an amount of two digits at least that ends its clause."""
    after = row.tokens[amount.end] if amount.end < len(row) else None
    closes = after is None or after.is_stop or after.text in word_set("comparators", "closing", language)
    leads = _pays(row, amount.start, language) or row.words[max(0, amount.start - 1) : amount.start] in (
        ("for",),
        ("at",),
    )
    return closes and amount.value >= _LEAST_BARE and leads


def _pays(row: Row, place: int, language: str) -> bool:
    """Whether what stands before `place` says that somebody has or spends: "I have", "can spend"."""
    before = row.words[max(0, place - 3) : place]
    return any(before[start:] in _paying(language) for start in range(len(before)))


def _paid(row: Row, amount: Amount, language: str) -> str:
    paying = word_set("comparators", "paying", language)
    words = row.words[max(0, amount.start - 2) : amount.start]
    return "at_most" if words and (words[-1] in paying or " ".join(words) in paying) else "about"


def _bound(measure: str, amount: Amount, said: str, language: str) -> Bound:
    value, currency = amount.base, amount.currency
    if said in ("below", "at_most", "or_less"):
        return Bound(measure, None, value, high_open=said == "below", currency=currency)
    if said in ("above", "at_least", "or_more"):
        return Bound(measure, value, None, low_open=said == "above", currency=currency)
    if said in ("about", "or_so"):
        return Bound(measure, value * (1 - AROUND), value * (1 + AROUND), currency=currency, approximate=True)
    if measure in lexicon("units", language)["at_least"]:
        return Bound(measure, value, None)
    return Bound(measure, value, value, currency=currency)


@cache
def _paying(language: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in lexicon("comparators", language)["pays"])


@cache
def _table(language: str) -> Phrases:
    table = lexicon("comparators", language)
    return Phrases({name: _with_slips(table[name]) for name in (*_BEFORE, *_BEHIND, _NEVER)})


def _with_slips(phrases: Iterable[str]) -> Iterator[str]:
    """The phrases, with "than" as it is often misspelt ("less then 50"), and "is" softened ("would be my limit")."""
    for phrase in map(str, phrases):
        yield phrase
        if phrase.startswith("is "):
            yield from (phrase.replace("is", copula, 1) for copula in _COPULAS)
        if phrase.endswith(" than"):
            yield phrase.replace(" than", " then")
            yield phrase.replace("less than", "les than")
