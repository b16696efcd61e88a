"""What the routes work with: made once by `create_app`, found again through the request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from anyio import CapacityLimiter
from starlette.requests import Request

if TYPE_CHECKING:
    from bot.gateway.customers import CustomerTokens
    from bot.gateway.journal import Journal
    from bot.gateway.limits import Limits
    from bot.gateway.rasa import RasaClient
    from bot.gateway.turns import Turns
    from bot.gateway.visitors import Sessions
    from catalog.settings import Settings
    from catalog.shop import Shop


@dataclass(frozen=True)
class Parts:
    settings: Settings
    shop: Shop
    rasa: RasaClient
    rasa_state: Callable[[], str]
    sessions: Sessions
    turns: Turns
    journal: Journal
    limits: Limits
    customers: CustomerTokens
    #: Of its own, so that photos that wait for their turn never hold a thread that a turn needs.
    photo_threads: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(16))
    #: What was found damaged and mended at the start, a sentence each; /health tells it.
    notices: list[str] = field(default_factory=list)


def parts_of(request: Request) -> Parts:
    return cast("Parts", request.app.state.parts)
