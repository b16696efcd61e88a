"""How the catalogue is told to be: each kind of trouble, and nothing of a catalogue that is well."""

from __future__ import annotations

from dataclasses import replace

from catalog.health import examine
from catalog.products import Product, Variant, WebPicture
from catalog.settings import Settings
from catalog.store import CatalogChange, Store


def product(name: str, price: int = 1000, stock: int = 1, **more: object) -> Product:
    whole = Product(
        id=name,
        title=f"Product {name}",
        currency="EUR",
        variants=(Variant(f"{name}-1", price, stock),),
        description="Good.",
        categories=("Shoes",),
        images=("web-a.webp",),
        attributes={"material": ("Leather",)},
    )
    return replace(whole, **more)  # type: ignore[arg-type]


WELL = [product(f"p{number}") for number in range(9)]


def kinds(store: Store, settings: Settings, *products: Product) -> dict[str, tuple[str, ...]]:
    store.apply(CatalogChange(products=products, pictures=[WebPicture("web-a.webp", "https://x.example/a.jpg")]))
    return {symptom.kind: symptom.examples for symptom in examine(store, settings.images)}


def test_a_catalogue_that_is_well_is_told_nothing_of(store: Store, settings: Settings) -> None:
    assert kinds(store, settings, *WELL) == {}


def test_each_kind_of_trouble_is_told_with_the_products(store: Store, settings: Settings) -> None:
    found = kinds(
        store,
        settings,
        *WELL,
        product("free", price=0),
        product("bare", images=()),
        product("lost", images=("gone.jpg",)),
        product("sold", stock=0),
        product("mute", description=""),
        product("loose", categories=()),
        product("twin", title="product P1"),
        product("dear", price=99_000),
        product("plain", attributes={}),
        product("zero", price=0, visible=False),
        product("secret", stock=0, visible=False),
    )
    assert found == {
        "no_price": ("free", "zero"),
        "no_picture": ("bare",),
        "no_stock": ("sold",),
        "no_description": ("mute",),
        "no_category": ("loose",),
        "duplicate": ("p1", "twin"),
        "price": ("dear",),
        "broken_picture": ("lost",),
        "missing_attribute": ("plain",),
    }
