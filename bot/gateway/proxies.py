"""The proxies whose word about a visitor's address counts (`shop.service.trusted_proxies`)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.gateway.logging import logger
from catalog.settings import SettingsError


class Proxies:
    """The addresses and networks of `given`, like 127.0.0.1 or 10.0.0.0/8.

    Raises: SettingsError for one that is neither.
    """

    def __init__(self, given: Iterable[str]) -> None:
        self.names = list(given)
        self._networks = [_network(name) for name in self.names]

    def trusts(self, address: str) -> bool:
        """Whether `address` is one of them; a part of an IPv6 network (limits.network_of) counts as well."""
        try:
            asked = ipaddress.ip_network(address, strict=False)
        except ValueError:
            return False
        return any(asked.version == one.version and asked.overlaps(one) for one in self._networks)


class ProxyWatch:
    """Says once in the log that a proxy tells visitors' addresses and is not believed.

    All its visitors then count as one address, and their cookies are not marked as secure: who forgot to name the
    proxy would notice neither.
    """

    def __init__(self, app: ASGIApp, proxies: Proxies) -> None:
        self.app = app
        self._is_told = bool(proxies.names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._is_told and scope["type"] == "http" and "x-forwarded-for" in Headers(scope=scope):
            self._is_told = True
            # Not whose address it was: it may be a visitor who only says to be a proxy.
            told = (
                "if there is a proxy of yours in front, name it in shop.service.trusted_proxies; see docs/merchant.md"
            )
            logger.warning("addresses of a proxy not believed", extra={"facts": {"told": told}})
        await self.app(scope, receive, send)


def _network(name: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        return ipaddress.ip_network(name, strict=False)
    except ValueError as error:
        raise SettingsError(
            f"shop.service.trusted_proxies in config.yml holds {name!r}. Allowed: addresses and networks, "
            "like 127.0.0.1 or 10.0.0.0/8."
        ) from error
