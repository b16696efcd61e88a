"""Where Rasa has its actions run: in this process, beside the catalogue, behind a secret."""

from __future__ import annotations

import asyncio
import functools
import hmac
import json
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionMissingDomainException, ActionNotFoundException

from bot.gateway.errors import ApiError, error_body
from bot.gateway.logging import INTERNAL_ROUTE

SECRET_HEADER = "X-Shopmate-Secret"  # noqa: S105 - the header's name, not its value


def action_router(actions: Iterable[Action], secret: str, *, before: Callable[[], None] = lambda: None) -> APIRouter:
    """A router with POST /internal/actions, for who knows `secret`.

    `before` is called ahead of each action that works in a thread, in that thread: one hop fewer in every turn.
    """
    executor = ActionExecutor()
    for action in actions:
        executor.register_function(action.name(), _in_thread(action.run, before))
    router = APIRouter(include_in_schema=False)

    @router.post(INTERNAL_ROUTE)
    async def run_action(request: Request) -> JSONResponse:
        # Before the body is read: a stranger can't make us hold megabytes.
        if not _same(request.headers.get(SECRET_HEADER, ""), secret):
            raise ApiError(403, "forbidden", "Only the shop's own Rasa may call this address.")
        return await _run(executor, await _read(request))

    return router


async def _read(request: Request) -> dict[str, Any]:
    try:
        call = json.loads(await request.body())
    except ValueError as error:
        raise ApiError(400, "bad_request", "The action call is not valid JSON.") from error
    if not isinstance(call, dict):
        raise ApiError(400, "bad_request", "The action call is not a JSON object.")
    return call


async def _run(executor: ActionExecutor, call: dict[str, Any]) -> JSONResponse:
    """Runs one action; the statuses of refusals are those of Rasa's action protocol."""
    name = str(call.get("next_action", ""))
    try:
        result = await executor.run(call)
    except ActionExecutionRejection as error:
        return JSONResponse({**error_body("rejected", error.message), "action_name": name}, 400)
    except ActionNotFoundException as error:
        return JSONResponse({**error_body("no_such_action", error.message), "action_name": name}, 404)
    except ActionMissingDomainException as error:
        return JSONResponse({**error_body("domain_wanted", error.message), "action_name": name}, 449)
    return JSONResponse(result.model_dump() if result else {"events": [], "responses": []})


def _in_thread(run: Callable[..., Any], before: Callable[[], None]) -> Callable[..., Awaitable[Any]]:
    """The action off the event loop: it works with SQL and models. An async action stays as it is."""
    if asyncio.iscoroutinefunction(run):
        return run

    def prepared(*arguments: Any) -> Any:
        before()
        return run(*arguments)

    @functools.wraps(run)
    async def in_thread(dispatcher: Any, tracker: Any, domain: Any) -> Any:
        return await to_thread.run_sync(prepared, dispatcher, tracker, domain)

    return in_thread


def _same(given: str, secret: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())
