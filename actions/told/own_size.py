"""A wish "in my size": in the sizes that the customer said or bought."""

from __future__ import annotations

from dataclasses import replace

from actions.answer import Answer
from actions.told.finding import find
from actions.told.wording import join
from actions.turn import Turn
from nlu.wish import Wish

ASK_SIZE = "Which size do you wear? Say for example “I wear M” or “I wear 42”, and I remember it."
#: Products of a wish whose sizes tell which size is meant.
_AMONG = 60


def find_in_own_size(turn: Turn, wish: Wish) -> Answer:
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
