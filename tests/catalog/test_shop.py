"""The opened shop follows the store: rebuilt beside the turns in flight, swapped as a whole."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pytest

from catalog.catalogue import Catalogue
from catalog.products import FaqEntry, Product, Variant
from catalog.settings import Settings, models_folder
from catalog.shop import Shop, open_shop
from catalog.store import CatalogChange, Store
from catalog.telling import Teller
from catalog.vector_file import Progress
from catalog.vocabulary import vocabulary_of
from nlu.hearing.ear import Ear

MUG = Product("mug", "Mug", "USD", (Variant("mug", 900, 12, colour="Red"),), categories=("Home/Kitchen",))


class Builder:
    """Builds catalogues without models; can be slowed down or made to fail."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.built = 0
        self.go_on = threading.Event()
        self.go_on.set()
        self.error: Exception | None = None

    def __call__(self, _progress: Progress | None = None, _before: Catalogue | None = None) -> Catalogue:
        revision, goods, products = self.store.revision(), self.store.goods_revision(), self.store.products()
        assert self.go_on.wait(30)
        if self.error:
            raise self.error
        self.built += 1
        vocabulary = vocabulary_of(products, "USD")
        by_id = {product.id: product for product in products}
        # Search and FAQ have tests of their own and play no part in when a catalogue is rebuilt.
        nothing = cast("Any", None)
        return Catalogue(revision, by_id, vocabulary, Ear(vocabulary), nothing, nothing, Teller(nothing), goods=goods)


@pytest.fixture
def builder(store: Store) -> Builder:
    store.apply(CatalogChange(products=[MUG]))
    return Builder(store)


@pytest.fixture
def shop(settings: Settings, store: Store, builder: Builder) -> Iterator[Shop]:
    opened = Shop(settings, store, builder)
    yield opened
    builder.go_on.set()
    opened.close()


def test_nothing_is_rebuilt_while_nothing_moved(shop: Shop, builder: Builder) -> None:
    for _ in range(100):
        assert shop.refresh()
    assert builder.built == 1


def test_an_import_of_another_process_is_taken_in(shop: Shop, settings: Settings, builder: Builder) -> None:
    program = (
        "import sys; from pathlib import Path; from catalog.settings import Settings\n"
        "from catalog.store import CatalogChange, open_store; from catalog.products import Product, Variant\n"
        "cup = Product('cup', 'Cup', 'USD', (Variant('cup', 500, 1, colour='Teal'),))\n"
        "open_store(Settings(home=Path(sys.argv[1]))).apply(CatalogChange(products=[cup]))"
    )
    subprocess.run([sys.executable, "-c", program, str(settings.home)], check=True, timeout=120)
    assert shop.product("cup") is None
    assert shop.refresh(patience_seconds=None)
    assert [product.title for product in shop.products(["cup", "none", "mug"])] == ["Cup", "Mug"]
    assert shop.vocabulary.values["colour"] == ("Red", "Teal")
    assert shop.reader.read("a teal one").facets == {"colour": ("Teal",)}
    assert builder.built == 2


def test_turns_go_on_with_the_old_catalogue_while_a_slow_one_is_built(shop: Shop, builder: Builder) -> None:
    in_flight = shop.catalogue
    builder.go_on.clear()
    builder.store.apply(CatalogChange(products=[replace(MUG, title="Big mug")]))
    started = time.monotonic()
    assert not shop.refresh(patience_seconds=0.05)
    assert not shop.refresh(patience_seconds=0.05)
    assert time.monotonic() - started < 5
    assert shop.product("mug") == MUG
    builder.go_on.set()
    assert shop.refresh(patience_seconds=None)
    assert shop.product("mug").title == "Big mug"  # type: ignore[union-attr]
    assert in_flight.products["mug"].title == "Mug"
    assert builder.built == 2


def test_a_failed_rebuild_is_told_once_and_keeps_the_old_catalogue(shop: Shop, builder: Builder) -> None:
    builder.error = RuntimeError("the index folder is full")
    builder.store.apply(CatalogChange(products=[replace(MUG, title="Big mug")]))
    with pytest.raises(RuntimeError, match="folder is full"):
        shop.refresh(patience_seconds=None)
    assert shop.product("mug") == MUG
    builder.error = None
    assert shop.refresh(patience_seconds=None)
    assert shop.product("mug").title == "Big mug"  # type: ignore[union-attr]


def test_hidden_products_are_in_no_answer(shop: Shop, builder: Builder) -> None:
    builder.store.apply(CatalogChange(products=[replace(MUG, visible=False)]))
    shop.refresh(patience_seconds=None)
    assert shop.product("mug") is None
    assert shop.products(["mug"]) == []
    assert shop.vocabulary.titles == {}
    assert shop.vocabulary.values["category"] == ()


def test_the_vocabulary_holds_segments_and_facets_but_no_free_text() -> None:
    variants = (Variant("a", 1, 1, "M", "Navy", attributes={"fit": ("Slim",)}), Variant("b", 1, 1, "L", "Navy"))
    products = [
        replace(MUG, id=f"p{number}", attributes={"weight": (f"{number}",), "story": (f"word {number} " * 9,)})
        for number in range(3)
    ]
    shirt = replace(
        MUG,
        id="shirt",
        variants=variants,
        categories=("Men/Tops/Shirts",),
        gender="Men",
        attributes={"material": ("Wool",)},
    )
    values = vocabulary_of([*products, shirt], "JPY").values
    assert values["category"] == ("Home", "Kitchen", "Shirts", "Tops")
    assert (values["gender"], values["size"], values["colour"]) == (("Men",), ("L", "M"), ("Red", "Navy"))
    assert (values["material"], values["fit"]) == (("Wool",), ("Slim",))
    assert not {"weight", "story"} & values.keys()
    assert vocabulary_of([], "JPY").minor_digits == 0


def test_the_vocabulary_knows_what_comes_in_colours() -> None:
    tea = replace(MUG, id="tea", title="Mint Tea", categories=("Groceries/Tea",), variants=(Variant("t", 1, 1),))
    assert vocabulary_of([MUG, tea], "USD").coloured == {MUG.title, "Home", "Kitchen"}


@pytest.mark.models
@pytest.mark.skipif(
    not (models_folder() / "minilm").is_dir(), reason="the sentence encoder is not prepared: make setup"
)
def test_an_opened_shop_searches_and_answers_and_follows_its_store(settings: Settings, store: Store) -> None:
    store.apply(CatalogChange(products=[MUG], faq=[FaqEntry("post", "How long is delivery?", "Two days.")]))
    counted: list[tuple[int, int]] = []
    shop = open_shop(settings, lambda done, total: counted.append((done, total)))
    try:
        assert counted[-1] == (2, 2)  # the product's title and its description
        found = shop.search.search(shop.reader.read("do you have a red mug"), limit=3)
        assert [hit.product.id for hit in found.hits] == ["mug"]
        assert shop.faq.answer("how long does the delivery take?").entry == FaqEntry(
            "post", "How long is delivery?", "Two days."
        )
        searched, recommender = shop.search, shop.recommender.current()
        store.save_faq(FaqEntry("post", "How long is delivery?", "Three days."))
        assert shop.refresh(patience_seconds=None)
        assert shop.search is searched, "an edited entry reads no product again"
        assert shop.recommender.current() is recommender
        answered = shop.faq.answer("how long does the delivery take?").entry
        assert answered is not None
        assert answered.answer == "Three days."
        store.apply(CatalogChange(products=[replace(MUG, title="Red Cup")], faq=[]))
        assert shop.refresh(patience_seconds=None)
        assert [product.title for product in shop.products(["mug"])] == ["Red Cup"]
    finally:
        shop.close()
