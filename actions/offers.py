""" "Yes" and "no" to what was offered a moment ago."""

from __future__ import annotations

from actions.answer import Answer
from actions.declining import declined
from actions.orders import CONFIRMATIONS, confirm, kept
from actions.products import tell_about
from actions.shop_action import ShopAction
from actions.turn import Turn


class ActionAcceptOffer(ShopAction):
    action_name = "action_accept_offer"

    def answer(self, turn: Turn) -> Answer:
        if turn.offer in CONFIRMATIONS:
            # The login may have ended since the question was asked.
            return confirm(turn, turn.customer_id) if turn.customer_id else declined(turn)
        if turn.offer:
            return Answer("", next_action=turn.offer)
        if turn.focus_product:
            return tell_about(turn, turn.focus_product)
        return Answer("Good. Tell me what you are looking for, or which of the products you mean.")


class ActionDeclineOffer(ShopAction):
    action_name = "action_decline_offer"

    def answer(self, turn: Turn) -> Answer:
        return kept(turn) if turn.offer in CONFIRMATIONS and turn.customer_id else declined(turn)
