"""What customers say of a product: stars, shares of opinion, and one sentence for and one against."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from catalog.products import Review
from catalog.review_aspects import LEAST_PRAISE, TURNED, AspectCounter, Opinions
from catalog.telling import Teller
from nlu.sentiment import Opinion, Sentiment

#: A quote is made of whole sentences, word for word, and has this many characters.
SHORTEST_QUOTE, LONGEST_QUOTE = 20, 160
#: A sentence is quoted as praise or criticism when the model is at least this sure.
_SURE_ENOUGH = 0.5
#: The same for a review of three stars, which may as well praise, unless its words turn round there.
_SURE_OF_MIXED = 0.8
#: Below this probability a review's stars tell its opinion, not its words.
_SURE_WORDS = 0.6
#: Only so many reviews are read for one answer.
_MOST_REVIEWS = 400

_SENTENCE = re.compile(r"[^.!?。！？\n]+(?:[.!?。！？]+[\"'”’)]*|$|\n)")


@dataclass(frozen=True)
class Quote:
    """One whole sentence of a review or several in a row, unchanged."""

    text: str
    stars: int
    reviewer: str = ""


@dataclass(frozen=True)
class ReviewSummary:
    """What the reviews of one product say together.

    Attributes:
        stars: their mean, 1..5, None without reviews.
        positive, neutral, negative: shares of the reviews by their words and stars, sum 1 (all 0 without reviews).
        high: how many of the reviews give at least LEAST_PRAISE stars.
        praise, criticism: a passage each, None when no review has a fitting one.
    """

    product_id: str
    count: int
    stars: float | None = None
    positive: float = 0.0
    neutral: float = 0.0
    negative: float = 0.0
    high: int = 0
    praise: Quote | None = None
    criticism: Quote | None = None


class ReviewSource(Protocol):
    """Who has the reviews: the store, or a test's list."""

    def reviews(self, product_id: str) -> list[Review]: ...


class ReviewReader:
    """Reads the reviews of a product when it is asked for, so that the answer is never older than the reviews."""

    def __init__(self, source: ReviewSource, sentiment: Sentiment, aspects: AspectCounter | None = None) -> None:
        """aspects: reads what is said of fit, battery and the like; None = that is not told."""
        self._source, self._sentiment, self._aspects = source, sentiment, aspects

    @property
    def reads_aspects(self) -> bool:
        return self._aspects is not None

    def opinions(self, product_id: str) -> dict[str, Opinions]:
        """Aspect -> what the reviews say of it, the most spoken of first; {} without reviews."""
        reviews = self._source.reviews(product_id) if self._aspects else []
        return self._aspects.of(product_id, reviews) if self._aspects and reviews else {}

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
            high=sum(review.stars >= LEAST_PRAISE for review in reviews),
            praise=next(iter(self._quotes(read, "positive", 1)), None),
            criticism=next(iter(self._quotes(read, "negative", 1)), None),
        )

    def _opinion(self, review: Review) -> str:
        """positive, neutral or negative: the words decide, unless the model is unsure or the stars say the opposite.

        The model was trained on one trade's reviews; a five-star sentence about headphones may be strange to it.
        """
        opinion = self._sentiment.of(_whole(review))
        by_stars = "positive" if review.stars >= 4 else "negative" if review.stars <= 2 else "neutral"
        opposite = {opinion.label, by_stars} == {"positive", "negative"}
        return by_stars if opposite or opinion.probability < _SURE_WORDS else opinion.label

    def voices(self, product_id: str, question: str, teller: Teller, limit: int = 2) -> list[Quote]:
        """Sentences of reviews that answer `question` ("do they run small"), of different reviewers if can be."""
        told: dict[str, Quote] = {}
        for review in self._source.reviews(product_id)[:_MOST_REVIEWS]:
            for sentence in _sentences(review.text):
                told.setdefault(sentence, Quote(sentence, review.stars, review.reviewer))
        answering = [told[found.text] for found in teller.nearest(question, list(told))]
        return list({quote.reviewer or quote.text: quote for quote in reversed(answering)}.values())[::-1][:limit]

    def quotes(self, product_id: str, label: Literal["positive", "negative"], limit: int) -> list[Quote]:
        """What the reviews of `product_id` like or criticise, a passage of each review, the surest first."""
        return self._quotes(self._source.reviews(product_id)[:_MOST_REVIEWS], label, limit)

    def _quotes(self, reviews: Sequence[Review], label: str, limit: int) -> list[Quote]:
        on_side = [review for review in reviews if (review.stars >= LEAST_PRAISE) == (label == "positive")]
        passages = [(review, *self._passage(review, label)) for review in on_side]
        passages.sort(key=lambda entry: -entry[2])
        return [Quote(text, review.stars, review.reviewer) for review, text, _ in passages if text][:limit]

    def _passage(self, review: Review, label: str) -> tuple[str, float]:
        """The longest part of a review to quote for `label`, "" for none, and how sure its surest sentence is.

        It holds a sentence that says `label`, unless the stars leave no doubt, and none that says the opposite: one
        sentence alone ("I tried three phones.") often tells nothing.
        """
        opposite = {"positive": "negative", "negative": "positive"}[label]
        best: tuple[float, int, str] = (0.0, 0, "")
        for run in self._runs(review.text, label, opposite):
            sure = [opinion.probability if opinion.label == label else 0.0 for _, opinion in run]
            # Mixed reviews praise before they criticise: what is quoted has to begin with what it is quoted for.
            turns = label == "negative" and TURNED["positive"].search(run[0][0].group())
            clear = review.stars in (1, 5) or turns or sure[0] > (_SURE_OF_MIXED if review.stars == 3 else _SURE_ENOUGH)
            text = review.text[run[0][0].start() : run[-1][0].end()].strip()
            if clear and SHORTEST_QUOTE <= len(text) <= LONGEST_QUOTE:
                best = max(best, (max(sure), len(text), text))
        return best[2], best[0]

    def _runs(self, text: str, label: str, opposite: str) -> Iterator[list[tuple[re.Match[str], Opinion]]]:
        """Sentences in a row on one line that neither turn round nor say the opposite."""
        for line in re.finditer(r"[^\n]+", text):
            run: list[tuple[re.Match[str], Opinion]] = []
            for match in _SENTENCE.finditer(text, line.start(), line.end()):
                opinion = self._sentiment.of(match.group().strip())
                against = opinion.label == opposite and opinion.probability > _SURE_ENOUGH
                turns_here = TURNED[opposite].search(match.group())
                if (against and not turns_here) or TURNED[label].search(match.group()):
                    run = []
                    continue
                run = [*run, (match, opinion)]
                yield from (run[start:] for start in range(len(run)))


def _whole(review: Review) -> str:
    return f"{review.title}. {review.text}" if review.title else review.text


def _sentences(text: str) -> Iterator[str]:
    for match in _SENTENCE.finditer(text):
        sentence = match.group().strip()
        if SHORTEST_QUOTE <= len(sentence) <= LONGEST_QUOTE:
            yield sentence
