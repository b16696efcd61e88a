"""Who imports whom among a house's own files, without running any of them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

#: Per module, by its dotted name, those it imports.
Graph = dict[str, set[str]]


def modules(root: Path, folders: Iterable[Path]) -> dict[str, Path]:
    """The files by the dotted name they are imported by; a package's is that of its folder."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports_among(files: Mapping[str, Path]) -> Graph:
    """All imports between `files`, those within functions and for types alone as well."""
    return {name: set(_imported(name, path, files)) - {name} for name, path in files.items()}


def _imported(name: str, path: Path, files: Mapping[str, Path]) -> Iterator[str]:
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in files)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            origin = ".".join([*above, *([node.module] if node.module else [])])
            named = {f"{origin}.{alias.name}" for alias in node.names}
            yield from named & files.keys()
            if not named <= files.keys() and origin in files:
                yield origin


def circles(graph: Graph) -> list[list[str]]:
    """One circle of each knot of modules that import each other, from the first name on; [] is as it should be."""
    found: list[list[str]] = []
    left = {name: set(imported) for name, imported in graph.items()}
    while circle := _a_circle(left):
        start = circle.index(min(circle))
        found.append(circle[start:] + circle[:start])
        # Its last import is taken away, so that the next circle can be seen.
        left[circle[0]].discard(circle[1 % len(circle)])
    return sorted(found)


def _a_circle(graph: Graph) -> list[str]:
    """The modules of a circle, each importing the next; [] when there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        # graphlib names each before the one that needs it, the first one again at the end.
        return list(reversed(error.args[1][1:]))
    return []


def floors(graph: Graph) -> int:
    """Modules on the longest chain of imports; an import that closes a circle is left out."""
    below = {name: set(imported) for name, imported in graph.items()}
    while circle := _a_circle(below):
        below[circle[0]].discard(circle[1 % len(circle)])
    height: dict[str, int] = {}
    for name in TopologicalSorter(below).static_order():
        height[name] = 1 + max((height[under] for under in below[name]), default=0)
    return max(height.values(), default=0)
