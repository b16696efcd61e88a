from __future__ import annotations

import asyncio
import sqlite3
import stat
import time
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException

from bot.rasa.tracker_store import MOST_TURNS, LiveTracker, LiveTrackerStore

DOMAIN = Domain.from_yaml("""
version: "3.1"
intents: [search_product]
actions: [action_search_products]
slots:
  wish: {type: any, influence_conversation: false, mappings: [{type: custom}]}
  gift: {type: bool, influence_conversation: true, mappings: [{type: custom}]}
""")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "conversations.db"


@pytest.fixture
def store(path: Path) -> LiveTrackerStore:
    return LiveTrackerStore(domain=DOMAIN, path=str(path))


def rows(path: Path) -> int:
    with sqlite3.connect(path) as database:
        return int(database.execute("SELECT count(*) FROM events").fetchone()[0])


def say(store: LiveTrackerStore, text: str, *, conversation: str = "ann", save: bool = True) -> DialogueStateTracker:
    """One turn as Rasa's processor makes it."""

    async def turn() -> DialogueStateTracker:
        tracker = await store.get_or_create_tracker(conversation, append_action_listen=False)
        if not tracker.applied_events():
            start_session(tracker)
        tracker.update(UserUttered(text, {"name": "search_product", "confidence": 1.0}))
        tracker.update(ActionExecuted("action_search_products"))
        tracker.update(SlotSet("wish", {"words": text}))
        tracker.update(BotUttered(f"here is {text}"))
        tracker.update(ActionExecuted("action_listen"))
        if save:
            await store.save(tracker)
        return tracker

    return asyncio.run(turn())


def start_session(tracker: DialogueStateTracker) -> None:
    for event in (ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")):
        tracker.update(event)


def retrieve(store: LiveTrackerStore, conversation: str = "ann") -> Any:
    return asyncio.run(store.retrieve(conversation))


def plain(tracker: DialogueStateTracker) -> list[dict[str, Any]]:
    return [event.as_dict() for event in tracker.events]


def test_a_restart_changes_nothing(store: LiveTrackerStore, path: Path) -> None:
    before = say(store, "red shoes")
    store.close()
    after = retrieve(LiveTrackerStore(domain=DOMAIN, path=str(path)))
    # As in Rasa's SQL store, a session is read from its session_started on.
    assert plain(after) == plain(before)[1:]
    assert after.current_state() == before.current_state()
    assert after.get_slot("wish") == {"words": "red shoes"}


def test_a_turn_writes_its_own_events_only(store: LiveTrackerStore, path: Path) -> None:
    say(store, "red shoes")
    first = rows(path)
    say(store, "blue shoes")
    assert rows(path) - first == 5
    asyncio.run(store.save(retrieve(store)))
    assert rows(path) - first == 5


def test_the_live_tracker_is_the_same_object_each_turn(store: LiveTrackerStore) -> None:
    assert say(store, "red shoes") is say(store, "blue shoes")


def test_a_long_talk_stays_short_in_memory_and_whole_on_disk(store: LiveTrackerStore, path: Path) -> None:
    for number in range(60):
        tracker = say(store, f"shoe {number}")
        assert sum(isinstance(event, UserUttered) for event in tracker.events) <= MOST_TURNS
    assert rows(path) == 3 + 60 * 5
    whole = asyncio.run(store.retrieve_full_tracker("ann"))
    assert sum(isinstance(event, UserUttered) for event in whole.events) == 60
    assert tracker.latest_message.text == "shoe 59"


def test_what_was_forgotten_lives_on_in_the_slots(store: LiveTrackerStore) -> None:
    tracker = say(store, "a gift")
    tracker.update(SlotSet("gift", True))
    asyncio.run(store.save(tracker))
    for number in range(3 * MOST_TURNS):
        tracker = say(store, f"shoe {number}")
    replayed = tracker.copy()
    assert replayed.current_slot_values() == tracker.current_slot_values()
    assert replayed.get_slot("gift") is True
    assert len(tracker.past_states(DOMAIN)) > 2


def test_a_form_under_way_is_not_cut(store: LiveTrackerStore) -> None:
    tracker = say(store, "return my order")
    tracker.update(ActiveLoop("return_form"))
    asyncio.run(store.save(tracker))
    for number in range(2 * MOST_TURNS):
        tracker = say(store, f"answer {number}")
    assert sum(isinstance(event, UserUttered) for event in tracker.events) == 2 * MOST_TURNS + 1


def test_a_new_session_leaves_the_old_one_on_disk(store: LiveTrackerStore, path: Path) -> None:
    tracker = say(store, "red shoes")
    start_session(tracker)
    asyncio.run(store.save(tracker))
    say(store, "blue shoes")
    again = retrieve(LiveTrackerStore(domain=DOMAIN, path=str(path)))
    assert [event.text for event in again.events if isinstance(event, UserUttered)] == ["blue shoes"]
    whole = asyncio.run(store.retrieve_full_tracker("ann"))
    assert [event.text for event in whole.events if isinstance(event, UserUttered)] == ["red shoes", "blue shoes"]


def test_a_turn_that_broke_off_leaves_no_trace(store: LiveTrackerStore) -> None:
    saved = plain(say(store, "red shoes"))
    say(store, "half a turn", save=False)
    assert plain(retrieve(store)) == saved[1:]


def test_a_full_disk_does_not_end_the_conversation_and_all_is_written_later(
    store: LiveTrackerStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(store, "before")
    kept = rows(path)

    def full(*_: Any, **__: Any) -> int:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as disk:
        disk.setattr(store, "_write", full)
        say(store, "while it is full")
        assert rows(path) == kept
        assert retrieve(store).latest_message.text == "while it is full"
    say(store, "after")
    again = LiveTrackerStore(path=str(path))
    said = [event.text for event in retrieve(again).events if isinstance(event, UserUttered)]
    assert said == ["before", "while it is full", "after"]


def test_a_conversation_deleted_by_another_process_is_forgotten(store: LiveTrackerStore, path: Path) -> None:
    say(store, "red shoes")
    with sqlite3.connect(path) as database:
        database.execute("DELETE FROM events WHERE conversation = 'ann'")
    assert retrieve(store) is None
    assert [event.text for event in say(store, "hats").events if isinstance(event, UserUttered)] == ["hats"]


def test_conversations_do_not_mix(store: LiveTrackerStore) -> None:
    say(store, "red shoes", conversation="ann")
    say(store, "hats", conversation="bob")
    assert retrieve(store, "ann").get_slot("wish") == {"words": "red shoes"}
    assert sorted(asyncio.run(store.keys())) == ["ann", "bob"]
    assert asyncio.run(store.exists("bob"))
    assert not asyncio.run(store.exists("cid"))


def test_only_so_many_conversations_stay_in_memory(path: Path) -> None:
    store = LiveTrackerStore(domain=DOMAIN, path=str(path), live_conversations=2)
    for name in ("ann", "bob", "cid"):
        say(store, name, conversation=name)
    assert list(store._live) == ["bob", "cid"]
    assert retrieve(store, "ann").get_slot("wish") == {"words": "ann"}


def test_a_tracker_made_elsewhere_replaces_the_conversation(store: LiveTrackerStore, path: Path) -> None:
    say(store, "red shoes")
    other = DialogueStateTracker.from_events("ann", [UserUttered("hats")], DOMAIN.slots)
    asyncio.run(store.save(other))
    assert rows(path) == 1
    assert retrieve(store).latest_message.text == "hats"


def test_the_hundredth_turn_costs_what_the_fifth_did(store: LiveTrackerStore) -> None:
    seconds = []
    for number in range(110):
        began = time.perf_counter()
        tracker = say(store, f"shoe {number}")
        tracker.copy().past_states(DOMAIN)
        seconds.append(time.perf_counter() - began)
    # A growing cost would show twentyfold here; the bound leaves room for a busy machine.
    assert min(seconds[95:105]) < 3 * min(seconds[3:9])


def test_a_new_domain_reaches_trackers_that_are_live(store: LiveTrackerStore) -> None:
    say(store, "red shoes")
    store.domain = DOMAIN.merge(Domain.from_dict({"slots": {"new": {"type": "any", "mappings": [{"type": "custom"}]}}}))
    assert "new" in retrieve(store).slots


def test_only_the_shop_may_read_the_file(store: LiveTrackerStore, path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("path", ["", "${SHOPMATE_CONVERSATIONS}"])
def test_a_path_that_was_not_filled_in_is_refused(path: str) -> None:
    with pytest.raises(InvalidConfigException, match="SHOPMATE_CONVERSATIONS"):
        LiveTrackerStore(domain=DOMAIN, path=path)


def test_a_tracker_of_the_store_is_a_tracker_of_rasa(store: LiveTrackerStore) -> None:
    tracker = say(store, "red shoes")
    assert isinstance(tracker, LiveTracker)
    assert tracker == DialogueStateTracker.from_events("ann", list(tracker.events), DOMAIN.slots)


def test_a_turn_that_broke_off_leaves_the_conversation_listening(store: LiveTrackerStore) -> None:
    async def broken_turn() -> DialogueStateTracker:
        tracker = await store.get_or_create_tracker("ann", append_action_listen=False)
        start_session(tracker)
        tracker.update(UserUttered("boots", {"name": "search_product", "confidence": 1.0}))
        tracker.update(ActionExecuted("action_search_products"))
        await store.save(tracker)
        return await store.get_or_create_tracker("ann", append_action_listen=False)

    assert asyncio.run(broken_turn()).latest_action_name == "action_listen"
