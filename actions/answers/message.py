"""The end of the form that leaves a message for a person."""

from __future__ import annotations

from actions.answer import Answer
from actions.turn import Turn

#: What is said of the answer, by the way it will take.
_REACH = {
    "mail": "Their answer will come to {contact}.",
    "contact": "They can answer you at {contact}.",
    "chat": "As you left no address, their answer can only be shown here, in this chat.",
    "nobody": "As you left no address, they can't answer you directly.",
}
_SLOTS = ("person_message", "person_contact", "person_cancelled")


def leave_message(turn: Turn) -> Answer:
    """Ends the form: keeps the message for the shop, or says that nothing was sent."""
    clear = dict.fromkeys(_SLOTS)
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


def _shortened(text: str, limit: int = 120) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
