"""Rasa's door to the sentence encoder: one dense vector for each message."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Dict, List

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.encoder import SentenceEncoder, load_encoder

_ROOT = Path(__file__).resolve().parents[2]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """Sets the sentence feature of each message to its encoder vector, [1, dimension] float32.

    Of an encoder that joins several, each part counts as much as it does alone: its vectors have length 1 each
    (Curekart's training file in five folds, in scope: .905, the whole at length 1 .903).

    Config: `encoder`, as shop.search.encoder in config.yml ("minilm", "e5", "minilm+e5", "hub:<id>" or a folder).
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {**DenseFeaturizer.get_default_config(), "encoder": "minilm"}

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        models = Path(os.environ.get("SHOPMATE_MODELS") or _ROOT / ".models").expanduser()
        return cls(config, execution_context.node_name, load_encoder(config["encoder"], models))

    def __init__(self, config: Dict[str, Any], name: str, encoder: SentenceEncoder) -> None:
        super().__init__(name, config)
        self._encoder = encoder

    def process(self, messages: List[Message]) -> List[Message]:
        """Encodes all texts at once, lower case: customers shout and mumble, and mean the same."""
        with_text = [message for message in messages if message.get(TEXT)]
        if with_text:
            vectors = self._encoder.queries([message.get(TEXT).lower() for message in with_text])
            vectors = vectors * np.float32(max(len(self._encoder.card.parts), 1) ** 0.5)
            for message, vector in zip(with_text, vectors, strict=True):
                message.add_features(
                    Features(vector[np.newaxis], FEATURE_TYPE_SENTENCE, TEXT, self._config[FEATURIZER_CLASS_ALIAS])
                )
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    @classmethod
    def validate_config(cls, config: Dict[str, Any]) -> None:
        """The encoder's name is checked when it is loaded."""


def sentence_vectors(messages: List[Message]) -> Any:
    """[messages, dimension] float32 of messages that a SentenceFeaturizer has seen; zeros where there was no text."""
    rows = [message.get_dense_features(TEXT)[1] for message in messages]
    dimension = next((row.features.shape[1] for row in rows if row is not None), 1)
    return np.vstack([row.features if row is not None else np.zeros((1, dimension), np.float32) for row in rows])
