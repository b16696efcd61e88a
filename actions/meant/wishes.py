"""Which wish a turn leaves: the earlier one changed or a new one, and whether a text is a wish at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from actions.meant.narrowing import bare_name, firm_words, narrows, said_facts
from actions.turn import Turn
from catalog.search.texts import full_text
from catalog.vocabulary import segments
from nlu.hearing.heard import Heard
from nlu.hearing.lexicon import is_an_adjective, word_set
from nlu.tokens import key, stem, words
from nlu.wish import FACETS, Wish

_FEW_WORDS = 6


def next_wish(turn: Turn) -> Wish:
    """The wish after this turn: the earlier one changed, or a new one when another kind of product is named."""
    reader, earlier, heard, said = turn.shop.reader, earlier_wish(turn), turn.heard, _with_person_meant(turn)
    if returned := returned_to(turn):
        facets = {facet: values for facet, values in said.facets.items() if facet != "category"}
        return reader.refine(returned, replace(said, words="", facets=facets), turn.text)
    said = _kind_completed(turn, earlier) or said
    if purpose := _purpose_said(turn, earlier, said):
        return reader.refine(earlier, purpose, turn.text, same_kind=True)
    goes_on = _names_a_part(turn, earlier) or narrows(turn, earlier)
    own = _is_another_name(turn, earlier) or reader.starts_anew(earlier, turn.text) or _opens_a_wish(turn, earlier)
    own = (own and not goes_on) or _asks_for_the_unknown(turn) or _names_a_missing_model(turn)
    if own and not (turn.shown and heard.steps and not heard.nouns):
        wish = _with_what_goes_on(turn, said)
        return replace(wish, firm=said_facts(turn))
    prices = turn.reference_prices_minor
    shown = [product.attributes for product in turn.reference_products]
    wish = reader.refine(earlier, said, turn.text, shown_prices_minor=prices, shown=shown, same_kind=goes_on)
    return replace(wish, firm=() if wish.core else firm_words(turn, earlier, wish))


def _kind_completed(turn: Turn, earlier: Wish) -> Wish | None:
    """ "Floor ones" of lamps as floor lamps, where the shop has a kind of that name; None where it has none."""
    telling, looked_for = turn.heard.wish.words, earlier.words.split()
    if turn.heard.words[-1:] not in (("one",), ("ones",)) or turn.heard.wish != Wish(words=telling) or not looked_for:
        return None
    completed = turn.shop.reader.read(f"{telling} {looked_for[-1]}")
    kinds = completed.facets.get("category", ())
    is_named = bool(telling) and any(set(key(telling)) <= set(key(kind)) for kind in kinds)
    return completed if is_named and kinds != earlier.facets.get("category") else None


def _with_person_meant(turn: Turn) -> Wish:
    """What was heard; "him" is who was spoken of before."""
    said, before = turn.heard.wish, turn.wish.facets.get("gender")
    people = [mark.meaning.said for mark in turn.heard.marks if mark.kind == "value" and mark.meaning.facet == "gender"]
    is_pronoun = bool(people) and set(people) <= {"him", "her", "them"}
    return replace(said, facets={**said.facets, "gender": before}) if is_pronoun and before else said


def earlier_wish(turn: Turn) -> Wish:
    """The wish so far; of a list that came from no words ("similar to the first") the kind that its products share.

    Of a list of other kinds ("what goes with it") the wish before that.
    """
    if turn.photo or not turn.wish.is_empty:
        return _spoken_of(turn)
    kinds = [segments(product) for product in turn.shown_products]
    like = turn.shop.product(turn.source.product) if turn.source.kind == "similar" else None
    # Of the likes of a sneaker most are sneakers; otherwise all of a list have to share the kind.
    fewest = len(kinds) / 2 if like else len(kinds)
    candidates = (*(segments(like) if like else ()), *(kinds[0] if kinds else ()))
    shared = [kind for kind in candidates if sum(kind in others for others in kinds) >= fewest]
    shared = [kind for kind in shared if not like or kind in segments(like)] or shared
    if shared:
        return Wish(words=shared[-1].lower(), facets={"category": (shared[-1],)})
    goes_with = turn.source.kind == "goes_with"
    return next((wish for wish in _wishes_before(turn) if not wish.is_empty), turn.wish) if goes_with else turn.wish


def returned_to(turn: Turn) -> Wish | None:
    """The earlier wish that "back to the lamps" names by its kind, None when it names none."""
    if not turn.says("back_to") or not (turn.heard.nouns or turn.heard.wish.facets.get("category")):
        return None
    return next((wish for wish in _wishes_before(turn) if _is_of(wish, turn.heard)), None)


def _wishes_before(turn: Turn) -> Iterator[Wish]:
    """The wishes of the conversation one by one, the latest first."""
    slots = (listing.get("wish") for listing in reversed(turn.earlier))
    for wish in (turn.wish, *map(Wish.from_dict, slots)):
        yield replace(wish, beside=())
        yield from wish.beside


def _is_of(wish: Wish, heard: Heard) -> bool:
    """Whether the text names the kind of the wish."""
    asked = set(heard.wish.facets.get("category", ()))
    return bool(asked & set(wish.facets.get("category", ())) or heard.nouns & set(key(wish.words)))


def keeps_one_of_several(turn: Turn) -> bool:
    """ "Just the pants then": one of the wishes of a message before, said by its kind or by one within it."""
    wishes = (turn.wish, *turn.wish.beside)
    asks = turn.intent in ("show_product", "affirm", "deny", "out_of_scope", "nlu_fallback", "")
    return asks and len(wishes) > 1 and turn.says("only") and any(_is_within(turn, wish) for wish in wishes)


def _spoken_of(turn: Turn) -> Wish:
    """Of several wishes at once the one that the text names by its kind ("only the skirt"), else the first."""
    wishes = (turn.wish, *turn.wish.beside)
    named = next((wish for wish in wishes if _is_of(wish, turn.heard)), None)
    named = named or next((wish for wish in wishes if len(wishes) > 1 and _is_within(turn, wish)), turn.wish)
    return replace(named, beside=())


def _is_within(turn: Turn, wish: Wish) -> bool:
    """Whether the text names the kind of the wish or a kind that lies in it: pants are bottoms."""
    asked, held = (set(one.facets.get("category", ())) for one in (turn.heard.wish, wish))
    kinds = turn.shop.vocabulary.kinds.values()
    return _is_of(wish, turn.heard) or any(asked & set(of) and held & set(of) for of in kinds)


def _with_what_goes_on(turn: Turn, wish: Wish) -> Wish:
    """A new wish with what goes on from before: whom it is for, and the occasion that has such kinds."""
    before, heard = turn.wish, turn.heard
    is_for_another = heard.for_somebody and (wish.occasions or "gender" in wish.facets)
    if is_for_another or heard.takes_back or wish.named:
        return wish
    is_same_matter = bool(before.occasions) and not wish.occasions and _suits_occasion(turn, wish, before)
    if is_same_matter:
        wish = replace(wish, occasions=before.occasions)
        if wish.price_min_minor is None and wish.price_max_minor is None:
            wish = replace(wish, price_min_minor=before.price_min_minor, price_max_minor=before.price_max_minor)
    if "gender" not in wish.facets and "gender" not in heard.dropped:
        goes_on = (is_same_matter or turn.says("same_again", "same_person")) and not turn.says("for_me")
        spoken_of = before.facets.get("gender") if goes_on else None
        # Nobody's turn pays for a second search but that of who said for whom they look.
        person = spoken_of or (turn.speaker if turn.speaker and _is_worn(turn, wish) else None)
        wish = replace(wish, facets={**wish.facets, "gender": person}) if person else wish
    return wish


def _suits_occasion(turn: Turn, wish: Wish, before: Wish) -> bool:
    """Whether such kinds are worn or needed for the earlier occasion; for one of any kind, whether the text goes on."""
    kinds, asked = set(turn.shop.reader.kinds_for(before.occasions)), set(wish.facets.get("category", ()))
    if not kinds:
        return turn.says("same_again")
    return any(asked & set(held) and kinds & set(held) for held in turn.shop.vocabulary.kinds.values())


def _is_worn(turn: Turn, wish: Wish) -> bool:
    """Whether products of the wish are made for men, women or children: a lamp is for nobody in particular."""
    found = turn.shop.search.search(wish, limit=turn.shop.settings.search.limit)
    return any(hit.product.gender for hit in found.hits)


def _is_another_name(turn: Turn, earlier: Wish) -> bool:
    """Whether the bare text names something else than what is looked for, none of which says so ("yoga mat")."""
    telling = bare_name(turn)
    new = bool(telling) and not {stem(word) for word in telling} & set(key(turn.wish.words))
    if not new or (is_an_adjective(telling[-1]) and turn.intent != "search_product"):
        return False  # "water resistant" says what it is like
    if not earlier.facets.get("category") and is_a_thing(turn, telling[-1]):
        return True
    if len(telling) > 1:
        return turn.intent == "search_product"
    named, catalogue = stem(telling[0]), turn.shop.catalogue
    return any(named in key(catalogue.products[one].title) for one in catalogue.called.get(named, ()))


def as_colour(turn: Turn) -> Turn:
    """The turn with a bare word that also names a thing ("olive") said as a colour, where there is a choice of them."""
    if turn.heard.wish.facets or not any(
        variant.colour for product in turn.shown_products for variant in product.variants
    ):
        return turn
    reader, text = turn.shop.reader, f"in {turn.text}"
    colour = reader.understand(text)
    if set(colour.wish.facets) != {"colour"} or colour.wish.words:
        return turn
    found = turn.shop.search.search(reader.refine(earlier_wish(turn), colour.wish, text), limit=1)
    is_had = bool(found.hits) and not found.relaxed
    return replace(turn, text=text) if is_had or not colour.substitutes else turn


def is_for_an_occasion(turn: Turn) -> bool:
    """Whether things are asked for by what they are for: "what should I pack for the beach", "something to read on"."""
    wants = turn.says("wants_things")
    return wants and bool(turn.heard.occasions or (turn.says("something_to") and turn.heard.topic))


def says_names_alone(turn: Turn) -> bool:
    """Whether the text is nothing but names of kinds, brands and products: "morning finch" is no greeting."""
    names = [
        mark
        for mark in turn.heard.marks
        if mark.stance == "wanted"
        and (mark.kind == "title" or (mark.kind == "value" and mark.meaning.facet in ("brand", "category")))
        and (mark.kind == "title" or (mark.meaning.listed and mark.meaning.binding))
    ]
    covered = {place for mark in names for place in range(mark.start, mark.end)}
    return bool(covered) and covered == set(range(len(turn.heard.words)))


def is_about_products(turn: Turn) -> bool:
    """Whether a text not taken for a wish is one: it names a kind of product, or says little else than facts."""
    heard, said = turn.heard, words(turn.text)
    wish = heard.wish
    if turn.shown and wish.words and (turn.says("one_with") or heard.joins):
        return True
    if heard.nouns or heard.reduced or (heard.opens and wish.words and len(said) <= _FEW_WORDS):
        return True
    if _asks_for_goods(turn) or _tells_more(turn):
        return True
    priced = wish.price_max_minor is not None or wish.price_min_minor is not None
    sorts = bool(turn.shown) and wish.sort != "relevance"
    if wish.facets or wish.excluded or priced or heard.dropped or heard.steps or sorts:
        return len(said) <= _FEW_WORDS
    # "whole bean": words of products alone, with no verb or question around them.
    telling = wish.words.split()
    return bool(telling) and len(telling) == len(said) <= _FEW_WORDS and not unknown_to_products(turn, telling)


def _asks_for_goods(turn: Turn) -> bool:
    """ "Do you sell soup", "I am looking for a hose"; who only asks for something must mean what is sold here."""
    thing = turn.heard.thing.split()
    called = [word for word in thing if stem(word) in turn.shop.catalogue.title_stems]
    if turn.intent == "ask_faq":
        return bool(thing) and (called == thing or turn.says("sells"))
    return bool(called) or (bool(thing) and turn.says("asks_to_buy"))


def _tells_more(turn: Turn) -> bool:
    """Whether a statement beside a list speaks mostly in words of titles, or in one of a product that is wanted."""
    telling = dict.fromkeys(turn.heard.wish.words.split())
    if not telling or not turn.shown or turn.wish.is_empty or turn.says("question"):
        return False
    known = [word for word in telling if stem(word) in turn.shop.catalogue.title_stems]
    return 2 * len(known) >= len(telling) or turn.shop.search.any_says(turn.wish, known)


def names_another_kind(turn: Turn) -> bool:
    """Whether the text names a kind of product that is not the one of the wish so far ("show me more shoes")."""
    return bool(turn.heard.nouns) and turn.shop.reader.starts_anew(turn.wish, turn.text)


def unknown_words(turn: Turn) -> str:
    """The words of a change when no product of the shop says any of them; "" when the change is understood."""
    heard = turn.heard
    telling = " ".join(bare_name(turn)) or heard.wish.words
    earlier = earlier_wish(turn)
    is_change = not (earlier.is_empty or heard.nouns or heard.opens or heard.steps or _asks_for_the_unknown(turn))
    if not turn.shop.vocabulary.values.get("category"):
        return ""  # where titles are all that is told, "quiet" may rank by what it means
    if not is_change or not telling or replace(heard.wish, bounds=()) != Wish(words=heard.wish.words):
        return ""
    return telling if len(unknown_to_products(turn, telling.split())) == len(telling.split()) else ""


def unknown_to_products(turn: Turn, telling: Sequence[str]) -> list[str]:
    """Those of the words that stand in no product's title, description or attributes."""
    stems = turn.shop.catalogue.stems
    return [word for word in dict.fromkeys(telling) if stem(word) not in stems]


def _is_had(turn: Turn, phrase: tuple[str, ...]) -> bool:
    """Whether a description says of its product that it has this ("a hoodie with a kangaroo pocket")."""
    having, known = word_set("words", "having"), turn.shop.catalogue.stems
    # One word may be the first half of another thing there: a drink "with a bite like ginger beer" has no beer.
    if len(phrase) < 2 or not set(phrase) <= known:
        return False
    for product in turn.shop.catalogue.products.values():
        said = key(product.description) if product.visible and phrase[-1] in product.description.casefold() else ()
        for place in range(len(said) - len(phrase) + 1):
            if said[place : place + len(phrase)] == phrase and not having.isdisjoint(said[max(0, place - 6) : place]):
                return True
    return False


def is_a_thing(turn: Turn, word: str) -> bool:
    """Whether a word that closes a wish says what is wanted and not what it is like or is for.

    "A mat" is a thing; "something breathable", "with a zip" and "to cook" are none, nor is a fact of the shop.
    """
    if _is_had(turn, key(turn.heard.wish.words)):
        return False  # "kangaroo pocket": what some product has, by its description
    said = turn.heard.words
    before = said[max(0, said.index(word) - 2) : said.index(word)] if word in said else ()
    leads = word_set("words", "leads_to_no_head")
    is_fact = stem(word) in turn.shop.catalogue.value_stems
    return word.isalpha() and not is_an_adjective(word) and leads.isdisjoint(before) and not is_fact


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


def _names_a_part(turn: Turn, earlier: Wish) -> bool:
    """Whether what is named belongs to the earlier wish, where no category tells: a product wanted so far says it.

    After "phones", "a big screen" is one of a phone, and "socks" are another matter.
    """
    heard = turn.heard
    if earlier.is_empty or earlier.facets.get("category") or heard.wish.facets.get("category") or heard.wish.named:
        return False
    if heard.takes_back or heard.for_somebody:
        return False
    if turn.shop.catalogue.title_stems.isdisjoint(key(earlier.words)):
        return False  # of an umbrella that the shop has not, nothing is a part
    named = heard.nouns or heard.wish.words.split()[-1:]
    search = turn.shop.search
    return bool(named) and (search.any_says(earlier, named) or not search.any_says(heard.wish, named))


def _purpose_said(turn: Turn, earlier: Wish, heard: Wish) -> Wish | None:
    """What "for my kitchen" adds to a lamp: the department's name only ranks; None when something else is said."""
    facets = {facet: values for facet, values in heard.facets.items() if facet != "category"}
    has_kind = bool(earlier.facets.get("category") or earlier.words)
    is_purpose = has_kind and turn.says("for_what") and facets != heard.facets
    return replace(heard, facets=facets) if is_purpose else None


def _asks_for_the_unknown(turn: Turn) -> bool:
    """Whether goods are asked for that no product is called by ("do you sell yoghurt"): that changes no wish."""
    heard, thing = turn.heard, turn.heard.thing.split()
    if not thing or heard.wish.facets or heard.points_back or not turn.says("asks_to_buy"):
        return False
    return stem(thing[-1]) not in turn.shop.catalogue.title_stems


def _names_a_missing_model(turn: Turn) -> bool:
    """ "iphone 15", "do you have an iphone": a thing by a brand that is missing, whatever was wanted before."""
    heard = turn.heard
    lacking = any(entry.facet == "brand" and not entry.values for entry in heard.substitutes)
    model = any(character.isdecimal() for character in turn.text) or turn.says("asks_to_buy")
    return lacking and model and set(heard.wish.facets) == {"brand"} and heard.wish.price_max_minor is None


def _opens_a_wish(turn: Turn, earlier: Wish) -> bool:
    """Whether "something for …" leaves the earlier wish: none of the products that suit both best says so."""
    heard = turn.heard
    own_facts = heard.wish.facets.keys() - {*FACETS} or heard.wish.words
    if not (heard.opens or turn.says("any_goods")) or not own_facts or heard.points_back:
        return False
    if turn.says("else", "any_goods"):
        return True
    both = turn.shop.reader.refine(earlier, heard.wish, turn.text)
    found = turn.shop.search.search(both, limit=turn.shop.settings.search.limit)
    telling = set(key(heard.wish.words))
    return bool(found.relaxed) or not any(telling <= set(key(full_text(hit.product))) for hit in found.hits)
