"""Functions of Rasa 3.6.21 that eat most of a turn, replaced by those of faster_turns.py.

A replacement is made only when the source of the function is the one known here; else Rasa's own stays in place.
"""

from __future__ import annotations

import hashlib
import importlib
import inspect
import logging
from typing import Any, Callable, List, NamedTuple, Tuple

from bot.rasa.faster_turns import (
    keep_connections,
    pass_over_texts,
    remember_subclasses,
    run_in_order,
    validate_with_one_validator,
)

logger = logging.getLogger(__name__)


class Replacement(NamedTuple):
    """One function of Rasa and what takes its place.

    Attributes:
        module, name: where the function is found; `name` may be "Class.method".
        source_sha256: of the function's source as this code knows it.
        make: builds the new function from the old one.
    """

    module: str
    name: str
    source_sha256: str
    make: Callable[[Callable[..., Any]], Callable[..., Any]]


REPLACEMENTS = (
    Replacement(
        "rasa.core.actions.action",
        "RemoteAction._validate_action_result",
        "f8cdb4be6812396167ced74161b2ccd65c5ea676ad86d7d359d8c322d9d8dc42",
        validate_with_one_validator,
    ),
    Replacement(
        "rasa.shared.utils.common",
        "all_subclasses",
        "28c2e6df9c15daea296f630b83d0b2391636581164056082458a32647d6761d1",
        remember_subclasses,
    ),
    Replacement(
        "rasa.utils.endpoints",
        "EndpointConfig.session",
        "e55aa13d9d4fb4bc440ac33b870a97ee162b76dda7ccb6bf68433567475fdffb",
        keep_connections,
    ),
    Replacement(
        "rasa.core.policies.rule_policy",
        "RulePolicy._find_action_from_rules",
        "be6da6ee0f5429bd9bbded9f22186f3729469e5b392949493fd34a00ef9531d9",
        pass_over_texts,
    ),
    Replacement(
        "rasa.engine.runner.dask",
        "DaskGraphRunner.run",
        "45f0f52f574f3aa9546a552bf671183e171092c18b66e97f5771a7fa295de37e",
        run_in_order,
    ),
)


def source_sha256(function: Callable[..., Any]) -> str:
    return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()


def make_replacements(replacements: Tuple[Replacement, ...] = REPLACEMENTS) -> List[str]:
    """Replaces what is known, warns of the rest. Returns: the names that were replaced."""
    return [replacement.name for replacement in replacements if _replace(replacement)]


def _replace(replacement: Replacement) -> bool:
    holder: Any = importlib.import_module(replacement.module)
    *path, name = replacement.name.split(".")
    for part in path:
        holder = getattr(holder, part)
    original = getattr(holder, name)
    found = source_sha256(original)
    if found != replacement.source_sha256:
        logger.warning(
            "%s.%s is not the function of Rasa 3.6.21 (sha256 %s, known %s). Rasa's own is used: turns are slower, "
            "answers the same. Look at the new function, then enter its sha256 in %s.",
            replacement.module, replacement.name, found[:12], replacement.source_sha256[:12], __name__,
        )  # fmt: skip
        return False
    setattr(holder, name, replacement.make(original))
    return True
