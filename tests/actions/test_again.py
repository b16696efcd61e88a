"""Going on in a list, going back to an earlier one, and why it was shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from catalog.records import Event
from catalog.shop import Shop
from tests.actions.talk import Said, Talk

SIMILAR, POPULAR, RECOMMEND = "similar_to", "ask_popular", "recommend"
MORE, AGAIN, SHOW, WHY = "show_more", "show_again", "show_product", "ask_why"


@pytest.fixture(autouse=True)
def crowd(corner_shop: Shop) -> Iterator[None]:
    """Visitors who turned to every product, and so made them all popular."""
    events = [Event("cart", f"crowd{n}", product_id=name) for n in range(5) for name in corner_shop.catalogue.products]
    corner_shop.store.record(events)
    corner_shop.recommender.forget()
    yield
    corner_shop.store.delete_events_before(events[-1].at.replace(year=9000))
    corner_shop.recommender.forget()


def pages(talk: Talk, first: Said) -> list[str]:
    """All that "show more" brings, until it says that there is no more."""
    shown = list(first.ids)
    while page := talk.say("show more", MORE):
        if not page.cards:
            assert "all" in page.text or "nothing else" in page.text
            return shown
        page.assert_lists_no_cards()
        assert not set(shown) & set(page.ids), "a product came twice"
        shown += page.ids
    return shown


@pytest.mark.parametrize(
    ("text", "action"),
    [("what's popular", POPULAR), ("recommend me something", RECOMMEND)],
)
def test_a_list_of_ideas_goes_on_to_its_end(talk: Talk, text: str, action: str) -> None:
    buyable = {name for name, product in talk.shop.catalogue.products.items() if product.visible and product.in_stock}
    assert set(pages(talk, talk.say(text, action))) == buyable


def test_more_of_what_is_similar_is_similar_to_the_same_product(talk: Talk) -> None:
    talk.say("running shoes cheapest first")
    first = talk.say("similar to the first one", SIMILAR)
    assert {"swift", "glide", "harbour", "court"} == set(pages(talk, first))


def test_more_of_another_kind_is_a_search(talk: Talk) -> None:
    talk.say("what's popular", POPULAR)
    assert set(talk.say("show me more headphones", MORE).ids) == {"humble", "quiet", "diadem"}


def test_popular_shoes_go_on_as_popular_shoes(talk: Talk) -> None:
    shown = pages(talk, talk.say("what is popular in shoes", POPULAR))
    assert {"trot", "swift", "glide", "harbour"} <= set(shown) <= {"trot", "swift", "glide", "harbour", "court"}


def test_asked_again_for_ideas_there_are_other_ones(talk: Talk) -> None:
    first = talk.say("surprise me", RECOMMEND).ids
    assert not set(first) & set(talk.say("what else do you recommend", RECOMMEND).ids)


def test_what_is_new_is_the_newest_of_the_whole_shop_whatever_was_looked_at(talk: Talk) -> None:
    talk.say("headphones")
    said = talk.say("what's new?", POPULAR)
    dates = [product.created_at for product in talk.shop.products(said.ids)]
    assert dates == sorted(dates, reverse=True)
    assert talk.wish.sort == "newest"
    assert not talk.wish.facets
    cheapest = min(product.price_minor for product in talk.shop.catalogue.products.values() if product.in_stock)
    assert talk.say("the cheapest thing you have", POPULAR).prices[0] == cheapest / 100


def test_best_sellers_keep_to_the_price_said(talk: Talk) -> None:
    said = talk.say("best sellers under 50", POPULAR)
    assert len(said.cards) == 6
    assert max(said.prices) < 50


def test_back_is_the_list_before_with_its_wish(talk: Talk) -> None:
    shoes = talk.say("running shoes cheapest first").ids
    phones = talk.say("headphones").ids
    talk.say("what's popular", POPULAR)
    assert talk.say("go back", AGAIN).ids == phones
    said = talk.say("go back", AGAIN)
    assert said.ids == shoes
    said.assert_lists_no_cards()
    assert talk.say("only by oldacre").ids == ["trot"]


def test_back_from_a_closer_look_is_the_list(talk: Talk) -> None:
    phones = talk.say("headphones").ids
    talk.say("the first one", SHOW)
    assert talk.say("back to the list", AGAIN).ids == phones
    assert talk.slots["focus"] is None


def test_back_in_a_list_goes_on_from_there(talk: Talk) -> None:
    first = talk.say("what's popular", POPULAR).ids
    second = talk.say("show more", MORE).ids
    assert talk.say("previous page", AGAIN).ids == first
    assert talk.say("show more", MORE).ids == second


def test_again_is_the_same_list(talk: Talk) -> None:
    phones = talk.say("headphones").ids
    assert talk.say("repeat that", AGAIN).ids == phones
    assert talk.say("go back", AGAIN).text.startswith("So far I have shown only this")


def test_with_nothing_shown_there_is_nothing_to_go_back_to(talk: Talk) -> None:
    assert talk.say("go back", AGAIN).text.startswith("I have not shown you anything yet")
    talk.say("headphones")
    talk.say("start over", "start_over")
    assert not talk.say("what did you show me before", AGAIN).cards


def test_why_is_answered_with_the_reason_of_each_product(talk: Talk) -> None:
    assert talk.say("why these", WHY).text.startswith("I have not shown you anything yet")
    first, *_ = talk.say("recommend me something", RECOMMEND).cards
    told = talk.say("why the first one?", WHY).text
    assert told.startswith(f"The {first['title']}: {first['reason']}.")
    talk.say("headphones under 250")
    assert talk.say("why these?", WHY).text == (
        "You asked for headphones under $250: these fit, and the best match comes first."
    )
