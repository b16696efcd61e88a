"""How the files of actions/ stand on each other."""

from __future__ import annotations

from benchmarks.house import TARGETS, meets
from benchmarks.imports import circles, floors, imports_among, modules
from catalog.settings import ROOT


def test_no_circle_and_no_more_floors_in_actions_than_allowed() -> None:
    graph = imports_among(modules(ROOT, [ROOT / "actions"]))
    assert circles(graph) == []
    assert meets(floors(graph), TARGETS["floors.actions"])


def test_no_answer_calls_another_answer() -> None:
    graph = imports_among(modules(ROOT, [ROOT / "actions"]))
    answers = {name for name in graph if name.startswith("actions.answers.")}
    assert answers
    assert not {(name, other) for name in answers for other in graph[name] & answers}
