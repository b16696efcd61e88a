"""GET /metrics: how the service does, in Prometheus' text format, where the settings open it."""

from __future__ import annotations

import time

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.gateway.errors import ApiError
from bot.gateway.parts import Parts, parts_of

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

router = APIRouter(tags=["service"])


class Metrics:
    """The counts of one service; each has its own registry, so that two in a process don't add up."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        names = ("method", "route", "status")
        self.requests = Counter("shopmate_requests", "Requests answered", names, registry=self.registry)
        self.seconds = Histogram(
            *("shopmate_request_seconds", "Seconds until the answer was out", ("route",)),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self.now = {
            name: Gauge(f"shopmate_{name}", told, registry=self.registry)
            for name, told in (
                ("products", "Products that can be seen"),
                ("rasa_up", "1 while the assistant answers"),
                ("open_messages", "Messages of shoppers that wait for an answer"),
                ("waiting_changes", "Changes of orders that wait for the merchant"),
                ("outbox", "Webhooks and e-mails that have not arrived yet"),
            )
        }

    def text(self, parts: Parts, *, rasa_up: bool) -> bytes:
        store = parts.shop.store
        self.now["products"].set(sum(product.visible for product in parts.shop.catalogue.products.values()))
        self.now["rasa_up"].set(rasa_up)
        self.now["open_messages"].set(store.count_open_messages())
        self.now["waiting_changes"].set(store.count_waiting_changes())
        self.now["outbox"].set(store.count_outgoing())
        return generate_latest(self.registry)


class CountRequests:
    """Counts and times every request by its route's pattern: a path may hold what somebody looked at."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        started, status = time.perf_counter(), 0

        async def send_counted(message: Message) -> None:
            nonlocal status
            status = message["status"] if message["type"] == "http.response.start" else status
            await send(message)

        try:
            await self.app(scope, receive, send_counted)
        finally:
            route = getattr(scope.get("route"), "path", "-")
            self.metrics.requests.labels(scope["method"], route, status).inc()
            self.metrics.seconds.labels(route).observe(time.perf_counter() - started)


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    parts, counted = parts_of(request), getattr(request.app.state, "metrics", None)
    if counted is None:
        raise ApiError(404, "no_metrics", "Metrics are off. shop.service.metrics: true in config.yml opens them.")
    rasa_up = await parts.rasa.ready()
    text = await to_thread.run_sync(lambda: counted.text(parts, rasa_up=rasa_up))
    return Response(text, media_type=CONTENT_TYPE_LATEST)
