from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from bot.rasa.intent_evaluation import EvaluationError, Row, learnt_point, measure, read_rows
from nlu.components.intent_model import IntentGuess


def test_measures_of_a_worked_example() -> None:
    truth = ["buy", "buy", "pay", "out_of_scope", "out_of_scope"]
    said = ["buy", "out_of_scope", "pay", "out_of_scope", "pay"]
    report = measure(truth, said)
    assert report["accuracy"] == pytest.approx(3 / 5)
    assert report["in_scope_accuracy"] == pytest.approx(2 / 3)
    assert report["oos_recall"] == pytest.approx(1 / 2)
    # Gorodkin's R_K by hand: c=3, s=5, sum p*t = 1*2 + 2*1 + 2*2 = 8; (15-8)/sqrt((25-9)(25-9)).
    assert report["mcc"] == pytest.approx(7 / 16)
    assert report["classes"]["pay"] == pytest.approx({"precision": 1 / 2, "recall": 1, "f1": 2 / 3, "rows": 1})
    assert report["classes"].keys() == {"buy", "pay", "out_of_scope"}


def test_rows_to_be_declined_teach_where_to_stop_believing() -> None:
    near, far = [IntentGuess("buy", 0.9, 0.8, 0.7)] * 9, [IntentGuess("buy", 0.9, 0.3, 0.2)] * 3
    rows = [Row("", "buy")] * 9 + [Row("", "out_of_scope")] * 3
    point = learnt_point(rows, near + far)
    assert point is not None
    assert [point.believes(guess) for guess in (near[0], far[0])] == [True, False]


def test_without_rows_to_be_declined_nothing_is_learnt_of_them() -> None:
    assert learnt_point([Row("", "buy")], [IntentGuess("buy", 0.9, 0.8, 0.7)]) is None


@pytest.mark.parametrize("name", ["rows.csv", "rows.csv.gz"])
def test_rows_are_read_plain_and_packed(name: str, tmp_path: Path) -> None:
    opened = gzip.open if name.endswith(".gz") else open
    with opened(tmp_path / name, "wt", newline="") as file:
        csv.writer(file).writerows([["utterance", "intent"], ["where, please?", "find"], ["  ", "find"]])
    assert read_rows(tmp_path / name) == [("where, please?", "find")]


@pytest.mark.parametrize(("content", "complaint"), [("a,b\n1,2\n", "Needed: text,intent"), ("text,intent\n", "no row")])
def test_a_file_that_cannot_be_measured_is_refused(content: str, complaint: str, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(content)
    with pytest.raises(EvaluationError, match=complaint):
        read_rows(tmp_path / "rows.csv")
