"""Words for kinds of products against the category names of one shop."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from nlu.hearing.lexicon import lexicon
from nlu.hearing.row import name_key as key

Key = tuple[str, ...]


class Categories:
    """The category segments of one shop, asked by what a customer calls things.

    Longest names win elsewhere; here a name answers with every segment it stands for.
    """

    def __init__(self, segments: Sequence[str], titles: Iterable[str] = ()) -> None:
        self._by_name: defaultdict[Key, dict[str, None]] = defaultdict(dict)
        self._by_head: defaultdict[Key, dict[str, None]] = defaultdict(dict)
        # "Polo Shirts" are polos; only words for kinds are ever asked for here, so "rain" is no rain jacket.
        self._by_word: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for segment in segments:
            for name in names_of(segment):
                self._by_name[name][segment] = None
                self._by_head[name[-1:]][segment] = None
                for word in name[:-1]:
                    self._by_word[word][segment] = None
        self._title_stems = {stem for title in titles for stem in key(title)}

    def names(self) -> dict[Key, tuple[str, ...]]:
        """Every name that finds a segment here -> those segments."""
        names = {name: tuple(found) for name, found in self._by_name.items() if name}
        for word in lexicon("categories")["covers"]:
            if key(word) not in names and (found := self.find(key(word))):
                names[key(word)] = found
        for head, found_by_head in self._by_head.items():
            names.setdefault(head, tuple(found_by_head))
        return names

    def missing(self) -> dict[Key, str]:
        """Names of product kinds that this shop certainly lacks: no category of it and no title says them."""
        absent: dict[Key, str] = {}
        for word, groups in lexicon("categories")["covers"].items():
            said = {stem for group in groups[:1] for name in group for stem in key(name)[-1:]}
            if not self.find(key(word)) and not said & self._title_stems:
                absent[key(word)] = word
        return absent

    def find(self, name: Key) -> tuple[str, ...]:
        """Segments called `name`, else those that end in it, else those that stand for it; () when none does."""
        if name in self._by_name:
            return tuple(self._by_name[name])
        groups = lexicon("categories")["covers"].get(" ".join(name), [])
        for group in ([" ".join(name)], *groups):
            found = dict.fromkeys(segment for word in group for segment in self._called(key(word)))
            if found:
                return tuple(found)
        return ()

    def wider(self, name: Key) -> tuple[str, ...]:
        """Segments that a wider word for the same thing stands for ("jacket" for "coat"), () when none does."""
        groups = lexicon("categories")["covers"].get(" ".join(name), [])
        own = set(self.find(name))
        found = (dict.fromkeys(kind for word in group for kind in self._called(key(word))) for group in groups[1:2])
        return tuple(kind for kinds in found for kind in kinds if kind not in own)

    def _called(self, name: Key) -> tuple[str, ...]:
        if name in self._by_name:
            return tuple(self._by_name[name])
        if len(name) == 1:
            return tuple(self._by_head.get(name) or self._by_word.get(name[0]) or ())
        return ()


def names_of(segment: str) -> list[Key]:
    """A segment's own name and its parts: "Hoodies & Sweatshirts" is also "Hoodies"."""
    parts = re.split(r"\s*(?:&|\band\b|,|/|\+)\s*", segment)
    return [name for name in dict.fromkeys(map(key, (segment, *parts))) if name]
