""" "Show more": what comes next depends on what the products now shown came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from actions.answer import Answer
from actions.photo import more_like_photo
from actions.products import like
from actions.recommendations import companions, favourites, ideas
from actions.search import more_of_the_wish, search_products
from actions.shop_action import ShopAction
from actions.source import Source
from actions.turn import Turn
from catalog.products import Product
from nlu.wish import Wish

#: How the list of each kind goes on: those about a product, and those inside a wish.
_ABOUT_PRODUCT: Mapping[str, Callable[[Turn, Product, Source], Answer]] = {"similar": like, "goes_with": companions}
_INSIDE_WISH: Mapping[str, Callable[[Turn, Wish, Source], Answer]] = {"recommend": ideas, "popular": favourites}


class ActionShowMore(ShopAction):
    action_name = "action_show_more"

    def answer(self, turn: Turn) -> Answer:
        if turn.shop.reader.understand(turn.text).nouns and turn.shop.reader.starts_anew(turn.wish, turn.text):
            return search_products(turn)  # "show me more shoes" while bags are shown
        product = turn.shop.product(turn.source.product)
        if turn.source.kind in _ABOUT_PRODUCT and product:
            return _ABOUT_PRODUCT[turn.source.kind](turn, product, turn.source)
        if turn.source.kind in _INSIDE_WISH:
            return _INSIDE_WISH[turn.source.kind](turn, turn.wish, turn.source)
        if turn.photo:
            return more_like_photo(turn)
        return more_of_the_wish(turn)
