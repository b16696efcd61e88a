"""What one visitor did lately, read as interests; the newest look changes the next answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from catalog.recommend.popularity import WEIGHTS, decay
from catalog.records import Bought, Event

HALF_LIFE = timedelta(days=10)
#: Within one sitting the order of looks tells more than minutes do: each older interest counts this much less.
STEP = 0.8
#: What was bought is not offered again for this long; after it, it may be wanted again.
JUST_BOUGHT = timedelta(days=120)
MOST_INTERESTS, MUCH = 10, 5
#: A weaker interest has faded; from A_WHILE on the month it was in is told with it.
FAINT, A_WHILE = 0.01, timedelta(days=31)
#: What was turned to last is what they are after now, for so long, and counts as much as anything they did before.
SITTING = timedelta(hours=1)
#: For so long a product that was looked at is still in mind.
IN_MIND = timedelta(days=14)

VERBS = {
    "purchase": "bought {}",
    "cart": "put {} in your cart",
    "like": "liked {}",
    "click": "looked at {}",
    "view": "looked at {}",
}


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
    """One visitor's events, as guest and as customer together.

    Args:
        bought: what the customer ordered; it says more than events of a purchase do, which are left out where it
            knows better. What was cancelled or sent back teaches nothing, nor does what led to it.
        learns: False when they want nothing learnt: then only what they refused and have already is known.
        who: a name that is theirs alone, so that what is left to chance stays the same from answer to answer.
    """

    def __init__(
        self,
        events: Iterable[Event],
        at: datetime,
        bought: Sequence[Bought] = (),
        *,
        learns: bool = True,
        who: str = "",
    ) -> None:
        self.who = who
        self.at, self.learns, self.bought = at, learns, [line for line in bought if line.kept]
        undone = {line.product_id: line.at for line in reversed(bought) if not line.kept}
        ordered = {line.product_id for line in bought}
        told = [event for event in events if event.product_id and not _is_known_better(event, ordered, undone)]
        told += [Event("purchase", "", line.customer_id, line.product_id, at=line.at) for line in self.bought]
        #: Those of products, newest first.
        self.events: Sequence[Event] = sorted(told, key=lambda event: event.at, reverse=True)

    @property
    def stage(self) -> str:
        """How much is known of them: "new", "some" or "much"."""
        return "new" if not self.interests else "some" if len(self.interests) < MUCH else "much"

    @cached_property
    def refused(self) -> frozenset[str]:
        """Products turned away."""
        return frozenset(event.product_id for event in self.events if event.kind == "dismiss" and event.product_id)

    @cached_property
    def just_bought(self) -> frozenset[str]:
        """Products bought a short while ago."""
        bought = [event for event in self.events if event.kind == "purchase" and self.at - event.at < JUST_BOUGHT]
        return frozenset(event.product_id for event in bought if event.product_id)

    @cached_property
    def unlearnt(self) -> frozenset[str]:
        """Products that nothing shall be concluded from."""
        return frozenset(event.product_id for event in self.events if event.kind == "unlearn" and event.product_id)

    @cached_property
    def in_mind(self) -> frozenset[str]:
        """Products turned to lately, which need not be brought back."""
        return frozenset(
            event.product_id
            for event in self.events
            if event.product_id and event.kind in VERBS and self.at - event.at < IN_MIND
        )

    @cached_property
    def interests(self) -> Sequence[Interest]:
        """The last MOST_INTERESTS products turned to, each once with its strongest signal, newest first."""
        found: dict[str, Interest] = {}
        newest: datetime | None = None
        for event in self.events if self.learns else ():
            product, verb = event.product_id, VERBS.get(event.kind)
            if not product or not verb or product in self.refused or product in self.unlearnt:
                continue
            order = list(found).index(product) if product in found else len(found)
            if order >= MOST_INTERESTS:
                break
            age = max(self.at - event.at, timedelta())
            weight = WEIGHTS[event.kind] ** 0.5 * decay(age, HALF_LIFE) * STEP**order
            known = found.get(product)
            if weight >= FAINT and (known is None or weight > known.weight):
                newest = newest or event.at
                found[product] = Interest(product, weight, verb, f"{event.at:%B}" if age > A_WHILE else "")
        first, *others = found.values() or (None,)
        if first and others and newest and self.at - newest < SITTING:
            first = replace(first, weight=max(each.weight for each in (first, *others)))
        return [first, *others] if first else []


def _is_known_better(event: Event, ordered: set[str], undone: dict[str, datetime]) -> bool:
    """Whether an order tells more of this event's product than the event does."""
    if event.kind == "purchase":
        return event.product_id in ordered
    return event.product_id in undone and event.kind in VERBS and event.at <= undone[event.product_id]
