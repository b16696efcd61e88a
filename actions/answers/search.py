"""Finding products in words: a new wish, a change to it, more of the same."""

from __future__ import annotations

from dataclasses import replace

from actions.answer import Answer
from actions.meant.wishes import as_colour, is_a_thing, next_wish, unknown_words
from actions.told.chips import chips_held, removed
from actions.told.finding import ask_for_a_wish, find, find_each
from actions.told.profile import ASK_SIZE
from actions.told.suggestions import next_steps, ways_to_ask_less
from actions.told.wording import count, join, named_alone, wish_text
from actions.turn import LISTING, Turn
from catalog.records import Event
from nlu.hearing.cues import without_cues
from nlu.wish import Wish

#: Products of a wish whose sizes tell which size is meant.
_AMONG = 60
_CHANGES = ("Cheaper", "Any colour", "Start over")


def search(turn: Turn) -> Answer:
    """The products for what was said, taken together with the wish so far."""
    turn = as_colour(turn)
    if unknown := unknown_words(turn):
        # Kept like a search that found nothing, so that the merchant sees what was asked in vain.
        turn.shop.store.record([Event("search", turn.visitor, turn.customer_id, None, turn.text, 0)])
        lacks = is_a_thing(turn, unknown.split()[-1])
        lacking = f"I have no “{unknown}” here: the shop" if lacks else "The shop"
        of_it = "it" if lacks else f"“{unknown}” here"
        text = f"{lacking} says nothing about {of_it}. What should be different?"
        return Answer(text, quick_replies=_CHANGES)
    if len(turn.heard.wishes) > 1:
        return find_each(turn, turn.heard.wishes)
    wish = next_wish(turn)
    return ask_for_a_wish(turn) if wish.is_empty else find(turn, wish)


def in_own_size(turn: Turn) -> Answer:
    """The same in the size that the customer is known to wear."""
    wish = next_wish(turn)
    return _find_in_own_size(turn, replace(wish, words=" ".join(without_cues(wish.words.split(), "own_size"))))


def _find_in_own_size(turn: Turn, wish: Wish) -> Answer:
    """The wish in the sizes that the customer wears of such things; asks for them where nothing is known."""
    _, profile = turn.shop.recommender.known(turn.visitor, turn.customer_id)
    found = turn.shop.search.search(wish, limit=_AMONG)
    sizes = sorted({size for hit in found.hits for size in profile.sizes_for(hit.product)})
    if not sizes:
        return Answer(
            f"I don't know your size of that yet. {ASK_SIZE}", quick_replies=("I wear M", "What do you know about me?")
        )
    answer = find(turn, replace(wish, facets={**wish.facets, "size": tuple(sizes)}))
    return replace(answer, text=f"Your size is {join(sizes)} as far as I know. {answer.text}")


def without_part(turn: Turn) -> Answer:
    """The products for what is left of the wish when a chip is taken away."""
    chip = removed(turn)
    rest = chip.rest if chip else turn.wish
    if rest.beside:
        return find_each(turn, (replace(rest, beside=()), *rest.beside))
    if rest != Wish():
        return find(turn, rest)
    return replace(ask_for_a_wish(turn), slots=dict.fromkeys((*LISTING, "focus")))


def no_such_part(turn: Turn) -> Answer:
    """What a program hears that names a chip which the conversation does not hold."""
    allowed = ", ".join(chip.id for chip in chips_held(turn))
    held = f"Those of this conversation: {allowed}." if allowed else "This conversation holds none."
    return Answer(f"There is no chip “{turn.removes[:80]}” to remove. {held}", error="no_such_chip")


def ask(turn: Turn) -> Answer:
    """The question what is wanted."""
    return ask_for_a_wish(turn)


def keep(turn: Turn) -> Answer:
    """The wish without what need not hold, which at most makes the list longer."""
    return find(turn, next_wish(turn))


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
    text = f"Numbers {offset + 1} to {last} of {found.total}."
    if len(found.hits) == 1:
        text = f"The last one of {found.total}{named_alone(found.hits)}."
    return Answer(text, found.hits, next_steps(turn.wish, found, offset)).showing(turn.wish, offset=offset)
