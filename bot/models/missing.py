"""Which models are not there yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import yaml

from bot.models.encoder import prepare_encoder
from bot.models.network import is_prepared, prepare_network
from bot.models.preparing import Progress
from bot.training import config_file
from catalog.settings import Settings
from nlu.encoder import EncoderMissingError, load_encoder

Prepare = Callable[[Path, Progress], Path]


#: In the pipeline of config.yml, what names the encoder that the dialogue learns with.
_FEATURIZER = "SentenceFeaturizer"


def chosen_encoders(settings: Settings) -> tuple[str, ...]:
    """What the search and the dialogue's pipeline name, each once; a pipeline without an encoder names none."""
    pipeline = (yaml.safe_load(config_file().read_text(encoding="utf-8")) or {}).get("pipeline") or ()
    named = (part.get("encoder") for part in pipeline if str(part.get("name")).endswith(_FEATURIZER))
    return tuple(dict.fromkeys([settings.search.encoder, *filter(None, named)]))


def missing(models: Path, encoders: Iterable[str]) -> dict[str, Prepare]:
    """The models that are not there yet, each with the function that makes it. Raises: UnknownEncoderError."""
    found: dict[str, Prepare] = {}
    for encoder in encoders:
        try:
            load_encoder(encoder, models)
        except EncoderMissingError:
            found[f"sentence encoder {encoder}"] = partial(prepare_encoder, encoder)
    if not is_prepared(models):
        found["image network"] = prepare_network
    return found
