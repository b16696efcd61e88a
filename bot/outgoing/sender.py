"""Empties the outbox: sends what is due, notes what arrived, tries the rest again later and later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.gateway.logging import logger
from bot.outgoing.mail import mail_sender
from bot.outgoing.webhook import webhook_sender
from catalog.records import Outgoing, now
from catalog.settings import Settings
from catalog.store import Store

Deliver = Callable[[Outgoing], None]
#: Seconds until the next try, by the number of tries so far; the last one for good: nothing is ever given up.
BACK_OFF_SECONDS = (2, 5, 30, 120, 600, 3600, 6 * 3600)
#: Longer than any delivery may take. A sender that dies with something in hand lets go of it after this.
LEASE = timedelta(minutes=2)


class Sender:
    """Sends for one shop; several may run at once, on the same database."""

    def __init__(self, store: Store, ways: Mapping[str, Deliver], lease: timedelta = LEASE) -> None:
        """`ways`: channel -> what delivers it, or raises what is in the way."""
        self._store, self._ways, self._lease = store, ways, lease

    def send_due(self) -> int:
        """Tries everything that is due once; how much arrived."""
        arrived = 0
        while taken := self._store.take_outgoing(lease=self._lease, limit=1):
            arrived += sum(self._sent(outgoing) for outgoing in taken)
        return arrived

    def _sent(self, outgoing: Outgoing) -> bool:
        try:
            self._ways[outgoing.channel](outgoing)
        except Exception as error:  # whatever it was, the thing stays and is tried again
            wait = BACK_OFF_SECONDS[min(outgoing.tries, len(BACK_OFF_SECONDS) - 1)]
            trouble = f"{type(error).__name__}: {error}"
            self._store.outgoing_failed(outgoing.id, trouble, now() + timedelta(seconds=wait))
            facts = {"channel": outgoing.channel, "kind": type(error).__name__, "tries": outgoing.tries + 1}
            logger.warning("not delivered", extra={"facts": facts})
            return False
        self._store.outgoing_arrived(outgoing.id)
        return True


def sender_of(settings: Settings, store: Store, secret: str) -> Sender:
    """The sender by the shop's settings; `secret` signs the webhook."""
    ways = {"webhook": webhook_sender(settings.orders.webhook, secret), "mail": mail_sender(settings.mail)}
    return Sender(store, ways)
