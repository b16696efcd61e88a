"""POST /api/events: what a visitor looked at, so that the shop can recommend."""

from __future__ import annotations

from anyio import to_thread
from fastapi import APIRouter, Request

from bot.gateway.parts import parts_of
from bot.gateway.schemas import TAKING, Kept, NewEvents, problems
from bot.gateway.sessions import CurrentSession
from catalog.records import Event

router = APIRouter(prefix="/api", tags=["events"], responses=TAKING | problems(401))


@router.post("/events", status_code=202)
async def keep_events(request: Request, body: NewEvents, session: CurrentSession) -> Kept:
    """Keeps views, clicks and the like of this session; `kept` says how many.

    Left out: products the shop does not have, a purchase said by a guest (anybody can say that), and what comes
    from one address under ever new sessions.
    """
    parts, address = parts_of(request), request.client.host if request.client else ""
    parts.limits.check_events(session.conversation, address)
    if session.customer_id is None and not parts.limits.has_a_voice(session.conversation, address):
        return Kept(kept=0)
    known = [entry for entry in body.events if entry.product_id in parts.shop.vocabulary.titles]
    if session.customer_id is None:
        known = [entry for entry in known if entry.kind != "purchase"]
    who = (session.conversation, session.customer_id)
    events = [Event(entry.kind, *who, entry.product_id, place=entry.place) for entry in known]
    kept = await to_thread.run_sync(parts.shop.store.record, events)
    return Kept(kept=len(events) if kept else 0)
