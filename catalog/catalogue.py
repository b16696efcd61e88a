"""All that is derived from what the store holds: the one place where products, models and search are put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from catalog.faq import FaqAnswerer, faq_of
from catalog.naming import told_apart
from catalog.photos.kinds import SeenKinds
from catalog.pictures.names import with_pictures_here
from catalog.products import FaqEntry, Product
from catalog.search import SearchEngine
from catalog.search.learnt import LearntRanking
from catalog.search.placed import PlacedSearch
from catalog.settings import Settings
from catalog.store import Store
from catalog.telling import Teller
from catalog.vector_file import Progress
from catalog.vocabulary import vocabulary_of
from catalog.words import ShopWords
from nlu.encoder import SentenceEncoder
from nlu.hearing.ear import Ear
from nlu.tokens import key, unaccented
from nlu.wish import Vocabulary


@dataclass(frozen=True)
class Catalogue:
    """All that is derived from one revision of the store; replaced as a whole, never changed.

    `goods` is the revision at which anything but the FAQ last moved: what is made of the products is made anew with it.
    """

    revision: int
    products: Mapping[str, Product]
    vocabulary: Vocabulary
    reader: Ear
    search: SearchEngine
    faq: FaqAnswerer
    teller: Teller
    words: ShopWords = field(default_factory=ShopWords)
    goods: int = field(kw_only=True)
    seen: SeenKinds = field(default_factory=SeenKinds)

    @cached_property
    def title_stems(self) -> frozenset[str]:
        """The stem of every word in a visible product's title and categories."""
        return frozenset(found for p in self.products.values() if p.visible for found in _title_stems(p))

    @cached_property
    def value_stems(self) -> frozenset[str]:
        """The stem of every word in a value of the shop's facets."""
        return frozenset(part for values in self.vocabulary.values.values() for value in values for part in key(value))

    @cached_property
    def called(self) -> Mapping[str, frozenset[str]]:
        """Stem -> the visible products that have it in title, kind or brand: what they may be called by."""
        found: dict[str, set[str]] = {}
        for product in self.products.values():
            for word in key(" ".join([product.title, product.brand, *product.categories])) if product.visible else ():
                found.setdefault(word, set()).add(product.id)
        return {word: frozenset(ids) for word, ids in found.items()}

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stem of every word in a visible product's title, description and attributes."""
        return frozenset(found for product in self.products.values() if product.visible for found in _stems(product))


def build_catalogue(
    settings: Settings,
    store: Store,
    encoder: SentenceEncoder,
    progress: Progress | None = None,
    before: Catalogue | None = None,
) -> Catalogue:
    """Everything derived from what the store holds now; of `before` all that still holds is kept."""
    # The revision is read first: a change that slips in while reading makes the next refresh() build again.
    revision, goods = store.revision(), store.goods_revision()
    if before and before.goods == goods:
        entries = [*store.faq(), *hours_entry(before.words)]
        return replace(before, revision=revision, faq=faq_of(entries, encoder, settings))
    seen = SeenKinds.read(settings.index)
    products = told_apart(with_pictures_here(seen.named(store.products()), store.pictures_not_here()))
    # A shop sells in the currency of its products; the setting is that of an empty one.
    vocabulary = vocabulary_of(products, products[0].currency if products else settings.currency)
    visible = [product for product in products if product.visible]
    words = ShopWords.of(store.words())
    learnt = LearntRanking.in_use(settings.home)
    search = PlacedSearch.build(visible, encoder, settings.index, progress, learnt=learnt)
    search.words = words
    catalogue = Catalogue(
        revision=revision,
        products={product.id: product for product in products},
        vocabulary=vocabulary,
        reader=Ear(vocabulary, is_word=encoder.knows, synonyms=words.spoken, sizes=words.sizes),
        search=search,
        teller=Teller(encoder, visible),
        faq=faq_of([*store.faq(), *hours_entry(words)], encoder, settings),
        words=words,
        goods=goods,
        seen=seen,
    )
    # Put together here, in the building thread, rather than in a customer's turn.
    _ = catalogue.stems, catalogue.title_stems, catalogue.value_stems, catalogue.called
    return catalogue


def hours_entry(words: ShopWords) -> list[FaqEntry]:
    """The opening hours as something that can be asked, [] when they are not told."""
    text = words.hours_text(date.today())
    asked = ("opening hours", "Are you open on Sunday?", "When do you open and close?", "Are you open today?")
    return [FaqEntry("opening-hours", "When are you open?", text, asked)] if text else []


def _title_stems(product: Product) -> tuple[str, ...]:
    return _spelt_both_ways(" ".join([product.title, *product.categories]))


def _stems(product: Product) -> tuple[str, ...]:
    values = (value for values in product.attributes.values() for value in values)
    return _spelt_both_ways(" ".join([product.title, product.description, *product.attributes, *values]))


def _spelt_both_ways(text: str) -> tuple[str, ...]:
    """The stems of the text, with its accents and without: "piqué" is searched for as "pique"."""
    return key(text) if text.isascii() else (*key(text), *key(unaccented(text)))
