"""The REST channel behind a token: Rasa's own takes a message from whoever reaches the port."""

from __future__ import annotations

import hmac
from typing import Any, Awaitable, Callable, Dict, Optional

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput
from rasa.shared.exceptions import InvalidConfigException
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse


class GuardedRestInput(RestInput):
    """POST /webhooks/rest/webhook as in Rasa, for those who know the token.

    Raises: InvalidConfigException for a token that is empty or was not filled in from the environment.
    """

    def __init__(self, token: str) -> None:
        if not token or token.startswith("${"):
            raise InvalidConfigException(
                f"token {token!r} in credentials.yml. Set SHOPMATE_RASA_TOKEN to a random text (`make run` does)."
            )
        self._token = token.encode()

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> GuardedRestInput:
        return cls(str((credentials or {}).get("token") or ""))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[None]]) -> Blueprint:
        blueprint = super().blueprint(on_new_message)
        blueprint.middleware("request")(self._refuse_strangers)
        return blueprint

    async def _refuse_strangers(self, request: Request) -> Optional[HTTPResponse]:
        # GET is Rasa's sign of life for the channel; it says nothing but "ok".
        given = request.token or request.args.get("token") or ""
        if request.method == "GET" or hmac.compare_digest(given.encode("utf-8", "replace"), self._token):
            return None
        return response.json({"status": "failure", "reason": "NotAuthenticated"}, status=401)
