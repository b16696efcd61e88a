"""Reads the tensors of a PyTorch checkpoint (the format before 1.6) without PyTorch, and runs nothing of it."""

from __future__ import annotations

import pickle
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

Tensor = NDArray[Any]

_MAGIC_NUMBER = 0x1950A86A20F9469CFC6C
_STORAGES = {"FloatStorage": "<f4", "LongStorage": "<i8"}


class WeightsError(ValueError):
    """A file that is no such checkpoint, or one that asks for more than tensors."""


class _Storage(NamedTuple):
    key: str
    dtype: str
    elements: int


class _View(NamedTuple):
    """A tensor before its numbers are read: where in which storage it lies."""

    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


def read_weights(path: Path) -> dict[str, Tensor]:
    """Every tensor of the checkpoint's state dict by name.

    The file is five pickles (magic number, protocol, machine, tensors, storage keys), then each storage as an
    8-byte length and its numbers. Only the names in `_Unpickler.find_class` may be called by the pickles.
    Raises: WeightsError.
    """
    with path.open("rb") as file:
        try:
            return _read(file)
        except (pickle.UnpicklingError, EOFError, AttributeError, TypeError, KeyError, IndexError) as error:
            raise WeightsError(f"{path.name} cannot be read as PyTorch weights: {error}.") from error


def _read(file: BinaryIO) -> dict[str, Tensor]:
    if _Unpickler(file).load() != _MAGIC_NUMBER:
        raise WeightsError("The file does not start like a PyTorch checkpoint of the format before 1.6.")
    _protocol, _machine = _Unpickler(file).load(), _Unpickler(file).load()
    views: dict[str, _View] = _Unpickler(file).load()
    keys: list[str] = _Unpickler(file).load()
    storages = {view.storage.key: view.storage for view in views.values()}
    numbers = {key: _numbers(file, storages[key]) for key in keys}
    return {name: _tensor(numbers[view.storage.key], view) for name, view in views.items()}


def _numbers(file: BinaryIO, storage: _Storage) -> Tensor:
    elements = int.from_bytes(file.read(8), "little")
    dtype = np.dtype(storage.dtype)
    data = file.read(elements * dtype.itemsize) if elements == storage.elements else b""
    if len(data) != storage.elements * dtype.itemsize:
        raise WeightsError(f"Storage {storage.key} is cut short; fetch the file again.")
    return np.frombuffer(data, dtype)


def _tensor(numbers: Tensor, view: _View) -> Tensor:
    end = view.offset + sum((size - 1) * step for size, step in zip(view.shape, view.strides, strict=True)) + 1
    if view.offset < 0 or min((*view.shape, *view.strides, 1)) < 0 or end > len(numbers):
        raise WeightsError(f"A tensor of shape {view.shape} reaches outside its storage of {len(numbers)} numbers.")
    strides = [step * numbers.itemsize for step in view.strides]
    return np.lib.stride_tricks.as_strided(numbers[view.offset :], view.shape, strides).copy()


def _view(storage: _Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: object) -> _View:
    return _View(storage, offset, shape, strides)


class _Unpickler(pickle.Unpickler):
    """Knows three names; everything else that a pickle could call is refused."""

    def find_class(self, module: str, name: str) -> Callable[..., Any] | str:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _view
        if module == "torch" and name in _STORAGES:
            return _STORAGES[name]
        raise WeightsError(f"The checkpoint asks for {module}.{name}; only plain tensors are read.")

    def persistent_load(self, identity: tuple[Any, ...]) -> _Storage:
        _kind, dtype, key, _location, elements, _view_of = identity
        return _Storage(key, dtype, elements)
