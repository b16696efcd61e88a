"""A file from the web comes whole and from a public address, or not at all."""

from __future__ import annotations

import io
import socket
from typing import Any

import pytest

from catalog.pictures.fetching import Fetched, Fetcher, FetchError
from catalog.pictures.guard import is_public
from tests.catalog.pictures.picture_server import PictureServer, picture, served

MOST = 1024 * 1024


def fetch(server: PictureServer, path: str, **more: Any) -> tuple[Fetched, bytes]:
    fetcher = Fetcher([server.host], silent_seconds=more.pop("silent", 2.0), whole_seconds=more.pop("whole", 5.0))
    body = io.BytesIO()
    try:
        return fetcher.fetch(server.address(path), body, most_bytes=MOST, **more), body.getvalue()
    finally:
        fetcher.close()


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("127.9.9.9", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("nonsense", False),
    ],
)
def test_only_addresses_of_the_open_internet_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_a_file_comes_with_what_its_server_says_of_it(server: PictureServer) -> None:
    server.files["/a.jpg"] = picture()
    got, body = fetch(server, "a.jpg")
    assert body == server.files["/a.jpg"]
    assert (got.changed, got.byte_count, got.kind) == (True, len(body), "image/jpeg")
    again, nothing = fetch(server, "a.jpg", etag=got.etag)
    assert (again.changed, nothing) == (False, b"")


def test_a_host_that_is_not_public_is_refused_before_anything_is_sent(server: PictureServer) -> None:
    with pytest.raises(FetchError, match="not public"):
        Fetcher().fetch(server.address("a.jpg"), io.BytesIO(), most_bytes=MOST)
    assert not server.asked


@pytest.mark.parametrize("name", ["localhost", "127.1", "0x7f000001", "2130706433", "[::1]", "[::ffff:127.0.0.1]"])
def test_no_spelling_of_loopback_gets_through(server: PictureServer, name: str) -> None:
    with pytest.raises(FetchError):
        Fetcher().fetch(f"http://{name}:{server.server_port}/a.jpg", io.BytesIO(), most_bytes=MOST)
    assert not server.asked


def test_a_redirect_to_loopback_is_refused(server: PictureServer) -> None:
    with served() as inner:
        inner.files["/secret.jpg"] = picture()
        server.leads_to = inner.address("secret.jpg")
        with pytest.raises(FetchError, match="not public"):
            fetch(server, "moved")
        assert not inner.asked


@pytest.mark.parametrize(
    "target",
    ["file:///etc/passwd", "ftp://example.com/a.jpg", "http://me:secret@example.com/a", "gopher://x/", "http://"],
)
def test_a_redirect_to_what_is_no_plain_web_address_is_refused(server: PictureServer, target: str) -> None:
    server.leads_to = target
    with pytest.raises(FetchError) as failed:
        fetch(server, "moved")
    assert not failed.value.again


def test_a_redirect_on_the_same_host_is_followed_but_not_in_a_circle(server: PictureServer) -> None:
    server.files["/a.jpg"], server.leads_to = picture(), "/a.jpg"
    assert fetch(server, "moved")[1] == server.files["/a.jpg"]
    with pytest.raises(FetchError, match="redirects"):
        fetch(server, "circle")


def test_the_address_that_was_checked_is_the_one_that_is_connected_to(
    server: PictureServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is public when asked first and loopback when asked again never leads to loopback."""
    asked: list[str] = []

    def two_faced(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        asked.append(host)
        ip = "192.0.2.1" if host != "rebind.example" or len(asked) > 1 else "203.0.113.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8" if ip == "203.0.113.1" else "127.0.0.1", port))]

    connected: list[Any] = []

    def connect(address: Any, *args: Any, **kwargs: Any) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", two_faced)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(FetchError):
        Fetcher().fetch(f"http://rebind.example:{server.server_port}/a.jpg", io.BytesIO(), most_bytes=MOST)
    assert [address[0] for address in connected] == ["8.8.8.8"]


def test_a_name_with_one_hidden_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    with pytest.raises(FetchError, match=r"10\.0\.0\.1, which is not public"):
        Fetcher().fetch("http://mixed.example/a.jpg", io.BytesIO(), most_bytes=MOST)


def test_an_endless_body_ends_at_the_limit(server: PictureServer) -> None:
    with pytest.raises(FetchError, match="longer than 1 MB") as failed:
        fetch(server, "endless")
    assert not failed.value.again


@pytest.mark.parametrize(("path", "told"), [("drip", "in time"), ("silent", "in time")])
def test_a_slow_server_is_given_up_and_tried_again(server: PictureServer, path: str, told: str) -> None:
    with pytest.raises(FetchError, match=told) as failed:
        fetch(server, path, silent=0.5, whole=0.8)
    assert failed.value.again


@pytest.mark.parametrize(("path", "again"), [("none.jpg", False), ("busy.jpg", True)])
def test_an_answer_without_the_file_says_whether_it_may_come_later(
    server: PictureServer, path: str, again: bool
) -> None:
    with pytest.raises(FetchError, match="answers") as failed:
        fetch(server, path)
    assert failed.value.again is again
