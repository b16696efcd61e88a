"""What people say of a product: stars, shares of opinion and two voices, all from the shop's own reviews."""

from __future__ import annotations

from typing import Any

from actions.answer import Answer
from actions.reference import pointed_at
from actions.shop_action import ShopAction
from actions.turn import Turn
from actions.wording import count, join
from catalog.products import Hit, Product
from catalog.reviews import Quote, ReviewSummary

#: Fewer opinions than this are told one by one, not as shares: one of two is no "50 %".
_FEWEST_FOR_SHARES = 4


class ActionReadReviews(ShopAction):
    action_name = "action_read_reviews"

    def answer(self, turn: Turn) -> Answer:
        return read_reviews(turn)


def read_reviews(turn: Turn) -> Answer:
    """The reviews of the product pointed at, or the question which one is meant."""
    products = pointed_at(turn) or _asked_for(turn) or tuple(turn.shown_products)
    if not products:
        return Answer("Of which product? Search for one first, or say its name.", quick_replies=("Best rated",))
    if len(products) > 1:
        names = tuple(product.title for product in products[:6])
        asked = tuple(f"What do people say about the {name}?" for name in names)
        return Answer(f"Which one do you mean: {join(names, 'or')}?", quick_replies=asked)
    return _told(turn, products[0])


def _asked_for(turn: Turn) -> tuple[Product, ...]:
    """The products of the kind that the text names, when none of the shown is one: "opinions on the honey"."""
    reading = turn.shop.reader.understand(turn.text)
    if not reading.nouns:
        return ()
    found = turn.shop.search.search(reading.wish, limit=turn.shop.settings.search.limit)
    return () if found.relaxed else tuple(hit.product for hit in found.hits)


def _told(turn: Turn, product: Product) -> Answer:
    summary = turn.shop.reviews.summary(product.id)
    text = review_text(product.title, summary)
    replies = ("Tell me more about it", "Show similar products", "Best rated")
    slots: dict[str, Any] = {"focus": product.id}
    if product.id not in turn.shown:
        slots |= {"shown": [product.id], "offset": 0}
    return Answer(text, (Hit(product, 1.0),), replies, slots)


def review_text(title: str, summary: ReviewSummary) -> str:
    """The summary in words."""
    if not summary.count:
        return f"Nobody has reviewed the {title} yet."
    parts = [f"{title}: {summary.stars:.1f} of 5 stars from {count(summary.count, 'review')}."]
    if summary.count >= _FEWEST_FOR_SHARES:
        shares = (("positive", summary.positive), ("mixed", summary.neutral), ("negative", summary.negative))
        told = [f"{'all' if share == 1 else f'{share:.0%}'} are {word}" for word, share in shares if share]
        parts.append(f"By what they write, {join(told)}.")
    if summary.praise:
        parts.append(f"{_who(summary.praise)} likes: {_quoted(summary.praise)}")
    if summary.criticism:
        parts.append(f"{_who(summary.criticism)} criticises: {_quoted(summary.criticism)}")
    return " ".join(parts)


def _who(quote: Quote) -> str:
    return quote.reviewer or "A customer"


def _quoted(quote: Quote) -> str:
    return f"“{quote.text}”"
