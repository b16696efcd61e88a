"""Categories told by pictures: filled, doubted, never written over what the merchant said."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from catalog.health import examine
from catalog.photos.kinds import Guess, SeenKinds, look_over
from catalog.photos.live import LivePhotos
from catalog.photos.network import open_embedder
from catalog.products import Product, Variant
from catalog.settings import Settings, models_folder
from catalog.store import CatalogChange, Store
from vision.network import NetworkMissingError, network_folder

pytestmark = pytest.mark.models


IMAGES = Path(__file__).resolve().parents[2] / "catalog/demo/images"
NAMED = {"shoe": ("*sneaker*", "*shoe*", "*boot*", "*heel*"), "top": ("*shirt*", "*hoodie*", "*sweater*", "*polo*")}


def drawn(kind: str) -> list[Path]:
    """The demo shop's pictures of one kind, from the last on."""
    return sorted((path for glob in NAMED[kind] for path in IMAGES.glob(glob)), reverse=True)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Pictures in two folders, called as a person would call them; the first of each kind is left out."""
    for kind in NAMED:
        (tmp_path / "classes" / kind).mkdir(parents=True)
        for path in drawn(kind)[1:41]:
            shutil.copy(path, tmp_path / "classes" / kind)
    return tmp_path / "classes"


def product(name: str, image: str, *categories: str) -> Product:
    return Product(name, name, "USD", (Variant(name, 100, 1),), "Good.", categories=categories, images=(image,))


@pytest.fixture
def shop(settings: Settings, store: Store) -> Store:
    try:
        network_folder(models_folder())
    except NetworkMissingError as error:
        pytest.skip(str(error))
    settings.images.mkdir(parents=True)
    for kind in NAMED:
        shutil.copy(drawn(kind)[0], settings.images / f"{kind}.webp")
    told = [
        product("right", "top.webp", "Clothes/Tops"),
        product("wrong", "top.webp", "Footwear/Shoes"),
        product("unlearnt", "top.webp", "Mugs"),
        product("bare", "top.webp"),
        product("round", "shoe.webp"),
    ]
    store.apply(CatalogChange(products=told))
    return store


def test_categories_are_filled_and_doubted_and_the_merchant_s_stay(
    shop: Store, settings: Settings, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPMATE_HOME", str(settings.home))
    assert look_over(settings, shop) == SeenKinds()
    before = shop.revision()
    result = CliRunner().invoke(app, ["train", "classify", str(pictures)])
    assert result.exit_code == 0, result.output
    assert "Categories told by pictures: 2; doubted: 1" in result.output
    seen = SeenKinds.read(settings.index)
    assert {name: guess.category for name, guess in seen.told.items()} == {
        "bare": "Clothes/Tops",
        "round": "Footwear/Shoes",
    }
    assert {name: guess.category for name, guess in seen.doubted.items()} == {"wrong": "Clothes/Tops"}
    assert all(0.5 < guess.confidence <= 1 for guess in seen.told.values())
    assert shop.revision() > before, "running shops learn of it"
    told_by_merchant = {one.id: one.categories for one in shop.products()}
    assert told_by_merchant["bare"] == ()
    assert told_by_merchant["wrong"] == ("Footwear/Shoes",)
    named = seen.named(shop.products())
    assert {one.id: one.categories for one in named}["bare"] == ("Clothes/Tops",)
    assert {one.id: one.categories for one in seen.unnamed(named)} == told_by_merchant

    settled = shop.revision()
    assert look_over(settings, shop) == seen
    assert shop.revision() == settled, "what was seen before is no news"

    symptoms = {one.kind: one for one in examine(shop, settings.images, seen)}
    assert "no_category" not in symptoms
    assert symptoms["category_doubted"].examples == ("wrong",)
    assert "Clothes/Tops" in symptoms["category_doubted"].what

    result = CliRunner().invoke(app, ["train", "classify", "--rollback"])
    assert "told by pictures: 0; doubted: 0" in result.output
    assert SeenKinds.read(settings.index) == SeenKinds()


def test_a_photo_is_answered_though_its_pictures_could_not_be_told_apart(shop: Store, settings: Settings) -> None:
    def damaged(*_: object) -> None:
        raise ValueError("classes.npz is no archive")

    shelf: Any = SimpleNamespace(goods=1, products={one.id: one for one in shop.products()})
    photos = LivePhotos(lambda: shelf, lambda: open_embedder(settings), settings.images, settings.index, damaged)
    try:
        index = photos.wait()
        assert photos.available
        assert index is not None
        assert len(index)
    finally:
        photos.close()


def test_what_cannot_be_read_back_is_nothing_seen(tmp_path: Path) -> None:
    assert SeenKinds.read(tmp_path) == SeenKinds()
    seen = SeenKinds({"a": Guess("Hats", 0.9)})
    assert seen.write(tmp_path)
    assert not seen.write(tmp_path)
    assert SeenKinds.read(tmp_path) == seen
    (tmp_path / "seen-kinds.json").write_text('{"told": 3}')
    assert SeenKinds.read(tmp_path) == SeenKinds()


def test_too_few_pictures_are_said_and_nothing_is_used(
    shop: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPMATE_HOME", str(settings.home))
    (tmp_path / "few" / "top").mkdir(parents=True)
    shutil.copy(drawn("top")[0], tmp_path / "few" / "top")
    result = CliRunner().invoke(app, ["train", "classify", str(tmp_path / "few")])
    assert result.exit_code == 2
    assert "too few" in result.output
    assert CliRunner().invoke(app, ["train", "classify", "--rollback"]).exit_code == 2
