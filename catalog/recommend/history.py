"""What one visitor did lately, read as interests; the newest look changes the next answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from catalog.recommend.popularity import WEIGHTS, decay
from catalog.records import Event

HALF_LIFE = timedelta(days=10)
#: Within one sitting the order of looks tells more than minutes do: each older interest counts this much less.
STEP = 0.8
#: What was bought is not offered again for this long; after it, it may be wanted again.
JUST_BOUGHT = timedelta(days=120)
MOST_INTERESTS = 10
#: A weaker interest has faded; from A_WHILE on the month it was in is told with it.
FAINT, A_WHILE = 0.01, timedelta(days=31)
#: For so long a product that was looked at is still in mind.
IN_MIND = timedelta(days=14)

VERBS = {"purchase": "bought {}", "cart": "put {} in your cart", "click": "looked at {}", "view": "looked at {}"}


@dataclass(frozen=True, slots=True)
class Interest:
    """A product the visitor turned to; weight > 0, verb says how ("looked at {}", with a gap for its title)."""

    product_id: str
    weight: float
    verb: str
    #: The month it was in, where that was a while ago: "May".
    month: str = ""

    def told(self, title: str) -> str:
        """What the visitor did, after "you": "bought the Trail Shoe in May"."""
        return self.verb.format(title) + (f" in {self.month}" if self.month else "")


class History:
    """One visitor's events, as guest and as customer together."""

    def __init__(self, events: Iterable[Event], at: datetime) -> None:
        self._events = sorted((event for event in events if event.product_id), key=lambda event: event.at, reverse=True)
        self._at = at

    @property
    def events(self) -> Sequence[Event]:
        """Those of products, newest first."""
        return self._events

    @property
    def at(self) -> datetime:
        """The moment it is looked at from."""
        return self._at

    @property
    def refused(self) -> frozenset[str]:
        """Products not to offer: turned away, or bought a short while ago."""
        turned_away = {event.product_id for event in self._events if event.kind == "dismiss"}
        bought = {
            event.product_id for event in self._events if event.kind == "purchase" and self._at - event.at < JUST_BOUGHT
        }
        return frozenset(product for product in turned_away | bought if product)

    @property
    def in_mind(self) -> frozenset[str]:
        """Products turned to lately, which need not be brought back."""
        return frozenset(
            event.product_id
            for event in self._events
            if event.product_id and event.kind in VERBS and self._at - event.at < IN_MIND
        )

    def interests(self) -> list[Interest]:
        """The last MOST_INTERESTS products turned to, each once with its strongest signal, newest first."""
        found: dict[str, Interest] = {}
        dismissed = {event.product_id for event in self._events if event.kind == "dismiss"}
        for event in self._events:
            product, verb = event.product_id, VERBS.get(event.kind)
            if not product or not verb or product in dismissed:
                continue
            order = list(found).index(product) if product in found else len(found)
            if order >= MOST_INTERESTS:
                break
            age = max(self._at - event.at, timedelta())
            weight = WEIGHTS[event.kind] ** 0.5 * decay(age, HALF_LIFE) * STEP**order
            known = found.get(product)
            if weight >= FAINT and (known is None or weight > known.weight):
                found[product] = Interest(product, weight, verb, f"{event.at:%B}" if age > A_WHILE else "")
        return list(found.values())
