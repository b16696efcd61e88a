"""A visitor's session: a random token that only the visitor holds, bound to a conversation only we can name."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from catalog.records import Session, now
from catalog.store import Store

#: last_seen_at is written at most this often, so that a turn need not write it.
SEEN_AFTER = timedelta(minutes=10)


class Sessions:
    """Opens, finds and ends sessions. The store holds the token's SHA-256: a copy of the database logs nobody in."""

    def __init__(self, store: Store, hours: int) -> None:
        self._store = store
        self._life = timedelta(hours=hours)

    def open(self, customer_id: str | None = None, conversation: str = "") -> tuple[str, Session]:
        """A new token and its session; a new conversation unless one is carried on."""
        token, at = secrets.token_urlsafe(32), now()
        session = Session(conversation or secrets.token_hex(24), customer_id, at, at, at + self._life)
        self._store.save_session(digest(token), session)
        return token, session

    def find(self, token: str) -> Session | None:
        """The session of `token`, None when it is unknown or has run out."""
        session = self._store.session(digest(token)) if 20 <= len(token) <= 128 else None
        if session is None or session.expires_at <= now():
            return None
        if now() - session.last_seen_at > SEEN_AFTER:
            self._store.touch_session(digest(token), now())
        return session

    def end(self, token: str) -> None:
        self._store.delete_session(digest(token))


def digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
