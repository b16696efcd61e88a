"""What a turn is, as the deciding table asks it: each a yes or no, read from what was heard and what was shown."""

from __future__ import annotations

from dataclasses import replace

from actions.intents import CHANGES, CONFIRMS, ORDERS, UNSURE, WISHES
from actions.meant.goods import named_orders, without_goods
from actions.meant.narrowing import bare_name
from actions.meant.orders import numbers_in, own_orders
from actions.meant.products import (
    asked_about,
    called_in,
    is_about_one,
    one_of_two,
    others_of,
    pointed_at,
    questioned,
    said_titles,
    said_whole,
    surely_told,
)
from actions.meant.scope import asks_about_those_shown, brand_that_is_missing, scope_asked
from actions.meant.which import compared, is_choice, which_fit
from actions.meant.wishes import (
    earlier_wish,
    is_a_thing,
    is_about_products,
    is_for_an_occasion,
    keeps_one_of_several,
    names_another_kind,
    returned_to,
    says_names_alone,
    says_what,
    unknown_to_products,
    unknown_words,
)
from actions.offers import (
    ALLOW_GUESSES,
    ASK_ADDRESS,
    ASK_CANCEL,
    ASK_CHANGE,
    ASK_OPTION,
    ASK_RETURN,
    ASK_STATUS,
    CONFIRM_FORGET,
)
from actions.turn import Turn
from catalog.faq import FaqAnswer
from nlu.hearing.signs import feeling_in, spelt_out
from nlu.language import language_of
from nlu.tokens import words
from nlu.wish import Wish

#: What the ear's lexicon and the intents are written in.
_LANGUAGE = "en"
#: Likeness from which a question is an entry of the FAQ almost word for word, whatever kinds of products it names.
_WORD_FOR_WORD = 0.95
#: Likeness from which "do you sell …" asks for the same goods as an entry of the FAQ.
_SAME_GOODS = 0.65
_NEARLY_WORD_FOR_WORD = 0.9
#: The name of a thing has no more words.
_FEW_WORDS = 3


def speaks_another_language(turn: Turn) -> bool:
    """Whether the text is surely in a language that this shop does not speak, and no title of the shop."""
    # "Wait a sec" is too short to be told from French, and is no wish.
    if turn.photo_id or turn.heard.wish.named or turn.intent in ("wait", "thank", "goodbye", "small_talk", "abuse"):
        return False
    # A text that names what the catalogue knows is a wish, however it is spelt; the letter of a size is no name.
    knows = turn.heard.wish.facets.keys() - {"size"} and turn.text.isascii()
    return not knows and language_of(turn.text) not in ("", _LANGUAGE)


def wants_no_shopping(turn: Turn) -> bool:
    """Poems, jokes and orders to the program itself, whatever products they name."""
    return turn.says("no_shopping") and not turn.heard.wish.named and not turn.photo_id


def shows_a_feeling(turn: Turn) -> bool:
    return bool(feeling_in(turn.text))


def agrees_to_forget(turn: Turn) -> bool:
    agrees = turn.intent == "affirm" or turn.says("yes")
    return turn.offer == CONFIRM_FORGET and (agrees or (turn.intent == "my_data" and not turn.offer_is_old))


def refuses_to_forget(turn: Turn) -> bool:
    return turn.offer == CONFIRM_FORGET and turn.intent == "deny"


def allows_guesses(turn: Turn) -> bool:
    """ "You may guess my age group", or yes to the question whether that is allowed."""
    agrees = turn.offer == ALLOW_GUESSES and not turn.offer_is_old and (turn.intent == "affirm" or turn.says("yes"))
    return agrees or (turn.says("may_guess") and not turn.says("no_guess"))


def forbids_guesses(turn: Turn) -> bool:
    """ "Stop guessing", or no to the question whether guesses are allowed."""
    refuses = turn.offer == ALLOW_GUESSES and not turn.offer_is_old and turn.intent == "deny"
    return refuses or turn.says("no_guess")


def agrees_to_form(turn: Turn) -> bool:
    asked = (
        ASK_CANCEL,
        ASK_RETURN,
        ASK_CHANGE,
        ASK_STATUS,
        ASK_OPTION,
        ASK_ADDRESS,
        CONFIRM_FORGET,
        ALLOW_GUESSES,
        *CONFIRMS,
    )
    return turn.intent == "affirm" and bool(turn.offer) and turn.offer not in asked


def chooses_one_of_two(turn: Turn) -> bool:
    """ "The cheaper one", "the bigger of those two"."""
    return one_of_two(turn) is not None


def means_the_others(turn: Turn) -> bool:
    """ "The others", "not that one, the other": those of the list beside the one talked about."""
    return bool(others_of(turn)) and turn.says("others") and not turn.heard.wish.facets


def wants_which_of(turn: Turn) -> bool:
    asks = turn.intent in ("show_product", "compare_products", "out_of_scope", "nlu_fallback", "")
    return asks and not _is_answered(turn) and which_fit(turn) is not None


def compares_products_named(turn: Turn) -> bool:
    """ "Compare the Atlas Tank and the Cassius Tank", whatever intent it got."""
    return turn.says("side_by_side") and len(said_titles(turn)) > 1


def chooses_from_nothing(turn: Turn) -> bool:
    return turn.intent == "compare_products" and not turn.shown and is_choice(turn) and len(compared(turn)) < 2


def chooses_among_shown(turn: Turn) -> bool:
    names_none = not says_what(turn.heard)
    return turn.intent == "recommend" and len(turn.shown) > 1 and names_none and turn.says("chooses")


def wants_variants_of_a_title(turn: Turn) -> bool:
    """ "How many options of the T-Shirt are there", of a product of the shop and not of what was ordered."""
    of_orders = turn.intent in CHANGES or turn.says("order") or bool(numbers_in(turn))
    if of_orders or not turn.says("variants") or turn.act_as("show_product") != "choices" or not said_whole(turn):
        return False
    return turn.intent != "ask_last_order" or not named_orders(turn, own_orders(turn))


def wants_choices_of_a_kind(turn: Turn) -> bool:
    """ "Which colours do your jackets come in" while none is shown."""
    asks = turn.intent == "show_product" and turn.act in ("colours", "sizes", "choices")
    return asks and not turn.shown and bool(turn.heard.nouns) and scope_asked(turn) is not None


def wants_facts_of_shown(turn: Turn) -> bool:
    return turn.intent == "ask_overview" and asks_about_those_shown(turn)


def wants_the_extreme(turn: Turn) -> bool:
    """ "The chepest", "the lightst one" of the list, taken for nothing for its slip and heard all the same."""
    said = any(reference.startswith("superlative ") for reference in turn.heard.references)
    nothing_else = replace(turn.heard.wish, sort="relevance") == Wish() and not turn.heard.nouns
    no_order = turn.topic != "order" and not turn.says("order")
    mistaken = turn.intent in UNSURE or (turn.intent == "ask_last_order" and no_order)
    return mistaken and bool(turn.shown) and said and nothing_else and not turn.heard.reduced


def says_a_size_of_the_focus(turn: Turn) -> bool:
    """ "What about uk 9", of the product talked about."""
    return turn.focus_product is not None and turn.intent in UNSURE and _says_a_size_alone(turn)


def asks_own_size_of_one(turn: Turn) -> bool:
    """ "Do you have it in my size", of the product talked about."""
    if not turn.says("own_size") or turn.heard.nouns:
        return False
    return len(pointed_at(turn)) == 1 or turn.this_product is not None


def wishes_in_own_size(turn: Turn) -> bool:
    """ "Running shoes in my size", or of the list shown "only those in my size"."""
    return turn.says("own_size") and turn.intent in (*UNSURE, *WISHES) and bool(turn.heard.nouns or turn.shown)


def asks_of_this_product(turn: Turn) -> bool:
    """ "How deep can I go with it", "does it have usb c", which no other row has answered."""
    asks = turn.says("yes_or_no") or turn.says("with_it")
    return turn.intent in UNSURE and turn.this_product is not None and is_about_one(turn) and asks


def corrects_the_profile(turn: Turn) -> bool:
    """ "That's wrong, I wear M"; a bare "size 44" below a list is about the list."""
    is_bare = bool(turn.shown) and not turn.says("of_self") and _says_a_size_alone(turn)
    return turn.intent == "my_data" and turn.act == "wrong" and not is_bare


def says_a_size_of_shown(turn: Turn) -> bool:
    """ "In uk 8", "you have this in number 38?" of a list: which of it come in that size."""
    asks = turn.intent in ("my_data", *UNSURE) or (
        turn.intent == "show_product" and turn.act_as("show_product") == "variant"
    )
    return asks and len(turn.shown) > 1 and not turn.focus_product and _says_a_size_alone(turn)


def _says_a_size_alone(turn: Turn) -> bool:
    """Whether the text says a size and nothing else, and does not ask what sizes are in other countries."""
    heard = turn.heard
    of_sizes = "sizes" in heard.words or (turn.says("asks_openly") and not turn.says("goes_on", "same_again"))
    # "Is uk 8 a 42?"
    of_sizes = of_sizes or (turn.says("yes_or_no") and sum(mark.kind == "size" for mark in heard.marks) > 1)
    size = heard.wish.facets.get("size", ())
    return bool(size) and heard.wish == Wish(facets={"size": size}) and not heard.nouns and not of_sizes


def wants_pictures(turn: Turn) -> bool:
    """ "Show me a picture of it": of what is shown, and no photo of the customer's own."""
    asks = turn.intent in ("search_by_photo", "show_product", "show_again", "show_more", *UNSURE, *WISHES)
    seen = bool(turn.shown) and not turn.photo_id
    return asks and seen and turn.says("picture") and not turn.says("own_picture") and not turn.heard.wish.facets


def leaves_it_open(turn: Turn) -> bool:
    """ "Any price is fine, as long as it is good": says of the wish at most what it need not hold."""
    answers = turn.intent in (*UNSURE, *WISHES, "affirm", "deny", "recommend", "small_talk", "show_more")
    if not answers or turn.wish.is_empty or not turn.shown or turn.photo or turn.heard.steps:
        return False
    heard = turn.heard
    nothing_new = heard.wish == Wish() and not heard.nouns and not heard.places.positions
    return nothing_new and (turn.says("leaves_open") or bool(heard.dropped or heard.let_go))


def is_service_question(turn: Turn) -> bool:
    """Whether the FAQ surely answers; a wish has to look like a question for that."""
    if turn.heard.wish.named:
        return False
    if turn.intent in UNSURE:
        return _is_answered(turn)
    if turn.intent in ORDERS or not turn.says("question"):
        return False
    if turn.intent == "show_product":
        found = turn.shop.faq.answer(turn.text)
        return found.certain and (found.asked >= _NEARLY_WORD_FOR_WORD or turn.says("back_in_stock"))
    found = turn.shop.faq.answer(turn.text)
    if turn.shown and turn.heard.wish.facets.keys() & {"size", "colour"} and found.asked < _WORD_FOR_WORD:
        return False  # "any size M left?" of what is shown
    asks_no_products = turn.intent in WISHES and not turn.heard.nouns and not turn.heard.wish.facets
    return found.certain and (asks_no_products or found.asked >= _WORD_FOR_WORD or _asks_without_goods(turn, found))


def _asks_without_goods(turn: Turn, found: FaqAnswer) -> bool:
    """Whether the same is asked when the goods are left out: "can I return opened …", but not "do you sell vegan …"."""
    near = turn.shop.faq.answer(without_goods(turn)).near
    return turn.intent in (*WISHES, "show_product") and found.entry in near


def goes_on_with_service(turn: Turn) -> bool:
    """Whether the text goes on with the service question just answered: "and to Germany?", "what if I'm not home"."""
    continues = turn.says("goes_on")
    if not turn.service or turn.heard.wish.named or (turn.intent in ORDERS and not continues):
        return False
    if not continues and turn.intent not in UNSURE:
        return False
    if turn.shop.faq.follow_up(turn.text, turn.service).certain:
        return True
    return continues and turn.intent in UNSURE and not is_about_products(turn)


def asks_for_the_rule(turn: Turn) -> bool:
    """Whether it is asked what holds for all ("how do I return shoes"), and no order of one's own is spoken of."""
    own = numbers_in(turn) or turn.topic == "order" or turn.says("own_matter", "order", "the_order", "last")
    return turn.intent in CHANGES and not own and turn.says("question") and turn.shop.faq.answer(turn.text).certain


def lacks_the_brand(turn: Turn) -> bool:
    return turn.intent == "ask_overview" and scope_asked(turn) is None and bool(brand_that_is_missing(turn))


def is_wish(turn: Turn) -> bool:
    """Whether products are wanted, whatever intent it got."""
    of_two = keeps_one_of_several(turn)
    if turn.intent in WISHES or says_for_whom(turn) or wants_a_kind_to_match(turn) or returned_to(turn) or of_two:
        return True
    if says_names_alone(turn):
        return True
    if turn.intent in ("recommend", "show_product", *UNSURE) and is_for_an_occasion(turn):
        return True
    if turn.intent == "not_interested":
        return _says_a_fact_alone(turn)
    if turn.intent == "show_more":
        return names_another_kind(turn)
    if turn.intent == "show_product":
        return wants_all_otherwise(turn) or (not turn.shown and not pointed_at(turn))
    if turn.intent == "buy_product":
        return bool(turn.heard.thing) and not pointed_at(turn)
    if turn.intent == "recommend":
        return bool(turn.heard.thing) and not says_what(turn.heard) and is_about_products(turn)
    if turn.intent == "ask_overview":
        return scope_asked(turn) is None
    if _is_bare_thing(turn):
        return True
    # A question of service that the FAQ does not answer is no wish for what is reduced ("student discount?").
    names_goods = turn.heard.nouns or turn.heard.wish.facets or (turn.heard.thing and turn.says("sells"))
    asks_service = turn.intent == "ask_faq" and not names_goods
    return turn.intent in UNSURE and not asks_service and is_about_products(turn)


def wants_all_otherwise(turn: Turn) -> bool:
    """ "Do you have them in blue?" of a whole list narrows it, and asks nothing of one product."""
    heard, wish = turn.heard, turn.heard.wish
    of_all = len(turn.shown) > 2 and "them" in heard.references and not heard.places.positions
    filters = set(wish.facets) <= {"colour", "size"} and bool(wish.facets)
    return of_all and filters and wish == Wish(facets=wish.facets) and turn.act in ("", "whether", "colours", "sizes")


def _says_a_fact_alone(turn: Turn) -> bool:
    """ "Blak": nothing but a fact or a step, which is no "blah"."""
    heard = turn.heard
    covered = sum(
        len(mark) for mark in heard.marks if mark.kind in ("value", "size", "step") and mark.stance == "wanted"
    )
    return bool(heard.words) and covered == len(heard.words)


def _is_bare_thing(turn: Turn) -> bool:
    """ "Umbrella", "protein powder", "dumbbells 5kg", a picture of one: a thing by its mere name, had or not.

    Real words only, and few, the last of which says what the thing is; of what has a measure any word will do.
    """
    if turn.intent not in UNSURE:
        return False
    if spelt_out(turn.text) != turn.text:
        return True
    name = bare_name(turn)
    if not 0 < len(name) <= _FEW_WORDS or not (is_a_thing(turn, name[-1]) or _nothing_says(turn, name)):
        return False
    return bool(turn.heard.wish.bounds) or all(map(turn.shop.reader.is_word, name))


def _nothing_says(turn: Turn, name: list[str]) -> bool:
    """Whether a name of several words stands for a new thing: nothing is shown, and no product says one of them."""
    return len(name) > 1 and not turn.shown and len(unknown_to_products(turn, name)) == len(set(name))


def says_for_whom(turn: Turn) -> bool:
    """ "It's for my husband", "and for kids?": another person for what is shown, and nothing else."""
    wish, asks = turn.heard.wish, turn.says("question") and not turn.says("same_again")
    return bool(turn.shown) and wish == Wish(facets={"gender": wish.facets.get("gender", ())}) and not asks


def wants_a_kind_to_match(turn: Turn) -> bool:
    """ "Shoes to match": products of a kind, and not what goes with those shoes."""
    kinds = [m for m in turn.heard.marks if m.kind == "value" and m.meaning.facet == "category" and m.meaning.binding]
    opened = min((mark.start for mark in kinds), default=-1)
    asks = turn.heard.words[:opened] if opened >= 0 else ()
    return bool(turn.shown) and opened >= 0 and turn.says("to_match") and not {"go", "goes", "what"} & set(asks)


def wants_the_like_of_a_title(turn: Turn) -> bool:
    return is_wish(turn) and turn.says("alike") and bool(said_whole(turn))


def wants_a_title(turn: Turn) -> bool:
    return is_wish(turn) and turn.says("about") and bool(said_whole(turn))


def asks_of_the_focus(turn: Turn) -> bool:
    return is_wish(turn) and asked_about(turn) is not None


def asks_of_a_product(turn: Turn) -> bool:
    """A question about a product that was taken for a wish, for one to the shop, or for nothing."""
    if turn.photo_id or turn.intent not in (*UNSURE, *WISHES, "ask_overview"):
        return False
    products = questioned(turn)
    faq = turn.shop.faq.answer(turn.text) if products else None
    if faq is None or not faq.certain:
        return bool(products)
    named = called_in(turn, len(products)) or said_whole(turn)
    return faq.asked < _WORD_FOR_WORD and any(surely_told(turn, product) for product in named)


def chooses_a_variant(turn: Turn) -> bool:
    """ "Size M" when the list is one product that was named, and no wish that a size could narrow."""
    said = turn.heard.wish
    options = {facet: said.facets[facet] for facet in ("colour", "size") if said.facets.get(facet)}
    is_choice_alone = bool(options) and said == Wish(facets=options) and not turn.heard.nouns
    of_one = turn.wish.is_empty and turn.shown == (turn.focus,) and not turn.photo and not turn.source.kind
    return turn.intent in WISHES and is_choice_alone and of_one


def is_empty_wish(turn: Turn) -> bool:
    heard = turn.heard
    reduced_alone = heard.reduced and earlier_wish(turn).is_empty and heard.wish.is_empty
    return is_wish(turn) and (heard.says_nothing or reduced_alone)


def narrows_photo(turn: Turn) -> bool:
    return is_wish(turn) and bool(turn.photo) and not turn.heard.nouns and not unknown_words(turn)


def _is_answered(turn: Turn) -> bool:
    """Whether the FAQ surely answers; the bare name of a kind of product ("clothing") asks nothing."""
    if turn.intent not in UNSURE:
        return False
    bare_name = turn.heard.nouns and len(turn.heard.wish.words.split()) == len(words(turn.text))
    if bare_name:
        return False
    found = turn.shop.faq.answer(turn.text)
    # "Do you sell candles" is half of "Do you sell gift cards?" before any goods are named.
    named_alike = found.asked >= _SAME_GOODS or not (turn.says("sells") and turn.heard.thing)
    return found.certain and named_alike
