"""Every error leaves as {"error": {"code", "message"}} with a sentence a person can act on."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.routing import compile_path

logger = logging.getLogger("shopmate")

_WORDS = {
    400: ("bad_request", "The request could not be read. Send JSON as described at /docs."),
    404: ("not_found", "There is nothing at this address. /docs lists what there is."),
    405: ("method_not_allowed", "This address does not take that method. /docs lists what it takes."),
    415: ("unsupported_media_type", "Send the body as application/json."),
}
INTERNAL = ("internal_error", "Something went wrong on our side. Please try again; the shop's log has the details.")


class ApiError(HTTPException):
    """An expected refusal: `code` for programs, `message` for people."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, message, dict(headers) if headers else None)
        self.code = code


def error_body(code: str, message: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message}}


def install_errors(app: FastAPI) -> None:
    """Answers refusals, invalid bodies and unknown addresses in the one shape."""
    app.add_exception_handler(StarletteHTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(OperationalError, _cannot_keep)


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, StarletteHTTPException)
    headers = dict(error.headers or {})
    if isinstance(error, ApiError):
        code, message = error.code, str(error.detail)
    else:
        code, message = _WORDS.get(error.status_code, ("refused", str(error.detail)))
    if error.status_code == 405 and (methods := _methods_at(request)):
        headers["Allow"] = ", ".join(methods)
    return JSONResponse(error_body(code, message), error.status_code, headers=headers)


def _methods_at(request: Request) -> list[str]:
    """The methods that an address takes: Starlette tells those of one route, and an address may have several."""
    described: Mapping[str, Mapping[str, Any]] = request.app.openapi()["paths"]
    here = (taken for path, taken in described.items() if compile_path(path)[0].match(request.url.path))
    return sorted({method.upper() for taken in here for method in taken})


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    # Only the place and the rule are told: the given value may be private or huge.
    told = [_complaint(entry) for entry in error.errors()[:3]]
    return JSONResponse(error_body("invalid_request", f"{'; '.join(told)}. /docs shows what is expected."), 422)


async def _cannot_keep(request: Request, error: Exception) -> JSONResponse:
    """The database is away, or its disk is full: a passing trouble of the shop's, and no fault of the request."""
    assert isinstance(error, OperationalError)
    logger.error("database failed", extra={"facts": {"kind": str(error.orig)[:80]}})
    message = "The shop can't look that up or keep it right now. Please try again in a few minutes."
    return JSONResponse(error_body("database_away", message), 503, headers={"Retry-After": "60"})


def _complaint(entry: Mapping[str, Any]) -> str:
    if entry.get("type") == "json_invalid":
        return "The body is not valid JSON"
    place = ".".join(str(part) for part in entry["loc"] if part not in ("body", "query", "path"))
    return f"{place or 'body'}: {entry['msg']}"
