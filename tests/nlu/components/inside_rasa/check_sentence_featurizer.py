from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.components.sentence_featurizer import SentenceFeaturizer, sentence_vectors
from nlu.encoder import EncoderMissingError, JoinedEncoder, SentenceEncoder, load_encoder

ROOT = Path(__file__).resolve().parents[4]
TEXTS = ["Where is my parcel?", "red running shoes", "a light rain jacket, please, that packs into its own pocket"]


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    try:
        return load_encoder("minilm", ROOT / ".models")
    except EncoderMissingError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def featurizer(encoder: SentenceEncoder) -> SentenceFeaturizer:
    return SentenceFeaturizer(SentenceFeaturizer.get_default_config(), "featurizer", encoder)


def vectors(featurizer: SentenceFeaturizer, texts: list[str]) -> Any:
    return sentence_vectors(featurizer.process([Message({TEXT: text}) for text in texts]))


def test_a_message_gets_the_encoders_vector(featurizer: SentenceFeaturizer, encoder: SentenceEncoder) -> None:
    np.testing.assert_array_equal(vectors(featurizer, TEXTS), encoder.queries([text.lower() for text in TEXTS]))


def test_each_part_of_a_joined_encoder_counts_as_it_does_alone(encoder: SentenceEncoder) -> None:
    joined = JoinedEncoder([encoder, encoder], replace(encoder.card, dimension=768, parts=("minilm", "minilm")))
    found = vectors(SentenceFeaturizer(SentenceFeaturizer.get_default_config(), "featurizer", joined), TEXTS)
    assert np.linalg.norm(found[:, :384], axis=1) == pytest.approx(1, abs=1e-4)
    assert np.linalg.norm(found[:, 384:], axis=1) == pytest.approx(1, abs=1e-4)


def test_many_messages_get_what_each_gets_alone(featurizer: SentenceFeaturizer) -> None:
    alone = np.vstack([vectors(featurizer, [text]) for text in TEXTS])
    # Eight bit arithmetic depends a little on the padding.
    assert (np.sum(alone * vectors(featurizer, TEXTS), axis=1) > 0.99).all()


def test_shouting_means_the_same(featurizer: SentenceFeaturizer) -> None:
    np.testing.assert_array_equal(vectors(featurizer, [TEXTS[0].upper()]), vectors(featurizer, [TEXTS[0]]))


def test_a_message_without_text_gets_no_feature(featurizer: SentenceFeaturizer) -> None:
    (empty,) = featurizer.process([Message({TEXT: ""})])
    assert empty.get_dense_features(TEXT) == (None, None)
    assert not sentence_vectors([empty]).any()
