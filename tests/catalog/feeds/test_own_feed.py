"""Our own format: what a merchant writes is what the shop has; every broken row is named and kept out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.products import Link, Product, Variant
from catalog.records import Order, OrderLine
from catalog.settings import Settings
from catalog.store import Count, Store
from tests.catalog.feeds.writing import Import, picture, write_jsonl

SHIRT: dict[str, Any] = {
    "id": "shirt",
    "title": "Linen shirt",
    "description": "<p>Cool.</p><ul><li>Light</li></ul>",
    "brand": "Nord",
    "gender": "men",
    "categories": ["Clothing > Shirts"],
    "currency": "USD",
    "price": 49.9,
    "attributes": {"Material": ["Linen", "Cotton"], "Pockets": 2},
    "images": ["white.png"],
    "created_at": "2025-04-01",
    "variants": [
        {"sku": "shirt-S", "size": "S", "colour": "White", "stock": 3},
        {"sku": "shirt-M", "size": "M", "color": "Navy", "price": 54.9, "stock": 0, "image": "navy.png"},
    ],
}
MUG: dict[str, Any] = {"id": "mug", "title": "Mug", "price": 9, "stock": 12}


def test_a_json_product_arrives_whole(feed: Path, run_import: Import, store: Store, settings: Settings) -> None:
    write_jsonl(feed / "products.jsonl", [SHIRT, MUG])
    for colour in ("white", "navy"):
        (feed / "images").mkdir(exist_ok=True)
        (feed / "images" / f"{colour}.png").write_bytes(picture(colour))
    report = run_import()
    assert (report.exit_code, report.format, report.variants) == (0, "own", 3)
    assert report.counts["products"] == Count(added=2)
    shirt = store.product("shirt")
    assert shirt is not None
    (white,) = shirt.images
    assert (settings.images / white).read_bytes() == picture("white")
    assert (settings.images / shirt.variants[1].image).read_bytes() == picture("navy")
    assert shirt == Product(
        id="shirt",
        title="Linen shirt",
        currency="USD",
        variants=(
            Variant("shirt-S", 4990, 3, "S", "White"),
            Variant("shirt-M", 5490, 0, "M", "Navy", shirt.variants[1].image),
        ),
        description="Cool.\nLight",
        categories=("Clothing/Shirts",),
        brand="Nord",
        gender="Men",
        images=(white,),
        attributes={"material": ("Linen", "Cotton"), "pockets": ("2",)},
        created_at="2025-04-01",
    )
    assert store.product("mug") == Product("mug", "Mug", "USD", (Variant("mug", 900, 12),))


CSV = """id,title,description,brand,gender,categories,currency,price,sku,size,colour,stock,images,attributes,url
shirt,"Linen, shirt","Cool.
Light ""and"" airy.",Nord,Men,Clothing/Shirts|Summer,USD,49.90,shirt-S,S,White,3,,material=Linen|Cotton;care=Machine,https://shop.example/s
shirt,,,,,,,54.90,shirt-M,M,Navy,0,,,
mug,Mug,,,,,,9,,,,12,,,
"""


def test_a_csv_product_gathers_its_rows(feed: Path, run_import: Import, store: Store) -> None:
    (feed / "products.csv").write_text(CSV)
    assert run_import().exit_code == 0
    assert store.product("shirt") == Product(
        id="shirt",
        title="Linen, shirt",
        currency="USD",
        variants=(Variant("shirt-S", 4990, 3, "S", "White"), Variant("shirt-M", 5490, 0, "M", "Navy")),
        description='Cool.\nLight "and" airy.',
        categories=("Clothing/Shirts", "Summer"),
        brand="Nord",
        gender="Men",
        attributes={"material": ("Linen", "Cotton"), "care": ("Machine",)},
        url="https://shop.example/s",
    )
    assert store.product("mug") == Product("mug", "Mug", "USD", (Variant("mug", 900, 12),))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_delimiters_and_encodings_are_found_out(
    feed: Path, run_import: Import, store: Store, delimiter: str, encoding: str
) -> None:
    rows = [["id", "title", "price", "stock"], ["b1", "Café crème", "19,90" if delimiter == ";" else "19.90", "2"]]
    (feed / "products.csv").write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode(encoding))
    assert run_import().exit_code == 0
    product = store.product("b1")
    assert product is not None
    assert (product.title, product.price_minor) == ("Café crème", 1990)


BAD_ROWS = {
    "id": ({"id": ""}, "is missing"),
    "id ": ({"id": "x" * 65}, "at most 64"),
    "title": ({"title": None}, "is missing"),
    "price": ({"price": -1}, "below zero"),
    "price ": ({"price": "cheap"}, "digits and one decimal mark"),
    "price  ": ({"price": "1,299"}, "2 decimals"),
    "price   ": ({"price": 19.999}, "2 decimals"),
    "price    ": ({"price": 10**12}, "above"),
    "stock": ({"stock": None}, "is missing"),
    "stock ": ({"stock": -3}, "0 to"),
    "stock  ": ({"stock": 1.5}, "whole number"),
    "stock   ": ({"stock": 10**15}, "0 to"),
    "currency": ({"currency": "EUR"}, "Allowed: USD"),
    "currency ": ({"currency": "DOLLAR"}, "is no currency"),
    "gender": ({"gender": "robots"}, "Allowed: Men"),
    "url": ({"url": "javascript:alert(1)"}, "is no web address"),
    "url  ": ({"url": "https://bank.example@evil.example/"}, "names a user before the host"),
    "url ": ({"url": "//evil.example/"}, "is no web address"),
    "created_at": ({"created_at": "yesterday"}, "ISO 8601"),
    "attributes": ({"attributes": ["wool"]}, "is no set"),
    "variants": ({"variants": "many"}, "is no list of variants"),
    "sku": ({"variants": [{"sku": "a", "stock": 1}, {"sku": "a", "stock": 1}]}, "stands twice"),
    "title ": ({"title": {"en": "Mug"}}, "is no text"),
}


@pytest.mark.parametrize("case", BAD_ROWS)
def test_a_bad_row_is_named_by_line_and_column_and_the_good_ones_are_in(
    feed: Path, run_import: Import, store: Store, case: str
) -> None:
    change, reason = BAD_ROWS[case]
    write_jsonl(feed / "products.jsonl", [SHIRT, {**MUG, "id": "bad", **change}, MUG])
    report = run_import()
    assert report.exit_code == 3
    assert [product.id for product in store.products()] == ["mug", "shirt"]
    (refused,) = report.refused
    assert (refused.file, refused.line, refused.column) == ("products.jsonl", 2, case.strip())
    assert reason in refused.reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "cut", "title": "Cut o', "cut off"),
        ("[1, 2]", "no JSON object"),
        ('{"id": "n", "title": "N", "price": NaN, "stock": 1}', "NaN is no number"),
        ('{"id": "s", "title": "half \\ud83d emoji", "price": 1, "stock": 1}', "not UTF-8"),
        ("[" * 100_000, "cut off"),
        ('{"id": "d", "title": "D", "price": 1, "stock": ' + "9" * 5000 + "}", ""),
    ],
)
def test_a_broken_json_line_costs_itself_alone(
    feed: Path, run_import: Import, store: Store, line: str, reason: str
) -> None:
    write_jsonl(feed / "products.jsonl", [SHIRT, line, MUG])
    report = run_import()
    assert report.exit_code == 3
    assert (report.refused[0].line, report.refused_rows) == (2, 1)
    assert reason in report.refused[0].reason
    assert len(store.products()) == 2


HEADER = "id,title,price,stock\n"


@pytest.mark.parametrize(
    ("body", "refused_lines", "good"),
    [
        ('a,A,1,1\nb,"B is cut of', [3], ["a"]),
        ('a,A,1,1\nb,"B never closed,1,1\nc,C,1,1\nd,D,1,1\n', [3], ["a", "c", "d"]),
        ('a,A,1,1\nb,"B" wrong,1,1\nc,C,1,1\n', [3], ["a", "c"]),
        ("a,A,1,1\nb,B,1\nc,C,1,1\n", [3], ["a", "c"]),
        ("a,A,1,1\nb,B,1,1,extra\nc,C,1,1,,\n", [3], ["a", "c"]),
        ("a,A,1,1\nb,B,free,1\nc,C,1,1\n", [3], ["a", "c"]),
        ("a,A,1,1\nb,B,1,1\na,A,1,1\n", [4], ["a", "b"]),
        ('a,A,1,1\nb,5" pipe,1,1\nc,"say ""hi""\nthere",1,1\n', [], ["a", "b", "c"]),
        ("\na,A,1,1\n,,,\n\nb,B,1,1\n", [], ["a", "b"]),
    ],
)
def test_a_broken_csv_row_costs_itself_alone(
    feed: Path, run_import: Import, store: Store, body: str, refused_lines: list[int], good: list[str]
) -> None:
    (feed / "products.csv").write_text(HEADER + body)
    report = run_import()
    assert [row.line for row in report.refused] == refused_lines
    assert [product.id for product in store.products()] == good
    assert report.exit_code == (3 if refused_lines else 0)


def test_a_row_with_bytes_that_are_not_utf8_costs_itself_alone(feed: Path, run_import: Import, store: Store) -> None:
    rows = [HEADER.encode(), "a,Käse,1,1\n".encode(), "b,Käse,1,1\n".encode("latin-1"), "c,Öl,1,1\n".encode()]
    (feed / "products.csv").write_bytes(b"".join(rows))
    report = run_import()
    assert [(row.line, row.column) for row in report.refused] == [(3, "title")]
    assert [product.title for product in store.products()] == ["Käse", "Öl"]


def test_a_bad_variant_row_costs_the_variant_not_the_product(feed: Path, run_import: Import, store: Store) -> None:
    header = "id,title,price,stock,sku,size\n"
    body = "a,A,1,1,a-S,S\na,A,1,-4,a-M,M\na,A,1,1,a-S,L\na,A,2,1,a-XL,XL\nb,B,1,1,a-S,S\n"
    (feed / "products.csv").write_text(header + body)
    report = run_import()
    assert [(row.line, row.column) for row in report.refused] == [(3, "stock"), (4, "sku"), (6, "sku")]
    assert [variant.sku for product in store.products() for variant in product.variants] == ["a-S", "a-XL"]


UNUSABLE = {
    "a picture named .csv": (picture("red"), "PNG picture"),
    "a workbook named .csv": (b"PK\x03\x04" + b"\0" * 500, "Excel"),
    "binary": (bytes(range(1, 256)) * 50, "binary"),
    "zeros": (b"a\0\0\0b" * 50, "binary"),
    "empty": (b"", "is empty"),
    "blank": (b" \n\n", "is empty"),
    "no header": (b"mug,Mug,9,12\ncup,Cup,4,3\n", "must name the columns"),
    "header alone": (HEADER.encode(), "no row can be used"),
    "every row bad": (HEADER.encode() + b"a,A,free,1\n", "no row can be used"),
    "another alphabet": (HEADER.encode() + "a,Чайная кружка синяя,9,1\n".encode("cp1251"), "not in UTF-8"),
    "a column twice": (b"id,title,price,price,stock\na,A,1,1,1\n", "twice"),
    "one endless line": (HEADER.encode() + b"x" * 2_000_001, "longer than"),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_an_unusable_file_ends_with_2_and_a_clear_word(feed: Path, run_import: Import, store: Store, case: str) -> None:
    content, told = UNUSABLE[case]
    (feed / "products.csv").write_bytes(content)
    report = run_import()
    assert report.exit_code == 2
    assert told in report.error
    assert report.error in report.text()
    assert (store.products(), store.revision()) == ([], 0)


def test_a_path_that_is_no_feed_says_what_was_looked_for(feed: Path, run_import: Import, tmp_path: Path) -> None:
    assert "products.jsonl or products.csv" in run_import().error
    assert "does not exist" in run_import(tmp_path / "nowhere").error
    note = feed / "note.txt"
    note.write_text("hello")
    assert "Allowed endings: .jsonl" in run_import(note).error
    array = write_jsonl(feed / "products.jsonl", ["[", '{"id": "a"}', "]"])
    assert "JSON array" in run_import(array).error
    assert "not in the magento format" in run_import(write_jsonl(array, [MUG]), format="magento").error
    assert "Allowed: auto" in run_import(array, format="etsy").error


def test_an_unknown_column_is_told_with_the_closest_known_one(feed: Path, run_import: Import) -> None:
    (feed / "products.csv").write_text("id,title,price,stock,colur,Zzz\na,A,1,1,red,x\n")
    report = run_import()
    assert report.exit_code == 0
    (warned,) = report.warnings
    assert warned.examples == ["products.csv: 'Zzz'", "products.csv: 'colur', meant 'colour'?"]


def test_a_repeated_import_changes_only_what_changed(feed: Path, run_import: Import, store: Store) -> None:
    write_jsonl(feed / "products.jsonl", [SHIRT, MUG])
    run_import()
    assert run_import().counts["products"] == Count(unchanged=2)
    assert store.revision() == 1
    write_jsonl(feed / "products.jsonl", [SHIRT, {**MUG, "price": 8}])
    assert run_import().counts["products"] == Count(changed=1, unchanged=1)
    assert store.revision() == 2


def test_a_dry_run_tells_the_same_and_writes_nothing(
    feed: Path, run_import: Import, store: Store, settings: Settings
) -> None:
    write_jsonl(feed / "products.jsonl", [{**SHIRT, "images": ["a.png"]}, MUG, "broken"])
    (feed / "images").mkdir()
    (feed / "images" / "a.png").write_bytes(picture("red"))
    dry = run_import(dry_run=True)
    assert (dry.exit_code, dry.counts["products"].added) == (3, 2)
    assert (store.products(), store.revision(), settings.images.exists()) == ([], 0, False)
    assert run_import().counts == dry.counts


def test_products_that_a_feed_does_not_name_stay_unless_replace_is_asked(
    feed: Path, run_import: Import, store: Store
) -> None:
    write_jsonl(feed / "products.jsonl", [SHIRT, MUG])
    run_import()
    write_jsonl(feed / "products.jsonl", [MUG])
    assert run_import().counts["products"] == Count(unchanged=1)
    assert store.product("shirt").visible  # type: ignore[union-attr]
    write_jsonl(feed / "products.jsonl", [MUG, "broken"])
    assert "every product row must be usable" in run_import(replace=True, hide_many=True).error
    assert store.product("shirt").visible  # type: ignore[union-attr]
    (feed / "nothing.csv").write_text(HEADER)
    assert run_import(feed / "nothing.csv", replace=True, hide_many=True).exit_code == 2
    assert store.product("shirt").visible  # type: ignore[union-attr]
    write_jsonl(feed / "products.jsonl", [MUG])
    assert run_import(replace=True, hide_many=True).counts["products"] == Count(unchanged=1, hidden=1)
    assert not store.product("shirt").visible  # type: ignore[union-attr]


def test_the_companions_of_a_feed_come_in_with_it(feed: Path, run_import: Import, store: Store) -> None:
    write_jsonl(feed / "products.jsonl", [SHIRT, MUG])
    write_jsonl(
        feed / "faq.jsonl",
        [{"id": "f", "question": "Q?", "answer": "<b>A</b>.", "paraphrases": ["P?"], "topic": "t"}, {"id": "g"}],
    )
    write_jsonl(
        feed / "reviews.jsonl",
        [
            {"product_id": "mug", "stars": 5, "title": "T", "text": "Fine", "reviewer": "R"},
            {"product_id": "mug", "stars": 6, "text": "Finer"},
            {"product_id": "cup", "stars": 4, "text": "Which?"},
        ],
    )
    (feed / "links.csv").write_text("kind,sku,linked_sku\nrelated,mug,shirt-S\nrelated,mug,mug\nfriend,mug,shirt\n")
    write_jsonl(feed / "customers.jsonl", [{"id": "ana", "name": "Ana", "email": "a@example.com"}, {"id": "ana"}])
    order = {
        "number": "1",
        "customer_id": "ana",
        "placed_at": "2025-03-01T10:00:00+02:00",
        "state": "shipped",
        "lines": [{"sku": "shirt-M", "quantity": 2, "price": 54.9}],
    }
    write_jsonl(
        feed / "orders.jsonl", [order, {**order, "number": "2", "customer_id": "eve"}, {**order, "number": "1"}]
    )
    write_jsonl(
        feed / "events.jsonl",
        [
            {"kind": "view", "customer_id": "ana", "product_id": "mug", "at": "2025-03-01"},
            {"kind": "stare", "at": "2025"},
        ],
    )
    report = run_import()
    assert {kind: count.added for kind, count in report.counts.items()} == {
        **{"products": 2, "pictures": 0, "reviews": 1, "links": 1, "faq": 1, "customers": 1, "orders": 1, "events": 1}
    }
    assert [(row.file, row.line, row.column) for row in report.refused] == [
        ("reviews.jsonl", 2, "stars"),
        ("reviews.jsonl", 3, "product_id"),
        ("links.csv", 3, "linked_product_id"),
        ("links.csv", 4, "kind"),
        ("faq.jsonl", 2, "question"),
        ("customers.jsonl", 2, "id"),
        ("orders.jsonl", 2, "customer_id"),
        ("orders.jsonl", 3, "number"),
        ("events.jsonl", 2, "kind"),
    ]
    assert store.links("mug") == [Link("related", "mug", "shirt")]
    (stored,) = store.orders("ana")
    assert isinstance(stored, Order)
    assert (stored.total_minor, stored.placed_at.hour) == (10980, 8)
    assert stored.lines == (OrderLine("shirt-M", 2, 5490, "shirt", "Linen shirt"),)
    assert store.faq()[0].answer == "A."
    again = run_import()
    assert all(count.written == 0 for count in again.counts.values())


def test_companions_can_come_alone_for_products_the_shop_has(feed: Path, run_import: Import, store: Store) -> None:
    write_jsonl(feed / "products.jsonl", [MUG])
    run_import()
    late = write_jsonl(feed / "late" / "reviews.jsonl", [{"product_id": "mug", "stars": 4, "text": "Late"}])
    assert run_import(late).exit_code == 0
    assert store.product("mug").rating == 4  # type: ignore[union-attr]


def test_the_report_is_json_and_readable(feed: Path, run_import: Import) -> None:
    write_jsonl(feed / "products.jsonl", [MUG, {**MUG, "id": "bad", "price": -1}])
    report = run_import()
    data = json.loads(json.dumps(report.to_dict()))
    assert data["counts"]["products"] == {
        "added": 1,
        "changed": 0,
        "unchanged": 0,
        "hidden": 0,
        "absent": 0,
        "examples": [],
    }
    assert data["refused"][0]["line"] == 2
    assert "products.jsonl, line 2: price '-1' is below zero" in report.text()


def test_progress_is_told_file_by_file_to_the_end(feed: Path, run_import: Import) -> None:
    path = write_jsonl(feed / "products.jsonl", [{**MUG, "id": f"m{n}"} for n in range(1200)])
    told: list[tuple[str, int, int]] = []
    run_import(progress=lambda *step: told.append(step))
    assert told[-1] == ("products.jsonl", path.stat().st_size, path.stat().st_size)
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert len(told) >= 3
