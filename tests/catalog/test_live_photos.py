"""What the shop's pictures are looked through for, followed while the catalogue changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import pytest
from PIL import Image

from catalog.catalogue import Catalogue
from catalog.photos.live import LivePhotos
from catalog.products import Product, Variant
from catalog.settings import models_folder
from tests.vision.pictures import shirt
from vision.embedding import ImageEmbedder
from vision.network import load_network

RED, CRIMSON, GREEN = (200, 30, 30), (190, 40, 35), (40, 150, 60)
COLOURS = {"red": RED, "green": GREEN}


@dataclass(frozen=True)
class _Goods:
    """What a picture index is made of."""

    goods: int
    products: dict[str, Product]


def _shirt(name: str, *images: str) -> Product:
    return Product(name, f"Shirt {name}", "USD", (Variant(name, 900, 5),), images=images)


@pytest.mark.models
def test_a_new_picture_counts_for_what_is_similar_as_soon_as_it_is_in(tmp_path: Path) -> None:
    if not (models_folder() / "efficientnet-lite0").exists():
        pytest.skip("the network for photos is not prepared (make setup)")
    for name, colour in {**COLOURS, "crimson": CRIMSON}.items():
        Image.fromarray(shirt(colour)).save(tmp_path / f"{name}.png")
    products = {name: _shirt(name, f"{name}.png") for name in COLOURS} | {"crimson": _shirt("crimson")}
    shop = [_Goods(1, products)]
    embedder = ImageEmbedder(load_network(models_folder()))
    photos = LivePhotos(lambda: cast(Catalogue, shop[0]), lambda: embedder, tmp_path, tmp_path / "index")
    try:
        first = photos.wait()
        assert first is not None
        assert [hit.product.id for hit in first.similar("red", 2)] == ["green"]
        assert first.similar("crimson", 2) == ()
        shop[0] = _Goods(2, {**products, "crimson": replace(products["crimson"], images=("crimson.png",))})
        second = photos.wait()
        assert second is not None
        assert [hit.product.id for hit in second.similar("red", 2)] == ["crimson", "green"]
        assert second.similar("crimson", 1)[0].product.id == "red"
    finally:
        photos.close()
