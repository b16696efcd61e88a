"""Stands in for the classifier, which lives in Rasa's environment: the act of the nearest example of nlu/data."""

from __future__ import annotations

from functools import cache

import yaml
from rapidfuzz import fuzz, process, utils

from catalog.settings import ROOT


def nearest_act(intent: str, text: str) -> str:
    """The act of the example of `intent` whose words are most like `text`, "" for one without an act."""
    examples = _examples().get(intent, {})
    found = process.extractOne(text, examples.keys(), scorer=fuzz.token_sort_ratio, processor=utils.default_process)
    return examples[found[0]] if found else ""


def acting_intents() -> tuple[str, ...]:
    """The intents that have acts."""
    return tuple(intent for intent, acts in _examples().items() if any(acts.values()))


@cache
def _examples() -> dict[str, dict[str, str]]:
    """intent -> example -> its act."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted((ROOT / "nlu" / "data").glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            intent, _, act = entry["intent"].partition("+")
            lines = (line.removeprefix("- ") for line in entry["examples"].strip().splitlines())
            found.setdefault(intent, {}).update(dict.fromkeys(lines, act))
    return found
