"""Questions about products of three shops, answered by meaning; the rows are tests/data/questions.

A row: product, question, what tells it (names of facts, beginnings of sentences after “, "-" = nothing does, several
parted by a slash), and the word that may lead the answer (yes, no, "-" = neither). Weights and thresholds were fitted
on one half of the rows, told apart by a checksum; the other half is only measured.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass

import pytest

from actions.told.answering import answer
from catalog.products import Product
from catalog.settings import ROOT, models_folder
from catalog.telling import Teller
from nlu.encoder import EncoderMissingError, load_encoder

_FEEDS = {"demo": ROOT / "catalog" / "demo"} | {
    name: ROOT / "tests" / "data" / name for name in ("electronics", "groceries")
}


@dataclass(frozen=True)
class Row:
    product: Product
    question: str
    told_by: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def held_out(self) -> bool:
        return zlib.crc32(f"{self.product.id} {self.question}".encode()) % 2 == 1


def rows() -> list[Row]:
    found = []
    for shop, feed in _FEEDS.items():
        lines = (feed / "products.jsonl").read_text(encoding="utf-8").splitlines()
        products = {entry["id"]: _product(entry) for entry in map(json.loads, lines)}
        for line in (ROOT / "tests" / "data" / "questions" / f"{shop}.tsv").read_text(encoding="utf-8").splitlines():
            product_id, question, told_by, words = line.split("\t")
            found.append(Row(products[product_id], question, tuple(told_by.split("/")), tuple(words.split("/"))))
    return found


def _product(entry: dict) -> Product:  # type: ignore[type-arg]
    facts = {name: tuple(values) for name, values in entry["attributes"].items()}
    return Product(entry["id"], entry["title"], "USD", (), description=entry["description"], attributes=facts)


@pytest.fixture(scope="module")
def teller() -> Teller:
    try:
        encoder = load_encoder("minilm", models_folder())
    except EncoderMissingError as error:
        pytest.skip(str(error))
    return Teller(encoder, {row.product.id: row.product for row in rows()}.values())


def _is_right(row: Row, teller: Teller) -> bool:
    text = answer(row.question, row.product, teller).text
    if "-" in row.told_by and ("can't tell" in text or "does not say" in text):
        return True
    return any(
        wanted[1:].casefold() in text.casefold()
        if wanted.startswith("“")
        else f"{wanted.casefold()}: " in text.casefold()
        for wanted in row.told_by
    )


def _is_untrue(row: Row, teller: Teller) -> bool:
    """Whether a yes or no leads the answer that no fact gives."""
    text = answer(row.question, row.product, teller).text
    said = "yes" if text.startswith("Yes.") else "no" if text.startswith(("No.", "No,")) else "-"
    return said != "-" and said not in row.words


@pytest.mark.parametrize("held_out", [False, True])
def test_questions_are_answered_by_the_fact_or_the_sentence_that_tells(teller: Teller, *, held_out: bool) -> None:
    half = [row for row in rows() if row.held_out == held_out]
    wrong = [f"{row.product.id}: {row.question}" for row in half if not _is_right(row, teller)]
    assert len(half) > 100
    assert len(wrong) / len(half) <= 0.15, wrong


def test_no_yes_and_no_no_is_said_without_a_fact(teller: Teller) -> None:
    assert [f"{row.product.id}: {row.question}" for row in rows() if _is_untrue(row, teller)] == []
