"""One file from the web, within limits of bytes, time and redirects, over guarded connections."""

from __future__ import annotations

import ssl
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urljoin

import httpcore

from catalog.pictures.guard import Deadline, ForbiddenAddressError, GuardedBackend, check_address

MOST_REDIRECTS = 5
#: Without a byte for so long a connection is given up; and so is a file that takes longer as a whole.
SILENT_SECONDS, WHOLE_SECONDS = 15.0, 90.0
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
#: Answers that say "later".
_LATER = frozenset((408, 425, 429, 500, 502, 503, 504))
AGENT = "Shopmate (https, pictures and feeds of this shop)"


class FetchError(Exception):
    """A file that could not be fetched. `again`: whether another try may help; `after`: seconds the server asks for."""

    def __init__(self, message: str, *, again: bool = False, after: float = 0.0) -> None:
        super().__init__(message)
        self.again, self.after = again, after


@dataclass(frozen=True)
class Fetched:
    """`changed` False: the server says that what is here is still right, and `byte_count` is 0."""

    changed: bool
    byte_count: int = 0
    kind: str = ""
    etag: str = ""
    modified: str = ""


class Fetcher:
    """Asks for files; safe to call from many threads. `close` ends its connections."""

    def __init__(
        self,
        allowed_hosts: Collection[str] = (),
        *,
        silent_seconds: float = SILENT_SECONDS,
        whole_seconds: float = WHOLE_SECONDS,
    ) -> None:
        self._silent, self._whole = silent_seconds, whole_seconds
        self._deadline = Deadline()
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=16,
            keepalive_expiry=10.0,
            network_backend=GuardedBackend(allowed_hosts, self._deadline),
        )

    def fetch(
        self,
        address: str,
        target: BinaryIO,
        *,
        most_bytes: int,
        accept: str = "*/*",
        etag: str = "",
        modified: str = "",
    ) -> Fetched:
        """Writes the file at `address` to `target`, unless it is still the one that `etag` or `modified` names.

        Raises: FetchError.
        """
        self._deadline.at = time.monotonic() + self._whole
        # A packed answer could unpack to anything, so none is asked for.
        headers = {"User-Agent": AGENT, "Accept": accept, "Accept-Encoding": "identity"}
        known = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers |= {name: value for name, value in known.items() if value}
        try:
            for _ in range(MOST_REDIRECTS + 1):
                check_address(address)
                found = self._one(address, headers, target, most_bytes)
                if isinstance(found, Fetched):
                    return found
                address = found
        except ForbiddenAddressError as error:
            raise FetchError(str(error)) from error
        except ssl.SSLError as error:
            raise FetchError(f"no safe connection: {error}") from error
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            raise FetchError(_told(error), again=True) from error
        except httpcore.UnsupportedProtocol as error:
            raise FetchError(str(error)) from error
        raise FetchError(f"more than {MOST_REDIRECTS} redirects")

    def close(self) -> None:
        self._pool.close()

    def _one(self, address: str, headers: Mapping[str, str], target: BinaryIO, most_bytes: int) -> Fetched | str:
        """What was fetched, or where the server sends us."""
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), self._silent)
        sent = list(headers.items())
        with self._pool.stream("GET", address, headers=sent, extensions={"timeout": timeouts}) as answer:
            told = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
            if answer.status in _REDIRECTS and told.get("location"):
                return urljoin(address, told["location"])
            if answer.status == 304:
                return Fetched(changed=False)
            if answer.status != 200:
                raise FetchError(
                    f"the server answers {answer.status}", again=answer.status in _LATER, after=_after(told)
                )
            if _number(told.get("content-length", "")) > most_bytes:
                raise FetchError(_too_long(most_bytes))
            count = _copied(answer.iter_stream(), target, most_bytes)
        return Fetched(True, count, told.get("content-type", ""), told.get("etag", ""), told.get("last-modified", ""))


def _copied(parts: Iterator[bytes], target: BinaryIO, most_bytes: int) -> int:
    count = 0
    for part in parts:
        count += len(part)
        if count > most_bytes:
            raise FetchError(_too_long(most_bytes))
        target.write(part)
    return count


def _too_long(most_bytes: int) -> str:
    return f"longer than {most_bytes / 2**20:.0f} MB"


def _after(told: Mapping[str, str]) -> float:
    return float(min(_number(told.get("retry-after", "")), 86_400))


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 16 else 0


def _told(error: Exception) -> str:
    """A sentence for the merchant; httpcore's own are often empty."""
    if isinstance(error, httpcore.TimeoutException):
        return "the server does not answer in time"
    return f"no connection: {error}" if str(error) else "the connection broke"
