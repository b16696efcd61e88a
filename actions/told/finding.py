"""Searching for a wish and telling what came of it: how many, which, and what had to be let go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.answer import Answer
from actions.meant.wishes import earlier_wish, is_a_thing, unknown_to_products, without_what_is_never_had
from actions.told.suggestions import departments_of, next_steps, ways_to_ask_less
from actions.told.wording import elsewhere_text, join, named_alone, named_with_price, substitutes_text, wish_text
from actions.turn import Turn
from catalog.products import Hit
from catalog.records import Event
from catalog.search.engine import SearchAnswer
from catalog.search.texts import full_text
from nlu.hearing.facts import WORDS
from nlu.hearing.heard import Heard
from nlu.hearing.lexicon import word_set
from nlu.tokens import key, stem
from nlu.wish import Wish

#: Asked of a wish that fits half the shop; each reply works when it is typed.
_TOO_WIDE = "Who is it for, and how much may it cost?"
_WIDE_REPLIES = ("For him", "For her", "For a child", "Under 30")
#: Score from which a product comes near to a kind that the shop lacks; below it the two have little in common.
_NEAR = 0.33
_VERY_NEAR = 0.45
_MOST_SOLD_OUT = 2
_UNTOLD_ORDER = "The shop does not say which of these that is."


def find(turn: Turn, wish: Wish) -> Answer:
    """Searches and tells: how many, which, and what had to be let go."""
    heard = turn.heard
    wish, found = _search(turn, wish, heard)
    lacking = _kind_unheard_of(turn, wish)
    _record(turn, found, in_vain=bool(lacking))
    if (found.relaxed or not found.hits) and heard.steps & {"cheaper", "dearer"} and turn.shown:
        return _end_of_prices(turn)
    if lacking:
        return _nearest_to(turn, wish, lacking)
    if not found.hits or (found.relaxed and _asks_nothing(found.wish)):
        return _nothing_found(turn, wish, heard)
    currency = turn.shop.vocabulary.currency
    is_wide = _says_only_gift(turn, wish)
    gone = _sold_out(turn, wish, found)
    told = _relaxed_text(wish, found, currency) if found.relaxed else _found_text(wish, found, currency)
    if gone:
        told = " ".join([sold_out_text(gone), *([told] if gone != found.hits else [])])
        new = (hit for hit in gone if hit.product.id not in {hit.product.id for hit in found.hits})
        found = replace(found, hits=(*new, *found.hits)[: turn.shop.settings.search.limit])
    untold = _untold_order(turn, wish, found.hits)
    notes = (
        _foreign_currency_text(heard, currency),
        reduced_text(heard),
        substitutes_text(heard.substitutes),
        untold,
        told,
        _manner_text(turn, found),
        _untold_text(heard),
        _beside_text(turn),
        ("How much may it cost?" if "for" in heard.words else _TOO_WIDE) if is_wide else "",
        _unlisted_text(wish, found.hits),
    )
    kept = without_what_is_never_had(turn, wish, found.wish)
    replies = _WIDE_REPLIES if is_wide else next_steps(wish, found)
    return Answer(" ".join(filter(None, notes)), found.hits, replies).showing(kept)


def find_each(turn: Turn, wishes: Sequence[Wish]) -> Answer:
    """Searches for several wishes of one message; each gets its share of the cards and a sentence of its own."""
    share = max(1, turn.shop.settings.search.limit // len(wishes))
    answers = [_found_share(turn, wish, share) for wish in wishes]
    notes = (_foreign_currency_text(turn.heard, turn.shop.vocabulary.currency), reduced_text(turn.heard))
    text = "\n".join(filter(None, (*notes, *(told for told, _ in answers))))
    hits = tuple({hit.product.id: hit for _, found in answers for hit in found.hits}.values())
    kept = replace(wishes[0], beside=tuple(wishes[1:]))
    return Answer(text, hits, ("Compare the first two",) if len(hits) > 1 else ()).showing(kept)


def _found_share(turn: Turn, wish: Wish, share: int) -> tuple[str, SearchAnswer]:
    currency = turn.shop.vocabulary.currency
    found = turn.shop.search.search(wish, limit=share)
    _record(turn, found)
    if not found.hits:
        return f"I found nothing for {wish_text(wish, currency)}.", found
    return _relaxed_text(wish, found, currency) if found.relaxed else _found_text(wish, found, currency), found


def ask_for_a_wish(turn: Turn) -> Answer:
    departments = departments_of(turn)
    text = f"What are you looking for? This shop has {join(map(str.lower, departments))}." if departments else ""
    told = (reduced_text(turn.heard), text or "What are you looking for?")
    return Answer(" ".join(filter(None, told)), quick_replies=departments[:4])


def reduced_text(heard: Heard) -> str:
    return "No product here is marked as reduced; the prices shown are what you pay." if heard.reduced else ""


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
    return wish, found


def _found_text(wish: Wish, found: SearchAnswer, currency: str) -> str:
    """How many there are of what; the products themselves stand on their cards."""
    what = wish_text(_without_person(wish, found), currency, found.loose)
    if found.lacking:
        return f"I have no {found.lacking} here. What comes nearest is on the cards{_the_first(found)}."
    number = "One" if found.total == 1 else str(found.total)
    matches = "match for" if found.total == 1 else "matches for"
    # Without a word for the kind of product, `what` speaks of products or gifts.
    things = next((word for word in what.split(" for ")[0].split() if word in ("products", "gifts")), "")
    told = f"{number} {what}" if things else f"{number} {matches} {what}"
    told = told.replace(things, things.removesuffix("s"), 1) if things and found.total == 1 else told
    if found.described:
        told = f"{told}, by their descriptions"
    return f"{told}{named_alone(found.hits)}{_the_first(found)}."


def _says_only_gift(turn: Turn, wish: Wish) -> bool:
    """Whether a gift is looked for and nothing is known of whom it is for or what it may cost."""
    is_open = not wish.facets and wish.price_max_minor is None and wish.price_min_minor is None
    telling = wish.words.split()
    return wish.occasions == ("gift",) and is_open and len(unknown_to_products(turn, telling)) == len(set(telling))


def _the_first(found: SearchAnswer) -> str:
    return f"; here are the first {len(found.hits)}" if found.total > len(found.hits) > 1 else ""


def _relaxed_text(wish: Wish, found: SearchAnswer, currency: str) -> str:
    elsewhere = elsewhere_text(wish, found.wish, currency)
    there = f"there are {found.total}" if found.total > 1 else "there is one"
    # A fact that was let go is named; what only ranked is not.
    facts = {part for facet, values in wish.facets.items() for name in (facet, *values) for part in key(name)}
    loose = [word for word in found.loose if stem(word) not in facts]
    missing = wish_text(replace(wish, sort="relevance"), currency, loose)
    one = named_alone(found.hits).removesuffix(", sold out" if wish.in_stock and not found.wish.in_stock else "")
    there = f"{elsewhere} {there}{one}{_the_first(found)}"
    return f"I have no {missing}. {there[:1].upper()}{there[1:]}."


def _without_person(wish: Wish, found: SearchAnswer) -> Wish:
    """The wish as it is told: coffee is for nobody in particular, whoever will drink it."""
    is_made_for_some = any(hit.product.gender for hit in found.hits)
    return wish if is_made_for_some else wish.without("gender")


def _manner_text(turn: Turn, found: SearchAnswer) -> str:
    """What of the words said before the kind of product ("cosy socks") holds of which; "" when it holds of all.

    Other words that only ranked ("my sister moves in June") tell nothing of the product.
    """
    said = [word for word in found.loose if word in _manners(turn)]
    if not said or not found.hits:
        return ""
    holding = [set(map(stem, said)) <= set(key(full_text(hit.product))) for hit in found.hits]
    name = f"“{' '.join(said)}”"
    if not any(holding):
        return f"The shop calls none of them {name}." if len(holding) > 1 else f"The shop does not call it {name}."
    return f"Those it calls {name} come first." if holding == sorted(holding, reverse=True) else ""


def _beside_text(turn: Turn) -> str:
    """Says so when a thing is asked for beside a kind that no product of the shop is ("a kettle and a toaster")."""
    words, marks = turn.heard.words, turn.heard.marks
    covered = {place for mark in marks for place in range(mark.start, mark.end)}
    missing = []
    for mark in marks:
        if mark.kind != "value" or mark.meaning.facet != "category" or mark.stance != "wanted":
            continue
        place = mark.end
        while place < len(words) and words[place] in ("and", "or", "plus", "a", "an", "some", ","):
            place += 1
        is_last = place + 1 == len(words)
        if place > mark.end and is_last and place not in covered and unknown_to_products(turn, words[place:]):
            missing.append(words[place])
    fillers = word_set("words", "fillers")
    return f"I have no {join(missing, 'or')} here." if missing and not fillers & set(missing) else ""


def _manners(turn: Turn) -> set[str]:
    """The words right before a kind of product, and those behind a "with"."""
    words, marks = turn.heard.words, turn.heard.marks
    kinds = [mark.start for mark in marks if mark.kind == "value" and mark.meaning.facet == "category"]
    covered = {place for mark in marks for place in range(mark.start, mark.end)}
    found = set()
    for start in kinds:
        place = start - 1
        while place >= 0 and place not in covered and words[place] not in word_set("words", "fillers"):
            found.add(words[place])
            place -= 1
    return found


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
    text = f"I found nothing for {wish_text(wish, currency)}."
    weaker = ways_to_ask_less(wish)
    return Answer(
        f"{text} Try other words, or leave something out.",
        quick_replies=(*weaker, *departments)[:4],
        slots={"wish": wish.to_dict()},
    )


def _sold_out(turn: Turn, wish: Wish, found: SearchAnswer) -> tuple[Hit, ...]:
    """What has all that was asked for and cannot be bought, where the hits are something else."""
    if not (found.relaxed and wish.in_stock):
        return ()
    if found.wish == replace(wish, in_stock=False):
        return found.hits[:_MOST_SOLD_OUT] if found.total <= _MOST_SOLD_OUT else ()
    any_stock = turn.shop.search.search(replace(wish, in_stock=False), limit=_MOST_SOLD_OUT)
    return () if any_stock.relaxed or any_stock.lacking else any_stock.hits


def sold_out_text(hits: Sequence[Hit]) -> str:
    names = join(f"the {_with_choice(hit)}" for hit in hits)
    return f"{names[:1].upper()}{names[1:]} {'is' if len(hits) == 1 else 'are'} sold out at the moment."


def _with_choice(hit: Hit) -> str:
    """ "Nordic Yoke Sweater in blue, M" of a product that has other variants."""
    chosen = [hit.variant.colour.lower(), hit.variant.size] if hit.variant and hit.product.in_stock else []
    said = ", ".join(filter(None, chosen))
    return f"{hit.product.title} in {said}" if said else hit.product.title


def _untold_order(turn: Turn, wish: Wish, hits: Sequence[Hit]) -> str:
    """Says of how many the shop tells what the order compares, where it does not of all."""
    told = sum(turn.shop.search.compares(wish.sort, hit.product.id) for hit in hits)
    if told == len(hits):
        return ""
    return _UNTOLD_ORDER if not told else f"The shop tells that of {told} of these {len(hits)} only."


def _unlisted_text(wish: Wish, hits: Sequence[Hit]) -> str:
    """Says of which hits the shop lists no contents, where something must not be in them: nothing is promised then."""
    contents = word_set("words", "content_attributes")
    if contents.isdisjoint(wish.excluded):
        return ""
    unlisted = [hit.product.title for hit in hits if contents.isdisjoint(map(str.lower, hit.product.attributes))]
    if not unlisted:
        return ""
    return f"Of the {join(unlisted[:3])} the shop lists no allergens at all; please check the label."


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

    Near is what stands on the shelf nearest in meaning; of other kinds only what has much in common with it.
    """
    search, limit = turn.shop.search, turn.shop.settings.search.limit
    kind = "" if _names_a_compound(turn, lacking.split()) else search.nearest_kind(lacking)
    akin = replace(wish, words=lacking, facets={"category": (kind,)} if kind else {})
    least = _NEAR if kind else _VERY_NEAR
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


def _untold_text(heard: Heard) -> str:
    """What was refused in words that no fact of the shop tells ("no armrests"): nobody knows of the others."""
    words = [word for wish in heard.wishes for word in wish.excluded.get(WORDS, ())]
    if not words:
        return ""
    names = join(dict.fromkeys(words), "or")
    return f"The shop does not say of each whether it has {names}; what mentions it is left out."


def _foreign_currency_text(heard: Heard, currency: str) -> str:
    return f"Prices here are in {currency}, so I took the amount as {currency}." if heard.foreign_currency else ""


def _record(turn: Turn, found: SearchAnswer, *, in_vain: bool = False) -> None:
    """Keeps what was searched, so that the shop sees what it could not answer, and what was shown."""
    results = 0 if found.relaxed or in_vain else found.total
    searched = Event("search", turn.visitor, turn.customer_id, None, turn.text, results)
    shown = [Event("shown", turn.visitor, turn.customer_id, hit.product.id) for hit in found.hits]
    # Nothing was said where a chip was taken away.
    turn.shop.store.record([searched, *shown] if turn.text else shown)
