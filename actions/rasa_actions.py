"""The door to Rasa: one action for every intent, one for the end of the form, and the form's own."""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import Answer
from actions.answers.message import leave_message
from actions.deciding import decide
from actions.explained import Explained
from actions.meant.parts import parts_of
from actions.person_form import ValidatePersonForm
from actions.told.cards import card
from actions.told.chips import Chip, chips_of, removed
from actions.turn import LISTING, Turn
from catalog.settings import load_settings
from catalog.shop import Shop, open_shop
from nlu.wish import Wish

#: Lists that "go back" can return to.
_MOST_EARLIER = 4
_MOST_REPLIES = 6
_opening = threading.Lock()
_opened: list[Shop] = []
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reply:
    """The answer to one message, and how each part of it came about."""

    answer: Answer
    explained: tuple[Explained, ...] = ()


class ShopAction(Action, ABC):  # type: ignore[misc]
    """An action that asks the shop; without a shop it opens its own at the first turn."""

    action_name: ClassVar[str] = ""
    #: Whether the turn is over afterwards although no rule says so.
    is_last: ClassVar[bool] = False

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
        reply = self.reply(turn)
        answer = reply.answer
        if answer.error:
            dispatcher.utter_message(text=answer.text, json_message={"error": answer.error})
            return []
        if answer.response:
            dispatcher.utter_message(response=answer.response)
            return []
        if answer.text:
            dispatcher.utter_message(text=answer.text, json_message=_extras(turn, reply))
        slots = {**_remembered(turn, answer), "offer": answer.offer or None}
        events: list[EventType] = [SlotSet(name, value) for name, value in slots.items()]
        following = answer.form or ("action_listen" if self.is_last else "")
        return [*events, FollowupAction(following)] if following else events

    @abstractmethod
    def reply(self, turn: Turn) -> Reply:
        """What the shop says to this turn."""


class ActionAnswer(ShopAction):
    """Every intent but those of the form; the deciding table says who answers."""

    action_name = "action_answer"

    def reply(self, turn: Turn) -> Reply:
        answers, explained = [], []
        for part in parts_of(turn):
            row = decide(part)
            answer = row.answer(part)
            _log.info("%s%s: %s", part.intent, f"+{part.act}" if part.act else "", row.name)
            answers.append(answer)
            explained += [Explained.of(part, row.name, answer)] if turn.explain else []
        return Reply(joined(answers), tuple(explained))


class ActionOutOfScope(ActionAnswer):
    """Where Rasa goes when no rule covers a turn; no rule says then that the turn is over."""

    action_name = "action_out_of_scope"
    is_last = True


class ActionLeaveMessage(ShopAction):
    """The end of the form."""

    action_name = "action_leave_message"

    def reply(self, turn: Turn) -> Reply:
        return Reply(leave_message(turn))


#: Every action class; the domain names the same.
ACTIONS: tuple[type[Action], ...] = (ActionAnswer, ActionOutOfScope, ActionLeaveMessage, ValidatePersonForm)


def all_actions(shop: Shop | None = None) -> list[Action]:
    """One of each action, all asking `shop`; without a shop each opens the configured one when first used."""
    return [action(shop) if issubclass(action, ShopAction) else action() for action in ACTIONS]


def own_shop() -> Shop:
    """The shop of an action server that runs by itself (`python -m rasa_sdk --actions actions`), opened once."""
    with _opening:
        if not _opened:
            _opened.append(open_shop(load_settings()))
    return _opened[0]


def joined(answers: Sequence[Answer]) -> Answer:
    """The answers to the parts of one message as one: the texts one below the other, the cards of all."""
    first, *others = answers
    for other in others:
        first = replace(
            first,
            text="\n".join(filter(None, (first.text, other.text))),
            hits=(*first.hits, *other.hits),
            quick_replies=tuple(dict.fromkeys((*first.quick_replies, *other.quick_replies)))[:_MOST_REPLIES],
            slots={**first.slots, **other.slots},
            offer=first.offer or other.offer,
        )
    return first


def _extras(turn: Turn, reply: Reply) -> dict[str, Any]:
    extras: dict[str, Any] = {"wish": [chip.to_dict() for chip in _chips_after(turn, reply.answer)]}
    if turn.removes and (chip := removed(turn)):
        extras["removed"] = chip.label
    if reply.answer.hits or reply.answer.quick_replies:
        cards = [card(hit) for hit in reply.answer.hits]
        extras |= {"products": cards, "quick_replies": list(reply.answer.quick_replies)}
    extras |= {"forget": True} if reply.answer.forgets else {}
    return extras | ({"explained": [one.to_dict() for one in reply.explained]} if turn.explain else {})


def _chips_after(turn: Turn, answer: Answer) -> Sequence[Chip]:
    """What is wished for once the answer is given: what it leaves as it was still holds."""
    held = {name: turn.slots.get(name) for name in ("wish", "photo")} | dict(answer.slots)
    return chips_of(Wish.from_dict(held["wish"]), turn.shop.vocabulary, photo=bool(held["photo"]))


def _remembered(turn: Turn, answer: Answer) -> dict[str, Any]:
    """The answer's slots, and with them what every answer leaves behind: the list it replaces, and what "it" is now."""
    slots = dict(answer.slots)
    if turn.shown and "shown" in slots and "earlier" not in slots and tuple(slots["shown"] or ()) != turn.shown:
        replaced = {name: turn.slots.get(name) for name in LISTING}
        slots["earlier"] = [*turn.earlier, replaced][-_MOST_EARLIER:]
    if turn.page != (turn.slots.get("page") or ""):
        slots = {"page": turn.page or None, "focus": turn.focus or None, **slots}
    if turn.heard.speaker:
        slots["speaker"] = list(turn.heard.speaker)
    if slots.get("order"):
        slots["topic"] = "order"
    elif slots.get("shown") or slots.get("focus"):
        slots["topic"] = "product"
    if turn.service:
        slots.setdefault("service", None)
    return slots
