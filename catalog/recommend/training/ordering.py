"""`shopmate train order`: how the candidates of all sources are best ordered, learnt from what visitors turned to next.

The past is lived through again: at some moments a recommender is made of what was known then, and every visitor's
candidates are set against what they turned to until the next moment. The last stretch is only measured on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from catalog.products import Link, Product
from catalog.recommend.alike import Remembered, Similar
from catalog.recommend.history import VERBS, History
from catalog.recommend.order import LearntOrder, Signs
from catalog.recommend.popularity import Popularity
from catalog.recommend.recommender import Recommender
from catalog.recommend.sources import Source
from catalog.recommend.training.behaviour import deeds_in
from catalog.recommend.training.fitting import Progress, silent
from catalog.records import Bought, Event
from catalog.shop import Shop
from catalog.trained import Trained

#: The moments, as shares of all events in their order; what follows the last of them is measured on.
MOMENTS = (0.4, 0.5, 0.6, 0.7, 0.8)
#: With fewer visitors who came back, in either part, nothing is learnt.
FEWEST_VISITORS = 30
#: Candidates looked at of each visitor, and places that are measured.
_LIMIT, _PLACES = 30, 10
_FREEDOM = 1.0


def past_of(shop: Shop) -> Past:
    """What may be learnt from in this shop.

    A sequence model learnt from later than most of it, and is no witness of its own worth: it is left out, and counts
    in the order by its places alone, as before.
    """
    events, bought, unwilling = deeds_in(shop.store)
    return Past(
        shop.catalogue.products,
        shop.store.all_links(),
        Remembered(shop.alike, lambda: None),
        [event for event in events if (event.customer_id or event.visitor) not in unwilling],
        [line for line in bought if line.customer_id not in unwilling],
    )


class TooFewVisitorsError(ValueError):
    """Too few visitors came back to learn from; the message says how many it takes."""


@dataclass(frozen=True)
class Past:
    """What a shop knows to live its past again.

    Attributes:
        events: what everybody did; bought: the lines of orders. Without those who want nothing learnt.
        more: trained sources, which must have learnt nothing later than the first moment.
    """

    products: Mapping[str, Product]
    links: Sequence[Link]
    similar: Similar
    events: Sequence[Event]
    bought: Sequence[Bought]
    more: Sequence[Source] = ()

    def recommender(self, at: datetime) -> Recommender:
        """As it would have been."""
        baskets: defaultdict[tuple[str, datetime], set[str]] = defaultdict(set)
        for line in self.bought:
            if line.kept and line.at < at:
                baskets[line.customer_id, line.at].add(line.product_id)
        return Recommender(
            self.products,
            popularity=Popularity.of((event for event in self.events if event.at < at), at),
            baskets=[tuple(basket) for basket in baskets.values()],
            links=self.links,
            similar=self.similar,
            more=self.more,
        )

    def visitors(self, since: datetime, until: datetime | None) -> Iterable[tuple[History, set[str]]]:
        """Each visitor's history before `since`, and the products they newly turned to from then until `until`."""
        customers = {event.visitor: event.customer_id for event in self.events if event.visitor and event.customer_id}
        done: defaultdict[str, list[Event]] = defaultdict(list)
        for event in self.events:
            done[event.customer_id or customers.get(event.visitor) or event.visitor].append(event)
        lines: defaultdict[str, list[Bought]] = defaultdict(list)
        for line in self.bought:
            lines[line.customer_id].append(line)
        for who in sorted(done.keys() - {""}):
            before = [event for event in done[who] if event.at < since]
            history = History(before, since, [line for line in lines[who] if line.at < since], who=who)
            known = {event.product_id for event in before}
            later = {
                event.product_id
                for event in done[who]
                if event.at >= since and (until is None or event.at < until) and event.kind in VERBS
            }
            if history.interests and (new := {product for product in later - known if product}):
                yield history, new


@dataclass(frozen=True)
class OrderOutcome:
    """card: what was measured; adopted: the new version's folder, None when what serves stays."""

    card: Mapping[str, Any]
    adopted: Path | None


#: What one visitor's candidates look like, and which of them they turned to.
Lesson = tuple[Mapping[str, Signs], set[str]]
#: How likely a candidate of these signs is turned to, compared with others.
Worth = Callable[[Signs], float]


def train_order(past: Past, trained: Trained, progress: Progress = silent) -> OrderOutcome:
    """Adopted where it ranks the last stretch better (NDCG@10) than adding up places, and than the order in use.

    Raises: TooFewVisitorsError.
    """
    times = sorted(event.at for event in past.events if event.kind in VERBS)
    moments = list(dict.fromkeys(times[int(share * len(times))] for share in MOMENTS)) if times else []
    ends: list[datetime | None] = [*moments[1:], None]
    stretches = [
        _lessons(past, since, ends[number], progress, number / len(moments)) for number, since in enumerate(moments)
    ]
    lessons = [lesson for stretch in stretches[:-1] for lesson in stretch if lesson[0].keys() & lesson[1]]
    unseen = stretches[-1] if stretches else []
    if min(len(lessons), len(unseen)) < FEWEST_VISITORS:
        raise TooFewVisitorsError(
            f"{len(lessons)} visitors came back to something new to learn from, and {len(unseen)} to measure on; "
            f"it takes {FEWEST_VISITORS} of each."
        )
    order = fitted(lessons)
    before = LearntOrder.read(trained.in_use) if trained.in_use else None
    worths: dict[str, Worth] = {"": order.worth, " adding up": lambda signs: signs["added"]}
    if before:
        worths[" before"] = before.worth
    figures = {f"ndcg@10{name}": ndcg(unseen, worth) for name, worth in worths.items()}
    card = {
        "command": "shopmate train order",
        "licence": "the shop's own",
        "fitted_on": len(lessons),
        "measured_on": len(unseen),
        **{name: round(value, 4) for name, value in figures.items()},
        **{f"hr@10{name}": round(hit_rate(unseen, worth), 4) for name, worth in worths.items()},
        "weights": {name: round(weight, 4) for name, weight in order.weights.items()},
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    if figures["ndcg@10"] <= max(value for name, value in figures.items() if name != "ndcg@10"):
        return OrderOutcome(card, None)
    draft = trained.draft()
    try:
        order.save(draft)
        return OrderOutcome(card, trained.adopt(draft, card))
    finally:
        trained.discard(draft)


def _lessons(past: Past, since: datetime, until: datetime | None, progress: Progress, share: float) -> list[Lesson]:
    progress(f"the shop as it was on {since:%Y-%m-%d}", share)
    recommender = past.recommender(since)
    return [(recommender.signs(history, limit=_LIMIT), new) for history, new in past.visitors(since, until)]


def fitted(lessons: Sequence[Lesson]) -> LearntOrder:
    """A logistic regression of turning to a candidate; every visitor counts as much as the next."""
    names = sorted({name for signs, _ in lessons for each in signs.values() for name in each})
    rows, truth, weights = [], [], []
    for signs, new in lessons:
        for product, each in signs.items():
            rows.append([each.get(name, 0.0) for name in names])
            truth.append(product in new)
            weights.append(1 / len(signs))
    matrix = np.array(rows)
    spread = np.maximum(matrix.std(axis=0), 1e-6)
    model = LogisticRegression(C=_FREEDOM, max_iter=500)
    model.fit(matrix / spread, np.array(truth), sample_weight=np.array(weights) * len(lessons))
    return LearntOrder(dict(zip(names, (model.coef_[0] / spread).tolist(), strict=True)))


def hit_rate(lessons: Sequence[Lesson], worth: Worth) -> float:
    """The share of visitors who turn to one of the first _PLACES."""
    hits = [not new.isdisjoint(_first(signs, worth)) for signs, new in lessons]
    return float(np.mean(hits)) if hits else 0.0


def ndcg(lessons: Sequence[Lesson], worth: Worth) -> float:
    """The mean over visitors of NDCG at _PLACES; what no source proposed is missed."""
    gains = 1 / np.log2(np.arange(2, _PLACES + 2))
    found = []
    for signs, new in lessons:
        gained = sum(gain for gain, product in zip(gains, _first(signs, worth), strict=False) if product in new)
        found.append(gained / gains[: len(new)].sum())
    return float(np.mean(found)) if found else 0.0


def _first(signs: Mapping[str, Signs], worth: Worth) -> list[str]:
    return sorted(signs, key=lambda product: (-worth(signs[product]), product))[:_PLACES]
