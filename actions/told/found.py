"""What came of a search, in sentences: how many of what, what had to be let go, what nobody can tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from actions.meant.wishes import unknown_to_products
from actions.told.wording import elsewhere_text, join, named_alone, wish_text
from actions.turn import Turn
from catalog.products import Hit, Product
from catalog.search.engine import SearchAnswer
from catalog.search.texts import full_text
from nlu.hearing.facts import WORDS
from nlu.hearing.heard import Heard
from nlu.hearing.lexicon import is_an_adjective, lexicon, word_set
from nlu.tokens import key, stem
from nlu.wish import Wish

#: Words behind which stands what a thing has or goes together with, and those that may stand between.
_BEHIND = ("with", "on", "to", "supports")
_OWNERS = ("a", "an", "the", "my", "our", "built", "in")
#: A text of so many words says little beside what it asks for.
_FEW_WORDS = 4
UNTOLD_ORDER = "The shop does not say which of these that is."


def found_text(wish: Wish, found: SearchAnswer, currency: str) -> str:
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


def relaxed_text(wish: Wish, found: SearchAnswer, currency: str) -> str:
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


def _the_first(found: SearchAnswer) -> str:
    return f"; here are the first {len(found.hits)}" if found.total > len(found.hits) > 1 else ""


def says_only_gift(turn: Turn, wish: Wish) -> bool:
    """Whether a gift is looked for and nothing is known of whom it is for or what it may cost."""
    is_open = not wish.facets and wish.price_max_minor is None and wish.price_min_minor is None
    telling = wish.words.split()
    return wish.occasions == ("gift",) and is_open and len(unknown_to_products(turn, telling)) == len(set(telling))


def manner_text(turn: Turn, found: SearchAnswer) -> str:
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


def had_text(turn: Turn, found: SearchAnswer) -> str:
    """Says so when nothing tells that those shown have what was asked for: "with a shoe compartment"."""
    had = [word for word in said_behind_with(turn.heard) if stem(word) not in _stems_of_facts(found.wish)]
    if not had or not found.hits or not set(had) & set(found.loose):
        return ""
    telling = [hit for hit in found.hits if set(map(stem, had)) <= set(key(full_text(hit.product)))]
    name = f"“{' '.join(had)}”"
    if not turn.says("works_with"):
        return "" if telling else f"The shop mentions no {name} with {'it' if len(found.hits) == 1 else 'any of them'}."
    one = len(found.hits) == 1
    whether = f"The shop does not say whether {'it works' if one else 'they work'} with {name}"
    if telling:
        return ""
    connecting = connections_of([hit.product for hit in found.hits])
    return f"{whether}; it says that {'it has' if one else 'they have'} {connecting}." if connecting else f"{whether}."


def said_behind_with(heard: Heard) -> list[str]:
    """The words behind a "with", up to the next small word: what a thing is to have, or to work with."""
    telling, found = set(heard.wish.words.split()), []
    for place, word in enumerate(heard.words):
        if word not in _BEHIND or (place + 1 < len(heard.words) and heard.words[place + 1] in ("no", "not")):
            continue
        for said in heard.words[place + 1 :]:
            if said in telling:
                found.append(said)
            elif found or said not in _OWNERS:
                break
    return found


def connections_of(products: Sequence[Product]) -> str:
    """What all the products tell of how they connect: "Bluetooth"; "" when one tells nothing or something else."""
    names = set(map(str.casefold, lexicon("list")["connections"]))
    told = [
        {word for name, values in product.attributes.items() if name.casefold() in names for word in _words_of(values)}
        for product in products
    ]
    shared = set.intersection(*told) if told else set()
    return join(sorted(shared))


def _words_of(values: Iterable[str]) -> set[str]:
    """The names among the values, no units: "Bluetooth" of "Bluetooth and 2.4 GHz", "USB-C"."""
    said = {word.strip(",") for value in values for word in value.split() if word[:1].isupper()}
    return {word for word in said if word[1:].islower() or "-" in word} - {"Yes", "No"}


def _stems_of_facts(wish: Wish) -> set[str]:
    return {part for facet, values in wish.facets.items() for name in (facet, *values) for part in key(name)}


def _manners(turn: Turn) -> set[str]:
    """The words right before a kind of product, and those said alone of a list."""
    words, marks = turn.heard.words, turn.heard.marks
    kinds = [mark.start for mark in marks if mark.kind == "value" and mark.meaning.facet == "category"]
    covered = {place for mark in marks for place in range(mark.start, mark.end)}
    found = set(_said_alone(turn))
    for start in kinds:
        place = start - 1
        while place >= 0 and place not in covered and words[place] not in word_set("words", "fillers"):
            found.add(words[place])
            place -= 1
    return found


def _said_alone(turn: Turn) -> list[str]:
    """The few words that are all that a text says of a list: "wide feet", "decaf pls"."""
    telling = turn.heard.wish.words.split()
    is_all = turn.heard.wish == Wish(words=turn.heard.wish.words) and len(turn.heard.words) <= _FEW_WORDS
    return telling if turn.shown and is_all and not turn.heard.nouns else []


def beside_text(turn: Turn) -> str:
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


def untold_text(heard: Heard) -> str:
    """What was refused in words that no fact of the shop tells ("no armrests"): nobody knows of the others."""
    words = [word for wish in heard.wishes for word in wish.excluded.get(WORDS, ())]
    if not words:
        return ""
    names = join(dict.fromkeys(words), "or")
    has = "is" if all(map(is_an_adjective, words)) else "has"
    return f"The shop does not say of each whether it {has} {names}; what mentions it is left out."


def untold_order(turn: Turn, wish: Wish, hits: Sequence[Hit]) -> str:
    """Says of how many the shop tells what the order compares, where it does not of all."""
    told = sum(turn.shop.search.compares(wish.sort, hit.product.id) for hit in hits)
    if told == len(hits):
        return ""
    return UNTOLD_ORDER if not told else f"The shop tells that of {told} of these {len(hits)} only."


def unlisted_text(wish: Wish, hits: Sequence[Hit]) -> str:
    """Says of which hits the shop lists no contents, where something must not be in them: nothing is promised then."""
    contents = word_set("words", "content_attributes")
    if contents.isdisjoint(wish.excluded):
        return ""
    unlisted = [hit.product.title for hit in hits if contents.isdisjoint(map(str.lower, hit.product.attributes))]
    if not unlisted:
        return ""
    return f"Of the {join(unlisted[:3])} the shop lists no allergens at all; please check the label."


def sold_out_text(hits: Sequence[Hit]) -> str:
    names = join(f"the {_with_choice(hit)}" for hit in hits)
    return f"{names[:1].upper()}{names[1:]} {'is' if len(hits) == 1 else 'are'} sold out at the moment."


def _with_choice(hit: Hit) -> str:
    """ "Nordic Yoke Sweater in blue, M" of a product that has other variants."""
    chosen = [hit.variant.colour.lower(), hit.variant.size] if hit.variant and hit.product.in_stock else []
    said = ", ".join(filter(None, chosen))
    return f"{hit.product.title} in {said}" if said else hit.product.title


def reduced_text(heard: Heard) -> str:
    return "No product here is marked as reduced; the prices shown are what you pay." if heard.reduced else ""


def foreign_currency_text(heard: Heard, currency: str) -> str:
    return f"Prices here are in {currency}, so I took the amount as {currency}." if heard.foreign_currency else ""
