"""The shop's own titles in a row: who says one means that product, whatever kinds its words name.

The "top" of "Canvas Low Top" is no blouse. A part of a title is enough where it holds a word that names nothing else
("tempo 3", "court polo").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlu.hearing.lexicon import word_set
from nlu.hearing.marks import Mark
from nlu.hearing.names import Names
from nlu.hearing.row import Row, name_key
from nlu.wish import Vocabulary

Key = tuple[str, ...]
#: A part of a title that more products share names none of them.
_MOST_SHARING = 3


@dataclass(frozen=True)
class Named:
    """Products called by their title; `whole`: all of it was said; `kinds`: the categories that its last words name."""

    products: tuple[str, ...]
    whole: bool
    kinds: tuple[str, ...] = ()


class Titles:
    """All titles of one vocabulary and their telling parts."""

    def __init__(self, vocabulary: Vocabulary, names: Names) -> None:
        self._whole: defaultdict[Key, list[str]] = defaultdict(list)
        self._parts: defaultdict[Key, dict[str, None]] = defaultdict(dict)
        facets = {word for facet in vocabulary.values for word in name_key(facet.replace("_", " "))}
        common = names.words | facets | word_set("words", "fillers") | set(word_set("words", "units"))
        for product_id, title in vocabulary.titles.items():
            name = name_key(title)
            if len(name) > 1 or (name and name[0] not in common and not names.meanings(name)):
                self._whole[name].append(product_id)
            # Where nothing tells kinds from names, the "cell phone" inside a title is no name of that product.
            for part in _parts(name) if vocabulary.values.get("category") else ():
                own = vocabulary.kinds.get(product_id, ())
                if set(part) - common and not names.meanings(part) and not _says_kind(part, names, own):
                    self._parts[part][product_id] = None
        self._longest = max(map(len, self._whole), default=0)
        self._segments_of, self._own = names.segments_of, vocabulary.kinds

    def marks(self, row: Row) -> Iterator[Mark]:
        """Titles and telling parts of titles, the longest at each place."""
        for start in range(len(row)):
            for length in range(min(self._longest, len(row) - start), 0, -1):
                name = row.stems[start : start + length]
                if name in self._whole:
                    kinds = () if _is_pointed_at(row, start) else self._kinds(name)
                    named = Named(tuple(self._whole[name]), whole=True, kinds=kinds)
                    yield Mark(start, start + length, "title", named)
                    break
                if name in self._parts and len(self._parts[name]) <= _MOST_SHARING:
                    yield Mark(start, start + length, "title", Named(tuple(self._parts[name]), whole=False))
                    break

    def _kinds(self, name: Key) -> tuple[str, ...]:
        """The categories of the products called `name` that its last word says: "orange marmalade" is marmalade."""
        own = {kind for product in self._whole[name] for kind in self._own.get(product, ())}
        return tuple(kind for kind in self._segments_of(name[-1:]) if kind in own) if len(name) > 1 else ()

    def named(self, marks: Sequence[Mark], row: Row, words: str) -> tuple[str, ...]:
        """The products that the marks of titles name: whole titles, else a part that is all the text tells."""
        said = [mark for mark in marks if mark.kind == "title" and mark.stance == "wanted"]
        whole = [product for mark in said if mark.meaning.whole for product in mark.meaning.products]
        if whole:
            return tuple(dict.fromkeys(whole))
        parts = [mark for mark in said if set(words.split()) <= set(row.words[mark.start : mark.end])]
        kinds = any(mark.kind == "value" and mark.meaning.facet == "category" for mark in marks)
        return parts[0].meaning.products if len(parts) == 1 and not kinds else ()


def _is_pointed_at(row: Row, start: int) -> bool:
    """Whether a title is said of the one product that is called so: "is the Luna Clutch in stock"."""
    return start > 0 and row.words[start - 1] in ("the", "this", "that", "your", "is")


def _says_kind(part: Key, names: Names, own: Sequence[str]) -> bool:
    """Whether the part ends in a word for the product's own kind: then it is that kind with a word before it."""
    segments = names.segments_of(part[-1:])
    return bool(segments) and (not own or bool(set(segments) & set(own)))


def _parts(name: Key) -> Iterator[Key]:
    """The runs of at least two words of a title that are not all of it."""
    return (
        name[start:end]
        for start in range(len(name))
        for end in range(start + 2, len(name) + 1)
        if end - start < len(name)
    )
