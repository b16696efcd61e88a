"""Whether settings can be meant: told when they are read, not when the first shopper meets them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any
from urllib.parse import urlsplit

from catalog.money import CURRENCIES

#: What the dialogue's data and the ear speak.
LANGUAGES = ("en",)
SECURITIES = ("starttls", "tls", "none")
#: By what it can be told whose products are shown how often.
EXPOSED_BY = ("brand", "seller", "price")
#: How a span of time is written: "30m", "6h", "1d".
_SPAN = re.compile(r"(\d{1,4})\s*([mhd])", re.ASCII)
_UNIT_SECONDS = {"m": 60, "h": 3600, "d": 86_400}
#: Shares and days, where nothing is a value as well.
_LIMITS = ("messages_per_minute", "address_messages_per_minute", "address_photos_per_minute")  # 0: no limit
_MAY_BE_ZERO = frozenset(
    (
        "faq.sure",
        "faq.maybe",
        "recommend.fairness",
        "orders.return_days",
        "orders.exchange_days",
        *(f"service.{name}" for name in _LIMITS),
    )
)


class SettingsError(ValueError):
    """A setting that cannot be used; the message says what was given and what is allowed."""


def check_values(settings: Any) -> None:
    """settings: a catalog.settings.Settings. Raises: SettingsError for the first value that can't be meant."""
    for name, value, allowed in _troubles(settings):
        raise SettingsError(f"shop.{name} in config.yml is {value!r}. Allowed: {allowed}.")


def span_seconds(written: str) -> int | None:
    """ "6h" -> 21600; None for what is no span of time."""
    match = _SPAN.fullmatch(written.strip().lower())
    return int(match[1]) * _UNIT_SECONDS[match[2]] or None if match else None


def _troubles(settings: Any) -> Iterator[tuple[str, Any, str]]:
    """Name, value and what is allowed, of every value that can't be meant."""
    if settings.currency not in CURRENCIES:
        yield "currency", settings.currency, "a currency of ISO 4217 in capitals, like EUR"
    if not settings.name.strip():
        yield "name", settings.name, "what your shop is called"
    for name, number in _numbers(settings):
        if number < 0 or (number == 0 and name not in _MAY_BE_ZERO):
            yield name, number, "a number above 0"
    if not 0 <= settings.recommend.fairness <= 1:
        yield "recommend.fairness", settings.recommend.fairness, "a share from 0 to 1"
    if settings.recommend.fairness_by not in EXPOSED_BY:
        yield "recommend.fairness_by", settings.recommend.fairness_by, ", ".join(EXPOSED_BY)
    for origin in settings.service.allowed_origins:
        if origin != "*" and not _is_origin(origin):
            yield "service.allowed_origins", origin, "https://shop.example, without a path or a slash at its end; or *"
    if settings.mail.security not in SECURITIES:
        yield "mail.security", settings.mail.security, ", ".join(SECURITIES)
    if settings.orders.webhook and not _is_address(settings.orders.webhook):
        yield "orders.webhook", settings.orders.webhook, "an address like https://shop.example/changes"
    for host in settings.pictures.allowed_hosts:
        if not isinstance(host, str) or "/" in host or not host.strip():
            yield "pictures.allowed_hosts", host, "a host without http:// and without a path, like cdn.local"
    for feed in settings.feeds:
        if not feed.source.strip():
            yield "feeds.source", feed.source, "a file, a folder or an http(s) address"
        if span_seconds(feed.every) is None:
            yield "feeds.every", feed.every, "minutes, hours or days, like 30m, 6h or 1d"


def _numbers(section: Any, prefix: str = "") -> Iterator[tuple[str, float]]:
    for entry in fields(section):
        value = getattr(section, entry.name)
        if is_dataclass(value):
            yield from _numbers(value, f"{prefix}{entry.name}.")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield f"{prefix}{entry.name}", value


def _is_origin(text: object) -> bool:
    return isinstance(text, str) and _is_address(text) and not urlsplit(text).path and text.count("/") == 2


def _is_address(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.hostname)
