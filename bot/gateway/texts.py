"""What a customer typed, made safe to pass on: whole characters, no control codes, no commands to Rasa."""

from __future__ import annotations

import re
import unicodedata

from bot.gateway.errors import ApiError

#: Control codes, halves of characters and private characters mean nothing to a shop. Cf stays: it holds the
#: joiners of emoji and of Persian and Indic words; so does Cn: newer emoji than this Python knows.
_DROPPED = {"Cc", "Cs", "Co"}
_COMMAND = re.compile(r"^[\s/]+")


def clean_text(text: str, *, limit: int) -> str:
    """The text in NFC without control characters, runs of blanks shortened.

    Raises: ApiError 413 above `limit` characters, 422 when nothing to read is left.
    """
    if len(text) > limit:
        given = f"{len(text):,} characters".replace(",", " ")
        raise ApiError(
            413, "text_too_long", f"The message has {given}; at most {limit} can be read. Please shorten it."
        )
    spaced = re.sub(r"[\t\r\n\x0b\x0c\x85\u2028\u2029]+", " ", unicodedata.normalize("NFC", text))
    kept = "".join(char for char in spaced if unicodedata.category(char) not in _DROPPED)
    kept = re.sub(r" {2,}", " ", kept).strip()
    if not any(unicodedata.category(char) not in ("Cf", "Zs", "Mn") for char in kept):
        raise ApiError(422, "empty_text", "The message is empty. Type what you are looking for.")
    return kept


def without_command(text: str) -> str:
    """The text as Rasa may see it.

    Rasa strips a message and takes a leading "/" as the name of an intent (`/restart`, `/search_by_photo{...}`),
    believing it without asking its classifier. Only the gateway itself may speak to Rasa in that way.
    """
    return _COMMAND.sub("", text) or "…"
