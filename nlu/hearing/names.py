"""The catalogue's own names in a row of tokens: kinds, brands, colours, people, attribute values and titles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from nlu.hearing.colours import Palette
from nlu.hearing.kinds import Categories
from nlu.hearing.lexicon import lexicon, word_set
from nlu.hearing.marks import Mark, Value
from nlu.hearing.people import People
from nlu.hearing.row import Row, name_key
from nlu.tokens import stem
from nlu.wish import FACETS, Vocabulary

Key = tuple[str, ...]
#: When one name means several things, the first of these wins.
_PRECEDENCE = ("colour", "category", "brand")


class Names:
    """All names of one vocabulary, ready to be found."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._names: defaultdict[Key, list[Value]] = defaultdict(list)
        self.people = People(vocabulary.values.get("gender", ()))
        self._genders = frozenset(vocabulary.values.get("gender", ()))
        self.title_words = {word for title in vocabulary.titles.values() for word in name_key(title)}
        self._add_colours(vocabulary)
        self._add_categories(vocabulary)
        self._add_brands(vocabulary)
        self._add_measured_sizes(vocabulary)
        self._attributes = Attributes(vocabulary)
        for name, value in self._attributes.names():
            self._add(name, value)
        self.marks_reduced = self._add_reduced()
        self._longest = max(map(len, self._names), default=1)
        self.words = frozenset(word for name in self._names for word in name)
        self._fillers = word_set("words", "fillers")

    @property
    def attributes(self) -> Attributes:
        return self._attributes

    def listed_names(self) -> Iterator[Key]:
        """The names of what the shop has, and of kinds it may lack: what a slip may be mended to."""
        return (name for name, values in self._names.items() if any(v.listed or v.facet == "category" for v in values))

    def marks(self, row: Row, fits: Callable[[Row, int, int, Value], bool]) -> Iterator[Mark]:
        """Every name at every place, the longest that begins there; they may overlap.

        `fits` says of a value at start..end whether it can be meant there.
        """
        for start in range(len(row)):
            if (mark := self._at(row, start, fits)) or (mark := self._person(row, start)):
                yield mark

    def meanings(self, name: Key) -> Sequence[Value]:
        """All that `name` (stems) may mean here, () when it is no name."""
        return self._names.get(name, ())

    def segments_of(self, name: Key) -> tuple[str, ...]:
        """The shop's categories that a name stands for, () when it is no name of one."""
        listed = (value for value in self.meanings(name) if value.facet == "category" and value.listed)
        return tuple(segment for value in listed for segment in value.values)

    def is_material(self, name: Key) -> bool:
        return any(value.facet not in FACETS and value.binding for value in self.meanings(name))

    def begins_other_value(self, row: Row, start: int) -> bool:
        """Whether what begins at `start` is itself a value and no kind, or a person."""
        ends = range(start + 1, min(len(row), start + self._longest) + 1)
        named = (value for end in ends for value in self.meanings(row.stems[start:end]))
        return any(value.facet != "category" for value in named) or bool(
            self.people.find(row.words[start], after_for=False)
        )

    def _at(self, row: Row, start: int, fits: Callable[[Row, int, int, Value], bool]) -> Mark | None:
        for length in range(min(self._longest, len(row) - start), 0, -1):
            name = row.stems[start : start + length]
            if length == 1 and row.words[start] in self._fillers:
                continue
            said = " ".join(row.words[start : start + length])
            end = start + length
            meanings = [_said(value, said) for value in self.meanings(name) if fits(row, start, end, value)]
            if meanings and not self._is_cut_into(chosen(meanings), row, start, end):
                return Mark(start, end, "value", chosen(meanings))
        return None

    def _is_cut_into(self, value: Value, row: Row, start: int, end: int) -> bool:
        """Whether another kind of product begins inside this one and ends later: "trail [running shoes]"."""
        return value.facet == "category" and any(
            self.segments_of(row.stems[first:last])
            for first in range(start + 1, end)
            for last in range(end + 1, min(len(row), first + self._longest) + 1)
        )

    def _person(self, row: Row, start: int) -> Mark | None:
        for length in (2, 1):  # "old man", "little one"
            if values := self.people.named_at(row, start, length):
                return Mark(start, start + length, "value", self._gender(values, row.words[start : start + length]))
        return None

    def _gender(self, values: Sequence[str], said: Key) -> Value:
        if not self._genders:
            # A shop that says of nothing whom it is for may say it in its titles: the word ranks.
            return Value("gender", tuple(values), values[0].lower(), binding=False)
        return Value("gender", tuple(values), " ".join(said), listed=values[0] in self._genders)

    def _add(self, name: Key, value: Value) -> None:
        if name and not any(word in lexicon("words")["never_names"] for word in name if len(name) == 1):
            self._names[name].append(value)

    def _add_colours(self, vocabulary: Vocabulary) -> None:
        if not vocabulary.values.get("colour"):
            return  # a shop that tells no colours has "black tea" like any other tea
        for name, colour in Palette(vocabulary.values.get("colour", ())).colours().items():
            self._add(name, Value("colour", colour.values, " ".join(name), listed=colour.listed, near=colour.near))

    def _add_categories(self, vocabulary: Vocabulary) -> None:
        categories = Categories(vocabulary.values.get("category", ()), vocabulary.titles.values())
        facets = {stem(word) for names in lexicon("list")["facets"].values() for word in names}
        for name, segments in categories.names().items():
            if name[0] not in facets or len(name) > 1 or any(name_key(segment) == name for segment in segments):
                self._add(name, Value("category", segments, " ".join(name)))  # a "maker" is a brand, no coffee maker
        for name, word in categories.missing().items():
            self._add(name, Value("category", (word,), word, listed=False))

    def _add_brands(self, vocabulary: Vocabulary) -> None:
        brands = vocabulary.values.get("brand", ())
        for brand in brands:
            self._add(name_key(brand), Value("brand", (brand,), brand))
        known = {name_key(brand) for brand in brands}
        for brand in lexicon("words")["known_brands"]:
            name = name_key(brand)
            if name not in known and not set(name) <= self.title_words:
                self._add(name, Value("brand", (brand.title(),), brand.title(), listed=False))

    def _add_measured_sizes(self, vocabulary: Vocabulary) -> None:
        """Sizes such as "55 cm" and "2 x 5 kg"; letters and bare numbers are read by `nlu.hearing.sizes`.

        "70 x 140" need not say its unit.
        """
        for size in vocabulary.values.get("size", ()):
            name = name_key(size)
            if len(name) > 1 and any(map(str.isdigit, size)) and any(map(str.isalpha, size)):
                self._add(name, Value("size", (size,), size))
                if "x" in name and name[-1].isalpha():
                    self._add(name[:-1], Value("size", (size,), size))

    def _add_reduced(self) -> bool:
        """Lets every word for a lowered price find what this shop marks so; False when it marks nothing."""
        names = [name_key(name) for name in lexicon("words")["reduced"]]
        marks = next((self._names[name] for name in names if name in self._names), [])
        for name in names if marks else ():
            self._names[name] = self._names.get(name) or list(marks)
        return bool(marks)


class Attributes:
    """The values of the shop's own attributes: material, dietary, allergens …"""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._own = {facet: values for facet, values in vocabulary.values.items() if facet not in FACETS}
        self._values = [(facet, value, name_key(value)) for facet, values in self._own.items() for value in values]
        # A sentence may ask for the same word many times.
        self.is_ingredient = lru_cache(maxsize=4096)(self._is_ingredient)

    def names(self) -> Iterator[tuple[Key, Value]]:
        factual = word_set("words", "factual_attributes")
        for facet, values in self._own.items():
            wider = _wider(values) if facet in factual else {}
            for value in values:
                name = name_key(value)
                # "Whole bean" and "500 ml" can hardly mean anything else; "Warm" and "Wide" can.
                binding = facet in factual or " " in value or any(letter.isdecimal() for letter in value)
                if name not in wider:
                    yield name, Value(facet, (value,), value, binding=binding and len(value) > 1)
            for name, holding in wider.items():
                yield name, Value(facet, holding, " ".join(name))
            if having := _having(values):
                label = facet.replace("_", " ")
                yield name_key(label), Value(facet, having, label)

    def saying(self, word: str) -> list[tuple[str, str]]:
        """Values that say `word`, or what it is a name for, for what must be left out.

        "hood" -> Hooded, "nuts" -> "Milk, hazelnuts"; but not "Gluten free" for gluten.
        """
        start = stem(word)
        imitations = word_set("words", "imitations") - {start}
        contained = _contained_in().get(start, ("", ()))[1]
        contents = word_set("words", "content_attributes")
        return [
            (facet, value)
            for facet, value, parts in self._values
            if (_begins(parts, [start]) or (facet in contents and _begins(parts, contained)))
            and not imitations.intersection(parts)
            and not _is_free(parts, start)
        ]

    def had(self, facet: str) -> tuple[str, ...]:
        """All values of one of the shop's own attributes that say that there is some of it; () for another facet."""
        values = self._own.get(facet, ())
        return tuple(value for value in values if value.casefold() not in ("no", "none"))

    def containing(self, word: str) -> list[tuple[str, str]]:
        """Those of `saying` that are of a list of contents; [] for several words."""
        contents = word_set("words", "content_attributes")
        return [] if " " in word else [(facet, value) for facet, value in self.saying(word) if facet in contents]

    def free_of(self, word: str) -> tuple[str, tuple[str, ...]] | None:
        """The attribute that says a product is free of `word` ("caffeine free": Yes, "dietary": Gluten free)."""
        for facet, values in self._own.items():
            if name_key(facet.replace("_", " ")) == (stem(word), "free"):
                return facet, _having(values) or tuple(values)
            if free := tuple(value for value in values if _is_free(name_key(value), stem(word))):
                return facet, free
        return None

    def _is_ingredient(self, word: str) -> bool:
        """Whether products can be told to have `word` or to be free of it, so that "nut free" means something."""
        return bool(self.free_of(word)) or bool(self.saying(word))


@cache
def _contained_in() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Stem of what is left out for diet or allergy -> its name, and what it is called in a list of contents."""
    return {stem(name): (name, tuple(row.split())) for name, row in lexicon("words")["contained_in"].items()}


def left_out_name(values: Iterable[str]) -> str:
    """What was left out when all these values of a list of contents were: "nuts"; "" when there is no name for it."""
    parts = [name_key(value) for value in values]
    names = (name for start, (name, row) in _contained_in().items() if all(_begins(p, (start, *row)) for p in parts))
    return next(names, "")


def chosen(meanings: Sequence[Value]) -> Value:
    """The likeliest of several meanings; what else it may mean is kept, for products have it in one or the other."""
    first = min(meanings, key=_rank)
    if first.facet in FACETS:
        return first
    others = [value for value in meanings if value.facet not in FACETS and value.facet != first.facet]
    return replace(first, others=tuple((other.facet, other.values) for other in others if other.binding))


def _rank(value: Value) -> tuple[bool, int, bool]:
    place = _PRECEDENCE.index(value.facet) if value.facet in _PRECEDENCE else len(_PRECEDENCE)
    return not value.listed, place, not value.binding


def _said(value: Value, said: str) -> Value:
    """The value as it was said; what the shop lacks keeps the customer's own word."""
    values = (said,) if value.facet == "category" and not value.listed else value.values
    return replace(value, said=said, values=values)


def _begins(parts: Key, starts: Iterable[str]) -> bool:
    return any(part == start or (len(start) >= 4 and part.startswith(start)) for part in parts for start in starts)


def _is_free(parts: Key, word: str) -> bool:
    """Whether a value's words say that there is none of `word`: "Gluten free", "No added sugar"."""
    return parts == (word, "free") or (parts[-1:] == (word,) and parts[0] in ("no", "without", "non", "zero"))


def _having(values: Sequence[str]) -> tuple[str, ...]:
    """The values of a yes-or-no attribute that mean yes; () for an attribute of another kind."""
    if not {"yes", "no"} & {value.casefold() for value in values}:
        return ()
    return tuple(value for value in values if value.casefold() not in ("no", "none"))


def _wider(values: Sequence[str]) -> dict[Key, tuple[str, ...]]:
    """A value's name -> all values that hold it, so that "cotton" also finds "Organic Cotton", but not an imitation."""
    imitations = word_set("words", "imitations")
    keys = {value: name_key(value) for value in values}
    return {
        name: tuple(
            value
            for value, other in keys.items()
            if other == name or (other[-len(name) :] == name and not imitations & set(other))
        )
        for name in keys.values()
        if name
    }
