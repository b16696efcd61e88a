"""Writes the conversations' history behind the answers, in batches, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from anyio import to_thread

from bot.gateway.logging import logger
from catalog.records import Turn
from catalog.store import Store


class Journal:
    """A queue in front of the store's turns; a reader calls `flush` first and sees everything kept before.

    A crash of the process can lose the last moment's turns: they are what the widget shows after a reload,
    nothing that the shop decides by.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[tuple[str, Sequence[Turn]]] = []
        self._writing = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def keep(self, conversation: str, turns: Sequence[Turn]) -> None:
        self._waiting.append((conversation, turns))
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._soon())

    async def flush(self) -> None:
        """Returns when all that was kept so far is in the store, or was given up with a line in the log."""
        async with self._writing:
            batch, self._waiting = self._waiting, []
            if not batch:
                return
            try:
                await to_thread.run_sync(self._write, batch)
            except Exception as error:
                # The answer is out already; a database that is away must not end the conversation.
                logger.error("history lost", extra={"facts": {"turns": len(batch), "kind": type(error).__name__}})

    async def _soon(self) -> None:
        # A moment's wait gathers the turns of several conversations into one transaction.
        await asyncio.sleep(0.05)
        while self._waiting:
            await self.flush()

    def _write(self, batch: Sequence[tuple[str, Sequence[Turn]]]) -> None:
        for conversation, turns in batch:
            self._store.append_turns(conversation, turns)
