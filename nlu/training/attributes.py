"""Teaches a small transformer to mark the values of named attributes in a product's text.

All attributes of a category are asked in one pass: the text, the category and the names stand in one sequence, and
each name points at the first and the last word piece of its value, or at the very first piece when the text tells none.
So names compete for the same words, and a product costs one run however many attributes it has. Names are shuffled and
left out at random, so that a name is read rather than counted.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import torch
from torch import Tensor, nn
from transformers import BertModel, logging

from nlu.attributes import Sequenced, Sequencer, Span, best_span, feed
from nlu.training.attribute_figures import Margins, Row, best_margins

#: Called with a stage in words and the share done, 0..1.
Progress = Callable[[str, float], None]

ABSENT = "n/a"
_BATCH, _EVALUATED_AT_ONCE = 16, 32
#: Steps of AdamW on a one-cycle schedule: for the encoder, and for what is new.
_RATE, _NEW_RATE, _WARM_UP = 1.5e-4, 1e-3, 0.1
_LEFT_OUT = 0.1
_PATIENCE = 2


class AttributeFileError(ValueError):
    """A file that is no list of products with attributes; the message says what is expected."""


class Lesson(NamedTuple):
    """One sequence, and the first and last piece of each name's value: (0, 0) = told nowhere."""

    sequence: Sequenced
    truth: list[tuple[int, int]]


def read_attributes(path: Path) -> list[Row]:
    """The rows of a JSONL file as ExtractGPT writes them. Raises: AttributeFileError."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            entry = json.loads(line)
            scores = entry["target_scores"].items()
            told = {name: tuple(value for value in values if value != ABSENT) for name, values in scores}
            rows.append(Row(entry["input"], entry["category"], told))
        except (ValueError, KeyError, AttributeError, TypeError):
            raise AttributeFileError(
                f'{path}, line {number}, is no product. Expected: {{"input": "…", "category": "…", '
                '"target_scores": {"Brand": {"Ovo": 1}}}.'
            ) from None
    if not rows:
        raise AttributeFileError(f"{path} holds no product.")
    return rows


class Network(nn.Module):
    """A BERT whose states point: [texts, names, pieces] for the first piece of each value, and for the last."""

    def __init__(self, folder: Path) -> None:
        """`folder` has config.json and model.safetensors. The word embeddings stay as they are."""
        super().__init__()
        logging.set_verbosity_error()  # it reports the pooler, which is left out on purpose
        logging.disable_progress_bar()
        self.bert = BertModel.from_pretrained(folder, add_pooling_layer=False)
        hidden = self.bert.config.hidden_size
        self.width = hidden // 3
        self.asked, self.marked = nn.Linear(hidden, 2 * self.width), nn.Linear(hidden, 2 * self.width)
        self.bert.embeddings.requires_grad_(False)
        for part in self.modules():
            if isinstance(part, nn.Dropout):
                part.p = 0.0

    def forward(self, ids: Tensor, mask: Tensor, names: Tensor, hidden: Tensor) -> tuple[Tensor, Tensor]:
        """`names` [texts, names, pieces] averages a name's pieces; `hidden` is very low where nothing may point."""
        states = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        asked, marked = self.asked(names @ states), self.marked(states).transpose(1, 2)
        first, last = slice(None, self.width), slice(self.width, None)
        scores = [asked[..., part] @ marked[:, part] / self.width**0.5 for part in (first, last)]
        return scores[0] + hidden[:, None], scores[1] + hidden[:, None]


class Tagger:
    """A network with the tokenizer, the names of each category, and how sure it must be."""

    def __init__(self, network: Network, tokenizer: Path, names: Mapping[str, Sequence[str]]) -> None:
        self.network = network
        self.names = names
        self.margins = Margins()
        self.tokenizer = tokenizer
        self._sequencer = Sequencer(tokenizer)

    @classmethod
    def new(cls, folder: Path, rows: Sequence[Row]) -> Self:
        """An untaught tagger over the encoder in `folder` that asks for the names that occur in `rows`."""
        names: dict[str, dict[str, None]] = {}
        for row in rows:
            names.setdefault(row.category, {}).update(dict.fromkeys(row.values))
        return cls(Network(folder), folder / "tokenizer.json", {name: list(found) for name, found in names.items()})

    def asked(self, row: Row) -> list[str]:
        """All names of the row's category, with its own: what it tells must not be told by the question."""
        return sorted({*self.names.get(row.category, ()), *row.values})

    def lesson(self, row: Row, names: Sequence[str]) -> Lesson:
        offsets = self._sequencer.offsets(row.text)
        truth = [_place(row.text, row.values.get(name, ()), offsets) for name in names]
        return Lesson(self._sequencer.sequenced(row.text, row.category, names), truth)

    def values(self, rows: Sequence[Row], *, most: int = _EVALUATED_AT_ONCE) -> Iterator[dict[str, Span]]:
        """For each row every asked name with the likeliest value, told or not: see `told`."""
        self.network.eval()
        with torch.no_grad():
            for start in range(0, len(rows), most):
                some = rows[start : start + most]
                asked = [self.asked(row) for row in some]
                lessons = [self.lesson(row, names) for row, names in zip(some, asked, strict=True)]
                first, last = (scores.numpy() for scores in self.network(*_tensors(lessons)[:4]))
                for place, (row, names, one) in enumerate(zip(some, asked, lessons, strict=True)):
                    offsets, pieces = self._sequencer.offsets(row.text), one.sequence.pieces
                    yield {
                        name: best_span(row.text, offsets, first[place, number], last[place, number], pieces)
                        for number, name in enumerate(names)
                    }

    def told(self, value: Span) -> bool:
        """Whether the value is sure enough to be told."""
        return bool(value.text) and value.lead > self.margins.of_all


def fit_attributes(
    rows: Sequence[Row],
    encoder: Path,
    *,
    epochs: int = 8,
    seed: int = 0,
    checkpoint: Path | None = None,
    progress: Progress = lambda stage, share: None,
) -> Tagger:
    """The tagger taught on nine tenths of `rows`, as it was best on the others.

    Args:
        encoder: a folder with config.json, model.safetensors and tokenizer.json of a BERT.
        checkpoint: a file that is written after each epoch and gone on from where it exists; None = none.
    """
    torch.manual_seed(seed)
    order = np.random.default_rng(seed).permutation(len(rows))
    kept = max(1, len(rows) // 10)
    validation, taught = [rows[place] for place in order[:kept]], [rows[place] for place in order[kept:]]
    tagger = Tagger.new(encoder, rows)
    course = _Course(tagger, taught, epochs, seed)
    if checkpoint and checkpoint.exists():
        course.resume(checkpoint)
    while course.epoch < epochs and course.stale < _PATIENCE:
        progress(
            f"epoch {course.epoch + 1} of {epochs}, F1 {course.best_f1:.3f} on rows left out", course.epoch / epochs
        )
        course.run_epoch()
        course.remember(*best_margins(validation, list(tagger.values(validation))))
        if checkpoint:
            course.save(checkpoint)
    tagger.network.load_state_dict(course.best)
    tagger.margins = course.margins
    return tagger


class _Course:
    """One training: where it stands, and the best it has come by."""

    def __init__(self, tagger: Tagger, rows: Sequence[Row], epochs: int, seed: int) -> None:
        self.tagger, self.rows = tagger, rows
        self.epoch, self.stale, self.best_f1, self.margins = 0, 0, -1.0, Margins()
        self.best: dict[str, Tensor] = {}
        self._random = random.Random(seed)
        network = tagger.network
        new = [*network.asked.parameters(), *network.marked.parameters()]
        old = [weight for weight in network.bert.parameters() if weight.requires_grad]
        self._optimiser = torch.optim.AdamW([{"params": old, "lr": _RATE}, {"params": new, "lr": _NEW_RATE}])
        steps = epochs * -(-len(rows) // _BATCH) + 1
        self._schedule = torch.optim.lr_scheduler.OneCycleLR(
            self._optimiser, [_RATE, _NEW_RATE], total_steps=steps, pct_start=_WARM_UP
        )

    def run_epoch(self) -> None:
        self.tagger.network.train()
        order = self._random.sample(range(len(self.rows)), len(self.rows))
        for start in range(0, len(order), _BATCH):
            lessons = [self._asked(self.rows[place]) for place in order[start : start + _BATCH]]
            *inputs, truth = _tensors(lessons)
            scores = self.tagger.network(*inputs)
            losses = [
                nn.functional.cross_entropy(one.transpose(1, 2), truth[..., side], ignore_index=-1)
                for side, one in enumerate(scores)
            ]
            (losses[0] + losses[1]).backward()
            nn.utils.clip_grad_norm_(self.tagger.network.parameters(), 1.0)
            self._optimiser.step()
            self._schedule.step()
            self._optimiser.zero_grad()
        self.epoch += 1

    def remember(self, margins: Margins, f1: float) -> None:
        """Keeps the weights when they are the best so far; `f1` is that over all names."""
        self.stale += 1
        if f1 > self.best_f1:
            self.best_f1, self.margins, self.stale = f1, margins, 0
            self.best = {name: weight.clone() for name, weight in self.tagger.network.state_dict().items()}

    def save(self, path: Path) -> None:
        numbers = (self.epoch, self.stale, self.best_f1, tuple(self.margins))
        parts = [self.tagger.network, self._optimiser, self._schedule]
        torch.save((numbers, self.best, [part.state_dict() for part in parts], self._random.getstate()), path)

    def resume(self, path: Path) -> None:
        numbers, self.best, states, chance = torch.load(path, weights_only=False)
        self.epoch, self.stale, self.best_f1, margins = numbers
        self.margins = Margins(*margins)
        for part, state in zip((self.tagger.network, self._optimiser, self._schedule), states, strict=True):
            part.load_state_dict(state)
        self._random.setstate(chance)

    def _asked(self, row: Row) -> Lesson:
        names = [name for name in self.tagger.asked(row) if name in row.values or self._random.random() > _LEFT_OUT]
        self._random.shuffle(names)
        return self.tagger.lesson(row, names)


def _place(text: str, values: Sequence[str], offsets: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The first and last piece of the value that comes first, counted from 1; (0, 0) = told nowhere."""
    places = []
    for value in values:
        start = text.find(value)
        inside = [
            n for n, (begin, end) in enumerate(offsets, 1) if start >= 0 and begin < start + len(value) and end > start
        ]
        if inside:
            places.append((inside[0], inside[-1]))
    return min(places, default=(0, 0))


def _tensors(lessons: Sequence[Lesson]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """ids, mask [texts, pieces], names [texts, names, pieces], hidden [texts, pieces], truth [texts, names, 2]."""
    inputs = [torch.from_numpy(one) for one in feed([lesson.sequence for lesson in lessons]).values()]
    truth = torch.full((len(lessons), inputs[2].shape[1], 2), -1)
    for row, lesson in enumerate(lessons):
        truth[row, : len(lesson.truth)] = torch.tensor(lesson.truth).reshape(-1, 2)
    return inputs[0], inputs[1], inputs[2], inputs[3], truth
