"""Names of one shop's values found in a row of words: longest first, typing errors forgiven."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from nlu.categories import Categories, names_of
from nlu.colour_use import ColourUse, heads_of
from nlu.colours import Palette
from nlu.hearing.lexicon import lexicon, word_set
from nlu.people import People
from nlu.tokens import key, stem, stems
from nlu.wish import FACETS, Vocabulary

Key = tuple[str, ...]
#: When one name means several things, the first of these wins.
_PRECEDENCE = ("colour", "category", "brand")


@dataclass(frozen=True)
class Mention:
    """One named value.

    Attributes:
        start, end: the words it covers, end exclusive.
        values: what the shop calls it; the said words when the shop has nothing of the kind.
        binding: True when the product must have it, False when it only ranks.
        listed: False when the shop does not have it.
        near: True when `values` are only close to what was said.
        said: the words as the customer says them, slips mended.
        others: other attributes, with their values, that the words may mean as well.
    """

    start: int
    end: int
    facet: str
    values: tuple[str, ...]
    said: str
    binding: bool = True
    listed: bool = True
    near: bool = False
    others: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Spotter:
    """All names of one vocabulary, ready to be found."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._names: defaultdict[Key, list[Mention]] = defaultdict(list)
        self._people = People(vocabulary.values.get("gender", ()))
        self._title_words = {word for title in vocabulary.titles.values() for word in key(title)}
        self.title_heads = heads_of(vocabulary.titles.values())
        self._colour_use = ColourUse(vocabulary, self._segments_of)
        self._add_colours(vocabulary)
        self._add_categories(vocabulary)
        self._add_brands(vocabulary)
        self._add_measured_sizes(vocabulary)
        self._add_attributes(vocabulary)
        self.marks_reduced = self._add_reduced()
        self._longest = max(map(len, self._names), default=1)
        self._name_words = {word for name in self._names for word in name}
        self._single = [
            name[0]
            for name, mentions in self._names.items()
            if len(name) == 1 and len(name[0]) >= 5 and any(m.listed or m.facet == "category" for m in mentions)
        ]
        self._fillers = word_set("words", "fillers")

    def spot(self, words: Sequence[str]) -> list[Mention]:
        """The mentions in `words`, left to right, none overlapping."""
        words = [self._mended(word) for word in words]
        row = stems(words)
        found: list[Mention] = []
        start = 0
        while start < len(row):
            mention = self._at(row, words, start)
            if mention:
                found.append(mention)
            start = mention.end if mention else start + 1
        return found

    def attribute_mentions(self, word: str) -> list[tuple[str, str]]:
        """Attribute values that say `word`, or what it is a name for, for what must be left out.

        "hood" -> Hooded, "nuts" -> "Milk, hazelnuts"; but not "Gluten free" for gluten.
        """
        start = stem(word)
        imitations = word_set("words", "imitations") - {start}
        contained = lexicon("words")["contained_in"].get(start, "").split()
        contents = word_set("words", "content_attributes")
        return [
            (facet, value)
            for facet, value, parts in self._attributes
            if (_says(parts, [start]) or (facet in contents and _says(parts, contained)))
            and not imitations.intersection(parts)
            and not _is_free(parts, start)
        ]

    def is_ingredient(self, word: str) -> bool:
        """Whether products can be told to have `word` or to be free of it, so that "nut free" means something."""
        return bool(self.free_of(word)) or bool(self.attribute_mentions(word))

    def free_of(self, word: str) -> tuple[str, tuple[str, ...]] | None:
        """The attribute that says a product is free of `word` ("caffeine free": Yes, "dietary": Gluten free)."""
        for facet, values in self._own_facets.items():
            if key(facet.replace("_", " ")) == (stem(word), "free"):
                return facet, _having(values) or tuple(values)
            if free := tuple(value for value in values if _is_free(key(value), stem(word))):
                return facet, free
        return None

    def _at(self, row: Key, words: Sequence[str], start: int) -> Mention | None:
        for length in range(min(self._longest, len(row) - start), 0, -1):
            name = row[start : start + length]
            if (
                name[0] in word_set("words", "imitations")
                and length == 1
                and self._is_material(row[start + 1 : start + 2])
            ):
                return None  # "vegan leather" is one thing
            candidates = [] if length == 1 and words[start] in self._fillers else self._names.get(name, [])
            said = " ".join(words[start : start + length])
            mentions = [_placed(mention, start, said) for mention in candidates]
            fitting = [mention for mention in mentions if self._fits(mention, row, words)]
            if fitting and not self._is_cut_into(_chosen(fitting), row):
                return self._bound(_chosen(fitting), row, words)
        return self._person(row, words, start)

    def _is_cut_into(self, mention: Mention, row: Key) -> bool:
        """Whether another kind of product begins inside this one and ends later: "trail [running shoes]"."""
        return mention.facet == "category" and any(
            self._segments_of(row[start:end])
            for start in range(mention.start + 1, mention.end)
            for end in range(mention.end + 1, min(len(row), start + self._longest) + 1)
        )

    def _is_material(self, name: Key) -> bool:
        return any(mention.facet not in FACETS and mention.binding for mention in self._names.get(name, ()))

    def _person(self, row: Key, words: Sequence[str], start: int) -> Mention | None:
        after_for = "for" in words[max(0, start - 5) : start]
        values = self._people.find(words[start], after_for=after_for)
        listed = bool(values) and values[0] in self._genders
        return Mention(start, start + 1, "gender", values, words[start], listed=listed) if values else None

    def _mended(self, word: str) -> str:
        """The name meant by a word that no product and no name of the shop says; the word itself if none is near."""
        if len(stem(word)) < 5 or not word.isalpha() or self._is_common(word) or self._is_told(word):
            return word
        allowed = 2 if len(stem(word)) >= 8 else 1
        distances = (
            (min(_distance(form, name, allowed) for form in (stem(word), word)), name) for name in self._single
        )
        distance, name = min(distances, default=(allowed + 1, word))
        return name if distance <= allowed else word

    def _is_told(self, word: str) -> bool:
        known = self._title_words | self._name_words
        return stem(word) in known or bool(self._people.find(word, after_for=True))

    def _is_common(self, word: str) -> bool:
        return word in self._fillers or stem(word) in self._fillers or stem(word) in self._common

    def _fits(self, mention: Mention, row: Key, words: Sequence[str]) -> bool:
        if mention.facet != "colour" or mention.end - mention.start > 1:
            return True
        return self._colour_use.is_colour(row, words, mention.start, listed=mention.listed and not mention.near)

    def _segments_of(self, name: Key) -> tuple[str, ...]:
        return tuple(
            value
            for mention in self._names.get(name, ())
            if mention.facet == "category" and mention.listed
            for value in mention.values
        )

    def _bound(self, mention: Mention, row: Key, words: Sequence[str]) -> Mention:
        """A kind of product that only describes another ("phone case", "coffee grinder") ranks and does not bind."""
        if mention.facet == "category":
            after = row[mention.end] if mention.end < len(row) else ""
            if after in word_set("words", "forms") and self._colour_use.is_colourless(mention.values):
                said = f"{mention.said} {words[mention.end]}"
                return replace(mention, end=mention.end + 1, said=said)
            plural = words[mention.end - 1] != row[mention.end - 1]
            describes = (
                after.isalpha() and not plural and not self._is_known(row, mention.end) and not self._is_common(after)
            )
            describes = describes or self._is_purpose(mention, row, words)
            return replace(mention, binding=mention.binding and not describes)
        if mention.start and row[mention.start - 1] in word_set("words", "imitations") and mention.facet not in FACETS:
            said = f"{row[mention.start - 1]} {mention.said}"
            values = (said.capitalize(),)
            return replace(mention, start=mention.start - 1, values=values, said=said, listed=False)
        if mention.facet not in FACETS and not mention.binding:
            named = {*row[max(0, mention.start - 2) : mention.start], *row[mention.end : mention.end + 1]}
            if self._before_for(mention.start, words) in ("something", "anything", "else", "gift", "present"):
                return replace(mention, binding=True, said="")  # there is nothing else to go by, so it does not rank
            return replace(mention, binding=stem(mention.facet.split("_")[0]) in named)
        return mention

    def _is_purpose(self, mention: Mention, row: Key, words: Sequence[str]) -> bool:
        """Whether a kind of product is what the thing sought is for or has ("a case for my phone", "with a sleeve").

        "Something for the kitchen" is in the kitchen department, for no product calls itself a kitchen.
        """
        if "with" in words[max(1, mention.start - 3) : mention.start]:
            return True
        before = self._before_for(mention.start, words)
        if before.isalpha() and before not in self._fillers:
            return True
        name = row[mention.start : mention.end]
        is_department = any(name in names_of(value) for value in mention.values) and name[-1] not in self.title_heads
        return before in ("something", "anything", "stuff", "else") and not is_department

    def _before_for(self, start: int, words: Sequence[str]) -> str:
        """The word before a "for the" that stands before `start`; "" when none does."""
        place = start - 1
        while place > 0 and words[place] in ("my", "the", "a", "an", "our", "his", "her", "their", "your"):
            place -= 1
        return words[place - 1] if place > 0 and words[place] == "for" else ""

    def _is_known(self, row: Key, start: int) -> bool:
        """Whether what begins at `start` is itself a value, so that the word before it is not its describer."""
        return any(
            any(mention.facet != "category" for mention in self._names.get(row[start:end], ()))
            for end in range(start + 1, min(len(row), start + self._longest) + 1)
        ) or bool(self._people.find(row[start], after_for=False))

    def _add(
        self,
        name: Key,
        facet: str,
        values: tuple[str, ...],
        said: str,
        *,
        binding: bool = True,
        listed: bool = True,
        near: bool = False,
    ) -> None:
        if name:
            self._names[name].append(Mention(0, len(name), facet, values, said, binding, listed, near))

    def _add_colours(self, vocabulary: Vocabulary) -> None:
        for name, colour in Palette(vocabulary.values.get("colour", ())).colours().items():
            self._add(name, "colour", colour.values, " ".join(name), listed=colour.listed, near=colour.near)

    def _add_categories(self, vocabulary: Vocabulary) -> None:
        categories = Categories(vocabulary.values.get("category", ()), vocabulary.titles.values())
        for name, segments in categories.names().items():
            self._add(name, "category", segments, " ".join(name))
        for name, word in categories.missing().items():
            self._add(name, "category", (word,), word, listed=False)

    def _add_brands(self, vocabulary: Vocabulary) -> None:
        brands = vocabulary.values.get("brand", ())
        for brand in brands:
            self._add(key(brand), "brand", (brand,), brand)
        known = {key(brand) for brand in brands}
        for brand in lexicon("words")["known_brands"]:
            in_titles = set(key(brand)) <= self._title_words
            if key(brand) not in known and not in_titles:
                self._add(key(brand), "brand", (brand.title(),), brand.title(), listed=False)

    def _add_measured_sizes(self, vocabulary: Vocabulary) -> None:
        """Sizes such as "55 cm" and "500 ml"; letters and bare numbers are read by `nlu.sizes`."""
        for size in vocabulary.values.get("size", ()):
            if len(key(size)) > 1 and any(letter.isdigit() for letter in size) and any(map(str.isalpha, size)):
                self._add(key(size), "size", (size,), size)

    def _add_reduced(self) -> bool:
        """Lets every word for a lowered price find what this shop marks so; False when it marks nothing."""
        names = [key(name) for name in lexicon("words")["reduced"]]
        marks = next((self._names[name] for name in names if name in self._names), [])
        for name in names if marks else ():
            self._names[name] = self._names.get(name) or [replace(mention, end=len(name)) for mention in marks]
        return bool(marks)

    def _add_attributes(self, vocabulary: Vocabulary) -> None:
        self._genders = frozenset(vocabulary.values.get("gender", ()))
        factual = word_set("words", "factual_attributes")
        own = {facet: values for facet, values in vocabulary.values.items() if facet not in FACETS}
        self._own_facets = own
        self._attributes = [(facet, value, key(value)) for facet, values in own.items() for value in values]
        for facet, values in own.items():
            wider = _wider(values) if facet in factual else {}
            for value in values:
                # "Whole bean" and "500 ml" can hardly mean anything else; "Warm" and "Wide" can.
                binding = facet in factual or " " in value or any(letter.isdigit() for letter in value)
                if key(value) not in wider:
                    self._add(key(value), facet, (value,), value, binding=binding and len(value) > 1)
            for name, holding in wider.items():
                self._add(name, facet, holding, " ".join(name))
            if having := _having(values):
                self._add(key(facet.replace("_", " ")), facet, having, facet.replace("_", " "))
        self._common = {stem(word) for word in word_set("words", "units")}


def _says(parts: Key, starts: Iterable[str]) -> bool:
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
    keys = {value: key(value) for value in values}
    return {
        name: tuple(
            value
            for value, other in keys.items()
            if other == name or (other[-len(name) :] == name and not imitations & set(other))
        )
        for name in keys.values()
        if name
    }


def _placed(mention: Mention, start: int, said: str) -> Mention:
    """The mention where it was said; what the shop lacks keeps the customer's own word."""
    values = (said,) if mention.facet == "category" and not mention.listed else mention.values
    return replace(mention, start=start, end=start + mention.end, said=said, values=values)


def _chosen(mentions: Sequence[Mention]) -> Mention:
    """The likeliest of several meanings; what else it may mean is kept, for products have it in one or the other."""
    first = min(mentions, key=_rank)
    if first.facet in FACETS:
        return first
    others = [mention for mention in mentions if mention.facet not in FACETS and mention.facet != first.facet]
    return replace(first, others=tuple((other.facet, other.values) for other in others if other.binding))


def _rank(mention: Mention) -> tuple[bool, int, bool]:
    place = _PRECEDENCE.index(mention.facet) if mention.facet in _PRECEDENCE else len(_PRECEDENCE)
    return not mention.listed, place, not mention.binding


def _distance(word: str, name: str, allowed: int) -> int:
    """Edit distance, neighbours may be swapped; another first letter, or letter of a short word, counts as far."""
    if word[0] != name[0] or abs(len(word) - len(name)) > allowed:
        return allowed + 1
    if len(word) == len(name) < 6 and sorted(word) != sorted(name):
        return allowed + 1
    return OSA.distance(word, name, score_cutoff=allowed)
