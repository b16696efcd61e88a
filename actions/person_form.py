"""Leaving a message for a person: a form that takes a message and a contact, and lets go when asked."""

from __future__ import annotations

from typing import Any

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from nlu.hearing.cues import cues_in, says_only
from nlu.hearing.shapes import contact_in
from nlu.tokens import words

#: What a customer may turn to in the middle; anything else is what the shop is to read.
SHOPPING = frozenset(
    {
        "search_product", "refine_search", "show_more", "show_product", "compare_products", "start_over", "similar_to",
        "recommend", "goes_with", "ask_popular", "search_by_photo", "ask_order_status",
        "ask_last_order", "cancel_order", "return_order", "change_order", "ask_reviews", "buy_product",
        "ask_overview", "show_again", "ask_why", "my_data",
    }
)  # fmt: skip
ASIDES = frozenset({"ask_faq", "ask_help", "ask_language"})
_SHORT_WORDS = 8
_SURE = 0.5
_SLOTS = ("person_message", "person_contact")


#: How the shop's answer comes (`catalog.messages.Reach`), in words.
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
        message = {"person_message": str(value).strip()[:2000] or None}
        # Who writes an address into the message is not asked for it again.
        return {**message, "person_contact": found} if (found := contact_in(str(value))) else message

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


def read_contact(text: str) -> str | None:
    """An e-mail address or a phone number in the text, "-" when none shall be left, None when it is neither."""
    if found := contact_in(text):
        return found
    return "-" if says_only(words(text), "no_contact") else None


def is_cancelling(text: str) -> bool:
    return says_only(words(text), "way_out", "softener")


def is_other_matter(text: str, intent: str, confidence: float, *, is_message: bool) -> bool:
    """Whether the customer turned to something else instead of answering the form.

    A long text is a message to the shop, whatever it resembles ("my red shoes arrived broken").
    """
    if intent not in SHOPPING | ASIDES or confidence < _SURE:
        return False
    if is_message:
        return len(text.split()) <= _SHORT_WORDS and "own_matter" not in cues_in(words(text))
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
