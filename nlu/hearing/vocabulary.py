"""The words that a slip may be mended to: those of the catalogue, and the closed classes that steer a sentence."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from nlu.hearing.lexicon import lexicon
from nlu.hearing.names import Names
from nlu.hearing.row import row_of
from nlu.wish import Vocabulary

#: Tables whose words a slip may mean, and tables whose words are only no slips.
_MEANT = ("list", "comparators", "people", "categories")
#: Of what steers a sentence, only long words are far enough from others ("witout", "exept").
_STEERING, _LONG = ("scope",), 6
_REAL = ("turns", "scope", "words", "cues", "occasions", "references", "numbers", "units", "sizes", "colours")


@dataclass(frozen=True)
class Spelt:
    """What the speller is told.

    Attributes:
        words: the catalogue's, each as often as it counts.
        known: words of the lexicon that a slip may mean as well; real: those that are merely no slips.
        pairs: two words that are one name; variants: two spellings of one word.
    """

    words: tuple[str, ...]
    known: tuple[str, ...]
    real: tuple[str, ...]
    pairs: frozenset[tuple[str, str]]
    variants: tuple[tuple[str, str], ...]


def words_to_spell(vocabulary: Vocabulary, names: Names) -> Spelt:
    titles = [row_of(title).words for title in vocabulary.titles.values()]
    listed = list(names.listed_names())
    values = [row_of(value).words for held in vocabulary.values.values() for value in held]
    words = [word for row in (*titles, *values, *listed, *listed) for word in row]
    pairs = {(name[0], name[1]) for name in listed if len(name) == 2}
    pairs |= {pair for row in titles for pair in itertools.pairwise(row)}
    steering = tuple(word for word in _words_of(_STEERING) if len(word) >= _LONG)
    return Spelt(tuple(words), (*_words_of(_MEANT), *steering), _words_of(_REAL), frozenset(pairs), _variants())


@cache
def _variants() -> tuple[tuple[str, str], ...]:
    pairs = (pair.split("/") for pair in lexicon("words")["variants"].split())
    return tuple((one, other) for one, other in pairs)


@cache
def _words_of(tables: tuple[str, ...]) -> tuple[str, ...]:
    """Every word of these tables of the lexicon."""
    return tuple(word for name in tables for text in _texts(lexicon(name)) for word in row_of(text).words)


def _texts(table: object) -> Iterator[str]:
    """All texts of a table, whatever its shape."""
    if isinstance(table, str):
        yield table.replace("*", "")
    elif isinstance(table, dict):
        for name, entry in table.items():
            yield str(name)
            yield from _texts(entry)
    elif isinstance(table, list):
        for entry in table:
            yield from _texts(entry)
