"""Writes the conversations' history behind the answers, in batches, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from anyio import to_thread

from bot.gateway.logging import logger
from catalog.records import Turn
from catalog.store import Store

#: Entries that wait for a database that takes nothing, and how long until it is asked again.
MOST_WAITING = 5_000
AGAIN_SECONDS = 1.0

Entry = tuple[str, Sequence[Turn]]


class Journal:
    """A queue in front of the store's turns; a reader calls `flush` first and sees everything kept before.

    While the database takes nothing the turns wait here, the oldest leaving first when they become too many. A crash of
    the process can lose the last moment's turns: they are what the widget shows after a reload, nothing that the shop
    decides by.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[Entry] = []
        self._writing = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def keep(self, conversation: str, turns: Sequence[Turn]) -> None:
        self._waiting.append((conversation, turns))
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._soon())

    async def flush(self) -> bool:
        """Writes what was kept so far. Returns: whether all of it is in the store; the rest waits, with a log line."""
        async with self._writing:
            batch, self._waiting = self._waiting, []
            rest = await to_thread.run_sync(self._write, batch) if batch else []
            self._waiting = [*rest, *self._waiting][-MOST_WAITING:]
            return not rest

    async def _soon(self) -> None:
        # A moment's wait gathers the turns of several conversations into one transaction.
        await asyncio.sleep(0.05)
        while self._waiting:
            if not await self.flush():
                await asyncio.sleep(AGAIN_SECONDS)

    def _write(self, batch: Sequence[Entry]) -> Sequence[Entry]:
        """What could not be written. The answers are out already: no trouble of the database may end a conversation."""
        for position, (conversation, turns) in enumerate(batch):
            try:
                self._store.append_turns(conversation, turns)
            except Exception as error:
                facts = {"turns": len(batch) - position, "kind": type(error).__name__}
                logger.error("history waits", extra={"facts": facts})
                return batch[position:]
        return []
