"""`python3 -m bot.setup [--dev] [--train] [--label]`: all between a clone and a start; fast when nothing is missing.

`--dev` adds what the tests need, and what trains models where that costs no gigabytes of CUDA; `--train` adds the
latter anyway. `--label` adds what reads labels on photos, which `--dev` does too.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from bot.setup.environments import ROOT, Environment, SetupError, comes_small, terminal_line
from bot.setup.pythons import APP_VERSIONS, RASA_VERSIONS, NoPythonError, fetch_with_uv, find_python

UV = "uv==0.9.9"


def main() -> int:
    dev, train, label = (option in sys.argv[1:] for option in ("--dev", "--train", "--label"))
    started = time.monotonic()
    try:
        built = set_up(dev, train, label)
    except (SetupError, NoPythonError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. The same command goes on from here.", file=sys.stderr)
        return 130
    if built:
        print(f"\nSet-up finished in {time.monotonic() - started:.0f} s.", file=sys.stderr)
    return 0


def set_up(dev: bool, train: bool = False, label: bool = False) -> bool:
    """Builds what is missing; True when something was built."""
    app = Environment(ROOT / ".venv", ["app", "dev"] if dev else ["app"], editable=True)
    rasa = Environment(ROOT / ".venv-rasa", ["rasa", "rasa-dev"] if dev else ["rasa"])
    built = not (app.ready and rasa.ready)
    # Both at once: one waits for the network while the other unpacks.
    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(_build_app, app), pool.submit(_build_rasa, rasa)]
        for job in jobs:
            job.result()
    built = _add_training(app, dev, train) or built
    built = ((dev or label) and _add_reading(app)) or built
    return _prepare_models(app) or built


def _add_training(app: Environment, dev: bool, train: bool) -> bool:
    """What trains models, into the app's environment; for a developer only where torch comes without CUDA."""
    training = Environment(app.folder, ["train"])
    if training.ready or not (dev or train):
        return False
    if not train and not comes_small(app.python, "torch"):
        print(
            "Training is left out, its tests too: torch is to be had only with CUDA here, or not at all. "
            "`python3 -m bot.setup --train` installs it anyway.",
            file=sys.stderr,
        )
        return False
    training.build(app.python, terminal_line("what trains models"))
    return True


def _add_reading(app: Environment) -> bool:
    """What reads labels, into the app's environment."""
    reading = Environment(app.folder, ["label"])
    if reading.ready:
        return False
    reading.build(app.python, terminal_line("what reads labels"))
    return True


def _build_app(app: Environment) -> None:
    if not app.ready:
        app.build(find_python(APP_VERSIONS, "SHOPMATE_PYTHON"), terminal_line("app environment"))


def _build_rasa(rasa: Environment) -> None:
    if rasa.ready:
        return
    try:
        python = find_python(RASA_VERSIONS, "RASA_PYTHON")
    except NoPythonError:
        if os.environ.get("RASA_PYTHON"):
            raise
        python = fetch_with_uv(RASA_VERSIONS[0], _uv())
    rasa.build(python, terminal_line("Rasa environment"))


def _uv() -> list:  # type: ignore[type-arg]
    """uv in an environment of its own, so that neither of the two others carries it."""
    folder = ROOT / ".venv-uv"
    if not (folder / "bin" / "uv").exists():
        python = str(find_python(APP_VERSIONS, "SHOPMATE_PYTHON"))
        subprocess.run([python, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(folder / "bin" / "python"), "-m", "pip", "install", "-q", UV], check=True)
    return [str(folder / "bin" / "uv")]


def _prepare_models(app: Environment) -> bool:
    """Each model module prepares its own and returns at once when its files are there."""
    missing = subprocess.run([str(app.python), "-m", "bot.models", "--missing"], cwd=str(ROOT)).returncode
    if not missing:
        return False
    if subprocess.run([str(app.python), "-m", "bot.models"], cwd=str(ROOT)).returncode:
        raise SetupError("The models could not be prepared (see above). Mend that and run the same command again.")
    return True


if __name__ == "__main__":
    sys.exit(main())
