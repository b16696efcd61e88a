"""`python3 -m bot.setup.lock`: writes the installed versions of all that is asked for into *.lock."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bot.setup.environments import LOCKS, ROOT

HEADER = "# Written by `make lock`; edit {source} instead. Python {version}, Linux x86-64.\n"

#: Runs inside the environment that is written down; prints "name==version" for all that the arguments need.
CLOSURE = """
import importlib.metadata as metadata, sys
from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.utils import canonicalize_name
seen, queue = set(), [Requirement(text) for text in sys.argv[1:]]
pins = {}
while queue:
    wanted = queue.pop()
    extras = tuple(sorted(wanted.extras))
    key = (canonicalize_name(wanted.name), extras)
    if key in seen:
        continue
    seen.add(key)
    found = metadata.distribution(wanted.name)
    pins[key[0]] = found.version
    for text in found.requires or []:
        needed = Requirement(text)
        if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            queue.append(needed)
print("\\n".join(f"{name}=={version}" for name, version in sorted(pins.items())))
"""


def main() -> None:
    app, dev, train, label = _pyproject()
    runtime = _closure(ROOT / ".venv", app)
    _write("app", "pyproject.toml", "3.11", runtime)
    tools = [pin for pin in _closure(ROOT / ".venv", dev) if pin not in runtime]
    _write("dev", "pyproject.toml", "3.11", tools)
    # "torch==2.13.0+cpu" is to be had in few places; without the suffix pip takes what there is.
    training = [pin.partition("+")[0] for pin in _closure(ROOT / ".venv", train)]
    _write("train", "pyproject.toml", "3.11", [pin for pin in training if pin not in [*runtime, *tools]])
    reading = _closure(ROOT / ".venv", label)
    _write("label", "pyproject.toml", "3.11", [pin for pin in reading if pin not in runtime])
    rasa, rasa_dev = _sections(LOCKS / "rasa.in")
    serving = _closure(ROOT / ".venv-rasa", rasa)
    _write("rasa", "bot/setup/rasa.in", "3.10", serving)
    _write(
        "rasa-dev",
        "bot/setup/rasa.in",
        "3.10",
        [p for p in _closure(ROOT / ".venv-rasa", rasa_dev) if p not in serving],
    )


def _pyproject() -> tuple[list[str], list[str], list[str], list[str]]:
    # tomllib is in the app's Python, perhaps not in the one that runs this.
    program = (
        "import json, tomllib; p = tomllib.load(open('pyproject.toml', 'rb'));"
        "print(json.dumps([p['project']['dependencies'] + p['build-system']['requires'],"
        " *(p['project']['optional-dependencies'][name] for name in ('dev', 'train', 'label'))]))"
    )
    import json

    answer = subprocess.check_output([str(ROOT / ".venv/bin/python"), "-c", program], cwd=str(ROOT))
    app, dev, train, label = json.loads(answer)
    return app, dev, train, label


def _sections(path: Path) -> tuple[list[str], list[str]]:
    serving, _, dev = path.read_text(encoding="utf-8").partition("# dev")
    lines = [[row for row in part.splitlines() if row and not row.startswith("#")] for part in (serving, dev)]
    return lines[0], lines[1]


def _closure(environment: Path, roots: list[str]) -> list[str]:
    command = [str(environment / "bin/python"), "-c", CLOSURE, *roots]
    return subprocess.check_output(command, universal_newlines=True).split()


def _write(name: str, source: str, version: str, pins: list[str]) -> None:
    text = HEADER.format(source=source, version=version) + "\n".join(pins) + "\n"
    (LOCKS / f"{name}.lock").write_text(text, encoding="utf-8")
    print(f"{name}.lock: {len(pins)} packages", file=sys.stderr)


if __name__ == "__main__":
    main()
