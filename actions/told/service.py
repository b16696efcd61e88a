"""Service questions, answered from the shop's own FAQ or not at all."""

from __future__ import annotations

from actions.answer import Answer
from actions.meant.goods import without_goods
from actions.offers import PERSON
from actions.turn import Turn
from catalog.faq import FaqAnswer
from catalog.records import Event


def faq_told(turn: Turn, found: FaqAnswer | None = None) -> Answer:
    """The FAQ's answer when it is certain; else the nearest questions and a person."""
    found = found or turn.shop.faq.answer(turn.text)
    turn.shop.store.record([Event("question", turn.visitor, turn.customer_id, None, turn.text, int(found.certain))])
    if found.certain and found.entry:
        return Answer(found.entry.told, slots={"service": found.entry.question})
    near = tuple(entry.question for entry in found.near[:3])
    if near:
        which = "Is it one of these?" if len(near) > 1 else "Do you mean this?"
        return Answer(f"I am not sure I know that. {which}", quick_replies=(*near, PERSON), offer="person_form")
    text = "I am sorry, I don't know that. I can pass your question on to a person; shall I?"
    return Answer(text, quick_replies=(PERSON,), offer="person_form")


def rule_for_all(turn: Turn) -> str:
    """What the FAQ says on the matter to everybody, "" for nothing; the goods named need not be in the FAQ."""
    for text in (turn.text, without_goods(turn)):
        found = turn.shop.faq.answer(text)
        if found.certain and found.entry:
            return f"The shop says: {found.entry.answer}"
    return ""
