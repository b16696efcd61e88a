"""What something is for: an occasion stands for words and kinds that such products are described by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from nlu.hearing.lexicon import lexicon
from nlu.hearing.marks import Mark
from nlu.hearing.names import Names
from nlu.hearing.phrases import Phrases
from nlu.hearing.row import Row, name_key
from nlu.wish import Vocabulary, Wish


class Occasions:
    """The occasions of occasions.yml for one shop."""

    def __init__(self, vocabulary: Vocabulary, names: Names) -> None:
        self._table = lexicon("occasions")
        self._phrases = Phrases({name: row["said"] for name, row in self._table.items()})
        self._kinds = {
            name: tuple(
                dict.fromkeys(segment for kind in row["kinds"] for segment in names.segments_of(name_key(kind)))
            )
            for name, row in self._table.items()
        }

    def marks(self, row: Row) -> Iterator[Mark]:
        for found in self._phrases.everything(row.words):
            yield Mark(found.start, found.end, "occasion", found.name)

    def suited(self, wish: Wish, marks: Iterable[Mark]) -> Wish:
        """The wish with what it is for; where it names no kind, the kinds that suit are its own."""
        said = [mark.meaning for mark in marks if mark.kind == "occasion" and mark.stance == "wanted"]
        names = tuple(dict.fromkeys(said))
        if not names:
            return wish
        kinds = tuple(dict.fromkeys(kind for name in names for kind in self._kinds[name]))
        is_open = "category" not in wish.facets and not wish.named
        facets = {**wish.facets, "category": kinds} if is_open and kinds else wish.facets
        return replace(wish, facets=facets, occasions=names)


def words_for(occasions: Iterable[str]) -> str:
    """The words that products for these occasions are described by."""
    table = lexicon("occasions")
    return " ".join(str(table[name]["words"]) for name in occasions if name in table)
