"""Text -> vector: the sentence encoder, run by ONNX Runtime on the CPU.

Runs in both environments (Python 3.10 inside Rasa, 3.11+ in the app): numpy, onnxruntime and tokenizers are all it
needs.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Encoding, Tokenizer

FloatMatrix = npt.NDArray[np.float32]

#: Characters read for each word piece the network takes; the rest of an endless text is not even tokenised.
_CHARACTERS_PER_TOKEN = 32
_BATCH_TEXTS = 16
#: Vectors of the last texts asked by: enough for one turn; more would only flatter what measures the same texts again.
_KEPT_QUERIES = 4

#: The encoders that come with Shopmate; each is prepared when it is chosen.
KNOWN = ("minilm", "e5")

#: Version of the graph that nlu/bert_graph.py writes; raise it with every change there, and encoders are made again.
RECIPE = 2
#: The same for networks of the e5 family, whose products have had a prefix of their own since.
_E5_RECIPE = 3


def recipe_of(name: str) -> int:
    """The version that the encoder called `name` is made in."""
    return _E5_RECIPE if "e5" in name.lower() else RECIPE


class UnknownEncoderError(ValueError):
    """The name of an encoder that is neither known nor a folder."""


class EncoderMissingError(RuntimeError):
    """The encoder is known, but not prepared on this machine."""


@dataclass(frozen=True)
class EncoderCard:
    """One encoder as a row of data, kept as card.json beside its model.

    Attributes:
        dimension: numbers in a vector.
        max_tokens: word pieces read of a text, the rest is cut off.
        query_prefix, passage_prefix: what the network was trained to see before a text, mostly "".
        source: where the weights come from; source_sha256: the checksum of that file, "" when it has none.
        model_sha256: checksum of model.onnx: two encoders with the same one give the same vectors.
        agreement: lowest cosine between the vectors of the 8 bit and the 32 bit network on the sample texts.
        command: the command that makes it again.
        recipe: the version of the graph that was written; an older one is made again.
        parts: the encoders that this one joins, each prepared by itself; () for a network of its own.
    """

    name: str
    dimension: int
    max_tokens: int
    licence: str
    source: str
    source_sha256: str
    model_sha256: str
    model_bytes: int
    precision: str
    agreement: float
    command: str
    query_prefix: str = ""
    passage_prefix: str = ""
    recipe: int = 1
    parts: tuple[str, ...] = ()

    @classmethod
    def read(cls, folder: Path) -> EncoderCard:
        told = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        return cls(**{**told, "parts": tuple(told.get("parts", ()))})

    def write(self, folder: Path) -> None:
        (folder / "card.json").write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


class SentenceEncoder:
    """Vectors of length 1 whose inner product is the likeness in meaning of two texts."""

    #: Where it was prepared; None when it was made in memory.
    folder: Path | None = None

    def __init__(self, model: Path | bytes, tokenizer: Path, card: EncoderCard) -> None:
        self.card = card
        if isinstance(model, Path):
            self.folder = model.parent
        self._session = _open_session(model)
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        # The file may carry padding to a fixed length and a shorter cut of its own.
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_length=card.max_tokens)
        self._query = lru_cache(_KEPT_QUERIES)(lambda text: self._encode([card.query_prefix + text]))

    @property
    def name(self) -> str:
        return self.card.name

    @property
    def dimension(self) -> int:
        return self.card.dimension

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors of the same text could change."""
        parts = (self.card.model_sha256, self.card.max_tokens, self.card.query_prefix, self.card.passage_prefix)
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]

    def queries(self, texts: Sequence[str]) -> FloatMatrix:
        """What customers say: [texts, dimension] float32, each of length 1.

        What is to be compared with words of its own kind (a question with questions) is encoded so as well.
        """
        if len(texts) == 1:
            # A turn asks the search and the FAQ about the same words several times.
            return self._query(texts[0]).copy()
        return self._encode([self.card.query_prefix + text for text in texts])

    def passages(self, texts: Sequence[str]) -> FloatMatrix:
        """What the shop says (titles, answers): [texts, dimension] float32, each of length 1."""
        return self._encode([self.card.passage_prefix + text for text in texts])

    def knows(self, word: str) -> bool:
        """Whether the word has a word piece of its own, as common words do and misspelt ones do not."""
        return len(self._tokenizer.encode(self._readable(word), add_special_tokens=False).ids) == 1

    def _encode(self, texts: Sequence[str]) -> FloatMatrix:
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        encodings = self._tokenizer.encode_batch([self._readable(text) for text in texts])
        by_length = sorted(range(len(texts)), key=lambda position: len(encodings[position].ids))
        batches = [by_length[start : start + _BATCH_TEXTS] for start in range(0, len(by_length), _BATCH_TEXTS)]

        def run(batch: list[int], options: Any = None) -> None:
            feed = _feed([encodings[position] for position in batch])
            vectors[batch] = self._session.run(None, feed, options)[0]

        if len(batches) == 1:
            run(batches[0])
        elif batches:
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                list(pool.map(run, batches, repeat(_giving_memory_back())))
        return vectors

    def _readable(self, text: str) -> str:
        cut = text[: self.card.max_tokens * _CHARACTERS_PER_TOKEN]
        return cut.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair would make the tokenizer raise


class JoinedEncoder(SentenceEncoder):
    """Several encoders as one: its likeness of two texts is the mean of theirs.

    Vectors stand side by side, each shortened so that the whole has length 1.
    """

    def __init__(self, parts: Sequence[SentenceEncoder], card: EncoderCard, folder: Path | None = None) -> None:
        self.parts, self.card, self.folder = tuple(parts), card, folder

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(repr([part.fingerprint for part in self.parts]).encode()).hexdigest()[:16]

    def queries(self, texts: Sequence[str]) -> FloatMatrix:
        return self._joined([part.queries(texts) for part in self.parts])

    def passages(self, texts: Sequence[str]) -> FloatMatrix:
        return self._joined([part.passages(texts) for part in self.parts])

    def knows(self, word: str) -> bool:
        """As its first part says: several vocabularies together would know most slips."""
        return self.parts[0].knows(word)

    def _joined(self, vectors: Sequence[FloatMatrix]) -> FloatMatrix:
        return np.hstack(vectors) * np.float32(len(self.parts) ** -0.5)


def load_encoder(name: str, models: Path) -> SentenceEncoder:
    """The prepared encoder called `name`: "minilm", "e5", both joined by "+", "hub:<id>" or a folder.

    Raises: UnknownEncoderError, EncoderMissingError.
    """
    folder = encoder_folder(name, models)
    card = EncoderCard.read(folder) if (folder / "card.json").is_file() else None
    if card is None or card.recipe != recipe_of(card.name):
        raise EncoderMissingError(
            f"the sentence encoder {name!r} is {'of an older make' if card else 'not prepared'} in {folder}. "
            f"Run `.venv/bin/python -m bot.models {name}` (or `make run`, which does)."
        )
    if card.parts:
        return JoinedEncoder([load_encoder(part, models) for part in card.parts], card, folder)
    return SentenceEncoder(folder / "model.onnx", folder / "tokenizer.json", card)


def joined_parts(name: str) -> tuple[str, ...]:
    """The known encoders that "minilm+e5" joins, () for a name that joins none."""
    parts = tuple(name.split("+"))
    return parts if len(parts) > 1 and len(set(parts)) == len(parts) and set(parts) <= set(KNOWN) else ()


def encoder_folder(name: str, models: Path) -> Path:
    """Where the prepared encoder lies or will lie. Raises: UnknownEncoderError."""
    if name in KNOWN or joined_parts(name):
        return models / name
    if name.startswith("hub:") and len(name) > len("hub:"):
        return models / name.replace(":", "--").replace("/", "--")
    source = Path(name).expanduser().resolve()
    if (source / "model.onnx").is_file() and (source / "card.json").is_file():
        return source
    if (source / "config.json").is_file():
        return models / f"{source.name}--{hashlib.sha256(str(source).encode()).hexdigest()[:8]}"
    raise UnknownEncoderError(
        f"encoder {name!r} in config.yml (shop.search.encoder). "
        f"Known: {', '.join(KNOWN)}, {'+'.join(KNOWN)}, hub:<id>, <folder with config.json>."
    )


def _feed(encodings: Sequence[Encoding]) -> dict[str, Any]:
    tokens = max(len(encoding.ids) for encoding in encodings)
    ids = np.zeros((len(encodings), tokens), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, encoding in enumerate(encodings):
        ids[row, : len(encoding.ids)] = encoding.ids
        mask[row, : len(encoding.ids)] = 1
    return {"input_ids": ids, "attention_mask": mask}


def _giving_memory_back() -> Any:
    """For runs over many texts: what they took beyond a query's need (100 MB for a few hundred) is given back."""
    options = onnxruntime.RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options


def _open_session(model: Path | bytes) -> Any:
    options = onnxruntime.SessionOptions()
    # One thread a run: a query is too short to share, and threads that wait for each other cost more on a busy
    # machine. Many texts are run side by side instead.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    source = model if isinstance(model, bytes) else str(model)
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
