"""What a shop trained for itself: one folder a part in its home, one folder a version, and which of them is in use.

`SHOPMATE_HOME/trained/<part>/<number>/` holds the weights and `card.json`; the last line of `in_use` is the number that
serves, the lines before it what served earlier. A part that was never trained here has no folder: what ships is used.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = "trained"
CARD = "card.json"
IN_USE = "in_use"
#: Versions kept of one part: enough to go back after two bad trainings, and never a disk full of weights.
KEPT = 3


class NoEarlierVersionError(LookupError):
    """There is nothing to go back to; the message says what there is."""


class Trained:
    """The versions of one part, such as "encoder" or "recommend", in the home of one shop."""

    def __init__(self, home: Path, part: str) -> None:
        self.part = part
        self.folder = home / FOLDER / part

    @property
    def in_use(self) -> Path | None:
        """The folder of the version that serves; None when what ships does."""
        return next((folder for number in reversed(self._served) if (folder := self.folder / number).exists()), None)

    @property
    def versions(self) -> list[Path]:
        """All versions, oldest first."""
        found = [path for path in self.folder.glob("*") if path.name.isdecimal() and (path / CARD).exists()]
        return sorted(found, key=lambda path: int(path.name))

    def card(self) -> dict[str, Any]:
        """What the version in use says of itself; empty when what ships is used."""
        folder = self.in_use
        return dict(json.loads((folder / CARD).read_text(encoding="utf-8"))) if folder else {}

    def draft(self) -> Path:
        """An empty folder to write a new version into, on the same disk; `adopt` or delete it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=".draft-", dir=self.folder))

    def adopt(self, draft: Path, card: Mapping[str, object]) -> Path:
        """Makes a draft the version in use, whole or not at all; the oldest versions beyond KEPT go."""
        text = json.dumps(card, indent=1, ensure_ascii=False) + "\n"
        (draft / CARD).write_text(text, encoding="utf-8")
        number = max((int(path.name) for path in self.versions), default=0) + 1
        version = self.folder / str(number)
        os.replace(draft, version)
        self._serve([*self._served, version.name])
        for old in self.versions[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)
        return version

    @staticmethod
    def discard(draft: Path) -> None:
        """Deletes a draft that nothing came of."""
        shutil.rmtree(draft, ignore_errors=True)

    def roll_back(self) -> Path | None:
        """Uses what served before the version in use, or what ships (None) when that was the first.

        Raises: NoEarlierVersionError when what ships is in use already.
        """
        used = self.in_use
        if used is None:
            raise NoEarlierVersionError(f"what ships is in use: this shop has trained no {self.part} to go back from.")
        self._serve(self._served[: self._served.index(used.name)])
        return self.in_use

    @property
    def _served(self) -> list[str]:
        try:
            return (self.folder / IN_USE).read_text(encoding="utf-8").split()
        except FileNotFoundError:
            return []

    def _serve(self, numbers: list[str]) -> None:
        draft = self.folder / f".{IN_USE}"
        draft.write_text("\n".join(numbers), encoding="utf-8")
        os.replace(draft, self.folder / IN_USE)
