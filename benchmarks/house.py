"""How the house is built, as figures beside their targets: `python -m benchmarks.house [--json]`.

Every import counts, wherever it stands: one that is made late or for types alone ties two files together all the same.
The complexity of functions is McCabe's, counted by ruff.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import statistics
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.imports import Graph, circles, floors, imports_among, modules

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("bot", "actions", "catalog", "nlu", "vision")
#: What is allowed, per figure; of circles their number.
TARGETS: Mapping[str, str] = {
    "floors.actions": "<= 8",
    "circles": "<= 0",
    "patterns_on_raw_text": "<= 0",
    "complexity_p90": "<= 6",
    "product_lines": "<= 20000",
    "tests_to_code": ">= 0.8",
}
_COMPLEXITY = re.compile(r"is too complex \((\d+) > 0\)")
_SEARCHING = {"search", "match", "fullmatch", "findall", "finditer", "sub", "subn", "split"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one line of JSON on stdout")
    arguments = parser.parse_args()
    found = measure(ROOT)
    print(json.dumps(found)) if arguments.json else _print(found)


def measure(root: Path, packages: Iterable[str] = PACKAGES) -> dict[str, Any]:
    """The figures of the house in `root`, whose product is `packages` and whose tests lie in `tests/`.

    Returns: floors (per package: the longest chain of imports among its files), circles (each a list of modules),
        patterns_on_raw_text and patterns (in actions/: those that read the customer's words, and all),
        complexity_p90 (over functions), product_lines, test_lines, tests_to_code.
    """
    folders = [root / name for name in packages if (root / name).is_dir()]
    graph = imports_among(modules(root, folders))
    actions = [path.read_text(encoding="utf-8") for path in sorted((root / "actions").rglob("*.py"))]
    product, tests = sum(map(lines, folders)), lines(root / "tests")
    return {
        "floors": {folder.name: floors(_within(graph, folder.name)) for folder in folders},
        "circles": circles(graph),
        "patterns_on_raw_text": sum(pattern_uses(source)[0] for source in actions),
        "patterns": sum(pattern_uses(source)[1] for source in actions),
        "complexity_p90": percentile_90(complexities(folders)),
        "product_lines": product,
        "test_lines": tests,
        "tests_to_code": round(tests / max(product, 1), 3),
    }


def lines(folder: Path) -> int:
    """Lines of Python in the folder, empty ones too."""
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in folder.rglob("*.py"))


def pattern_uses(source: str) -> tuple[int, int]:
    """How often a pattern is laid on a message's text, and how often on anything.

    What a customer wrote goes by the name of `text` or `.text` throughout the house.
    """
    raw = every = 0
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        if not (isinstance(call.func, ast.Attribute) and call.func.attr in _SEARCHING and _is_pattern(call.func.value)):
            continue
        every += 1
        raw += any(_names_text(node) for argument in call.args for node in ast.walk(argument))
    return raw, every


def _is_pattern(node: ast.expr) -> bool:
    """`re` itself, `re.compile(...)`, or a constant in capitals: text methods of the same name have another owner."""
    if isinstance(node, ast.Call):
        return ast.unparse(node.func) == "re.compile"
    return isinstance(node, ast.Name) and (node.id == "re" or node.id.isupper())


def _names_text(node: ast.AST) -> bool:
    return (isinstance(node, ast.Name) and node.id == "text") or (
        isinstance(node, ast.Attribute) and node.attr == "text"
    )


def complexities(folders: Iterable[Path]) -> list[int]:
    """The cyclomatic complexity of every function, 1 for one without a branch."""
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "C901", "--ignore-noqa", "--exit-zero"]
    ruff += ["--config", "lint.mccabe.max-complexity=0", "--output-format", "json", "--no-cache", "--quiet"]
    run = subprocess.run([*ruff, *map(str, folders)], capture_output=True, text=True, check=True)
    return [int(found[1]) for entry in json.loads(run.stdout) if (found := _COMPLEXITY.search(entry["message"]))]


def percentile_90(values: list[int]) -> float:
    return statistics.quantiles(values, n=10, method="inclusive")[-1] if len(values) > 1 else float(sum(values))


def _within(graph: Graph, package: str) -> Graph:
    inside = {name for name in graph if name.partition(".")[0] == package}
    return {name: graph[name] & inside for name in inside}


def meets(value: float, target: str) -> bool:
    """Whether a figure keeps its target, `<= 8` or `>= 0.8`."""
    sign, limit = target.split()
    return value <= float(limit) if sign == "<=" else value >= float(limit)


def _print(found: Mapping[str, Any]) -> None:
    table = Table("figure", "measured", "target", "")
    flat = {**{f"floors.{name}": count for name, count in found["floors"].items()}, **found}
    flat.pop("floors")
    for name, value in flat.items():
        target, number = TARGETS.get(name, ""), len(value) if name == "circles" else value
        table.add_row(name, str(number), target, "" if not target else "kept" if meets(number, target) else "missed")
    console = Console()
    console.print(table)
    for circle in found["circles"]:
        console.print("circle: " + " -> ".join([*circle, circle[0]]), soft_wrap=True)


if __name__ == "__main__":
    main()
