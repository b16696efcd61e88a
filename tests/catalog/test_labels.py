"""What is read on labels: matched to products, kept, waited for, and fused with the looks of a photo."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.drawings import spoilt
from catalog.photos import PhotoIndex
from catalog.photos.evaluation import evaluate_photo
from catalog.photos.labels import LabelMatcher
from catalog.photos.picture_labels import FILE_NAME, PictureLabels
from catalog.photos.reading import PhotoLabels
from catalog.products import Product, Variant
from catalog.settings import models_folder
from tests.vision.packages import needs_reader, package
from vision.embedding import ImageEmbedder
from vision.image import Pixels
from vision.label import LabelLine
from vision.label_reader import LabelReader, ProcessFailedError
from vision.network import NetworkMissingError, load_network

TITLES = (
    "Arla Ecological Milk",
    "Arla Standard Milk",
    "God Morgon Apple Juice",
    "Valio Vanilla Yoghurt",
    "乌龙茶 茶叶",
)


def carton(number: int, title: str, *, sku: str = "", images: tuple[str, ...] = ()) -> Product:
    variant = Variant(sku or f"v{number}", 500, 3)
    return Product(str(number), title, "USD", (variant,), categories=("Food",), images=images)


PRODUCTS = [carton(number, title, sku=f"SKU-77{number}1") for number, title in enumerate(TITLES)]


def read(*texts: str, sure: float = 0.95, height: float = 0.1) -> list[LabelLine]:
    return [LabelLine(text, sure, height) for text in texts]


@pytest.mark.parametrize(
    ("lines", "first"),
    [
        (read("Arla", "Ecological"), 0),
        (read("ecologlcal"), 0),  # a letter misread
        (read("GODMORGON"), 2),  # no space
        (read("alio", "VANILLA"), 3),  # cut off at the edge
        (read("Milk", "standard"), 1),
        (read("7731"), 3),  # the shop's number
        (read("乌龙茶"), 4),
    ],
)
def test_what_is_read_finds_its_product(lines: list[LabelLine], first: int) -> None:
    match = LabelMatcher(PRODUCTS).match(lines)
    assert match is not None
    assert int(match.support.argmax()) == first
    assert 0 < match.support[first] < 1
    assert match.words[first]


@pytest.mark.parametrize("lines", [[], read("wholemeal bread"), read("x"), read("500 g")])
def test_what_has_to_do_with_no_product_is_nothing(lines: list[LabelLine]) -> None:
    assert LabelMatcher(PRODUCTS).match(lines) is None


def test_a_rare_word_says_more_than_a_common_one_and_large_letters_more_than_small() -> None:
    matcher = LabelMatcher(PRODUCTS)
    common, rare = matcher.match(read("milk")), matcher.match(read("ecological"))
    small = matcher.match(read("ecological", height=0.025))
    assert common is not None
    assert rare is not None
    assert small is not None
    assert common.support.max() < small.support.max() < rare.support.max()


def test_a_product_is_named_by_most_of_its_title_only() -> None:
    matcher = LabelMatcher(PRODUCTS)
    whole, part, unsure = (
        matcher.match(lines)
        for lines in (read("Valio", "Vanilla Yoghurt"), read("Vanilla"), read("Valio Vanilla Yoghurt", sure=0.6))
    )
    assert whole is not None
    assert part is not None
    assert unsure is not None
    assert list(np.flatnonzero(whole.named)) == [3]
    assert not part.named.any()
    assert not unsure.named.any()


def test_what_stands_on_the_shop_s_own_picture_speaks_for_its_product() -> None:
    match = LabelMatcher(PRODUCTS, {1: read("mellanmjolk")}).match(read("MELLANMJÖLK"))
    assert match is not None
    assert int(match.support.argmax()) == 1


class Told:
    """A reader that says what it is told to, and counts."""

    def __init__(self, tell: Callable[[Pixels], Sequence[LabelLine]]) -> None:
        self.tell, self.asked = tell, 0

    def lines(self, pixels: Pixels) -> tuple[LabelLine, ...]:
        self.asked += 1
        return tuple(self.tell(pixels))

    def close(self) -> None:
        """Nothing runs."""


def test_a_picture_is_read_once_for_good(tmp_path: Path) -> None:
    paths = []
    for name, colour in (("a.png", "red"), ("b.png", "red"), ("c.png", "blue")):
        Image.new("RGB", (40, 40), colour).save(tmp_path / name)
        paths.append(tmp_path / name)
    reader = Told(lambda pixels: read("red" if pixels[0, 0, 0] > 200 else "blue"))
    labels = PictureLabels(tmp_path / "index", reader)  # type: ignore[arg-type]
    said = labels.lines(paths)
    assert [said[path][0].text for path in paths] == ["red", "red", "blue"]
    assert reader.asked == 2  # two files of the same bytes are one picture
    assert PictureLabels(tmp_path / "index", reader).lines(paths) == said  # type: ignore[arg-type]
    assert reader.asked == 2
    (tmp_path / "index" / FILE_NAME).write_text("half a fi")
    assert labels.lines([*paths, tmp_path / "gone.png"]) == {**said, tmp_path / "gone.png": ()}
    assert reader.asked == 4


def test_a_reading_broken_off_goes_on_where_it_was(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.png" for number in range(3)]
    for number, path in enumerate(paths):
        Image.new("RGB", (40, 40), (number, 0, 0)).save(path)
    reader = Told(lambda _: read("word"))

    def stop(done: int, _: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    labels = PictureLabels(tmp_path / "index", reader)  # type: ignore[arg-type]
    with pytest.raises(KeyboardInterrupt):
        labels.lines(paths, stop)
    labels.lines(paths)
    assert reader.asked == 3


def test_a_picture_that_kills_its_reader_has_no_label(tmp_path: Path) -> None:
    Image.new("RGB", (40, 40)).save(tmp_path / "a.png")

    def fail(_: Pixels) -> Sequence[LabelLine]:
        raise ProcessFailedError("gone")

    labels = PictureLabels(tmp_path / "index", Told(fail))  # type: ignore[arg-type]
    assert labels.lines([tmp_path / "a.png"]) == {tmp_path / "a.png": ()}


PHOTO = np.zeros((40, 40, 3), np.uint8)


def test_a_photo_s_label_is_waited_for_only_before_its_turn() -> None:
    go = threading.Event()

    def slow(_: Pixels) -> Sequence[LabelLine]:
        go.wait(10)
        return read("Arla")

    labels = PhotoLabels(Told(slow))  # type: ignore[arg-type]
    labels.begin("a", PHOTO)
    started = time.monotonic()
    assert labels.lines("a", PHOTO, 0, wait=False) == ()
    assert time.monotonic() - started < 0.5
    threading.Timer(0.2, go.set).start()
    assert labels.lines("a", PHOTO, 0, wait=True) == tuple(read("Arla"))
    labels.close()


def test_who_comes_behind_many_does_not_wait() -> None:
    go = threading.Event()

    def slow(_: Pixels) -> Sequence[LabelLine]:
        go.wait(10)
        return read("Arla")

    reader = Told(slow)
    labels = PhotoLabels(reader)  # type: ignore[arg-type]
    for number in range(30):
        labels.begin(str(number), PHOTO)
    started = time.monotonic()
    assert labels.lines("10", PHOTO, 0, wait=True) == ()
    assert labels.lines("29", PHOTO, 0, wait=True) == ()  # never begun: too many wait
    assert time.monotonic() - started < 0.5
    go.set()
    labels.close()
    assert reader.asked <= 16


def test_a_label_goes_with_its_photo_and_a_broken_reader_says_nothing() -> None:
    reader = Told(lambda _: read("Arla"))
    labels = PhotoLabels(reader)  # type: ignore[arg-type]
    assert labels.lines("a", PHOTO, 0, wait=True)
    labels.lines("a", PHOTO, 0, wait=True)
    assert reader.asked == 1
    labels.forget("a")
    labels.lines("a", PHOTO, 0, wait=True)
    assert reader.asked == 2
    reader.tell = lambda _: (_ for _ in ()).throw(ProcessFailedError("gone"))
    assert labels.lines("b", PHOTO, 0, wait=True) == ()
    labels.close()


def test_without_a_reader_nothing_is_read() -> None:
    labels = PhotoLabels(None)
    assert not labels.on
    assert labels.lines("a", PHOTO, 0, wait=True) == ()
    labels.close()


@pytest.fixture(scope="module")
def embedder() -> ImageEmbedder:
    try:
        return ImageEmbedder(load_network(models_folder()))
    except NetworkMissingError as error:
        pytest.skip(str(error))


NAMES = (("FINCH", "COFFEE"), ("HERON", "COFFEE"), ("CRANE", "COFFEE"))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, embedder: ImageEmbedder) -> tuple[PhotoIndex, Path]:
    """Cartons that differ in a word, which the shop's own pictures do not show."""
    folder = tmp_path_factory.mktemp("shelf")
    Image.fromarray(package(["BREW", "COFFEE"])).save(folder / "carton.png")
    Image.fromarray(np.full((200, 200, 3), (30, 60, 200), np.uint8)).save(folder / "blue.png")
    products = [carton(number, " ".join(words).title(), images=("carton.png",)) for number, words in enumerate(NAMES)]
    products.append(carton(9, "Blue Tile", images=("blue.png",)))
    index = PhotoIndex.build(products, folder, embedder, folder / "index")
    index.familiarity = None
    return index, folder


def shot(*lines: str) -> Pixels:
    return np.asarray(spoilt(Image.fromarray(package(lines)), 3, cut_out=False))


@pytest.mark.models
def test_nothing_read_is_exactly_the_answer_of_the_looks(shelf: tuple[PhotoIndex, Path]) -> None:
    index, _ = shelf
    photo = shot("HERON", "COFFEE")
    plainly = index.find(photo, limit=5)
    assert index.find(photo, limit=5, label=lambda *_: ()) == plainly
    assert index.find(photo, limit=5, label=lambda *_: read("wholemeal")) == plainly


@pytest.mark.models
def test_the_label_tells_twins_apart_and_says_what_it_read(shelf: tuple[PhotoIndex, Path]) -> None:
    index, _ = shelf
    photo = shot("CRANE", "COFFEE")
    plainly = index.find(photo, limit=5)
    found = index.find(photo, limit=5, label=lambda *_: read("CRANE", "COFFEE"))
    assert plainly.hits[0].product.id == "0"
    assert plainly.read == ()
    assert found.hits[0].product.id == "2"
    assert found.read == ("CRANE", "COFFEE")
    agreed = index.find(photo, limit=5, label=lambda *_: read("FINCH"))
    assert agreed.hits[0].product.id == "0"
    assert agreed.read == ()


@pytest.mark.models
def test_the_label_is_not_asked_where_it_could_change_nothing(shelf: tuple[PhotoIndex, Path]) -> None:
    index, folder = shelf
    blue = np.asarray(Image.open(folder / "blue.png"))

    def never(*_: object) -> Sequence[LabelLine]:
        raise AssertionError

    assert index.find(blue, limit=5, label=never).hits[0].product.id == "9"


@pytest.mark.models
@needs_reader
def test_a_photo_set_is_measured_with_its_labels(embedder: ImageEmbedder, tmp_path: Path) -> None:
    Image.fromarray(package(["BREW", "COFFEE"])).save(tmp_path / "carton.png")
    catalogue, photos = ["product_id,name,category,image,description"], ["image,product_id,split"]
    for number, words in enumerate(NAMES):
        catalogue.append(f"{number},{' '.join(words).title()},Coffee,carton.png,")
        Image.fromarray(shot(*words)).save(tmp_path / f"photo{number}.png")
        photos.append(f"photo{number}.png,{number},val")
    (tmp_path / "catalog.csv").write_text("\n".join(catalogue) + "\n")
    (tmp_path / "photos.csv").write_text("\n".join(photos) + "\n")
    reader = LabelReader()
    by_looks = evaluate_photo(tmp_path, embedder, split="val", categories=["Coffee"])
    by_labels = evaluate_photo(tmp_path, embedder, split="val", labels=reader)
    reader.close()
    assert by_looks["recall@1"] < 0.5
    assert by_labels["recall@1"] == 1.0
