"""What the customer sees when the network or the shop fails: plain words, and no message is lost."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from tests.e2e.chat import Chat

MESSAGES = "**/api/messages"


def test_a_message_that_failed_is_sent_again_on_request(chat: Chat) -> None:
    chat.page.route(MESSAGES, lambda route: route.abort())
    chat.field.fill("red running shoes under 80")
    chat.field.press("Enter")
    expect(chat.panel).to_contain_text("Not sent. The shop did not answer.")
    expect(chat.log).to_contain_text("red running shoes under 80")
    chat.page.unroute(MESSAGES)
    before = chat.replies.count()
    chat.panel.get_by_role("button", name="Try again").click()
    assert chat.answer(before).cards
    expect(chat.panel).not_to_contain_text("Not sent.")


def test_a_message_written_offline_leaves_by_itself_when_the_network_is_back(chat: Chat) -> None:
    before = chat.replies.count()
    chat.page.context.set_offline(True)
    chat.field.fill("How long does delivery take?")
    chat.field.press("Enter")
    expect(chat.panel).to_contain_text("You are offline.")
    chat.page.context.set_offline(False)
    assert "working day" in chat.answer(before).text


def test_too_many_messages_are_told_with_the_time_to_wait(chat: Chat) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=429, headers={"Retry-After": "7"}, json={"error": {"code": "busy", "message": "Slow."}})

    chat.page.route(MESSAGES, refuse)
    chat.field.fill("hello")
    chat.field.press("Enter")
    expect(chat.panel).to_contain_text("Please wait 7 seconds.")


def test_a_session_that_ran_out_is_renewed_unseen(chat: Chat) -> None:
    chat.say("hello")
    chat.page.context.clear_cookies()
    assert chat.say("red running shoes under 80").cards


def test_a_message_longer_than_the_shop_reads_is_not_sent(chat: Chat) -> None:
    chat.field.fill("a" * 1005)
    expect(chat.panel).to_contain_text("5 characters too many")
    chat.field.press("Enter")
    assert len(chat.field.input_value()) == 1005
    expect(chat.page.locator("#shopmate .turn.customer")).to_have_count(0)


def test_messages_sent_in_a_row_are_answered_in_their_order(chat: Chat) -> None:
    before = chat.replies.count()
    for text in ("hello", "red running shoes under 80"):
        chat.field.fill(text)
        chat.field.press("Enter")
    expect(chat.replies).to_have_count(before + 2, timeout=20_000)
    expect(chat.replies.nth(before).get_by_role("article")).to_have_count(0)
    assert chat.replies.nth(before + 1).get_by_role("article").count() > 0
