"""The end of the form that leaves a message for a person."""

from __future__ import annotations

from actions.answer import Answer
from actions.turn import Turn

_SLOTS = ("person_message", "person_contact", "person_cancelled")


def leave_message(turn: Turn) -> Answer:
    """Ends the form: keeps the message for the shop, or says that nothing was sent."""
    clear = dict.fromkeys(_SLOTS)
    message = turn.slots.get("person_message")
    if turn.slots.get("person_cancelled") or not message:
        return Answer("All right, I have sent nothing. What else can I do for you?", slots=clear)
    contact = turn.slots.get("person_contact") or ""
    contact = "" if contact == "-" else contact
    turn.shop.store.leave_message(turn.visitor, contact, message, turn.visitor)
    reach = (
        f"They will answer you at {contact}." if contact else "As you left no address, they can't answer you directly."
    )
    return Answer(f"Thank you, your message is with the shop now: “{_shortened(message)}”. {reach}", slots=clear)


def _shortened(text: str, limit: int = 120) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
