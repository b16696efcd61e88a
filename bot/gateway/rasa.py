"""One turn with Rasa over its REST channel, and its answer in the shape of our API."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NotRequired, TypedDict

from bot.gateway.wire import HttpWire, NoAnswerError, Wire

#: What stands in for an answer. Rasa answers [] when its action could not be run, and nothing while it restarts.
APOLOGY = "Sorry, I can't answer right now. Please try again in a moment."
_READY_SECONDS = 2.0


class Answer(TypedDict):
    """What the API answers; `error` and `removed` are an action's word to the gateway and go no further."""

    text: str
    products: list[dict[str, Any]]
    quick_replies: list[str]
    wish: NotRequired[list[dict[str, Any]]]
    error: NotRequired[str]
    removed: NotRequired[str]


class RasaAwayError(RuntimeError):
    """Rasa could not be reached, took too long, or answered nonsense."""


class RasaClient:
    """Asks the Rasa at `url`; `token` is what the launcher was given.

    Args:
        is_up: whether its process serves the port. While it does not, a turn would only wait in the port's queue.
        wire: what carries the turns, HTTP unless given.
    """

    def __init__(
        self,
        url: str,
        token: str = "",
        *,
        is_up: Callable[[], bool] = lambda: True,
        timeout_seconds: float = 20.0,
        wire: Wire | None = None,
    ) -> None:
        self._is_up = is_up
        self._wire = wire or HttpWire(url, token, timeout_seconds)

    async def turn(self, sender: str, text: str, metadata: Mapping[str, Any]) -> list[Answer]:
        """What the shop says to `text`; [] when Rasa has nothing to say. Raises: RasaAwayError."""
        if not self._is_up():
            raise RasaAwayError("not up")
        message = {"sender": sender, "message": text, "metadata": dict(metadata)}
        try:
            return merge(await self._wire.ask("POST", "/webhooks/rest/webhook", message))
        except (NoAnswerError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise RasaAwayError(type(error).__name__) from error

    async def ready(self) -> bool:
        try:
            await self._wire.ask("GET", "/webhooks/rest/", seconds=_READY_SECONDS)
        except (NoAnswerError, ValueError):
            return False
        return True

    async def close(self) -> None:
        await self._wire.close()


def merge(messages: Sequence[Mapping[str, Any]]) -> list[Answer]:
    """Rasa's messages as answers: what an action attached to a text arrives as a message of its own after it."""
    answers: list[Answer] = []
    open_for_more = False
    for message in messages:
        custom, text = message.get("custom"), message.get("text")
        if text is not None or not open_for_more:
            answers.append({"text": text or "", "products": [], "quick_replies": []})
        answers[-1]["quick_replies"] += [button["title"] for button in message.get("buttons") or ()]
        if custom:
            _attach(answers[-1], custom)
        open_for_more = text is not None and not custom
    return answers


def _attach(answer: Answer, custom: Mapping[str, Any]) -> None:
    answer["products"] += custom.get("products") or []
    answer["quick_replies"] += custom.get("quick_replies") or []
    extras = {name: value for name, value in custom.items() if name not in ("text", "products", "quick_replies")}
    answer.update(extras)  # type: ignore[typeddict-item]


def apology(text: str) -> list[Answer]:
    """Says sorry and offers to send the same message again."""
    return [{"text": APOLOGY, "products": [], "quick_replies": [text] if 0 < len(text) <= 80 else []}]
