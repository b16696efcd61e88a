"""Measures the pipeline of config.yml on a file of labelled messages.

    .venv-rasa/bin/python -m bot.rasa.intent_evaluation TEST.csv --fit TRAIN.csv [--val VAL.csv] --json

Files have the columns text,intent (or utterance,intent) and may end in .gz; `out_of_scope` marks what must be declined.
The pipeline is trained by Rasa on TRAIN, its operating point too; VAL, where given, moves the threshold to where most
answers of VAL are right. TEST is only predicted, one message at a time.
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
from typing import Any, Dict, List, NamedTuple, Sequence, TextIO

import numpy as np
import yaml

from bot.rasa.lean_imports import configured_components, keep_tensorflow_out

DECLINED = "out_of_scope"
_ROOT = Path(__file__).resolve().parents[2]


class Row(NamedTuple):
    text: str
    intent: str


class Parsed(NamedTuple):
    """What the pipeline made of one message.

    Attributes:
        guess: the intent it thought of, declined or not.
        belief: in that guess, 0..1.
    """

    guess: str
    belief: float
    milliseconds: float

    def label(self, threshold: float) -> str:
        return self.guess if self.belief >= threshold else DECLINED


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


def evaluate(test: Path, fit: Path, val: "Path | None" = None, config: Path = _ROOT / "config.yml") -> Dict[str, Any]:
    """Trains on `fit`, measures on `test`; keys as in the table of `shopmate eval`. Raises: EvaluationError."""
    test_rows, fit_rows = read_rows(test), read_rows(fit)
    val_rows = read_rows(val) if val else []
    keep_tensorflow_out(configured_components(config))
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        model = train(fit_rows, config, Path(folder))
        fit_seconds = time.perf_counter() - began
        parse = _parser(model)
        threshold = _learnt_threshold(model)
        if any(row.intent == DECLINED for row in val_rows):
            threshold = best_threshold([row.intent for row in val_rows], [parse(row.text) for row in val_rows])
        parsed = [parse(row.text) for row in test_rows]
    measures = measure([row.intent for row in test_rows], [one.label(threshold) for one in parsed])
    p50 = float(np.median([one.milliseconds for one in parsed]))
    return {**measures, "threshold": threshold, "fit_s": round(fit_seconds, 1), "p50_ms": round(p50, 2)}


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


def best_threshold(truth: Sequence[str], parsed: Sequence[Parsed]) -> float:
    """The threshold with most right answers; of several, the middle of the first run."""
    candidates = np.round(np.arange(0.02, 1.0, 0.02), 2)
    right = np.array(
        [sum(one.label(at) == label for one, label in zip(parsed, truth, strict=True)) for at in candidates]
    )
    best = np.flatnonzero(right == right.max())
    run = best[: int(np.argmax(np.append(np.diff(best), 2) > 1)) + 1]
    return float(candidates[run[len(run) // 2]])


def train(rows: Sequence[Row], config: Path, folder: Path) -> Path:
    """A Rasa NLU model of config.yml's pipeline. Returns: its file in `folder`."""
    from rasa.model_training import train_nlu

    # JSON rather than Rasa's YAML: there "[x](y)" in a message would be read as an entity.
    examples = [{"text": row.text, "intent": row.intent} for row in rows]
    (folder / "nlu.json").write_text(json.dumps({"rasa_nlu_data": {"common_examples": examples}}), encoding="utf-8")
    content = yaml.safe_load(config.read_text(encoding="utf-8"))
    kept = {name: content[name] for name in ("recipe", "language", "assistant_id", "pipeline") if name in content}
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
        return Parsed(next((name for name in names if name != DECLINED), DECLINED), belief, milliseconds)

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
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    given = parser.parse_args(arguments)
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"  # what an earlier run learnt is not to be measured
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    try:
        report = evaluate(given.test, given.fit, given.val, given.config)
    except (EvaluationError, OSError) as error:
        print(f"intent_evaluation: {error}", file=sys.stderr)
        return 2
    print(json.dumps(report) if given.json else "\n".join(f"{name:18} {value}" for name, value in report.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
