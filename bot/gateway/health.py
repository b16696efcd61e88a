"""GET /health: whether the shop can serve, and which part can't."""

from __future__ import annotations

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from bot.gateway.parts import Parts, parts_of

router = APIRouter(tags=["service"])


@router.head("/health", include_in_schema=False)
@router.get("/health", responses={503: {"description": "A part is failing; it is named"}})
async def health(request: Request) -> JSONResponse:
    """200 when every part works, 503 with the failing part otherwise."""
    parts = parts_of(request)
    database = await to_thread.run_sync(_database, parts)
    products = sum(product.visible for product in parts.shop.catalogue.products.values())
    rasa = await _rasa(parts)
    failing = [name for name, state in (("rasa", rasa), ("database", database)) if state != "ok"]
    body = {"status": "failing" if failing else "ok", "rasa": rasa, "database": database, "products": products}
    return JSONResponse(body | ({"failing": failing} if failing else {}), 503 if failing else 200)


async def _rasa(parts: Parts) -> str:
    """ "ok", or what is the matter: a Rasa whose process lives and does not answer hangs."""
    state = parts.rasa_state()
    if state in ("starting", "restarting", "stopped"):
        return state
    if await parts.rasa.ready():
        return "ok"
    return "hanging" if state == "ok" else state


def _database(parts: Parts) -> str:
    try:
        parts.shop.store.revision()
    except Exception:
        # Whatever the driver says is for the log; the caller learns that it is the database.
        return "failing"
    return "ok"
