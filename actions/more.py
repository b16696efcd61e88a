""" "Show more": what comes next depends on what the products now shown came from."""

from __future__ import annotations

from actions.answer import Answer
from actions.photo import more_like_photo
from actions.recommendations import more_ideas
from actions.search import more_of_the_wish
from actions.shop_action import ShopAction
from actions.turn import Turn


class ActionShowMore(ShopAction):
    action_name = "action_show_more"

    def answer(self, turn: Turn) -> Answer:
        if turn.photo:
            return more_like_photo(turn)
        if turn.shown and turn.wish.is_empty:
            return more_ideas(turn)
        return more_of_the_wish(turn)
