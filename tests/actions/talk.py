"""A conversation with the actions alone: each turn names the intent that Rasa would hear."""

from __future__ import annotations

from itertools import count
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.rasa_actions import all_actions
from catalog.shop import Shop
from nlu.wish import Wish
from tests.actions.acts import acting_intents, nearest_act

_numbers = count(1)


class Talk:
    """Keeps the slots between turns as Rasa does."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.visitor = f"visitor-{next(_numbers)}"
        self.slots: dict[str, Any] = {}
        self.next_action = ""
        self._actions = {action.name(): action for action in all_actions(shop)}

    def say(self, text: str, intent: str = "refine_search", *, act: str | None = None, **metadata: Any) -> Said:
        """A message taken for `intent`; its act is that of the nearest example unless it is given."""
        acts = {name: nearest_act(name, text) for name in acting_intents()}
        acts |= {intent: act} if act is not None else {}
        guesses = [{"name": name, "confidence": 0.0, "act": one} for name, one in acts.items()]
        message = {
            "text": text,
            "intent": {"name": intent, "confidence": 1.0, "act": acts.get(intent, "")},
            "intent_ranking": guesses,
            "metadata": {"visitor": self.visitor, **metadata},
        }
        return self._run("action_answer", message)

    def leave(self, text: str, **metadata: Any) -> Said:
        """The last message of the form."""
        return self._run("action_leave_message", {"text": text, "metadata": {"visitor": self.visitor, **metadata}})

    def _run(self, action: str, message: dict[str, Any]) -> Said:
        dispatcher = CollectingDispatcher()
        tracker = Tracker(self.visitor, dict(self.slots), message, [], False, None, {}, "action_listen")
        events = self._actions[action].run(dispatcher, tracker, {})
        self.next_action = ""
        for event in events:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            elif event["event"] == "followup":
                self.next_action = event["name"]
        return Said(dispatcher.messages, self.shop)

    @property
    def wish(self) -> Wish:
        return Wish.from_dict(self.slots.get("wish"))


class Said:
    """What came back."""

    def __init__(self, messages: list[dict[str, Any]], shop: Shop) -> None:
        self._shop = shop
        self.text = "\n".join(message.get("text") or "" for message in messages)
        extras = [message["custom"] for message in messages if message.get("custom")]
        self.cards: list[dict[str, Any]] = [card for extra in extras for card in extra.get("products", ())]
        self.explained: list[dict[str, Any]] = [one for extra in extras for one in extra.get("explained", ())]
        self.wish: list[dict[str, str]] | None = next((extra["wish"] for extra in extras if "wish" in extra), None)
        self.removed: str = next((extra["removed"] for extra in extras if "removed" in extra), "")
        self.error: str = next((extra["error"] for extra in extras if "error" in extra), "")
        self.quick_replies: list[str] = [reply for extra in extras for reply in extra.get("quick_replies", ())]

    @property
    def ids(self) -> list[str]:
        return [card["id"] for card in self.cards]

    @property
    def prices(self) -> list[float]:
        return [card["price"] for card in self.cards]

    def assert_lists_no_cards(self) -> None:
        """The text repeats no titles that stand on several cards below it."""
        named = [card["title"] for card in self.cards if card["title"] in self.text]
        assert self.cards
        assert len(named) < 2, self.text
