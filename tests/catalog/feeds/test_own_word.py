"""What only the merchant can say: what columns are, whether much may be hidden; and what an import says back."""

from __future__ import annotations

from pathlib import Path

from catalog.feeds.mappings import forget
from catalog.settings import Settings
from catalog.store import Store
from tests.catalog.feeds.writing import Import

TABLE = "Kurztext;WG;VK\nBecher;A;4,50\nTasse;B;5,20\n"
SAID = {"title": "Kurztext", "price": "VK", "stock": "untracked"}


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_what_was_said_of_columns_is_remembered_for_the_same_header(
    feed: Path, run_import: Import, store: Store, settings: Settings
) -> None:
    table = write(feed / "liste.csv", TABLE)
    asked = run_import(table)
    assert asked.question is not None
    assert run_import(table, columns=SAID).exit_code == 0
    # Another file, other rows, columns in another order: the names are the same.
    later = run_import(write(feed / "neu.csv", "VK;Kurztext;WG\n6,10;Krug;C\n"))
    assert later.exit_code == 0
    assert "title=Kurztext" in " ".join(later.notes)
    assert store.product_ids() == {"becher", "tasse", "krug"}
    assert forget(settings.home, ["Kurztext", "WG", "VK"])
    assert run_import(table).question is not None


def test_a_dry_run_and_a_failed_import_remember_nothing(feed: Path, run_import: Import) -> None:
    table = write(feed / "liste.csv", TABLE)
    assert run_import(table, columns=SAID, dry_run=True).exit_code == 0
    assert run_import(table).question is not None


def rows(*numbers: int) -> str:
    return "id,title,price,stock\n" + "".join(f"p{number},Mug {number},5.00,1\n" for number in numbers)


def test_what_of_the_shop_was_not_in_the_file_is_said(feed: Path, run_import: Import) -> None:
    run_import(write(feed / "products.csv", rows(*range(10))))
    later = run_import(write(feed / "products.csv", rows(0, 1, 2, 3, 4, 5, 6, 7)))
    assert later.counts["products"].absent == 2
    assert "not in the file: 2 products of the shop (p8, p9)" in later.text()
    assert later.to_dict()["counts"]["products"]["examples"] == ("p8", "p9")


def test_replace_hides_up_to_a_fifth_and_more_only_when_it_is_meant(
    feed: Path, run_import: Import, store: Store
) -> None:
    run_import(write(feed / "products.csv", rows(*range(10))))
    assert run_import(write(feed / "products.csv", rows(*range(8))), replace=True).counts["products"].hidden == 2
    refused = run_import(write(feed / "products.csv", rows(0, 1, 2)), replace=True)
    assert (refused.exit_code, refused.hides) == (2, 5)
    assert "--yes" in refused.error
    assert sum(product.visible for product in store.products()) == 8
    assert run_import(feed / "products.csv", replace=True, hide_many=True).exit_code == 0
    assert sum(product.visible for product in store.products()) == 3


def test_a_bad_variant_row_leaves_that_variant_as_the_shop_had_it(feed: Path, run_import: Import, store: Store) -> None:
    good = "id,title,price,stock,sku,size\nshirt,Shirt,20.00,3,S-S,S\nshirt,,20.00,4,S-M,M\nshirt,,20.00,5,S-L,L\n"
    run_import(write(feed / "products.csv", good))
    bad = good.replace("shirt,,20.00,4,S-M,M", "shirt,,free,4,S-M,M").replace("5,S-L", "9,S-L")
    report = run_import(write(feed / "products.csv", bad))
    assert report.exit_code == 3
    (shirt,) = store.products()
    assert {variant.sku: (variant.price_minor, variant.stock) for variant in shirt.variants} == {
        "S-S": (2000, 3),
        "S-M": (2000, 4),
        "S-L": (2000, 9),
    }
    assert any("stays as the shop has it" in warned.text for warned in report.warnings)


def test_a_bad_row_without_a_number_is_known_by_its_size(feed: Path, run_import: Import, store: Store) -> None:
    head = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Qty\n"
    good = head + "shirt,Shirt,Size,S,,20.00,1\nshirt,,,M,,20.00,2\n"
    run_import(write(feed / "products_export.csv", good))
    assert run_import(write(feed / "products_export.csv", good.replace("M,,20.00", "M,,-"))).exit_code == 3
    (shirt,) = store.products()
    assert sorted(variant.size for variant in shirt.variants) == ["M", "S"]


def test_the_price_before_a_sale_comes_along(feed: Path, run_import: Import, store: Store) -> None:
    text = "id,title,price,list_price,stock\na,Sale,8.00,10.00,1\nb,No sale,8.00,8.00,1\nc,Odd,8.00,5.00,1\n"
    assert run_import(write(feed / "products.csv", text)).exit_code == 0
    assert [product.variants[0].list_price_minor for product in store.products()] == [1000, 0, 0]


def test_the_kinds_s_t_and_u_of_slips(feed: Path, run_import: Import, store: Store) -> None:
    def refused(text: str) -> int:
        return run_import(write(feed / "products.csv", "id,title,price,stock\n" + text)).refused_rows

    # A dot that may part thousands or decimals is refused; four decimals are decimals.
    assert refused("a,Mug,1.290,1\n") or run_import(feed / "products.csv").error
    assert refused("a,Mug,34.0000,1\n") == 0
    for price in ("2.000", "1.990"):
        report = run_import(write(feed / "products.csv", f"id,title,price,currency,stock\nm,Mug,{price},USD,1\n"))
        assert report.exit_code == 2, price
    assert run_import(write(feed / "products.csv", "id,title,price,stock\nm,Mug,4.50,1.000\n")).exit_code == 2
    # Capitals in the header, and Excel's word to itself above it.
    assert run_import(write(feed / "t.csv", "sep=;\nId;Title;Price;Stock\nt1;Mug;4.50;1\n")).exit_code == 0
    assert run_import(write(feed / "t.csv", "ID,TITLE,PRICE,STOCK\nt2,Mug,4.50,1\n")).exit_code == 0
    # Entities.
    text = "id,title,price,stock,attributes\nu,Salt &amp; Pepper &quot;Duo&quot;,4.50,1,set=Cup &amp; saucer\n"
    assert run_import(write(feed / "u.csv", text)).exit_code == 0
    found = store.product("u")
    assert found is not None
    assert found.title == 'Salt & Pepper "Duo"'
    assert found.attributes == {"set": ("Cup & saucer",)}
