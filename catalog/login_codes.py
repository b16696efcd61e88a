"""One-time codes for a shop without a login: who has the order's number and its e-mail address reads their mail.

Nothing tells whether an order exists: an order nobody has takes the same statements as one that is there, and
nobody gets the letter.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import timedelta

from catalog.letters import can_mail, code_letter, email_in
from catalog.records import Outgoing
from catalog.settings import Settings
from catalog.store import Store
from catalog.store.login_codes import Rules

LIFE_MINUTES = 10
DIGITS = 6
#: After so many wrong codes, or so many letters, for one order and address nothing is let in until the pause is over.
RULES = Rules(wrong_tries=5, codes=5, pause=timedelta(hours=1), life=timedelta(minutes=LIFE_MINUTES))


class LoginCodes:
    def __init__(self, store: Store, settings: Settings) -> None:
        self._store, self._settings = store, settings

    @property
    def offered(self) -> bool:
        """Whether this shop can send codes at all."""
        return can_mail(self._settings)

    def ask(self, number: str, email: str) -> None:
        """Sends a code when the order belongs to this address; a former code is no longer good then."""
        subject, code = _subject(number, email), f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        customer = self._store.customer_of_order(_plain(number), email.strip())
        event = f"code_{secrets.token_hex(12)}"
        letter = code_letter(self._settings, email_in(email), code, LIFE_MINUTES, customer or "", event)
        letter = letter if customer else _nobodys(letter)
        self._store.keep_code(subject, customer, _hashed(subject, code), letter, RULES)

    def customer(self, number: str, email: str, code: str) -> str | None:
        """Whose order it is, when the code is the one that was sent; it is used up then. None for all else."""
        subject = _subject(number, email)
        return self._store.use_code(subject, _hashed(subject, code.strip()), RULES)


def _nobodys(letter: Outgoing) -> Outgoing:
    """As large as the letter, and for nobody."""
    return replace(letter, channel="none", body=b" " * len(letter.body), customer_id=None)


def _subject(number: str, email: str) -> str:
    return hashlib.sha256(f"{_plain(number).casefold()}\0{email.strip().casefold()}".encode()).hexdigest()


def _hashed(subject: str, code: str) -> str:
    return hashlib.sha256(f"{subject}\0{code}".encode()).hexdigest()


def _plain(number: str) -> str:
    return number.strip().lstrip("#")
