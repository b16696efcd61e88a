"""What is written in several places says the same everywhere: YAML, code, README."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalog.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
DIALOGUE = ROOT / "bot" / "dialogue"
RASA_ACTIONS = {"action_listen", "action_restart", "action_session_start", "action_deactivate_loop"}


def merged(key: str, *folders: Path) -> list[Any]:
    """The entries under one key of all YAML files in the folders."""
    found: list[Any] = []
    for folder in folders:
        for path in sorted(folder.glob("*.yml")):
            value = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get(key) or []
            found += list(value.items()) if isinstance(value, dict) else value
    return found


def intents() -> set[str]:
    return {name if isinstance(name, str) else next(iter(name)) for name in merged("intents", DIALOGUE)}


def examples() -> dict[str, int]:
    counts: dict[str, int] = {}
    for entry in merged("nlu", ROOT / "nlu" / "data"):
        if "intent" in entry:
            counts[entry["intent"]] = counts.get(entry["intent"], 0) + len(entry["examples"].strip().splitlines())
    return counts


def steps(kind: str) -> Iterator[dict[str, Any]]:
    for key in ("rules", "stories"):
        for entry in merged(key, DIALOGUE):
            for step in entry["steps"]:
                yield from (one for one in step.get("or", [step]) if kind in one)


def test_every_action_in_the_domain_has_its_class_and_every_class_its_entry() -> None:
    from actions.rasa_actions import ACTIONS

    in_domain = {name for name in merged("actions", DIALOGUE) if isinstance(name, str)} - RASA_ACTIONS
    in_code = {cls().name() for cls in ACTIONS}
    assert in_domain == in_code


def test_every_intent_has_examples_and_a_rule_or_story() -> None:
    handled = {step["intent"] for step in steps("intent")}
    told = examples()
    assert {intent.partition("+")[0] for intent in intents()} <= handled
    assert {intent: told.get(intent, 0) for intent in intents() if told.get(intent, 0) < 10} == {}
    assert set(told) <= intents()


def test_every_act_has_a_dozen_examples_and_is_one_of_a_known_intent() -> None:
    acts = {label: number for label, number in examples().items() if "+" in label}
    assert acts
    assert {label: number for label, number in acts.items() if number < 12} == {}
    assert {label.partition("+")[0] for label in acts} <= intents()


def test_every_act_that_an_answer_asks_for_is_learnt() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "actions").rglob("*.py"))
    asked = {f"{intent}+{act}" for intent, act in re.findall(r'_heard_as\("(\w+)", "(\w+)"\)', sources)}
    asked |= {f"{intent}+{act}" for intent, act in re.findall(r'act_as\("(\w+)"\) == "(\w+)"', sources)}
    assert asked
    assert asked <= set(examples())


def test_every_cue_that_an_answer_asks_for_stands_in_the_lexicon() -> None:
    from nlu.hearing.lexicon import lexicon

    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "actions").rglob("*.py"))
    asked = {cue for said in re.findall(r"\.says\(([^)]*)\)", sources) for cue in re.findall(r'"(\w+)"', said)}
    assert asked
    assert asked <= set(lexicon("cues"))


def test_no_answer_reads_the_customer_s_words_with_a_pattern() -> None:
    for path in (ROOT / "actions").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"\bre\.\w+\([^\n]*turn\.text|\.(?:search|match|findall|sub)\(turn\.text", source), path


def test_every_step_names_something_the_domain_knows() -> None:
    known = {name for name in merged("actions", DIALOGUE) if isinstance(name, str)} | RASA_ACTIONS
    known |= {name for name, _ in merged("responses", DIALOGUE)} | {name for name, _ in merged("forms", DIALOGUE)}
    assert {step["action"] for step in steps("action")} <= known


def settings_of(kind: type[Any], prefix: str = "") -> Iterator[str]:
    for entry in fields(kind):
        inner = entry.default_factory
        if isinstance(inner, type) and is_dataclass(inner):
            yield from settings_of(inner, f"{prefix}{entry.name}.")
        elif entry.name != "home":
            yield f"{prefix}{entry.name}"


def test_every_setting_stands_in_config_yml_with_a_comment() -> None:
    text = (ROOT / "config.yml").read_text(encoding="utf-8")
    section = yaml.safe_load(text)["shop"]
    for name in settings_of(Settings):
        value: Any = section
        for part in name.split("."):
            assert part in value, f"shop.{name} is missing in config.yml"
            value = value[part]
        assert re.search(rf"^\s+{name.rsplit('.', 1)[-1]}:.*#", text, re.MULTILINE), f"shop.{name} has no comment"


def test_config_yml_shows_the_defaults() -> None:
    from catalog.settings import load_settings

    assert load_settings(ROOT / "config.yml", environ={"SHOPMATE_HOME": "/x"}) == Settings(home=Path("/x"))


@pytest.mark.parametrize("folder", sorted(path.parent.name for path in ROOT.glob("*/__init__.py")))
def test_every_package_is_in_the_readme_s_tour(folder: str) -> None:
    assert f"`{folder}/`" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_names_every_command_of_make_and_of_the_program() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    from typer.main import get_command

    from bot.cli import app

    for command in get_command(app).commands:  # type: ignore[attr-defined]
        assert f"shopmate {command}" in readme
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert all(f"{target} " in listed for target in targets)


def test_decision_records_are_numbered_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_no_setting_or_folder_of_a_developer_s_machine_is_written_down() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode:
        pytest.skip("not a git checkout")
    homes = re.compile(r"/(?:home|root|Users)/[a-z]")
    for name in tracked.stdout.split("\n"):
        path = ROOT / name
        if path.suffix in {".py", ".yml", ".md", ".toml", ".sh", ".js", ".lock"} and path != Path(__file__):
            assert not homes.search(path.read_text(encoding="utf-8")), f"{name} names somebody's home folder"
