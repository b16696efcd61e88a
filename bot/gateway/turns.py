"""A customer's message through Rasa and back, one at a time in each conversation."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from bot.gateway.errors import ApiError
from bot.gateway.journal import Journal
from bot.gateway.rasa import Answer, RasaAwayError, RasaClient, apology
from bot.gateway.texts import without_command
from catalog.records import Session, Turn


class Turns:
    """Runs the turns of all conversations; `drain` lets those under way finish before the service stops."""

    def __init__(self, rasa: RasaClient, journal: Journal, pending_limit: int) -> None:
        self._rasa, self._journal, self._pending_limit = rasa, journal, pending_limit
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._pending: Counter[str] = Counter()
        #: Conversations that were just forgotten: a message that still waited must not begin them anew.
        self._ended: deque[str] = deque(maxlen=1000)
        self._closing = False

    async def say(
        self,
        session: Session,
        text: str,
        *,
        command: str = "",
        photo: str | None = None,
        photo_text: str = "",
        remove: str = "",
        page: str = "",
        explain: bool = False,
    ) -> list[Answer]:
        """The shop's answers to `text`; an apology while Rasa is away.

        Args:
            remove: id of a chip that is taken away; `page`: id of the product on whose page the customer is.
            command: what Rasa gets instead of the text, such as "/search_by_photo".
            photo: id of a stored photo that belongs to this message; `photo_text`: what was written beside it.
            explain: the answers carry `explained`, how they came about.
        Raises: ApiError 422 when the conversation holds no such chip.
        """
        async with self._place_in(session.conversation):
            more = {"remove": remove, "page": page, "explain": explain}
            metadata = {
                "visitor": session.conversation,
                "customer_id": session.customer_id,
                "photo_id": photo,
                "photo_text": photo_text,
                **{name: value for name, value in more.items() if value},
            }
            try:
                answers = await self._rasa.turn(session.conversation, command or without_command(text), metadata)
            except RasaAwayError:
                answers = []
            answers = answers or apology(text)
            if code := answers[0].pop("error", None):
                raise ApiError(422, code, answers[0]["text"])
            text = text or f"Remove: {answers[0].pop('removed', remove)}"
            self._journal.keep(session.conversation, [Turn("customer", text), *map(_turn, answers)])
            return answers

    async def drain(self, seconds: float) -> None:
        """Takes no more turns and waits for those under way."""
        self._closing = True
        until = asyncio.get_running_loop().time() + seconds
        while self._pending and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(0.05)

    @asynccontextmanager
    async def last_turn(self, conversation: str) -> AsyncIterator[None]:
        """Waits for the turns before it; those that come after it find the conversation ended."""
        self._ended.append(conversation)
        async with self._locks.setdefault(conversation, asyncio.Lock()):
            yield

    @asynccontextmanager
    async def _place_in(self, conversation: str) -> AsyncIterator[None]:
        """Waits until the conversation's earlier messages are answered; refuses when too many wait already."""
        if self._closing:
            raise ApiError(503, "stopping", "The shop's assistant is restarting. Please try again in a minute.")
        if self._pending[conversation] >= self._pending_limit:
            message = "Your earlier messages are still being answered. Please wait a second and try again."
            raise ApiError(429, "too_many_waiting", message, {"Retry-After": "1"})
        self._pending[conversation] += 1
        lock = self._locks.setdefault(conversation, asyncio.Lock())
        try:
            async with lock:
                if conversation in self._ended:
                    raise ApiError(401, "session_ended", "This session was ended. POST /api/sessions opens a new one.")
                yield
        finally:
            self._pending[conversation] -= 1
            if not self._pending[conversation]:
                del self._pending[conversation]


def _turn(answer: Answer) -> Turn:
    wish = answer.get("wish")
    held = None if wish is None else tuple(wish)
    return Turn("shop", answer["text"], tuple(answer["products"]), tuple(answer["quick_replies"]), wish=held)
