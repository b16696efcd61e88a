"""The e-mails of the shop, whole and ready to send."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from catalog.money import minor_digits
from catalog.records import OrderChange, Outgoing, ShopMessage
from catalog.settings import Settings

_E_MAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
_KINDS: Mapping[str, str] = {
    "cancel": "wants to cancel order {number}",
    "return": "wants to return something of order {number}",
    "exchange": "wants to exchange something of order {number}",
    "items": "wants other items in order {number}",
    "address": "wants order {number} sent to another address",
    "default_address": "has another default address",
}


def email_in(text: str) -> str:
    """The first e-mail address in the text, "" = none."""
    found = _E_MAIL.search(text)
    return found.group() if found else ""


def can_mail(settings: Settings) -> bool:
    """Whether e-mail can leave this shop."""
    return bool(settings.mail.host and _sender(settings))


def message_letter(settings: Settings, message: ShopMessage, event: str) -> Outgoing:
    """Tells the shop what a shopper wrote; answering that e-mail answers the shopper."""
    known = [f"{name}: {told(value)}" for name, value in message.context.items() if value]
    lines = [message.text, "", f"Contact: {message.contact or 'none was left'}", *known, ""]
    lines.append(f'Answer with: shopmate messages answer {message.id} "…"')
    letter = _letter(settings, settings.mail.shop, f"Message {message.id} from a shopper", lines, event)
    if address := email_in(message.contact):
        letter["Reply-To"] = address
    return _outgoing(letter, event, message.customer_id)


def answer_letter(settings: Settings, message: ShopMessage, text: str, event: str) -> Outgoing:
    """The shop's answer to the shopper who left an e-mail address."""
    quoted = [f"> {line}" for line in message.text.splitlines()]
    lines = [text, "", f"You wrote on {message.at:%d %B %Y}:", *quoted]
    letter = _letter(
        settings, email_in(message.contact), f"{settings.shown_name}: your message {message.id}", lines, event
    )
    if settings.mail.shop:
        letter["Reply-To"] = settings.mail.shop
    return _outgoing(letter, event, message.customer_id)


def change_letter(settings: Settings, change: OrderChange) -> Outgoing:
    """Tells the shop what a customer asked to have changed."""
    what = _KINDS[change.kind].format(number=change.number)
    facts = [
        f"{name.removesuffix('_minor')}: {_amount(settings, name, value)}" for name, value in change.detail.items()
    ]
    done = f"When it is carried out: shopmate orders changes done {change.id}"
    lines = [f"Customer {change.customer_id} {what}.", "", *facts, "", done]
    return _outgoing(_letter(settings, settings.mail.shop, f"A customer {what}", lines, change.event), change.event,
                     change.customer_id)  # fmt: skip


def code_letter(settings: Settings, address: str, code: str, minutes: int, customer_id: str, event: str) -> Outgoing:
    """The one-time code with which a shopper shows that an order is theirs."""
    lines = [f"Your code for the chat is {code}. It works once, for {minutes} minutes.", ""]
    lines.append("If you did not ask for it, somebody typed your address by mistake; you need not do anything.")
    return _outgoing(_letter(settings, address, f"{settings.shown_name}: your code", lines, event), event, customer_id)


def told(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _amount(settings: Settings, name: str, value: object) -> str:
    if name.endswith("_minor") and isinstance(value, int):
        digits = minor_digits(settings.currency)
        return f"{value / 10**digits:.{digits}f} {settings.currency}"
    return told(value)


def _letter(settings: Settings, to: str, subject: str, lines: list[str], event: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"] = _sender(settings), to
    # A header is one line; what a shopper wrote never gets into one but the address, which the pattern keeps clean.
    letter["Subject"] = re.sub(r"\s+", " ", subject)
    # The same whenever it is sent: a mail server that gets it twice can tell.
    letter["Message-ID"] = f"<{event}@{parseaddr(_sender(settings))[1].partition('@')[2] or 'shopmate'}>"
    letter.set_content("\n".join(lines))
    return letter


def _outgoing(letter: EmailMessage, event: str, customer_id: str | None) -> Outgoing:
    made = Outgoing(event, "mail", b"", customer_id)
    letter["Date"] = format_datetime(made.at)
    return Outgoing(event, "mail", letter.as_bytes(), customer_id, at=made.at)


def _sender(settings: Settings) -> str:
    return settings.mail.sender or settings.mail.shop
