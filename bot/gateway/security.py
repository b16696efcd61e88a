"""What surrounds every request: response headers, the body limit, and who may send with a cookie."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.gateway.errors import ApiError, error_body
from bot.gateway.parts import parts_of
from catalog.settings import ServiceSettings

#: Product pictures may come from the shop's own server, so any https image is allowed; scripts are ours alone.
CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data: blob: https:; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
#: The documentation page starts its viewer with a script of its own, and the viewer styles itself.
DOCS_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "script-src 'self' 'unsafe-inline'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
#: Headers that a page of another site cannot make a browser send without being asked whether it may.
_KEYS = frozenset({"authorization", "x-shopmate-key", "x-shopmate-secret"})


class SecurityHeaders:
    """Adds the headers that keep a browser careful; nothing under /api is ever cached."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        path = scope["path"]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers["Content-Security-Policy"] = DOCS_POLICY if path.startswith("/docs") else CONTENT_POLICY
                if path.startswith(("/api/", "/internal/")):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self.app(scope, receive, send_with_headers)


class BodyLimit:
    """Refuses a body that is too large, counted while it arrives: Content-Length may lie or be missing."""

    def __init__(self, app: ASGIApp, service: ServiceSettings) -> None:
        self.app = app
        self.service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        limit = self._limit(scope["path"])
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdecimal() or int(declared) > limit:
            return await _refuse(send, limit)
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise _too_large(limit)
            return message

        await self.app(scope, counted, send)

    def _limit(self, path: str) -> int:
        if path == "/api/photos":
            return self.service.photo_bytes + 64 * 1024  # the form around the photo
        if path.startswith("/internal/"):
            return 64 * 1024 * 1024  # a long conversation's whole tracker; asked for only after the secret was seen
        return self.service.body_bytes


def _too_large(limit: int) -> ApiError:
    return ApiError(413, "body_too_large", f"The request is too large. Allowed: {limit // 1024} kB.")


async def _refuse(send: Send, limit: int) -> None:
    error = _too_large(limit)
    body = json.dumps(error_body(error.code, error.detail)).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": error.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def from_own_pages(request: Request) -> None:
    """Refuses what another site's page made a visitor's browser send, with our cookie or to replace it.

    Browsers name the sending page in Origin on every POST and DELETE, and how near it is in Sec-Fetch-Site.
    Whoever shows a key or a token in a header of its own needs no cookie, and no foreign form can send one.
    Hosts are compared, not schemes: a proxy may have ended the TLS.
    """
    headers, allowed = request.headers, parts_of(request).settings.service.allowed_origins
    if request.method in ("GET", "HEAD", "OPTIONS") or "*" in allowed or not _KEYS.isdisjoint(headers.keys()):
        return
    origin = headers.get("origin")
    foreign = (
        headers.get("sec-fetch-site") == "cross-site"
        if origin is None
        else urlsplit(origin).netloc != headers.get("host")
    )
    if foreign and origin not in allowed:
        raise ApiError(403, "wrong_origin", "This page may not use the chat. The shop lists its pages in config.yml.")
