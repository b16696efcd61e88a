"""Things that are told by their shape and not by their words: order numbers, e-mail addresses, phone numbers."""

from __future__ import annotations

import re
from functools import cache

from nlu.hearing.lexicon import lexicon
from nlu.hearing.periods import without_periods

#: Letters, then at least three digits in all: "SM-1001", "10023", "#A-55512".
_ORDER = re.compile(r"(?<![\w-])#?((?=[\w-]{0,24}\d{3})[a-z]{0,5}-?\d[\w-]{2,20})(?![\w-])", re.IGNORECASE)
#: What a text that gives an address speaks of, before the address.
_OF_ADDRESS = re.compile(r"\b(?:address|deliver|delivered|send|ship|go(?:es)?|moved)\b", re.IGNORECASE)
#: What leads to it: "it should be 5 Oak Street", "to 5 Oak Street", "at …"; the first ones stand in no address.
_LEADS = tuple(
    re.compile(rf"(?:{lead})\s+(?:now\s+|instead\s+)?", re.IGNORECASE)
    for lead in (r"\b(?:to|is|be)\b|[:=]", r"\b(?:at|as|into)\b")
)
#: A piece with a number and a comma or at least three more words, to the end of the text.
_ADDRESS = re.compile(
    r"(?P<address>(?!(?:a|an|another|be|my|the|one|order|size|wrong|not)\b)(?=[^?]{0,120}\d)"
    r"(?=[^?,]{1,80},|[^?,]*(?:\s+[^\s,?]+){3})[^?]{8,300}?)(?:,?\s+(?:instead|please|thanks|thank you))*[\s.!?]*$",
    re.IGNORECASE | re.DOTALL,
)
_EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[A-Za-z]{2,24}")
_PHONE = re.compile(r"\+?\d[\d ()/.-]{5,30}\d")


def order_numbers(text: str) -> tuple[str, ...]:
    """The order numbers that the text names, as written, without "#"; the digits of a date or an address are none."""
    place = _address(text)
    found: list[str] = _ORDER.findall(without_periods(text[: place.start("address")] if place else text))
    return tuple(number for number in found if not _is_measure(number))


def without_order_numbers(text: str) -> str:
    """The text without its order numbers: what else it says."""
    for number in order_numbers(text):
        text = text.replace(number, "")
    return text


def address_in(text: str) -> str:
    """What the text says an address shall be ("… address to 5 Oak Street, Portland"), "" for nothing."""
    found = _address(text)
    return found["address"].strip() if found else ""


def contact_in(text: str) -> str:
    """The first e-mail address in the text, else the first phone number, "" for neither."""
    found = _EMAIL.search(text) or _PHONE.search(text)
    return found.group() if found else ""


def _address(text: str) -> re.Match[str] | None:
    """The address that the last lead to one begins: "the address is wrong, it should be 5 Oak Street, Portland"."""
    opening = _OF_ADDRESS.search(text)
    if opening is None:
        return None
    for lead in _LEADS:
        starts = [found.end() for found in lead.finditer(text, opening.end())]
        if found := next(filter(None, (_ADDRESS.match(text, start) for start in reversed(starts))), None):
            return found
    return None


def _is_measure(number: str) -> bool:
    """Whether "20000mAh" is a number with its unit and no number of an order."""
    return number.lstrip("0123456789").casefold() in _units() and number[0].isdecimal()


@cache
def _units() -> frozenset[str]:
    units = lexicon("units")
    measures = (unit for known in units["measures"].values() for unit in known)
    return frozenset({*measures, *str(units["others"]).split()})
