"""Words for kinds of products against the category names of one shop."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from nlu.hearing.lexicon import lexicon
from nlu.hearing.row import name_key as key
from nlu.tokens import stem

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
        names = {name: self.find(name) for name in self._by_name if name}
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
            others = lexicon("categories")["includes"].get(" ".join(name), ())
            also = (segment for other in others for segment in self._by_name.get(key(other), ()))
            return tuple(dict.fromkeys((*self._by_name[name], *also)))
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

    def stood_in_for(self, name: Key) -> tuple[Key, ...]:
        """What else a kind is called whose place here only a wider kind takes: "jeans" in a shop of pants.

        () where the shop has the kind itself, by this name or another, or narrower ones ("shoes": sneakers, boots).
        """
        covers, word = lexicon("categories")["covers"], " ".join(name)
        groups = covers.get(word, [])
        if name in self._by_name or not groups or any(map(self._called, map(key, (word, *groups[0])))):
            return ()
        group: list[str] = next((group for group in groups[1:] if any(map(self._called, map(key, group)))), [])
        is_wider = group and not any(word in names for other in group for names in covers.get(other, ()))
        return tuple(map(key, (word, *groups[0]))) if is_wider else ()

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


def mostly_had(words: Iterable[str]) -> list[Mapping[str, Sequence[str]]]:
    """The rows of parts.yml for these words: `kinds` that mostly have it, and what those say that are `without`."""
    said = {stem(word) for word in words}
    return [row for part, row in lexicon("parts").items() if stem(part) in said]
