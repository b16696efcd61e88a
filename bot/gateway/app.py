"""The web application, put together from its parts; nothing here is global."""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from fastapi_offline import FastAPIOffline
from rasa_sdk import Action
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from bot.gateway import (
    events,
    health,
    merchant,
    messages,
    metrics,
    order_login,
    pages,
    photos,
    products,
    recommendations,
    sessions,
)
from bot.gateway.customers import CustomerTokens
from bot.gateway.errors import install_errors
from bot.gateway.fresh import take_in_changes
from bot.gateway.journal import Journal
from bot.gateway.limits import Limits
from bot.gateway.logging import RequestLog
from bot.gateway.parts import Parts
from bot.gateway.proxies import Proxies, ProxyWatch
from bot.gateway.rasa import RasaClient
from bot.gateway.security import BodyLimit, SecurityHeaders, from_own_pages
from bot.gateway.turns import Turns
from bot.gateway.visitors import Sessions
from bot.gateway.webhook import action_router
from catalog.settings import Settings
from catalog.shop import Shop

DRAIN_SECONDS = 10.0


def create_app(
    settings: Settings,
    shop: Shop,
    rasa: RasaClient,
    *,
    secret: str,
    actions: Iterable[Action],
    customer_keys: Mapping[str, str] | None = None,
    rasa_state: Callable[[], str] = lambda: "away",
) -> FastAPI:
    """The shop's web service.

    Args:
        secret: what Rasa has to send with every action call.
        customer_keys: key id -> secret with which the shop's server signs customer tokens.
        rasa_state: the word for a Rasa that does not answer: "starting", "restarting", "away".
    """
    parts = _parts(settings, shop, rasa, customer_keys or {}, rasa_state)
    counted = metrics.Metrics() if settings.service.metrics else None
    # /docs from our own files: a shop may be offline, and its visitors' addresses are nobody else's business.
    app = FastAPIOffline(
        title=settings.shown_name,
        summary="The shop's assistant: sessions, messages, products and events.",
        version="1",
        docs_url="/docs",
        redoc_url=None,
        static_url="/docs-files",
        lifespan=_lifespan,
        dependencies=[Depends(from_own_pages)],
        middleware=_layers(settings, counted),
    )
    app.state.parts, app.state.metrics = parts, counted
    install_errors(app)
    for module in (
        sessions,
        messages,
        photos,
        events,
        order_login,
        recommendations,
        products,
        merchant,
        metrics,
        health,
    ):
        app.include_router(module.router)
    app.include_router(action_router(actions, secret, before=functools.partial(take_in_changes, shop)))
    app.include_router(pages.router)  # last: it takes every name that is left
    return app


def _parts(
    settings: Settings,
    shop: Shop,
    rasa: RasaClient,
    customer_keys: Mapping[str, str],
    rasa_state: Callable[[], str],
) -> Parts:
    journal, customers = Journal(shop.store), CustomerTokens(customer_keys, settings.name)
    return Parts(
        settings=settings,
        shop=shop,
        rasa=rasa,
        rasa_state=rasa_state,
        sessions=Sessions(shop.store, settings.service.session_hours, customers.keys),
        turns=Turns(rasa, journal, settings.service.pending_messages),
        journal=journal,
        limits=Limits(settings.service),
        customers=customers,
    )


def _layers(settings: Settings, counted: metrics.Metrics | None) -> list[Middleware]:
    """From the outside in. All are plain ASGI: Starlette's BaseHTTPMiddleware costs a task per request."""
    layers = [Middleware(SecurityHeaders)]
    if counted:
        layers.append(Middleware(metrics.CountRequests, metrics=counted))
    layers += [Middleware(RequestLog), Middleware(ProxyWatch, proxies=Proxies(settings.service.trusted_proxies))]
    if settings.service.allowed_origins:
        layers.append(
            Middleware(
                CORSMiddleware,
                allow_origins=list(settings.service.allowed_origins),
                allow_methods=["GET", "POST", "DELETE"],
                allow_headers=["Authorization", "Content-Type"],
                expose_headers=["Retry-After", "X-Request-Id"],
            )
        )
    return [*layers, Middleware(BodyLimit, service=settings.service)]


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    parts: Parts = app.state.parts
    await parts.turns.drain(DRAIN_SECONDS)
    await parts.journal.flush()
    await parts.rasa.close()
