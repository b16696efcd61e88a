"""What a sentence asks besides naming things: an order, a step up or down, a wish let go."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from nlu.hearing.lexicon import word_set
from nlu.wish import FACETS, Sort

_CHEAPER = (
    r"(?:(?:a (?:bit|little)|much|some(?:thing|what)?|anything|any|far|even) )?(?:cheaper|less expensive|"
    r"less pricey|less costly|lower[- ]priced|more affordable|more reasonable)(?: ones?)?"
    r"|(?:at |for )?(?:a )?(?:lower|smaller) (?:prices?|cost|budget)|for less(?: money)?"
    r"|(?:that'?s |that is |it'?s |they'?re |they are |is )?(?:way |far |a bit |much )?too (?:expensive|"
    r"pricey|dear|costly|much(?: money)?)"
    r"|(?:can'?t|cannot) afford (?:that|it|this|them|those)"
)
_DEARER = (
    r"(?:(?:a (?:bit|little)|much|some(?:thing)?|even) )?(?:more expensive|pricier|dearer|costlier|"
    r"higher[- ]priced|more premium|fancier)(?: ones?)?"
    r"|(?:at )?(?:a )?higher (?:price|prices|budget)|too cheap"
)
_MODEST = (
    r"(?:not|nothing) (?:(?:too|so|very|that|overly|super) )?(?:expensive|pricey|costly|dear)|"
    r"not the (?:most )?expensive(?: ones?)?"
)
_SORTS: dict[Sort, str] = {
    "price_down": (
        r"most expensive|priciest|dearest|highest[- ]priced?|(?:price|"
        r"prices?) (?:from )?high(?:est)? to low(?:est)?|(?:most|highest) (?:costly|price)|"
        r"expensive(?: ones?)? first"
    ),
    "price_up": (
        r"cheapest|lowest[- ]priced?|least expensive|(?:price|prices?) (?:from )?low(?:est)? to high(?:est)?|"
        r"sort(?:ed)? by price"
        r"|cheap|inexpensive|affordable|low[- ]cost|low[- ]priced|budget[- ]friendly|reasonably priced|bargains?"
    ),
    "rating": (
        r"(?:best|top|highest|well|highly)[- ](?:rated|reviewed|ratings?|reviews?|scored)|"
        r"(?:with )?(?:the )?(?:best|good|great|highest) (?:reviews?|ratings?)"
        r"|most stars|(?:sort(?:ed)? by|by) (?:rating|reviews|stars)|(?:five|5)[- ]stars?"
    ),
    "newest": (
        r"newest|latest|new arrivals?|newly arrived|just (?:arrived|in)|recently added|most recent|"
        r"what'?s new|something new|anything new|new in(?= |$)(?! [a-z])|(?:sort(?:ed)? by )?newest first"
    ),
}
_NO_STOCK = (
    r"(?:also |even |including |include |and )?(?:if |when |the |those )?(?:it'?s |it is |they'?re |"
    r"they are |that are )?(?:sold[- ]out|out of stock|not in stock|unavailable)(?: ones| products| too|"
    r" as well)*"
)
_IN_STOCK = (
    r"(?:only |just )?(?:that (?:is|are) |which (?:is|are) |currently )?(?:in stock|available (?:right )?now|"
    r"ready to ship|on hand)(?: only)?"
)
_LARGER = r"(?:(?:a|one) )?(?:size )?(?:bigger|larger)(?: (?:sizes?|ones?))?|one size up|(?<!not )too (?:small|tight)"
_SMALLER = (
    r"(?:(?:a|one) )?(?:size )?(?:smaller|tighter)(?: (?:sizes?|ones?))?|one size down|(?<!not )too (?:big|large|loose)"
)

_CALLED = {
    "price": r"prices?|budgets?|costs?|money",
    "colour": r"colou?rs?",
    "size": r"sizes?",
    "brand": r"brands?|makes?|makers?",
    "gender": r"genders?|sex",
    "category": r"categor(?:y|ies)|departments?",
}
_DROPS = (
    r"(?:any|all|every|whatever|whichever) (?:(?:other|kind of) )?{facet}(?: (?:is|are) (?:fine|ok|okay|"
    r"good))?(?: (?:will|would) do)?(?! (?:but|except|besides|other than|apart from))",
    r"(?:the )?{facet}(?: range| limit)? (?:does not|doesn'?t|do not|don'?t|is not|isn'?t|"
    r"no longer) (?:really )?(?:matters?|important|care|count)(?: anymore| any more)?",
    r"(?:do not|don'?t|doesn'?t|not) (?:really )?(?:care|mind|worry|matter)(?: about)?(?: the| what|"
    r" which)? {facet}(?: it is| they are)?",
    r"no (?:particular |specific |preferred )?{facet} (?:limit|preference|restriction|filter)s?|"
    r"no (?:particular|specific|preferred) {facet}",
    r"(?:forget|ignore|drop|remove|clear|lift|never ?mind|cancel|skip|delete)(?: about)?(?: the|"
    r" my)? {facet}(?: range| limit| filter| restriction)?",
    r"without (?:the |a |any )?{facet} (?:limit|filter|range|restriction)|regardless of (?:the )?{facet}|"
    r"{facet} (?:is|are) (?:irrelevant|unimportant|flexible)|in any {facet}",
    r"{facet} (?:is|are) no (?:object|issue|problem|concern)",
    r"(?:the )?{facet}:? (?:any|whatever)|(?:no|without) (?:any )?limit on (?:the )?{facet}",
)
_ANYONE = r"for (?:anyone|everyone|anybody|everybody|all)(?![\w])|(?:both|all) genders"


@dataclass(frozen=True)
class Asks:
    """What a sentence asks of the list as a whole.

    Attributes:
        rest: the sentence without these askings, each replaced by a space (names stay together).
        sort, in_stock: None when nothing was said.
        reduced: products of a lowered price are wanted, in a shop that marks none.
        cheaper, dearer, larger, smaller: a step from what is shown.
        dropped: facets let go ("any colour"), "price" among them.
    """

    rest: str
    sort: Sort | None = None
    in_stock: bool | None = None
    reduced: bool = False
    cheaper: bool = False
    dearer: bool = False
    larger: bool = False
    smaller: bool = False
    dropped: frozenset[str] = frozenset()


class AskReader:
    """Reads such askings; knows the names of one shop's own attributes, so that "any material" is understood."""

    def __init__(self, attributes: Iterable[str], *, marks_reduced: bool = False) -> None:
        """`marks_reduced`: the shop marks products of a lowered price, which then are facts like any other."""
        self._marks_reduced = marks_reduced
        called = dict(_CALLED)
        called |= {name: re.escape(name.replace("_", " ")) + "s?" for name in attributes if name not in FACETS}
        self._drops = {
            facet: _pattern("|".join(drop.format(facet=f"(?:{names})") for drop in _DROPS))
            for facet, names in called.items()
        }

    def read(self, text: str) -> Asks:
        """What `text` (prices taken out, as `nlu.tokens.plain` makes it) asks for."""
        dropped = set()
        for facet, pattern in self._drops.items():
            text, found = _take(pattern, text)
            dropped |= {facet} if found else set()
        text, anyone = _take(_ANYONE_PATTERN, text)
        text, modest = _take(_MODEST_PATTERN, text)
        text, cheaper = _take(_CHEAPER_PATTERN, text)
        text, dearer = _take(_DEARER_PATTERN, text)
        text, no_stock = _take(_NO_STOCK_PATTERN, text)
        text, in_stock = _take(_IN_STOCK_PATTERN, text)
        text, larger = _take(_LARGER_PATTERN, text)
        text, smaller = _take(_SMALLER_PATTERN, text)
        reduced = False
        if not self._marks_reduced:
            text, reduced = _take(_REDUCED_PATTERN, text)
        sort: Sort | None = "price_up" if modest else None
        for order, pattern in _SORT_PATTERNS.items():
            text, found = _take(pattern, text)
            sort = order if found and sort is None else sort
        return Asks(
            rest=text,
            sort=sort,
            in_stock=False if no_stock else (True if in_stock else None),
            reduced=reduced,
            cheaper=cheaper,
            dearer=dearer,
            larger=larger,
            smaller=smaller,
            dropped=frozenset(dropped | ({"gender"} if anyone else set())),
        )


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'])(?:{words})(?![\w'])")


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, bool]:
    rest, count = pattern.subn(" ", text)
    return rest, count > 0


# A "sale" is no "for sale", "reduced fat" no price, and a "discount code" a question for the FAQ.
_REDUCED_PATTERN = _pattern(
    rf"(?<!for )(?:{'|'.join(sorted(map(re.escape, word_set('words', 'reduced')), key=len, reverse=True))})s?"
    r"(?! (?:codes?|coupons?|vouchers?|fat|salt|sugar|sodium))|\d{1,2} ?% off"
)
_ANYONE_PATTERN = re.compile(_ANYONE)
_MODEST_PATTERN = _pattern(_MODEST)
_CHEAPER_PATTERN, _DEARER_PATTERN = _pattern(_CHEAPER), _pattern(_DEARER)
_NO_STOCK_PATTERN, _IN_STOCK_PATTERN = _pattern(_NO_STOCK), _pattern(_IN_STOCK)
_LARGER_PATTERN, _SMALLER_PATTERN = _pattern(_LARGER), _pattern(_SMALLER)
_SORT_PATTERNS = {order: _pattern(rf"(?:{words})(?: ones?)?(?: first)?") for order, words in _SORTS.items()}
