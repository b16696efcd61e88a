"""Which models are not there yet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.models.encoder import prepare_encoder
from bot.models.network import is_prepared, prepare_network
from bot.models.preparing import Progress
from nlu.encoder import EncoderMissingError, load_encoder

Prepare = Callable[[Path, Progress], Path]


def missing(models: Path, encoder: str) -> dict[str, Prepare]:
    """The models that are not there yet, each with the function that makes it."""
    found: dict[str, Prepare] = {}
    try:
        load_encoder(encoder, models)
    except EncoderMissingError:
        found[f"sentence encoder {encoder}"] = lambda folder, say: prepare_encoder(encoder, folder, say)
    if not is_prepared(models):
        found["image network"] = prepare_network
    return found
