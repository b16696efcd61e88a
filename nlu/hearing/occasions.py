"""What something is for: an occasion stands for words, kinds and facts that such products are described by."""

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
        self._sized = vocabulary.sized
        self._phrases = Phrases({name: row["said"] for name, row in self._table.items()})
        self._kinds = {
            name: tuple(
                dict.fromkeys(segment for kind in row["kinds"] for segment in names.segments_of(name_key(kind)))
            )
            for name, row in self._table.items()
        }
        listed = vocabulary.values.get("colour", ())
        self._colours = {
            name: tuple(colour for colour in listed if colour.casefold() in row["colours"])
            for name, row in self._table.items()
            if "colours" in row
        }

    def marks(self, row: Row) -> Iterator[Mark]:
        for found in self._phrases.everything(row.words):
            yield Mark(found.start, found.end, "occasion", found.name)

    def nouns(self, marks: Iterable[Mark]) -> frozenset[str]:
        """Stems of the kinds that a part stands for, as if they had been named."""
        said = (self._table[mark.meaning] for mark in marks if mark.kind == "occasion")
        return frozenset(name_key(kind)[-1] for row in said if row.get("part") for kind in row["kinds"])

    def suited(self, wish: Wish, marks: Iterable[Mark], *, worn: bool = False) -> Wish:
        """The wish with what it is for; where it names no kind, or no colour, those that suit are its own.

        `worn`: something to wear is asked for, so what comes in no size is not meant, where anything does.
        """
        said = [mark.meaning for mark in marks if mark.kind == "occasion" and mark.stance == "wanted"]
        names = tuple(dict.fromkeys(said))
        suited = self.for_occasions(wish, names) if names else wish
        kinds = tuple(kind for kind in suited.facets.get("category", ()) if self._sized.get(kind))
        if not (worn and suited.suits and kinds):
            return suited
        return replace(suited, facets={**suited.facets, "category": kinds})

    def for_occasions(self, wish: Wish, names: tuple[str, ...]) -> Wish:
        """`wish` as one for these occasions; a part ("for my hands") is only a name for kinds, before other kinds."""
        parts = [name for name in names if self._table.get(name, {}).get("part")]
        names = tuple(name for name in names if name not in parts)
        kinds = tuple(dict.fromkeys(kind for name in parts or names for kind in self._kinds.get(name, ())))
        is_open = "category" not in wish.facets and not wish.named and bool(kinds)
        suiting = {"category": kinds} if is_open else {}
        colours = tuple(dict.fromkeys(colour for name in names for colour in self._colours.get(name, ())))
        if colours and "colour" not in wish.facets and not set(colours) <= set(wish.excluded.get("colour", ())):
            suiting["colour"] = colours
        return replace(wish, facets={**wish.facets, **suiting}, occasions=names, suits=is_open and not parts)


def told_occasions() -> dict[str, str]:
    """Each occasion by its name -> the words by which it is known for another of the same meaning."""
    rows = {name: row for name, row in lexicon("occasions").items() if not row.get("part") and row.get("told") != ""}
    return {name: f"{row.get('told', name)}, {', '.join(row['said'][:5])}" for name, row in rows.items()}


def words_for(occasions: Iterable[str]) -> str:
    """The words that products for these occasions are described by."""
    table = lexicon("occasions")
    return " ".join(str(table[name]["words"]) for name in occasions if name in table)


def needs_of(occasions: Iterable[str]) -> tuple[str, ...]:
    """Facts of which a product for these occasions has one; a gift may be anything that serves another of them."""
    names = tuple(occasions)
    wanted = [name for name in names if name != "gift"] or list(names)
    return _entries(wanted, "needs")


def shoes_for(occasions: Iterable[str]) -> tuple[str, ...]:
    """Facts of which shoes for these occasions have one."""
    return _entries(occasions, "shoes")


def kinds_for(occasions: Iterable[str]) -> tuple[str, ...]:
    """Kinds that are worn, given or needed then, as shops call them."""
    return _entries(occasions, "kinds")


def unsuited_kinds(occasions: Iterable[str]) -> tuple[str, ...]:
    """Kinds that nobody takes for these occasions."""
    return _entries(occasions, "not_kinds")


def _entries(occasions: Iterable[str], entry: str) -> tuple[str, ...]:
    table = lexicon("occasions")
    return tuple(dict.fromkeys(one for name in occasions for one in table.get(name, {}).get(entry, ())))
