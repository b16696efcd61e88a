"""Things that are told by their shape and not by their words: order numbers, e-mail addresses, phone numbers."""

from __future__ import annotations

import re

from nlu.hearing.periods import without_periods

#: Letters, then at least three digits in all: "SM-1001", "10023", "#A-55512".
_ORDER = re.compile(r"(?<![\w-])#?((?=[\w-]{0,24}\d{3})[a-z]{0,5}-?\d[\w-]{2,20})(?![\w-])", re.IGNORECASE)
#: After "to", "is", ":" …: a piece with a number and a comma or at least three more words, to the end of the text.
_ADDRESS = re.compile(
    r"\b(?:address|deliver|delivered|send|ship|goes?|moved)\b.{0,120}?(?:\b(?:to|is|be|at|as|into)\b|[:=])\s+"
    r"(?P<address>(?!(?:a|an|another|be|my|the|one|order|size)\b)(?=[^?]{0,120}\d)(?=[^?,]{1,80},|[^?,]*(?:\s+[^\s,?]+){3})"
    r"[^?]{8,300}?)(?:,?\s+(?:instead|please|thanks|thank you))?[\s.!]*$",
    re.IGNORECASE | re.DOTALL,
)
_EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[A-Za-z]{2,24}")
_PHONE = re.compile(r"\+?\d[\d ()/.-]{5,30}\d")


def order_numbers(text: str) -> tuple[str, ...]:
    """The order numbers that the text names, as written, without "#"; the digits of a date or an address are none."""
    place = _ADDRESS.search(text)
    return tuple(_ORDER.findall(without_periods(text[: place.start("address")] if place else text)))


def address_in(text: str) -> str:
    """What the text says an address shall be ("… address to 5 Oak Street, Portland"), "" for nothing."""
    found = _ADDRESS.search(text)
    return found["address"].strip() if found else ""


def contact_in(text: str) -> str:
    """The first e-mail address in the text, else the first phone number, "" for neither."""
    found = _EMAIL.search(text) or _PHONE.search(text)
    return found.group() if found else ""
