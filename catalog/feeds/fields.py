"""Reads the fields of one record: what is there, in the wanted type, or a RowError that says what is allowed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from html import unescape
from typing import Any

from catalog.feeds.report import RowError
from catalog.money import PriceError, price_minor

LONGEST_ID = 64
LONGEST_TEXT = 100_000
MOST_STOCK = 1_000_000_000

GENDERS = {
    **dict.fromkeys(("men", "man", "male", "mens", "men's", "m"), "Men"),
    **dict.fromkeys(("women", "woman", "female", "womens", "women's", "f", "w"), "Women"),
    **dict.fromkeys(("boys", "boy"), "Boys"),
    **dict.fromkeys(("girls", "girl"), "Girls"),
    **dict.fromkeys(("kids", "kid", "children", "child"), "Kids"),
    **dict.fromkeys(("unisex", "all", "everyone"), "Unisex"),
}


def clean(text: str) -> str:
    """Text without control characters (no database or page wants them), line breaks kept."""
    kept = (mark for mark in text if mark in "\n\t" or unicodedata.category(mark) != "Cc")
    return "".join(kept).strip() if not text.isprintable() else text.strip()


def text(values: Mapping[str, Any], name: str, *, required: bool = False, longest: int = LONGEST_TEXT) -> str:
    """A text, "" when missing; numbers count as their digits."""
    value = values.get(name)
    if value is None or value == "":
        found = ""
    elif isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise RowError(name, value, "is no text")
    else:
        found = clean(str(value))
    if required and not found:
        raise RowError(name, "" if value is None else value, "is missing")
    if len(found) > longest:
        raise RowError(name, found, f"has {len(found)} characters. Allowed: at most {longest}")
    return found


def identifier(values: Mapping[str, Any], name: str) -> str:
    """A required id or sku: one line of at most 64 characters."""
    found = text(values, name, required=True, longest=LONGEST_ID)
    if not found.isprintable():
        raise RowError(name, found, "holds a line break or a tab")
    return found


def price(values: Mapping[str, Any], name: str, currency: str) -> int:
    """A required price in major units, as minor units."""
    written = text(values, name, required=True, longest=64)
    _refuse_two_meanings(values, name, written)
    try:
        return price_minor(written, currency)
    except PriceError as error:
        raise RowError(name, written, str(error)) from error


def _refuse_two_meanings(values: Mapping[str, Any], name: str, written: str) -> None:
    """Raises: RowError for a text like "1.290", which may be one or a thousand; a JSON number says which."""
    if isinstance(values.get(name), str) and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", written):
        plain = written.replace(".", "")
        raise RowError(name, written, f"may mean {plain} or {written[:-1]}. Write it like {plain} or {plain}.00")


def whole(values: Mapping[str, Any], name: str, *, lowest: int = 0, highest: int = MOST_STOCK) -> int:
    """A required whole number; "3.0" counts as 3."""
    written = text(values, name, required=True, longest=64)
    _refuse_two_meanings(values, name, written)
    try:
        number = Decimal(written)
    except InvalidOperation as error:
        raise RowError(name, written, f"is no number. Allowed: {lowest} to {highest}") from error
    if not number.is_finite() or not lowest <= number <= highest or number != int(number):
        raise RowError(name, written, f"does not count. Allowed: a whole number, {lowest} to {highest}")
    return int(number)


def choice(values: Mapping[str, Any], name: str, allowed: tuple[str, ...]) -> str:
    found = text(values, name, required=True, longest=64).lower()
    if found not in allowed:
        raise RowError(name, found, f"is not known. Allowed: {', '.join(allowed)}")
    return found


def many(values: Mapping[str, Any], name: str, *, mark: str = "|") -> tuple[str, ...]:
    """Several texts: a JSON list, or one text split at `mark`; empty ones and repetitions dropped."""
    value = values.get(name) or []
    parts = value.split(mark) if isinstance(value, str) else value
    if not isinstance(parts, list):
        raise RowError(name, value, "is no list")
    found = (unescape(text({name: part}, name)) for part in parts)
    return tuple(dict.fromkeys(part for part in found if part))


def attributes(values: Mapping[str, Any], name: str = "attributes") -> dict[str, tuple[str, ...]]:
    """Attributes from {"name": ["value", …]} or from "name=value|value;name=value"; names in lower case."""
    value = values.get(name) or {}
    if isinstance(value, str):
        # The semicolon of an entity parts nothing.
        value = unescape(value)
        pairs = [part.partition("=") for part in value.split(";") if part.strip()]
        if bad := next((key for key, equals, _ in pairs if not equals or not key.strip()), None):
            raise RowError(name, bad, "is no attribute. Allowed: name=value|value;name=value")
        value = {key: written for key, _, written in pairs}
    if not isinstance(value, dict):
        raise RowError(name, value, "is no set of attributes")
    found: dict[str, tuple[str, ...]] = {}
    for key, written in value.items():
        label = clean(str(key)).lower()
        if not label or len(label) > 100:
            raise RowError(name, key, "is no attribute name. Allowed: 1 to 100 characters")
        chosen = many({name: written if isinstance(written, str | list) else [written]}, name)
        if chosen:
            found[label] = chosen
    return found


def moment(values: Mapping[str, Any], name: str, *, required: bool = True) -> datetime | None:
    """A time in ISO 8601, in UTC when it names no zone; None when missing and not required."""
    written = text(values, name, required=required, longest=64)
    if not written:
        return None
    try:
        found = datetime.fromisoformat(written)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise RowError(name, written, "is no time. Allowed: ISO 8601, like 2025-03-01T09:30:00Z") from error


def gender(values: Mapping[str, Any], name: str = "gender") -> str:
    """One of Men, Women, Boys, Girls, Kids, Unisex; "" when missing; several make Unisex."""
    found = dict.fromkeys(GENDERS.get(part.lower(), part) for part in many(values, name))
    if unknown := next((part for part in found if part not in GENDERS.values()), None):
        raise RowError(name, unknown, f"is not known. Allowed: {', '.join(dict.fromkeys(GENDERS.values()))}")
    return "Unisex" if len(found) > 1 else next(iter(found), "")


def link(values: Mapping[str, Any], name: str = "url") -> str:
    """The address of a page: http(s) or a path of the shop's own site; never "javascript:" and the like."""
    found = unescape(text(values, name, longest=2000))
    is_path = found.startswith("/") and not found.startswith(("//", "/\\"))
    if found and not is_path and not found.lower().startswith(("https://", "http://")):
        raise RowError(name, found, "is no web address. Allowed: https://…, http://… or /path")
    if has_a_user(found):
        raise RowError(name, found, "names a user before the host. Allowed: https://host/path")
    return found


def is_web_address(text: str) -> bool:
    """Whether it is http(s), and leads where it says."""
    return text.lower().startswith(("https://", "http://")) and not has_a_user(text)


def has_a_user(address: str) -> bool:
    """Whether it is like https://bank.example@evil.example, which only looks as if it led to the first host."""
    return "@" in address.partition("://")[2].partition("/")[0].partition("?")[0].partition("#")[0]
