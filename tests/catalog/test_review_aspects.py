"""Counting what reviews say of aspects: a review counts once, stars are heeded, what is unsure is not told."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.products import Product, Review, Variant
from catalog.review_aspects import AspectCounter, quoted_first
from catalog.review_report import criticised
from catalog.store import CatalogChange, Store
from nlu.aspects import Remark


class Read:
    """Remarks given beforehand by the text."""

    def __init__(self, told: dict[str, list[Remark]]) -> None:
        self.told, self.calls = told, 0

    def remarks(self, texts: Sequence[str]) -> list[list[Remark]]:
        self.calls += 1
        return [self.told.get(text, []) for text in texts]


def remark(aspect: str, value: str, text: str, sure: float = 0.9, share: float = 0.8) -> Remark:
    names = ("large", "right", "small") if aspect == "size" else ("negative", "neutral", "positive")
    rest = (1 - share) / 2
    return Remark(aspect, value, text, sure, tuple(share if name == value else rest for name in names))


def counted(review: Review, *remarks: Remark) -> dict[str, list[str]]:
    found = AspectCounter(Read({review.text: list(remarks)})).of("p", [review])
    return {name: [voice.value for voice in one.voices] for name, one in found.items()}


def test_a_review_counts_once_and_by_what_takes_a_side() -> None:
    review = Review("p", 3, "", "The battery is so so. The battery died.", "Ana")
    told = [remark("battery", "neutral", "So so."), remark("battery", "negative", "The battery died.")]
    assert counted(review, *told, told[1]) == {"battery": ["negative"]}


def test_what_goes_against_the_stars_is_not_told_unless_the_words_turn() -> None:
    fond = Review("p", 5, "", "The taste is real.", "Ana")
    assert counted(fond, remark("taste", "negative", "The taste is real.", share=0.6)) == {"taste": ["positive"]}
    turning = "My only complaint: the taste is flat."
    assert counted(fond, remark("taste", "negative", turning)) == {"taste": ["negative"]}


def test_what_is_unsure_is_not_counted() -> None:
    review = Review("p", 3, "", "Hm.", "Ana")
    assert counted(review, remark("taste", "negative", "Hm.", share=0.4)) == {}
    assert counted(review, remark("taste", "negative", "Hm.", sure=0.6)) == {}
    assert counted(review, remark("size", "small", "A small minus: the dust.")) == {}
    assert counted(review, remark("size", "small", "They run small.")) == {"size": ["small"]}


def test_reviews_are_read_again_only_when_they_changed() -> None:
    read = Read({})
    counter = AspectCounter(read)
    one, other = Review("p", 5, "", "Good.", "Ana"), Review("p", 4, "", "Fine.", "Bo")
    counter.of("p", [one])
    counter.of("p", [one])
    assert read.calls == 1
    counter.of("p", [one, other])
    assert read.calls == 2


def test_quotes_are_whole_and_short_enough() -> None:
    texts = ["Short.", "A longer sentence that tells more.", "x" * 500]
    found = AspectCounter(Read({text: [remark("use", "positive", text)] for text in texts}))
    opinions = found.of("p", [Review("p", 4, "", text, "Ana") for text in texts])["use"]
    assert [voice.text for voice in quoted_first(opinions.voices)] == [texts[1], texts[0]]
    assert opinions.reviews == len(opinions.liking("positive")) == 3


def test_the_report_tells_what_most_of_those_who_speak_of_it_criticise(store: Store) -> None:
    told = {
        "Breaks.": [remark("quality", "negative", "Breaks.")],
        "Lasts.": [remark("quality", "positive", "Lasts.")],
        "Loud.": [remark("sound", "negative", "Loud.")],
    }
    said = {"cup": ["Breaks."] * 3 + ["Lasts."], "pan": ["Breaks."] * 2 + ["Lasts."] * 3, "fan": ["Loud."]}
    products = [Product(id=name, title=name, currency="EUR", variants=(Variant(f"{name}-1", 500, 1),)) for name in said]
    reviews = [Review(name, 3, "", text, f"R{n}") for name, texts in said.items() for n, text in enumerate(texts)]
    store.apply(CatalogChange(products=products, reviews=reviews))
    found = criticised(store, AspectCounter(Read(told)), lambda done, total: None)
    assert [(one.kind, one.count, one.examples) for one in found] == [("criticised_quality", 1, ("cup",))]
    assert "3 at most" in found[0].what
