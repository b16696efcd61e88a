"""A photo in the conversation: found, narrowed in words, and never forced into a wish it has nothing to do with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from catalog.demo.moved import FOLDER
from catalog.feeds import import_feed
from catalog.settings import Settings, models_folder
from catalog.shop import Shop, open_shop
from catalog.store import open_store
from tests.actions.talk import Said, Talk
from tests.vision.packages import needs_reader, package

pytestmark = pytest.mark.models
BY_PHOTO = "search_by_photo"


@pytest.fixture(scope="module")
def bag_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The demo's bags and shoes, so that looking at their pictures takes a moment only."""
    for model in ("minilm", "efficientnet-lite0"):
        if not (models_folder() / model).exists():
            pytest.skip(f"the model {model} is not prepared (make setup)")
    feed = tmp_path_factory.mktemp("feed")
    lines = (FOLDER / "products.jsonl").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if '"Bags/' in line or '"Shoes/' in line]
    (feed / "products.jsonl").write_text("\n".join(kept) + "\n", encoding="utf-8")
    (feed / "images").symlink_to(FOLDER / "images")
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    store = open_store(settings)
    assert import_feed(store, settings, feed).exit_code == 0
    store.close()
    shop = open_shop(settings)
    assert shop.photos.wait() is not None
    yield shop
    shop.close()


@pytest.fixture
def talk(bag_shop: Shop) -> Talk:
    return Talk(bag_shop)


def send(talk: Talk, image: Path, text: str = "") -> Said:
    photo_id = talk.shop.photo_store.save(image.read_bytes())
    return talk.say("/search_by_photo", BY_PHOTO, photo_id=photo_id, photo_text=text)


def test_a_customer_s_photo_finds_its_product(talk: Talk) -> None:
    said = send(talk, FOLDER / "photos" / "photo-04.jpg")
    assert "orsa-leather-shoulder-bag" in said.ids[:5]
    said.assert_lists_no_cards()
    assert {card["reason"] for card in said.cards} == {"looks like your photo"}


@pytest.mark.parametrize("photo", [1, 3, 4, 5])
def test_a_colour_is_said_of_a_photo_only_when_what_was_found_has_it(talk: Talk, photo: int) -> None:
    said = send(talk, FOLDER / "photos" / f"photo-{photo:02}.jpg")
    first = talk.shop.product(said.ids[0])
    assert first
    colours = {variant.colour.lower() for variant in first.variants}
    named = re.search(r"something ([\w ]+?) of the kind", said.text)
    assert named is None or any(named[1] in colour for colour in colours)


def test_words_narrow_what_the_photo_found(talk: Talk) -> None:
    send(talk, FOLDER / "photos" / "photo-04.jpg")
    said = talk.say("under 100")
    assert said.cards
    assert max(said.prices) < 100
    assert "photo" in said.text
    again = talk.say("show more", "show_more")
    assert not set(again.ids) & set(said.ids)


def test_a_chip_taken_from_a_photo_s_list_leaves_the_likeness(talk: Talk) -> None:
    send(talk, FOLDER / "photos" / "photo-04.jpg")
    narrow = talk.say("under 100")
    assert [chip["kind"] for chip in narrow.wish or ()] == ["photo", "price"]
    wide = talk.say("/refine_search", remove="price:under-100")
    assert "orsa-leather-shoulder-bag" in wide.ids[:5]
    assert {card["reason"] for card in wide.cards} == {"looks like your photo"}
    assert [chip["kind"] for chip in wide.wish or ()] == ["photo"]


def test_without_the_photo_its_words_alone_are_searched(talk: Talk) -> None:
    send(talk, FOLDER / "photos" / "photo-04.jpg", "only under 90")
    said = talk.say("/refine_search", remove="photo:like-your-photo")
    assert said.cards
    assert max(said.prices) < 90
    assert {card["reason"] for card in said.cards} != {"looks like your photo"}
    assert [chip["kind"] for chip in said.wish or ()] == ["price"]


def test_words_beside_the_photo_hold_too(talk: Talk) -> None:
    assert max(send(talk, FOLDER / "photos" / "photo-04.jpg", "only under 90").prices) < 90


def test_a_photo_is_a_new_wish(talk: Talk) -> None:
    talk.say("handbags under 80")
    said = send(talk, FOLDER / "photos" / "photo-03.jpg")
    assert "highland-hiking-boot" in said.ids
    assert [chip["kind"] for chip in said.wish or ()] == ["photo"]
    assert "handbags" not in said.text


def test_a_photo_of_something_else_than_its_words_is_looked_for_and_told(talk: Talk) -> None:
    said = send(talk, FOLDER / "photos" / "photo-03.jpg", "handbags like this")
    assert "nothing like" in said.text
    assert "highland-hiking-boot" in said.ids


def test_words_beside_a_photo_say_which_of_its_like(talk: Talk) -> None:
    said = send(talk, FOLDER / "photos" / "photo-04.jpg", "like this but in black under 150")
    assert said.cards
    assert max(said.prices) < 150
    assert [chip["kind"] for chip in said.wish or ()] == ["photo", "colour", "price"]


def test_the_shop_s_own_picture_is_known_with_its_price(talk: Talk) -> None:
    product = talk.shop.product("highland-hiking-boot")
    assert product
    said = send(talk, talk.shop.settings.images / product.images[0], "how much is this?")
    assert said.ids[0] == product.id
    assert f"This is exactly the {product.title}" in said.text
    assert re.search(r"\$\d", said.text)


def test_the_price_of_what_is_only_most_like_the_photo_is_told_with_its_name(talk: Talk) -> None:
    said = send(talk, FOLDER / "photos" / "photo-03.jpg", "how much is this?")
    assert "exactly" not in said.text
    assert re.search(r"Most like it is the Highland Hiking Boot \(\$\d", said.text)


@pytest.mark.parametrize(
    ("photo", "own", "other"), [(1, "shoes", "bags"), (3, "shoes", "bags"), (4, "bags", "shoes"), (5, "bags", "shoes")]
)
def test_the_same_kind_is_told_from_another_by_its_likeness(talk: Talk, photo: int, own: str, other: str) -> None:
    pixels = (FOLDER / "photos" / f"photo-{photo:02}.jpg").read_bytes()
    index = talk.shop.photos.wait()
    assert index is not None

    def has_alike(kind: str) -> bool:
        return bool(index.find(pixels, wish=talk.shop.reader.read(f"{kind} under 100"), limit=5).alike)

    assert has_alike(own)
    assert not has_alike(other)


def test_another_kind_of_product_in_words_ends_the_photo(talk: Talk) -> None:
    send(talk, FOLDER / "photos" / "photo-04.jpg")
    said = talk.say("running shoes")
    assert "photo" not in said.text
    assert talk.slots["photo"] is None


def test_noise_gets_nothing_like_that(talk: Talk, tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (300, 300, 3), dtype=np.uint8)
    path = tmp_path / "noise.png"
    Image.fromarray(noise).save(path)
    said = send(talk, path)
    assert "nothing like that" in said.text
    assert not said.cards


def test_a_photo_that_is_no_longer_kept_is_asked_for_again(talk: Talk) -> None:
    said = talk.say("/search_by_photo", BY_PHOTO, photo_id="0" * 64, photo_text="")
    assert "send it again" in said.text


def test_kind_and_colour_are_said_with_how_sure_they_are(talk: Talk) -> None:
    said = send(talk, FOLDER / "photos" / "photo-03.jpg")
    assert re.search(r"Your photo (shows|probably shows|may show) something (\w+ )?of the kind ", said.text)
    kinds = {path.rsplit("/", 1)[-1] for name in said.ids for path in talk.shop.product(name).categories}  # type: ignore[union-attr]
    assert re.search(r"of the kind ([^.]+)\.", said.text)[1] in kinds  # type: ignore[index]


def test_a_wrong_kind_is_put_right_by_a_reply(talk: Talk) -> None:
    offered = 0
    for photo in (1, 2, 3, 5, 6):
        said = send(talk, FOLDER / "photos" / f"photo-{photo:02}.jpg")
        for reply in (one for one in said.quick_replies if one.endswith(" instead")):
            offered += 1
            kind = reply.removeprefix("Show me ").removesuffix(" instead")
            other = talk.say(reply)
            shown = {path.lower() for name in other.ids for path in talk.shop.product(name).categories}  # type: ignore[union-attr]
            assert any(path.endswith(kind) for path in shown)
    assert offered


def test_what_goes_with_the_very_product_is_offered_and_told(talk: Talk) -> None:
    product = talk.shop.product("highland-hiking-boot")
    assert product
    said = send(talk, talk.shop.settings.images / product.images[0])
    assert "What goes with the first one?" in said.quick_replies
    beside = talk.say("What goes with the first one?", "goes_with")
    assert product.title in beside.text
    assert product.id not in beside.ids


def test_what_goes_with_it_may_be_asked_beside_the_photo(talk: Talk) -> None:
    said = send(talk, FOLDER / "photos" / "photo-03.jpg", "what goes with this?")
    assert "With the Highland Hiking Boot" in said.text or "goes with the Highland Hiking Boot" in said.text
    assert "highland-hiking-boot" not in said.ids
    assert {card["reason"] for card in said.cards} != {"looks like your photo"}


BIRDS = ("Finch", "Heron", "Crane")


@pytest.fixture(scope="module")
def carton_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Three coffees whose pictures are one and the same carton, and one real reader of labels."""
    if not (models_folder() / "minilm").exists():
        pytest.skip("the model minilm is not prepared (make setup)")
    feed = tmp_path_factory.mktemp("cartons")
    (feed / "images").mkdir()
    Image.fromarray(package(["COFFEE"])).save(feed / "images" / "carton.png")
    rows = [f"{bird.lower()},{bird} Coffee,10.00,5,carton.png" for bird in BIRDS]
    (feed / "products.csv").write_text("id,title,price,stock,image\n" + "\n".join(rows) + "\n", encoding="utf-8")
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    store = open_store(settings)
    assert import_feed(store, settings, feed).exit_code == 0
    store.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("catalog.shop.is_installed", lambda: True)
        patch.setattr("catalog.photos.reading.PATIENCE_SECONDS", 60.0)  # the machine that tests may be busy
        shop = open_shop(settings)
        shop.photos.wait_labels()
        yield shop
        shop.close()


@needs_reader
def test_the_label_on_a_package_decides_among_twins_and_is_told(carton_shop: Shop, tmp_path: Path) -> None:
    for bird in BIRDS:
        talk = Talk(carton_shop)
        Image.fromarray(package([bird.upper(), "COFFEE"])).save(tmp_path / f"{bird}.png")
        photo_id = carton_shop.photo_store.save((tmp_path / f"{bird}.png").read_bytes())
        carton_shop.photo_finder.look_ahead(photo_id)
        said = talk.say("/search_by_photo", BY_PHOTO, photo_id=photo_id, photo_text="")
        assert said.ids[0] == bird.lower()
        assert (f"I read “{bird.upper()}" in said.text) == (bird != sorted(BIRDS)[0])


@needs_reader
def test_without_a_word_on_it_nothing_is_said_to_be_read(carton_shop: Shop, tmp_path: Path) -> None:
    Image.fromarray(package([])).save(tmp_path / "bare.png")
    photo_id = carton_shop.photo_store.save((tmp_path / "bare.png").read_bytes())
    carton_shop.photo_finder.look_ahead(photo_id)
    said = Talk(carton_shop).say("/search_by_photo", BY_PHOTO, photo_id=photo_id, photo_text="")
    assert "I read" not in said.text
