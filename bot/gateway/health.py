"""GET /health: whether the shop can serve, and which part can't."""

from __future__ import annotations

import shutil
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from bot.gateway.parts import Parts, parts_of

#: With less room a conversation may not be kept. Nothing is lost by that at once, but somebody has to know.
LOW_DISK_BYTES = 16 * 2**20

router = APIRouter(tags=["service"])


@router.head("/health", include_in_schema=False)
@router.get("/health", responses={503: {"description": "A part is failing; it is named"}})
async def health(request: Request) -> JSONResponse:
    """200 when every part works, 503 with the failing part otherwise."""
    parts = parts_of(request)
    database = await to_thread.run_sync(_database, parts)
    products = sum(product.visible for product in parts.shop.catalogue.products.values())
    rasa = await _rasa(parts)
    states = {"rasa": rasa, "database": database, "disk": _disk(parts)}
    failing = [name for name, state in states.items() if state != "ok"]
    body: dict[str, Any] = {"status": "failing" if failing else "ok", **states, "products": products}
    body |= {"failing": failing} if failing else {}
    body |= {"repaired": parts.notices} if parts.notices else {}
    return JSONResponse(body, 503 if failing else 200)


async def _rasa(parts: Parts) -> str:
    """ "ok", or what is the matter: a Rasa whose process lives and does not answer hangs."""
    state = parts.rasa_state()
    if state in ("starting", "restarting", "stopped"):
        return state
    if await parts.rasa.ready():
        return "ok"
    return "hanging" if state == "ok" else state


def _disk(parts: Parts) -> str:
    try:
        return "ok" if shutil.disk_usage(parts.settings.home).free >= LOW_DISK_BYTES else "full"
    except OSError:
        return "away"


def _database(parts: Parts) -> str:
    try:
        parts.shop.store.revision()
    except Exception:
        # Whatever the driver says is for the log; the caller learns that it is the database.
        return "failing"
    return "ok"
