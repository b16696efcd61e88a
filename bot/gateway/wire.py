"""The wire to Rasa: the one door of aiohttp.

httpx, which the rest of the house asks with, took a third of the event loop's time here: every turn goes over it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol

import aiohttp

_CONNECT_SECONDS, _KEPT_SECONDS = 2.0, 20.0
_MOST_CONNECTIONS = 64


class NoAnswerError(RuntimeError):
    """Nobody answered, in time and with a status below 400."""


class Wire(Protocol):
    """What carries a question to a server that speaks JSON."""

    async def ask(
        self, method: str, path: str, message: Mapping[str, Any] | None = None, *, seconds: float | None = None
    ) -> Any:
        """The answer's JSON. Raises: NoAnswerError; ValueError for an answer that is no JSON."""

    async def close(self) -> None: ...


class HttpWire:
    """Keeps one pool of connections to the server at `url`; `seconds` is how long an answer may take."""

    def __init__(self, url: str, token: str, seconds: float) -> None:
        self._url, self._seconds = url.rstrip("/"), seconds
        self._headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        self._session: aiohttp.ClientSession | None = None

    async def ask(
        self, method: str, path: str, message: Mapping[str, Any] | None = None, *, seconds: float | None = None
    ) -> Any:
        # ASCII, so that halves of characters, which UTF-8 can't carry, arrive as they were sent.
        body = None if message is None else json.dumps(message)
        timeout = aiohttp.ClientTimeout(total=seconds or self._seconds, sock_connect=_CONNECT_SECONDS)
        try:
            async with self._opened().request(method, self._url + path, data=body, timeout=timeout) as answer:
                if answer.status >= 400:
                    raise NoAnswerError(f"status {answer.status}")
                return json.loads(await answer.read())
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NoAnswerError(type(error).__name__) from error

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    def _opened(self) -> aiohttp.ClientSession:
        # Made by the first question: a pool belongs to the event loop that runs then.
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=_MOST_CONNECTIONS, keepalive_timeout=_KEPT_SECONDS)
            self._session = aiohttp.ClientSession(
                connector=connector, headers=self._headers, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session
