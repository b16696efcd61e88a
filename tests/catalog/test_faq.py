"""The FAQ answers what it knows, offers what may be meant, and is silent on the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from catalog.demo.assortment import faq_entries
from catalog.faq import WEIGHTS, FaqAnswerer
from catalog.faq_evaluation import Questions, evaluate_faq, fitted_weights
from catalog.faq_matters import common_matters, other_matters
from catalog.products import FaqEntry
from catalog.settings import ROOT, FaqSettings, models_folder
from nlu.encoder import EncoderMissingError, FloatMatrix, SentenceEncoder, load_encoder
from tests.catalog.search.shelf import WordBagEncoder

FILES = ROOT / "tests/catalog/faq"
HOURS = FaqEntry("hours", "When are you open?", "Monday to Friday. Closed on Sunday.", ("opening hours",))
COST = FaqEntry("cost", "How much does shipping cost?", "Shipping costs four dollars.", ())


def answerer(
    *entries: FaqEntry,
    folder: Path | None = None,
    encoder: WordBagEncoder | None = None,
    shared: Path | None = None,
) -> FaqAnswerer:
    words = encoder or WordBagEncoder()
    return FaqAnswerer(entries, words, FaqSettings(), folder, shared=shared)  # type: ignore[arg-type]


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


class Noting(WordBagEncoder):
    """Notes what is encoded as a question is, the question itself included."""

    def queries(self, texts: Sequence[str]) -> FloatMatrix:
        self.encoded += texts
        return super().queries(texts)


def test_a_changed_entry_alone_is_encoded_again(tmp_path: Path) -> None:
    answerer(HOURS, COST, folder=tmp_path)
    encoder = Noting()
    changed = FaqEntry("cost", COST.question, "Shipping is free.")
    assert answerer(HOURS, changed, folder=tmp_path, encoder=encoder).answer(COST.question).entry == changed
    *kept, _asked = encoder.encoded
    assert kept == ["Shipping is free."]


def test_what_comes_with_shopmate_is_encoded_once_for_every_home(tmp_path: Path) -> None:
    answerer(HOURS, folder=tmp_path / "first", shared=tmp_path / "shared")
    answerer(folder=tmp_path / "empty", shared=tmp_path / "shared")
    encoder = Noting()
    second = answerer(COST, folder=tmp_path / "second", encoder=encoder, shared=tmp_path / "shared")
    assert sorted(encoder.encoded) == sorted({COST.question, COST.answer})
    assert second.answer(COST.question).entry == COST


def test_a_question_of_another_matter_gets_no_answer_until_an_entry_asks_it() -> None:
    asked = "do you match prices"
    assert asked in {text for texts in (*common_matters(), *other_matters()) for text in texts}
    price = FaqEntry("price", "Price promise", "We match prices of other shops.", ())
    assert not answerer(COST, price).answer(asked).certain
    assert answerer(COST, replace(price, paraphrases=(asked,))).answer(asked).certain


@pytest.mark.models
class TestRealQuestions:
    """The demo shop's FAQ asked in words of others; nothing was fitted on held_out.yml."""

    @pytest.fixture(scope="class")
    def faq(self) -> FaqAnswerer:
        try:
            encoder: SentenceEncoder = load_encoder("minilm", models_folder())
        except EncoderMissingError as error:
            pytest.skip(str(error))
        return FaqAnswerer(faq_entries(), encoder)

    def test_questions_of_others_are_answered_rightly_and_strange_ones_not(self, faq: FaqAnswerer) -> None:
        held_out = evaluate_faq(faq, Questions.read(FILES / "held_out.yml"))
        assert held_out["right"] >= 0.94
        assert held_out["offered"] >= 0.98
        assert held_out["wrong"] <= 0.02
        assert held_out["misdirected"] <= 0.01

    def test_over_all_questions(self, faq: FaqAnswerer) -> None:
        rows = tuple(row for name in ("dev", "held_out") for row in Questions.read(FILES / f"{name}.yml").rows)
        measured = evaluate_faq(faq, Questions(rows))
        assert min(measured["answerable"], measured["unanswerable"]) >= 300
        assert measured["right"] >= 0.93
        assert measured["wrong"] <= 0.02

    def test_the_weights_are_those_that_the_command_finds(self, faq: FaqAnswerer) -> None:
        fitted = fitted_weights(faq, Questions.read(FILES / "dev.yml"))
        assert fitted.few == pytest.approx(WEIGHTS["minilm"].few, abs=0.1)
        assert fitted.many == pytest.approx(WEIGHTS["minilm"].many, abs=0.1)

    @pytest.mark.parametrize(
        ("topic", "text", "entry"),
        [
            ("How long does delivery take?", "and to austria?", "which-countries-do-you-ship-to"),
            ("How long does delivery take?", "and express?", "how-long-does-delivery-take"),
            ("How much does shipping cost?", "and express?", "how-much-does-shipping-cost"),
            ("How much does shipping cost?", "and for furniture?", "how-much-does-shipping-cost"),
            ("When is your shop open?", "what about sundays?", "when-is-your-shop-open"),
            ("How do I return something?", "what about food", "which-products-cannot-be-returned"),
            ("How long does delivery take?", "can i return it?", "how-do-i-return-something"),
            ("How do I return something?", "do i get a refund?", "when-do-i-get-my-refund"),
            ("How much does shipping cost?", "and to the moon?", ""),
            ("How long does delivery take?", "and in blue?", ""),
            ("Can you wrap my order as a present?", "what about red ones", ""),
            ("When is your shop open?", "and tomorrow's weather?", ""),
        ],
    )
    def test_what_goes_on_with_a_question_is_read_with_it(
        self, faq: FaqAnswerer, topic: str, text: str, entry: str
    ) -> None:
        found = faq.follow_up(text, topic)
        assert (found.entry.id if found.certain and found.entry else "") == entry

    def test_entries_with_few_ways_to_ask_are_found_too(self, faq: FaqAnswerer) -> None:
        few = [replace(entry, paraphrases=entry.paraphrases[:3]) for entry in faq_entries()]
        measured = evaluate_faq(FaqAnswerer(few, faq.encoder, common=()), Questions.read(FILES / "held_out.yml"))
        assert measured["right"] >= 0.72
        assert measured["wrong"] <= 0.04

    def test_a_common_question_is_found_by_wordings_that_the_shop_did_not_write(self, faq: FaqAnswerer) -> None:
        bare = [replace(entry, paraphrases=()) for entry in faq_entries()]
        questions = Questions.read(FILES / "held_out.yml")
        borrowing = evaluate_faq(FaqAnswerer(bare, faq.encoder), questions)
        alone = evaluate_faq(FaqAnswerer(bare, faq.encoder, common=()), questions)
        assert borrowing["right"] >= max(0.87, alone["right"] + 0.3)
        assert borrowing["wrong"] <= 0.02

    @pytest.mark.parametrize(
        ("text", "entry"),
        [("retrun policy", "how-do-i-return-something"), ("delivry time??", "how-long-does-delivery-take")],
    )
    def test_slips_of_spelling_are_mended(self, faq: FaqAnswerer, text: str, entry: str) -> None:
        found = faq.answer(text)
        assert (found.entry.id if found.certain and found.entry else "") == entry


def test_no_question_is_a_way_to_ask_that_the_shop_already_knows() -> None:
    known = {_plain(text) for entry in faq_entries() for text in (entry.question, *entry.paraphrases)}
    known |= {_plain(text) for texts in (*common_matters(), *other_matters()) for text in texts}
    for name in ("dev", "held_out"):
        assert not known & {_plain(text) for text, _ in Questions.read(FILES / f"{name}.yml").rows}


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("'", "").strip("?.! ").split())
