"""What is told of an encoder: its size, its speed, and how well its cosine alone orders judged products."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.encoders import figures, with_layers
from catalog.search.evaluation import Judged
from catalog.settings import models_folder
from nlu.encoder import EncoderMissingError, load_encoder
from tests.catalog.search.shelf import product
from tests.training import needs_training, small_bert

JUDGED = Judged(
    [product("lamp", "Desk lamp"), product("pan", "Frying pan"), product("unasked", "Sofa")],
    {"q": "desk lamp"},
    {"q": {"lamp": 4.0, "pan": 1.0}},
)


@needs_training
def test_layers_are_left_out_from_the_top_and_what_is_left_is_measured(tmp_path: Path) -> None:
    try:
        prepared = load_encoder("minilm", models_folder())
    except EncoderMissingError as error:
        pytest.skip(str(error))
    weights = small_bert(tmp_path)
    whole, none = (with_layers(layers, weights, prepared) for layers in (1, 0))
    assert whole.card.model_bytes > none.card.model_bytes
    assert whole.passages(["Desk lamp"]) != pytest.approx(none.passages(["Desk lamp"]), abs=1e-3)
    measured = figures(none, JUDGED)
    assert measured["ndcg@10"] == 1.0, "embeddings alone know a title in the same words"
    assert measured["megabytes"] == round(none.card.model_bytes / 1e6, 1)
