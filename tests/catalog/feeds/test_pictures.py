"""Pictures of a feed: copied under their hash, and never from outside the feed's folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.settings import Settings
from catalog.store import Store
from tests.catalog.feeds.writing import Import, picture, write_jsonl

MUG = {"id": "mug", "title": "Mug", "price": 9, "stock": 12}


def images_of(store: Store) -> tuple[str, ...]:
    product = store.product("mug")
    assert product is not None
    return product.images


def test_the_ending_comes_from_the_content_and_equal_pictures_are_kept_once(
    feed: Path, run_import: Import, store: Store, settings: Settings
) -> None:
    (feed / "images").mkdir()
    (feed / "images" / "a.jpg").write_bytes(picture("red", "WEBP"))
    (feed / "images" / "b.jpg").write_bytes(picture("red", "WEBP"))
    (feed / "images" / "c.png").write_bytes(picture("blue", "JPEG"))
    write_jsonl(feed / "products.jsonl", [{**MUG, "images": ["a.jpg", "b.jpg", "c.png"]}])
    assert run_import().exit_code == 0
    assert [Path(name).suffix for name in images_of(store)] == [".webp", ".jpg"]
    assert sorted(file.name for file in settings.images.iterdir()) == sorted(images_of(store))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("../secret.png", "outside"),
        ("../../../../../../etc/passwd", "outside"),
        ("/etc/passwd", "missing"),
        ("..\\secret.png", "outside"),
        ("link.png", "outside"),
        ("none.png", "missing"),
        ("text.png", "broken"),
        ("cut.png", "broken"),
        ("drawing.svg", "broken"),
        ("https:///a.png", "not allowed"),
        ("C:/a.png", "not allowed"),
        ("a\0.png", "missing"),
    ],
)
def test_a_picture_that_cannot_be_had_costs_a_warning_not_the_product(
    feed: Path, run_import: Import, store: Store, settings: Settings, name: str, told: str
) -> None:
    images = feed / "images"
    images.mkdir()
    (feed / "secret.png").write_bytes(picture("red"))
    (feed.parent / "outside.png").write_bytes(picture("green"))
    (images / "link.png").symlink_to(feed.parent / "outside.png")
    (images / "text.png").write_text("no picture")
    (images / "cut.png").write_bytes(picture("blue")[:-30])
    (images / "drawing.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
    write_jsonl(feed / "products.jsonl", [{**MUG, "images": [name]}])
    report = run_import()
    assert report.exit_code == 0
    assert images_of(store) == ()
    assert not settings.images.exists() or list(settings.images.iterdir()) == []
    (warned,) = report.warnings
    assert told in warned.text


def test_a_changed_picture_changes_the_product(feed: Path, run_import: Import, store: Store) -> None:
    (feed / "images").mkdir()
    write_jsonl(feed / "products.jsonl", [{**MUG, "images": ["a.png"]}])
    (feed / "images" / "a.png").write_bytes(picture("red"))
    run_import()
    before = images_of(store)
    (feed / "images" / "a.png").write_bytes(picture("blue"))
    assert run_import().counts["products"].changed == 1
    assert images_of(store) != before
    assert store.revision() == 2
