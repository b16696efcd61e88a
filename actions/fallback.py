"""Questions, and what is not understood: answered from the FAQ or the shelves, never by guessing."""

from __future__ import annotations

from dataclasses import replace

from actions.answer import Answer
from actions.comparing import which_fit
from actions.faq import PERSON, faq_answer
from actions.search import is_about_products, search_products
from actions.shop_action import ShopAction
from actions.turn import Turn
from catalog.records import Event
from nlu.tokens import words


class ActionAnswerQuestion(ShopAction):
    action_name = "action_answer_question"

    def answer(self, turn: Turn) -> Answer:
        if not _is_answered(turn) and is_about_products(turn, turn.shop.reader.understand(turn.text)):
            return search_products(turn)
        return faq_answer(turn)


class ActionOutOfScope(ShopAction):
    action_name = "action_out_of_scope"

    def answer(self, turn: Turn) -> Answer:
        # Rasa also comes here when no rule covers a turn, and then no rule says that the turn is over.
        return replace(self._answer(turn), next_action="action_listen")

    def _answer(self, turn: Turn) -> Answer:
        if _is_answered(turn):
            return faq_answer(turn)
        if fitting := which_fit(turn):
            return fitting
        if is_about_products(turn, turn.shop.reader.understand(turn.text)):
            return search_products(turn)
        turn.shop.store.record([Event("question", turn.visitor, turn.customer_id, None, turn.text, 0)])
        can = "find products, answer questions about delivery, returns and payment, or pass a message to a person"
        text = f"That is beyond me. I can {can}."
        return Answer(text, quick_replies=("What can you do?", PERSON))


def _is_answered(turn: Turn) -> bool:
    """Whether the FAQ surely answers; the bare name of a kind of product ("clothing") asks nothing."""
    reading = turn.shop.reader.understand(turn.text)
    bare_name = reading.nouns and len(reading.wish.words.split()) == len(words(turn.text))
    return not bare_name and turn.shop.faq.answer(turn.text).certain
