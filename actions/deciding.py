"""Who answers: the whole of it on one page. The first row that holds answers; its name is logged with the turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from actions.answer import Answer
from actions.answers import (
    again,
    changing,
    comparing,
    explaining,
    orders,
    overview,
    photo,
    privacy,
    products,
    profiling,
    recommending,
    refusing,
    reviews,
    search,
    service,
)
from actions.meant import asked, asked_orders
from actions.meant.orders import answers_which, is_missing, narrows_return, tells_address
from actions.meant.pictured import asks_what_goes_with_it
from actions.meant.swaps import tells_option
from actions.meant.tastes import names_what_was_not_refused, narrows_search, tells_dislike, tells_liking, wants_ideas
from actions.offers import ASK_CANCEL, ASK_CHANGE, ASK_RETURN, ASK_STATUS
from actions.told.chips import removed
from actions.turn import Turn


@dataclass(frozen=True)
class Decision:
    """A row of the table: when it holds, `answer` speaks."""

    name: str
    holds: Callable[[Turn], bool]
    answer: Callable[[Turn], Answer]


def _heard_as(intent: str, act: str | None = None) -> Callable[[Turn], bool]:
    return lambda turn: turn.intent == intent and act in (None, turn.act)


def _which_order(question: str) -> Callable[[Turn], bool]:
    """An answer to "which order?", or a plain yes to it; who names what to do with an order says so anew."""
    changes = ("cancel_order", "return_order")
    agrees = _heard_as("affirm")
    return lambda turn: (
        turn.intent not in changes
        and (answers_which(turn, question) or (turn.offer == question and agrees(turn) and bool(turn.customer_id)))
    )


def _goes_on(kind: str) -> Callable[[Turn], bool]:
    return lambda turn: turn.intent == "show_more" and turn.source.kind == kind


def _narrows_photo_less(turn: Turn) -> bool:
    chip = removed(turn) if turn.removes and turn.photo else None
    return chip is not None and chip.kind != "photo"


DECISIONS = (
    # A chip taken away instead of something said.
    Decision("no such chip", lambda turn: bool(turn.removes) and removed(turn) is None, search.no_such_part),
    Decision("a chip of a photo's list taken away", _narrows_photo_less, photo.without_part),
    Decision("a chip taken away", lambda turn: bool(turn.removes), search.without_part),
    Decision("what goes with a photo's product", asks_what_goes_with_it, recommending.goes_with_photo),
    Decision("another language", asked.speaks_another_language, service.english_only),
    Decision("nothing but a feeling", asked.shows_a_feeling, service.feeling),
    Decision("guesses forbidden", asked.forbids_guesses, profiling.forbid_guesses),
    Decision("guesses allowed", asked.allows_guesses, profiling.allow_guesses),
    Decision("no matter of a shop", asked.wants_no_shopping, service.no_shopping),
    # The customer's own profile; "I wear M" there is no wish.
    Decision("a taste told", tells_dislike, refusing.dislike),
    Decision("less of what is searched", narrows_search, search.search),
    Decision("ideas of a kind", wants_ideas, recommending.recommend),
    Decision("a taste taken back", tells_liking, refusing.like),
    Decision("a wish for what is liked", names_what_was_not_refused, search.search),
    Decision("what is wrong in the profile", asked.corrects_the_profile, profiling.correct),
    Decision("learning no more", _heard_as("my_data", "stop"), profiling.stop),
    Decision("learning again", _heard_as("my_data", "go_on"), profiling.go_on),
    Decision("the data handed out", _heard_as("my_data", "send"), profiling.send),
    Decision("their size of this product", asked.asks_own_size_of_one, profiling.own_size_of),
    Decision("a wish in their size", asked.wishes_in_own_size, search.in_own_size),
    # An answer to what was asked a moment ago.
    Decision("the extreme of those shown", asked.wants_the_extreme, products.show),
    Decision("what is in the order", asked_orders.wants_what_is_in_it, orders.status),
    Decision("which order to tell of", _which_order(ASK_STATUS), orders.status),
    Decision("which order to cancel", _which_order(ASK_CANCEL), orders.cancel),
    Decision("which order to return", _which_order(ASK_RETURN), orders.give_back),
    Decision("which order to change", _which_order(ASK_CHANGE), changing.swap_chosen),
    Decision("which variant instead", tells_option, changing.option_told),
    Decision("the new address", tells_address, changing.address_told),
    Decision("less to send back", narrows_return, orders.give_back),
    Decision(
        "yes to other goods or another address",
        lambda turn: asked_orders.is_of_other_goods(turn) and asked_orders.agrees_to_change(turn),
        changing.confirm,
    ),
    Decision(
        "no to other goods or another address",
        lambda turn: asked_orders.is_of_other_goods(turn) and asked_orders.refuses_change(turn),
        changing.kept,
    ),
    Decision("yes to a change of an order", asked_orders.agrees_to_change, orders.confirm),
    Decision("no to a change of an order", asked_orders.refuses_change, orders.kept),
    Decision("yes to forgetting", asked.agrees_to_forget, privacy.forget),
    Decision("no to forgetting", asked.refuses_to_forget, privacy.kept),
    Decision("yes after the login ended", asked_orders.agrees_after_login_ended, service.declined),
    Decision("yes to a form", asked.agrees_to_form, service.begin_form),
    Decision("a size of the product in focus", asked.says_a_size_of_the_focus, products.show_size),
    Decision("a size of those shown", asked.says_a_size_of_shown, search.search),
    Decision("what goes on with a service question", asked.goes_on_with_service, service.go_on),
    # Orders.
    Decision("the rule for all orders", asked.asks_for_the_rule, service.answer_question),
    Decision("cancelling what is no order", asked_orders.cancels_nothing, service.declined),
    Decision("cancelling what was told of", asked_orders.cancels_what_was_told, orders.cancel),
    Decision("an order of a guest", asked_orders.is_a_guest_s_order, orders.log_in_first),
    Decision("where an order shall go", asked_orders.gives_an_order_s_address, changing.address),
    Decision("goods on their way back", asked_orders.sends_own_goods_back, orders.give_back),
    Decision("another variant of what was ordered", asked_orders.asks_for_another_variant, changing.swap),
    Decision("what never came", is_missing, orders.missing),
    Decision("the tracking number", _heard_as("ask_order_status", "tracking"), orders.tracking),
    Decision("what comes back", _heard_as("ask_order_status", "refund"), orders.refund),
    Decision("where the order is", asked_orders.wants_order_s_whereabouts, orders.status),
    Decision("the variants of a product named", asked.wants_variants_of_a_title, products.show_said),
    Decision("what was spent", _heard_as("ask_last_order", "spent"), orders.money_spent),
    Decision("what was paid", _heard_as("ask_last_order", "paid"), orders.paid),
    Decision("whether it was bought", _heard_as("ask_last_order", "whether"), orders.whether_bought),
    Decision("the first order", _heard_as("ask_last_order", "first"), orders.first),
    Decision("the options of what was ordered", _heard_as("ask_last_order", "options"), orders.options),
    Decision("an order again", _heard_as("ask_last_order", "again"), orders.again),
    # What is known about the customer.
    Decision("forgetting", _heard_as("my_data", "forget"), privacy.ask_to_forget),
    Decision("what was looked for before", _heard_as("my_data", "earlier"), privacy.remembered),
    Decision("what is known", _heard_as("my_data"), privacy.known),
    # The products shown.
    Decision("one of two", asked.chooses_one_of_two, products.show_one_of_two),
    Decision("the others of the list", asked.means_the_others, products.show_others),
    Decision("which of those shown", asked.wants_which_of, comparing.which),
    Decision("a comparison of products named", asked.compares_products_named, comparing.compare),
    Decision("a choice from nothing", asked.chooses_from_nothing, recommending.recommend),
    Decision("a choice among those shown", asked.chooses_among_shown, comparing.compare),
    Decision("a fact of those shown", asked.wants_facts_of_shown, products.show),
    # Questions to the shop, and wishes.
    Decision("a question about a product", asked.asks_of_a_product, products.show_questioned),
    Decision("the choices of a kind", asked.wants_choices_of_a_kind, overview.overview),
    Decision("a brand that is missing", asked.lacks_the_brand, overview.missing_brand),
    Decision("the like of a product named", asked.wants_the_like_of_a_title, products.similar),
    Decision("a product named", asked.wants_a_title, products.show_said),
    Decision("a question about the product in focus", asked.asks_of_the_focus, products.show_asked),
    Decision("a picture of those shown", asked.wants_pictures, again.show_pictures),
    Decision("anything will do", asked.leaves_it_open, search.keep),
    Decision("a service question", asked.is_service_question, service.answer_question),
    Decision("a variant of the one product shown", asked.chooses_a_variant, products.choose),
    Decision("no wish yet", asked.is_empty_wish, search.ask),
    Decision("a change to a photo's list", asked.narrows_photo, photo.narrow),
    Decision("a wish", asked.is_wish, search.search),
    # More of what is shown.
    Decision("more that is similar", _goes_on("similar"), products.more_similar),
    Decision("more that goes with it", _goes_on("goes_with"), recommending.more_companions),
    Decision("more ideas", _goes_on("recommend"), recommending.more_ideas),
    Decision("more that is popular", _goes_on("popular"), recommending.more_favourites),
    Decision("more like the photo", lambda turn: turn.intent == "show_more" and bool(turn.photo), photo.more_like_it),
    # Everything else is what it was taken for.
    Decision("show_more", _heard_as("show_more"), search.more),
    Decision("show_product", _heard_as("show_product"), products.show),
    Decision("compare_products", _heard_as("compare_products"), comparing.compare),
    Decision("similar_to", _heard_as("similar_to"), products.similar),
    Decision("saving for later", _heard_as("buy_product", "save"), products.save),
    Decision("buy_product", _heard_as("buy_product"), products.buy),
    Decision("start_over", _heard_as("start_over"), products.start_over),
    Decision("search_by_photo", _heard_as("search_by_photo"), photo.search_by_photo),
    Decision("ask_reviews", _heard_as("ask_reviews"), reviews.read_reviews),
    Decision("recommend", _heard_as("recommend"), recommending.recommend),
    Decision("goes_with", _heard_as("goes_with"), recommending.goes_with),
    Decision("ask_popular", _heard_as("ask_popular"), recommending.popular),
    Decision("not because of this", _heard_as("not_interested", "cause"), refusing.unlearn),
    Decision("not_interested", _heard_as("not_interested"), refusing.dismiss),
    Decision("ask_overview", _heard_as("ask_overview"), overview.overview),
    Decision("show_again", _heard_as("show_again"), again.show_again),
    Decision("ask_why", _heard_as("ask_why"), explaining.why),
    Decision("ask_order_status", _heard_as("ask_order_status"), orders.status),
    Decision("ask_last_order", _heard_as("ask_last_order"), orders.last),
    Decision("cancel_order", _heard_as("cancel_order"), orders.cancel),
    Decision("return_order", _heard_as("return_order"), orders.give_back),
    Decision("another default address", _heard_as("change_order", "default_address"), changing.default_address),
    Decision("another delivery address", _heard_as("change_order", "address"), changing.address),
    Decision("another variant", _heard_as("change_order", "exchange"), changing.swap),
    Decision("other products in an order", _heard_as("change_order", "items"), changing.swap),
    Decision("change_order", _heard_as("change_order"), changing.change),
    Decision("ask_help", _heard_as("ask_help"), service.help_out),
    Decision("ask_faq", _heard_as("ask_faq"), service.answer_question),
    Decision("ask_language", _heard_as("ask_language"), service.english_only),
    Decision("greet", _heard_as("greet"), service.say("utter_greet")),
    Decision("goodbye", _heard_as("goodbye"), service.say("utter_goodbye")),
    Decision("thank", _heard_as("thank"), service.say("utter_thank")),
    Decision("small_talk", _heard_as("small_talk"), service.say("utter_small_talk")),
    Decision("wait", _heard_as("wait"), service.say("utter_wait")),
    Decision("abuse", _heard_as("abuse"), service.say("utter_abuse")),
    Decision("affirm", _heard_as("affirm"), products.show_focus),
    Decision("deny", _heard_as("deny"), service.declined),
    Decision("what nobody tells of the product in focus", asked.asks_of_this_product, products.show_untold),
    Decision("beyond us", lambda turn: True, service.beyond),
)


def decide(turn: Turn) -> Decision:
    """The first row that holds."""
    return next(row for row in DECISIONS if row.holds(turn))
