"""Products of one title are told apart by what sets them apart."""

from __future__ import annotations

from dataclasses import replace

from catalog.naming import told_apart
from catalog.products import Product, Variant


def ball(name: str, *variants: tuple[str, str], title: str = "Gym Ball") -> Product:
    return Product(
        name,
        title,
        "USD",
        tuple(Variant(f"{name}{n}", 100, 1, size, colour) for n, (size, colour) in enumerate(variants)),
    )


def titles(*products: Product) -> list[str]:
    return [product.title for product in told_apart(products)]


def test_a_title_of_its_own_stays() -> None:
    assert titles(ball("a", ("", "Blue")), ball("b", ("", "Blue"), title="Mat")) == ["Gym Ball", "Mat"]


def test_namesakes_are_told_apart_by_colour() -> None:
    assert titles(ball("a", ("", "Blue")), ball("b", ("", "Red"))) == ["Gym Ball in blue", "Gym Ball in red"]
    assert titles(ball("a", ("S", "Blue"), ("M", "Blue")), ball("b", ("S", "Red"))) == [
        "Gym Ball in blue",
        "Gym Ball in red",
    ]


def test_namesakes_of_one_colour_are_told_apart_by_size() -> None:
    assert titles(ball("a", ("55 cm", "Blue")), ball("b", ("75 cm", "Blue"))) == [
        "Gym Ball in size 55 cm",
        "Gym Ball in size 75 cm",
    ]


def test_what_nothing_tells_apart_keeps_its_title() -> None:
    assert titles(ball("a", ("", "Blue")), ball("b", ("", "Blue"))) == ["Gym Ball", "Gym Ball"]
    assert titles(ball("a", ("", "Blue"), ("", "Red")), ball("b", ("", "Green"))) == ["Gym Ball", "Gym Ball"]


def test_a_hidden_namesake_changes_no_title() -> None:
    hidden = replace(ball("b", ("", "Red")), visible=False)
    assert titles(ball("a", ("", "Blue")), hidden) == ["Gym Ball", "Gym Ball"]
