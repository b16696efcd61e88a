"""Weights in blocks of 4 bits are read back as they were written."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from bot.models.blocks import BlocksError, read_blocks

HIDDEN, WIDE, WORDS = 32, 64, 3


def block(scale: float, values: list[int]) -> bytes:
    """32 whole numbers -8..7 and what they are multiplied by."""
    raised = [value + 8 for value in values]
    return struct.pack("<e", scale) + bytes(low | high << 4 for low, high in zip(raised[:16], raised[16:], strict=True))


def write_network(path: Path, tensors: dict[str, tuple[int, int, bytes]]) -> None:
    """A file with a tokenizer of one piece and the tensors: name -> (kind, numbers, bytes)."""
    head = b"E5S1" + struct.pack("<8ifi", 1, HIDDEN, 1, 4, WIDE, WORDS, 8, 2, 1e-12, 32)
    piece = b"red"
    head += struct.pack("<5iQ", 1, 0, 2, 1, 3, len(piece)) + struct.pack("<2If", 0, len(piece), 0.5) + piece
    head += struct.pack("<iI", 1, 5) + struct.pack("<IB", 65, 0)
    directory_bytes = 4 + sum(2 + len(name) + 1 + 4 + 8 + 8 for name in tensors)
    place = len(head) + directory_bytes
    directory, body = struct.pack("<i", len(tensors)), b""
    for name, (kind, numbers, data) in tensors.items():
        directory += (
            struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", kind, numbers, place, len(data))
        )
        place, body = place + len(data), body + data
    path.write_bytes(head + directory + body)


@pytest.fixture
def values() -> list[list[int]]:
    return np.random.default_rng(3).integers(-8, 8, (WORDS, HIDDEN)).tolist()


@pytest.fixture
def file(tmp_path: Path, values: list[list[int]]) -> Path:
    words = b"".join(block(0.5, row) for row in values)
    bias = np.arange(WIDE, dtype="<f4")
    wide = block(1.0, [1] * 32) * WIDE
    narrow = block(2.0, [-8] * 32) * (WIDE * HIDDEN // 32)
    tensors = {
        "emb.word": (1, WORDS * HIDDEN, words),
        "l0.fi.w": (1, WIDE * HIDDEN, wide),
        "l0.fi.b": (0, WIDE, bias.tobytes()),
        "l0.fo.w": (1, WIDE * HIDDEN, narrow),
    }
    write_network(tmp_path / "network.bin", tensors)
    return tmp_path / "network.bin"


def test_numbers_come_back_under_the_names_and_shapes_of_a_bert(file: Path, values: list[list[int]]) -> None:
    found = read_blocks(file)
    assert found.weights["embeddings.word_embeddings.weight"] == pytest.approx(np.array(values) * 0.5)
    assert found.weights["encoder.layer.0.intermediate.dense.weight"].shape == (WIDE, HIDDEN)
    assert found.weights["encoder.layer.0.intermediate.dense.bias"] == pytest.approx(np.arange(WIDE))
    narrow = found.weights["encoder.layer.0.output.dense.weight"]
    assert (narrow.shape, set(narrow.ravel().tolist())) == ((HIDDEN, WIDE), {-16.0})
    assert (found.config["hidden_size"], found.config["num_attention_heads"]) == (HIDDEN, 4)


@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_a_file_that_was_cut_off_is_refused(file: Path, share: float) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(BlocksError):
        read_blocks(file)


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"PK\x03\x04" * 20)
    with pytest.raises(BlocksError, match="E5S1"):
        read_blocks(tmp_path / "other")
