"""Recommendations for a shop's own pages: the same as in the chat, for the session's customer or guest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from actions.told.cards import card
from bot.gateway.errors import ApiError
from bot.gateway.fresh import notice_changes
from bot.gateway.parts import parts_of
from bot.gateway.schemas import TAKING, Recommended, problems
from bot.gateway.sessions import CurrentSession
from catalog.products import Hit
from catalog.recommend.history import History
from catalog.recommend.profile import Profile
from catalog.recommend.recommender import Recommender
from catalog.records import Session
from catalog.shop import Shop

router = APIRouter(prefix="/api", tags=["recommendations"], responses=TAKING | problems(401))
Limit = Annotated[int, Query(ge=1, le=50)]
Ask = Callable[[Recommender, History, Profile], Sequence[Hit]]


@router.get("/recommendations", response_model=Recommended)
async def recommendations(request: Request, session: CurrentSession, limit: Limit = 6) -> JSONResponse:
    """What the session's customer or guest may like; for a stranger what is popular."""
    return await _answer(
        request,
        session,
        "page/recommend",
        lambda recommender, history, profile: recommender.for_visitor(
            history, limit=limit, profile=profile, place="page/recommend"
        ),
    )


@router.get("/products/{product_id:path}/similar", response_model=Recommended, responses=problems(404))
async def similar(request: Request, product_id: str, session: CurrentSession, limit: Limit = 6) -> JSONResponse:
    """What could be taken instead of a product."""
    return await _answer(
        request,
        session,
        "page/similar",
        lambda recommender, history, profile: recommender.similar_to(product_id, history, limit=limit),
        product_id,
    )


@router.get("/products/{product_id:path}/goes-with", response_model=Recommended, responses=problems(404))
async def goes_with(request: Request, product_id: str, session: CurrentSession, limit: Limit = 6) -> JSONResponse:
    """What to add to a product, never instead of it."""
    return await _answer(
        request,
        session,
        "page/goes_with",
        lambda recommender, history, profile: recommender.goes_with(product_id, history, limit=limit, profile=profile),
        product_id,
    )


async def _answer(request: Request, session: Session, place: str, ask: Ask, product_id: str = "") -> JSONResponse:
    parts = parts_of(request)
    parts.limits.check_events(session.conversation, request.client.host if request.client else "")
    await notice_changes(parts.shop)
    if product_id and parts.shop.product(product_id) is None:
        raise ApiError(404, "no_such_product", "The shop has no such product. GET /api/products lists what it has.")
    return JSONResponse(await to_thread.run_sync(_recommended, parts.shop, session, place, ask))


def _recommended(shop: Shop, session: Session, place: str, ask: Ask) -> dict[str, Any]:
    history, profile = shop.recommender.known(session.conversation, session.customer_id)
    hits = ask(shop.recommender.current(), history, profile)
    shop.recommender.shown(hits, history, session.conversation, session.customer_id, place)
    return {"products": [card(hit) | {"source": hit.source, "because": hit.because} for hit in hits]}
