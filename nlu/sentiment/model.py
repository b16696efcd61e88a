"""What a review says of its product: positive, neutral or negative."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.sentiment.features import Buckets, Counts, Language, counted, language_of

Numbers = NDArray[np.float32]

WEIGHTS = Path(__file__).parent / "weights"


@dataclass(frozen=True)
class Opinion:
    """`label` is "positive", "neutral" or "negative"; `probability` of it is 0..1 as the model sees it."""

    label: str
    probability: float


@dataclass(frozen=True)
class LinearModel:
    """Softmax regression over n-gram buckets, in eight bits.

    Attributes:
        labels: what it can answer.
        rarity: [buckets] 0..255, the inverse document frequency / `rarity_step`; 0 = never seen in training.
        weights: [labels, buckets] -127..127, each label's row times its `steps`.
        bias: [labels] added to the sums.
    """

    language: Language
    labels: tuple[str, ...]
    rarity: NDArray[np.uint8]
    rarity_step: float
    weights: NDArray[np.int8]
    steps: Numbers
    bias: Numbers

    def probabilities(self, text: str) -> Numbers:
        """[labels], sums to 1."""
        buckets, counts = counted(text, self.language)
        places, values = weighed(buckets, counts, self.rarity[buckets] * np.float32(self.rarity_step))
        logits = (self.weights[:, places] @ values) * self.steps + self.bias
        powers = np.exp(logits - logits.max())
        shares: Numbers = (powers / powers.sum()).astype(np.float32)
        return shares

    def save(self, path: Path) -> None:
        with path.open("wb") as file:
            np.savez_compressed(
                file,
                language=self.language,
                labels=np.array(self.labels),
                rarity=self.rarity,
                rarity_step=self.rarity_step,
                weights=self.weights,
                steps=self.steps,
                bias=self.bias,
            )

    @classmethod
    def load(cls, path: Path) -> LinearModel:
        with np.load(path, allow_pickle=False) as file:
            language: Language = "zh" if str(file["language"]) == "zh" else "en"
            labels = tuple(str(label) for label in file["labels"])
            rarity, step = file["rarity"], float(file["rarity_step"])
            return cls(language, labels, rarity, step, file["weights"], file["steps"], file["bias"])


def weighed(buckets: Buckets, counts: Counts, rarity: Numbers) -> tuple[Buckets, Numbers]:
    """tf-idf with damped counts, scaled to length 1, over those of `buckets` whose `rarity` is above 0."""
    known = rarity > 0
    places = buckets[known]
    values = (1 + np.log(counts[known])) * rarity[known]
    length = float(np.linalg.norm(values))
    return places, (values / length).astype(np.float32) if length else values.astype(np.float32)


class Sentiment:
    """The models of the languages it was trained for; which one reads a text, its script decides."""

    def __init__(self, models: Mapping[Language, LinearModel]) -> None:
        self._models = dict(models)

    def of(self, text: str) -> Opinion:
        """The opinion in one text; a text without a letter or digit is neutral."""
        shares = self.shares(text)
        best = max(shares, key=lambda label: shares[label])
        return Opinion(best, shares[best])

    def shares(self, text: str) -> dict[str, float]:
        """How likely each label is, sum 1; of a text without a letter or digit "neutral" is certain."""
        if not any(character.isalnum() for character in text):
            return {"neutral": 1.0}
        # With one model alone, it reads every text.
        model = self._models.get(language_of(text)) or next(iter(self._models.values()))
        return dict(zip(model.labels, map(float, model.probabilities(text)), strict=True))

    def of_all(self, texts: Sequence[str]) -> list[Opinion]:
        return [self.of(text) for text in texts]


@cache
def load_sentiment(folder: Path = WEIGHTS) -> Sentiment:
    """The trained models of `folder`, by default those that ship."""
    models = [LinearModel.load(path) for path in sorted(folder.glob("*.npz"))]
    return Sentiment({model.language: model for model in models})
