"""Writes a sentence encoder as it serves: the ONNX graph in 8 bits, checked against 32, its tokenizer and its card.

It needs onnx, which only writes; what serves imports nlu.encoder.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from nlu.bert_graph import BertShape, Tensor, build_bert
from nlu.encoder import EncoderCard, SentenceEncoder

_SAMPLES = (
    "red running shoes",
    "Where is my parcel?",
    "Women's yoga pants, black, size 29",
    "A light rain jacket with a hood that packs into its own pocket; machine washable at 30 degrees.",
    "usb c",
)
LOWEST_AGREEMENT = 0.985


class EncoderDiffersError(RuntimeError):
    """The network in 8 bits is not like the one in 32; the message says by how much."""


def write_encoder(
    weights: Mapping[str, Tensor],
    shape: BertShape,
    tokenizer: Path,
    card: EncoderCard,
    folder: Path,
    centre: Tensor | None = None,
) -> EncoderCard:
    """model.onnx, tokenizer.json and card.json in `folder`; `card` with the checksum, size and agreement.

    centre: [hidden] taken off each vector, as in `build_bert`. Raises: EncoderDiffersError.
    """
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    exact = encoder_of(build_bert(weights, shape, "fp32", centre).SerializeToString(), folder, card)
    model = build_bert(weights, shape, centre=centre).SerializeToString()
    (folder / "model.onnx").write_bytes(model)
    agreement = _agreement(exact, encoder_of(model, folder, card))
    digest = hashlib.sha256(model).hexdigest()
    written = replace(card, model_sha256=digest, model_bytes=len(model), agreement=round(agreement, 5))
    written.write(folder)
    return written


def encoder_of(model: bytes, folder: Path, card: EncoderCard) -> SentenceEncoder:
    """An encoder in memory, with the tokenizer that lies in `folder`."""
    return SentenceEncoder(model, folder / "tokenizer.json", card)


def _agreement(exact: SentenceEncoder, small: SentenceEncoder) -> float:
    lowest = float(np.min(np.sum(exact.passages(_SAMPLES) * small.passages(_SAMPLES), axis=1)))
    if not lowest >= LOWEST_AGREEMENT:
        raise EncoderDiffersError(
            f"the 8 bit network differs from the 32 bit one (lowest cosine {lowest:.4f}, allowed {LOWEST_AGREEMENT})."
        )
    return lowest
