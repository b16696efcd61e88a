"""The two encoders as numpy reads them: what was learnt with torch, asked without it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from catalog.vector_file import FloatMatrix

Weights = Mapping[str, FloatMatrix]
_EPSILON = 1e-5


def attention(weights: Weights, vectors: FloatMatrix, heads: int) -> FloatMatrix:
    """[length, dimension] what self-attention makes of `vectors` [length, dimension], oldest first, at each of them."""
    read = _normed(vectors + weights["places"][: len(vectors)], weights, "norm")
    later = np.triu(np.full((len(read), len(read)), -np.inf, dtype=np.float32), 1)
    for layer in _layers(weights):
        attended = _attended(read, later, layer, heads)
        read = _normed(read + attended, layer, "norm1")
        inner = np.maximum(_linear(read, layer, "linear1"), 0)
        read = _normed(read + _linear(inner, layer, "linear2"), layer, "norm2")
    return read


def gru(weights: Weights, vectors: FloatMatrix, heads: int) -> FloatMatrix:
    """[length, dimension] what a gated recurrent unit makes of `vectors`, oldest first, at each of them; no heads."""
    from_input = vectors @ weights["gru.weight_ih_l0"].T + weights["gru.bias_ih_l0"]
    state = np.zeros(vectors.shape[1], dtype=np.float32)
    states = np.empty_like(vectors)
    for place, row in enumerate(from_input):
        from_state = weights["gru.weight_hh_l0"] @ state + weights["gru.bias_hh_l0"]
        (reset, update, new), (reset_state, update_state, new_state) = np.split(row, 3), np.split(from_state, 3)
        kept = _sigmoid(update + update_state)
        state = kept * state + (1 - kept) * np.tanh(new + _sigmoid(reset + reset_state) * new_state)
        states[place] = state
    return _linear(states, weights, "out")


READERS: Mapping[str, Callable[[Weights, FloatMatrix, int], FloatMatrix]] = {"attention": attention, "gru": gru}


def _layers(weights: Weights) -> list[Weights]:
    names = sorted({name.split(".")[1] for name in weights if name.startswith("layers.")}, key=int)
    return [{key.split(".", 2)[2]: value for key, value in weights.items() if key.startswith(f"layers.{name}.")}
            for name in names]  # fmt: skip


def _attended(read: FloatMatrix, later: FloatMatrix, layer: Weights, heads: int) -> FloatMatrix:
    length, dimension = read.shape
    mixed = read @ layer["self_attn.in_proj_weight"].T + layer["self_attn.in_proj_bias"]
    # [length, 3 * dimension] -> three times [heads, length, dimension / heads]
    asked, keys, values = mixed.reshape(length, 3, heads, dimension // heads).transpose(1, 2, 0, 3)
    scores = asked @ keys.transpose(0, 2, 1) / np.sqrt(np.float32(dimension // heads)) + later
    share = np.exp(scores - scores.max(axis=-1, keepdims=True))
    share /= share.sum(axis=-1, keepdims=True)
    joined = (share @ values).transpose(1, 0, 2).reshape(length, dimension)
    return _linear(joined, layer, "self_attn.out_proj")


def _linear(rows: FloatMatrix, weights: Weights, name: str) -> FloatMatrix:
    return np.asarray(rows @ weights[f"{name}.weight"].T + weights[f"{name}.bias"])


def _normed(rows: FloatMatrix, weights: Weights, name: str) -> FloatMatrix:
    centred = rows - rows.mean(axis=-1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + _EPSILON)
    return np.asarray(scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"])


def _sigmoid(values: FloatMatrix) -> FloatMatrix:
    return np.asarray(1 / (1 + np.exp(-values)))
