"""What people say of a product: stars, shares of opinion and two voices, all from the shop's own reviews."""

from __future__ import annotations

from typing import Any

from actions.answer import Answer
from actions.meant.products import is_about_several, pointed_at
from actions.told.choosing import which_one
from actions.told.opinions import most_spoken, opinions_text, untold_opinions
from actions.told.wording import count, join
from actions.turn import Turn
from catalog.products import Hit, Product
from catalog.review_aspects import LEAST_PRAISE
from catalog.reviews import Quote, ReviewSummary
from nlu.aspects import aspect_asked

#: Fewer opinions than this are told one by one, not as shares: one of two is no "50 %".
_FEWEST_FOR_SHARES = 4
#: Voices that one answer quotes of those for, or of those against.
_MOST_QUOTES = 3
#: act -> how it is asked for.
_SIDES = {"for": "What do people like about it?", "against": "Any complaints?"}


def read_reviews(turn: Turn) -> Answer:
    """The reviews of the product pointed at, or the question which one is meant."""
    products = pointed_at(turn) or _asked_for(turn) or tuple(turn.shown_products)
    if turn.focus_product in products and is_about_several(turn):
        # "What do they like", "do they run small": of people, or of the pair of shoes talked about.
        products = tuple(product for product in products if product == turn.focus_product)
    if not products:
        return Answer("Of which product? Search for one first, or say its name.", quick_replies=("Best rated",))
    if len(products) > 1:
        return which_one(products, "What do people say about the {}?")
    return _told(turn, products[0])


def _unreviewed(turn: Turn, product: Product) -> str:
    """Says of the others shown that nobody has reviewed them, where the best rated of all was asked for."""
    others = [one for one in turn.shown_products if one.id != product.id]
    if "superlative rating" not in turn.heard.references or not others:
        return ""
    if any(turn.shop.reviews.summary(one.id).count for one in others):
        return ""
    return f"Nobody has reviewed the {'other' if len(others) == 1 else 'others'} yet."


def _asked_for(turn: Turn) -> tuple[Product, ...]:
    """The products of the kind that the text names, when none of the shown is one: "opinions on the honey"."""
    if not turn.heard.nouns:
        return ()
    found = turn.shop.search.search(turn.heard.wish, limit=turn.shop.settings.search.limit)
    return () if found.relaxed else tuple(hit.product for hit in found.hits)


def _told(turn: Turn, product: Product) -> Answer:
    summary = turn.shop.reviews.summary(product.id)
    one_side = _of_aspect(turn, product, summary) or _one_side(turn, product, summary)
    text = one_side or "\n".join(filter(None, [review_text(product.title, summary), _spoken(turn, product)]))
    text = "\n".join(filter(None, (text, _unreviewed(turn, product))))
    both = 0 < summary.high < summary.count
    replies = [ask for side, ask in _SIDES.items() if both and not (one_side and side == turn.act)]
    slots: dict[str, Any] = {"focus": product.id}
    if product.id not in turn.shown:
        slots |= {"shown": [product.id], "offset": 0}
    return Answer(text, (Hit(product, 1.0),), (*replies, "Tell me more about it", "Show similar products"), slots)


def _of_aspect(turn: Turn, product: Product, summary: ReviewSummary) -> str:
    """What the reviews say of the aspect that is asked of, "" where none is, or nobody has reviewed the product."""
    aspect = aspect_asked(turn.mended)
    if not aspect or not summary.count or not turn.shop.reviews.reads_aspects:
        return ""
    found = turn.shop.reviews.opinions(product.id).get(aspect)
    return opinions_text(found, product.title) if found else untold_opinions(aspect, summary.count, product.title)


def _spoken(turn: Turn, product: Product) -> str:
    opinions = turn.shop.reviews.opinions(product.id)
    return " ".join(filter(None, (most_spoken(opinions, polarity) for polarity in ("positive", "negative"))))


def _one_side(turn: Turn, product: Product, summary: ReviewSummary) -> str:
    """What speaks for or against the product when only that is asked for, "" when both are."""
    if not summary.count or turn.act not in _SIDES:
        return ""
    against = turn.act == "against"
    number = summary.count - summary.high if against else summary.high
    stars = f"{LEAST_PRAISE - 1} stars or fewer" if against else f"{LEAST_PRAISE} stars or more"
    of_all = f"of the {count(summary.count, 'review')} of the {product.title}"
    if not number:
        return f"None {of_all} gives {stars}." if summary.count > 1 else review_text(product.title, summary)
    most = most_spoken(turn.shop.reviews.opinions(product.id), "negative" if against else "positive")
    opening = " ".join(filter(None, [f"{number} {of_all} {'gives' if number == 1 else 'give'} {stars}.", most]))
    quotes = turn.shop.reviews.quotes(product.id, "negative" if against else "positive", _MOST_QUOTES)
    return "\n".join([opening, *(f"{_who(quote)}, {count(quote.stars, 'star')}: {_quoted(quote)}" for quote in quotes)])


def review_text(title: str, summary: ReviewSummary) -> str:
    """The summary in words, a voice a line."""
    if not summary.count:
        return f"Nobody has reviewed the {title} yet."
    parts = [f"{title}: {summary.stars:.1f} of 5 stars from {count(summary.count, 'review')}."]
    if summary.count >= _FEWEST_FOR_SHARES:
        shares = (("positive", summary.positive), ("mixed", summary.neutral), ("negative", summary.negative))
        told = [f"{'all' if share == 1 else f'{share:.0%}'} are {word}" for word, share in shares if share]
        parts.append(f"By what they write, {join(told)}.")
    voices = [(summary.praise, "likes"), (summary.criticism, "criticises")]
    lines = [f"{_who(quote)} {verb}: {_quoted(quote)}" for quote, verb in voices if quote]
    return "\n".join([" ".join(parts), *lines])


def _who(quote: Quote) -> str:
    return quote.reviewer or "A customer"


def _quoted(quote: Quote) -> str:
    return f"“{quote.text}”"
