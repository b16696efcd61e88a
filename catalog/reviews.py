"""What customers say of a product: stars, shares of opinion, and one sentence for and one against."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from catalog.products import Review
from nlu.sentiment import Sentiment
from nlu.tokens import key

#: A quote is a whole sentence, word for word, of this many characters.
SHORTEST_QUOTE, LONGEST_QUOTE = 20, 160
#: A sentence is quoted as praise or criticism when the model is at least this sure.
_SURE_ENOUGH = 0.5
#: Below this probability a review's stars tell its opinion, not its words.
_SURE_WORDS = 0.6
#: Only so many reviews are read for one answer.
_MOST_REVIEWS = 400

#: Words that turn a sentence round, which the model overhears: a grumble is quoted as no praise, a concession as no
#: criticism.
_TURNED = {
    "positive": re.compile(
        r"\b(?:complaints?|downsides?|drawbacks?|but|however|although|though|unfortunately|wish|except|disappoint\w*|"
        r"issues?|problems?|only thing|stars? less)\b",
        re.IGNORECASE,
    ),
    "negative": re.compile(
        r"\b(?:to be fair|good (?:part|thing|news|point)|plus side|at least|give (?:it|them) that|credit)\b",
        re.IGNORECASE,
    ),
}
_SENTENCE = re.compile(r"[^.!?。！？\n]+(?:[.!?。！？]+[\"'”’)]*|$|\n)")


@dataclass(frozen=True)
class Quote:
    """One sentence of a review, unchanged."""

    text: str
    stars: int
    reviewer: str = ""


@dataclass(frozen=True)
class ReviewSummary:
    """What the reviews of one product say together.

    Attributes:
        stars: their mean, 1..5, None without reviews.
        positive, neutral, negative: shares of the reviews by their words and stars, sum 1 (all 0 without reviews).
        praise, criticism: one sentence each, None when no review has a fitting one.
    """

    product_id: str
    count: int
    stars: float | None = None
    positive: float = 0.0
    neutral: float = 0.0
    negative: float = 0.0
    praise: Quote | None = None
    criticism: Quote | None = None


class ReviewSource(Protocol):
    """Who has the reviews: the store, or a test's list."""

    def reviews(self, product_id: str) -> list[Review]: ...


class ReviewReader:
    """Reads the reviews of a product when it is asked for, so that the answer is never older than the reviews."""

    def __init__(self, source: ReviewSource, sentiment: Sentiment) -> None:
        self._source, self._sentiment = source, sentiment

    def summary(self, product_id: str) -> ReviewSummary:
        """Stars, opinions and quotes of `product_id`; count 0 when it has no reviews."""
        reviews = self._source.reviews(product_id)
        if not reviews:
            return ReviewSummary(product_id, 0)
        read = reviews[:_MOST_REVIEWS]
        labels = [self._opinion(review) for review in read]
        return ReviewSummary(
            product_id,
            count=len(reviews),
            stars=sum(review.stars for review in reviews) / len(reviews),
            positive=labels.count("positive") / len(read),
            neutral=labels.count("neutral") / len(read),
            negative=labels.count("negative") / len(read),
            praise=self._quote([review for review in read if review.stars >= 4], "positive"),
            criticism=self._quote([review for review in read if review.stars <= 3], "negative"),
        )

    def _opinion(self, review: Review) -> str:
        """positive, neutral or negative: the words decide, unless the model is unsure or the stars say the opposite.

        The model was trained on one trade's reviews; a five-star sentence about headphones may be strange to it.
        """
        opinion = self._sentiment.of(_whole(review))
        by_stars = "positive" if review.stars >= 4 else "negative" if review.stars <= 2 else "neutral"
        opposite = {opinion.label, by_stars} == {"positive", "negative"}
        return by_stars if opposite or opinion.probability < _SURE_WORDS else opinion.label

    def voices(self, product_id: str, question: str, limit: int = 2) -> list[Quote]:
        """Sentences of reviews that hold every word of `question` ("run small"), of different reviewers if can be."""
        wanted = set(key(question))
        told: dict[str, Quote] = {}
        for review in self._source.reviews(product_id)[:_MOST_REVIEWS] if wanted else ():
            for sentence in _sentences(review.text):
                if wanted <= set(key(sentence)):
                    told.setdefault(review.reviewer or sentence, Quote(sentence, review.stars, review.reviewer))
        return list(told.values())[:limit]

    def _quote(self, reviews: Sequence[Review], label: str) -> Quote | None:
        """The sentence that says `label` most surely; of equally sure ones the first."""
        best, highest = None, _SURE_ENOUGH
        for review in reviews:
            for sentence in _sentences(review.text):
                if _TURNED[label].search(sentence):
                    continue
                opinion = self._sentiment.of(sentence)
                if opinion.label == label and opinion.probability > highest:
                    best, highest = Quote(sentence, review.stars, review.reviewer), opinion.probability
        return best


def _whole(review: Review) -> str:
    return f"{review.title}. {review.text}" if review.title else review.text


def _sentences(text: str) -> Iterator[str]:
    for match in _SENTENCE.finditer(text):
        sentence = match.group().strip()
        if SHORTEST_QUOTE <= len(sentence) <= LONGEST_QUOTE:
            yield sentence
