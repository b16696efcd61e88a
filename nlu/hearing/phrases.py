"""Tables of phrases found in a row of words: whole words, the longest phrase first, in time linear in the row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Found:
    """One phrase of a table.

    Attributes:
        start, end: the words it covers, end exclusive.
        name: the entry of the table that it belongs to.
    """

    start: int
    end: int
    name: str


@dataclass
class _Node:
    words: dict[str, _Node] = field(default_factory=dict)
    beginnings: dict[str, _Node] = field(default_factory=dict)
    any_word: _Node | None = None
    names: list[str] = field(default_factory=list)


class Phrases:
    """A table name -> phrases, ready to be found; `word*` matches any ending, `*` any one word."""

    def __init__(self, table: Mapping[str, Iterable[str] | str]) -> None:
        self._root = _Node()
        for name, phrases in table.items():
            for phrase in phrases.split(",") if isinstance(phrases, str) else phrases:
                self._add(_words(str(phrase)), name)

    def find(self, row: Sequence[str]) -> list[Found]:
        """The phrases in `row` (words in lower case), left to right; of those that begin at one word the longest."""
        found: list[Found] = []
        start = 0
        for place in self._beginnings(row):
            if place < start:
                continue
            end, names = self._longest(row, place)
            found += [Found(place, end, name) for name in names]
            start = end if names else start
        return found

    def everything(self, row: Sequence[str]) -> list[Found]:
        """Every phrase anywhere in `row`, those inside longer ones too."""
        return [
            Found(start, end, name)
            for start in self._beginnings(row)
            for end, names in self._walk(row, start)
            for name in names
        ]

    def names(self, row: Sequence[str]) -> frozenset[str]:
        """Every entry of which a phrase stands anywhere in `row`, those inside longer ones too."""
        return frozenset(found.name for found in self.everything(row))

    def _add(self, words: Sequence[str], name: str) -> None:
        node = self._root
        for word in words:
            if word == "*":
                node.any_word = node.any_word or _Node()
                node = node.any_word
            elif word.endswith("*"):
                node = node.beginnings.setdefault(word[:-1], _Node())
            else:
                node = node.words.setdefault(word, _Node())
        if words and name not in node.names:
            node.names.append(name)

    def _beginnings(self, row: Sequence[str]) -> list[int]:
        """The places of `row` where a phrase may begin: most words begin none, and need no walk."""
        if self._root.any_word:
            return list(range(len(row)))
        words, prefixes = self._root.words, tuple(self._root.beginnings)
        return [place for place, word in enumerate(row) if word in words or word.startswith(prefixes)]

    def _longest(self, row: Sequence[str], start: int) -> tuple[int, list[str]]:
        best: tuple[int, list[str]] = (start, [])
        for end, names in self._walk(row, start):
            if end > best[0]:
                best = (end, list(names))
            elif end == best[0]:
                best[1].extend(name for name in names if name not in best[1])
        return best

    def _walk(self, row: Sequence[str], start: int) -> Iterable[tuple[int, list[str]]]:
        """Every phrase that begins at `start`, as its end and names; the trie bounds the depth, so this is linear."""
        nodes = [self._root]
        place = start
        while nodes and place < len(row):
            nodes = [following for node in nodes for following in _following(node, row[place])]
            place += 1
            for node in nodes:
                if node.names:
                    yield place, node.names


def _words(phrase: str) -> list[str]:
    """The words of a phrase; a language written without blanks has one word a sign."""
    return [part for word in phrase.split() for part in (list(word) if word[0] >= "\u3040" else [word])]


def _following(node: _Node, word: str) -> Iterable[_Node]:
    if word in node.words:
        yield node.words[word]
    for beginning, following in node.beginnings.items():
        if word.startswith(beginning):
            yield following
    if node.any_word:
        yield node.any_word
