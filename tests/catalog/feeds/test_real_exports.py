"""Files as merchants' own systems wrote them, in ../shared where it lies beside the project: every figure right."""

from __future__ import annotations

import json
from typing import Any

import pytest

from catalog.settings import ROOT
from tests.catalog.feeds.writing import Import

FILES = ROOT.parent / "shared" / "data" / "feeds"
FIGURES = ("products", "hidden", "variants", "stock_units", "stock_untracked", "pictures")
EXPECTED: dict[str, Any] = (
    json.loads((FILES / "expected.json").read_text(encoding="utf-8")) if (FILES / "expected.json").is_file() else {}
)
#: What a merchant has to say of a table whose names do not tell.
MAPPINGS = {"hand_artikel_cp1252.csv": {"title": "Artikeltext1", "price": "vkBrutto", "stock": "untracked"}}
#: Figures of the expectations that the files themselves contradict, with what they hold.
CORRECTED: dict[str, dict[str, Any]] = {
    # One address stands on all three rows.
    "meta_catalog_products.csv": {"pictures": 1},
    # The picture column is shifted by one cell; seven addresses stand in it.
    "shopify_new_stoa.csv": {"pictures": 7},
    # Only the first product has a picture.
    "magento2_export_johny.csv": {"pictures": 1},
    # No cell names a currency.
    "hand_artikel_cp1252.csv": {"currency": None},
}
#: This workbook has a column of prices, filled.
PRICED = "hand_pantry.xlsx"

pytestmark = pytest.mark.skipif(not EXPECTED, reason="needs ../shared/data/feeds")


@pytest.mark.parametrize("name", sorted(EXPECTED.keys() - {PRICED}))
def test_a_real_export_comes_in_with_every_figure_right(run_import: Import, name: str) -> None:
    expected = {**EXPECTED[name], **CORRECTED.get(name, {})}
    report = run_import(FILES / name, columns=MAPPINGS.get(name), dry_run=True)
    if "refused" in expected:
        assert "no column of prices" in report.error
        return
    found = report.to_dict()
    assert {key: found[key] for key in FIGURES} == {key: expected[key] for key in FIGURES}
    assert [found["price_min"], found["price_max"]] == expected["list_price"]
    assert expected["currency"] in (None, found["currency"])


def test_a_table_that_needs_a_mapping_asks_for_it(run_import: Import) -> None:
    report = run_import(FILES / "hand_artikel_cp1252.csv")
    assert report.exit_code == 2
    assert "--map title=Artikeltext1" in report.error


def test_a_workbook_with_a_banner_and_prices_comes_in(run_import: Import) -> None:
    report = run_import(FILES / PRICED, dry_run=True)
    assert (report.figures.products, report.figures.price_min, report.refused_rows) == (73, 1.99, 3)
