"""A shop teaches a reader on its own products, and what the reader finds is told as found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from catalog.from_text.live import LiveReading
from catalog.from_text.reading import PART, names_by_kind
from catalog.products import Product, Variant
from catalog.telling import Teller
from catalog.trained import Trained
from tests.actions.word_encoder import WordEncoder
from tests.training import small_bert

torch = pytest.importorskip("torch", reason="what trains models is not installed (python3 -m bot.setup --train)")

from catalog.from_text.training.shop import TooFewFactsError, rows_of, train_attributes  # noqa: E402
from nlu.training.attribute_figures import Row  # noqa: E402

BRANDS = ("Ovo", "Kestrel", "Larch", "Brine", "Tarn")
MATERIALS = ("wool", "linen", "silk", "cotton")
THINGS = ("scarf", "shawl", "wrap")


def product(number: int, *, filled: bool = True) -> Product:
    material = MATERIALS[number // 5 % 4] if number % 3 else ""
    title = " ".join(filter(None, [BRANDS[number % 5], material, THINGS[number % 3], "no", str(number)]))
    facts = {"maker": (BRANDS[number % 5],), "material": (material or "felt",)} if filled else {}
    return Product(
        id=f"p{number}",
        title=title,
        currency="USD",
        variants=(Variant(f"p{number}-1", 100, 1),),
        categories=("Clothes/Scarves",),
        attributes=facts,
    )


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_bert(tmp_path_factory.mktemp("bert"))


@pytest.fixture(scope="module")
def shop(encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """A home in which a reader was trained, and what the training said."""
    home = tmp_path_factory.mktemp("home")
    products = [product(number) for number in range(300)]
    return home, train_attributes(products, Trained(home, PART), encoder, epochs=14)


@pytest.fixture
def reading(shop: tuple[Path, dict[str, object]], tmp_path: Path) -> Iterator[LiveReading]:
    shelf = {one.id: one for one in [*map(product, range(30)), NEW, UNTOLD]}
    live = LiveReading(lambda: SimpleNamespace(goods=1, products=shelf), shop[0], tmp_path)  # type: ignore[arg-type,return-value]
    yield live
    live.close()


NEW, UNTOLD = product(1007, filled=False), product(1008 + 3, filled=False)


def test_lessons_are_what_texts_and_facts_agree_on() -> None:
    filled, bare = product(1), product(2, filled=False)
    asked = {"Scarves": ("maker", "material", "colour")}
    told = {"maker": ("Kestrel",), "material": ("wool",), "colour": ()}
    assert rows_of([filled], asked) == [Row("Kestrel wool shawl no 1", "Scarves", told)]
    # "wool" is known from the other, but this merchant said nothing of it here: no lesson either way.
    assert len(rows_of([filled, bare], asked)) == 1


def test_a_reader_is_adopted_when_it_reads_products_left_out(shop: tuple[Path, dict[str, object]]) -> None:
    home, card = shop
    assert card["adopted"]
    assert float(str(card["f1_after"])) > 0.8
    assert Trained(home, PART).card()["facts_told"] == card["facts_told"]
    assert not list((home / "trained" / PART).glob(".*.checkpoint"))


def test_what_a_text_tells_is_told_as_read_and_what_it_does_not_tell_is_not(reading: LiveReading) -> None:
    readings = reading.wait()
    found = reading.of(NEW)
    assert (found["maker"].value, found["material"].value) == (NEW.title.split()[0], NEW.title.split()[1])
    assert 0 < found["maker"].confidence <= 1
    assert found["maker"].source == "title"
    assert reading.of(product(3)) == {}
    assert readings.counted()["products"] == 1 + bool(reading.of(UNTOLD))
    teller = Teller(WordEncoder())
    teller.from_text = reading.of
    best = teller.told("what material is it", NEW)[0]
    assert best.text == f"material: {found['material'].value} (from its title)"
    assert best.attribute == ""


def test_what_was_read_needs_no_second_reading(reading: LiveReading, monkeypatch: pytest.MonkeyPatch) -> None:
    before = reading.wait()
    monkeypatch.setattr("nlu.attributes.AttributeReader.told", lambda *_: pytest.fail("read again"))
    reading._seen = None
    assert reading.wait() == before


def test_a_shop_with_few_facts_is_told_how_many_are_needed(encoder: Path, tmp_path: Path) -> None:
    with pytest.raises(TooFewFactsError, match="Needed: 40"):
        train_attributes([product(number) for number in range(12)], Trained(tmp_path, PART), encoder)


def test_kinds_ask_for_what_their_products_have() -> None:
    assert names_by_kind([product(number) for number in range(6)])["Scarves"] == ("maker", "material")
