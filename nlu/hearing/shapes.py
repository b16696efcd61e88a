"""Things that are told by their shape and not by their words: order numbers, e-mail addresses, phone numbers."""

from __future__ import annotations

import re

#: Letters, then at least three digits in all: "SM-1001", "10023", "#A-55512".
_ORDER = re.compile(r"(?<![\w-])#?((?=[\w-]{0,24}\d{3})[a-z]{0,5}-?\d[\w-]{2,20})(?![\w-])", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[A-Za-z]{2,24}")
_PHONE = re.compile(r"\+?\d[\d ()/.-]{5,30}\d")


def order_numbers(text: str) -> tuple[str, ...]:
    """The order numbers that the text names, as written, without "#"."""
    return tuple(_ORDER.findall(text))


def contact_in(text: str) -> str:
    """The first e-mail address in the text, else the first phone number, "" for neither."""
    found = _EMAIL.search(text) or _PHONE.search(text)
    return found.group() if found else ""
