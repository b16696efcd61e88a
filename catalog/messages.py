"""Messages to the people of the shop: kept with what the assistant knows, told to them, answered by them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from catalog.letters import answer_letter, can_mail, email_in, message_letter
from catalog.records import Outgoing, ShopMessage, Turn, now
from catalog.settings import Settings
from catalog.store import Store

#: How an answer reaches the shopper: Shopmate mails it; the shop has to write or call by its own means; it is shown
#: in the chat and nowhere else; not at all.
Reach = Literal["mail", "contact", "chat", "nobody"]
#: How many of the last things said go along with a message.
_SAID = 6
LONGEST_TEXT = 4000


class MessageError(ValueError):
    """A message can't be closed or answered; the message says why and what to do."""


class NoSuchMessageError(MessageError, LookupError):
    """There is no such message, or it is closed."""


class MessageDesk:
    """Both sides of a message: the shopper leaves it, the merchant answers or closes it."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store, self._settings = store, settings

    def leave(
        self, conversation: str, text: str, contact: str = "", *, customer_id: str | None = None, **context: Any
    ) -> ShopMessage:
        """Keeps a message and tells the shop; its `id` is the case number to be told to the shopper.

        Args:
            contact: an e-mail address or phone number; without one, an address in the text itself counts.
            context: what the assistant knows: wish, products (titles), order, photo; empty ones are left out.
        """
        said = [f"{turn.speaker}: {turn.text}" for turn in self._store.turns(conversation, limit=_SAID)]
        known = {name: value for name, value in {**context, "said": said}.items() if value}
        contact = contact or email_in(text)
        message = ShopMessage(0, conversation, conversation, contact, text, now(), False, customer_id, known)
        return self._store.leave_message(message, self._told)

    def reach(self, message: ShopMessage) -> Reach:
        """How an answer would reach the shopper with these settings, and as things are now."""
        if email_in(message.contact) and can_mail(self._settings):
            return "mail"
        if message.contact:
            return "contact"
        return "chat" if self._store.is_talked_in(message.conversation) else "nobody"

    def answer(self, number: int, text: str) -> Reach:
        """Answers and closes a message: by e-mail where that can be, and in the chat if it is still there.

        Raises: MessageError when there is no such message, or the answer would reach nobody.
        """
        text = text.strip()
        if not text or len(text) > LONGEST_TEXT:
            raise MessageError(f"the answer has {len(text)} characters. Allowed: 1 to {LONGEST_TEXT}.")
        message = self.message(number)
        reach = self.reach(message)
        in_chat = self._store.is_talked_in(message.conversation)
        if reach == "contact" and not in_chat:
            raise MessageError(self._by_own_means(message))
        if reach == "nobody":
            raise MessageError(
                f"message {number} left no address and its conversation is over: an answer would reach nobody. "
                f"`shopmate messages close {number}` closes it."
            )
        event = f"answer_{number}_{secrets.token_hex(8)}"
        letters = [answer_letter(self._settings, message, text, event)] if reach == "mail" else []
        said = [Turn("shop", f"An answer to your message {number}: {text}")] if in_chat else []
        self._store.answer_message(message, text, letters, said)
        return "chat" if reach == "contact" else reach

    def close(self, number: int) -> None:
        """Raises: NoSuchMessageError."""
        if not self._store.close_message(number):
            raise NoSuchMessageError(f"there is no open message {number}. `shopmate messages` lists the open ones.")

    def message(self, number: int) -> ShopMessage:
        """Raises: NoSuchMessageError."""
        found = self._store.shop_message(number)
        if found is None:
            raise NoSuchMessageError(f"there is no message {number}. `shopmate messages --all` lists every one.")
        return found

    def _by_own_means(self, message: ShopMessage) -> str:
        mailable = email_in(message.contact)
        do = "set shop.mail in config.yml, or write to" if mailable else "call"
        return (
            f"message {message.id} can't be answered from here: {do} {message.contact}, "
            f"then `shopmate messages close {message.id}`."
        )

    def _told(self, message: ShopMessage) -> Sequence[Outgoing]:
        if not (can_mail(self._settings) and self._settings.mail.shop):
            return ()
        return [message_letter(self._settings, message, f"message_{message.id}_{secrets.token_hex(8)}")]


def as_facts(message: ShopMessage, reach: Reach) -> Mapping[str, Any]:
    """A message as programs see it, in the API and with --json."""
    return {
        "number": message.id,
        "at": message.at.isoformat(timespec="seconds"),
        "text": message.text,
        "contact": message.contact,
        "customer": message.customer_id,
        "context": dict(message.context),
        "open": not message.closed,
        "answer": message.answer,
        "reach": reach,
    }
