"""Finding products in words: a new wish, a change to it, more of the same."""

from __future__ import annotations

from actions.answer import Answer
from actions.meant.wishes import as_colour, next_wish, unknown_words
from actions.told.finding import ask_for_a_wish, find, find_each
from actions.told.suggestions import next_steps, ways_to_ask_less
from actions.told.wording import count, titles_text, wish_text
from actions.turn import Turn

_CHANGES = ("Cheaper", "Any colour", "Start over")


def search(turn: Turn) -> Answer:
    """The products for what was said, taken together with the wish so far."""
    turn = as_colour(turn)
    if unknown := unknown_words(turn):
        text = f"I don't know what to make of “{unknown}” here. What should be different?"
        return Answer(text, quick_replies=_CHANGES)
    if len(turn.heard.wishes) > 1:
        return find_each(turn, turn.heard.wishes)
    wish = next_wish(turn)
    return ask_for_a_wish(turn) if wish.is_empty else find(turn, wish)


def ask(turn: Turn) -> Answer:
    """The question what is wanted."""
    return ask_for_a_wish(turn)


def more(turn: Turn) -> Answer:
    """The next products of the same wish."""
    if not turn.shown or turn.wish.is_empty:
        return ask_for_a_wish(turn)
    limit = turn.shop.settings.search.limit
    offset = turn.offset + limit
    found = turn.shop.search.search(turn.wish, limit=limit, offset=offset)
    currency = turn.shop.vocabulary.currency
    if not found.hits:
        text = f"That was all: {count(found.total, 'match', 'matches')} for {wish_text(found.wish, currency)}."
        return Answer(text, quick_replies=(*ways_to_ask_less(turn.wish), "Start over"))
    last = offset + len(found.hits)
    text = f"Numbers {offset + 1} to {last} of {found.total}: {titles_text(found.hits)}."
    if len(found.hits) == 1:
        text = f"The last one of {found.total}: {titles_text(found.hits)}."
    return Answer(text, found.hits, next_steps(turn.wish, found, offset)).showing(turn.wish, offset=offset)
