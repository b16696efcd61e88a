"""What the shop itself tells of a product, found by meaning: the fact or the sentence that answers a question.

A question is compared with every fact ("battery life: 38 h") and every sentence of the description, by the sentence
encoder and by the words they share; what a question measures ("how heavy") counts for facts that give such an amount.
Weights and thresholds were fitted on the first half of tests/data/questions.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from catalog.from_text.values import ReadValue
from catalog.products import Product
from nlu.encoder import FloatMatrix, SentenceEncoder
from nlu.hearing.lexicon import lexicon, word_set
from nlu.hearing.numbers import amounts_in
from nlu.hearing.row import row_of
from nlu.tokens import key, stem, words

#: From this score on something answers a question that is surely about this product.
TELLS = 0.32
#: From this score on it answers without doubt, so that the question itself may be taken for one about the product.
SURELY = 0.55
_WORDS, _BEGINNINGS, _MEASURE, _COUNT = 0.2, 0.1, 0.2, 0.1
#: How many letters two words share at their beginning to be forms of one ("dim", "dimmable" share all of the first).
_SHARED_LETTERS = 4
#: What leads to the name of a product that both sides know.
_POINTING = ("the", "this", "that", "these", "those", "your")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”']?\s+|\n+")
_MOST_KEPT = 2000
#: Only so many sentences of reviews are compared for one question.
_MOST_COMPARED = 60


@dataclass(frozen=True)
class Told:
    """One thing that is said of a product.

    Attributes:
        score: how well it answers, about 0..1.5, by TELLS and SURELY.
        text: a sentence of the description, or "name: values".
        attribute: the name of the fact, "" for a sentence.
    """

    score: float
    text: str
    attribute: str = ""


@dataclass(frozen=True)
class _Passage:
    text: str
    attribute: str
    stems: frozenset[str]
    measures: frozenset[str]


class Teller:
    """Answers for the products of one catalogue; a product is read when it is first asked about."""

    def __init__(self, encoder: SentenceEncoder, products: Iterable[Product] = ()) -> None:
        self._encoder = encoder
        #: Product -> what its text tells beside the merchant's facts, by the name of the attribute.
        self.from_text: Callable[[Product], Mapping[str, ReadValue]] = lambda _product: {}
        self._kept: OrderedDict[tuple[str, int], tuple[list[_Passage], FloatMatrix]] = OrderedDict()
        yes_or_no = {"yes", "no"}
        #: Attributes that any product answers with yes or no: "waterproof: IP67" is a yes where others say "Yes".
        self.yes_or_no = frozenset(
            name
            for product in products
            for name, values in product.attributes.items()
            if yes_or_no & set(map(str.casefold, values))
        )

    def told(self, question: str, product: Product) -> list[Told]:
        """All that the shop says of the product, what answers the question best first."""
        passages, vectors = self._read(product)
        if not passages or not question.strip():
            return []
        likeness = np.max((vectors @ self._encoder.queries([question])[0]).reshape(2, -1), axis=0)
        asked = _Asked.of(question)
        scored = [
            Told(float(like) + asked.bonus(passage), passage.text, passage.attribute)
            for passage, like in zip(passages, likeness, strict=True)
        ]
        return sorted(scored, key=lambda told: -told.score)

    def says(self, stems: frozenset[str], product: Product) -> bool:
        """Whether one fact or sentence of the product has all the words, or a form of each."""
        passages, _ = self._read(product)
        return any(all(any(is_form_of(word, own) for own in one.stems) for word in stems) for one in passages)

    def nearest(self, question: str, sentences: Sequence[str]) -> list[Told]:
        """Those of the sentences that surely answer the question, best first.

        Of very many only those are compared that share a word with the question, before all others.
        """
        asked_words = asked_stems(question)
        sentences = sorted(sentences, key=lambda text: asked_words.isdisjoint(key(text)))[:_MOST_COMPARED]
        if not sentences or not question.strip():
            return []
        asked, question_vector = _Asked.of(question), self._encoder.queries([question])[0]
        likeness = self._encoder.passages(sentences) @ question_vector
        scored = [
            Told(float(like) + asked.bonus(_passage(sentence)), sentence)
            for sentence, like in zip(sentences, likeness, strict=True)
        ]
        return sorted((told for told in scored if told.score >= SURELY), key=lambda told: -told.score)

    def _read(self, product: Product) -> tuple[list[_Passage], FloatMatrix]:
        read = self.from_text(product)
        kept_as = product.id, hash(tuple(read.items()))
        if kept_as not in self._kept:
            passages = [*_facts(product), *_read_facts(read), *map(_passage, sentences_of(product.description))]
            # Twice: by the shop's own name of an attribute and by what customers call it.
            texts = [passage.text for passage in passages] + [_as_called(passage) for passage in passages]
            vectors = self._encoder.passages(texts) if texts else np.zeros((0, self._encoder.dimension), np.float32)
            self._kept[kept_as] = passages, vectors
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return self._kept[kept_as]


@dataclass(frozen=True)
class _Asked:
    """What a question names and measures."""

    stems: frozenset[str]
    measures: frozenset[str]
    counts: bool

    @classmethod
    def of(cls, question: str) -> _Asked:
        said = key(question)
        kinds = lexicon("list")["measured_by"]
        return cls(
            stems=asked_stems(question),
            measures=frozenset(measure for measure, names in kinds.items() if not set(said).isdisjoint(names)),
            counts=words(question)[:2] == ["how", "many"],
        )

    def bonus(self, passage: _Passage) -> float:
        """What shared words and a fitting amount add to the likeness in meaning."""
        whole = len(self.stems & passage.stems)
        begun = sum(any(is_form_of(word, other) for other in passage.stems) for word in self.stems)
        number = any(map(str.isdigit, passage.text))
        return (
            (_WORDS * whole + _BEGINNINGS * begun) / max(1, len(self.stems))
            + _MEASURE * (not self.measures.isdisjoint(passage.measures))
            + _COUNT * (self.counts and number)
        )


def asked_stems(question: str) -> frozenset[str]:
    """The stems of a question that say what is asked, without the small words of every sentence."""
    small = word_set("words", "fillers") - word_set("list", "asked_words")
    return frozenset(stem(word) for word in words(question) if word[0].isalnum() and word not in small)


def without_title(text: str, product: Product) -> str:
    """The text with "it" for the product's name: what is asked of it, whatever words its title is made of."""
    said, title = words(text), set(key(product.title))
    runs = [_run(said, start, title) for start in range(len(said))]
    start, end = max(runs, key=lambda run: run[1] - run[0], default=(0, 0))
    named = start and said[start - 1] in _POINTING
    if end - start < (1 if named else 2) or (not named and end - start < len(title)):
        return " ".join(said)
    return " ".join([*said[: start - 1 if named else start], "it", *said[end:]])


def _run(said: Sequence[str], start: int, title: set[str]) -> tuple[int, int]:
    end = start
    while end < len(said) and stem(said[end]) in title:
        end += 1
    return start, end


def is_form_of(word: str, other: str) -> bool:
    """Whether two stems are likely forms of one word: "washed" and "washable", "dim" and "dimmable"."""
    if word == other:
        return True
    shared = min(max(_SHARED_LETTERS, len(word) - 3), max(3, len(word)))
    return len(word) >= 3 and len(other) >= _SHARED_LETTERS and other.startswith(word[:shared])


def sentences_of(text: str) -> list[str]:
    """The sentences and list entries of a description, unchanged but for the bullets before them."""
    parts = (part.strip(" \t•*-–·") for part in _SENTENCE_END.split(text.strip()))
    return [part for part in parts if any(map(str.isalpha, part))]


def _facts(product: Product) -> Iterator[_Passage]:
    for name, values in product.attributes.items():
        yield _passage(f"{name.replace('_', ' ')}: {', '.join(values)}", name)


def _read_facts(read: Mapping[str, ReadValue]) -> Iterator[_Passage]:
    """As sentences, not as facts of the shop: what was read may be wrong, so it is told as read."""
    for name, found in read.items():
        yield _passage(f"{name.replace('_', ' ')}: {found.value} (from its {found.source})")


def _passage(text: str, attribute: str = "") -> _Passage:
    called = lexicon("list")["attributes"].get(attribute.replace("_", " ").lower(), ())
    stems = frozenset((*key(text), *(stem for name in called for stem in key(name))))
    measures = {amount.measure for amount in amounts_in(row_of(text)) if amount.measure}
    if any(map(str.isdigit, text)):  # "persons: 2" has no unit
        kinds = lexicon("list")["measured_by"].items()
        measures |= {measure for measure, names in kinds if not set(key(attribute)).isdisjoint(names)}
    return _Passage(text, attribute, stems, frozenset(measures))


def _as_called(passage: _Passage) -> str:
    """A fact under the name that customers have for it: "ram: 16 GB"."""
    name, _, values = passage.text.partition(": ")
    called = lexicon("list")["attributes"].get(name.lower(), ()) if passage.attribute else ()
    return f"{called[0]}: {values}" if called else passage.text
