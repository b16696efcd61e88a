"""The proxies whose word about a visitor's address counts (`shop.service.trusted_proxies`)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

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


def _network(name: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        return ipaddress.ip_network(name, strict=False)
    except ValueError as error:
        raise SettingsError(
            f"shop.service.trusted_proxies in config.yml holds {name!r}. Allowed: addresses and networks, "
            "like 127.0.0.1 or 10.0.0.0/8."
        ) from error
