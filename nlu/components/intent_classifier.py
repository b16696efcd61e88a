"""Rasa's door to the intent model: the most likely intent of a message, its act, and the ranking of the others."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Type

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.intent_model import FloatMatrix, IntentModel
from nlu.components.sentence_featurizer import SentenceFeaturizer, sentence_vectors

_RANKED = 5


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ShopIntentClassifier(IntentClassifier, GraphComponent):
    """Learns every intent but `declined_intent`, which is the OutOfScopeGate's to give.

    Config: `penalty` and `latent_dimensions` of the IntentModel, `declined_intent`.
    """

    @classmethod
    def required_components(cls) -> List[Type[Any]]:
        return [SentenceFeaturizer]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {"penalty": 20.0, "latent_dimensions": 300, "declined_intent": "out_of_scope"}

    def __init__(self, config: Dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self._model: Optional[IntentModel] = None

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ShopIntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ShopIntentClassifier:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._model = joblib.load(folder / "intents.joblib")
        return component

    def train(self, training_data: TrainingData) -> Resource:
        examples = in_scope(training_data, self._config["declined_intent"])
        settings = model_settings(self._config)
        texts = [message.get(TEXT) for message in examples]
        labels = [message.get(INTENT) for message in examples]
        self._model = IntentModel(**settings).fit(texts, sentence_vectors(examples), labels)
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / "intents.joblib")
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Sets `intent` and `intent_ranking`, each intent with its likeliest act; a message without text stays."""
        with_text = [message for message in messages if message.get(TEXT)]
        if self._model is None or not with_text:
            return messages
        texts = [message.get(TEXT) for message in with_text]
        shares = self._model.label_shares(texts, sentence_vectors(with_text))
        for message, row in zip(with_text, shares, strict=True):
            ranking = _ranking(self._model, row)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leaves the examples as they are: what comes after learns from the labels, not from guesses."""
        return training_data

    @classmethod
    def validate_config(cls, config: Dict[str, Any]) -> None:
        """Wrong names are refused by IntentModel's signature."""


def _ranking(model: IntentModel, shares: FloatMatrix) -> List[Dict[str, Any]]:
    """The likeliest intents, best first; `shares` is [labels]."""
    sums, acts = model.summed(shares), model.acts(shares)
    best = sums.argsort()[::-1][:_RANKED]
    names = [model.intents[column] for column in best]
    return [
        {"name": name, "confidence": float(sums[column]), **({"act": acts[name]} if acts[name] else {})}
        for name, column in zip(names, best, strict=True)
    ]


def model_settings(config: Dict[str, Any]) -> Dict[str, Any]:
    return {name: config[name] for name in ("penalty", "latent_dimensions")}


def in_scope(training_data: TrainingData, declined_intent: str) -> List[Message]:
    """The examples with text and an intent other than the declined one."""
    examples = [message for message in training_data.intent_examples if message.get(TEXT)]
    return [message for message in examples if message.get(INTENT) != declined_intent]
