"""For a shop without a login: an order's number, its e-mail address and a one-time code make a customer's session."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator, BaseModel, Field

from bot.gateway.errors import ApiError
from bot.gateway.parts import Parts, parts_of
from bot.gateway.schemas import TAKING, Body, OpenedSession, problems
from bot.gateway.sessions import give_session, token_of
from bot.gateway.visitors import BY_CODE
from catalog.letters import email_in
from catalog.login_codes import LIFE_MINUTES, LoginCodes
from catalog.records import Proof, now

#: Who showed a code is known for so long, a day's errands; the code itself is good for minutes.
CODE_SESSION = timedelta(hours=24)

router = APIRouter(prefix="/api/orders", tags=["chat"], responses=TAKING | problems(401, 404))


def _address(text: str) -> str:
    if email_in(text) != text.strip():
        raise ValueError("is no e-mail address")
    return text.strip()


class WantedCode(Body):
    order: Annotated[str, Field(min_length=1, max_length=64)]
    email: Annotated[
        str, Field(min_length=3, max_length=320, json_schema_extra={"format": "email"}), AfterValidator(_address)
    ]


class GivenCode(WantedCode):
    code: Annotated[str, Field(min_length=1, max_length=32)]


class Asked(BaseModel):
    minutes: int = Field(description="How long a code is good, if one was sent.")


@router.post("/code", status_code=202)
async def ask_code(request: Request, body: WantedCode) -> Asked:
    """Mails a code if the order belongs to this address. The answer is the same whether or not it does."""
    codes = _codes(request)
    await to_thread.run_sync(codes.ask, body.order, body.email)
    return Asked(minutes=LIFE_MINUTES)


@router.post("/login", status_code=201)
async def login(request: Request, response: Response, body: GivenCode) -> OpenedSession:
    """Opens a session of the customer whose order it is; a guest's conversation goes on in it."""
    codes = _codes(request)
    customer = await to_thread.run_sync(codes.customer, body.order, body.email, body.code)
    if customer is None:
        message = "That code is not the right one, or is over. Ask for a new one, or try again in an hour."
        raise ApiError(401, "wrong_code", message)
    proof = Proof(customer, BY_CODE, now() + CODE_SESSION)
    return await give_session(request, response, token_of(request), proof)


def _codes(request: Request) -> LoginCodes:
    """Raises: ApiError 404 when the shop sends no codes, 429 for too many asked."""
    parts: Parts = parts_of(request)
    codes = LoginCodes(parts.shop.store, parts.settings)
    if not codes.offered:
        raise ApiError(404, "no_codes", "This shop sends no codes. shop.mail in config.yml says how e-mail goes out.")
    parts.limits.check_new_session(request.client.host if request.client else "")
    return codes
