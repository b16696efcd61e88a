"""Finding products in words: a new wish, a change to it, more of the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.answer import Answer
from actions.faq import faq_answer, is_service_question
from actions.photo import narrow_photo
from actions.products import question_about_product, question_about_title
from actions.shop_action import ShopAction
from actions.suggestions import departments_of, next_steps, ways_to_ask_less
from actions.turn import Turn
from actions.wording import count, join, let_go_text, named_with_price, substitutes_text, titles_text, wish_text
from catalog.records import Event
from catalog.search.engine import SearchAnswer
from catalog.search.texts import full_text
from catalog.vocabulary import segments
from nlu.reading import Reading
from nlu.tokens import key, stem, words
from nlu.wish import FACETS, Wish

_CHANGES = ("Cheaper", "Any colour", "Start over")
_FEW_WORDS = 6
_SAME_AGAIN = re.compile(r"^(?:and|what about|how about|same)\b")


class ActionSearchProducts(ShopAction):
    """Answers search_product and refine_search alike: what was said decides which of the two it is."""

    action_name = "action_search_products"

    def answer(self, turn: Turn) -> Answer:
        return search_products(turn)


def search_products(turn: Turn) -> Answer:
    """The products for what was said, taken together with the wish so far."""
    reading = turn.shop.reader.understand(turn.text)
    if about_one := question_about_title(turn) or question_about_product(turn, reading):
        return about_one
    if is_service_question(turn, reading):
        return faq_answer(turn)
    if reading.says_nothing or (reading.asks.reduced and earlier_wish(turn).is_empty and reading.wish.is_empty):
        return _ask_for_a_wish(turn, reading)
    meant = _as_colour(turn, reading)
    reading = turn.shop.reader.understand(meant.text)
    if unknown := _unknown_words(turn, reading):
        return Answer(
            f"I don't know what to make of “{unknown}” here. What should be different?", quick_replies=_CHANGES
        )
    if turn.photo and not reading.nouns:
        return narrow_photo(turn, reading)
    wish = next_wish(meant, reading)
    if wish.is_empty:
        return _ask_for_a_wish(turn, reading)
    return find(turn, wish, reading)


def next_wish(turn: Turn, reading: Reading) -> Wish:
    """The wish after this turn: the earlier one changed, or a new one when another kind of product is named."""
    reader, earlier = turn.shop.reader, earlier_wish(turn)
    named = turn.intent == "search_product" and _is_bare_phrase(turn, reading)
    own = named or reader.starts_anew(earlier, turn.text) or _opens_a_wish(turn, earlier, reading)
    if own and not (turn.shown and _is_step(reading)):
        keeps_person = _SAME_AGAIN.match(turn.text.lower()) and "gender" in turn.wish.facets
        person = {"gender": turn.wish.facets["gender"]} if keeps_person else {}
        return replace(reading.wish, facets={**person, **reading.wish.facets})
    return reader.refine(earlier, reading.wish, turn.text, shown_prices_minor=turn.reference_prices_minor)


def earlier_wish(turn: Turn) -> Wish:
    """The wish so far; of a list that came from no words ("similar to the first") the kind that its products share."""
    if turn.photo or not turn.wish.is_empty:
        return turn.wish
    kinds = [segments(product) for product in turn.shown_products]
    shared = [kind for kind in kinds[0] if all(kind in others for others in kinds)] if kinds else []
    return Wish(words=shared[-1].lower(), facets={"category": (shared[-1],)}) if shared else turn.wish


def _as_colour(turn: Turn, reading: Reading) -> Turn:
    """The turn with a bare word that also names a thing ("olive") said as a colour, where there is a choice of them."""
    reader, text = turn.shop.reader, f"in {turn.text}"
    colour = reader.understand(text)
    if reading.wish.facets or set(colour.wish.facets) != {"colour"} or colour.wish.words:
        return turn
    if not any(variant.colour for product in turn.shown_products for variant in product.variants):
        return turn
    found = turn.shop.search.search(reader.refine(earlier_wish(turn), colour.wish, text), limit=1)
    is_had = bool(found.hits) and not found.relaxed
    return replace(turn, text=text) if is_had or not colour.substitutes else turn


def _opens_a_wish(turn: Turn, earlier: Wish, reading: Reading) -> bool:
    """Whether "something for …" leaves the earlier wish: none of the products that suit both best says so."""
    own_facts = reading.wish.facets.keys() - {*FACETS} or reading.wish.words
    if not reading.opens or not own_facts or reading.points_back:
        return False
    if "else" in key(turn.text):
        return True
    both = turn.shop.reader.refine(earlier, reading.wish, turn.text)
    found = turn.shop.search.search(both, limit=turn.shop.settings.search.limit)
    telling = set(key(reading.wish.words))
    return bool(found.relaxed) or not any(telling <= set(key(full_text(hit.product))) for hit in found.hits)


def find(turn: Turn, wish: Wish, reading: Reading) -> Answer:
    """Searches and tells: how many, which, and what had to be let go."""
    wish, found = _search(turn, wish, reading)
    _record(turn, found)
    if (found.relaxed or not found.hits) and (reading.asks.cheaper or reading.asks.dearer) and turn.shown:
        return _end_of_prices(turn, reading)
    if not found.hits:
        return _nothing_found(turn, wish, reading)
    currency = turn.shop.vocabulary.currency
    told = _relaxed_text(wish, found, currency) if found.relaxed else _found_text(wish, found, currency)
    notes = (
        _foreign_currency_text(reading, currency),
        _reduced_text(reading),
        substitutes_text(reading.substitutes),
        told,
    )
    return Answer(" ".join(filter(None, notes)), found.hits, next_steps(wish, found)).showing(_kept(turn, wish, found))


def _kept(turn: Turn, wish: Wish, found: SearchAnswer) -> Wish:
    """The wish to go on with: what the shop does not have at all has been told, and is not asked for again."""
    listed = turn.shop.vocabulary.values
    return replace(
        wish,
        facets={
            facet: values
            for facet, values in wish.facets.items()
            if facet in found.wish.facets or set(values) & set(listed.get(facet, ()))
        },
    )


def _search(turn: Turn, wish: Wish, reading: Reading) -> tuple[Wish, SearchAnswer]:
    """What the wish finds; where a word may mean another attribute as well, the reading that needs no concession."""
    limit = turn.shop.settings.search.limit
    found = turn.shop.search.search(wish, limit=limit)
    for facet, (other, values) in reading.alternatives:
        if found.hits and not found.relaxed:
            break
        rest = {name: held for name, held in wish.facets.items() if name != facet}
        second = replace(wish, facets={**rest, other: values})
        second_found = turn.shop.search.search(second, limit=limit)
        if second_found.hits and not second_found.relaxed:
            wish, found = second, second_found
    return wish, found


def more_of_the_wish(turn: Turn) -> Answer:
    """The next products of the same wish."""
    if not turn.shown or turn.wish.is_empty:
        return _ask_for_a_wish(turn)
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


def _is_bare_phrase(turn: Turn, reading: Reading) -> bool:
    """Whether the text is nothing but a name of several words, none of them said before ("yoga mat")."""
    telling = reading.wish.words.split()
    bare = reading.wish == Wish(words=reading.wish.words) and len(telling) == len(words(turn.text))
    return bare and len(telling) > 1 and not {stem(word) for word in telling} & set(key(turn.wish.words))


def is_about_products(turn: Turn, reading: Reading) -> bool:
    """Whether a text not taken for a wish is one: it names a kind of product, or says little else than facts."""
    wish, said = reading.wish, words(turn.text)
    if reading.nouns or reading.asks.reduced or (reading.opens and wish.words and len(said) <= _FEW_WORDS):
        return True
    priced = wish.price_max_minor is not None or wish.price_min_minor is not None
    if wish.facets or wish.excluded or priced or reading.asks.dropped or _is_step(reading):
        return len(said) <= _FEW_WORDS
    # "whole bean": words of products alone, with no verb or question around them.
    telling = wish.words.split()
    return bool(telling) and len(telling) == len(said) <= _FEW_WORDS and not _unknown_to_products(turn, telling)


def _unknown_words(turn: Turn, reading: Reading) -> str:
    """The words of a change when no product of the shop says any of them; "" when the change is understood."""
    telling = reading.wish.words
    is_change = not (earlier_wish(turn).is_empty or reading.nouns or reading.opens or _is_step(reading))
    if not is_change or not telling or reading.wish != Wish(words=telling):
        return ""
    return telling if len(_unknown_to_products(turn, telling.split())) == len(telling.split()) else ""


def _unknown_to_products(turn: Turn, telling: Sequence[str]) -> list[str]:
    """Those of the words that stand in no product's title, description or attributes."""
    stems = turn.shop.catalogue.stems
    return [word for word in dict.fromkeys(telling) if stem(word) not in stems]


def _is_step(reading: Reading) -> bool:
    asks = reading.asks
    return asks.cheaper or asks.dearer or asks.larger or asks.smaller


def _found_text(wish: Wish, found: SearchAnswer, currency: str) -> str:
    what, titles = wish_text(wish, currency, found.loose), titles_text(found.hits)
    number = "One" if found.total == 1 else str(found.total)
    matches = "match for" if found.total == 1 else "matches for"
    # Without a word for the kind of product, `what` begins with "products".
    told = f"{number} {what}" if what.startswith("products") else f"{number} {matches} {what}"
    told = told.replace("One products", "One product", 1)
    if found.total == len(found.hits):
        return f"{told}: {titles}."
    return f"{told}. The first {len(found.hits)}: {titles}."


def _relaxed_text(wish: Wish, found: SearchAnswer, currency: str) -> str:
    let_go, titles = let_go_text(wish, found.wish, currency), titles_text(found.hits)
    there = f"there are {found.total}" if found.total > 1 else "there is one"
    first = f", the first {len(found.hits)}" if found.total > len(found.hits) else ""
    return (
        f"I have no {wish_text(replace(wish, sort='relevance'), currency)}. Without {let_go} {there}{first}: {titles}."
    )


def _nothing_found(turn: Turn, wish: Wish, reading: Reading) -> Answer:
    """An honest no, and what can be done; never products that were not asked for."""
    currency = turn.shop.vocabulary.currency
    missing = [entry.said for entry in reading.substitutes if entry.facet == "category" and not entry.values]
    departments = departments_of(turn)
    if missing:
        text = f"This shop has no {missing[0]}. It sells {join(map(str.lower, departments))}."
        return Answer(text, quick_replies=departments)
    text = f"I found nothing for {wish_text(wish, currency)}."
    weaker = ways_to_ask_less(wish)
    return Answer(
        f"{text} Try other words, or leave something out.",
        quick_replies=(*weaker, *departments)[:4],
        slots={"wish": wish.to_dict()},
    )


def _end_of_prices(turn: Turn, reading: Reading) -> Answer:
    """Nothing is cheaper (or dearer) than what is shown: say so and show the end of the list."""
    prices = turn.reference_prices_minor
    cheaper = reading.asks.cheaper
    wish = replace(earlier_wish(turn), sort="price_up" if cheaper else "price_down")
    found = turn.shop.search.search(wish, limit=turn.shop.settings.search.limit)
    edge = "cheaper" if cheaper else "more expensive"
    if not found.hits or not prices:
        return Answer(f"I have nothing {edge} than that.", quick_replies=("Start over",))
    first = found.hits[0]
    text = f"Nothing {edge} than the {named_with_price(first)} fits this wish."
    if len(found.hits) > 1:
        text += f" {'Upwards' if cheaper else 'Downwards'} from there: {titles_text(found.hits[1:])}."
    return Answer(text, found.hits, next_steps(wish, found)).showing(wish)


def _ask_for_a_wish(turn: Turn, reading: Reading | None = None) -> Answer:
    departments = departments_of(turn)
    text = f"What are you looking for? This shop has {join(map(str.lower, departments))}." if departments else ""
    note = _reduced_text(reading) if reading else ""
    return Answer(" ".join(filter(None, (note, text or "What are you looking for?"))), quick_replies=departments[:4])


def _reduced_text(reading: Reading) -> str:
    if not reading.asks.reduced:
        return ""
    return "No product here is marked as reduced; the prices shown are what you pay."


def _foreign_currency_text(reading: Reading, currency: str) -> str:
    return f"Prices here are in {currency}, so I took the amount as {currency}." if reading.foreign_currency else ""


def _record(turn: Turn, found: SearchAnswer) -> None:
    """Keeps what was searched, so that the shop sees what it could not answer, and what was shown."""
    results = 0 if found.relaxed else found.total
    searched = Event("search", turn.visitor, turn.customer_id, None, turn.text, results)
    shown = [Event("shown", turn.visitor, turn.customer_id, hit.product.id) for hit in found.hits]
    turn.shop.store.record([searched, *shown])
