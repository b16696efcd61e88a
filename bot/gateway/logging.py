"""One JSON line per request from outside: which route was asked and how it went, never who or what was said."""

from __future__ import annotations

import json
import logging
import secrets
import sys
import time
import traceback
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.gateway.errors import INTERNAL, error_body

logger = logging.getLogger("shopmate")
#: Where Rasa has its actions run.
INTERNAL_ROUTE = "/internal/actions"


class JsonLines(logging.Formatter):
    """A log record as one JSON object; what is passed as `extra={"facts": {...}}` becomes its keys."""

    def format(self, record: logging.LogRecord) -> str:
        line = {"at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")}
        line |= {"level": record.levelname.lower(), "event": record.getMessage()}
        return json.dumps(line | getattr(record, "facts", {}), ensure_ascii=False)


def log_to(folder: Path) -> None:
    """Sends our log lines to folder/service.log, five files of 5 MB at most."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(folder / "service.log", maxBytes=5_000_000, backupCount=4, encoding="utf-8")
    handler.setFormatter(JsonLines())
    logger.handlers[:] = [handler]
    logger.setLevel(logging.INFO)
    logger.propagate = False


class RequestLog:
    """Numbers the request, times it, and turns a crash into a plain 500."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        request_id, started, status = secrets.token_hex(8), time.perf_counter(), 0

        async def send_numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self.app(scope, receive, send_numbered)
        except Exception:
            _log_crash(request_id)
            if status:
                raise  # half an answer is out: the connection has to break
            await JSONResponse(error_body(*INTERNAL), 500)(scope, receive, send_numbered)
        finally:
            # The route's pattern, not the path: a path may hold a product or order somebody looked at.
            route = getattr(scope.get("route"), "path", "-")
            spent = round((time.perf_counter() - started) * 1000, 1)
            facts = {"id": request_id, "method": scope["method"], "route": route, "status": status, "ms": spent}
            # Rasa's own calls are half of all requests, and each turn has a line of its own.
            if route != INTERNAL_ROUTE or status != 200:
                logger.info("request", extra={"facts": facts})


def _log_crash(request_id: str) -> None:
    """Where it broke, without the exception's message: that may quote what a customer wrote."""
    kind, _, trace = sys.exc_info()
    frames = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)[-8:]]
    facts = {"id": request_id, "kind": kind.__name__ if kind else "", "frames": frames}
    logger.error("crash", extra={"facts": facts})
