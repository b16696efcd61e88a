"""A customer's words read against one shop's vocabulary: the wish, and what was noticed on the way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from nlu.asks import AskReader, Asks
from nlu.facts import Alternative, Substitute, read_facts
from nlu.hearing.cues import cues_in
from nlu.ordinals import Places, read_places
from nlu.people import People, take_age
from nlu.prices import read_price
from nlu.refining import Change, refined, starts_anew
from nlu.sizes import Sizes
from nlu.spotting import Spotter
from nlu.tokens import key, plain, words
from nlu.turning import read_turning
from nlu.wish import Vocabulary, Wish

#: Shopping for somebody is a matter of its own, whatever was looked at before.
_FOR_SOMEBODY = re.compile(r"\b(?:gift|present)s?\b|\b(?:something|anything) for my\b")
_JOINS = re.compile(r"^(?:also|or|plus|and also|as well)\b|\b(?:as well|too|also)[.!?]?$")


@dataclass(frozen=True)
class Reading:
    """All that one text says.

    Attributes:
        wish: the facts and the ranking words of this text alone.
        asks: relative askings and wishes let go; they mean something to an earlier wish only.
        substitutes: wanted values that the shop does not list under the name said.
        foreign_currency: a currency said that is not the shop's, "" otherwise.
        nouns: stems of the kinds of products named; they make a text a wish of its own.
        let_go: facet and value said to be unneeded ("doesn't have to be leather").
        joins: True when the text adds to the values of before ("also in red").
        takes_back: True when the earlier wish is said to be over ("forget that, show me bags").
        opens: True when the text begins like a wish of its own ("something for the garden").
        points_back: True when it speaks of what is shown ("do you have these in leather").
        alternatives: wanted facet -> another facet with its values that may be meant instead.
        cues: entries of nlu/hearing/lexicon/<language>/cues.yml of which a phrase was said.
        places: the places of a list that it points at ("the second one").
    """

    wish: Wish
    asks: Asks
    substitutes: tuple[Substitute, ...] = ()
    foreign_currency: str = ""
    nouns: frozenset[str] = frozenset()
    let_go: tuple[tuple[str, str], ...] = ()
    joins: bool = False
    takes_back: bool = False
    opens: bool = False
    points_back: bool = False
    alternatives: tuple[Alternative, ...] = ()
    cues: frozenset[str] = frozenset()
    places: Places = field(default_factory=Places)

    @property
    def steps(self) -> frozenset[str]:
        """The steps asked for from what is shown: "cheaper", "dearer", "larger", "smaller"."""
        return frozenset(step for step in ("cheaper", "dearer", "larger", "smaller") if getattr(self.asks, step))

    @property
    def reduced(self) -> bool:
        """Whether products of a lowered price are wanted, in a shop that marks none."""
        return self.asks.reduced

    @property
    def dropped(self) -> frozenset[str]:
        """Facets let go as a whole ("any colour"), "price" among them."""
        return self.asks.dropped

    @property
    def topic(self) -> frozenset[str]:
        """Stems of the words that are more than the names of facts: "party" of "a leather bag for a party"."""
        facts = {part for facet, values in self.wish.facets.items() for name in (facet, *values) for part in key(name)}
        return frozenset(key(self.wish.words)) - facts

    @property
    def says_nothing(self) -> bool:
        """Whether no wish can be made of the text: no fact, no word, no asking."""
        return self.wish.is_empty and self.asks == Asks(self.asks.rest) and not self.let_go


class WishReader:
    """Reads wishes for one shop; knows nothing but its vocabulary and everyday English."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._spotter = Spotter(vocabulary)
        self._sizes = Sizes(vocabulary.values.get("size", ()))
        self._people = People(vocabulary.values.get("gender", ()))
        self._asks = AskReader(vocabulary.values, marks_reduced=self._spotter.marks_reduced)
        # One turn asks several times about the same text.
        self.understand = lru_cache(maxsize=256)(self._understand)

    def read(self, text: str) -> Wish:
        """What this text alone asks for; never raises, an unreadable text is the empty wish."""
        return self.understand(text).wish

    def refine(self, previous: Wish, change: Wish, text: str, *, shown_prices_minor: Sequence[int] = ()) -> Wish:
        """`previous` with `change` (what `read` made of `text`) worked in.

        shown_prices_minor: prices of the products now shown; "cheaper" goes below the lowest of them,
            "more expensive" above the highest.
        """
        reading = self.understand(text)
        said = Change(change, reading.asks, reading.let_go, reading.joins, reading.nouns)
        return refined(previous, said, shown_prices_minor, self._sizes)

    def starts_anew(self, previous: Wish, text: str) -> bool:
        """Whether `text` is a wish of its own: it takes `previous` back or names another kind of product."""
        reading = self.understand(text)
        if reading.takes_back and (reading.nouns or reading.topic):
            return True
        for_somebody = _FOR_SOMEBODY.search(plain(text)) and not reading.points_back
        return bool(for_somebody) or starts_anew(previous, reading.wish, reading.nouns)

    def _understand(self, text: str) -> Reading:
        """Everything `text` says, in one pass."""
        text = plain(text)
        aged, rest = take_age(text)
        sizes, rest = self._sizes.take_said(rest)
        price = read_price(rest, currency=self._vocabulary.currency, minor_digits=self._vocabulary.minor_digits)
        asks = self._asks.read(price.rest)
        turning = read_turning(asks.rest)
        more_sizes, rest = self._sizes.take_listed(turning.rest)
        facts = read_facts(words(rest), self._spotter)
        facets = dict(facts.facets)
        if sizes or more_sizes:
            facets["size"] = tuple(dict.fromkeys((*facets.get("size", ()), *sizes, *more_sizes)))
        if aged and "gender" not in facets:
            facets["gender"] = self._people.find(aged, after_for=True)
        wish = Wish(
            words=facts.words,
            facets=facets,
            excluded=facts.excluded,
            price_min_minor=price.min_minor,
            price_max_minor=price.max_minor,
            in_stock=asks.in_stock is not False,
            sort=asks.sort or ("price_up" if asks.reduced and (facets or facts.words) else "relevance"),
        )
        foreign = "" if price.currency == self._vocabulary.currency else price.currency
        joins = bool(_JOINS.search(text))
        return Reading(
            wish,
            asks,
            facts.substitutes,
            foreign,
            frozenset(facts.nouns),
            facts.let_go,
            joins,
            takes_back=turning.takes_back,
            opens=turning.opens,
            points_back=turning.points_back,
            alternatives=facts.alternatives,
            cues=cues_in(words(text)),
            places=read_places(text),
        )
