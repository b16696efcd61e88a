"""Leaving a message for a person: a form that takes a message and a contact, and lets go when asked."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.answer import Answer
from actions.shop_action import ShopAction
from actions.turn import Turn

_CANCEL = re.compile(
    r"^\W*(?:(?:no|ok|oh|please|actually|sorry)\W+)*(?:cancel(?: (?:it|that|this))?|stop(?: it)?|never ?mind|"
    r"forget (?:it|that|about it)|abort|quit|leave it|don'?t bother|no message"
    r"|i (?:changed|have changed) my mind|not any ?more|(?:let'?s )?not now)\W*$",
    re.IGNORECASE,
)
_NO_CONTACT = re.compile(
    r"^\W*(?:no|none|skip(?: it)?|nope|without|rather not|i'?d rather not|no (?:thanks|thank you|contact|"
    r"e-?mail)|anonymous(?:ly)?|not needed|don'?t have (?:one|any))\W*$",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
_PHONE = re.compile(r"\+?\d[\d ()/.-]{5,}\d")
#: What a customer may turn to in the middle; anything else is what the shop is to read.
SHOPPING = frozenset(
    {
        "search_product", "refine_search", "show_more", "show_product", "compare_products", "start_over", "similar_to",
        "recommend", "goes_with", "ask_popular", "search_by_photo", "ask_order_status",
        "ask_last_order", "cancel_order", "return_order", "ask_reviews", "buy_product",
        "ask_overview", "show_again", "ask_why",
    }
)  # fmt: skip
ASIDES = frozenset({"ask_faq", "ask_help", "ask_language"})
_SHORT_WORDS = 8
_SURE = 0.5
_SLOTS = ("person_message", "person_contact")
#: How the shop's answer comes (`catalog.messages.Reach`), in words.
_REACH = {
    "mail": "Their answer will come to {contact}.",
    "contact": "They can answer you at {contact}.",
    "chat": "As you left no address, their answer can only be shown here, in this chat.",
    "nobody": "As you left no address, they can't answer you directly.",
}


class ValidatePersonForm(FormValidationAction):  # type: ignore[misc]
    """Decides what an answer inside the form is: the text asked for, a way out, or another matter altogether."""

    def name(self) -> str:
        return "validate_person_form"

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[str]:
        return [] if tracker.get_slot("person_cancelled") else list(_SLOTS)

    async def extract_person_message(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        return _taken(tracker, "person_message", is_message=True)

    async def extract_person_contact(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        return _taken(tracker, "person_contact", is_message=False)

    def validate_person_message(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        if is_cancelling(str(value)):
            return _given_up("person_message")
        return {"person_message": str(value).strip()[:2000] or None}

    def validate_person_contact(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        if is_cancelling(str(value)):
            return _given_up("person_contact")
        contact = read_contact(str(value))
        if contact is None:
            dispatcher.utter_message(
                text="That is neither an e-mail address nor a phone number. You can also say “skip”."
            )
        return {"person_contact": contact}


class ActionLeaveMessage(ShopAction):
    """Ends the form: keeps the message for the shop, or says that nothing was sent."""

    action_name = "action_leave_message"

    def answer(self, turn: Turn) -> Answer:
        clear = dict.fromkeys((*_SLOTS, "person_cancelled"))
        message = turn.slots.get("person_message")
        if turn.slots.get("person_cancelled") or not message:
            return Answer("All right, I have sent nothing. What else can I do for you?", slots=clear)
        contact = turn.slots.get("person_contact") or ""
        contact = "" if contact == "-" else contact
        products = [product.title for product in turn.shown_products]
        known = {"wish": turn.wish.words, "products": products, "order": turn.slots.get("order"), "photo": turn.photo}
        filed = turn.shop.messages.leave(turn.visitor, message, contact, customer_id=turn.customer_id, **known)
        reach = _REACH[turn.shop.messages.reach(filed)].format(contact=filed.contact)
        number = f"It has the number {filed.id}."
        text = f"Thank you, your message is with the shop now: “{_shortened(message)}”. {number} {reach}"
        return Answer(text, slots=clear)


def read_contact(text: str) -> str | None:
    """An e-mail address or a phone number in the text, "-" when none shall be left, None when it is neither."""
    if found := _EMAIL.search(text) or _PHONE.search(text):
        return found.group()
    return "-" if _NO_CONTACT.match(text) else None


def is_cancelling(text: str) -> bool:
    return bool(_CANCEL.match(text))


def is_other_matter(text: str, intent: str, confidence: float, *, is_message: bool) -> bool:
    """Whether the customer turned to something else instead of answering the form.

    A long text is a message to the shop, whatever it resembles ("my red shoes arrived broken").
    """
    if intent not in SHOPPING | ASIDES or confidence < _SURE:
        return False
    if is_message:
        tells = re.search(r"\b(?:my|i ordered|i bought|arrived|broken|received|refund)\b", text, re.IGNORECASE)
        return len(text.split()) <= _SHORT_WORDS and not tells
    return read_contact(text) is None


def _taken(tracker: Tracker, slot: str, *, is_message: bool) -> dict[str, Any]:
    if tracker.get_slot("requested_slot") != slot:
        return {}
    message = tracker.latest_message or {}
    text = message.get("text") or ""
    if is_cancelling(text):
        return {slot: text}
    intent = message.get("intent") or {}
    if is_other_matter(text, intent.get("name") or "", float(intent.get("confidence") or 0), is_message=is_message):
        return {}
    return {slot: text}


def _given_up(slot: str) -> dict[str, Any]:
    """Ends the form; the slot is filled too, for Rasa takes a turn that fills none as meant for another rule."""
    return {slot: "-", "person_cancelled": True}


def _shortened(text: str, limit: int = 120) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
