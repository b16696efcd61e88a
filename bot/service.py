"""The running shop: one web server, one Rasa, started together and stopped together."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import functools
import gc
import os
import secrets
import socket
import stat
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any, TextIO

import uvicorn
import uvloop
from anyio import to_thread
from fastapi import FastAPI

from actions.rasa_actions import all_actions
from bot.conversations import conversations_file
from bot.first_shop import fill_empty_home
from bot.gateway.app import create_app
from bot.gateway.connections import guarded
from bot.gateway.logging import INTERNAL_ROUTE, log_to, logger
from bot.gateway.parts import Parts
from bot.gateway.proxies import Proxies
from bot.gateway.rasa import RasaClient
from bot.incoming import keep_fetching
from bot.keys import customer_keys, first_merchant_key, webhook_secret
from bot.memory import give_memory_back, share_one_heap
from bot.outgoing.sender import sender_of
from bot.ports import listen
from bot.privacy import forget_the_swept
from bot.rasa_process import RasaProcess, rasa_python
from bot.repairs import repair
from bot.training import TrainingError, model_file, train
from catalog.records import now
from catalog.settings import ROOT, ServiceSettings, Settings, models_folder
from catalog.shop import Shop, open_shop
from catalog.vector_file import Progress

Say = Callable[[str], None]
DRAIN_SECONDS = 10.0
READY_SECONDS = 180.0
HOUSEKEEPING_SECONDS = 3600.0
OUTBOX_SECONDS = 1.0
#: What arrived outside is remembered this long.
OUTBOX_KEEPS = timedelta(days=30)
#: What Rasa has no business with.
SECRETS = frozenset({"SHOPMATE_CUSTOMER_KEYS", "SHOPMATE_WEBHOOK_SECRET", "SHOPMATE_MAIL_PASSWORD"})
#: uvicorn's own access log would hold addresses; ours (bot/gateway/logging.py) does not.
WEB: dict[str, Any] = {
    "log_config": None,
    "access_log": False,
    "server_header": False,
    "lifespan": "on",
    "ws": "none",
    "timeout_keep_alive": 30,
    "timeout_graceful_shutdown": 5,
}


class HomeTakenError(RuntimeError):
    """Another service already serves this home."""


def run_service(settings: Settings, *, port: int, rasa_port: int, say: Say) -> None:
    """Serves the shop of `settings` until Ctrl-C or SIGTERM.

    Raises: PortTakenError, HomeTakenError, StoreError, EncoderError; each says what to do.
    """
    share_one_heap()
    with only_service_of(settings.home):
        sockets = [listen(settings.service.host, port, "PORT")]
        rasa_socket = listen("127.0.0.1", rasa_port, "RASA_PORT")
        log_to(settings.home / "logs")
        notices = repair(settings.home)
        for notice in notices:
            say(notice)
            logger.warning("repaired", extra={"facts": {"told": notice}})
        fill_empty_home(settings, say)
        say("opening the shop")
        shop = open_shop(settings, _counting(say))
        give_memory_back()
        # A turn makes and drops many small objects; looking for cycles among them every 700 costs a tenth of it.
        gc.set_threshold(20_000, 20, 50)
        try:
            service = Service(settings, shop, port=port, rasa_socket=rasa_socket, say=say)
            service.app.state.parts.notices.extend(notices)
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(service.serve(sockets))
        finally:
            shop.close()


class Service:
    """Web server, Rasa and their upkeep around one opened shop."""

    def __init__(self, settings: Settings, shop: Shop, *, port: int, rasa_socket: socket.socket, say: Say) -> None:
        self._settings, self._shop, self._say, self._port = settings, shop, say, port
        secret, token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        rasa_port = rasa_socket.getsockname()[1]
        client = RasaClient(f"http://127.0.0.1:{rasa_port}", token, is_up=lambda: self._rasa.state == "ok")
        self._rasa = RasaProcess(
            rasa_command(settings.home, rasa_port),
            rasa_environment(settings, self._actions_url(), secret, token, rasa_port),
            settings.home / "logs" / "rasa.log",
            client.ready,
            rasa_socket,
        )
        self.app = create_app(
            settings,
            shop,
            client,
            secret=secret,
            actions=all_actions(shop),
            customer_keys=customer_keys(settings.home),
            rasa_state=lambda: self._rasa.state,
        )

    async def serve(self, sockets: list[Any]) -> None:
        config = uvicorn.Config(self.app, **WEB, **_world(self._settings.service))
        server = DrainingServer(config, self.app)
        upkeep = [self._talk(), self._keep_house(), self._send(), keep_fetching(self._settings, self._shop, self._say)]
        tasks = [asyncio.ensure_future(job) for job in upkeep]
        self._shop.photos.keep_up()
        self._greet()
        try:
            await server.serve(sockets)
        finally:
            self._say("stopping")
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _talk(self) -> None:
        """Trains Rasa if needed and keeps it running; the page and the catalogue work meanwhile."""
        stop = threading.Event()
        training = functools.partial(train, self._settings.home, self._say, stop=stop)
        try:
            await to_thread.run_sync(training, abandon_on_cancel=True)
        except asyncio.CancelledError:
            stop.set()
            raise
        except TrainingError as error:
            logger.error("training failed")
            if not model_file(self._settings.home).exists():
                self._say(f"{error}\nThe shop is open, but its assistant can't answer until that is mended.")
                return
            self._say(f"{error}\nThe assistant goes on with the model it had.")
        announcing = asyncio.ensure_future(self._announce())
        try:
            await self._rasa.keep_running()
        finally:
            announcing.cancel()

    async def _announce(self) -> None:
        started = time.monotonic()
        if await self._rasa.wait_ready(READY_SECONDS):
            self._say(f"the assistant is ready ({time.monotonic() - started:.0f} s)")
        else:
            self._say(f"the assistant does not start; {self._settings.home / 'logs' / 'rasa.log'} says why")

    async def _keep_house(self) -> None:
        """Forgets ended sessions, their conversations and old photos, now and every hour."""
        while True:
            moment = now() - timedelta(days=1)
            with contextlib.suppress(OSError):
                await to_thread.run_sync(self._shop.store.delete_ended_sessions, moment)
                await to_thread.run_sync(forget_the_swept, self._settings.home, self._shop.store)
                await to_thread.run_sync(self._shop.photo_store.expire)
                long_ago = now() - timedelta(days=self._settings.recommend.history_days)
                await to_thread.run_sync(self._shop.store.delete_events_before, long_ago)
                await to_thread.run_sync(self._shop.store.forget_outgoing_before, now() - OUTBOX_KEEPS)
                await to_thread.run_sync(self._shop.store.forget_codes_before, moment)
                await to_thread.run_sync(self._shop.store.scrub)
            await to_thread.run_sync(give_memory_back)
            await asyncio.sleep(HOUSEKEEPING_SECONDS)

    async def _send(self) -> None:
        """Sends what waits in the outbox, whichever process put it there."""
        sender = sender_of(self._settings, self._shop.store, webhook_secret(self._settings.home))
        while True:
            try:
                await to_thread.run_sync(sender.send_due)
            except Exception as error:  # the database is away for a moment: the outbox waits
                logger.error("outbox not read", extra={"facts": {"kind": type(error).__name__}})
            await asyncio.sleep(OUTBOX_SECONDS)

    def _greet(self) -> None:
        self._say(f"{self._settings.shown_name} is open at http://localhost:{self._port}  (Ctrl-C closes it)")
        key = first_merchant_key(self._settings.home)
        if key:
            self._say(f"The merchant's key, shown this once: {key}")

    def _actions_url(self) -> str:
        host = self._settings.service.host
        reachable = "127.0.0.1" if host in ("0.0.0.0", "::", "localhost") else host  # noqa: S104
        return f"http://{f'[{reachable}]' if ':' in reachable else reachable}:{self._port}{INTERNAL_ROUTE}"


class DrainingServer(uvicorn.Server):
    """Lets the turns under way finish before the server closes: Rasa has to reach our actions for that.

    A second Ctrl-C does not wait.
    """

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._parts: Parts = app.state.parts
        self._drain: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[Any] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._drain is not None or self._loop is None:
            self.should_exit = self.force_exit = True
        else:
            self._loop.call_soon_threadsafe(self._start_drain)

    def _start_drain(self) -> None:
        if self._drain is None:
            self._drain = asyncio.ensure_future(self._finish())

    async def _finish(self) -> None:
        await self._parts.turns.drain(DRAIN_SECONDS)
        self.should_exit = True


def _world(service: ServiceSettings) -> dict[str, Any]:
    """How the service meets the world: whom it believes about addresses, and how long it waits for anybody."""
    proxies = Proxies(service.trusted_proxies)
    believed = {"proxy_headers": bool(proxies.names), "forwarded_allow_ips": proxies.names}
    return {"http": guarded(proxies.trusts), **believed}


def _counting(say: Say, every_seconds: float = 5.0) -> Progress:
    """Tells from time to time how many products' texts were read: a large shop takes minutes the first time."""
    last = time.monotonic()

    def count(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= every_seconds:
            last = time.monotonic()
            say(f"  reading the products for the search: {done / total:.0%}")

    return count


def rasa_command(home: Path, rasa_port: int) -> list[str]:
    command = [str(rasa_python()), "-m", "bot.rasa.launcher", "run", "--model", str(model_file(home))]
    command += ["--port", str(rasa_port), "--endpoints", "bot/dialogue/endpoints.yml"]
    return [*command, "--credentials", "bot/dialogue/credentials.yml"]


def rasa_environment(settings: Settings, actions_url: str, secret: str, token: str, rasa_port: int) -> dict[str, str]:
    """What the launcher reads (bot/rasa/launcher.py), on top of our own environment."""
    ours = {
        "SHOPMATE_ACTIONS_URL": actions_url,
        "SHOPMATE_ACTIONS_SECRET": secret,
        "SHOPMATE_RASA_TOKEN": token,
        "SHOPMATE_CONVERSATIONS": str(conversations_file(settings.home)),
        "SHOPMATE_MODELS": str(models_folder()),
        "RASA_PORT": str(rasa_port),
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "MALLOC_ARENA_MAX": "1",  # as in bot/memory.py
    }
    kept = {name: value for name, value in os.environ.items() if name not in SECRETS}
    return {**kept, **ours}


@contextlib.contextmanager
def only_service_of(home: Path) -> Iterator[TextIO]:
    """Holds the home for this process. Raises: HomeTakenError while another one serves it."""
    home.mkdir(parents=True, exist_ok=True)
    close_to_others(home)
    with (home / "service.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise HomeTakenError(
                f"The shop in {home} is already being served. Stop that service first, or name another folder: "
                "SHOPMATE_HOME=./other."
            ) from error
        yield lock


def close_to_others(home: Path) -> None:
    """Takes from other users of this machine what an earlier version, or a copy, left open to them in the home."""
    for path in (home, *home.rglob("*")):
        with contextlib.suppress(OSError):  # not ours to change, or gone meanwhile
            mode = stat.S_IMODE(path.lstat().st_mode)
            if mode & 0o077 and not path.is_symlink():
                path.chmod(mode & 0o700)
