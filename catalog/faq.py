"""Service questions answered by meaning from the shop's own FAQ, or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np

from catalog.faq_matching import FaqMatcher, Signs
from catalog.faq_matters import Matter, common_matters, lent, other_matters
from catalog.products import FaqEntry
from catalog.search.text_vectors import TextVectors
from catalog.settings import FaqSettings, Settings
from nlu.encoder import FloatMatrix, SentenceEncoder
from nlu.hearing.spelling import Speller
from nlu.tokens import words

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_WORD = re.compile(r"[^\W\d_]+")
_NEAR = 3
_KEPT = 4
#: Two entries that are this equally likely are not decided between; the customer is asked.
_LEAST_LEAD = 0.05
#: Likeness from which a few words that go on with a question ("and express?") may be about an entry at all.
_TOUCHES = 0.37
#: Below this likelihood a question says nothing of an entry.
_SAYS_NOTHING = 0.05
#: An entry with fewer ways to ask it is found by meaning alone; with more its words say something too.
MANY_WAYS = 8


@dataclass(frozen=True)
class Weights:
    """Of the signs in their order, and a constant: for entries with few ways to ask them, and with many."""

    few: tuple[float, ...]
    many: tuple[float, ...]


#: By the name of the encoder, what `shopmate eval faq FILE --fit tests/catalog/faq/dev.yml --encoder NAME` finds; those
#: of an encoder that is not named here are the first.
WEIGHTS = {
    "minilm": Weights(
        few=(-2.77, 7.28, 6.73, 5.21, 1.96, -2.35, 0.33, 3.18, 0.36, -0.99),
        many=(3.91, 2.02, 9.25, 6.43, 3.74, -5.33, -0.8, -1.41, 0.89, -4.14),
    ),
    "e5": Weights(
        few=(-0.25, 9.31, 5.48, 6.42, 2.44, -2.69, -0.02, 2.86, -0.64, -1.12),
        many=(0.39, 5.61, 8.68, 7.9, 4.35, -4.51, 0.16, -2.13, 1.09, -3.79),
    ),
    "minilm+e5": Weights(
        few=(-2.51, 9.63, 6.17, 7.08, 1.72, -2.13, 0.17, 3.38, -0.28, -0.86),
        many=(1.69, 3.22, 8.9, 7.37, 3.45, -4.35, -0.12, -2.17, 1.63, -3.9),
    ),
}


@dataclass(frozen=True)
class FaqAnswer:
    """What the FAQ says to a question.

    Attributes:
        entry: the best entry, None when none is even near.
        score: how likely it answers the question, 0..1; 0 without entries.
        certain: True when `entry` answers; otherwise only `near` may be offered.
        near: entries that may be meant, best first, at most 3; () when the question is about something else.
        asked: the question's likeness to the nearest way to ask the best entry, -1..1.
    """

    entry: FaqEntry | None
    score: float
    certain: bool
    near: tuple[FaqEntry, ...] = ()
    asked: float = -1.0


class FaqAnswerer:
    """Answers with the entry that a question is surely about."""

    def __init__(
        self,
        entries: Sequence[FaqEntry],
        encoder: SentenceEncoder,
        settings: FaqSettings | None = None,
        folder: Path | None = None,
        common: Sequence[Matter] | None = None,
        shared: Path | None = None,
    ) -> None:
        """
        folder: where vectors of the shop's own texts are kept, so that only what is new or changed is encoded.
        shared: where those of the texts that come with Shopmate are, the same for every home; None = in `folder` too.
        common: matters whose wordings the entries borrow, those that most shops are asked when not given.
        """
        self._entries = tuple(sorted(entries, key=lambda entry: entry.id))
        self._encoder = encoder
        self._settings = settings or FaqSettings()
        self._weights = WEIGHTS.get(encoder.name, WEIGHTS["minilm"])
        own = [_ways_to_ask(entry) for entry in self._entries]
        answered = [_sentences(entry) for entry in self._entries]
        common = common_matters() if common is None else common
        matters = (*common, *other_matters()) if self._entries else ()
        kept = folder and folder / "faq.npz"
        kept_matters = (place := shared or folder) and place / "matters.npz"
        vectors_of = _encoded([([*own, *answered], kept), (matters, kept_matters)], encoder)
        borrowed, strange = lent(own, common, vectors_of)
        asked = [(*ways, *more) for ways, more in zip(own, borrowed, strict=True)]
        self._ways = {entry.id: len(ways) for entry, ways in zip(self._entries, asked, strict=True)}
        self._matcher = FaqMatcher(asked, answered, strange, vectors_of)
        said = [word for group in (*asked, *answered) for text in group for word in words(text)]
        heard = {word for group in strange for text in group for word in words(text)}
        self._speller = Speller(said, encoder.knows, known=heard)
        # A turn asks the same several times.
        self._signs_on = lru_cache(_KEPT)(self._weighed_up)

    @property
    def entries(self) -> tuple[FaqEntry, ...]:
        """All entries, those that are not valid today too, by id."""
        return self._entries

    @property
    def encoder(self) -> SentenceEncoder:
        """What the questions are compared by."""
        return self._encoder

    def weighing(self, weights: Weights) -> FaqAnswerer:
        """The same FAQ with other weights of the signs."""
        other = copy(self)
        other._weights = weights
        return other

    def answer(self, text: str, today: date | None = None) -> FaqAnswer:
        """The entry that answers `text`, if one surely does; of those that are valid `today`."""
        signs = self.signs(text, today)
        if not signs:
            return FaqAnswer(None, 0.0, certain=False)
        beliefs = [(entry, self._belief(entry, sign)) for entry, sign in signs[:_NEAR]]
        near = tuple(entry for entry, belief in beliefs if belief >= self._settings.maybe)
        best, belief = beliefs[0]
        lead = belief - max((other for _, other in beliefs[1:]), default=0.0)
        certain = belief >= self._settings.sure and lead >= _LEAST_LEAD
        return FaqAnswer(best if near else None, belief, certain, near, signs[0][1].asked)

    def _belief(self, entry: FaqEntry, signs: Signs) -> float:
        is_few = self._ways[entry.id] < MANY_WAYS
        return signs.belief(self._weights.few if is_few else self._weights.many)

    def follow_up(self, text: str, topic: str, today: date | None = None) -> FaqAnswer:
        """What answers a question that goes on with an earlier one: `topic` is the question of the entry given then.

        The two joined find the entry, and the new words have to touch it themselves: "and to the moon?" adds nothing
        that an entry on delivery tells of. The topic speaks for its own entry, so what the new words are sure of goes
        before one that they say nothing of ("can I return it?").
        """
        alone = self.answer(text, today)
        new = {entry: signs for entry, signs in self.signs(text, today) if signs.asked >= _TOUCHES}
        joined = {entry: signs for entry, signs in self.signs(f"{topic} {text}", today) if entry in new}
        own = {one: self._belief(one, new[one]) for one in joined}
        beliefs = {one: self._belief(one, joined[one]) + own[one] for one in joined}
        entry = max(beliefs, key=lambda one: beliefs[one], default=None)
        if entry is None or beliefs[entry] < self._settings.sure or (alone.certain and own[entry] < _SAYS_NOTHING):
            return alone
        return FaqAnswer(entry, min(beliefs[entry], 1.0), certain=True, near=(entry,), asked=new[entry].asked)

    def signs(self, text: str, today: date | None = None) -> list[tuple[FaqEntry, Signs]]:
        """The entries that are valid `today`, best first, with what speaks for each; [] for no question or entry."""
        return self._signs_on(text, today or date.today())

    def _weighed_up(self, text: str, day: date) -> list[tuple[FaqEntry, Signs]]:
        valid = np.array([entry.is_valid(day) for entry in self._entries], dtype=bool)
        if not valid.any() or not text.strip():
            return []
        meant = _WORD.sub(lambda word: self._speller.mended(word[0]), text.casefold())
        (question,) = self._encoder.queries([meant])
        return [(self._entries[place], sign) for place, sign in self._matcher.signs(meant, question, valid)]


def faq_of(entries: Sequence[FaqEntry], encoder: SentenceEncoder, settings: Settings) -> FaqAnswerer:
    """The FAQ of a shop; vectors of what comes with Shopmate are kept beside the encoder, where that may be written."""
    beside = encoder.folder if encoder.folder and os.access(encoder.folder, os.W_OK) else None
    return FaqAnswerer(entries, encoder, settings.faq, settings.index, shared=beside)


def _ways_to_ask(entry: FaqEntry) -> tuple[str, ...]:
    return (entry.question, *entry.paraphrases)


def _sentences(entry: FaqEntry) -> tuple[str, ...]:
    return tuple(_SENTENCE_END.split(entry.answer.strip()))


def _encoded(
    parts: Sequence[tuple[Sequence[Matter], Path | None]], encoder: SentenceEncoder
) -> Callable[[Sequence[str]], FloatMatrix]:
    """What gives the vectors of texts of the parts, [texts, dimension]; those of a part are kept in its file."""
    place: dict[str, int] = {}
    vectors: list[FloatMatrix] = []
    for groups, file in parts:
        texts = list(dict.fromkeys(text for group in groups for text in group))
        place |= {text: number for number, text in enumerate(texts, sum(map(len, vectors)))}
        kept = TextVectors(file, encoder, asked=True) if file and texts else None
        vectors.append(kept.vectors(texts) if kept else encoder.queries(texts))
    of_all = np.concatenate(vectors)
    return lambda wanted: of_all[[place[text] for text in wanted]]
