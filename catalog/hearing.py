"""How well sentences are heard: rows that say what a customer wished, beside what the ear made of them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from catalog.feeds import import_feed
from catalog.naming import told_apart
from catalog.settings import ROOT, Settings
from catalog.store import open_store
from catalog.vocabulary import vocabulary_of
from nlu.hearing.comparing import Comparison, compare, sums
from nlu.hearing.described import described, measured
from nlu.hearing.ear import Ear
from nlu.hearing.numbers import amounts_in
from nlu.hearing.row import row_of
from nlu.wish import Vocabulary


class RowsError(ValueError):
    """Rows that can't be compared; the message says what was given and what is allowed."""


@dataclass(frozen=True)
class Compared:
    """One row beside what was heard."""

    text: str
    shop: str
    expected: Mapping[str, Any]
    actual: Mapping[str, Any]
    comparison: Comparison


def evaluate_heard(file: Path) -> dict[str, float]:
    """`exact` and `inverted` as shares of rows and of facts heard, `slot_f1`, `rows`. Raises: RowsError."""
    compared = [row.comparison for row in compared_rows(file)]
    total = sums(compared)
    facts = sum(row.heard for row in compared)
    return {
        "exact": total.exact / max(total.rows, 1),
        "slot_f1": total.slot_f1,
        "inverted": total.inverted / max(facts, 1),
        "rows": total.rows,
    }


def compared_rows(file: Path) -> Iterator[Compared]:
    """Every row of the file beside what was heard."""
    ears: dict[str, tuple[Ear, Vocabulary]] = {}
    for row in _rows(file):
        shop = str(row["shop"])
        if shop not in ears:
            vocabulary = _vocabulary(_feed(file, shop))
            ears[shop] = (Ear(vocabulary, is_word=_is_word()), vocabulary)
        ear, vocabulary = ears[shop]
        expected = _by_measure(row["heard"] or {}, vocabulary)
        actual = described(ear.understand(row["text"]), minor_digits=vocabulary.minor_digits)
        yield Compared(row["text"], shop, expected, actual, compare(expected, actual))


def _rows(file: Path) -> list[dict[str, Any]]:
    try:
        rows = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise RowsError(f"{file} can't be read as rows: {error}") from error
    if not isinstance(rows, list) or not all({"text", "shop", "heard"} <= set(row) for row in rows):
        raise RowsError(
            f"{file} holds no list of rows. Each needs text, shop and heard; see tests/nlu/heard/README.md."
        )
    return rows


def _feed(file: Path, shop: str) -> Path:
    """The catalogue of a row: "demo" is the shipped one, others lie in a folder "data" beside or above the file."""
    if shop == "demo":
        return ROOT / "catalog" / "demo"
    found = [folder / "data" / shop for folder in file.resolve().parents if (folder / "data" / shop).exists()]
    if not found:
        raise RowsError(
            f"the catalogue {shop!r} was looked for in the folders named data above {file}, and is in none."
        )
    return found[0]


def _vocabulary(feed: Path) -> Vocabulary:
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home))
        store = open_store(settings)
        try:
            report = import_feed(store, settings, feed)
            if report.exit_code == 2:
                raise RowsError(f"{feed} holds nothing usable: {report.text()}")
            return vocabulary_of(told_apart(store.products()), settings.currency)
        finally:
            store.close()


def _is_word() -> Any:
    from catalog.settings import models_folder
    from nlu.encoder import load_encoder

    return load_encoder("minilm", models_folder()).knows


def _by_measure(heard: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Any]:
    """The row with its bounds by what they measure: "battery life" is a duration, "500 ml" a volume anywhere."""
    return {**heard, "wishes": [_wish_by_measure(wish, vocabulary) for wish in heard.get("wishes") or []]}


def _wish_by_measure(wish: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Any]:
    bounds = {_measure(facet, vocabulary): ends for facet, ends in (wish.get("bounds") or {}).items()}
    wanted: dict[str, Any] = {}
    for facet, values in (wish.get("wanted") or {}).items():
        plain = [value for value in values if isinstance(value, str)]
        amount = measured(facet, plain[:1]) if len(plain) == len(values) else None
        if amount:
            bounds.setdefault(amount[0], [amount[1], amount[1]])
        else:
            wanted[facet] = values
    return {**wish, "wanted": wanted, "bounds": bounds}


def _measure(facet: str, vocabulary: Vocabulary) -> str:
    found = (amount.measure for value in vocabulary.values.get(facet, ()) for amount in amounts_in(row_of(value)))
    known = {"storage": "memory", "display": "length", "battery life": "duration", "capacity": "volume"}
    return next((measure for measure in found if measure not in ("", "other", "price")), known.get(facet, facet))
