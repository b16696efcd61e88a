"""The demo shop as it lies in the repository: whole, consistent, and made by its generator."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from catalog.demo import generate
from catalog.demo.moved import demo_as_of
from catalog.demo.sources import FOLDER, image_name, read_sheets
from docs.drawings import __main__ as drawings
from docs.drawings.render import draw, drawer, look_of

DEPARTMENTS = {"Clothing", "Shoes", "Bags", "Electronics", "Home", "Sports", "Groceries", "Beauty"}
MOST_BYTES = 14_000_000

Rows = list[dict[str, Any]]


def rows(name: str) -> Rows:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def products() -> Rows:
    return rows("products.jsonl")


@pytest.fixture(scope="module")
def variants(products: Rows) -> Rows:
    return [variant for product in products for variant in product["variants"]]


def test_about_two_hundred_products_fill_eight_departments(products: Rows) -> None:
    departments = Counter(product["categories"][0].split("/")[0] for product in products)
    assert len(products) >= 200
    assert set(departments) == DEPARTMENTS
    assert min(departments.values()) >= 8


def test_ids_and_skus_are_unique_and_short(products: Rows, variants: Rows) -> None:
    for names in ([product["id"] for product in products], [variant["sku"] for variant in variants]):
        assert len(set(names)) == len(names)
        assert max(map(len, names)) <= 64


def test_prices_run_from_cheap_to_1299(variants: Rows) -> None:
    prices = [variant["price"] for variant in variants]
    assert 0 < min(prices) < 5
    assert max(prices) == 1299


def test_some_variants_and_a_few_products_are_sold_out(products: Rows, variants: Rows) -> None:
    sold_out = [product for product in products if not any(variant["stock"] for variant in product["variants"])]
    assert 3 <= len(sold_out) <= 12
    assert sum(variant["stock"] == 0 for variant in variants) > len(sold_out) * 5
    assert all(variant["stock"] >= 0 for variant in variants)


def test_descriptions_are_sentences_and_all_different(products: Rows) -> None:
    texts = [product["description"] for product in products]
    assert len(set(texts)) == len(texts)
    sentences = [sentence for text in texts for sentence in re.split(r"(?<=[.?!])\s+", text)]
    assert Counter(sentences).most_common(1)[0][1] == 1, "a sentence stands in two descriptions"
    assert all(2 <= len(re.findall(r"[.?!](?:\s|$)", text)) <= 5 for text in texts)


@pytest.mark.parametrize(
    ("words", "most_price", "colour", "gender"),
    [
        ("running shoe", 80, "Red", "Men"),
        ("leather bag", 200, "Black", ""),
        ("waterproof jacket", 200, "", "Men"),
        ("gift coffee lover", 60, "", ""),
        ("gluten free snack", 10, "", ""),
        ("desk lamp", 100, "", ""),
        ("noise cancelling headphones", 150, "", ""),
        ("yoga mat", 100, "", ""),
    ],
)
def test_the_shop_has_what_people_ask_for(
    products: Rows, words: str, most_price: float, colour: str, gender: str
) -> None:
    def fits(product: dict[str, Any]) -> bool:
        text = json.dumps(product).lower()
        buyable = [
            variant
            for variant in product["variants"]
            if variant["stock"] and variant["price"] <= most_price and (not colour or variant["colour"] == colour)
        ]
        return (
            bool(buyable)
            and (not gender or product["gender"] == gender)
            and all(word in text for word in words.split())
        )

    assert any(fits(product) for product in products)


def test_every_product_has_a_picture_of_600_pixels_for_every_colour(products: Rows) -> None:
    named = {image for product in products for image in product["images"]}
    named |= {variant["image"] for product in products for variant in product["variants"]}
    lying = {path.name for path in (FOLDER / "images").glob("*.webp")}
    assert named == lying
    for name in sorted(named):
        with Image.open(FOLDER / "images" / name) as picture:
            assert min(picture.size) >= 600, name


def test_colours_of_one_product_are_different_pictures(products: Rows) -> None:
    for product in products:
        contents = {(FOLDER / "images" / image).read_bytes() for image in product["images"]}
        assert len(contents) == len(product["images"]), product["id"]


def test_every_look_has_a_drawing() -> None:
    for sheet in read_sheets():
        assert callable(drawer(look_of(sheet, "").kind)), sheet.id


@pytest.mark.parametrize("product_id", ["canvas-low-top", "stoneware-mug"])
def test_a_picture_drawn_again_is_the_committed_one(product_id: str) -> None:
    sheet = next(sheet for sheet in read_sheets() if sheet.id == product_id)
    again = draw(sheet, sheet.colours[0])
    with Image.open(FOLDER / "images" / image_name(product_id, sheet.colours[0])) as committed:
        # The file is lossy, so its pixels may be a little off, on average by far less than a shade.
        pairs = zip(again.resize((80, 80)).tobytes(), committed.convert("RGB").resize((80, 80)).tobytes(), strict=True)
        assert sum(abs(one - other) for one, other in pairs) / (80 * 80 * 3) < 2.5


def test_faq_has_thirty_questions_with_paraphrases() -> None:
    entries = rows("faq.jsonl")
    assert len(entries) >= 30
    assert len({entry["id"] for entry in entries}) == len(entries)
    assert all(len(entry["paraphrases"]) >= 2 and len(entry["answer"]) > 60 for entry in entries)
    asked = [wording.lower() for entry in entries for wording in (entry["question"], *entry["paraphrases"])]
    assert len(set(asked)) == len(asked)
    topics = {entry["topic"] for entry in entries}
    assert {"Shipping", "Returns", "Payment", "Sizes", "Warranty", "Privacy", "Gift cards", "Shop"} <= topics


def test_reviews_are_many_mixed_and_never_the_same(products: Rows) -> None:
    reviews = rows("reviews.jsonl")
    assert len(reviews) >= 600
    assert len({review["text"] for review in reviews}) == len(reviews)
    assert {review["product_id"] for review in reviews} <= {product["id"] for product in products}
    # YAML reads a bare "No" as false: every written word must come out as text.
    words = [review[name] for review in reviews for name in ("title", "text", "reviewer")]
    assert all(isinstance(word, str) and word for word in words)
    stars = Counter(review["stars"] for review in reviews)
    assert set(stars) == {1, 2, 3, 4, 5}
    assert min(stars.values()) >= 15
    mean = sum(review["stars"] for review in reviews) / len(reviews)
    assert 3.5 < mean < 4.5


def test_orders_name_real_customers_and_skus_at_their_price(variants: Rows) -> None:
    customers = rows("customers.jsonl")
    prices = {variant["sku"]: variant["price"] for variant in variants}
    orders = rows("orders.jsonl")
    assert len(customers) == 100
    assert all(customer["email"].endswith("@example.com") for customer in customers)
    assert len({order["number"] for order in orders}) == len(orders)
    assert {order["customer_id"] for order in orders} <= {customer["id"] for customer in customers}
    assert all(line["price"] == prices[line["sku"]] for order in orders for line in order["lines"])
    states = {"placed", "paid", "shipped", "delivered", "cancelled", "returned"}
    assert states <= {order["state"] for order in orders}


def test_an_order_is_delivered_after_it_was_placed_and_only_then_returned() -> None:
    for order in rows("orders.jsonl"):
        arrived = order["state"] in ("delivered", "returned", "return_requested")
        assert arrived == ("delivered_at" in order), order["number"]
        assert not arrived or order["placed_at"] < order["delivered_at"]


def test_every_purchase_in_the_history_is_in_an_order() -> None:
    bought = {
        (event["customer_id"], event["product_id"]) for event in rows("events.jsonl") if event["kind"] == "purchase"
    }
    product_of = {
        variant["sku"]: product["id"] for product in rows("products.jsonl") for variant in product["variants"]
    }
    ordered = {
        (order["customer_id"], product_of[line["sku"]]) for order in rows("orders.jsonl") for line in order["lines"]
    }
    assert bought == ordered


def test_links_join_two_different_products_once(products: Rows) -> None:
    ids = {product["id"] for product in products}
    links = [(link["kind"], link["product_id"], link["linked_product_id"]) for link in rows("links.jsonl")]
    assert len(set(links)) == len(links)
    assert all({one, other} <= ids and one != other for _, one, other in links)
    assert {kind for kind, _, _ in links} == {"related", "crosssell"}


def test_twenty_customer_photos_show_products_and_are_not_their_pictures() -> None:
    with (FOLDER / "photos" / "photos.csv").open(encoding="utf-8", newline="") as lines:
        listed = list(csv.DictReader(lines))
    assert len(listed) == 20
    assert {row["product_id"] for row in listed} <= {product["id"] for product in rows("products.jsonl")}
    assert {row["image"] for row in listed} == {path.name for path in (FOLDER / "photos").glob("*.jpg")}
    for row in listed:
        with Image.open(FOLDER / "photos" / row["image"]) as photo:
            assert photo.format == "JPEG"
            assert min(photo.size) >= 600


def test_the_generator_makes_the_committed_data_byte_by_byte() -> None:
    for name, made in generate.data_files().items():
        assert (FOLDER / name).read_text(encoding="utf-8") == generate.as_jsonl(made), name


def test_the_whole_demo_stays_small() -> None:
    kept = [path for path in FOLDER.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert sum(path.stat().st_size for path in kept) < MOST_BYTES


def test_an_unknown_part_is_named_with_what_is_allowed() -> None:
    with pytest.raises(SystemExit, match=r"picturez.*images, photos"):
        drawings.main(["picturez"])


def test_writing_the_data_elsewhere_leaves_complete_files(tmp_path: Path) -> None:
    generate.write_data(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(generate.data_files())


def test_the_first_shop_s_last_day_is_yesterday_whatever_the_date() -> None:
    with demo_as_of(date(2031, 5, 2)) as feed:
        orders = [json.loads(line) for line in (feed / "orders.jsonl").read_text(encoding="utf-8").splitlines()]
        events = [json.loads(line) for line in (feed / "events.jsonl").read_text(encoding="utf-8").splitlines()]
        moments = [row["placed_at"] for row in orders] + [row["at"] for row in events]
        assert max(moments)[:10] <= "2031-05-01"
        assert max(moments)[:10] >= "2031-04-30"
        assert (feed / "images").is_dir()
    assert not feed.exists()
