"""Connections that take their time or come in crowds: dropped, so that nobody else has to wait for them.

uvicorn closes a connection that is idle *after* an answer, and waits for ever for a request that never ends.
Here every request has a time in which its head and its body must arrive, and a crowd is thinned from its
oldest idle member: who comes new always gets in while anybody idles.
"""

from __future__ import annotations

import asyncio
import itertools
import resource
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.gateway.limits import network_of

#: A head is a few packets; a photo of 10 MB over a slow phone takes a minute.
HEAD_SECONDS, BODY_SECONDS = 15.0, 90.0
#: Connections of one address at once. Behind a trusted proxy all have its address, and it is not counted.
PER_ADDRESS = 128
#: Descriptors kept for the database, the index, Rasa and files.
RESERVED_DESCRIPTORS = 256


class Crowd:
    """The open connections, and which of them has to go for a new one.

    Args:
        most: connections in all.
        per_address: connections of one address that is not in `proxies`.
    """

    def __init__(self, most: int, per_address: int = PER_ADDRESS, proxies: Callable[[str], bool] = lambda _: False):
        self._most, self._per_address, self._proxies = most, per_address, proxies
        self._all: dict[GuardedProtocol, int] = {}
        self._of: defaultdict[str, set[GuardedProtocol]] = defaultdict(set)
        self._order = itertools.count()

    def __len__(self) -> int:
        return len(self._all)

    def enter(self, connection: GuardedProtocol, address: str) -> bool:
        """Whether there is room for it; somebody idle may be dropped for that."""
        mine = self._of[address]
        if not self._proxies(address) and len(mine) >= self._per_address and not self._drop_one(mine):
            return False
        if len(self._all) >= self._most and not self._drop_one(self._all):
            return False
        self._all[connection] = next(self._order)
        mine.add(connection)
        return True

    def leave(self, connection: GuardedProtocol, address: str) -> None:
        self._all.pop(connection, None)
        self._of[address].discard(connection)
        if not self._of[address]:
            del self._of[address]

    def _drop_one(self, among: Any) -> bool:
        """Drops the one that idles longest; those that never asked anything go before those that did."""
        idle = [connection for connection in among if connection.idle]
        if not idle:
            return False
        oldest = min(idle, key=lambda connection: (connection.asked, self._all[connection]))
        self.leave(oldest, oldest.address)
        oldest.transport.abort()
        return True


class GuardedProtocol(HttpToolsProtocol):
    """uvicorn's protocol with a time limit for the arrival of each request, and a place in the crowd."""

    crowd: Crowd
    address = ""
    #: Whether a whole request ever came, and whether one is arriving or being answered.
    asked = False
    busy = False
    _limit: asyncio.TimerHandle | None = None

    @property
    def idle(self) -> bool:
        return not self.busy

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.address = network_of(self.client[0]) if self.client else ""
        if not self.crowd.enter(self, self.address):
            transport.abort()
            return
        self._within(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._within(None)
        self.crowd.leave(self, self.address)
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._within(HEAD_SECONDS)

    def on_headers_complete(self) -> None:
        self.busy = True
        self._within(BODY_SECONDS)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self.asked = True
        self._within(None)
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self.busy = bool(self.pipeline)
        super().on_response_complete()

    def _within(self, seconds: float | None) -> None:
        if self._limit is not None:
            self._limit.cancel()
        self._limit = None if seconds is None else self.loop.call_later(seconds, self.transport.abort)


def guarded(proxies: Callable[[str], bool]) -> type[GuardedProtocol]:
    """The protocol class for one server, with as many connections as this process may open."""
    return type("GuardedProtocol", (GuardedProtocol,), {"crowd": Crowd(_room(), proxies=proxies)})


def _room() -> int:
    """Raises the limit of descriptors as far as the system lets us, and says how many are for connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return max(
        64, min(soft if soft != resource.RLIM_INFINITY else wanted, 4_096 + RESERVED_DESCRIPTORS) - RESERVED_DESCRIPTORS
    )
