"""The shop's words as the merchant edits them: one by one, or as a words.yml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from catalog.store import Store
from catalog.words import KINDS, NoSuchWordError, Word, WordsError, checked
from nlu.tokens import plain


class WordsDesk:
    def __init__(self, store: Store) -> None:
        self._store = store

    def words(self, kind: str = "") -> list[Word]:
        """The words of a kind, "" = of all. Raises: WordsError for an unknown kind."""
        if kind and kind not in KINDS:
            raise WordsError(f"kind {kind!r}. Allowed: {', '.join(KINDS)}.")
        return [word for word in self._store.words() if not kind or word.kind == kind]

    def set(self, kind: str, name: str, values: Sequence[str]) -> Word:
        """Tells a word, or tells it anew; live at the next message. Raises: WordsError."""
        word = checked(kind, name, values, self._store.product_ids())
        self._store.save_words([word])
        return word

    def remove(self, kind: str, name: str) -> None:
        """Raises: NoSuchWordError."""
        if not self._store.delete_word(kind, plain(name)):
            raise NoSuchWordError(f"there is no {kind} {name!r}. `shopmate words list` shows what there is.")

    def take_in(self, path: Path, *, replace: bool = False) -> int:
        """Tells every word of a words.yml, all or nothing; how many. With `replace` they are all there is then.

        Raises: WordsError for a file that can't be read and for the first word that can't be used.
        """
        try:
            sections = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise WordsError(f"{path} can't be read: {error}") from error
        return self.take_in_sections(sections, replace=replace)

    def take_in_sections(self, sections: Any, *, replace: bool = False) -> int:
        """`take_in` for what such a file holds: kind -> name -> one value or a list."""
        if not isinstance(sections, Mapping):
            raise WordsError(f"the words are no mapping. Allowed: {', '.join(KINDS)}, each with names and values.")
        known, words = self._store.product_ids(), list[Word]()
        for kind, rows in sections.items():
            if not isinstance(rows, Mapping):
                raise WordsError(f"{kind} is {rows!r}. Allowed: names with values.")
            words += [checked(str(kind), _name(name), _values(value), known) for name, value in rows.items()]
        self._store.save_words(words, replace=replace)
        return len(words)

    def sections(self) -> dict[str, dict[str, list[str]]]:
        """Every word as `take_in_sections` reads it."""
        found: dict[str, dict[str, list[str]]] = {}
        for word in self._store.words():
            found.setdefault(word.kind, {})[word.name] = list(word.values)
        return found

    def text(self) -> str:
        """Every word as a words.yml that `take_in` reads."""
        return yaml.safe_dump(self.sections(), allow_unicode=True, sort_keys=False)


def _name(name: Any) -> str:
    # YAML reads 2026-12-24 as a day and 42 as a number; both were written as names.
    return name.isoformat() if hasattr(name, "isoformat") else str(name)


def _values(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [] if value is None else [value]
    return [str(one) for one in values]
