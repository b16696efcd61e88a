"""Is an index worth it at a million products? Exact inner products beside an inverted file of 8 bit vectors.

    .venv/bin/python -m benchmarks.vectors [--vectors 1000000] [--queries 200] [--json]

The vectors are drawn in clusters, as products of one kind lie together; a query is a product's vector with noise. The
inverted file (IVF, cells by k-means; Jegou et al. 2011) looks into a few cells and keeps 8 bits a dimension; its best
candidates are measured exactly where the exact vectors lie on disk. Told: the share of the true 10 nearest that are
found among the first 10, the 95th percentile of one query at a time (k = 100), bytes a product in memory, and how long
one product takes to be replaced.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

FloatMatrix = npt.NDArray[np.float32]

_DIMENSION, _NEAREST, _ASKED = 384, 10, 100
#: Products of one kind, and how far they lie from its middle beside the length of the middle itself.
_PER_CLUSTER, _SPREAD = 200, 0.8
_NOISE = 0.3
#: Vectors that k-means sees for each cell, and the rounds it takes.
_TAUGHT_PER_CELL, _ROUNDS = 39, 6
_CHUNK = 50_000
_UPDATES = 200
_TRIES = 3


@dataclass(frozen=True)
class Inverted:
    """Cells of 8 bit vectors, and the exact vectors in a file for the last word on the order."""

    index: faiss.IndexIVFScalarQuantizer
    exact: FloatMatrix

    @classmethod
    def of(cls, vectors: FloatMatrix, cells: int, looked_into: int) -> Inverted:
        quantizer = faiss.IndexFlatIP(vectors.shape[1])
        kind = faiss.ScalarQuantizer.QT_8bit
        index = faiss.IndexIVFScalarQuantizer(
            quantizer, vectors.shape[1], cells, kind, faiss.METRIC_INNER_PRODUCT, False
        )
        index.cp.niter = _ROUNDS
        taught = np.random.default_rng(1).choice(
            len(vectors), min(len(vectors), cells * _TAUGHT_PER_CELL), replace=False
        )
        index.train(vectors[np.sort(taught)])
        # Where each vector lies, so that one of them can be taken out without reading all.
        index.set_direct_map_type(faiss.DirectMap.Hashtable)
        for start in range(0, len(vectors), _CHUNK):
            part = np.ascontiguousarray(vectors[start : start + _CHUNK])
            index.add_with_ids(part, np.arange(start, start + len(part), dtype=np.int64))
        index.nprobe = looked_into
        return cls(index, vectors)

    def nearest(self, query: FloatMatrix) -> npt.NDArray[np.int64]:
        """[k] ids, nearest first."""
        _, found = self.index.search(query[None], _ASKED)
        ids = np.sort(found[0][found[0] >= 0])
        return ids[np.argsort(-(self.exact[ids] @ query), kind="stable")]

    def replace(self, number: int, vector: FloatMatrix) -> None:
        ids = np.array([number], dtype=np.int64)
        self.index.remove_ids(faiss.IDSelectorArray(ids))
        self.index.add_with_ids(vector[None], ids)

    @property
    def bytes_per_vector(self) -> float:
        """Of memory: codes, ids, the map to both, and the cells' middles."""
        codes = self.index.code_size + 8
        hashed = 2 * 16
        return codes + hashed + self.index.nlist * 4 * self.index.d / max(self.index.ntotal, 1)


def clustered(path: Path, count: int, seed: int = 0) -> FloatMatrix:
    """[count, 384] float32 of length 1, kept in the file `path`."""
    numbers = np.random.default_rng(seed)
    middles = _unit(numbers.standard_normal((max(count // _PER_CLUSTER, 1), _DIMENSION), dtype=np.float32))
    vectors = np.memmap(path, np.float32, "w+", shape=(count, _DIMENSION))
    for start in range(0, count, _CHUNK):
        size = min(_CHUNK, count - start)
        around = numbers.standard_normal((size, _DIMENSION), dtype=np.float32) * np.float32(_SPREAD / _DIMENSION**0.5)
        vectors[start : start + size] = _unit(middles[numbers.integers(len(middles), size=size)] + around)
    return vectors


def compared(count: int, queries: int, cells: int, looked_into: int, say: Callable[[str], None]) -> dict[str, float]:
    """The figures of both; `recall@10` is that of the inverted file, the flat index being exact."""
    with tempfile.TemporaryDirectory() as folder:
        say(f"drawing {count} vectors")
        vectors = clustered(Path(folder) / "vectors", count)
        numbers = np.random.default_rng(2)
        noise = numbers.standard_normal((queries, _DIMENSION), dtype=np.float32) * np.float32(_NOISE / _DIMENSION**0.5)
        asked = _unit(vectors[numbers.integers(count, size=queries)] + noise)
        say("filling the flat index")
        exact, flat_ms = _timed(_flat(vectors), asked)
        say(f"making {cells} cells")
        began = time.perf_counter()
        inverted = Inverted.of(vectors, cells, looked_into)
        seconds = time.perf_counter() - began
        found, ms = _timed(inverted.nearest, asked)
        say("replacing products")
        _, update_ms = _timed(
            lambda vector: inverted.replace(int(numbers.integers(count)), vector), asked[np.arange(_UPDATES) % queries]
        )
        hits = [len({*one[:_NEAREST]} & {*true[:_NEAREST]}) for one, true in zip(found, exact, strict=True)]
        return {
            "vectors": count,
            "recall@10": float(np.mean(hits)) / _NEAREST,
            "flat_p95_ms": _p95(flat_ms),
            "p95_ms": _p95(ms),
            "share_of_flat": round(_p95(ms) / _p95(flat_ms), 4),
            "bytes_per_product": round(inverted.bytes_per_vector, 1),
            "flat_bytes_per_product": 4.0 * _DIMENSION,
            "update_p95_ms": _p95(update_ms),
            "build_s": round(seconds, 1),
        }


def _flat(vectors: FloatMatrix) -> Callable[[FloatMatrix], npt.NDArray[np.int64]]:
    """What is nearest to a query, over all vectors."""
    flat = faiss.IndexFlatIP(vectors.shape[1])
    for start in range(0, len(vectors), _CHUNK):
        flat.add(np.ascontiguousarray(vectors[start : start + _CHUNK]))
    return lambda query: np.asarray(flat.search(query[None], _ASKED)[1][0])


def _timed(answer: Callable[[FloatMatrix], object], asked: FloatMatrix) -> tuple[list[object], list[float]]:
    """What is answered to each, and the milliseconds it took: the fastest of a few tries, as others use the machine."""
    answers, milliseconds = [], []
    for query in asked:
        tries = []
        for _ in range(_TRIES):
            began = time.perf_counter()
            answered = answer(query)
            tries.append(1000 * (time.perf_counter() - began))
        answers.append(answered)
        milliseconds.append(min(tries))
    return answers, milliseconds


def _p95(milliseconds: Sequence[float]) -> float:
    return round(float(np.percentile(milliseconds, 95)), 2)


def _unit(vectors: FloatMatrix) -> FloatMatrix:
    lengths: FloatMatrix = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / lengths


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.vectors", description=__doc__.splitlines()[0])
    parser.add_argument("--vectors", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--cells", type=int, default=2048)
    parser.add_argument("--looked-into", type=int, default=16, help="cells that a query looks into")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    given = parser.parse_args(arguments)
    figures = compared(
        given.vectors, given.queries, given.cells, given.looked_into, lambda stage: print(stage, file=sys.stderr)
    )
    print(json.dumps(figures) if given.json else "\n".join(f"{name:24} {value}" for name, value in figures.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
