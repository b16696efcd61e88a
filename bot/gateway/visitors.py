"""A visitor's session: a random token that only the visitor holds, bound to a conversation only we can name."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta

from catalog.records import Proof, Session, now
from catalog.store import Store

#: last_seen_at is written at most this often, so that a turn need not write it.
SEEN_AFTER = timedelta(minutes=10)
#: The proof by a one-time code, which no key signed.
BY_CODE = "code"


class SpentProofError(Exception):
    """A proof that may be used once was used before."""


class Sessions:
    """Opens, finds and ends sessions. The store holds the token's SHA-256: a copy of the database logs nobody in.

    Args:
        hours: a session ends so long after its last message; one of a customer when its proof does, if that is sooner.
        keys: ids of the keys that are believed today; what another one signed has ended.
    """

    def __init__(self, store: Store, hours: int, keys: Collection[str] = ()) -> None:
        self._store = store
        self._life = timedelta(hours=hours)
        self._believed = {*keys, BY_CODE}

    def open(self, proof: Proof | None = None, old_token: str = "") -> tuple[str, Session]:
        """A new token and its session: a guest's, or that of the customer whom `proof` shows.

        A customer goes on with the conversation of `old_token` if it was a guest's or their own; whosever it was,
        that session ends.
        Raises: SpentProofError for a proof that may be used once and was used by another conversation.
        """
        token, at = secrets.token_urlsafe(32), now()
        if proof is None:
            session = Session(secrets.token_hex(24), None, at, at, at + self._life)
        else:
            talk = self._carried_on(old_token, proof.customer) or secrets.token_hex(24)
            if proof.once and not self._store.spend_token(digest(proof.once), proof.until, talk):
                raise SpentProofError
            session = Session(talk, proof.customer, at, at, at + self._life, proof.by, proof.until)
            self.end(old_token)
        self._store.save_session(digest(token), session)
        return token, session

    def find(self, token: str) -> Session | None:
        """The session of `token`, None when it is unknown, has run out, or its proof has."""
        session, at = self._kept(token), now()
        if session is None or session.expires_at <= at or not self._is_proven(session):
            return None
        if at - session.last_seen_at > SEEN_AFTER:
            self._store.touch_session(digest(token), at, at + self._life)
        return session

    def end(self, token: str) -> None:
        self._store.delete_session(digest(token))

    def _carried_on(self, token: str, customer: str) -> str:
        """The conversation of `token` if this customer may go on with it, also after its proof has ended; else ""."""
        session = self._kept(token)
        if session is None or session.expires_at <= now() or session.customer_id not in (None, customer):
            return ""
        return session.conversation

    def _kept(self, token: str) -> Session | None:
        return self._store.session(digest(token)) if 20 <= len(token) <= 128 else None

    def _is_proven(self, session: Session) -> bool:
        if not session.proof or session.proof_until is None:
            return True
        return session.proof_until > now() and session.proof in self._believed


def digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
