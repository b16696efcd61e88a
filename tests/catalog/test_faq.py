"""The FAQ answers what it knows, offers what may be meant, and is silent on the rest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.faq import FaqAnswerer
from catalog.products import FaqEntry
from catalog.settings import ROOT, FaqSettings, models_folder
from nlu.encoder import EncoderMissingError, SentenceEncoder, load_encoder
from tests.catalog.faq_questions import ASKED, UNANSWERABLE
from tests.catalog.search.shelf import WordBagEncoder

HOURS = FaqEntry("hours", "When are you open?", "Monday to Friday. Closed on Sunday.", ("opening hours",))
COST = FaqEntry("cost", "How much does shipping cost?", "Shipping costs four dollars.", ())


def answerer(*entries: FaqEntry, folder: Path | None = None, encoder: WordBagEncoder | None = None) -> FaqAnswerer:
    return FaqAnswerer(entries, encoder or WordBagEncoder(), FaqSettings(), folder)  # type: ignore[arg-type]


def test_the_question_itself_and_each_paraphrase_are_answered() -> None:
    faq = answerer(HOURS, COST)
    for asked, entry in (("When are you open?", HOURS), ("opening hours", HOURS), (COST.question, COST)):
        found = faq.answer(asked)
        assert (found.entry, found.certain) == (entry, True)


def test_something_else_gets_no_entry_at_all() -> None:
    found = answerer(HOURS, COST).answer("purple elephants")
    assert (found.entry, found.certain, found.near) == (None, False, ())


def test_two_entries_equally_near_are_offered_and_not_decided() -> None:
    twin = FaqEntry("twin", COST.question, COST.answer)
    found = answerer(COST, twin).answer(COST.question)
    assert not found.certain
    assert {entry.id for entry in found.near} == {"cost", "twin"}


@pytest.mark.parametrize("text", ["", "   "])
def test_silence_is_not_a_question(text: str) -> None:
    assert answerer(HOURS).answer(text).entry is None


def test_a_shop_without_faq_answers_nothing() -> None:
    assert answerer().answer("When are you open?").near == ()


def test_a_changed_entry_alone_is_encoded_again(tmp_path: Path) -> None:
    answerer(HOURS, COST, folder=tmp_path)
    encoder = WordBagEncoder()
    changed = FaqEntry("cost", COST.question, "Shipping is free.")
    assert answerer(HOURS, changed, folder=tmp_path, encoder=encoder).answer(COST.question).entry == changed
    assert encoder.encoded == ["Shipping is free."]


@pytest.mark.models
class TestRealQuestions:
    """The demo shop's FAQ asked in words of others: 72 questions it answers, 40 it must not answer."""

    @pytest.fixture(scope="class")
    def faq(self) -> FaqAnswerer:
        try:
            encoder: SentenceEncoder = load_encoder("minilm", models_folder())
        except EncoderMissingError as error:
            pytest.skip(str(error))
        lines = (ROOT / "catalog/demo/faq.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        return FaqAnswerer([FaqEntry(**{**row, "paraphrases": tuple(row["paraphrases"])}) for row in rows], encoder)

    def test_what_is_answered_is_answered_rightly(self, faq: FaqAnswerer) -> None:
        known = [(entry, faq.answer(text)) for entry, texts in ASKED.items() for text in texts]
        right = sum(found.certain and found.entry is not None and found.entry.id == entry for entry, found in known)
        answered = sum(found.certain for _, found in known) + sum(faq.answer(text).certain for text in UNANSWERABLE)
        assert right / answered >= 0.9

    def test_most_questions_are_answered_or_their_entry_is_offered(self, faq: FaqAnswerer) -> None:
        known = [(entry, faq.answer(text)) for entry, texts in ASKED.items() for text in texts]
        assert sum(entry in {near.id for near in found.near} for entry, found in known) / len(known) >= 0.8

    def test_few_strange_questions_are_answered(self, faq: FaqAnswerer) -> None:
        assert sum(faq.answer(text).certain for text in UNANSWERABLE) <= 2
