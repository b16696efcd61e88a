"""Text in, values of named attributes out: the network that `shopmate train attributes` taught, run by ONNX Runtime.

Text, category and names stand in one sequence. Each name points at the first and the last word piece of its value, or
at the very first piece where the text tells none, so a product costs one run however many names are asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

Floats = npt.NDArray[np.float32]

MODEL, TOKENIZER, MANNERS = "model.onnx", "tokenizer.json", "manners.json"
#: Pieces read of a text; the longest value in pieces; names asked in one run.
MOST_PIECES, LONGEST_VALUE, MOST_NAMES = 64, 16, 24
_AT_ONCE = 16


class Sequenced(NamedTuple):
    """One sequence: piece ids, how many of them (with the first, which means "not told") may be pointed at, where each
    name stands."""

    ids: list[int]
    pieces: int
    names: list[slice]


class Span(NamedTuple):
    """A value that the text may tell: its words, and by how much they are likelier than "not told" (log-odds)."""

    text: str
    lead: float


@dataclass(frozen=True)
class Manners:
    """How sure a value must be, and how likely it then is right.

    Attributes:
        margin: the least lead of a value that is told.
        slope, constant: of the logistic curve from the lead to the likelihood, 0..1, fitted on products left out.
    """

    margin: float = 0.0
    slope: float = 1.0
    constant: float = 0.0

    def confidence(self, lead: float) -> float:
        return float(1 / (1 + np.exp(-(self.slope * lead + self.constant))))

    def write(self, folder: Path) -> None:
        (folder / MANNERS).write_text(json.dumps(asdict(self)) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manners:
        return cls(**json.loads((folder / MANNERS).read_text(encoding="utf-8")))


class Sequencer:
    """Puts text, category and names into one sequence; the network learnt them in this order."""

    def __init__(self, tokenizer: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._first, self._last = self._tokenizer.encode("").ids

    def sequenced(self, text: str, category: str, names: Sequence[str]) -> Sequenced:
        ids = [self._first, *self._pieces(text)[:MOST_PIECES], self._last]
        pieces = len(ids) - 1
        ids += [*self._pieces(category), self._last]
        places = []
        for name in names:
            found = self._pieces(name)
            places.append(slice(len(ids), len(ids) + len(found)))
            ids += [*found, self._last]
        return Sequenced(ids, pieces, places)

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Where each piece of the text begins and ends, in characters."""
        return list(self._tokenizer.encode(text, add_special_tokens=False).offsets)[:MOST_PIECES]

    def _pieces(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)


class Told(NamedTuple):
    """A value as a text tells it, and how likely it is right, 0..1."""

    value: str
    confidence: float


class AttributeReader:
    """Reads the values of named attributes out of texts."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds model.onnx, tokenizer.json and manners.json."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / MODEL), options, providers=["CPUExecutionProvider"]
        )
        self._sequencer = Sequencer(folder / TOKENIZER)
        self.manners = Manners.read(folder)

    def told(self, asked: Sequence[tuple[str, str, Sequence[str]]]) -> Iterator[dict[str, Told]]:
        """For each (text, category, names) the values that the text tells surely enough, by name."""
        for start in range(0, len(asked), _AT_ONCE):
            some = asked[start : start + _AT_ONCE]
            sequences = [self._sequencer.sequenced(text, category, names) for text, category, names in some]
            first, last = self._session.run(None, feed(sequences))
            for place, ((text, _, names), one) in enumerate(zip(some, sequences, strict=True)):
                offsets = self._sequencer.offsets(text)
                spans = {
                    name: best_span(text, offsets, first[place, number], last[place, number], one.pieces)
                    for number, name in enumerate(names)
                }
                yield {
                    name: Told(span.text, self.manners.confidence(span.lead))
                    for name, span in spans.items()
                    if span.text and span.lead > self.manners.margin
                }


def feed(sequences: Sequence[Sequenced]) -> dict[str, npt.NDArray[Any]]:
    """input_ids, attention_mask [texts, pieces] int64; names [texts, names, pieces], each row the mean over a name's
    pieces; hidden [texts, pieces], very low where nothing may point."""
    pieces = max(len(one.ids) for one in sequences)
    names = max(len(one.names) for one in sequences)
    ids = np.zeros((len(sequences), pieces), np.int64)
    mask = np.zeros_like(ids)
    places = np.zeros((len(sequences), names, pieces), np.float32)
    hidden = np.full((len(sequences), pieces), -1e4, np.float32)
    for row, one in enumerate(sequences):
        ids[row, : len(one.ids)] = one.ids
        mask[row, : len(one.ids)] = 1
        hidden[row, : one.pieces] = 0
        for number, place in enumerate(one.names):
            places[row, number, place] = 1 / max(place.stop - place.start, 1)
    return {"input_ids": ids, "attention_mask": mask, "names": places, "hidden": hidden}


def best_span(text: str, offsets: Sequence[tuple[int, int]], first: Floats, last: Floats, pieces: int) -> Span:
    """The likeliest value that some pieces make up; `first` and `last` are scores by piece."""
    sums = first[1:pieces, None] + last[None, 1:pieces]
    if not sums.size:
        return Span("", 0.0)
    allowed = np.triu(np.tril(np.ones_like(sums), LONGEST_VALUE - 1)) > 0
    sums = np.where(allowed, sums, -np.inf)
    start, end = divmod(int(sums.argmax()), pieces - 1)
    return Span(text[offsets[start][0] : offsets[end][1]], float(sums[start, end] - first[0] - last[0]))
