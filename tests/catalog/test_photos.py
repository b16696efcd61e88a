"""Photos: kept safely for a while, answered with what looks like them, filters first."""

from __future__ import annotations

import io
import json
import logging
import os
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.drawings import spoilt
from benchmarks.scenes import SCENES
from catalog.photos import PhotoIndex, PhotoMissingError, PhotoStore
from catalog.photos.evaluation import evaluate_photo
from catalog.photos.photo_set import PhotoSetError
from catalog.photos.picture_vectors import PictureVectors
from catalog.products import Product, Variant
from catalog.settings import models_folder
from nlu.wish import Wish
from tests.vision.pictures import encoded, is_upright, scene, shirt
from vision.embedding import ImageEmbedder
from vision.image import Pixels, UnusableImageError
from vision.network import NetworkMissingError, load_network

GROCERY = Path(__file__).resolve().parents[3] / "shared/data/photo/grocery"
RED, BLUE, GREEN = (200, 30, 30), (30, 60, 200), (40, 150, 60)


@pytest.fixture(scope="module")
def embedder() -> ImageEmbedder:
    try:
        return ImageEmbedder(load_network(models_folder()))
    except NetworkMissingError as error:
        pytest.skip(str(error))


def disc(colour: tuple[int, int, int]) -> Pixels:
    picture = np.full((200, 200, 3), 255, np.uint8)
    rows, columns = np.mgrid[:200, :200]
    picture[(rows - 100) ** 2 + (columns - 100) ** 2 < 70**2] = colour
    return picture


def mug(colour: tuple[int, int, int]) -> Pixels:
    picture = np.full((200, 200, 3), 255, np.uint8)
    rows, columns = np.mgrid[:200, :200]
    ring = (rows - 100) ** 2 + (columns - 145) ** 2
    picture[(ring < 40**2) & (ring > 26**2)] = colour
    picture[50:150, 50:140] = colour
    return picture


PICTURES = {
    "shirt-red.png": shirt(RED),
    "shirt-blue.png": shirt(BLUE),
    "ball-green.png": disc(GREEN),
    "mug-red.png": mug(RED),
}

PRODUCTS = [
    Product(
        "shirt",
        "T-shirt",
        "USD",
        (
            Variant("shirt-r", 2000, 3, colour="Red", image="shirt-red.png"),
            Variant("shirt-b", 2500, 0, colour="Blue", image="shirt-blue.png"),
        ),
        categories=("Tops",),
        images=("shirt-red.png",),
    ),
    Product("ball", "Ball", "USD", (Variant("ball-g", 900, 5, colour="Green"),), images=("ball-green.png",)),
    Product("mug", "Mug", "USD", (Variant("mug-r", 700, 2, colour="Red"),), images=("mug-red.png",)),
    Product("hidden", "Hidden", "USD", (Variant("h", 100, 1),), images=("shirt-red.png",), visible=False),
    Product("bare", "No picture", "USD", (Variant("n", 100, 1),)),
]


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("images")
    for name, pixels in PICTURES.items():
        Image.fromarray(pixels).save(folder / name)
    return folder


@pytest.fixture(scope="module")
def index(images: Path, embedder: ImageEmbedder, tmp_path_factory: pytest.TempPathFactory) -> PhotoIndex:
    built = PhotoIndex.build(PRODUCTS, images, embedder, tmp_path_factory.mktemp("index"))
    built.familiarity = None  # it was fitted for shops, and of three flat drawings it knows nothing
    return built


def ids(answer: object) -> list[str]:
    return [hit.product.id for hit in answer.hits]  # type: ignore[attr-defined]


@pytest.mark.models
@pytest.mark.parametrize(
    ("name", "first"), [("shirt-red.png", "shirt"), ("ball-green.png", "ball"), ("mug-red.png", "mug")]
)
def test_a_spoilt_photo_finds_its_product_first(index: PhotoIndex, name: str, first: str) -> None:
    photo = spoilt(Image.fromarray(PICTURES[name]).resize((400, 400)), 3, cut_out=False)
    answer = index.find(encoded(photo, "JPEG"), limit=5)
    assert answer.certain
    assert ids(answer)[0] == first
    assert answer.total == 3


@pytest.mark.models
@pytest.mark.parametrize("eighths", [2, 4, 6])
def test_a_photo_on_its_side_finds_its_product(index: PhotoIndex, eighths: int) -> None:
    for name, first in (("shirt-red.png", "shirt"), ("mug-red.png", "mug")):
        photo = spoilt(Image.fromarray(PICTURES[name]).resize((400, 400)), 3, cut_out=False, angle=eighths * 45.0)
        answer = index.find(encoded(photo, "JPEG"), limit=5)
        assert answer.certain
        assert ids(answer)[0] == first


@pytest.mark.models
def test_what_is_surely_upright_is_not_turned(index: PhotoIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageEmbedder, "glances", lambda *_: pytest.fail("a clear photo is not turned"))
    assert ids(index.find(PICTURES["mug-red.png"], limit=1)) == ["mug"]


@pytest.mark.models
def test_bytes_and_pixels_are_the_same_photo(index: PhotoIndex) -> None:
    answer = index.find(PICTURES["mug-red.png"], limit=5)
    assert index.find(encoded(Image.fromarray(PICTURES["mug-red.png"]), "PNG"), limit=5) == answer
    assert answer.hits[0].score > 0.85
    assert answer.main_colour == "red"


@pytest.mark.models
def test_the_best_picture_of_a_product_wins_and_its_variant_is_shown(index: PhotoIndex) -> None:
    sold_out_too = Wish(in_stock=False)
    for colour, sku in (("red", "shirt-r"), ("blue", "shirt-b")):
        hit = index.find(PICTURES[f"shirt-{colour}.png"], wish=sold_out_too, limit=1).hits[0]
        assert hit.product.id == "shirt"
        assert hit.variant is not None
        assert hit.variant.sku == sku


@pytest.mark.models
def test_the_wish_filters_before_the_photo_ranks(index: PhotoIndex) -> None:
    photo = PICTURES["shirt-red.png"]
    assert ids(index.find(photo, wish=Wish(price_max_minor=1000), limit=5)) == ["mug", "ball"]
    assert ids(index.find(photo, wish=Wish(facets={"colour": ("Green",)}), limit=5)) == ["ball"]
    assert ids(index.find(photo, wish=Wish(excluded={"category": ("Tops",)}), limit=1)) == ["mug"]
    assert ids(index.find(photo, wish=Wish(price_max_minor=1000), limit=1, offset=1)) == ["ball"]


@pytest.mark.models
def test_a_sold_out_colour_is_let_go_and_said(index: PhotoIndex) -> None:
    answer = index.find(PICTURES["shirt-blue.png"], wish=Wish(facets={"colour": ("Blue",)}), limit=5)
    assert answer.relaxed
    assert answer.wish != Wish(facets={"colour": ("Blue",)})
    assert ids(answer)[0] == "shirt"


@pytest.mark.models
def test_what_the_shop_does_not_sell_is_not_offered(index: PhotoIndex) -> None:
    for name in ("cat", "landscape"):
        answer = index.find(encoded(SCENES[name](0), "JPEG"), limit=5)
        assert not answer.certain
        assert answer.hits == ()
        assert len(answer.near) == 3


@pytest.mark.models
def test_a_shop_knows_photos_of_its_goods_from_what_no_shop_sells(embedder: ImageEmbedder, tmp_path: Path) -> None:
    demo = Path(__file__).resolve().parents[2] / "catalog/demo"
    shown = {"photo-01": "tempo-3-running-shoe", "photo-12": "instant-print-camera", "photo-14": "stoneware-mug"}
    products = [
        replace(PRODUCTS[2], id=name, images=tuple(path.name for path in sorted((demo / "images").glob(f"{name}-*"))))
        for name in shown.values()
    ]
    shop = PhotoIndex.build(products, demo / "images", embedder, tmp_path)
    assert shop.familiarity is not None
    for photo, name in shown.items():
        answer = shop.find((demo / "photos" / f"{photo}.jpg").read_bytes(), limit=1)
        assert answer.certain
        assert ids(answer) == [name]
    for draw in SCENES.values():
        answer = shop.find(encoded(draw(1000), "JPEG"), limit=1)
        assert not answer.certain
        assert answer.hits == ()


@pytest.mark.models
def test_hidden_products_and_those_without_a_picture_are_never_found(index: PhotoIndex) -> None:
    assert len(index) == 4
    assert set(ids(index.find(PICTURES["shirt-red.png"], wish=Wish(in_stock=False), limit=10))) == {
        "shirt",
        "ball",
        "mug",
    }


@pytest.mark.models
def test_similar_products_by_picture(images: Path, embedder: ImageEmbedder, tmp_path: Path, index: PhotoIndex) -> None:
    Image.fromarray(mug(BLUE)).save(images / "mug-blue.png")
    twin = replace(PRODUCTS[2], id="mug2", images=("mug-blue.png",))
    wider = PhotoIndex.build([*PRODUCTS, twin], images, embedder, tmp_path)
    assert wider.similar("mug", 2)[0].product.id == "mug2"
    assert index.similar("bare", 3) == ()
    assert index.similar("unknown", 3) == ()


@pytest.mark.models
def test_an_empty_shop_has_nothing_like_it(embedder: ImageEmbedder, tmp_path: Path) -> None:
    answer = PhotoIndex.build([], tmp_path, embedder, tmp_path).find(PICTURES["mug-red.png"], limit=5)
    assert not answer.certain
    assert answer.hits == answer.near == ()


@pytest.mark.models
def test_the_order_of_the_products_does_not_matter(images: Path, embedder: ImageEmbedder, tmp_path: Path) -> None:
    photo = PICTURES["shirt-red.png"]
    answers = [
        PhotoIndex.build(products, images, embedder, tmp_path).find(photo, limit=5)
        for products in (PRODUCTS, PRODUCTS[::-1])
    ]
    assert ids(answers[0]) == ids(answers[1])
    assert [hit.score for hit in answers[0].hits] == [hit.score for hit in answers[1].hits]


class CountingEmbedder:
    """The real embedder, counting the pictures that go through it."""

    def __init__(self, embedder: ImageEmbedder, fingerprint: str = "") -> None:
        self._embedder, self.seen = embedder, 0
        self.dimension = embedder.dimension
        self.fingerprint = fingerprint or embedder.fingerprint

    def picture(self, pixels: Pixels) -> np.ndarray:
        self.seen += 1
        return self._embedder.picture(pixels)


@pytest.mark.models
def test_only_changed_pictures_are_embedded_again(embedder: ImageEmbedder, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in PICTURES]
    for path, pixels in zip(paths, PICTURES.values(), strict=True):
        Image.fromarray(pixels).save(path)
    store = tmp_path / "index" / "pictures.npz"

    def run(fingerprint: str = "", chosen: list[Path] = paths) -> int:
        counting = CountingEmbedder(embedder, fingerprint)
        vectors = PictureVectors(store, counting).vectors(chosen)  # type: ignore[arg-type]
        assert all(abs(np.linalg.norm(vectors[path]) - 1) < 1e-3 for path in chosen)
        return counting.seen

    assert run() == 4
    assert run() == 0
    os.utime(paths[0])  # touched, not changed
    assert run() == 0
    Image.fromarray(disc(BLUE)).save(paths[0])
    assert run() == 1
    assert run(chosen=paths[:2]) == 0
    assert run() == 2, "pictures that left the shop are forgotten"
    assert run("another network") == 4
    store.write_bytes(store.read_bytes()[:100])
    assert run("another network") == 4, "a file cut off is made again"
    assert [path.name for path in store.parent.iterdir()] == ["pictures.npz"]


@pytest.mark.models
def test_a_broken_picture_is_left_out_with_a_warning(
    embedder: ImageEmbedder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    Image.fromarray(PICTURES["mug-red.png"]).save(tmp_path / "good.png")
    (tmp_path / "broken.png").write_bytes(b"no picture")
    products = [replace(PRODUCTS[2], images=("good.png", "broken.png", "missing.png"))]
    with caplog.at_level(logging.WARNING):
        assert len(PhotoIndex.build(products, tmp_path, embedder, tmp_path / "index")) == 1
    assert "broken.png" in caplog.text
    assert "missing.png" in caplog.text


def test_a_photo_is_kept_clean_under_its_hash_and_read_back(tmp_path: Path) -> None:
    store = PhotoStore(tmp_path / "photos")
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    photo_id = store.save(encoded(scene(), "JPEG", exif=exif.tobytes()))
    assert store.save(encoded(scene(), "JPEG")) == photo_id
    (file,) = (tmp_path / "photos").iterdir()
    assert file.name == f"{photo_id}.jpg"
    assert b"taken at home" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    assert is_upright(store.load(photo_id).pixels)


def test_an_unusable_photo_leaves_nothing_behind(tmp_path: Path) -> None:
    store = PhotoStore(tmp_path / "photos")
    with pytest.raises(UnusableImageError):
        store.save(b"no picture")
    assert not (tmp_path / "photos").exists()


@pytest.mark.parametrize("photo_id", ["", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n", "f" * 64])
def test_an_id_that_is_none_reads_nothing(tmp_path: Path, photo_id: str) -> None:
    (tmp_path / "secret.jpg").write_bytes(encoded(scene(), "JPEG"))
    with pytest.raises(PhotoMissingError, match=r"send the photo again|send it again"):
        PhotoStore(tmp_path / "photos").load(photo_id)


@pytest.mark.parametrize("content", [b"", b"half a picture"])
def test_a_photo_that_was_damaged_on_disk_is_gone_and_can_be_sent_again(tmp_path: Path, content: bytes) -> None:
    photos = PhotoStore(tmp_path)
    photo_id = photos.save(encoded(scene(), "JPEG"))
    (tmp_path / f"{photo_id}.jpg").write_bytes(content)
    with pytest.raises(PhotoMissingError, match="send it again"):
        photos.load(photo_id)
    assert photos.save(encoded(scene(), "JPEG")) == photo_id
    assert is_upright(photos.load(photo_id).pixels)
    photos.close()


def test_photos_go_after_a_while(tmp_path: Path) -> None:
    store = PhotoStore(tmp_path, kept_hours=2)
    old, new = store.save(encoded(scene(), "PNG")), store.save(encoded(scene(64, 64), "PNG"))
    (tmp_path / ".photo-left-over").write_bytes(b"half a photo")
    hours_ago = time.time() - 3 * 3600
    for name in (f"{old}.jpg", ".photo-left-over"):
        os.utime(tmp_path / name, (hours_ago, hours_ago))
    with pytest.raises(PhotoMissingError):
        store.load(old)
    assert store.expire() == 2
    assert [path.stem for path in tmp_path.iterdir()] == [new]
    assert store.expire(time.time() + 3 * 3600) == 1
    store.delete(new)


def photo_set(folder: Path, splits: tuple[str, ...] = ("train", "test")) -> Path:
    """Three products, and for each split a spoilt photo of each."""
    (folder / "photos").mkdir(parents=True)
    catalogue = ["product_id,name,category,image,description"]
    photos = ["image,product_id,split"]
    for number, (name, pixels) in enumerate(PICTURES.items()):
        if name == "shirt-blue.png":
            continue
        Image.fromarray(pixels).resize((400, 400)).save(folder / name)
        catalogue.append(f"{number},{name},{'round' if 'ball' in name else 'other'},{name},")
        for place, split in enumerate(splits):
            spoilt(Image.open(folder / name), 10 * number + place, cut_out=False).save(folder / f"photos/{split}{name}")
            photos.append(f"photos/{split}{name},{number},{split}")
    (folder / "catalog.csv").write_text("\n".join(catalogue) + "\n")
    (folder / "photos.csv").write_text("\n".join(photos) + "\n")
    return folder


@pytest.mark.models
def test_photos_are_measured_with_and_without_training(embedder: ImageEmbedder, tmp_path: Path) -> None:
    folder = photo_set(tmp_path / "set")
    figures = evaluate_photo(folder, embedder, split="test")
    keys = {"recall@1", "recall@5", "recall@10", "category_accuracy", "photos", "p50_ms"}
    assert figures.keys() == keys
    assert figures["photos"] == 3
    assert figures["recall@1"] == figures["recall@5"] == figures["category_accuracy"] == 1.0
    assert json.dumps(figures)
    fitted = evaluate_photo(folder, embedder, split="test", fit_folder=folder, fit_split="train")
    assert fitted["recall@1"] == 1.0
    with pytest.raises(PhotoSetError, match="also measured"):
        evaluate_photo(folder, embedder, split="test", fit_folder=folder, fit_split="test")
    with pytest.raises(PhotoSetError, match="Splits there: test, train"):
        evaluate_photo(folder, embedder, split="validation")
    with pytest.raises(PhotoSetError, match=r"catalog\.csv is missing"):
        evaluate_photo(tmp_path / "nowhere", embedder)


@pytest.mark.models
@pytest.mark.data
def test_groceries_photographed_in_shops_are_found(embedder: ImageEmbedder) -> None:
    if not GROCERY.is_dir():
        pytest.skip("../shared/data/photo/grocery is absent")
    figures = evaluate_photo(GROCERY, embedder, split="val")
    assert figures["recall@1"] >= 0.30
    assert figures["recall@5"] >= 0.68


def test_the_drawings_are_pictures() -> None:
    buffer = io.BytesIO()
    for draw in SCENES.values():
        drawing = draw(0)
        drawing.save(buffer, "PNG")
        assert np.asarray(drawing).std() > 20
