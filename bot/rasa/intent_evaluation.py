"""Measures the pipeline of config.yml on a file of labelled messages.

    .venv-rasa/bin/python -m bot.rasa.intent_evaluation TEST.csv --fit TRAIN.csv [--val VAL.csv] [--encoder e5] --json

Files have the columns text,intent (or utterance,intent) and may end in .gz; `out_of_scope` marks what must be declined.
The pipeline is trained by Rasa on TRAIN, its operating point too. VAL, where it holds rows to be declined, teaches the
operating point instead, as if one message in eleven were such a row. TEST is only predicted, one message at a time.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import gzip
import json
import logging
import os
import sys
import tarfile
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any, Callable, Dict, List, NamedTuple, Sequence, TextIO

import numpy as np
import yaml

from bot.rasa.lean_imports import configured_components, keep_tensorflow_out
from nlu.components.intent_model import IntentGuess
from nlu.components.operating_point import OperatingPoint, Trial, fit_operating_point

DECLINED = "out_of_scope"
#: The share of rows to be declined that VAL stands for: its own is that of whoever collected it, not of a shop.
VAL_SHARE = 0.09
_ROOT = Path(__file__).resolve().parents[2]


class Row(NamedTuple):
    text: str
    intent: str


class Parsed(NamedTuple):
    """What the pipeline made of one message: the guess, declined or not, and the belief in it, 0..1."""

    guess: IntentGuess
    belief: float
    milliseconds: float


class EvaluationError(ValueError):
    """A file that cannot be measured; the message says what is missing."""


def read_rows(path: Path) -> List[Row]:
    """The labelled messages of a CSV file. Raises: EvaluationError."""
    with _open_text(path) as file:
        reader = csv.DictReader(file)
        columns = reader.fieldnames or []
        text = next((name for name in ("text", "utterance") if name in columns), "")
        if not text or "intent" not in columns:
            raise EvaluationError(f"{path} has the columns {', '.join(columns)}. Needed: text,intent.")
        rows = [Row(row[text], row["intent"]) for row in reader if (row[text] or "").strip()]
    if not rows:
        raise EvaluationError(f"{path} holds no row with text.")
    return rows


class Trained(NamedTuple):
    """A pipeline taught by Rasa: reads one message, and the threshold of belief that it learnt."""

    parse: Callable[[str], Parsed]
    threshold: float
    fit_seconds: float


def evaluate(test: Path, pipeline: Trained, val: "Path | None" = None) -> Dict[str, Any]:
    """What the pipeline does on `test`; keys as in the table of `shopmate eval`. Raises: EvaluationError."""
    rows, val_rows = read_rows(test), read_rows(val) if val else []
    point = learnt_point(val_rows, [pipeline.parse(row.text).guess for row in val_rows])
    parsed = [pipeline.parse(row.text) for row in rows]
    beliefs = [point.belief(one.guess) if point else one.belief for one in parsed]
    threshold = point.threshold if point else pipeline.threshold
    said = [one.guess.intent if belief >= threshold else DECLINED for one, belief in zip(parsed, beliefs, strict=True)]
    return {**measure([row.intent for row in rows], said), "threshold": threshold, **_costs(pipeline, parsed)}


def evaluate_halves(test: Path, pipeline: Trained, splits: int) -> Dict[str, Any]:
    """The means over `splits` random halvings of `test`: one half teaches the operating point, the other is measured.

    Rows to be declined are halved for themselves. Raises: EvaluationError when there are too few.
    """
    rows = read_rows(test)
    strange = np.array([row.intent == DECLINED for row in rows])
    if strange.sum() < 2 or (~strange).sum() < 2:
        raise EvaluationError(f"{test} has {strange.sum()} rows to be declined of {len(rows)}. Needed: 2 of each kind.")
    parsed = [pipeline.parse(row.text) for row in rows]
    figures = []
    for seed in range(splits):
        order = np.random.RandomState(seed).permutation(len(rows))
        parts = [part[: len(part) // 2] for part in (order[strange[order]], order[~strange[order]])]
        taught = np.concatenate(parts)
        point = learnt_point([rows[place] for place in taught], [parsed[place].guess for place in taught])
        others = np.setdiff1d(order, taught)
        guesses = [parsed[place].guess for place in others]
        said = [guess.intent if point and point.believes(guess) else DECLINED for guess in guesses]
        figures.append(measure([rows[place].intent for place in others], said))
    names = ("accuracy", "in_scope_accuracy", "oos_recall", "mcc")
    means = {name: float(np.mean([one[name] for one in figures])) for name in names}
    return {**means, "splits": splits, "rows": len(rows), **_costs(pipeline, parsed)}


def taught(fit: Path, config: Path = _ROOT / "config.yml", encoder: str = "") -> Trained:
    """The pipeline of `config`, taught by Rasa on `fit`. Raises: EvaluationError."""
    rows = read_rows(fit)
    keep_tensorflow_out(configured_components(config))
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        model = train(rows, config, Path(folder), encoder)
        seconds = time.perf_counter() - began
        return Trained(_parser(model), _learnt_threshold(model), seconds)


def _costs(pipeline: Trained, parsed: Sequence[Parsed]) -> Dict[str, float]:
    p50 = float(np.median([one.milliseconds for one in parsed]))
    return {"fit_s": round(pipeline.fit_seconds, 1), "p50_ms": round(p50, 2)}


def measure(truth: Sequence[str], predicted: Sequence[str]) -> Dict[str, Any]:
    """Shares of right answers, the multi-class Matthews correlation, and by class; declined = the label DECLINED."""
    from sklearn.metrics import matthews_corrcoef

    true, said = np.array(truth), np.array(predicted)
    right, strange = true == said, true == DECLINED
    return {
        "accuracy": float(right.mean()),
        "in_scope_accuracy": float(right[~strange].mean()) if (~strange).any() else 0.0,
        "oos_recall": float(right[strange].mean()) if strange.any() else 0.0,
        "mcc": float(matthews_corrcoef(true, said)),
        "rows": len(true),
        "classes": by_class(truth, predicted),
    }


def by_class(truth: Sequence[str], predicted: Sequence[str]) -> Dict[str, Dict[str, float]]:
    """Label -> precision, recall, f1 and how often it is true; labels never true are left out."""
    from sklearn.metrics import precision_recall_fscore_support

    labels = sorted(set(truth))
    columns = precision_recall_fscore_support(truth, predicted, labels=labels, zero_division=0)
    names = ("precision", "recall", "f1", "rows")
    return {
        label: dict(zip(names, map(float, row), strict=True))
        for label, row in zip(labels, zip(*columns, strict=True), strict=True)
    }


def learnt_point(rows: Sequence[Row], guesses: Sequence[IntentGuess]) -> "OperatingPoint | None":
    """The operating point that these rows teach; None without rows to be declined."""
    trials = [
        Trial(guess, row.intent != DECLINED)
        for row, guess in zip(rows, guesses, strict=True)
        if row.intent in (DECLINED, guess.intent)  # a wrong guess is wrong either way
    ]
    return fit_operating_point(trials, VAL_SHARE) if any(row.intent == DECLINED for row in rows) else None


def train(rows: Sequence[Row], config: Path, folder: Path, encoder: str = "") -> Path:
    """A Rasa NLU model of config.yml's pipeline, with another encoder where one is named. Returns: its file."""
    from rasa.model_training import train_nlu

    # JSON rather than Rasa's YAML: there "[x](y)" in a message would be read as an entity.
    examples = [{"text": row.text, "intent": row.intent} for row in rows]
    (folder / "nlu.json").write_text(json.dumps({"rasa_nlu_data": {"common_examples": examples}}), encoding="utf-8")
    content = yaml.safe_load(config.read_text(encoding="utf-8"))
    kept = {name: content[name] for name in ("recipe", "language", "assistant_id", "pipeline") if name in content}
    for part in kept.get("pipeline") or ():
        if encoder and "encoder" in part:
            part["encoder"] = encoder
    (folder / "config.yml").write_text(yaml.safe_dump(kept), encoding="utf-8")
    trained = train_nlu(str(folder / "config.yml"), str(folder / "nlu.json"), str(folder), fixed_model_name="nlu")
    if trained is None:
        raise EvaluationError(f"Rasa could not train {config}'s pipeline on these rows; its messages are above.")
    return Path(trained)


def _parser(model: Path) -> Any:
    from rasa.core.agent import load_agent

    agent = asyncio.run(load_agent(str(model)))
    loop = asyncio.new_event_loop()

    def parse(text: str) -> Parsed:
        began = time.perf_counter()
        found = loop.run_until_complete(agent.parse_message(text))
        milliseconds = (time.perf_counter() - began) * 1000
        names = [found["intent"]["name"] or DECLINED, *(entry["name"] for entry in found.get("intent_ranking", []))]
        # A pipeline without the gate says no belief: what it names is what it means.
        belief = found.get("belief", 0.0 if names[0] == DECLINED else 1.0)
        name = next((name for name in names if name != DECLINED), DECLINED)
        share = next((entry["confidence"] for entry in found.get("intent_ranking", []) if entry["name"] == name), 0.0)
        return Parsed(IntentGuess(name, share, *found.get("likeness", (-1.0, -1.0))), belief, milliseconds)

    return parse


def _learnt_threshold(model: Path) -> float:
    with tarfile.open(model) as archive:
        for member in archive:
            if member.name.endswith("operating_point.json"):
                return float(json.loads(archive.extractfile(member).read())[1])  # type: ignore[union-attr]
    return 0.5


def _open_text(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="intent_evaluation", description=__doc__.splitlines()[0])
    parser.add_argument("test", type=Path)
    parser.add_argument("--fit", type=Path, required=True)
    parser.add_argument("--val", type=Path)
    parser.add_argument("--config", type=Path, default=_ROOT / "config.yml")
    parser.add_argument("--halves", type=int, default=0, help="in place of --val: so many random halvings of TEST")
    parser.add_argument("--encoder", default="", help="in place of the one that the configuration names")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    given = parser.parse_args(arguments)
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"  # what an earlier run learnt is not to be measured
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    try:
        read_rows(given.test)  # told before minutes of training
        pipeline = taught(given.fit, given.config, given.encoder)
        if given.halves:
            report = evaluate_halves(given.test, pipeline, given.halves)
        else:
            report = evaluate(given.test, pipeline, given.val)
    except (EvaluationError, OSError) as error:
        print(f"intent_evaluation: {error}", file=sys.stderr)
        return 2
    print(json.dumps(report) if given.json else "\n".join(f"{name:18} {value}" for name, value in report.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
