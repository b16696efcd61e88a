"""The routes that open and end a visitor's session, and the session a request belongs to."""

from __future__ import annotations

import json
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Body, Depends, Request, Response, Security
from fastapi.security import APIKeyCookie, HTTPBearer

from bot.gateway.customers import refusal
from bot.gateway.errors import ApiError
from bot.gateway.parts import Parts, parts_of
from bot.gateway.schemas import TAKING, NewSession, OpenedSession, problems
from bot.gateway.visitors import SpentProofError
from bot.privacy import forget, hand_out
from catalog.records import Proof, Session

COOKIE = "shopmate_session"
#: As long as browsers keep one. The session's end is the shop's to decide, and moves with every message.
COOKIE_SECONDS = 400 * 86400

#: How a visitor shows the session, as /docs tells it; what counts is read by `token_of`.
_BY_BEARER = Security(HTTPBearer(auto_error=False, description="The token that POST /api/sessions answered."))
_BY_COOKIE = Security(APIKeyCookie(name=COOKIE, auto_error=False, description="Set by POST /api/sessions."))

router = APIRouter(prefix="/api", tags=["chat"], responses=TAKING)


def token_of(request: Request) -> str:
    """The token a request carries, "" without one."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return bearer.strip()
    return request.cookies.get(COOKIE, "")


async def current_session(request: Request, _bearer: object = _BY_BEARER, _cookie: object = _BY_COOKIE) -> Session:
    """The session that a request belongs to. Raises: ApiError 401 with what to do."""
    token = token_of(request)
    if not token:
        raise ApiError(401, "no_session", "There is no session yet. POST /api/sessions opens one.")
    session = await to_thread.run_sync(parts_of(request).sessions.find, token)
    if session is None:
        raise ApiError(
            401, "session_ended", "This session is unknown or has run out. POST /api/sessions opens a new one."
        )
    return session


CurrentSession = Annotated[Session, Depends(current_session)]


@router.get("/my-data", responses=problems(401))
async def my_data(request: Request, session: CurrentSession) -> Response:
    """All that is kept of the session's customer or guest, as a file."""
    shop = parts_of(request).shop
    kept = await to_thread.run_sync(hand_out, shop.store, shop.photo_store, session.customer_id, session.conversation)
    file = {"Content-Disposition": 'attachment; filename="my-data.json"', "Cache-Control": "no-store"}
    return Response(json.dumps(kept, ensure_ascii=False, indent=1), media_type="application/json", headers=file)


@router.post("/sessions", status_code=201, responses=problems(401))
async def open_session(request: Request, response: Response, body: NewSession | None = Body(None)) -> OpenedSession:
    """Opens a session: a cookie for the shop's own pages, and a token for everybody else."""
    parts = parts_of(request)
    parts.limits.check_new_session(request.client.host if request.client else "")
    proof = parts.customers.proof(body.customer_token) if body and body.customer_token else None
    return await give_session(request, response, token_of(request), proof)


async def give_session(request: Request, response: Response, old_token: str, proof: Proof | None) -> OpenedSession:
    """Opens a session after the one of `old_token`, and answers with its cookie and token."""
    try:
        token, session = await to_thread.run_sync(parts_of(request).sessions.open, proof, old_token)
    except SpentProofError as error:
        raise refusal("jti was used before, by another conversation") from error
    response.set_cookie(
        COOKIE,
        token,
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return OpenedSession(token=token, expires_at=session.expires_at, customer=session.customer_id is not None)


@router.delete("/sessions", status_code=204, responses=problems(401))
async def forget_session(request: Request, response: Response, session: CurrentSession) -> None:
    """Ends the session and forgets all that is kept of its conversation, photos and messages to the shop included."""
    await forget_conversation(parts_of(request), session.conversation)
    response.delete_cookie(COOKIE)


async def forget_conversation(parts: Parts, conversation: str) -> None:
    """Waits for the turns under way and deletes all that is kept; those that come after find the session ended."""
    async with parts.turns.last_turn(conversation):
        await parts.journal.flush()
        shop = parts.shop
        await to_thread.run_sync(forget, parts.settings.home, shop.store, shop.photo_store, conversation)
