"""Slips of the keyboard: a word that neither English nor the catalogue knows becomes the nearest one it does know."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from catalog.search.lexical import words

#: Shorter words have too many neighbours to tell a slip from another word.
_SHORTEST = 5
_TWO_SLIPS_FROM = 8


class Speller:
    """Corrects words towards those of one catalogue."""

    def __init__(self, texts: Iterable[str], is_english: Callable[[str], bool]) -> None:
        """`is_english` keeps a real word that the shop merely does not sell: "chair" must not become "chain"."""
        self._frequency = Counter(word for text in texts for word in words(text) if word.isalpha())
        self._is_english = is_english
        self._alike: dict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)
        for word in self._frequency:
            self._alike[word[0], len(word)].append((word, _letters_in(word)))

    def corrected(self, text: str) -> str:
        """The text with slips mended, untouched when there are none."""
        slips = {word: self._nearest(word) for word in words(text) if self._may_be_slip(word)}
        if not any(slips.values()):
            return text
        return " ".join(slips.get(word) or word for word in words(text))

    def _may_be_slip(self, word: str) -> bool:
        known = word in self._frequency or self._is_english(word)
        return len(word) >= _SHORTEST and word.isalpha() and not known

    def _nearest(self, word: str) -> str | None:
        allowed = 2 if len(word) >= _TWO_SLIPS_FROM else 1
        letters, found = _letters_in(word), []
        for length in range(len(word) - allowed, len(word) + allowed + 1):
            for candidate, others in self._alike.get((word[0], length), ()):
                # A slip changes at most two kinds of letters: most words are ruled out without comparing them.
                if (letters ^ others).bit_count() <= 2 * allowed:
                    slips = slips_between(word, candidate, at_most=allowed)
                    found.append((slips, -self._frequency[candidate], candidate))
        best = min(found, default=(allowed + 1, 0, ""))
        return best[2] if best[0] <= allowed else None


def _letters_in(word: str) -> int:
    """The kinds of letters in a word as bits; letters outside ASCII share bits, which only costs a comparison."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) % 32)
    return bits


def slips_between(one: str, other: str, *, at_most: int) -> int:
    """Letters to add, drop, change or swap with their neighbour to turn one word into the other.

    Optimal string alignment (Damerau 1964); gives up with `at_most` + 1.
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, wanted in enumerate(other, start=1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != wanted))
            swapped = row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted
            now.append(min(cost, before[column - 2] + 1) if swapped else cost)
        if min(now) > at_most:
            return at_most + 1
        before, last = last, now
    return last[-1]
