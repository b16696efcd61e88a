"""A postal address in a customer's words: kept as written, refused when no parcel could find it."""

from __future__ import annotations

import re

LONGEST_ADDRESS = 300
_SHORTEST = 10
_E_MAIL = re.compile(r"\S+@\S+\.\S+")


def checked_address(text: str) -> str | None:
    """The address with its blanks tidied, None when it can't be one.

    Addresses differ too much over the world to be parsed; but all have a number (of the house, the post box or the
    postal code) and at least three words, and none is an e-mail address or a link.
    """
    lines = [re.sub(r"\s+", " ", line).strip(" ,") for line in text.splitlines()]
    address = ", ".join(filter(None, lines))
    words = re.findall(r"[^\W\d_]+", address)
    wordy = len(words) >= 3 or any("\u3040" <= mark <= "\ud7a3" for mark in address)
    usable = _SHORTEST <= len(address) <= LONGEST_ADDRESS and wordy and any(mark.isdecimal() for mark in address)
    return address if usable and not _E_MAIL.search(address) and "://" not in address else None
