"""Searching for a wish and telling what came of it: how many, which, and what had to be let go."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from actions.answer import Answer
from actions.meant.wishes import earlier_wish, is_a_thing, unknown_to_products, without_what_is_never_had
from actions.told.found import (
    beside_text,
    foreign_currency_text,
    found_text,
    had_text,
    manner_text,
    reduced_text,
    relaxed_text,
    says_only_gift,
    sold_out_text,
    unlisted_text,
    untold_order,
    untold_text,
)
from actions.told.nearly import by_numbers
from actions.told.suggestions import departments_of, next_steps, ways_to_ask_less
from actions.told.wording import (
    join,
    named_alone,
    named_with_price,
    occasion_text,
    shades_text,
    substitutes_text,
    wish_text,
)
from actions.turn import Turn
from catalog.products import Hit, Product
from catalog.records import Event
from catalog.search.engine import SearchAnswer
from nlu.hearing.heard import Heard
from nlu.hearing.lexicon import word_set
from nlu.hearing.occasions import told_occasions
from nlu.tokens import key, stem
from nlu.wish import Wish

#: Cosine from which two occasions ask for the same ("baptism" and a christening .57, "dentist" and the office .26).
_SAME_OCCASION = 0.4
#: Asked of a wish that fits half the shop; each reply works when it is typed.
_TOO_WIDE = "Who is it for, and how much may it cost?"
_WIDE_REPLIES = ("For him", "For her", "For a child", "Under 30")
#: Score from which a product comes near to a kind that the shop lacks; below it the two have little in common.
_NEAR = 0.33
_VERY_NEAR = 0.45
_MOST_SOLD_OUT = 2


def find(turn: Turn, wish: Wish) -> Answer:
    """Searches and tells: how many, which, and what had to be let go."""
    heard = turn.heard
    wish, found = _search(turn, wish, heard)
    lacking = _kind_unheard_of(turn, wish)
    _record(turn, found, in_vain=bool(lacking))
    if (found.relaxed or not found.hits) and heard.steps & {"cheaper", "dearer"} and turn.shown:
        return _end_of_prices(turn)
    if (lacking or not found.hits) and (like := _like_occasion(turn, wish)):
        return _found_for(turn, wish, like)
    if lacking:
        return _nearest_to(turn, wish, lacking)
    if not found.hits or (found.relaxed and _asks_nothing(found.wish)):
        return _nothing_found(turn, wish, heard)
    currency = turn.shop.vocabulary.currency
    is_wide = says_only_gift(turn, wish)
    gone = _sold_out(turn, wish, found)
    told = relaxed_text(wish, found, currency) if found.relaxed else found_text(wish, found, currency)
    if gone:
        told = " ".join([sold_out_text(gone), *([told] if gone != found.hits else [])])
        new = (hit for hit in gone if hit.product.id not in {hit.product.id for hit in found.hits})
        found = replace(found, hits=(*new, *found.hits)[: turn.shop.settings.search.limit])
    untold = untold_order(turn, wish, found.hits)
    notes = (
        foreign_currency_text(heard, currency),
        reduced_text(heard),
        substitutes_text(heard.substitutes),
        untold,
        told,
        shades_text(found.wish, found.hits),
        had_text(turn, found) or manner_text(turn, found),
        untold_text(heard),
        beside_text(turn),
        ("How much may it cost?" if "for" in heard.words else _TOO_WIDE) if is_wide else "",
        unlisted_text(wish, found.hits),
    )
    kept = without_what_is_never_had(turn, wish, found.wish)
    replies = _WIDE_REPLIES if is_wide else next_steps(wish, found)
    return Answer(" ".join(filter(None, notes)), found.hits, replies).showing(kept)


def _like_occasion(turn: Turn, wish: Wish) -> str:
    """The occasion nearest in meaning to the words of a wish for something to wear, bring or give; "" for none."""
    is_open = not wish.facets.get("category") and not wish.occasions and bool(wish.words)
    if not is_open or not turn.says("wants_things"):
        return ""
    known = told_occasions()
    place, likeness = turn.shop.search.nearest(wish.words, list(known.values()))
    return list(known)[place] if likeness >= _SAME_OCCASION else ""


def _found_for(turn: Turn, wish: Wish, like: str) -> Answer:
    """What suits an occasion of the same kind as the one named, said to be for that."""
    near = turn.shop.reader.for_occasion(wish, like)
    found = turn.shop.search.search(near, limit=turn.shop.settings.search.limit)
    if not found.hits or found.relaxed:
        return _nothing_found(turn, wish, turn.heard)
    _record(turn, found)
    told = f"“{wish.words}” is nothing the shop speaks of, so I looked for {occasion_text(like)}."
    text = f"{told} {found_text(near, found, turn.shop.vocabulary.currency)}"
    return Answer(text, found.hits, next_steps(near, found)).showing(near)


def find_each(turn: Turn, wishes: Sequence[Wish]) -> Answer:
    """Searches for several wishes of one message; each gets its share of the cards and a sentence of its own."""
    share = max(1, turn.shop.settings.search.limit // len(wishes))
    within = _within_together(turn, wishes) if turn.says("in_all") else wishes
    answers = [_found_share(turn, wish, share) for wish in within]
    notes = (foreign_currency_text(turn.heard, turn.shop.vocabulary.currency), reduced_text(turn.heard))
    text = "\n".join(filter(None, (*notes, *(told for told, _ in answers))))
    hits = tuple({hit.product.id: hit for _, found in answers for hit in found.hits}.values())
    kept = replace(wishes[0], beside=tuple(wishes[1:]))
    return Answer(text, hits, ("Compare the first two",) if len(hits) > 1 else ()).showing(kept)


def _within_together(turn: Turn, wishes: Sequence[Wish]) -> Sequence[Wish]:
    """The wishes with what each may cost at most when the amount said is for all: the cheapest of the others go off."""
    least = []
    for wish in wishes:
        found = turn.shop.search.search(replace(wish, sort="price_up"), limit=1)
        prices = [hit.variant.price_minor if hit.variant else hit.product.price_minor for hit in found.hits]
        least.append(0 if found.relaxed else min(prices, default=0))
    return [
        replace(wish, price_max_minor=max(own, wish.price_max_minor - sum(least) + own))
        if wish.price_max_minor is not None
        else wish
        for wish, own in zip(wishes, least, strict=True)
    ]


def _found_share(turn: Turn, wish: Wish, share: int) -> tuple[str, SearchAnswer]:
    currency = turn.shop.vocabulary.currency
    found = turn.shop.search.search(wish, limit=share)
    _record(turn, found)
    if not found.hits:
        return f"I found nothing for {wish_text(wish, currency)}.", found
    return relaxed_text(wish, found, currency) if found.relaxed else found_text(wish, found, currency), found


def ask_for_a_wish(turn: Turn) -> Answer:
    departments = departments_of(turn)
    text = f"What are you looking for? This shop has {join(map(str.lower, departments))}." if departments else ""
    told = (reduced_text(turn.heard), text or "What are you looking for?")
    return Answer(" ".join(filter(None, told)), quick_replies=departments[:4])


def _search(turn: Turn, wish: Wish, heard: Heard) -> tuple[Wish, SearchAnswer]:
    """What the wish finds; where a word may mean another attribute as well, the reading that needs no concession."""
    limit = turn.shop.settings.search.limit
    found = turn.shop.search.search(wish, limit=limit)
    for facet, (other, values) in heard.alternatives:
        if found.hits and not found.relaxed:
            break
        rest = {name: held for name, held in wish.facets.items() if name != facet}
        second = replace(wish, facets={**rest, other: values})
        second_found = turn.shop.search.search(second, limit=limit)
        if second_found.hits and not second_found.relaxed:
            wish, found = second, second_found
    return wish, by_numbers(turn, wish, found)


def _nothing_found(turn: Turn, wish: Wish, heard: Heard) -> Answer:
    """An honest no, and what can be done; never products that were not asked for."""
    currency = turn.shop.vocabulary.currency
    missing = [entry.said for entry in heard.substitutes if entry.facet == "category" and not entry.values]
    departments = departments_of(turn)
    if missing:
        text = f"This shop has no {missing[0]}. It sells {join(map(str.lower, departments))}."
        return Answer(text, quick_replies=departments)
    brands = [entry.said for entry in heard.substitutes if entry.facet == "brand" and not entry.values]
    if brands and wish.facets.keys() == {"brand"}:
        return Answer(f"I have nothing by {join(brands, 'or')} here.", quick_replies=departments[:4])
    if wish.excluded and (text := _all_ruled_out(turn, wish)):
        return Answer(text, quick_replies=departments[:4], slots={"wish": wish.to_dict()})
    text = f"I found nothing for {wish_text(wish, currency)}."
    weaker = ways_to_ask_less(wish)
    return Answer(
        f"{text} Try other words, or leave something out.",
        quick_replies=(*weaker, *departments)[:4],
        slots={"wish": wish.to_dict()},
    )


def _all_ruled_out(turn: Turn, wish: Wish) -> str:
    """What the products of a wish have that was refused, where all have it: "granola without nuts"; "" otherwise."""
    found = turn.shop.search.search(replace(wish, excluded={}), limit=turn.shop.settings.search.limit)
    called = [hit.product for hit in found.hits if set(key(wish.words)) <= set(key(hit.product.title))]
    products = called or [hit.product for hit in found.hits]
    contents = word_set("words", "content_attributes")
    refused = {(facet, value) for facet, values in wish.excluded.items() if facet in contents for value in values}
    had = {product.title: _had_of(product, refused) for product in products}
    if found.relaxed or found.total > len(found.hits) or not had or not all(had.values()):
        return ""
    told = join(f"the {title} has {values}" for title, values in had.items())
    return f"I have no {wish_text(wish, turn.shop.vocabulary.currency)}: {told}."


def _had_of(product: Product, refused: Collection[tuple[str, str]]) -> str:
    """What the product has of these facts, in words."""
    facts = ((name, value) for name, values in product.attributes.items() for value in values)
    return join(value.lower() for name, value in facts if (name, value) in refused)


def _sold_out(turn: Turn, wish: Wish, found: SearchAnswer) -> tuple[Hit, ...]:
    """What has all that was asked for and cannot be bought, where the hits are something else."""
    if not (found.relaxed and wish.in_stock):
        return ()
    if found.wish == replace(wish, in_stock=False):
        return found.hits[:_MOST_SOLD_OUT] if found.total <= _MOST_SOLD_OUT else ()
    any_stock = turn.shop.search.search(replace(wish, in_stock=False), limit=_MOST_SOLD_OUT)
    return () if any_stock.relaxed or any_stock.lacking else any_stock.hits


def _asks_nothing(wish: Wish) -> bool:
    """Whether so much was let go that the whole shop fits: "iphone" by nobody is no tour of all there is."""
    return replace(wish, in_stock=True, sort="relevance") == Wish()


def _kind_unheard_of(turn: Turn, wish: Wish) -> str:
    """The words of a wish whose last one, what the thing is, no product of the shop says; "" when all is known."""
    telling = (turn.heard.thing or wish.words).split()
    new = turn.heard.wish.words == wish.words
    if not telling or not new or wish.facets.get("category") or wish.named or wish.occasions:
        return ""
    unsaid = stem(telling[-1]) not in turn.shop.catalogue.title_stems
    is_thing = (bool(turn.heard.thing) and not turn.heard.wish.facets) or is_a_thing(turn, telling[-1])
    if unsaid and (_names_a_compound(turn, telling) or is_thing):
        return " ".join(telling)  # a "phone case", where some description of earbuds tells of a charging case
    return " ".join(telling) if unknown_to_products(turn, telling[-1:]) else ""


def _names_a_compound(turn: Turn, telling: Sequence[str]) -> bool:
    """Whether a kind of the shop only describes the last word: the "phone" of a "phone case"."""
    kinds = [m for m in turn.heard.marks if m.kind == "value" and m.meaning.facet == "category"]
    words = turn.heard.words
    return any(not m.meaning.binding and words[m.end : m.end + 1] == (telling[-1],) for m in kinds)


def _nearest_to(turn: Turn, wish: Wish, lacking: str) -> Answer:
    """What is not in the shop is said; what comes near is offered as that, and as nothing else.

    Near is what stands on the shelf nearest in meaning; of other kinds only what has much in common with it. A shop
    without kinds has one shelf.
    """
    search, limit = turn.shop.search, turn.shop.settings.search.limit
    kind = "" if _names_a_compound(turn, lacking.split()) else search.nearest_kind(lacking)
    akin = replace(wish, words=lacking, facets={"category": (kind,)} if kind else {})
    least = _NEAR if kind or not turn.shop.vocabulary.values.get("category") else _VERY_NEAR
    near = tuple(hit for hit in search.search(akin, limit=limit).hits if hit.score >= least)
    if not near:
        # Nothing can be made of it, so what was wanted before stays.
        return Answer(f"I have no {lacking} here.", quick_replies=departments_of(turn)[:4])
    nearest = f"The nearest to it{named_alone(near)}." if len(near) == 1 else "These come nearest to it."
    text = f"I have no {lacking} as such. {nearest}"
    return Answer(text, near, next_steps(wish, search.search(akin, limit=limit))).showing(wish)


def _end_of_prices(turn: Turn) -> Answer:
    """Nothing is cheaper (or dearer) than what is shown: say so and show the end of the list."""
    prices = turn.reference_prices_minor
    cheaper = "cheaper" in turn.heard.steps
    wish = replace(earlier_wish(turn), sort="price_up" if cheaper else "price_down")
    found = turn.shop.search.search(wish, limit=turn.shop.settings.search.limit)
    edge = "cheaper" if cheaper else "more expensive"
    if not found.hits or not prices:
        return Answer(f"I have nothing {edge} than that.", quick_replies=("Start over",))
    first = found.hits[0]
    text = f"Nothing {edge} than the {named_with_price(first)} fits this wish."
    if len(found.hits) > 1:
        text += f" The others cost {'more' if cheaper else 'less'}."
    return Answer(text, found.hits, next_steps(wish, found)).showing(wish)


def _record(turn: Turn, found: SearchAnswer, *, in_vain: bool = False) -> None:
    """Keeps what was searched, so that the shop sees what it could not answer, and what was shown."""
    results = 0 if found.relaxed or in_vain else found.total
    searched = Event("search", turn.visitor, turn.customer_id, None, turn.text, results)
    shown = [Event("shown", turn.visitor, turn.customer_id, hit.product.id) for hit in found.hits]
    # Nothing was said where a chip was taken away.
    turn.shop.store.record([searched, *shown] if turn.text else shown)
