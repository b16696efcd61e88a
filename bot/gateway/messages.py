"""POST /api/messages says something to the shop; GET shows what was said."""

from __future__ import annotations

import functools
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import JSONResponse

from bot.gateway.errors import ApiError
from bot.gateway.parts import parts_of
from bot.gateway.schemas import TAKING, History, Messages, NewMessage, problems
from bot.gateway.sessions import COOKIE, CurrentSession, forget_conversation
from bot.gateway.texts import clean_text
from bot.keys import is_shop_s_own
from catalog.records import Turn

HISTORY_TURNS = 100
#: What Rasa hears where a chip is taken away; which one stands beside it.
REMOVE = "/refine_search"

router = APIRouter(prefix="/api", tags=["chat"], responses=TAKING | problems(401))
MerchantKey = Annotated[str, Header(alias="X-Shopmate-Key", description="The merchant's key, for `explain` alone.")]
Explain = Annotated[bool, Query(description="Add `explained` to the answer: what was heard, and who answered why.")]


@router.post("/messages", response_model=Messages)
async def say(
    request: Request, body: NewMessage, session: CurrentSession, explain: Explain = False, key: MerchantKey = ""
) -> JSONResponse:
    """One message of the customer, and the shop's answers with the products they name."""
    parts = parts_of(request)
    if explain and not await to_thread.run_sync(is_shop_s_own, parts.settings.home, key):
        message = "Only the shop may ask how an answer came about. Send the merchant's key, shown at the first start, "
        raise ApiError(403, "merchant_key_wanted", f"{message}in the header X-Shopmate-Key.")
    parts.limits.check_message(session.conversation, request.client.host if request.client else "")
    text = "" if body.text is None else clean_text(body.text, limit=parts.settings.service.message_characters)
    answers = await parts.turns.say(
        session,
        text,
        command=REMOVE if body.remove else "",
        remove=body.remove or "",
        page=body.product_id or "",
        explain=explain,
    )
    forgets = [answer.pop("forget", False) for answer in answers]  # type: ignore[typeddict-item]
    response = JSONResponse({"messages": answers})
    # Only now: what Rasa keeps of a turn it keeps at the turn's end.
    if any(forgets):
        await forget_conversation(parts, session.conversation)
        response.delete_cookie(COOKIE)
    return response


@router.get("/messages", response_model=History)
async def history(request: Request, session: CurrentSession) -> JSONResponse:
    """The conversation so far, oldest first, its last hundred messages."""
    parts = parts_of(request)
    await parts.journal.flush()
    read = functools.partial(parts.shop.store.turns, session.conversation, limit=HISTORY_TURNS)
    return JSONResponse({"messages": [_shown(turn) for turn in await to_thread.run_sync(read)]})


def _shown(turn: Turn) -> dict[str, Any]:
    products, replies = [dict(card) for card in turn.products], list(turn.quick_replies)
    shown = {"from": turn.speaker, "text": turn.text, "products": products, "quick_replies": replies}
    return shown if turn.wish is None else {**shown, "wish": list(turn.wish)}
