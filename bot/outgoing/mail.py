"""E-mail out by SMTP."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Callable, Mapping
from email import message_from_bytes
from email.policy import default

from catalog.records import Outgoing
from catalog.settings import MailSettings

TIMEOUT_SECONDS = 30.0
SECURITY = ("starttls", "tls", "none")


class MailError(RuntimeError):
    """E-mail can't be sent; the message says what to set."""


def mail_sender(settings: MailSettings, environ: Mapping[str, str] = os.environ) -> Callable[[Outgoing], None]:
    """Hands each letter to the shop's SMTP server."""

    def deliver(outgoing: Outgoing) -> None:
        letter = message_from_bytes(outgoing.body, policy=default)
        with _connected(settings) as server:
            if settings.username:
                server.login(settings.username, environ.get("SHOPMATE_MAIL_PASSWORD", ""))
            server.send_message(letter)

    return deliver


def _connected(settings: MailSettings) -> smtplib.SMTP:
    if not settings.host:
        raise MailError("shop.mail.host in config.yml names no SMTP server")
    if settings.security not in SECURITY:
        raise MailError(f"shop.mail.security is {settings.security!r}. Allowed: {', '.join(SECURITY)}.")
    if settings.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(settings.host, settings.port, timeout=TIMEOUT_SECONDS, context=context)
    server = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT_SECONDS)
    try:
        if settings.security == "starttls":
            server.starttls(context=ssl.create_default_context())
    except Exception:
        server.close()
        raise
    return server
