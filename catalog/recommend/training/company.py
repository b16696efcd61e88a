"""Where a training starts: products that stood in the same histories lie near each other from the first step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.linalg import svds

from catalog.recommend.sequence.histories import Rows
from catalog.vector_file import FloatMatrix

#: The mean length of a vector: small, so that the network can still turn it where it wants.
_LENGTH = 0.5


def company(rows: Sequence[Rows], products: int, dimension: int) -> FloatMatrix:
    """[products, dimension]: the factors of positive pointwise mutual information of products in one history.

    Nearer in a history counts for more (1 / distance). Levy and Goldberg, "Neural Word Embedding as Implicit Matrix
    Factorization", NIPS 2014. On Amazon Beauty two epochs from here are as far as seven from chance.
    """
    firsts, seconds, weights = [], [], []
    for row in rows:
        for distance in range(1, len(row)):
            firsts.append(row[:-distance])
            seconds.append(row[distance:])
            weights.append(np.full(len(row) - distance, 1 / distance))
    pairs = (np.concatenate(firsts), np.concatenate(seconds))
    together = csr_matrix(coo_matrix((np.concatenate(weights), pairs), shape=(products, products)))
    together = (together + together.T).tocoo()
    alone = np.asarray(together.sum(1)).ravel()
    surprise = np.log(together.data * alone.sum() / (alone[together.row] * alone[together.col]))
    table = csr_matrix((np.maximum(surprise, 0), (together.row, together.col)), shape=together.shape)
    left, strength, _ = svds(table.astype(np.float32), k=min(dimension, products - 1), rng=np.random.default_rng(0))
    found = np.zeros((products, dimension), dtype=np.float32)
    found[:, : len(strength)] = left * np.sqrt(strength)
    return found * np.float32(_LENGTH / max(np.linalg.norm(found, axis=1).mean(), 1e-9))
