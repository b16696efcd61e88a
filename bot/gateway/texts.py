"""What a customer typed, made safe to pass on: whole characters, no control codes, no commands to Rasa."""

from __future__ import annotations

import re
import unicodedata

from bot.gateway.errors import ApiError

#: Control codes, halves of characters and private characters mean nothing to a shop. Cf stays: it holds the
#: joiners of emoji and of Persian and Indic words; so does Cn: newer emoji than this Python knows.
_DROPPED = {"Cc", "Cs", "Co"}
#: Digits in groups as on a card: 13 to 19 of them, nothing of a longer number.
_CARD_LIKE = re.compile(r"(?<![\w.,])\d(?:[ .\u00a0-]?\d){12,18}(?![\w]|[.,]\d)")
#: How the numbers of payment cards begin and how long they are (ISO/IEC 7812; the networks' published ranges).
_CARD_RANGES = re.compile(
    r"4\d{15}(\d{3})?|(5[1-5]|2[2-7])\d{14}|3[47]\d{13}|3[0689]\d{12}|35\d{14}|(6011|6[245]\d\d)\d{12}(\d{3})?"
)
CARD = "[card number]"
_COMMAND = re.compile(r"^[\s/]+")


def clean_text(text: str, *, limit: int) -> str:
    """The text in NFC without control characters and card numbers, runs of blanks shortened.

    A card number is taken out before anything is kept of it: the shop has no use for one.

    Raises: ApiError 413 above `limit` characters, 422 when nothing to read is left.
    """
    if len(text) > limit:
        given = f"{len(text):,} characters".replace(",", " ")
        raise ApiError(
            413, "text_too_long", f"The message has {given}; at most {limit} can be read. Please shorten it."
        )
    spaced = re.sub(r"[\t\r\n\x0b\x0c\x85\u2028\u2029]+", " ", unicodedata.normalize("NFC", text))
    kept = "".join(char for char in spaced if unicodedata.category(char) not in _DROPPED)
    kept = _CARD_LIKE.sub(_without_card, re.sub(r" {2,}", " ", kept).strip())
    if not any(unicodedata.category(char) not in ("Cf", "Zs", "Mn") for char in kept):
        raise ApiError(422, "empty_text", "The message is empty. Type what you are looking for.")
    return kept


def _without_card(found: re.Match[str]) -> str:
    digits = "".join(str(unicodedata.digit(char)) for char in found[0] if char.isdecimal())
    return CARD if _CARD_RANGES.fullmatch(digits) and _passes_luhn(digits) else found[0]


def _passes_luhn(digits: str) -> bool:
    """The check digit of ISO/IEC 7812-1, Annex B."""
    doubled = [int(digit) * 2 for digit in digits[-2::-2]]
    return (sum(map(int, digits[-1::-2])) + sum(number - 9 * (number > 9) for number in doubled)) % 10 == 0


def without_command(text: str) -> str:
    """The text as Rasa may see it.

    Rasa strips a message and takes a leading "/" as the name of an intent (`/restart`, `/search_by_photo{...}`),
    believing it without asking its classifier. Only the gateway itself may speak to Rasa in that way.
    """
    return _COMMAND.sub("", text) or "…"
