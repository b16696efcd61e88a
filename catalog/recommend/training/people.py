"""Customers with a label and what they turned to, from a file to measure on or from a merchant's list."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from catalog.recommend.labels import Deed

#: Names under which columns are found, in the order of preference.
CUSTOMER = ("customer_id", "customer", "user_id")
PRODUCT = ("product_id", "product")
KIND = ("category", "kind", "product_subclass", "product_category")
MOMENT = ("at", "date", "transaction_dt", "time", "timestamp")
LABEL = ("label", "age_group", "gender")
#: How days are written, beside ISO 8601.
_DAYS = ("%m/%d/%Y", "%d.%m.%Y")


class PeopleError(ValueError):
    """A file of customers that cannot be used; the message says what is expected."""


@dataclass(frozen=True)
class People:
    """deeds: one list a customer, oldest first; labels: one a customer."""

    deeds: Sequence[Sequence[Deed]]
    labels: Sequence[str]
    label: str

    def part(self, places: Sequence[int]) -> People:
        """Only these customers."""
        return People([self.deeds[place] for place in places], [self.labels[place] for place in places], self.label)


def read_people(path: Path, label: str = "") -> People:
    """A CSV (or .csv.gz) with one deed a row: customer, product, category, moment and the customer's label.

    Args:
        label: the column that holds it; "" = the first of LABEL.
    Raises: PeopleError.
    """
    rows, columns = _rows(path, [CUSTOMER, PRODUCT, KIND, MOMENT, (label,) if label else LABEL])
    deeds: defaultdict[str, list[Deed]] = defaultdict(list)
    labels: dict[str, str] = {}
    days: dict[str, datetime] = {}
    for number, row in enumerate(rows, 2):
        customer, product, kind, moment, value = (row[column].strip() for column in columns)
        if labels.setdefault(customer, value) != value:
            raise PeopleError(f"{path}, line {number}: customer {customer} is {labels[customer]} and {value}.")
        if moment not in days:
            days[moment] = _day(moment, f"{path}, line {number}")
        deeds[customer].append(Deed(product, _levels(kind), days[moment]))
    # sorted() is stable: what happened on one day stays in the file's order.
    known = [customer for customer in sorted(deeds) if labels[customer]]
    return People(
        [sorted(deeds[each], key=lambda deed: deed.at) for each in known], [labels[each] for each in known], columns[-1]
    )


def read_labels(path: Path, label: str = "") -> tuple[str, dict[str, str]]:
    """A merchant's list: the label's name and customer id -> value; rows without a value are passed over.

    Raises: PeopleError.
    """
    rows, (customer, column) = _rows(path, [CUSTOMER, (label,) if label else LABEL])
    return column, {row[customer].strip(): row[column].strip() for row in rows if row[column].strip()}


def _rows(path: Path, wanted: Sequence[Sequence[str]]) -> tuple[list[dict[str, str]], list[str]]:
    opened: Callable[..., object] = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8-sig", newline="") as file:  # type: ignore[attr-defined]
            reader = csv.DictReader(file)
            names = reader.fieldnames or []
            columns = [next((name for name in choices if name in names), "") for choices in wanted]
            if "" in columns:
                lacking = " or ".join(wanted[columns.index("")])
                raise PeopleError(f"{path} has no column {lacking}; it has {', '.join(names) or 'none'}.")
            rows = [row for row in reader if all(row[column] is not None for column in columns)]
    except (UnicodeDecodeError, csv.Error, OSError, EOFError) as error:
        raise PeopleError(f"{path} is no CSV in UTF-8: {error}") from error
    if not rows:
        raise PeopleError(f"{path} has no rows.")
    return rows, columns


def _levels(kind: str) -> tuple[str, ...]:
    """The levels of a category: a path's parts; of a code of digits, which shops nest in pairs, its beginnings."""
    if kind.isdecimal() and len(kind) > 2 and len(kind) % 2 == 0:
        return tuple(kind[:end] for end in range(2, len(kind) + 1, 2))
    return tuple(part for part in kind.split("/") if part)


def _day(text: str, where: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    except ValueError:
        pass
    for form in _DAYS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise PeopleError(f"{where}: {text!r} is no day. Expected: 2026-11-30, 11/30/2026 or 30.11.2026.")
