"""Counts which products follow which, and finds on held-out products how much the counts shall say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix

from catalog.recommend.sequence.followers import MOST, Followers, nobody
from catalog.recommend.sequence.histories import Histories, Rows
from catalog.recommend.training.network import Network
from catalog.recommend.training.ranking import ranks_of

#: Farther apart two products of a history have nothing to do with each other; nearer ones count distance ** -_NEAR.
_REACH, _NEAR = 20, 0.5
#: What stood before counts so much of what came after. These and the powers below were chosen on the validation
#: products of Amazon Beauty, where they hardly matter: NDCG@10 .068 to .072 from half to twice of each.
_BACKWARDS = 0.25
#: A product turned to often speaks less for each that follows; one that follows everything says less, but a little.
_OWN, _POPULAR = 0.5, 0.1
#: The shares that are tried.
_SHARES = (0.0, 0.15, 0.3, 0.4, 0.5, 0.6, 0.7, 0.85)


def followers(rows: Sequence[Rows], products: int, *, share: float = 0.0) -> Followers:
    """Who follows whom in `rows`, histories of places in `products` products."""
    firsts, seconds, weights = [], [], []
    for row in rows:
        for distance in range(1, min(len(row), _REACH + 1)):
            firsts.append(row[:-distance])
            seconds.append(row[distance:])
            weights.append(np.full(len(row) - distance, distance**-_NEAR))
    if not firsts:
        return nobody(products)
    pairs = (np.concatenate(firsts), np.concatenate(seconds))
    after = csr_matrix(coo_matrix((np.concatenate(weights), pairs), shape=(products, products)))
    table = csr_matrix(after + _BACKWARDS * after.T)
    table.setdiag(0)
    times = np.maximum(np.bincount(np.concatenate(rows), minlength=products), 1.0)
    owners = np.repeat(np.arange(products), np.diff(table.indptr))
    counts = table.data * times[owners] ** -_OWN * times[table.indices] ** -_POPULAR
    return replace(_strongest(owners, table.indices, counts, products), share=share)


def _strongest(owners: Rows, others: Rows, counts: Rows, products: int) -> Followers:
    order = np.lexsort((others, -counts, owners))
    starts = np.searchsorted(owners[order], np.arange(products))
    places = np.arange(len(order)) - starts[owners[order]]
    kept = order[(places < MOST) & (counts[order] > 0)]
    ends = np.cumsum(np.bincount(owners[kept], minlength=products))
    return Followers(
        np.concatenate([[0], ends]).astype(np.int64), others[kept].astype(np.int32), counts[kept].astype(np.float32)
    )


def best_share(network: Network, histories: Histories, *, held_out: int, most: int) -> float:
    """How much the counts shall say, by the first of each customer's last `held_out` products.

    most: customers asked.
    """
    counted = followers(histories.without_last(held_out), len(histories.products))

    def gain(share: float) -> float:
        ranks = ranks_of(network, histories, held_out=held_out, most=most, counted=replace(counted, share=share))
        return ranks.ndcg(10)

    return max(_SHARES, key=gain)
