"""The merchant's desk by HTTP: messages, what was asked in vain, FAQ, words and order changes; docs/merchant.md.

Every request carries the merchant's key in X-Shopmate-Key. A browser sends no such header by itself, so no other
site's page can use a merchant who is logged in somewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Any, Literal, ParamSpec, TypeVar

from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Request, Security
from fastapi import Path as PathPart
from fastapi.security import APIKeyHeader
from pydantic import Field

from bot.gateway.errors import ApiError
from bot.gateway.fresh import notice_changes
from bot.gateway.parts import Parts, parts_of
from bot.gateway.schemas import TAKING, Body, problems
from bot.keys import is_merchant_key
from catalog.announcing import facts_of
from catalog.faq_desk import (
    LONGEST_ANSWER,
    LONGEST_ID,
    LONGEST_LINK,
    LONGEST_QUESTION,
    LONGEST_TOPIC,
    MOST_PARAPHRASES,
    FaqDesk,
    FaqError,
)
from catalog.messages import LONGEST_TEXT, MessageError, as_facts
from catalog.products import FaqEntry
from catalog.unanswered import as_facts as group_facts
from catalog.unanswered import group_named, open_groups
from catalog.words import MOST_VALUES, WordKind, WordsError
from catalog.words_desk import WordsDesk

Given = ParamSpec("Given")
Result = TypeVar("Result")
KEY = APIKeyHeader(name="X-Shopmate-Key", auto_error=False, description="What the first start showed.")
Limit = Annotated[int, Query(ge=1, le=500)]
#: As databases count.
Number = Annotated[int, PathPart(ge=0, lt=2**31)]


class NewAnswer(Body):
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]


class Entry(Body):
    id: str = Field("", max_length=LONGEST_ID)
    question: str = Field("", max_length=LONGEST_QUESTION)
    answer: str = Field("", max_length=LONGEST_ANSWER)
    paraphrases: list[str] = Field(default_factory=list, max_length=MOST_PARAPHRASES)
    topic: str = Field("", max_length=LONGEST_TOPIC)
    link: str = Field("", max_length=LONGEST_LINK)
    valid_from: str = ""
    valid_until: str = ""
    group: str = Field("", description="A group of /unanswered whose wordings this entry answers.")


class Values(Body):
    values: list[str] = Field(default_factory=list, max_length=MOST_VALUES)


class Closing(Body):
    outcome: Literal["done", "refused"]
    note: str = Field("", max_length=1000)


async def merchant(request: Request, given: Annotated[str | None, Security(KEY)]) -> Parts:
    """The parts, for who has the merchant's key. Raises: ApiError 401, and 429 for who guesses."""
    parts = parts_of(request)
    if not await to_thread.run_sync(is_merchant_key, parts.settings.home, given or ""):
        parts.limits.check_new_session(request.client.host if request.client else "")
        message = "This is for the merchant. Send the key that the first start showed in X-Shopmate-Key."
        raise ApiError(401, "merchant_key_wanted", message)
    return parts


Desk = Annotated[Parts, Depends(merchant)]
router = APIRouter(prefix="/api/merchant", tags=["merchant"], responses=TAKING | problems(401, 404))


async def done(call: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs) -> Result:
    """The call's result, off the event loop; what is not there is a 404, what can't be done a 422, both in the
    desk's own words."""
    try:
        return await to_thread.run_sync(lambda: call(*args, **kwargs))
    except (FaqError, WordsError, MessageError) as error:
        if isinstance(error, LookupError):
            raise ApiError(404, "not_there", str(error)) from error
        raise ApiError(422, "refused", str(error)) from error


@router.get("/messages")
async def list_messages(parts: Desk, all: bool = False, limit: Limit = 100) -> dict[str, Any]:
    """Messages of shoppers, newest first; the open ones unless `all`."""
    desk, store = parts.shop.messages, parts.shop.store
    found = await done(store.shop_messages, only_open=not all, limit=limit)
    return {"messages": [as_facts(message, await done(desk.reach, message)) for message in found]}


@router.post("/messages/{number}/answer")
async def answer_message(parts: Desk, number: Number, body: NewAnswer) -> dict[str, Any]:
    """Answers and closes a message; `reach` says how the answer goes: "mail" or "chat"."""
    return {"number": number, "reach": await done(parts.shop.messages.answer, number, body.text)}


@router.post("/messages/{number}/close", status_code=204)
async def close_message(parts: Desk, number: Number) -> None:
    await done(parts.shop.messages.close, number)


@router.get("/unanswered")
async def list_unanswered(parts: Desk, limit: Limit = 30) -> dict[str, Any]:
    """What was asked in vain and is not answered yet, grouped by meaning, the most asked first."""
    await notice_changes(parts.shop)
    groups = await done(open_groups, parts.shop.store, parts.shop.faq)
    return {"groups": [group_facts(group) for group in groups[:limit]]}


@router.get("/faq")
async def list_faq(parts: Desk) -> dict[str, Any]:
    return {"entries": [asdict(entry) for entry in await done(FaqDesk(parts.shop.store).entries)]}


@router.post("/faq", status_code=201)
async def add_faq(parts: Desk, body: Entry) -> dict[str, Any]:
    """Adds an entry; with `group`, its wordings are those of a group that was asked in vain."""
    facts = body.model_dump(exclude={"group", "paraphrases"})
    wordings = [*filter(None, [body.question]), *await _wordings(parts, body.group), *body.paraphrases]
    facts["question"] = wordings[0] if wordings else ""
    made = await done(FaqDesk(parts.shop.store).add, FaqEntry(**facts, paraphrases=tuple(wordings[1:])))
    return asdict(made)


@router.put("/faq/{entry_id}")
async def edit_faq(parts: Desk, entry_id: str, body: Entry) -> dict[str, Any]:
    """Changes the fields that are sent; the others stay."""
    changes = body.model_dump(exclude_unset=True, exclude={"id", "group"})
    if "paraphrases" in changes:
        changes["paraphrases"] = tuple(changes["paraphrases"])
    return asdict(await done(FaqDesk(parts.shop.store).edit, entry_id, **changes))


@router.delete("/faq/{entry_id}", status_code=204)
async def remove_faq(parts: Desk, entry_id: str) -> None:
    await done(FaqDesk(parts.shop.store).remove, entry_id)


@router.get("/words")
async def list_words(parts: Desk) -> dict[str, Any]:
    """The shop's own words: kind -> name -> values, as in words.yml."""
    return await done(WordsDesk(parts.shop.store).sections)


@router.put("/words")
async def replace_words(parts: Desk, body: dict[str, dict[str, Any]]) -> dict[str, int]:
    """Makes these all the words there are."""
    return {"words": await done(WordsDesk(parts.shop.store).take_in_sections, body, replace=True)}


@router.put("/words/{kind}/{name}")
async def set_word(parts: Desk, kind: WordKind, name: str, body: Values) -> dict[str, Any]:
    return (await done(WordsDesk(parts.shop.store).set, kind, name, body.values))._asdict()


@router.delete("/words/{kind}/{name}", status_code=204)
async def remove_word(parts: Desk, kind: WordKind, name: str) -> None:
    await done(WordsDesk(parts.shop.store).remove, kind, name)


@router.get("/orders/changes")
async def list_changes(parts: Desk, all: bool = False, limit: Limit = 100) -> dict[str, Any]:
    """What customers asked to have changed, newest first; what waits unless `all`."""
    store = parts.shop.store
    found = await done(store.order_changes, outcome=None if all else "waiting", limit=limit)
    fed = await done(store.fed_states, {change.number for change in found})
    return {"changes": [{**facts_of(parts.settings, one), "shop_says": fed.get(one.number, "")} for one in found]}


@router.post("/orders/changes/{number}", status_code=204)
async def close_change(parts: Desk, number: Number, body: Closing) -> None:
    """Closes a change as carried out, or as refused: then the order is again what the shop's own system says."""
    if not await done(parts.shop.store.close_change, number, body.outcome, body.note):
        raise ApiError(404, "no_such_change", f"There is no waiting change {number}.")


async def _wordings(parts: Parts, group: str) -> tuple[str, ...]:
    if not group:
        return ()
    await notice_changes(parts.shop)
    found = group_named(await done(open_groups, parts.shop.store, parts.shop.faq), group)
    if found is None:
        raise ApiError(404, "no_such_group", f"There is no group {group!r}. GET /api/merchant/unanswered lists them.")
    return found.texts
