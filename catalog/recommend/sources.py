"""Where candidates come from: one small interface, and the sources that only count.

A source of its own (a trained model, say) is any object with `name` and `candidates`; Shop hands it to
`LiveRecommender(..., more=[source])`. It reads what it needs of the visitor from `history.events` and may be asked from
any thread.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol

from catalog.recommend.history import MOST_INTERESTS, History
from catalog.recommend.popularity import Popularity

#: How far down each list a candidate still counts, and what softens its first places.
DEPTH, SOFTENING = 30, 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that a source proposes, with the signal that explains it.

    Attributes:
        score: > 0, higher is better; comparable within one source only, so the ranking reads places.
        reason: a short clause for the customer that names the signal, as in "because you looked at Fusion Backpack".
        because: id of the product of the customer's own history that the proposal rests on most, "" = of none.
    """

    product_id: str
    score: float
    reason: str
    because: str = ""


class Source(Protocol):
    """Proposes products for one visitor."""

    @property
    def name(self) -> str:
        """A short word, stored with what was shown: "alike"."""
        ...

    def candidates(self, history: History, *, limit: int, among: Collection[str] | None = None) -> Sequence[Candidate]:
        """At most `limit` products, each once, best first; () when the source has nothing to say of this visitor.

        Args:
            history: what the visitor did, newest first, without what does not count (catalog/recommend/history.py).
            among: ids to keep to (a wish's products), None = the whole shop. What is sold out, hidden or refused
                may be proposed: the recommender drops it afterwards.
        """
        ...


#: Product id -> (related product id, reason of its own or "" for "because you …"), best first.
Related = Callable[[str], Iterable[tuple[str, str]]]


class OfInterests:
    """What is related to each product the visitor turned to, added up by place and by the weight of the interest."""

    def __init__(self, name: str, related: Related, title: Callable[[str], str], *, most: int = MOST_INTERESTS) -> None:
        """most: how many of the strongest interests are looked at."""
        self.name, self._related, self._title, self._most = name, related, title, most

    def candidates(self, history: History, *, limit: int, among: Collection[str] | None = None) -> Sequence[Candidate]:
        totals: dict[str, float] = {}
        strongest: dict[str, Candidate] = {}
        strongest_first = sorted(history.interests, key=lambda interest: -interest.weight)
        for interest in strongest_first[: self._most]:
            because = f"because you {interest.told(self._title(interest.product_id))}"
            listed = [pair for pair in self._related(interest.product_id) if among is None or pair[0] in among]
            for rank, (product, reason) in enumerate(listed[:DEPTH]):
                score = interest.weight / (rank + SOFTENING)
                totals[product] = totals.get(product, 0.0) + score
                known = strongest.get(product)
                if known is None or score > known.score:
                    strongest[product] = Candidate(product, score, reason or because, interest.product_id)
        best = sorted(totals, key=lambda product: (-totals[product], product))[:limit]
        return [replace(strongest[product], score=totals[product]) for product in best]


class Favourites:
    """What many turn to, whoever asks."""

    name = "popular"

    def __init__(self, popularity: Popularity) -> None:
        self._popularity = popularity

    def candidates(self, history: History, *, limit: int, among: Collection[str] | None = None) -> Sequence[Candidate]:
        wanted = (pair for pair in self._popularity.popular() if among is None or pair[0] in among)
        first = islice(wanted, limit)
        return [Candidate(product, score, "popular with other customers") for product, score in first]
