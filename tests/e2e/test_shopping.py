"""A customer shops in the browser: wish, cards, refinement, service question, reload."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page, expect

from tests.e2e.chat import Chat
from tests.e2e.shelf import Row, is_running_shoe, titles
from tests.service import RunningShop


def red_running_shoe_under(limit: float) -> set[str]:
    def holds(product: Row, variant: Row) -> bool:
        return is_running_shoe(product) and variant["colour"] == "Red" and variant["price"] <= limit

    return titles(holds)


def test_a_wish_brings_exactly_the_products_that_satisfy_it(chat: Chat) -> None:
    reply = chat.say("red running shoes under 80")
    assert {card.title for card in reply.cards} == red_running_shoe_under(80)
    assert all(card.price <= 80 and card.stock == "In stock" for card in reply.cards)


def test_a_reply_says_how_many_there_are_and_leaves_their_names_to_the_cards(chat: Chat) -> None:
    reply = chat.say("red running shoes under 80")
    assert len(reply.cards) > 1
    assert str(len(reply.cards)) in reply.text
    assert not any(card.title in reply.text for card in reply.cards)


def test_a_refinement_keeps_what_was_said_and_old_cards_stay_with_their_turn(chat: Chat) -> None:
    first = chat.say("red running shoes under 80")
    second = chat.say("under 60 please")
    assert {card.title for card in second.cards} == red_running_shoe_under(60)
    assert chat.cards.count() == len(first.cards) + len(second.cards)


def test_a_service_question_is_answered_from_the_shop_s_own_texts(chat: Chat) -> None:
    reply = chat.say("How long does delivery take?")
    assert "working day" in reply.text
    assert reply.cards == []


def test_a_reload_brings_the_conversation_back_and_it_goes_on(chat: Chat) -> None:
    first = chat.say("red running shoes under 80")
    chat.page.reload()
    expect(chat.panel).to_be_visible()  # it was open in this tab
    expect(chat.cards).to_have_count(len(first.cards))
    expect(chat.log).to_contain_text("red running shoes under 80")
    assert {card.title for card in chat.say("under 60 please").cards} == red_running_shoe_under(60)


def test_starting_over_forgets_the_conversation_in_the_shop_too(chat: Chat) -> None:
    chat.say("red running shoes under 80")
    chat.panel.get_by_role("button", name="Start over").click()
    chat.panel.get_by_role("button", name="Forget it").click()
    expect(chat.cards).to_have_count(0)
    chat.page.reload()
    expect(chat.replies).to_have_count(1)
    expect(chat.log).not_to_contain_text("red running shoes")


def test_a_suggestion_is_sent_with_one_click(chat: Chat) -> None:
    before = chat.replies.count()
    suggestion = chat.panel.get_by_role("group", name="Suggestions").get_by_role("button").first
    words = suggestion.inner_text()
    suggestion.click()
    expect(chat.page.locator("#shopmate .turn.customer").last).to_contain_text(words)
    assert chat.answer(before).text


def test_a_card_tells_more_about_its_own_product(chat: Chat) -> None:
    reply = chat.say("red running shoes under 80")
    before = chat.replies.count()
    chat.cards.last.get_by_role("button", name=re.compile("^Tell me more about")).click()
    assert reply.cards[-1].title in chat.answer(before).text


def test_a_comparison_is_a_table_with_a_column_for_each_product(chat: Chat) -> None:
    titles_found = [card.title for card in chat.say("red running shoes under 80").cards]
    compared = chat.say("compare the first three")
    table = chat.panel.get_by_role("region", name="Comparison of 3 products").get_by_role("table")
    assert table.get_by_role("columnheader").all_inner_texts() == titles_found
    prices = table.get_by_role("row").filter(has=chat.page.get_by_role("rowheader", name="Price")).get_by_role("cell")
    assert prices.all_inner_texts() == [f"${card.price:.2f}" for card in compared.cards]
    assert "The cheapest of these 3" in compared.text
    chat.page.reload()
    expect(table.get_by_role("columnheader")).to_have_count(3)


def test_a_card_leads_to_the_product_s_page(chat: Chat) -> None:
    reply = chat.say("red running shoes under 80")
    chat.cards.first.get_by_role("link").click()
    expect(chat.page.get_by_role("heading", level=1)).to_have_text(reply.cards[0].title)


def test_a_carted_product_is_told_to_the_shop(page: Page, service: RunningShop) -> None:
    chat = Chat(page)
    chat.open()
    chat.say("hello")  # only who talks to the assistant is known to it
    page.goto(f"{service.address}/products/tempo-3-running-shoe")
    with page.expect_request(lambda request: request.url.endswith("/api/events")) as told:
        page.get_by_role("button", name="Add to cart").click()
        page.get_by_role("button", name="Add to cart").blur()
    events = json.loads(told.value.post_data or "")["events"]
    kinds = {(event["kind"], event["product_id"]) for event in events}
    assert kinds == {("view", "tempo-3-running-shoe"), ("cart", "tempo-3-running-shoe")}
    assert told.value.response().status == 202  # type: ignore[union-attr]


def test_nothing_is_told_about_a_visitor_who_never_opened_the_chat(page: Page, service: RunningShop) -> None:
    calls: list[str] = []
    page.on("request", lambda request: calls.append(f"{request.method} {request.url.removeprefix(service.address)}"))
    page.goto(f"{service.address}/products/tempo-3-running-shoe")
    page.get_by_role("button", name="Add to cart").click()
    page.wait_for_timeout(3000)  # longer than events wait before they are sent
    page.goto(service.address)
    assert not [call for call in calls if call.startswith("POST")]
    assert page.context.cookies() == []


def test_the_shelves_are_paged_and_sorted_by_department(page: Page) -> None:
    tiles = page.locator("#grid li")
    expect(tiles).to_have_count(24)
    page.get_by_role("button", name="Show more").click()
    expect(tiles).to_have_count(48)
    page.get_by_role("navigation", name="Departments").get_by_role("link", name="Shoes").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("Shoes")
    shoes = titles(lambda product, _: any(path.startswith("Shoes") for path in product["categories"]), least_stock=0)
    expect(tiles.first).to_be_visible()
    assert set(page.locator("#grid h3").all_inner_texts()) <= shoes
