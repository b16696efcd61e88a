"""Conversations that stay in memory while they are lively, and on disk always.

Rasa's own stores read the whole conversation back, event by event, at every turn, so a turn costs more the longer a
customer talks. This one keeps the live tracker, writes only what a turn added, and lets the live tracker forget all
but its last turns, so that the hundredth turn costs what the fifth did. Slots, the active form and a pause are carried
over the cut. An action sees the last 2 to 4 turns in `tracker.events`; what it must know for longer belongs in a slot.

The file is the truth: one table `events`, a row an event, nothing ever changed. When another process appends to a
conversation or deletes its rows (a customer asks to be forgotten), the live tracker is dropped and read anew.
"""

from __future__ import annotations

import itertools
import json
import logging
import sqlite3
from collections import OrderedDict
from pathlib import Path
from typing import Any, Iterable, List, Optional, Sequence

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    ConversationPaused,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException

logger = logging.getLogger(__name__)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS events (
    id INTEGER PRIMARY KEY,
    conversation TEXT NOT NULL,
    kind TEXT NOT NULL,
    at REAL NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS events_of_conversation ON events (conversation, id);
"""
_SINCE_SESSION_START = """
SELECT id, data FROM events WHERE conversation = :conversation AND id >= coalesce(
    (SELECT max(id) FROM events WHERE conversation = :conversation AND kind = 'session_started'), 0
) ORDER BY id
"""

#: A live tracker is cut back to KEPT_TURNS when it holds more than MOST_TURNS. Each kept turn is replayed at each
#: prediction and sent with each action call; two are more than any rule of the shop looks back, and no form is cut.
KEPT_TURNS = 2
MOST_TURNS = 4


class LiveTracker(DialogueStateTracker):
    """A tracker that knows how much of it is on disk.

    Attributes:
        stored_event: the last event that is on disk, None when none is.
        stored_id: the row of that event, 0 when there is none.
        waits_for_room: whether the disk took no more at the last turn; the next one writes both.
    """

    stored_event: Optional[Event] = None
    stored_id: int = 0
    waits_for_room: bool = False

    def unstored_events(self) -> List[Event]:
        """What came after `stored_event`, oldest first."""
        found = list(itertools.takewhile(lambda event: event is not self.stored_event, reversed(self.events)))
        return found[::-1]

    def forget_old_turns(self) -> None:
        """Keeps the last turns, and of all before them only the state they led to."""
        events = list(self.events)
        starts = [position for position, event in enumerate(events) if isinstance(event, UserUttered)]
        if len(starts) <= MOST_TURNS or self.active_loop_name:
            return
        cut = starts[-KEPT_TURNS]
        while cut > 0 and not isinstance(events[cut], ActionExecuted):
            cut -= 1  # back to the action_listen that the turn began with
        before = self.init_copy()
        for event in events[:cut]:
            before.update(event)
        self.events = self._create_events([*_events_leading_to(before), *events[cut:]])


def _events_leading_to(tracker: DialogueStateTracker) -> List[Event]:
    """The shortest events that bring a new tracker into the state of `tracker`."""
    at = tracker.events[-1].timestamp if tracker.events else None
    events: List[Event] = [ActionExecuted(ACTION_SESSION_START_NAME, timestamp=at), SessionStarted(timestamp=at)]
    fresh = tracker.init_copy()
    for name, slot in tracker.slots.items():
        if slot.value != fresh.slots[name].value:
            events.append(SlotSet(name, slot.value, timestamp=at))
    if tracker.active_loop_name:
        events.append(ActiveLoop(tracker.active_loop_name, timestamp=at))
    if tracker.is_paused():
        events.append(ConversationPaused(timestamp=at))
    return events


class LiveTrackerStore(TrackerStore):
    """Named in endpoints.yml: `type: bot.rasa.tracker_store.LiveTrackerStore`.

    Args:
        path: the SQLite file; made when missing.
        live_conversations: how many trackers stay in memory, the longest unused leaves first.
    Raises: InvalidConfigException when `path` is empty or was not filled in from the environment.
    """

    def __init__(
        self,
        domain: Optional[Domain] = None,
        event_broker: Optional[EventBroker] = None,
        path: str = "",
        live_conversations: int = 500,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        if not path or path.startswith("${"):
            raise InvalidConfigException(f"tracker_store.path {path!r} in endpoints.yml. Set SHOPMATE_CONVERSATIONS.")
        self._limit = live_conversations
        self._live: OrderedDict[str, LiveTracker] = OrderedDict()
        self._database = _open_database(Path(path))

    @property
    def domain(self) -> Domain:
        return self._domain

    @domain.setter
    def domain(self, domain: Optional[Domain]) -> None:
        # A newly loaded model may know other slots than the live trackers hold.
        self._live.clear()
        self._domain = domain or Domain.empty()

    def init_tracker(self, sender_id: str) -> LiveTracker:
        return LiveTracker(sender_id, self.domain.slots, max_event_history=self.max_event_history)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Writes what is new of a live tracker. A tracker made elsewhere replaces the conversation."""
        if isinstance(tracker, LiveTracker):
            _end_turn(tracker)
            new = tracker.unstored_events()
            self._keep(tracker, new)
            self._remember(tracker)
        else:
            new = list(tracker.events)
            self._live.pop(tracker.sender_id, None)
            self._write(tracker.sender_id, new, replace=True)
        if self.event_broker is not None:
            await self._stream_new_events(self.event_broker, new, tracker.sender_id)

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """The tracker of the latest session, None when nothing was ever said."""
        tracker = self._live.get(sender_id)
        whole = tracker is not None and (tracker.waits_for_room or not tracker.unstored_events())
        if tracker is not None and whole and tracker.stored_id == self._last_id(sender_id):
            self._live.move_to_end(sender_id)
            return tracker
        # Not live, or changed on disk, or left by a turn that broke off before it was saved.
        self._live.pop(sender_id, None)
        return self._read(sender_id)

    async def retrieve_full_tracker(self, conversation_id: str) -> Optional[DialogueStateTracker]:
        """All sessions of the conversation as one tracker, for looking at."""
        query = "SELECT data FROM events WHERE conversation = ? ORDER BY id"
        rows = self._database.execute(query, (conversation_id,)).fetchall()
        if not rows:
            return None
        stored = [json.loads(data) for (data,) in rows]
        return DialogueStateTracker.from_dict(conversation_id, stored, self.domain.slots)

    async def exists(self, conversation_id: str) -> bool:
        return self._last_id(conversation_id) > 0

    async def keys(self) -> Iterable[str]:
        return [name for (name,) in self._database.execute("SELECT DISTINCT conversation FROM events")]

    def close(self) -> None:
        self._live.clear()
        self._database.close()

    def _keep(self, tracker: LiveTracker, new: List[Event]) -> None:
        """Writes what is new. A full disk does not end the conversation: it goes on in memory meanwhile."""
        try:
            last_id = self._write(tracker.sender_id, new)
        except sqlite3.OperationalError as error:
            tracker.waits_for_room = True
            logger.error("conversation not written: %s", error)
            return
        tracker.waits_for_room = False
        if new:
            tracker.stored_event, tracker.stored_id = new[-1], last_id
        tracker.forget_old_turns()

    def _read(self, conversation: str) -> Optional[LiveTracker]:
        rows = self._database.execute(_SINCE_SESSION_START, {"conversation": conversation}).fetchall()
        if not rows:
            return None
        tracker = self.init_tracker(conversation)
        for event in deserialise_events([json.loads(data) for _, data in rows]):
            tracker.update(event)
        tracker.stored_event, tracker.stored_id = tracker.events[-1], rows[-1][0]
        tracker.forget_old_turns()
        self._remember(tracker)
        return tracker

    def _remember(self, tracker: LiveTracker) -> None:
        self._live[tracker.sender_id] = tracker
        self._live.move_to_end(tracker.sender_id)
        while len(self._live) > self._limit:
            self._live.popitem(last=False)

    def _last_id(self, conversation: str) -> int:
        query = "SELECT max(id) FROM events WHERE conversation = ?"
        return int(self._database.execute(query, (conversation,)).fetchone()[0] or 0)

    def _write(self, conversation: str, events: Sequence[Event], *, replace: bool = False) -> int:
        """Appends the events in one transaction. Returns: the last one's row, 0 when there are none."""
        last_id = 0
        with self._database as transaction:
            if replace:
                transaction.execute("DELETE FROM events WHERE conversation = ?", (conversation,))
            for event in events:
                row = (conversation, event.type_name, event.timestamp, json.dumps(event.as_dict()))
                cursor = transaction.execute("INSERT INTO events (conversation, kind, at, data) VALUES (?,?,?,?)", row)
                last_id = int(cursor.lastrowid or 0)
        return last_id


def _end_turn(tracker: DialogueStateTracker) -> None:
    """Lets a turn that Rasa broke off (its circuit breaker, an error in an action) end like any other.

    Without the action_listen no rule fits the next message, and the conversation would never find its way back.
    """
    if tracker.events and tracker.latest_action_name != ACTION_LISTEN_NAME:
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME))


def _open_database(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)  # what customers say is for the shop alone
    # Rasa loads the store in one thread and may serve in another; the conversation lock orders the turns.
    database = sqlite3.connect(path, check_same_thread=False)
    # A crash of the process loses nothing; only a power cut may lose the last turns, never the file.
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    database.executescript(_SCHEMA)
    return database
