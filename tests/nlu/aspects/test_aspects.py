"""Reading aspects: clauses, what the shipped weights know, questions, and that a fit learns what it is shown."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from catalog.settings import models_folder
from nlu.aspects import ENCODER, AspectReader, aspect_asked, load_aspects
from nlu.aspects.clauses import clauses_in, sentences_in
from nlu.aspects.model import MODEL, WEIGHTS, AspectModel
from nlu.aspects.named import is_of_size
from nlu.encoder import EncoderMissingError, load_encoder
from nlu.sentiment import load_sentiment

HELD_OUT = Path(__file__).with_name("held_out.csv")


class Hashed:
    """Vectors that tell texts apart and nothing else."""

    def passages(self, texts: list[str]) -> np.ndarray:
        seeds = [sum(map(ord, text)) for text in texts]
        rows = [np.random.default_rng(seed).normal(size=16) / 4 for seed in seeds]
        return np.asarray(rows, dtype=np.float32).reshape(len(texts), 16)


@pytest.fixture(scope="module")
def reader() -> AspectReader:
    try:
        return load_aspects(load_encoder(ENCODER, models_folder()))
    except EncoderMissingError as missing:
        pytest.skip(str(missing))


@pytest.mark.parametrize(
    ("sentence", "clauses"),
    [
        ("Lovely colour, but far too small.", ["Lovely colour", "but far too small."]),
        ("Cute, comfy and true to size!", ["Cute, comfy and true to size!"]),
        ("衣服很好看，就是有点小。", ["衣服很好看", "有点小。"]),
    ],
)
def test_a_sentence_is_cut_where_it_may_turn(sentence: str, clauses: list[str]) -> None:
    assert clauses_in(sentence) == clauses


def test_sentences_keep_their_words_and_numbers() -> None:
    assert list(sentences_in("It has 5.5 inches. Nice!\n...")) == ["It has 5.5 inches.", "Nice!"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("These run small.", [("size", "small")]),
        ("The battery is empty within two hours.", [("battery", "negative")]),
        ("Very comfortable.", [("comfort", "positive")]),
        ("电池很耐用。", [("battery", "positive")]),
        ("物流太慢。", [("delivery", "negative")]),
        ("I bought it for my aunt.", []),
        ("", []),
    ],
)
def test_clear_cases(reader: AspectReader, text: str, told: list[tuple[str, str]]) -> None:
    (remarks,) = reader.remarks([text])
    assert [(one.aspect, one.value) for one in remarks] == told
    assert all(one.sentence == text for one in remarks)


def test_texts_read_together_or_one_by_one_say_the_same(reader: AspectReader) -> None:
    texts = ["The sound is thin. Great price!", "", "太贵了。", "It arrived late and the box was torn."]
    together = [[(one.aspect, one.value) for one in remarks] for remarks in reader.remarks(texts)]
    assert together == [[(one.aspect, one.value) for one in reader.remarks([text])[0]] for text in texts]


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("does it run small?", "size"),
        ("Are they true to size", "size"),
        ("how is the battery?", "battery"),
        ("is it comfortable", "comfort"),
        ("do you have a smaller one", ""),
        ("what do people say", ""),
    ],
)
def test_which_aspect_a_question_is_about(question: str, aspect: str) -> None:
    assert aspect_asked(question) == aspect


def test_what_only_sounds_like_a_size_is_none() -> None:
    assert is_of_size("They run small.")
    assert not is_of_size("A small minus: the front shows dirt.")


def test_nothing_is_taught_that_is_measured_and_the_card_tells_the_size() -> None:
    pytest.importorskip("sklearn", reason="what fits models is not installed (python3 -m bot.setup --train)")
    from nlu.training.aspects import SENTENCES

    taught, held_out = ({row["text"] for row in csv.DictReader(path.open())} for path in (SENTENCES, HELD_OUT))
    assert len(held_out) == 300
    assert taught.isdisjoint(held_out)
    card = json.loads((WEIGHTS / "card.json").read_text(encoding="utf-8"))
    assert card["bytes"] == (WEIGHTS / MODEL).stat().st_size < 200_000
    assert card["held_out"]["f1"] > 0.65


def test_a_fit_learns_is_saved_and_measured(tmp_path: Path) -> None:
    pytest.importorskip("sklearn", reason="what fits models is not installed (python3 -m bot.setup --train)")
    from nlu.training.aspects import Labelled, evaluate_aspects, fit_aspects

    things = ("strap", "lid", "box", "toy", "cup", "lamp")
    rows = [
        Labelled(f"The {word} of the {thing} is {mood}.", {name: label})
        for thing in things
        for word, name in (("battery", "battery"), ("taste", "taste"))
        for mood, label in (("great", "positive"), ("terrible", "negative"), ("average", "neutral"))
    ]
    rows += [Labelled(f"The {thing} is too {word}.", {"size": word}) for thing in things for word in ("small", "large")]
    rows += [Labelled(f"The {thing} has the right size.", {"size": "right"}) for thing in things]
    model = fit_aspects([row for row in rows if "lamp" not in row.text], Hashed())
    model.save(tmp_path / MODEL)
    reader = AspectReader(AspectModel.load(tmp_path / MODEL), Hashed(), load_sentiment())
    figures = evaluate_aspects(reader, [row for row in rows if "lamp" in row.text])
    assert figures["f1"] > 0.7
    assert set(figures["aspects"]) == {"battery", "taste", "size"}


@pytest.mark.parametrize("says", ["size tiny", "battery good"])
def test_a_wrong_label_is_refused_by_line(tmp_path: Path, says: str) -> None:
    pytest.importorskip("sklearn", reason="what fits models is not installed (python3 -m bot.setup --train)")
    from nlu.training.aspects import AspectFileError, read_labelled

    path = tmp_path / "some.csv"
    path.write_text(f"text,says\nFine.,look positive\nHm.,{says}\n")
    with pytest.raises(AspectFileError, match="line 3"):
        read_labelled(path)
