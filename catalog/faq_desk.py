"""The FAQ as the merchant edits it: checked, by hand or from a file, live at the next message."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from catalog.products import FaqEntry
from catalog.store import Store

LONGEST_QUESTION, LONGEST_ANSWER, LONGEST_TOPIC, LONGEST_LINK, LONGEST_ID = 500, 20_000, 100, 2000, 64
MOST_PARAPHRASES = 100


class FaqError(ValueError):
    """An entry can't be kept; the message says what was given and what is allowed."""


class NoSuchEntryError(FaqError, LookupError):
    """There is no such entry."""


@dataclass(frozen=True)
class Imported:
    added: int
    changed: int
    unchanged: int


class FaqDesk:
    def __init__(self, store: Store) -> None:
        self._store = store

    def entries(self) -> list[FaqEntry]:
        """Every entry, those that are not valid today too, by id."""
        return self._store.faq()

    def entry(self, entry_id: str) -> FaqEntry:
        """Raises: NoSuchEntryError."""
        for entry in self.entries():
            if entry.id == entry_id:
                return entry
        raise NoSuchEntryError(f"there is no FAQ entry {entry_id!r}. `shopmate faq list` shows the ids.")

    def add(self, entry: FaqEntry) -> FaqEntry:
        """Adds a new entry; without an id it gets one made of its question.

        Raises: FaqError for an unusable entry, a question that is there already, or an id that is taken.
        """
        there = self.entries()
        twin = next((old for old in there if _same(old.question, entry.question)), None)
        if twin:
            raise FaqError(f"entry {twin.id!r} asks that already. `shopmate faq edit {twin.id}` changes it.")
        if entry.id in {old.id for old in there}:
            raise FaqError(f"there is an entry {entry.id!r} already. Leave the id out, or choose another.")
        made = checked(entry if entry.id else replace(entry, id=_new_id(entry.question, {old.id for old in there})))
        self._store.save_faq(made)
        return made

    def edit(self, entry_id: str, **changes: Any) -> FaqEntry:
        """Changes the named fields of an entry. Raises: FaqError."""
        changed = checked(replace(self.entry(entry_id), **changes))
        self._store.save_faq(changed)
        return changed

    def remove(self, entry_id: str) -> None:
        """Raises: NoSuchEntryError."""
        if not self._store.delete_faq(entry_id):
            self.entry(entry_id)

    def take_in(self, entries: Iterable[FaqEntry]) -> Imported:
        """Adds new entries and changes known ones (by id, else by question); nothing is removed. All or nothing.

        Raises: FaqError for the first entry that can't be used.
        """
        there = {entry.id: entry for entry in self.entries()}
        by_question = {_plain(entry.question): entry.id for entry in there.values()}
        kept: dict[str, FaqEntry] = {}
        for entry in entries:
            entry_id = entry.id or by_question.get(_plain(entry.question), "")
            entry_id = entry_id or _new_id(entry.question, there.keys() | kept.keys())
            kept[entry_id] = checked(replace(entry, id=entry_id))
        different = [entry for entry in kept.values() if there.get(entry.id) != entry]
        if different:
            self._store.save_faq(*different)
        added = sum(entry.id not in there for entry in different)
        return Imported(added, len(different) - added, len(kept) - len(different))


def checked(entry: FaqEntry) -> FaqEntry:
    """The entry with its texts trimmed. Raises: FaqError with what is wrong."""
    texts = {name: str(getattr(entry, name)).strip() for name in ("id", "question", "answer", "topic", "link")}
    limits = (LONGEST_ID, LONGEST_QUESTION, LONGEST_ANSWER, LONGEST_TOPIC, LONGEST_LINK)
    for (name, text), limit in zip(texts.items(), limits, strict=True):
        needed = name in ("id", "question", "answer")
        if len(text) > limit or (needed and not text):
            allowed = f"{'1 to' if needed else 'at most'} {limit}"
            raise FaqError(f"{name} of FAQ entry {entry.id!r} has {len(text)} characters. Allowed: {allowed}.")
    if not re.fullmatch(r"[\w.:-]+", texts["id"]):
        raise FaqError(f"id {texts['id']!r}. Allowed: letters, digits and . : - _, without blanks.")
    if texts["link"] and (urlsplit(texts["link"]).scheme not in ("http", "https") or " " in texts["link"]):
        raise FaqError(f"link {texts['link']!r}. Allowed: an address that begins with https:// or http://.")
    days = {name: _day(name, getattr(entry, name)) for name in ("valid_from", "valid_until")}
    if all(days.values()) and days["valid_from"] > days["valid_until"]:
        raise FaqError(f"valid_from {days['valid_from']} is after valid_until {days['valid_until']}.")
    return replace(entry, **texts, **days, paraphrases=_paraphrases(entry.paraphrases, texts["question"]))


def _paraphrases(given: Sequence[str], question: str) -> tuple[str, ...]:
    found = {_plain(text): text.strip()[:LONGEST_QUESTION] for text in given if text.strip()}
    found.pop(_plain(question), None)
    return tuple(found.values())[:MOST_PARAPHRASES]


def _day(name: str, given: str) -> str:
    if not given:
        return ""
    try:
        return date.fromisoformat(given.strip()).isoformat()
    except ValueError:
        raise FaqError(f"{name} {given!r} is no day. Allowed: a day like 2026-12-24, or nothing.") from None


def _new_id(question: str, taken: Iterable[str]) -> str:
    """A readable id of the question's words; numbered when it is taken."""
    ascii_text = unicodedata.normalize("NFKD", question).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall(r"[a-z0-9]+", ascii_text))[:40].strip("-") or "entry"
    known = set(taken)
    names = (slug if number == 1 else f"{slug}-{number}" for number in range(1, len(known) + 2))
    return next(name for name in names if name not in known)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _same(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)
