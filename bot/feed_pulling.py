"""Pulls the feeds of `shop.feeds` when they are due, each in a process of its own below the shop's."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from bot.gateway.logging import logger
from catalog.feeds import FeedError
from catalog.feeds.sources import FOLDER, opened_source
from catalog.settings import ROOT, FeedSource, Settings
from catalog.settings_checks import span_seconds
from catalog.whole_file import write_whole

Say = Callable[[str], None]


class FeedPuller:
    """One for a service; `close` ends an import under way, which leaves the shop as it was."""

    def __init__(self, settings: Settings, say: Say) -> None:
        self._settings, self._say = settings, say
        self._stopping = threading.Event()
        self._running: subprocess.Popen[str] | None = None

    def pull_due(self) -> None:
        for feed in self._settings.feeds:
            if self._is_due(feed) and not self._stopping.is_set():
                self._note(feed)
                try:
                    self._pull(feed)
                except (FeedError, OSError) as error:
                    self._tell(feed, str(error), failed=True)

    def close(self) -> None:
        self._stopping.set()
        if self._running:
            self._running.terminate()

    def _pull(self, feed: FeedSource) -> None:
        source = opened_source(feed.source, self._settings.home, self._settings.pictures.allowed_hosts)
        if not source.changed:
            return
        command = [sys.executable, "-m", "bot.cli", "import", str(source.path)]
        command += ["--report", str(self._file(feed, "report.json")), *(["--replace"] if feed.replace else [])]
        known = {**os.environ, "SHOPMATE_HOME": str(self._settings.home), "PYTHONPATH": str(ROOT)}
        # Shoppers who talk come before a feed.
        self._running = subprocess.Popen(
            ["nice", "-n", "5", *command],
            env=known,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        told, _ = self._running.communicate()
        code, self._running = self._running.returncode, None
        if not self._stopping.is_set():
            self._tell(feed, told.strip(), failed=code not in (0, 3))

    def _is_due(self, feed: FeedSource) -> bool:
        try:
            last = float(json.loads(self._file(feed, "pulled.json").read_text(encoding="utf-8"))["at"])
        except (OSError, ValueError, KeyError, TypeError):
            return True
        # A clock that was set back must not hold a feed up.
        return not 0 <= time.time() - last < (span_seconds(feed.every) or 86_400)

    def _note(self, feed: FeedSource) -> None:
        noted = json.dumps({"source": feed.source, "at": time.time()})
        write_whole(self._file(feed, "pulled.json"), noted.encode())

    def _file(self, feed: FeedSource, name: str) -> Path:
        return self._settings.home / FOLDER / f"{hashlib.sha256(feed.source.encode()).hexdigest()[:12]}-{name}"

    def _tell(self, feed: FeedSource, text: str, *, failed: bool) -> None:
        self._say(f"feed {feed.source}: {text}")
        if failed:
            logger.error("feed not pulled", extra={"facts": {"source": feed.source, "why": text[:300]}})
