"""One speller for what is said: slips, joined and split words become words that the shop or the lexicon knows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA

from nlu.hearing.row import Row
from nlu.tokens import stem

#: Shorter words have too many neighbours to tell a slip from another word.
_SHORTEST = 4
_TWO_SLIPS_FROM = 7
_VOWEL_SLIP_FROM = 5
_VOWELS = frozenset("aeiou")


class Speller:
    """Corrects words towards `words`; the more frequent of equally near ones wins."""

    def __init__(
        self,
        words: Iterable[str],
        is_word: Callable[[str], bool] = lambda word: False,
        *,
        pairs: Iterable[tuple[str, str]] = (),
        known: Iterable[str] = (),
        real: Iterable[str] = (),
        variants: Iterable[tuple[str, str]] = (),
    ) -> None:
        """
        words: what may be meant, each as often as it counts.
        is_word: keeps a real word that the shop merely does not sell: "chair" must not become "chain". A speller
            that is not told leaves words of four letters alone.
        known: words of everyday language, which a slip may mean as well, but not before `words`.
        real: words that are no slips, and that no slip is mended to.
        variants: two spellings of one word; the one that is not known becomes the other.
        pairs: two words that are one name, so that "powerbank" is "power bank".
        """
        self._frequency = Counter(word for word in words if word.isalpha())
        self._own = frozenset(self._frequency)
        self._frequency.update(word for word in known if word.isalpha())
        self._real = frozenset(real)
        self._stems = {stem(word) for word in (*self._frequency, *self._real)}
        self._is_word = is_word
        self._tells_words = is_word("shop")
        self._shortest = _SHORTEST if self._tells_words else _SHORTEST + 1
        self._alike: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in self._frequency:
            self._alike[word[0], len(word)].append(word)
        self._joined = {one + other: f"{one} {other}" for one, other in pairs if len(one) > 2 and len(other) > 2}
        self._variants = {}
        for pair in variants:
            for one, other in (pair, pair[::-1]):
                if one not in self._own and other in self._own:
                    self._variants[one] = other
        # Of two own words that are alike but for doubled letters neither is meant by a slip.
        singled = Counter(_single(word) for word in self._own)
        self._doubled = {one: word for word in self._own if singled[one := _single(word)] == 1 and one != word}
        self._mended = lru_cache(maxsize=20_000)(self._nearest)

    def knows(self, word: str) -> bool:
        return word in self._frequency or stem(word) in self._stems

    def mended(self, word: str) -> str:
        """The word meant; the word itself when it is known or nothing is near."""
        if other := self._variants.get(word):
            return other
        if len(word) < self._shortest or not word.isalpha() or word in self._frequency:
            return word
        if (doubled := self._doubled.get(word)) and word not in self._real and not self._is_word(word):
            return doubled  # "dres", although some brand is called "dre"
        if self.knows(word):
            return word
        if split := self._joined.get(word) or self._joined.get(stem(word)):
            return split
        if self._is_word(word) or (stem(word) != word and self._is_word(stem(word))) or self._names_a_doer(word):
            return word
        return self._mended(word)

    def _names_a_doer(self, word: str) -> bool:
        """Whether it is made of a word as "grinder" is of "grind", "mixer" of "mix" and "zipper" of "zip"."""
        base = word.removesuffix("s").removesuffix("er")
        if len(base) + 2 != len(word.removesuffix("s")) or len(base) < 3:
            return False
        undoubled = base[:-1] if base[-1] == base[-2] else base
        return any(self._is_word(made_of) for made_of in (base, f"{base}e", undoubled))

    def mended_row(self, row: Row) -> Row:
        """The row with slips mended, split words joined and joined words split."""
        changes: list[tuple[int, int, str]] = []
        place = 0
        while place < len(row):
            whole = row.words[place] + (row.words[place + 1] if place + 1 < len(row) else "")
            if self._is_split(row, place, whole):
                changes.append((place, place + 2, whole))
                place += 2
                continue
            if (better := self.mended(row.words[place])) != row.words[place]:
                changes.append((place, place + 1, better))
            place += 1
        return row.with_words(changes) if changes else row

    def _is_split(self, row: Row, place: int, whole: str) -> bool:
        """ "head phones" are headphones; "power bank", which the shop writes so, is left alone."""
        if place + 1 >= len(row) or not (row.tokens[place].is_word and row.tokens[place + 1].is_word):
            return False
        one, other = row.words[place], row.words[place + 1]
        long_enough = len(one) > 2 and len(other) > 2 and len(whole) >= 7
        return (
            long_enough and whole in self._own and self._joined.get(whole) is None and stem(whole) not in self._joined
        )

    def _nearest(self, word: str) -> str:
        allowed = 2 if len(word) >= _TWO_SLIPS_FROM + (not self._tells_words) else 1
        best = (allowed + 1.0, True, 0, word)
        for length in range(len(word) - allowed, len(word) + allowed + 1):
            for candidate in self._alike.get((word[0], length), ()):
                slips = self._distance(word, candidate, allowed)
                best = min(best, (slips, candidate not in self._own, -self._frequency[candidate], candidate))
        return best[3] if best[0] <= allowed else word

    def _distance(self, word: str, candidate: str, allowed: int) -> float:
        """Edits between the two, neighbours may be swapped; in a short word another letter counts as far.

        Another vowel does not where the rest still tells the word ("shoos").
        """
        if len(word) == len(candidate) < 6 and sorted(word) != sorted(candidate):
            changed = "".join(one + other for one, other in zip(word, candidate, strict=True) if one != other)
            if len(word) < _VOWEL_SLIP_FROM or not _VOWELS.issuperset(changed):
                return allowed + 1.0
        if _single(word) == _single(candidate):
            return 0.5  # "batery" leaves a letter out that stands twice
        return float(OSA.distance(word, candidate, score_cutoff=allowed))


def _single(word: str) -> str:
    """The word with doubled letters written once."""
    return "".join(letter for place, letter in enumerate(word) if not place or word[place - 1] != letter)
