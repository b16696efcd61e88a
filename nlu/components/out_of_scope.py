"""Declines what the shop's intents do not cover, rather than answer the nearest wrong thing."""

from __future__ import annotations

import json
import logging
from typing import Any, Dict, List, Optional, Type

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.intent_classifier import ShopIntentClassifier, in_scope, model_settings
from nlu.components.intent_model import IntentGuess, NearestExamples, intent_of
from nlu.components.operating_point import BELIEVE_ALL, OperatingPoint, find_operating_point
from nlu.components.sentence_featurizer import SentenceFeaturizer, sentence_vectors

logger = logging.getLogger(__name__)

#: Key in a parsed message: how likely the classifier's guess is right rather than out of scope, 0..1.
BELIEF = "belief"
#: Key beside it: the similarity and the nearness (IntentGuess) that the belief rests on.
LIKENESS = "likeness"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class OutOfScopeGate(IntentClassifier, GraphComponent):
    """Stands behind the classifier and turns a guess it does not believe into `declined_intent`.

    Config:
        strange_share: the share of messages expected to be out of scope, 0..1. More declines more.
        threshold: belief 0..1 a guess must have; empty = as learnt by cross-validation.
        declined_intent, penalty, latent_dimensions: as of the classifier before it.
    """

    @classmethod
    def required_components(cls) -> List[Type[Any]]:
        # Of the classifier Rasa knows only when serving; while training, the two learn side by side.
        return [SentenceFeaturizer]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {**ShopIntentClassifier.get_default_config(), "strange_share": 0.2, "threshold": None}

    @classmethod
    def validate_config(cls, config: Dict[str, Any]) -> None:
        share = config.get("strange_share", 0.2)
        if not 0 < share < 1:
            raise InvalidConfigException(
                f"OutOfScopeGate.strange_share {share!r} in config.yml. Allowed: above 0, below 1."
            )

    def __init__(self, config: Dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self.point: OperatingPoint = BELIEVE_ALL
        self._examples: Optional[NearestExamples] = None

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> OutOfScopeGate:
        cls.validate_config(config)
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> OutOfScopeGate:
        gate = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            weights, threshold = json.loads((folder / "operating_point.json").read_text())
            gate._examples = joblib.load(folder / "examples.joblib")
        gate.point = OperatingPoint(tuple(weights), threshold)
        return gate

    def train(self, training_data: TrainingData) -> Resource:
        known = in_scope(training_data, self._config["declined_intent"])
        intents = [intent_of(message.get(INTENT)) for message in known]
        vectors = sentence_vectors(known)
        self._examples = NearestExamples(vectors, intents)
        self.point = self._find_point(training_data, known)
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._examples, folder / "examples.joblib")
            (folder / "operating_point.json").write_text(json.dumps(self.point))
        return self._resource

    def _find_point(self, training_data: TrainingData, known: List[Message]) -> OperatingPoint:
        declined = self._config["declined_intent"]
        strange = [message for message in training_data.intent_examples if message.get(INTENT) == declined]
        strange = [message for message in strange if message.get(TEXT)]
        point = find_operating_point(
            [message.get(TEXT) for message in known],
            sentence_vectors(known),
            [message.get(INTENT) for message in known],
            [message.get(TEXT) for message in strange],
            sentence_vectors(strange) if strange else None,
            strange_share=self._config["strange_share"],
            settings=model_settings(self._config),
        )
        if point is BELIEVE_ALL:
            logger.warning("Too few examples to learn what is out of scope: every guess is believed.")
        elif self._config["threshold"] is not None:
            point = point._replace(threshold=float(self._config["threshold"]))
        return point

    def process(self, messages: List[Message]) -> List[Message]:
        guessed = [message for message in messages if message.get(TEXT) and (message.get(INTENT) or {}).get("name")]
        if self._examples is None or not guessed:
            return messages
        names = [message.get(INTENT)["name"] for message in guessed]
        likenesses = self._examples.likenesses(sentence_vectors(guessed), names)
        for message, name, likeness in zip(guessed, names, likenesses.tolist(), strict=True):
            belief = self.point.belief(IntentGuess(name, message.get(INTENT)["confidence"], *likeness))
            message.set(BELIEF, belief, add_to_output=True)
            message.set(LIKENESS, likeness, add_to_output=True)
            if belief < self.point.threshold:
                self._decline(message, belief)
        return messages

    def _decline(self, message: Message, belief: float) -> None:
        declined = {"name": self._config["declined_intent"], "confidence": 1 - belief}
        message.set(INTENT, declined, add_to_output=True)
        ranking = [declined, *message.get(INTENT_RANKING_KEY, [])]
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data
