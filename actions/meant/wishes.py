"""Which wish a turn leaves: the earlier one changed or a new one, and whether a text is a wish at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.turn import Turn
from catalog.search.texts import full_text
from catalog.vocabulary import segments
from nlu.hearing.heard import Heard
from nlu.tokens import key, stem, words
from nlu.wish import FACETS, Wish

_FEW_WORDS = 6


def next_wish(turn: Turn) -> Wish:
    """The wish after this turn: the earlier one changed, or a new one when another kind of product is named."""
    reader, earlier, heard = turn.shop.reader, earlier_wish(turn), turn.heard
    own = _is_bare_phrase(turn) or reader.starts_anew(earlier, turn.text) or _opens_a_wish(turn, earlier)
    if own and not (turn.shown and heard.steps):
        keeps_person = turn.says("same_again") and "gender" in turn.wish.facets
        person = {"gender": turn.wish.facets["gender"]} if keeps_person else {}
        return replace(heard.wish, facets={**person, **heard.wish.facets})
    return reader.refine(earlier, heard.wish, turn.text, shown_prices_minor=turn.reference_prices_minor)


def earlier_wish(turn: Turn) -> Wish:
    """The wish so far; of a list that came from no words ("similar to the first") the kind that its products share."""
    if turn.photo or not turn.wish.is_empty:
        return _spoken_of(turn)
    kinds = [segments(product) for product in turn.shown_products]
    shared = [kind for kind in kinds[0] if all(kind in others for others in kinds)] if kinds else []
    return Wish(words=shared[-1].lower(), facets={"category": (shared[-1],)}) if shared else turn.wish


def _spoken_of(turn: Turn) -> Wish:
    """Of several wishes at once the one that the text names by its kind ("only the skirt"), else the first."""
    asked, nouns = set(turn.heard.wish.facets.get("category", ())), turn.heard.nouns
    for wish in (turn.wish, *turn.wish.beside):
        if asked & set(wish.facets.get("category", ())) or nouns & set(key(wish.words)):
            return replace(wish, beside=())
    return replace(turn.wish, beside=())


def as_colour(turn: Turn) -> Turn:
    """The turn with a bare word that also names a thing ("olive") said as a colour, where there is a choice of them."""
    reader, text = turn.shop.reader, f"in {turn.text}"
    colour = reader.understand(text)
    if turn.heard.wish.facets or set(colour.wish.facets) != {"colour"} or colour.wish.words:
        return turn
    if not any(variant.colour for product in turn.shown_products for variant in product.variants):
        return turn
    found = turn.shop.search.search(reader.refine(earlier_wish(turn), colour.wish, text), limit=1)
    is_had = bool(found.hits) and not found.relaxed
    return replace(turn, text=text) if is_had or not colour.substitutes else turn


def is_about_products(turn: Turn) -> bool:
    """Whether a text not taken for a wish is one: it names a kind of product, or says little else than facts."""
    heard, said = turn.heard, words(turn.text)
    wish = heard.wish
    if heard.nouns or heard.reduced or (heard.opens and wish.words and len(said) <= _FEW_WORDS):
        return True
    priced = wish.price_max_minor is not None or wish.price_min_minor is not None
    if wish.facets or wish.excluded or priced or heard.dropped or heard.steps:
        return len(said) <= _FEW_WORDS
    # "whole bean": words of products alone, with no verb or question around them.
    telling = wish.words.split()
    return bool(telling) and len(telling) == len(said) <= _FEW_WORDS and not unknown_to_products(turn, telling)


def names_another_kind(turn: Turn) -> bool:
    """Whether the text names a kind of product that is not the one of the wish so far ("show me more shoes")."""
    return bool(turn.heard.nouns) and turn.shop.reader.starts_anew(turn.wish, turn.text)


def unknown_words(turn: Turn) -> str:
    """The words of a change when no product of the shop says any of them; "" when the change is understood."""
    heard = turn.heard
    telling = heard.wish.words
    is_change = not (earlier_wish(turn).is_empty or heard.nouns or heard.opens or heard.steps)
    if not is_change or not telling or heard.wish != Wish(words=telling):
        return ""
    return telling if len(unknown_to_products(turn, telling.split())) == len(telling.split()) else ""


def unknown_to_products(turn: Turn, telling: Sequence[str]) -> list[str]:
    """Those of the words that stand in no product's title, description or attributes."""
    stems = turn.shop.catalogue.stems
    return [word for word in dict.fromkeys(telling) if stem(word) not in stems]


def without_what_is_never_had(turn: Turn, wish: Wish, answered: Wish) -> Wish:
    """The wish to go on with: what the shop does not have at all has been told, and is not asked for again."""
    listed = turn.shop.vocabulary.values
    return replace(
        wish,
        facets={
            facet: values
            for facet, values in wish.facets.items()
            if facet in answered.facets or set(values) & set(listed.get(facet, ()))
        },
    )


def says_what(heard: Heard) -> bool:
    """Whether a wish inside "recommend me …" names something; loose words alone are only a way of asking."""
    wish = heard.wish
    return bool(heard.nouns or wish.facets or wish.price_max_minor or wish.price_min_minor)


def _is_bare_phrase(turn: Turn) -> bool:
    """Whether the text is nothing but a name of several words, none of them said before ("yoga mat")."""
    telling = turn.heard.wish.words.split()
    bare = turn.heard.wish == Wish(words=turn.heard.wish.words) and len(telling) == len(words(turn.text))
    new = not {stem(word) for word in telling} & set(key(turn.wish.words))
    return turn.intent == "search_product" and bare and len(telling) > 1 and new


def _opens_a_wish(turn: Turn, earlier: Wish) -> bool:
    """Whether "something for …" leaves the earlier wish: none of the products that suit both best says so."""
    heard = turn.heard
    own_facts = heard.wish.facets.keys() - {*FACETS} or heard.wish.words
    if not heard.opens or not own_facts or heard.points_back:
        return False
    if turn.says("else"):
        return True
    both = turn.shop.reader.refine(earlier, heard.wish, turn.text)
    found = turn.shop.search.search(both, limit=turn.shop.settings.search.limit)
    telling = set(key(heard.wish.words))
    return bool(found.relaxed) or not any(telling <= set(key(full_text(hit.product))) for hit in found.hits)
