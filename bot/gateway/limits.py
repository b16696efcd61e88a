"""How often one session and one address may ask; 429 says when to come back."""

from __future__ import annotations

import ipaddress
import math
import time

from limits import RateLimitItemPerDay, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from bot.gateway.errors import ApiError
from catalog.settings import ServiceSettings

#: Visitors of one address whose views and clicks count in a day: a family or a firm, and no crowd made by one.
VOICES_PER_DAY = 40
_REMEMBERED_VOICES = 50_000


class Limits:
    """Counts in this process's memory: one process serves the shop. A limit of 0 in config.yml is no limit."""

    def __init__(self, service: ServiceSettings) -> None:
        self._windows = MovingWindowRateLimiter(MemoryStorage())
        self._session = service.messages_per_minute
        self._address = service.address_messages_per_minute
        self._photos = service.address_photos_per_minute
        self._voices: dict[str, None] = {}

    def check_message(self, session: str, address: str) -> None:
        self._check("message", "session", session, self._session)
        self._check("message", "address", network_of(address), self._address)

    def check_photo(self, address: str) -> None:
        self._check("photo", "address", network_of(address), self._photos)

    def check_new_session(self, address: str) -> None:
        self._check("session", "address", network_of(address), self._address)

    def check_events(self, session: str, address: str) -> None:
        # A page reports in batches and a carousel swipe is cheap to store, hence more room than for messages.
        self._check("events", "session", session, self._session * 5)
        self._check("events", "address", network_of(address), self._address * 5)

    def has_a_voice(self, session: str, address: str) -> bool:
        """Whether what this session looks at may make products popular: one address has a few voices a day."""
        if session in self._voices:
            return True
        if not self._windows.hit(RateLimitItemPerDay(VOICES_PER_DAY), "voice", network_of(address)):
            return False
        self._voices[session] = None
        if len(self._voices) > _REMEMBERED_VOICES:
            del self._voices[next(iter(self._voices))]
        return True

    def _check(self, what: str, whom: str, key: str, per_minute: int) -> None:
        if per_minute <= 0:
            return
        limit = RateLimitItemPerMinute(per_minute)
        if self._windows.hit(limit, what, whom, key):
            return
        free_at = self._windows.get_window_stats(limit, what, whom, key).reset_time
        seconds = max(1, math.ceil(free_at - time.time()))
        message = f"That was a lot at once. Please wait {seconds} second{'' if seconds == 1 else 's'} and try again."
        raise ApiError(429, "too_many_requests", message, {"Retry-After": str(seconds)})


def network_of(address: str) -> str:
    """The part of an address that one household or firm holds: IPv4 whole, IPv6 its first 64 bits."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)
