"""Questions about the shop, answers to what was offered, and what is beyond us: never by guessing."""

from __future__ import annotations

from collections.abc import Callable

from actions.answer import Answer
from actions.offers import PERSON
from actions.told.service import faq_told
from actions.told.suggestions import example_wish
from actions.turn import Turn
from catalog.records import Event
from nlu.hearing.signs import feeling_in
from nlu.language import language_of, sentence_for

#: So many words alone are the name of a thing.
_NAME_WORDS = 2
_CAN = "find products, answer questions about delivery, returns and payment, or pass a message to a person"
_THEN = (
    "and then change it: “cheaper”, “in blue”, “show more”. Point at a product with “the second one” or “compare the "
    "first two”. Send a photo and I look for it, or ask what I would recommend. I also know about delivery, returns "
    "and payment, look after your orders when you are logged in, and can pass a message to a person."
)


def answer_question(turn: Turn) -> Answer:
    return faq_told(turn)


def go_on(turn: Turn) -> Answer:
    """What goes on with the service question before: "and express?"."""
    return faq_told(turn, turn.shop.faq.follow_up(turn.text, turn.service))


def beyond(turn: Turn) -> Answer:
    # Kept like a question to the FAQ, so that the merchant sees what was asked in vain.
    turn.shop.store.record([Event("question", turn.visitor, turn.customer_id, None, turn.text, 0)])
    return Answer(f"{_refusal(turn)} I can {_CAN}.", quick_replies=("What can you do?", PERSON))


def _refusal(turn: Turn) -> str:
    """A bare word or two name what the shop has not got; anything longer asks for what is no shop's matter."""
    bare = turn.heard.wish.words
    is_name = (
        turn.intent == "out_of_scope"
        and 0 < len(bare.split()) <= _NAME_WORDS
        and len(bare.split()) == len(turn.heard.words)
    )
    return f"I have nothing for “{bare}” here." if is_name and bare.replace(" ", "").isalpha() else "That is beyond me."


def no_shopping(turn: Turn) -> Answer:
    """Calm where a program is asked for what is no matter of a shop."""
    return Answer(
        f"I leave that to others; I am this shop's assistant. I can {_CAN}.", quick_replies=("What can you do?",)
    )


def feeling(turn: Turn) -> Answer:
    """A word to what only shows a feeling."""
    if feeling_in(turn.text) == "glad":
        return Answer("Glad to hear that. What else can I do for you?")
    text = "I am sorry that this is no pleasure. Tell me what is wrong, or shall I pass a message to a person?"
    return Answer(text, quick_replies=(PERSON,), offer="person_form")


def help_out(turn: Turn) -> Answer:
    """What can be said here, by an example that this shop can answer."""
    example = example_wish(turn.shop)
    say = f", say “{example}”" if example else ""
    text = f"You can tell me in your own words what you want{say}, {_THEN}"
    return Answer(text, quick_replies=("What's new?", PERSON))


def say(response: str) -> Callable[[Turn], Answer]:
    """What is said to a greeting, thanks and the like, whatever the shop."""
    return lambda turn: Answer(response=response)


def begin_form(turn: Turn) -> Answer:
    """The form that was offered."""
    return Answer("", form=turn.offer)


def english_only(turn: Turn) -> Answer:
    """One honest sentence in the customer's language instead of products by chance."""
    return Answer(sentence_for(language_of(turn.text)), quick_replies=(PERSON,))


def declined(turn: Turn) -> Answer:
    """What follows a "no": a change to what is shown, or anything else."""
    if turn.shown and not turn.wish.is_empty:
        return Answer("All right. What should be different?", quick_replies=("Cheaper", "Show more", "Start over"))
    return Answer("All right. What else can I do for you?")
