"""Whatever happened to a feed on its way, an import ends with a report and never with a crash."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from catalog.store import Store
from tests.catalog.feeds.writing import Import, write_jsonl

CSV = b"""id,title,description,gender,categories,currency,price,sku,size,colour,stock,images,attributes
shirt,"Linen, shirt","Cool.
Light ""and"" airy.",Men,Clothing/Shirts|Summer,USD,49.90,shirt-S,S,White,3,a.png|b.png,material=Linen|Cotton;care=x
shirt,,,,,,54.90,shirt-M,M,Navy,0,,
mug,M\xc3\xbcg,,,,,9,,,,12,,
"""
MAGENTO = b"""sku,attribute_set_code,product_type,categories,name,visibility,price,qty,configurable_variations
S,Top,simple,Default/Men,S,Not Visible Individually,5,1,
P,Top,configurable,"Default/Men,Default/Collections/New",P,"Catalog, Search",5,0,"sku=S,size=S,color=Red"
B,Bag,simple,Default/Gear,B,"Catalog, Search",5,1,
"""
JSONL = b"""{"id":"a","title":"A","price":1.5,"stock":3,"attributes":{"x":["y"]},"categories":["c/d"]}
{"id":"b","title":"B","price":2,"variants":[{"sku":"b1","stock":1,"size":"S"},{"sku":"b2","stock":0,"price":3}]}
"""


MARKS = b'",;\n\r\t|={}[]:0\\\x00\xff\xc3-'
PIECES = [b'"', b"\n", b"-", b"9" * 40, b"\\ud800", b"\xf0\x9f\x98\x80", b"null"]


def mutated(content: bytes, dice: random.Random) -> bytes:
    """`content` with a few bytes changed, dropped, doubled or cut off; never empty."""
    data = bytearray(content)
    for _ in range(dice.randint(1, 6)):
        place = dice.randrange(1, len(data))
        match dice.randrange(5):
            case 0:
                data[place] = dice.choice(MARKS)
            case 1:
                del data[place : place + dice.randint(1, 20)]
            case 2:
                data[place:place] = data[place : place + dice.randint(1, 40)]
            case 3:
                data[place:place] = dice.choice(PIECES)
            case 4 if dice.random() < 0.3 and place > 1:
                del data[place:]
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "content"), [("products.csv", CSV), ("products.csv", MAGENTO), ("products.jsonl", JSONL)]
)
def test_a_mutated_feed_never_crashes_the_import(
    feed: Path, run_import: Import, store: Store, name: str, content: bytes
) -> None:
    dice, codes = random.Random(7), list[int]()
    for _ in range(250):
        (feed / name).write_bytes(mutated(content, dice))
        report = run_import(dry_run=True)
        assert report.error or report.counts["products"].added
        assert report.text()
        codes.append(report.exit_code)
    # The mutations were neither harmless nor all fatal.
    assert set(codes) == {0, 2, 3}
    assert store.products() == []


def test_what_survives_a_mutation_can_be_stored_and_read_back(feed: Path, run_import: Import, store: Store) -> None:
    dice = random.Random(11)
    for _ in range(40):
        (feed / "products.jsonl").write_bytes(mutated(JSONL, dice))
        run_import()
        for product in store.products():
            assert product.variants
            assert all(variant.price_minor >= 0 and variant.stock >= 0 for variant in product.variants)


def test_rows_at_the_edge_of_what_is_allowed_are_stored(feed: Path, run_import: Import, store: Store) -> None:
    edge = {"id": "x" * 64, "title": "t" * 500, "price": 100_000_000, "stock": 10**9, "brand": "‮\u200bÅ 🧦"}
    write_jsonl(feed / "products.jsonl", [edge])
    assert run_import().exit_code == 0
    (product,) = store.products()
    assert (product.price_minor, product.variants[0].stock) == (10_000_000_000, 10**9)
    assert product.brand == "‮\u200bÅ 🧦"
