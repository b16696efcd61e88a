"""How many reviews of a product say what of which aspect, with a sentence of theirs."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from catalog.products import Review
from catalog.settings import models_folder
from nlu.aspects import ENCODER, Remark, load_aspects
from nlu.aspects.model import POLARITIES, SIZE, SIZES
from nlu.aspects.named import is_of_size
from nlu.encoder import EncoderMissingError, load_encoder

#: From this many stars on a review is quoted for what it likes, below for what it criticises.
LEAST_PRAISE = 4
#: Words that turn a sentence round, which the model overhears: a grumble is quoted as no praise, a concession as no
#: criticism.
TURNED = {
    "positive": re.compile(
        r"\b(?:complaints?|downsides?|drawbacks?|but|however|although|though|unfortunately|wish|except|disappoint\w*|"
        r"issues?|problems?|only thing|one thing|stars? less|minus|pity|be aware|on the other hand)\b",
        re.IGNORECASE,
    ),
    "negative": re.compile(
        r"\b(?:to be fair|good (?:part|thing|news|point)|plus side|at least|give (?:it|them) that|credit)\b",
        re.IGNORECASE,
    ),
}
#: Only so many reviews of a product are read for what they say of aspects, and so many products are remembered.
MOST_READ, _MOST_KEPT = 120, 500
#: A clause surely speaks of an aspect from this likelihood on, and surely says something of it from this one on.
_SURE_ASPECT, _SURE_VALUE = 0.75, 0.65
#: Stars -> how likely a clause of such a review is negative, neutral, positive before it is read.
_BY_STARS = {
    1: (0.80, 0.12, 0.08),
    2: (0.65, 0.20, 0.15),
    3: (0.35, 0.30, 0.35),
    4: (0.18, 0.17, 0.65),
    5: (0.06, 0.12, 0.82),
}
#: A sentence with more characters is no quote.
_LONGEST_QUOTE = 160


class ReadsRemarks(Protocol):
    """Who reads what texts say of aspects: nlu.aspects.AspectReader, or a test's own."""

    def remarks(self, texts: Sequence[str]) -> list[list[Remark]]: ...


@dataclass(frozen=True)
class Voice:
    """One review's word on an aspect, a whole sentence unchanged."""

    value: str
    polarity: str
    text: str
    reviewer: str


@dataclass
class Opinions:
    """What the reviews of one product say of one aspect; a review counts once.

    Attributes:
        reviews: how many reviews were read, with those that say nothing of it.
    """

    aspect: str
    reviews: int
    voices: list[Voice] = field(default_factory=list)

    def of_value(self, *values: str) -> list[Voice]:
        return [voice for voice in self.voices if voice.value in values]

    def liking(self, polarity: str) -> list[Voice]:
        return [voice for voice in self.voices if voice.polarity == polarity]


class AspectCounter:
    """Reads the reviews of products, each set of them once."""

    def __init__(self, reader: ReadsRemarks) -> None:
        self._reader = reader
        self._kept: OrderedDict[str, tuple[int, dict[str, Opinions]]] = OrderedDict()

    def of(self, product_id: str, reviews: Sequence[Review]) -> dict[str, Opinions]:
        """Aspect -> what the first MOST_READ reviews say of it, the most spoken of first."""
        state = hash(tuple((review.stars, review.title, review.text) for review in reviews))
        if product_id not in self._kept or self._kept[product_id][0] != state:
            self._kept[product_id] = state, self._counted(reviews[:MOST_READ])
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return self._kept[product_id][1]

    def _counted(self, reviews: Sequence[Review]) -> dict[str, Opinions]:
        texts = [f"{review.title}.\n{review.text}" if review.title else review.text for review in reviews]
        found: dict[str, Opinions] = {}
        for review, remarks in zip(reviews, self._reader.remarks(texts), strict=True):
            for aspect, remark in _one_each(review, remarks).items():
                opinions = found.setdefault(aspect, Opinions(aspect, len(reviews)))
                opinions.voices.append(Voice(remark.value, remark.polarity, remark.sentence, review.reviewer))
        return dict(sorted(found.items(), key=lambda entry: -len(entry[1].voices)))


def aspect_counter() -> AspectCounter | None:
    """What reads aspects with the encoder that its weights were fitted on, None where that is not prepared."""
    try:
        return AspectCounter(load_aspects(load_encoder(ENCODER, models_folder())))
    except EncoderMissingError:
        return None


def quoted_first(voices: Iterable[Voice]) -> list[Voice]:
    """Those that can be quoted whole, the most telling (longest) first."""
    return sorted((voice for voice in voices if len(voice.text) <= _LONGEST_QUOTE), key=lambda voice: -len(voice.text))


def _one_each(review: Review, remarks: Sequence[Remark]) -> dict[str, Remark]:
    """What the review surely says of each aspect: of several remarks the one that takes a side."""
    chosen: dict[str, Remark] = {}
    for remark in remarks:
        weighed = _weighed(remark, review.stars)
        before = chosen.get(remark.aspect)
        if weighed and (before is None or before.polarity == "neutral"):
            chosen[remark.aspect] = weighed
    return chosen


def _weighed(remark: Remark, stars: int) -> Remark | None:
    """The remark read with the stars of its review in mind, None when it is not sure enough to be counted."""
    shares, names = list(remark.shares), SIZES if remark.aspect == SIZE else POLARITIES
    if remark.aspect == SIZE and not is_of_size(remark.sentence):
        return None
    if remark.aspect != SIZE:
        turned = TURNED["positive" if stars >= LEAST_PRAISE else "negative"].search(remark.sentence)
        priors = _BY_STARS[3 if turned else min(max(stars, 1), 5)]
        shares = [share * prior for share, prior in zip(shares, priors, strict=True)]
    best = max(range(len(shares)), key=shares.__getitem__)
    sure = remark.sure >= _SURE_ASPECT and shares[best] >= _SURE_VALUE * sum(shares)
    return remark._replace(value=names[best]) if sure else None
