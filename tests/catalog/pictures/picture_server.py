"""A real server of pictures, with the ways in which servers of pictures misbehave."""

from __future__ import annotations

import io
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from PIL import Image


def picture(colour: str = "red", size: tuple[int, int] = (900, 600), kind: str = "JPEG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, kind)
    return buffer.getvalue()


class _Handler(BaseHTTPRequestHandler):
    server: PictureServer

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.server.asked[path] += 1
        self.server.headers_seen[path] = dict(self.headers.items())
        way = getattr(self, f"_{path.strip('/').partition('/')[0].partition('.')[0]}", None)
        way() if way else self._file(path)

    def _file(self, path: str) -> None:
        held = self.server.files.get(path)
        if held is None:
            self.send_error(404)
            return
        etag = f'"{hash(held)}"'
        if self.headers.get("If-None-Match") == etag:
            self.send_response(304)
            self.end_headers()
            return
        self._send(held, "image/jpeg", ETag=etag)

    def _send(self, body: bytes, kind: str, **more: str) -> None:
        self.send_response(200)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **more}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _moved(self) -> None:
        """To wherever the last part of the address says."""
        self.send_response(302)
        self.send_header("Location", self.server.leads_to)
        self.end_headers()

    def _circle(self) -> None:
        self.send_response(302)
        self.send_header("Location", "/circle")
        self.end_headers()

    def _page(self) -> None:
        self._send(b"<html><body>not a picture</body></html>", "image/jpeg")

    def _endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "image/jpeg")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"\xff" * 65536)
        except OSError:
            return

    def _drip(self) -> None:
        """A byte now and then: no read times out, and it never ends."""
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"\xff")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            return

    def _silent(self) -> None:
        time.sleep(3)

    def _busy(self) -> None:
        """503 the first time, the picture afterwards."""
        if self.server.asked["/busy.jpg"] > 1:
            self._send(picture(), "image/jpeg")
            return
        self.send_response(503)
        self.send_header("Retry-After", "0")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


class PictureServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, bytes] = {}
        self.asked: Counter[str] = Counter()
        self.headers_seen: dict[str, dict[str, str]] = {}
        self.leads_to = ""

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    def address(self, path: str) -> str:
        return f"http://{self.host}/{path.lstrip('/')}"


@contextmanager
def served() -> Iterator[PictureServer]:
    server = PictureServer()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
