"""The reader of PyTorch's old checkpoint format: tensors, and nothing that runs."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from vision.weights import WeightsError, read_weights

MAGIC_NUMBER, PROTOCOL = 0x1950A86A20F9469CFC6C, 1001
NUMBERS = np.arange(12, dtype=np.float32)


def checkpoint(view: bytes, magic: int = MAGIC_NUMBER) -> bytes:
    """A file as torch.save wrote it before 1.6, with one storage "0" of NUMBERS and one tensor "w"."""
    state = b"\x80\x02ccollections\nOrderedDict\n)R" + b"X\x01\x00\x00\x00w" + view + b"s."
    parts = [pickle.dumps(value, 2) for value in (magic, PROTOCOL, {"little_endian": True})]
    return b"".join([*parts, state, pickle.dumps(["0"], 2), len(NUMBERS).to_bytes(8, "little"), NUMBERS.tobytes()])


def tensor(offset: int, shape: tuple[int, ...], strides: tuple[int, ...], elements: int = 12) -> bytes:
    """The opcodes of torch._utils._rebuild_tensor_v2(storage, offset, shape, strides, False, OrderedDict())."""

    def numbers(*values: int) -> bytes:
        return b"(" + b"".join(b"J" + value.to_bytes(4, "little", signed=True) for value in values) + b"t"

    def word(text: str) -> bytes:
        return b"X" + len(text).to_bytes(4, "little") + text.encode()

    storage = b"(" + word("storage") + b"ctorch\nFloatStorage\n" + word("0") + word("cpu")
    storage += b"J" + elements.to_bytes(4, "little") + b"Nt" + b"Q"
    arguments = b"(" + storage + b"J" + offset.to_bytes(4, "little", signed=True)
    arguments += numbers(*shape) + numbers(*strides) + b"\x89" + b"ccollections\nOrderedDict\n)R" + b"t"
    return b"ctorch._utils\n_rebuild_tensor_v2\n" + arguments + b"R"


def read(tmp_path: Path, data: bytes) -> dict[str, np.ndarray]:
    path = tmp_path / "weights.pth"
    path.write_bytes(data)
    return read_weights(path)


def test_a_tensor_is_its_storage_seen_by_offset_shape_and_strides(tmp_path: Path) -> None:
    found = read(tmp_path, checkpoint(tensor(1, (2, 3), (1, 4))))
    assert list(found) == ["w"]
    np.testing.assert_array_equal(found["w"], [[1, 5, 9], [2, 6, 10]])


@pytest.mark.parametrize(
    ("offset", "shape", "strides"), [(1, (12,), (1,)), (0, (4, 4), (4, 1)), (-4, (2,), (1,)), (0, (2, 2), (-1, 1))]
)
def test_a_tensor_outside_its_storage_is_refused(
    tmp_path: Path, offset: int, shape: tuple[int, ...], strides: tuple[int, ...]
) -> None:
    with pytest.raises(WeightsError, match="outside its storage"):
        read(tmp_path, checkpoint(tensor(offset, shape, strides)))


def test_a_pickle_that_wants_to_run_something_is_refused(tmp_path: Path) -> None:
    flag = tmp_path / "ran"
    call = b"cos\nsystem\n(X" + len(f"touch {flag}").to_bytes(4, "little") + f"touch {flag}".encode() + b"tR"
    with pytest.raises(WeightsError, match=r"asks for (os|posix)\.system"):
        read(tmp_path, checkpoint(call))
    assert not flag.exists()


def test_a_file_cut_off_or_of_another_kind_is_refused(tmp_path: Path) -> None:
    whole = checkpoint(tensor(0, (12,), (1,)))
    assert read(tmp_path, whole)["w"].sum() == NUMBERS.sum()
    for data in (whole[:-4], whole[: len(whole) // 2], b"", b"PK\x03\x04 a zip", checkpoint(b"N", magic=7)):
        with pytest.raises(WeightsError):
            read(tmp_path, data)
