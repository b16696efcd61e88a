"""Connections to public addresses only: the name is looked up once, checked, and that very address is connected to.

A feed names addresses that somebody else may have written. Fetched without care, one of them reaches what only this
machine may reach: its own services, the router, a cloud's keys.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Collection, Iterable
from typing import Any
from urllib.parse import urlsplit

import httpcore

#: Prefixes under which IPv6 wraps an IPv4 address: NAT64 and 6to4.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SIX_TO_FOUR = ipaddress.ip_network("2002::/16")
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class ForbiddenAddressError(ValueError):
    """An address that is not fetched, and why."""


def check_address(address: str) -> None:
    """Raises: ForbiddenAddressError for what is no plain http(s) address."""
    try:
        parts = urlsplit(address)
        port, host = parts.port, parts.hostname
    except ValueError as error:
        raise ForbiddenAddressError(f"{address} is no address: {error}") from error
    if parts.scheme not in ("http", "https"):
        raise ForbiddenAddressError(f"{address} begins with {parts.scheme or 'nothing'}:. Allowed: http and https")
    if not host or parts.username is not None or port == 0:
        raise ForbiddenAddressError(f"{address} names no host, or a login. Allowed: https://host/path")


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet."""
    try:
        found: _Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _wrapped(found)
    return found.is_global and not found.is_multicast and (inner is None or is_public(str(inner)))


def _wrapped(address: _Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address within an IPv6 address that leads to it."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _SIX_TO_FOUR:
        return ipaddress.IPv4Address((int(address) >> 80) & 0xFFFFFFFF)
    return None


class Deadline(threading.local):
    """Until when (time.monotonic) the thread's request may take, whatever the other side sends, and however slowly."""

    at = float("inf")

    def left(self, timeout: float | None) -> float:
        """Raises: httpcore.ReadTimeout when nothing is left."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the server is too slow")
        return left if timeout is None else min(left, timeout)


class _TimedStream(httpcore.NetworkStream):
    """A connection that no single slow byte keeps alive beyond the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        safe = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _TimedStream(safe, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class GuardedBackend(httpcore.SyncBackend):
    """httpcore's way to the network, with the check where the connection is made: whatever leads there, redirects too.

    allowed_hosts: "host" or "host:port" that may be anywhere, in the merchant's own network.
    """

    def __init__(self, allowed_hosts: Collection[str], deadline: Deadline) -> None:
        self._deadline = deadline
        self._allowed = {host.strip().lower() for host in allowed_hosts}

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Raises: ForbiddenAddressError; httpcore.ConnectError."""
        trouble: Exception | None = None
        for address in self._looked_up(host, port):
            try:
                left = self._deadline.left(timeout)
                stream = super().connect_tcp(address, port, left, local_address, socket_options)
                return _TimedStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
        raise trouble or httpcore.ConnectError(f"{host} has no address")

    def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        raise ForbiddenAddressError("a socket file is no web address")

    def _looked_up(self, host: str, port: int) -> list[str]:
        """Every address of the host, all of them allowed: one that is not would be the next to be taken."""
        try:
            found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} is not found: {error}") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if {host.lower(), f"{host.lower()}:{port}"} & self._allowed:
            return addresses
        if hidden := [address for address in addresses if not is_public(address)]:
            raise ForbiddenAddressError(
                f"{host} is at {hidden[0]}, which is not public. shop.pictures.allowed_hosts allows a host of your own"
            )
        return addresses
