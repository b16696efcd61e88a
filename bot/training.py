"""Rasa's model: trained when what it is made from has changed, replaced only by one that is whole."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from bot.rasa_process import dying_with_parent, rasa_python
from catalog.settings import ROOT, models_folder

Say = Callable[[str], None]
DIALOGUE = Path("bot/dialogue")
#: What the model is made from: texts, rules, and the code that runs inside Rasa.
SOURCES = (
    "nlu/data/**/*.yml",
    "bot/dialogue/*.yml",
    "nlu/components/*.py",
    "bot/rasa/faster_turns.py",
    "bot/rasa/replacements.py",
    "nlu/encoder.py",
    "bot/setup/rasa.lock",
)
_BEGUN = re.compile(r"Starting to train component '(\w+)'")
#: How the folder of a training begins; the number of its process follows.
WORK = ".training-"
#: So many models are kept beside the encoder; each weighs some 18 MB.
MOST_KEPT = 3
NOT_TRAINED = {"endpoints.yml", "credentials.yml"}


class TrainingError(RuntimeError):
    """Rasa could not be trained; the message holds its last words and what to do."""


def model_file(home: Path) -> Path:
    return home / "rasa" / "dialogue.tar.gz"


def config_file() -> Path:
    return Path(os.environ.get("SHOPMATE_CONFIG") or ROOT / "config.yml").resolve()


def fingerprint(config: Path | None = None) -> str:
    """Changes when, and only when, a new model would be another one. The shop's own settings don't count."""
    known = yaml.safe_load((config or config_file()).read_text(encoding="utf-8")) or {}
    known.pop("shop", None)
    total = hashlib.sha256(yaml.safe_dump(known, sort_keys=True).encode())
    for path in _sources():
        total.update(f"\0{path.relative_to(ROOT).as_posix()}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def is_trained(home: Path) -> bool:
    """Whether the home's model is there, whole, and made from today's sources."""
    return model_file(home).exists() and is_whole(home) and _stamped(home)[0] == fingerprint()


def is_whole(home: Path) -> bool:
    """Whether the home's model is, byte for byte, the one trained; True where an older version kept no hash."""
    known = _stamped(home)[1]
    return not known or known == _sha256(model_file(home))


def _stamped(home: Path) -> tuple[str, str]:
    """What the model was made from, and the hash of its bytes; "" for what the stamp does not tell."""
    stamp = _stamp(home)
    lines = stamp.read_text(encoding="utf-8", errors="replace").splitlines() if stamp.exists() else []
    made_from, digest, *_ = [*lines, "", ""]
    return made_from, digest


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def train(home: Path, say: Say, *, force: bool = False, stop: threading.Event | None = None) -> bool:
    """Trains Rasa into `home` if needed; True when a new model is in place.

    `stop`, set by another thread, gives up.
    Raises: TrainingError; the model that was there stays, untouched.
    """
    if not force and is_trained(home):
        return False
    folder = model_file(home).parent
    folder.mkdir(parents=True, exist_ok=True)
    wanted, started = fingerprint(), time.monotonic()
    if not force and _take_over(wanted, home):
        say("the dialogue was trained before, for another home; its model is taken over")
        return True
    say("training the dialogue (about a minute)")
    _clear_after_the_killed(folder)
    with tempfile.TemporaryDirectory(prefix=f"{WORK}{os.getpid()}-", dir=folder) as work:
        made = _run(Path(work), home / "logs" / "training.log", say, stop or threading.Event())
        (Path(work) / "stamp").write_text(f"{wanted}\n{_sha256(made)}\n", encoding="utf-8")
        os.replace(made, model_file(home))
        os.replace(Path(work) / "stamp", _stamp(home))
    _keep(wanted, home)
    say(f"the dialogue is trained ({time.monotonic() - started:.0f} s)")
    return True


def _take_over(wanted: str, home: Path) -> bool:
    """Copies the model that was trained from the same sources for another home, if one is kept and whole."""
    kept = _kept(wanted)
    with contextlib.suppress(OSError):
        digest = kept.with_suffix(".sha256").read_text(encoding="ascii")
        if _copied(kept, model_file(home)) == digest:
            # Last, as after a training: a model without this stamp is trained anew.
            _stamp(home).write_text(f"{wanted}\n{digest}\n", encoding="utf-8")
            return True
    return False


def _keep(made_from: str, home: Path) -> None:
    """Keeps the home's new model for other homes, where the models' folder may be written."""
    kept = _kept(made_from)
    with contextlib.suppress(OSError):
        kept.parent.mkdir(exist_ok=True)
        digest = _copied(model_file(home), kept)
        kept.with_suffix(".sha256").write_text(digest, encoding="ascii")
        for old in sorted(kept.parent.glob("*.model"), key=lambda file: file.stat().st_mtime)[:-MOST_KEPT]:
            old.with_suffix(".sha256").unlink(missing_ok=True)
            old.unlink()


def _kept(made_from: str) -> Path:
    return models_folder() / "dialogue" / f"{made_from[:32]}.model"


def _copied(source: Path, target: Path) -> str:
    """The hash of the bytes that now lie at `target`, whole whenever it is there."""
    draft = target.with_name(f"{WORK}{os.getpid()}-{target.name}")
    try:
        shutil.copyfile(source, draft)
        digest = _sha256(draft)
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    return digest


def _clear_after_the_killed(folder: Path) -> None:
    """Removes what trainings left behind whose process was killed."""
    for work in folder.glob(f"{WORK}*"):
        pid = work.name.removeprefix(WORK).partition("-")[0]
        if not (pid.isdecimal() and _lives(int(pid))):
            # A copy that was broken off is a file.
            shutil.rmtree(work, ignore_errors=True) if work.is_dir() else work.unlink(missing_ok=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _run(work: Path, log: Path, say: Say, stop: threading.Event) -> Path:
    command = [
        str(rasa_python()),
        "-m",
        "bot.rasa.launcher",
        "train",
        "--config",
        str(config_file()),
        "--domain",
        str(DIALOGUE),
    ]
    command += ["--data", "nlu/data", str(DIALOGUE), "--out", str(work), "--fixed-model-name", "dialogue"]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as output:
        try:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=_environment(work),
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=dying_with_parent(),
            )
            code = _wait(process, log, say, stop)
        except FileNotFoundError as error:
            raise TrainingError(f"{command[0]} is not there. 'make setup' builds Rasa's environment.") from error
    model = work / "dialogue.tar.gz"
    if code or not model.exists():
        last = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:])
        raise TrainingError(f"Rasa could not be trained (exit {code}). Its last words, all of them in {log}:\n{last}")
    return model


def _wait(process: subprocess.Popen[bytes], log: Path, say: Say, stop: threading.Event) -> int:
    """The exit status, telling what is trained meanwhile; whatever ends the wait ends the process."""
    told = 0
    try:
        while process.poll() is None and not stop.wait(0.2):
            begun = _BEGUN.findall(log.read_text(encoding="utf-8", errors="replace"))
            for component in begun[told:]:
                say(f"  training {component}")
            told = len(begun)
    finally:
        if process.poll() is None:
            process.kill()
    return process.wait()


def _environment(work: Path) -> dict[str, str]:
    # Rasa's cache is worth nothing to a training that starts from changed data, and grows.
    more = {"RASA_CACHE_DIRECTORY": str(work / "cache"), "RASA_TELEMETRY_ENABLED": "false"}
    more |= {
        "SHOPMATE_MODELS": str(models_folder()),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }
    more |= {"HOME": os.environ.get("HOME") or str(work), "PYTHONPATH": str(ROOT)}
    return {**os.environ, **more}


def _sources() -> Iterator[Path]:
    found = {path for pattern in SOURCES for path in ROOT.glob(pattern)}
    return (path for path in sorted(found) if path.name not in NOT_TRAINED)


def _stamp(home: Path) -> Path:
    return home / "rasa" / "dialogue.fingerprint"
