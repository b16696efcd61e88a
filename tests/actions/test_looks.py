"""What a photo seems to show, in words."""

from __future__ import annotations

from actions.told.looks import Look, look_of, look_text
from catalog.photos import PhotoAnswer
from catalog.products import Hit, Product, Variant
from nlu.wish import Wish


def hit(kind: str, score: float, colour: str = "Red") -> Hit:
    variants = (Variant("v", 100, 1, colour=colour),)
    return Hit(Product(f"{kind}{score}", kind, "USD", variants, categories=(f"Women/{kind}",)), score)


def found(*hits: Hit, colour: str = "red", least: float = 0.5) -> PhotoAnswer:
    return PhotoAnswer(hits, colour, True, len(hits), Wish(), least=least)


def test_the_kind_is_that_of_the_most_like_and_what_most_others_are_corrects_it() -> None:
    look = look_of(found(hit("Dresses", 0.8), hit("Dresses", 0.6), hit("Skirts", 0.6)))
    assert look == Look("Dresses", 1.4 / 2.0, "Skirts", "red")
    assert look_text(look) == "Your photo probably shows something red of the kind Dresses."
    look = look_of(found(hit("Boots", 0.8), hit("Sneakers", 0.7), hit("Sandals", 0.6), hit("Sneakers", 0.6)))
    assert (look.kind, look.other) == ("Boots", "Sneakers")
    assert look_text(look) == "Your photo may show something red of the kind Boots."


def test_what_is_unlike_the_photo_has_no_vote() -> None:
    look = look_of(found(hit("Dresses", 0.8), hit("Skirts", 0.4)))
    assert (look.kind, look.sure, look.other) == ("Dresses", 1.0, "")
    assert look_text(look) == "Your photo shows something red of the kind Dresses."


def test_a_colour_that_the_best_hit_has_not_is_left_unsaid() -> None:
    looks = found(hit("A", 0.6, "Blue"), hit("B", 0.6), hit("C", 0.6))
    assert look_text(look_of(looks)) == "Your photo may show something of the kind A."


def test_a_shop_without_categories_says_the_colour_alone() -> None:
    bare = Hit(Product("x", "X", "USD", (Variant("v", 100, 1, colour="Dark red"),)), 0.9)
    assert look_text(look_of(found(bare))) == "Your photo shows something red."
    assert look_text(look_of(found(bare, colour="green"))) == ""
