"""What is known about the customer, and forgetting it: truthful, and deleted only after a yes."""

from __future__ import annotations

from actions.answer import Answer
from actions.meant.orders import own_orders
from actions.meant.wishes import earlier_wish
from actions.offers import ALLOW_GUESSES, CONFIRM_FORGET, PERSON
from actions.told.profile import consent_to_guesses, guessable, profile_told
from actions.told.service import rule_for_all
from actions.told.wording import count, join
from actions.turn import Turn
from catalog.records import now

_HOURS_A_DAY = 24
_FORGET = "Forget this conversation"


def known(turn: Turn) -> Answer:
    """What the assistant keeps, and the shop's own rule on data where its FAQ has one."""
    days = round(turn.shop.settings.service.session_hours / _HOURS_A_DAY)
    hours = round(turn.shop.settings.photos.keep_hours)
    text = (
        f"Of this conversation I keep what you wrote and what I showed you, until {count(days, 'day')} after your last "
        f"message, and photos you send for {count(hours, 'hour')}."
    )
    learns = turn.shop.recommender.history(turn.visitor, turn.customer_id).learns
    text = (
        f"{_account(turn, learns)} {text}"
        if turn.customer_id
        else f"You are not logged in, so I know no account of yours. {text}"
    )
    told = "\n".join(filter(None, (text, profile_told(turn), rule_for_all(turn))))
    learning = "Stop learning from me" if learns else "You may learn from me again"
    replies: tuple[str, ...] = ("Send me my data", learning, _FORGET, PERSON)
    consent = consent_to_guesses(turn)
    if consent == "on":
        replies = ("Send me my data", "Stop guessing", *replies[1:])
    elif not consent and learns and (labels := guessable(turn)):
        asks = f"May I also guess your {join(labels)} from what you turn to? Unless you say yes I don't."
        replies = ("Yes, you may guess", "No guesses", *replies)
        return Answer(f"{told}\n{asks}", quick_replies=replies, offer=ALLOW_GUESSES)
    return Answer(told, quick_replies=replies)


def _account(turn: Turn, learns: bool) -> str:
    """What is seen of their account, and what for."""
    number = len(own_orders(turn))
    orders = f"the {count(number, 'order')} in your account" if number else ""
    looks = "what you looked at here, for recommendations" if learns else ""
    return f"I see {join((orders, looks))}." if orders or looks else "Your account holds no orders."


def remembered(turn: Turn) -> Answer:
    """What was looked for before: in this conversation, for no other is remembered."""
    wish = earlier_wish(turn)
    if not wish.is_empty and turn.shown:
        titles = [product.title for product in turn.shown_products[:3]]
        return Answer(
            f"In this conversation I showed you last: {', '.join(titles)}.", quick_replies=("Show them again",)
        )
    text = "I don't remember what you looked for in earlier conversations; here you have not looked for anything yet."
    orders = ("Show all my orders",) if turn.customer_id else ()
    return Answer(text, quick_replies=("What do you know about me?", *orders))


def ask_to_forget(turn: Turn) -> Answer:
    """Asks before anything is deleted, and says what the conversation is not."""
    text = (
        "Shall I delete this conversation: what you wrote, the photos you sent and your messages to the shop? "
        "That can't be undone. Your account and your orders are kept by the shop."
    )
    if turn.customer_id:
        text += (
            " What you looked at in other conversations and what I concluded from it and from your orders goes as well."
        )
    rule = rule_for_all(turn)
    return Answer(
        "\n".join(filter(None, (text, rule))), quick_replies=("Yes, delete it", "No, keep it"), offer=CONFIRM_FORGET
    )


def forget(turn: Turn) -> Answer:
    """Agrees; the gateway deletes once Rasa has kept this turn, for what is kept afterwards would stay."""
    if turn.offer_is_old:
        return ask_to_forget(turn)
    if turn.customer_id:
        turn.shop.store.forget_behaviour(turn.customer_id, now())
    return Answer("This conversation is deleted. What you write from now on begins a new one.", forgets=True)


def kept(turn: Turn) -> Answer:
    return Answer("All right, nothing is deleted. What else can I do for you?")
