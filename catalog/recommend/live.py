"""The recommender of a running shop: made anew when the catalogue moved or what customers did has aged."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import NamedTuple

from catalog.background import Background, Check
from catalog.catalogue import Catalogue
from catalog.products import Hit
from catalog.recommend.alike import Similar
from catalog.recommend.choosing import Choosing, arm
from catalog.recommend.crowd import MEMORY, Crowd
from catalog.recommend.exposure import boosts
from catalog.recommend.guessing import CONSENT, Guesser
from catalog.recommend.history import History
from catalog.recommend.order import LearntOrder
from catalog.recommend.popularity import Popularity
from catalog.recommend.profile import Profile
from catalog.recommend.recommender import Recommender
from catalog.recommend.sources import Source
from catalog.records import Event, EventKind
from catalog.settings import RecommendSettings
from catalog.store import Store

#: How old the picture of what everybody does may be; one's own steps count at once.
KEEP = timedelta(minutes=5)
SIGNALS: tuple[EventKind, ...] = ("view", "click", "cart", "purchase", "like", "dismiss", "unlearn")
#: So many events of a visitor are read.
RECENT = 200
#: A shop with fewer events reads them all at the first question; a larger one reads them on the side, and until then
#: answers from its catalogue and from what the visitor did.
AT_FIRST = 10_000


class Picture(NamedTuple):
    """What everybody did, as of one moment."""

    popularity: Popularity
    baskets: Sequence[tuple[str, ...]]
    at: datetime


class LiveRecommender:
    """Answers for one visitor at a time, from the newest catalogue.

    Args:
        catalogue: gives the catalogue as it is now; `similar`: (product id, limit) -> products alike.
        clock: the present moment, UTC; a test or a demo may stand elsewhere in time.
        more: sources beside those that only count; see catalog/recommend/sources.py.
        settings: what is learnt, compared and brought forward; guesser: tells labels of who allows it.
        order: the learnt order in use, looked at whenever the recommender is made anew.
    """

    def __init__(
        self,
        store: Store,
        catalogue: Callable[[], Catalogue],
        similar: Similar,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        more: Sequence[Source] = (),
        settings: RecommendSettings | None = None,
        guesser: Guesser | None = None,
        order: Callable[[], LearntOrder | None] = lambda: None,
    ) -> None:
        self._settings = settings or RecommendSettings()
        self.guesser, self._order = guesser, order
        self._store = store
        self._catalogue = catalogue
        self._similar = similar
        self._clock = clock
        self._more = tuple(more)
        self._lock = threading.Lock()
        self._picture: Picture | None = None
        self._made: tuple[int, Picture, Recommender] | None = None
        self._renewing = Background("recommender", self._renew)
        self._crowd = Crowd(store, clock())
        self._has_all = False

    def history(self, visitor: str, customer_id: str | None) -> History:
        """What the visitor did as guest and, when known, as customer."""
        return self.known(visitor, customer_id)[0]

    def known(self, visitor: str, customer_id: str | None) -> tuple[History, Profile]:
        """The same, with what follows from it and from what they said of themselves."""
        at, store = self._clock(), self._store
        said = store.statements(visitor, customer_id)
        latest = {one.subject: one.value for one in said}
        since = at - MEMORY
        if "forgotten" in latest:
            since = max(since, datetime.fromisoformat(latest["forgotten"]))
        events = store.events(kinds=SIGNALS, visitor=visitor, customer_id=customer_id, since=since, limit=RECENT)
        bought = store.bought(customer_id, since=since, limit=RECENT) if customer_id is not None else []
        history = History(events, at, bought, learns=latest.get("learning") != "off", who=customer_id or visitor)
        products = self._catalogue().products
        if self.guesser is None or latest.get(CONSENT) != "on":
            return history, Profile(history, products, said)
        return history, Profile(history, products, said, partial(self.guesser.guesses, history, products))

    def shown(self, hits: Sequence[Hit], history: History, visitor: str, customer_id: str | None, place: str) -> None:
        """Keeps that these were shown, by which source and how likely that was: what the bandit learns from."""
        side = arm(history.who, self._settings.compare)
        self._store.record(
            [
                Event(
                    *("shown", visitor, customer_id, hit.product.id),
                    place=place,
                    stage=history.stage,
                    source=hit.source,
                    arm=side,
                    propensity=hit.propensity,
                )
                for hit in hits
            ]
        )

    def current(self) -> Recommender:
        """The recommender for the catalogue as it is now.

        One whose events have merely aged, or were not all read yet, still answers while its successor is made on the
        side: reading what everybody did takes time, and no customer should wait for it.
        """
        with self._lock:
            if self._picture is None:
                self._picture = self._first_picture()
            if not self._has_all or self._clock() - self._picture.at >= KEEP:
                self._renewing.start()
            made = self._made
            if made is None or made[0] != self._catalogue().goods or made[1] is not self._picture:
                made = self._made = self._make(self._picture)
            return made[2]

    def forget(self) -> None:
        """Looks at everybody's events anew at the next question."""
        self._renewing.wait()
        with self._lock:
            self._crowd, self._picture = Crowd(self._store, self._clock()), None

    def close(self) -> None:
        """Ends what runs on the side."""
        self._renewing.close()

    def _first_picture(self) -> Picture:
        self._has_all = self._crowd.take(self._clock(), most=AT_FIRST)
        return self._seen() if self._has_all else Picture(Popularity({}, {}), (), self._clock())

    def _seen(self) -> Picture:
        at = self._clock()
        return Picture(self._crowd.popularity(at), self._store.baskets(), at)

    def _renew(self, check: Check) -> None:
        self._crowd.take(self._clock(), check)
        picture = self._seen()
        made = self._make(picture)
        made[2].prepare()
        with self._lock:
            self._picture, self._made, self._has_all = picture, made, True

    def _make(self, picture: Picture) -> tuple[int, Picture, Recommender]:
        catalogue = self._catalogue()
        recommender = Recommender(
            catalogue.products,
            popularity=picture.popularity,
            baskets=picture.baskets,
            links=self._store.all_links(),
            similar=self._similar,
            more=self._more,
            order=self._order(),
            choosing=Choosing(
                self._settings,
                self._crowd.bandit if self._settings.learn else None,
                boosts(catalogue.products, self._crowd.exposed, self._settings.fairness_by, self._settings.fairness),
            ),
        )
        return catalogue.goods, picture, recommender
