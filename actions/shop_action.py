"""The form of every action: a turn in, an answer out."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import Answer
from actions.order_reference import answered_question
from actions.turn import LISTING, Turn
from catalog.settings import load_settings
from catalog.shop import Shop, open_shop

#: Lists that "go back" can return to.
_MOST_EARLIER = 4
_opening = threading.Lock()
_opened: list[Shop] = []
_actions: dict[str, type[ShopAction]] = {}


def own_shop() -> Shop:
    """The shop of an action server that runs by itself (`python -m rasa_sdk --actions actions`), opened once."""
    with _opening:
        if not _opened:
            _opened.append(open_shop(load_settings()))
    return _opened[0]


class ShopAction(Action, ABC):  # type: ignore[misc]
    """An action that asks the shop; without a shop it opens its own at the first turn."""

    action_name: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        if cls.action_name:
            _actions[cls.action_name] = cls

    def __init__(self, shop: Shop | None = None) -> None:
        self._shop = shop

    @property
    def shop(self) -> Shop:
        self._shop = self._shop or own_shop()
        return self._shop

    def name(self) -> str:
        return self.action_name

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Not a coroutine: the shop's work would hold up the event loop, so the caller gives it a thread."""
        turn = Turn.of(tracker, self.shop)
        # "The second one" after "which order?" is no wish, whatever it was taken for; who asked hears it.
        asking = answered_question(turn, self.action_name)
        answer = _actions[asking](self.shop).answer(turn) if asking else self.answer(turn)
        if answer.next_action in _actions:
            # Not left to Rasa: after an action that no rule foresaw it would choose one more.
            answer = _actions[answer.next_action](self.shop).answer(turn)
        return replace(answer, slots=_remembered(turn, answer)).utter(dispatcher)

    @abstractmethod
    def answer(self, turn: Turn) -> Answer:
        """What the shop says to this turn."""


def _remembered(turn: Turn, answer: Answer) -> dict[str, Any]:
    """The answer's slots, and with them what every answer leaves behind: the list it replaces, and what "it" is now."""
    slots = dict(answer.slots)
    if turn.shown and "shown" in slots and "earlier" not in slots and tuple(slots["shown"] or ()) != turn.shown:
        replaced = {name: turn.slots.get(name) for name in LISTING}
        slots["earlier"] = [*turn.earlier, replaced][-_MOST_EARLIER:]
    if slots.get("order"):
        slots["topic"] = "order"
    elif slots.get("shown") or slots.get("focus"):
        slots["topic"] = "product"
    return slots
