"""The figures of the house are right on small houses whose figures are known."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.house import TARGETS, measure, meets, pattern_uses, percentile_90
from benchmarks.imports import circles, floors, imports_among, modules

ROOT = Path(__file__).resolve().parents[2]


def house(root: Path, files: dict[str, str]) -> Path:
    for name, source in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(source, encoding="utf-8")
    return root


def test_a_chain_of_imports_is_as_many_floors_as_files(tmp_path: Path) -> None:
    house(tmp_path, {"a/__init__.py": "", "a/one.py": "from a import two", "a/two.py": "from .three import x"})
    house(tmp_path, {"a/three.py": "x = 1", "a/beside.py": "import a.three"})
    graph = imports_among(modules(tmp_path, [tmp_path / "a"]))
    assert graph["a.one"] == {"a.two"}
    assert graph["a.beside"] == {"a.three"}
    assert floors(graph) == 3
    assert circles(graph) == []


@pytest.mark.parametrize(
    "back", ["import a.one", "def late():\n    from a.one import x", "if TYPE_CHECKING:\n    from a.one import X"]
)
def test_a_circle_is_found_wherever_the_import_stands(tmp_path: Path, back: str) -> None:
    house(tmp_path, {"a/__init__.py": "", "a/one.py": "import a.two", "a/two.py": back})
    graph = imports_among(modules(tmp_path, [tmp_path / "a"]))
    assert circles(graph) == [["a.one", "a.two"]]


def test_each_of_two_circles_is_told() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"e"}, "e": {"d"}, "f": {"a", "d"}}
    assert circles(graph) == [["a", "b", "c"], ["d", "e"]]


def test_patterns_on_what_was_written_are_told_from_others() -> None:
    assert pattern_uses("import re\nre.search('x', turn.text)") == (1, 1)
    assert pattern_uses("import re\n_A = re.compile('x')\n_A.sub('', text.lower())") == (1, 1)
    assert pattern_uses("import re\nre.split(' ', product.description)") == (0, 1)
    assert pattern_uses("turn.text.split(' ')\n','.join(text)") == (0, 0)


def test_the_figures_of_a_small_house(tmp_path: Path) -> None:
    branchy = "def straight():\n    return 1\n\n\ndef branchy(a):\n    if a:\n        return 1\n    return 2\n"
    house(
        tmp_path,
        {"bot/__init__.py": "", "bot/one.py": branchy, "actions/__init__.py": "", "tests/test_one.py": "1\n" * 4},
    )
    found = measure(tmp_path)
    assert (found["product_lines"], found["test_lines"], found["tests_to_code"]) == (8, 4, 0.5)
    assert found["complexity_p90"] == pytest.approx(1.9)  # of 1 and 2
    assert found["floors"] == {"bot": 1, "actions": 1}


def test_a_percentile_of_one_function_is_that_function() -> None:
    assert percentile_90([4]) == 4
    assert percentile_90([]) == 0


def test_a_target_is_kept_at_its_limit() -> None:
    assert meets(8, "<= 8")
    assert not meets(9, "<= 8")
    assert meets(0.8, ">= 0.8")
    assert not meets(0.79, ">= 0.8")


def test_the_command_prints_this_house_as_json_and_as_a_table() -> None:
    command = [sys.executable, "-m", "benchmarks.house"]
    run = subprocess.run([*command, "--json"], cwd=ROOT, capture_output=True, text=True, check=True)
    found = json.loads(run.stdout)
    assert found["product_lines"] > 10_000
    assert found["circles"] == []
    assert found["patterns_on_raw_text"] == 0
    assert found["floors"].keys() == {"bot", "actions", "catalog", "nlu", "vision"}
    table = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert all(name in table and target in table for name, target in TARGETS.items())
