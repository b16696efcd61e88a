"""What the reviews of a product say together."""

from __future__ import annotations

import pytest

from catalog.products import Review
from catalog.reviews import LONGEST_QUOTE, SHORTEST_QUOTE, ReviewReader, ReviewSummary
from catalog.telling import Teller
from nlu.sentiment import load_sentiment
from tests.actions.word_encoder import WordEncoder

DRESS = [
    Review(
        "dress",
        5,
        "Love it",
        "I love this dress, it fits perfectly and the fabric is soft. Arrived on Tuesday.",
        "Ana",
    ),
    Review("dress", 5, "", "Beautiful colour and very comfortable, I get compliments every time I wear it!", "Bo"),
    Review(
        "dress",
        1,
        "Disappointed",
        "I was very disappointed. The fabric is cheap and scratchy, it looks terrible and I returned it.",
        "Cy",
    ),
]


class Shelf:
    """A store that holds only reviews."""

    def __init__(self, reviews: list[Review]) -> None:
        self._reviews = reviews

    def reviews(self, product_id: str) -> list[Review]:
        return [review for review in self._reviews if review.product_id == product_id]


def summary(reviews: list[Review], product_id: str = "dress") -> ReviewSummary:
    return ReviewReader(Shelf(reviews), load_sentiment()).summary(product_id)


def test_stars_and_shares_are_those_of_the_reviews() -> None:
    found = summary([*DRESS, Review("hat", 2, "", "Terrible.")])
    assert found.count == 3
    assert found.stars == pytest.approx(11 / 3)
    assert found.positive == pytest.approx(2 / 3)
    assert found.negative == pytest.approx(1 / 3)
    assert found.positive + found.neutral + found.negative == pytest.approx(1)


def test_a_quote_is_a_whole_sentence_of_a_review_word_for_word() -> None:
    found = summary(DRESS)
    assert found.praise is not None
    assert found.criticism is not None
    for quote, side in ((found.praise, (4, 5)), (found.criticism, (1, 2, 3))):
        source = next(review for review in DRESS if quote.text in review.text)
        assert source.stars == quote.stars
        assert source.reviewer == quote.reviewer
        assert quote.stars in side
        assert SHORTEST_QUOTE <= len(quote.text) <= LONGEST_QUOTE
        assert quote.text[-1] in ".!?"


@pytest.mark.parametrize(
    ("stars", "grumble", "quote"),
    [
        (4, "My only complaint: they come up large, so size down.", "praise"),
        (2, "The good part: it feels well built, nothing creaks.", "criticism"),
    ],
)
def test_a_sentence_that_turns_round_is_quoted_on_neither_side(stars: int, grumble: str, quote: str) -> None:
    assert getattr(summary([Review("dress", stars, "", grumble, "Di")]), quote) is None


def test_a_quote_goes_on_as_long_as_the_review_stays_on_one_side() -> None:
    text = "I wanted to like it. The sole came off after a week. The good part: it was cheap. Returned within days."
    (quote,) = ReviewReader(Shelf([Review("dress", 1, "", text)]), load_sentiment()).quotes("dress", "negative", 3)
    assert quote.text == "I wanted to like it. The sole came off after a week."


def test_a_mixed_review_is_quoted_from_where_it_turns() -> None:
    mixed = Review("dress", 3, "", "The fabric is soft. My only complaint: the zip sticks. I will keep it.")
    found = summary([mixed])
    assert found.praise is None
    assert found.criticism is not None
    assert found.criticism.text == "My only complaint: the zip sticks. I will keep it."


def test_each_review_gives_one_quote_of_its_own_side() -> None:
    reader = ReviewReader(Shelf(DRESS), load_sentiment())
    assert {quote.reviewer for quote in reader.quotes("dress", "positive", 3)} == {"Ana", "Bo"}
    assert [quote.reviewer for quote in reader.quotes("dress", "negative", 3)] == ["Cy"]
    assert summary(DRESS).high == 2


def test_what_is_asked_is_found_in_the_reviews_word_for_word() -> None:
    reader, teller = ReviewReader(Shelf(DRESS), load_sentiment()), Teller(WordEncoder())
    (voice,) = reader.voices("dress", "scratchy fabrics", teller)
    assert (voice.reviewer, voice.stars) == ("Cy", 1)
    assert voice.text in DRESS[2].text
    assert {found.reviewer for found in reader.voices("dress", "fabric", teller)} == {"Ana", "Cy"}
    assert reader.voices("dress", "zip", teller) == reader.voices("hat", "fabric", teller) == []


def test_without_reviews_nothing_is_claimed() -> None:
    assert summary(DRESS, "unknown") == ReviewSummary("unknown", 0)


def test_without_a_fitting_sentence_there_is_no_quote() -> None:
    short = [Review("dress", 5, "", "Great!"), Review("dress", 1, "", "Bad. " + "very " * 60 + "bad")]
    found = summary(short)
    assert found.count == 2
    assert found.praise is None
    assert found.criticism is None


def test_only_praise_brings_no_criticism() -> None:
    found = summary(DRESS[:2])
    assert found.criticism is None
    assert found.negative == 0


def test_chinese_reviews_are_read_and_quoted_too() -> None:
    reviews = [
        Review("dress", 5, "", "质量非常好，穿着很舒服，颜色也很漂亮，我非常喜欢！物流也快。"),
        Review("dress", 1, "", "太差了，质量非常不好，穿了一次就坏了，要求退货。"),
    ]
    found = summary(reviews)
    assert (found.positive, found.negative) == (0.5, 0.5)
    assert found.praise is not None
    assert found.praise.text == reviews[0].text
