"""Rasa's command line with what makes its turns and its start fast.

    .venv-rasa/bin/python -m bot.rasa.launcher run --model FILE --port N --endpoints FILE --credentials FILE
    .venv-rasa/bin/python -m bot.rasa.launcher train --config FILE --domain FOLDER --data FOLDER ... --out FOLDER
    .venv-rasa/bin/python -m bot.rasa.launcher test core --fail-on-prediction-errors ...

Arguments go to `rasa` as they are. `run` listens on 127.0.0.1 unless `--interface` says otherwise. Environment:

    SHOPMATE_ACTIONS_URL      where the action webhook listens (endpoints.yml)
    SHOPMATE_ACTIONS_SECRET   sent to it as the header X-Shopmate-Secret (endpoints.yml)
    SHOPMATE_RASA_TOKEN       who sends a message must send this as ?token= or as "Authorization: Bearer" (channel.py)
    SHOPMATE_CONVERSATIONS    path of the SQLite file that keeps the conversations (tracker_store.py)
    SHOPMATE_MODELS           folder of the prepared models, .models by default (sentence_featurizer.py)
    RASA_PORT                 the port of `run` where no --port is given
    SHOPMATE_RASA_SOCKET      number of an inherited, listening socket that `run` serves instead of opening the port
"""

from __future__ import annotations

import gc
import logging
import os
import socket
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any, List, Sequence, Set, Tuple

from bot.rasa.lean_imports import configured_components, keep_tensorflow_out, trained_components
from bot.rasa.replacements import make_replacements

logger = logging.getLogger(__name__)

_RUN_ENVIRONMENT = ("SHOPMATE_ACTIONS_URL", "SHOPMATE_ACTIONS_SECRET", "SHOPMATE_RASA_TOKEN", "SHOPMATE_CONVERSATIONS")


class LaunchError(RuntimeError):
    """Rasa cannot be started this way; the message says what to do."""


def rasa_arguments(arguments: Sequence[str]) -> List[str]:
    """What `rasa` is called with: `arguments`, plus the interface, port and token that `run` must have.

    Raises: LaunchError when `run` lacks a part of its environment.
    """
    given = list(arguments)
    if given[:1] != ["run"]:
        return given
    missing = [name for name in _RUN_ENVIRONMENT if not os.environ.get(name)]
    if missing:
        raise LaunchError(f"{', '.join(missing)} not set. Start Rasa with `make run`, or set them as {__file__} says.")
    if not {"-i", "--interface"} & set(given):
        given += ["--interface", "127.0.0.1"]
    if os.environ.get("RASA_PORT") and not {"-p", "--port"} & set(given):
        given += ["--port", os.environ["RASA_PORT"]]
    return given


def main(arguments: Sequence[str]) -> None:
    """Runs `rasa` with `arguments`; ends the process with its exit code."""
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    # Nothing of a shop's talk leaves the machine; TensorFlow, where a pipeline uses it, needs not greet.
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    # Rasa's training cache knows a component by its class alone: a changed intent_model.py would get its old weights.
    os.environ.setdefault("RASA_MAX_CACHE_SIZE", "0")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    if "run" in arguments[:1]:
        # A turn multiplies a vector by a small matrix. Several threads only wait for each other over that, spinning:
        # with them a turn takes twice the processor time. Must be set before numpy is imported.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        # A turn makes and drops many small objects; looking for cycles among them every 700 costs a tenth of it.
        gc.set_threshold(20_000, 20, 50)
    sys.argv = ["rasa", *rasa_arguments(arguments)]
    keep_tensorflow_out(_components(arguments))
    import rasa.__main__

    make_replacements()
    if os.environ.get("SHOPMATE_RASA_SOCKET"):
        _serve_inherited(int(os.environ["SHOPMATE_RASA_SOCKET"]))
    rasa.__main__.main()


def _serve_inherited(number: int) -> None:
    """Lets Sanic serve the socket that our parent holds: nobody else can take the port before, after or between us."""
    from sanic import Sanic

    run = Sanic.run
    inherited = socket.socket(fileno=number)

    def run_on_it(app: Sanic, host: object = None, port: object = None, **options: Any) -> None:
        run(app, sock=inherited, **options)

    Sanic.run = run_on_it  # type: ignore[method-assign]


def _components(arguments: Sequence[str]) -> Set[str]:
    """What the model (run) or the config (train, test) of these arguments is made of."""
    model = Path(_value(arguments, ("-m", "--model"), ""))
    if model.is_file():
        return trained_components(model)
    return configured_components(Path(_value(arguments, ("-c", "--config"), "config.yml")))


def _value(arguments: Sequence[str], flags: Tuple[str, str], default: str) -> str:
    for flag, value in pairwise(arguments):
        if flag in flags:
            return value
    return default


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except LaunchError as error:
        sys.exit(f"launcher: {error}")
