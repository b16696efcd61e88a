"""The opened shop: what actions ask, kept in step with its store."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, partial

from catalog.announcing import announced
from catalog.background import Background, Check
from catalog.catalogue import Catalogue, build_catalogue
from catalog.faq import FaqAnswerer
from catalog.from_text.live import LiveReading
from catalog.messages import MessageDesk
from catalog.orders import OrderDesk
from catalog.photos.finder import PhotoFinder
from catalog.photos.index import PhotoIndex
from catalog.photos.kinds import KindReader
from catalog.photos.live import LivePhotos
from catalog.photos.network import open_embedder
from catalog.photos.picture_labels import PictureLabels
from catalog.photos.reading import PhotoLabels
from catalog.photos.store import PhotoStore
from catalog.products import Hit, Product
from catalog.recommend.alike import Remembered, fused
from catalog.recommend.guessing import Guesser
from catalog.recommend.live import LiveRecommender
from catalog.recommend.order import LearntOrder
from catalog.recommend.sequence.source import SequenceSource
from catalog.records import OrderChange, Outgoing
from catalog.review_aspects import aspect_counter
from catalog.reviews import ReviewReader
from catalog.search import SearchEngine
from catalog.settings import Settings, models_folder
from catalog.store import Store, open_store
from catalog.telling import Teller
from catalog.vector_file import FloatMatrix, Progress
from nlu.encoder import load_encoder
from nlu.hearing.ear import Ear
from nlu.sentiment import load_sentiment
from nlu.wish import Vocabulary
from vision.label import is_installed
from vision.label_reader import LabelReader

#: So long a turn waits for the FAQ that was edited; nothing else is put together again then.
FAQ_PATIENCE_SECONDS = 3.0


class Shop:
    """What actions ask. A turn in flight keeps the catalogue it has while a newer one is built."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        build: Callable[[Progress | None, Catalogue | None], Catalogue],
        progress: Progress | None = None,
    ) -> None:
        self.settings = settings
        self.store = store
        self._build = build
        self._catalogue = build(progress, None)
        self.reading = LiveReading(lambda: self._catalogue, settings.home, settings.index)
        self.orders = OrderDesk(store, settings.orders, self._announced)
        self.messages = MessageDesk(store, settings)
        reads = settings.photos.label and is_installed()
        labels = PhotoLabels(LabelReader() if reads else None)
        self.photo_store = PhotoStore(settings.home / "photos", settings.photos.keep_hours, labels)
        self.photos = LivePhotos(
            lambda: self._catalogue,
            lambda: open_embedder(settings),
            settings.images,
            settings.index,
            self._see_kinds,
            # Of its own process, so that a shopper's photo never waits behind the shop's pictures.
            PictureLabels(settings.index, LabelReader(nice=15)) if reads else None,
        )
        self.photo_finder = PhotoFinder(self.photos, self.photo_store, labels)
        self.sequence = SequenceSource(settings.home, lambda: self._catalogue, self.vectors)
        alike = Remembered(self.alike, lambda: (self.search, self.photos.index))
        self.recommender = LiveRecommender(
            *(store, lambda: self._catalogue, alike),
            settings=settings.recommend,
            more=[self.sequence],
            guesser=Guesser(settings.home, settings.recommend.labels),
            order=partial(LearntOrder.in_use, settings.home),
        )
        self._rebuilding = Background("catalogue", self._rebuild)
        self._read_texts()
        self._lock = threading.Lock()
        self._error: Exception | None = None

    @property
    def catalogue(self) -> Catalogue:
        """The current catalogue; keep it in a variable where several of its parts must agree."""
        return self._catalogue

    @property
    def vocabulary(self) -> Vocabulary:
        return self._catalogue.vocabulary

    @property
    def reader(self) -> Ear:
        return self._catalogue.reader

    @property
    def search(self) -> SearchEngine:
        return self._catalogue.search

    @property
    def faq(self) -> FaqAnswerer:
        return self._catalogue.faq

    @property
    def teller(self) -> Teller:
        return self._catalogue.teller

    def _announced(self, change: OrderChange) -> list[Outgoing]:
        # A shop sells in the currency of its products; the setting is that of an empty one.
        return announced(replace(self.settings, currency=self.vocabulary.currency), change)

    def _see_kinds(self, catalogue: Catalogue, index: PhotoIndex) -> None:
        """What the pictures say of categories, where this shop trained that; told to every process when it moved."""
        if reader := KindReader.in_use(self.settings.home):
            told_by_merchant = catalogue.seen.unnamed(catalogue.products.values())
            if reader.look(told_by_merchant, index).write(self.settings.index):
                self.store.bump()

    def alike(self, product_id: str, limit: int) -> list[Hit]:
        """Other products like this one, in words and, as soon as the pictures were looked at, in looks."""
        rankings = [self.search.similar(product_id, limit)]
        if pictures := self.photos.index:
            rankings.append(pictures.similar(product_id, limit))
        return fused(rankings, limit=limit)

    def vectors(self, product_id: str) -> dict[str, FloatMatrix]:
        """What is said of a product and how it looks, as far as either is known."""
        pictures = self.photos.index
        found = {"text": self.search.vector(product_id), "picture": pictures.vector(product_id) if pictures else None}
        return {name: vector for name, vector in found.items() if vector is not None}

    @cached_property
    def reviews(self) -> ReviewReader:
        """Reads reviews; the sentiment model is opened when the first one is asked for."""
        return ReviewReader(self.store, load_sentiment(), aspect_counter())

    def product(self, product_id: str) -> Product | None:
        """The visible product with this id, from memory."""
        product = self._catalogue.products.get(product_id)
        return product if product and product.visible else None

    def products(self, product_ids: Sequence[str]) -> list[Product]:
        """The visible ones of `product_ids`, in their order."""
        found = (self.product(product_id) for product_id in product_ids)
        return [product for product in found if product]

    def refresh(self, *, patience_seconds: float | None = 1.0) -> bool:
        """Takes in what another process or the console changed; True when the catalogue is current.

        Cheap when nothing moved. Otherwise a thread rebuilds, and this call waits for it for
        `patience_seconds` (None: to the end) before it goes on with the old catalogue.
        Raises: what the rebuild raised, once, to one caller; the old catalogue stays.
        """
        if self.store.revision() == self._catalogue.revision:
            return True
        if patience_seconds is not None and self.store.goods_revision() == self._catalogue.goods:
            # The FAQ alone takes a moment, and what the merchant has just said is to hold at the next message.
            patience_seconds = max(patience_seconds, FAQ_PATIENCE_SECONDS)
        self._rebuilding.start()
        done = self._rebuilding.wait(patience_seconds)
        with self._lock:
            error, self._error = self._error, None
        if error:
            raise error
        return done

    def _rebuild(self, check: Check) -> None:
        try:
            self._catalogue = self._build(check, self._catalogue)
            self._read_texts()
        except Exception as error:  # it belongs to the caller of refresh(), not to this thread
            self._error = error

    def _read_texts(self) -> None:
        """Begins to read what is new of the products' texts; the teller tells it as soon as it is read."""
        self._catalogue.teller.from_text = self.reading.of
        self.reading.keep_up()

    def close(self) -> None:
        """Ends what runs beside the turns, then lets go of the database."""
        for work in (self._rebuilding, self.reading, self.photos, self.recommender, self.photo_store):
            work.close()
        self.store.close()


def open_shop(settings: Settings, progress: Progress | None = None) -> Shop:
    """The shop of `settings`, its index built or read back; `progress` counts the texts never read before.

    Raises: StoreError, or EncoderError when the sentence encoder is not prepared.
    """
    encoder = load_encoder(settings.search.encoder, models_folder())
    store = open_store(settings)
    return Shop(settings, store, partial(build_catalogue, settings, store, encoder), progress)
