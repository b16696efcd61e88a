"""Service questions, answered from the shop's own FAQ or not at all."""

from __future__ import annotations

import re

from actions.answer import Answer
from actions.turn import Turn
from catalog.records import Event
from nlu.reading import Reading

PERSON = "Talk to a person"
_QUESTION = re.compile(
    r"\?|^\s*(?:how|what|when|where|which|who|why|can|could|do|does|is|are|will|may)\b", re.IGNORECASE
)


def faq_answer(turn: Turn) -> Answer:
    """The FAQ's answer when it is certain; else the nearest questions and a person."""
    found = turn.shop.faq.answer(turn.text)
    turn.shop.store.record([Event("question", turn.visitor, turn.customer_id, None, turn.text, int(found.certain))])
    if found.certain and found.entry:
        return Answer(found.entry.told)
    near = tuple(entry.question for entry in found.near[:3])
    if near:
        which = "Is it one of these?" if len(near) > 1 else "Do you mean this?"
        return Answer(f"I am not sure I know that. {which}", quick_replies=(*near, PERSON), offer="person_form")
    text = "I am sorry, I don't know that. I can pass your question on to a person; shall I?"
    return Answer(text, quick_replies=(PERSON,), offer="person_form")


def is_service_question(turn: Turn, reading: Reading) -> bool:
    """Whether a text taken for a wish is a question that the FAQ surely answers."""
    if reading.nouns or not _QUESTION.search(turn.text) or reading.wish.facets:
        return False
    return bool(turn.shop.faq.answer(turn.text).certain)
