"""The products and the FAQ in the shop's own feed form."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from catalog.demo.sources import BASE_DATE, Sheet, dice, image_name, read_yaml, slug
from catalog.products import FaqEntry

Row = dict[str, Any]
#: How likely one variant has just run out.
SOLD_OUT_SHARE = 0.07


def product_rows(sheets: list[Sheet]) -> list[Row]:
    return [_product_row(sheet) for sheet in sheets]


def faq_entries() -> list[FaqEntry]:
    """The service questions as the shop keeps them."""
    return [FaqEntry(**{**row, "paraphrases": tuple(row["paraphrases"])}) for row in faq_rows()]


def faq_rows() -> list[Row]:
    return [
        {
            "id": slug(entry["question"])[:64],
            "topic": entry["topic"],
            "question": entry["question"],
            "answer": entry["answer"],
            "paraphrases": entry["ask"],
        }
        for entry in read_yaml("faq.yaml")
    ]


def _product_row(sheet: Sheet) -> Row:
    return {
        "id": sheet.id,
        "title": sheet.title,
        "description": sheet.text,
        "brand": sheet.brand,
        "gender": sheet.gender,
        "categories": [sheet.category],
        "currency": "USD",
        "price": sheet.price,
        "attributes": {name: list(values) for name, values in sheet.facts.items()},
        "images": [image_name(sheet.id, colour) for colour in sheet.colours or ("",)],
        "created_at": _created_at(sheet),
        "variants": _variant_rows(sheet),
    }


def _created_at(sheet: Sheet) -> str:
    age_days = dice("created", sheet.id).randint(10, 620)
    return (date.fromisoformat(BASE_DATE) - timedelta(days=age_days)).isoformat()


def _variant_rows(sheet: Sheet) -> list[Row]:
    rows = []
    for colour in sheet.colours or ("",):
        for size, price in sheet.sizes.items():
            sku = "-".join(filter(None, (sheet.id, slug(colour), slug(size))))
            rows.append(
                {
                    "sku": sku,
                    "size": size,
                    "colour": colour,
                    "price": price,
                    "stock": _stock(sheet, sku),
                    "image": image_name(sheet.id, colour),
                }
            )
    return rows


def _stock(sheet: Sheet, sku: str) -> int:
    chance = dice("stock", sku)
    if sheet.sold_out or (len(sheet.sizes) > 2 and chance.random() < SOLD_OUT_SHARE):
        return 0
    most = 40 if sheet.price < 100 else 12
    return chance.randint(1, most)
