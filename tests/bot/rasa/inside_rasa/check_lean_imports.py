from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from bot.rasa import lean_imports
from bot.rasa.lean_imports import COMPONENT_LIST, HEAVY_MODULES, configured_components, file_sha256

ROOT = Path(__file__).resolve().parents[4]


def python(code: str) -> str:
    """Each case in a Python of its own: what was once imported stays imported."""
    lines = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return lines.stdout.strip().splitlines()[-1]


@pytest.mark.parametrize("module", [*HEAVY_MODULES, COMPONENT_LIST], ids=lambda module: module.name)
def test_the_installed_rasa_has_the_modules_we_know(module: lean_imports.HeavyModule) -> None:
    assert file_sha256(module.name) == module.sha256


def test_a_lean_bot_serves_and_trains_without_tensorflow() -> None:
    code = (
        "import sys; from bot.rasa.lean_imports import keep_tensorflow_out;"
        "keep_tensorflow_out({'RulePolicy'});"
        "import rasa.__main__, rasa.core.run, rasa.server, rasa.model_training;"
        "import rasa.graph_components.validators.default_recipe_validator;"
        "from rasa.engine.recipes.default_recipe import DefaultV1Recipe as recipe;"
        "print(recipe._from_registry('RulePolicy').clazz.__name__, 'tensorflow' in sys.modules)"
    )
    assert python(code) == "RulePolicy False"


def test_a_late_class_becomes_the_real_one_when_it_is_used() -> None:
    code = (
        "import sys; from bot.rasa.lean_imports import keep_tensorflow_out; keep_tensorflow_out(set());"
        "from rasa.utils.train_utils import RasaTrainingLogger;"
        "logger = RasaTrainingLogger(epochs=1, silent=True);"
        "print('tensorflow' in sys.modules, type(logger).__mro__[1].__name__)"
    )
    assert python(code) == "True Callback"


@pytest.mark.parametrize("name", ["DIETClassifier", "rasa.core.policies.ted_policy.TEDPolicy"])
def test_a_bot_that_needs_tensorflow_gets_rasa_as_it_is(name: str, caplog: pytest.LogCaptureFixture) -> None:
    before = {module.name: sys.modules.get(module.name) for module in HEAVY_MODULES}
    with caplog.at_level(logging.WARNING):
        assert lean_imports.keep_tensorflow_out({name}) is False
    assert name.rpartition(".")[2] in caplog.text
    assert before == {module.name: sys.modules.get(module.name) for module in HEAVY_MODULES}


def test_another_rasa_gets_its_own_modules(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(lean_imports, "COMPONENT_LIST", COMPONENT_LIST._replace(sha256="0" * 64))
    with caplog.at_level(logging.WARNING):
        assert lean_imports.keep_tensorflow_out(set()) is False
    assert "default_components is not as in Rasa 3.6.21" in caplog.text


def test_the_shops_own_config_is_lean() -> None:
    named = configured_components(ROOT / "config.yml")
    assert "RulePolicy" in named
    assert not {name.rpartition(".")[2] for name in named} & lean_imports.OTHER_COMPONENTS
