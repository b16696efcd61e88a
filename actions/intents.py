"""Intents that belong together, as the questions about a turn group them (meant/asked.py, meant/asked_orders.py)."""

from __future__ import annotations

from actions.offers import CONFIRM_ADDRESS, CONFIRM_CANCEL, CONFIRM_DEFAULT_ADDRESS, CONFIRM_RETURN, CONFIRM_SWAP

WISHES = ("search_product", "refine_search")
CHANGES = ("cancel_order", "return_order", "change_order")
ORDERS = (*CHANGES, "ask_order_status", "ask_last_order")
UNSURE = ("ask_faq", "out_of_scope", "nlu_fallback", "")
CONFIRMS = {
    CONFIRM_CANCEL: "cancel_order",
    CONFIRM_RETURN: "return_order",
    **dict.fromkeys((CONFIRM_SWAP, CONFIRM_ADDRESS, CONFIRM_DEFAULT_ADDRESS), "change_order"),
}
