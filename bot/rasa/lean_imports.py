"""Keeps TensorFlow out of a Rasa that does not use it: seconds of start-up and 300 MB less.

Every Rasa 3.6.21 imports TensorFlow, whatever config.yml names: for callbacks and a batch generator that only DIET and
TED train with, to ask "is this component a DIETClassifier?", and for the list of all components there are. Before Rasa
is imported, this module puts in their place
- modules whose classes become the real ones when something of them is first asked for, and
- a list of those components that need no TensorFlow.
Where config.yml or the model names a component that does need it, nothing is touched.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import json
import logging
import sys
import tarfile
from pathlib import Path
from types import ModuleType
from typing import Any, Dict, List, NamedTuple, Set, Tuple

import yaml

logger = logging.getLogger(__name__)

#: Rasa's own components that work without TensorFlow, spaCy, MITIE and Jieba.
LEAN_COMPONENTS = (
    "rasa.nlu.classifiers.fallback_classifier.FallbackClassifier",
    "rasa.nlu.classifiers.keyword_intent_classifier.KeywordIntentClassifier",
    "rasa.nlu.classifiers.logistic_regression_classifier.LogisticRegressionClassifier",
    "rasa.nlu.classifiers.sklearn_intent_classifier.SklearnIntentClassifier",
    "rasa.nlu.extractors.crf_entity_extractor.CRFEntityExtractor",
    "rasa.nlu.extractors.duckling_entity_extractor.DucklingEntityExtractor",
    "rasa.nlu.extractors.entity_synonyms.EntitySynonymMapper",
    "rasa.nlu.extractors.regex_entity_extractor.RegexEntityExtractor",
    "rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer.CountVectorsFeaturizer",
    "rasa.nlu.featurizers.sparse_featurizer.lexical_syntactic_featurizer.LexicalSyntacticFeaturizer",
    "rasa.nlu.featurizers.sparse_featurizer.regex_featurizer.RegexFeaturizer",
    "rasa.nlu.tokenizers.whitespace_tokenizer.WhitespaceTokenizer",
    "rasa.core.policies.memoization.MemoizationPolicy",
    "rasa.core.policies.memoization.AugmentedMemoizationPolicy",
    "rasa.core.policies.rule_policy.RulePolicy",
)

#: Rasa's other components; a bot that uses one gets Rasa as it is.
OTHER_COMPONENTS = {
    "DIETClassifier", "ResponseSelector", "TEDPolicy", "UnexpecTEDIntentPolicy",
    "ConveRTFeaturizer", "LanguageModelFeaturizer", "JiebaTokenizer",
    "SpacyNLP", "SpacyTokenizer", "SpacyFeaturizer", "SpacyEntityExtractor",
    "MitieNLP", "MitieTokenizer", "MitieFeaturizer", "MitieEntityExtractor", "MitieIntentClassifier",
}  # fmt: skip


class HeavyModule(NamedTuple):
    """A module of Rasa that imports TensorFlow, the sha256 of its file as known here, what others import from it."""

    name: str
    sha256: str
    classes: Tuple[str, ...]


COMPONENT_LIST = HeavyModule(
    "rasa.engine.recipes.default_components", "b58a9dc0d456472a60aea5e113bd4ae0358fec14bf6c333e81872f96dbc63bc3", ()
)
HEAVY_MODULES = (
    HeavyModule(
        "rasa.utils.tensorflow.callback",
        "745cf6fe393d9fcb354869eb639e2bf7e34a178b7e3301c1a3e036540b6ada7e",
        ("RasaTrainingLogger", "RasaModelCheckpoint"),
    ),
    HeavyModule(
        "rasa.utils.tensorflow.data_generator",
        "9d766a17c1ef507e8223a9f8436bd7ff6d2517055d5e66f59f92f76448268fd5",
        ("RasaDataGenerator", "RasaBatchDataGenerator"),
    ),
    HeavyModule(
        "rasa.nlu.classifiers.diet_classifier",
        "ca5e35c7a0305dc8720ce252f6eb1599173493c26f549a3e8de673a7b4ff5556",
        ("DIETClassifier",),
    ),
    HeavyModule(
        "rasa.nlu.selectors.response_selector",
        "590eaebc094689022eef45d68a43886e0c02089a7cfb460a8fa0f7ece9ba1f59",
        ("ResponseSelector",),
    ),
    HeavyModule(
        "rasa.core.policies.ted_policy",
        "fcb8b8dcd4be88253245f32dc3c39a2bd95110fd1876897ee7da539aee886396",
        ("TEDPolicy",),
    ),
)


def keep_tensorflow_out(component_names: Set[str]) -> bool:
    """To be called before Rasa is imported. Returns: whether TensorFlow stays out.

    Args:
        component_names: what the config or model uses, as `configured_components` or `trained_components` tell.
    """
    reason = _reason_to_stay_stock(component_names)
    if reason:
        logger.warning("TensorFlow is imported, the start takes some seconds longer: %s.", reason)
        return False
    for module in HEAVY_MODULES:
        sys.modules[module.name] = _late_module(module)
    sys.modules[COMPONENT_LIST.name] = _ComponentList(COMPONENT_LIST.name)
    return True


def configured_components(config: Path) -> Set[str]:
    """The components that a config.yml names; none where there is no such file."""
    content: Dict[str, Any] = (yaml.safe_load(config.read_text(encoding="utf-8")) or {}) if config.is_file() else {}
    entries = [*(content.get("pipeline") or []), *(content.get("policies") or [])]
    return {entry["name"] if isinstance(entry, dict) else entry for entry in entries}


def trained_components(model: Path) -> Set[str]:
    """The classes that a trained model's graph is made of."""
    with tarfile.open(model) as archive:
        # The member's name carries a slash or not, as Rasa's packing likes.
        member = next(member for member in archive if member.name.strip("./") == "metadata.json")
        metadata = json.loads(archive.extractfile(member).read())  # type: ignore[union-attr]
    schemas = (metadata["train_schema"], metadata["predict_schema"])
    return {node["uses"] for schema in schemas for node in schema["nodes"].values()}


def file_sha256(module: str) -> str:
    """Of a module's file, found and read without running the module."""
    package, _, name = module.partition(".")
    found = importlib.util.find_spec(package)
    folder = Path((found.submodule_search_locations or [""])[0]) if found else Path()
    return hashlib.sha256((folder / (name.replace(".", "/") + ".py")).read_bytes()).hexdigest()


def _reason_to_stay_stock(component_names: Set[str]) -> str:
    heavy = sorted({name.rpartition(".")[2] for name in component_names} & OTHER_COMPONENTS)
    if heavy:
        return f"{', '.join(heavy)} may need it"
    unknown = [module.name for module in (*HEAVY_MODULES, COMPONENT_LIST) if file_sha256(module.name) != module.sha256]
    return f"{', '.join(unknown)} is not as in Rasa 3.6.21 (enter its sha256 in {__name__})" if unknown else ""


class _LateClass(type):
    """A class that stands for another until something of that is asked for."""

    home: HeavyModule

    def _real(cls) -> Any:
        if isinstance(sys.modules.get(cls.home.name), _LateModule):
            del sys.modules[cls.home.name]
        return getattr(importlib.import_module(cls.home.name), cls.__name__)

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(cls._real(), name)

    def __call__(cls, *arguments: Any, **named: Any) -> Any:
        return cls._real()(*arguments, **named)


class _LateModule(ModuleType):
    """Holds the late classes of one heavy module."""


def _late_module(heavy: HeavyModule) -> _LateModule:
    module = _LateModule(heavy.name)
    for name in heavy.classes:
        setattr(module, name, _LateClass(name, (), {"home": heavy, "__module__": heavy.name}))
    return module


class _ComponentList(ModuleType):
    """Imports the lean components when Rasa asks for the list; importing one registers it."""

    @property
    def DEFAULT_COMPONENTS(self) -> List[type]:  # noqa: N802 - Rasa's name
        split = [path.rpartition(".") for path in LEAN_COMPONENTS]
        return [getattr(importlib.import_module(module), name) for module, _, name in split]
