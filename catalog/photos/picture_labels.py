"""What stands on the shop's own pictures: read once for each picture, beside everything else."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from pathlib import Path

from catalog.photos.picture_vectors import LIMITS
from catalog.vector_file import Progress, digest
from catalog.whole_file import write_whole
from vision.image import UnusableImageError, read_image
from vision.label import LabelLine
from vision.label_reader import LabelReader, ProcessFailedError

logger = logging.getLogger(__name__)

FILE_NAME = "labels.json"
#: Changes whenever the same picture could be read differently.
_EDITION = "rapidocr 3.10.0, 1"
#: Pictures read between two writes: what a power cut may cost.
_SAVED_EVERY = 50


class PictureLabels:
    """A picture's bytes -> the lines on it, kept in `folder`."""

    def __init__(self, folder: Path, reader: LabelReader) -> None:
        self._path, self._reader = folder / FILE_NAME, reader

    def lines(self, pictures: Iterable[Path], progress: Progress | None = None) -> dict[Path, tuple[LabelLine, ...]]:
        """picture -> its lines; afterwards the file holds these pictures alone, or more where it was broken off."""
        known, held = self._read(), dict[str, tuple[LabelLine, ...]]()
        keys: dict[Path, str] = {}
        paths = list(dict.fromkeys(pictures))
        fresh = 0
        try:
            for done, path in enumerate(paths, start=1):
                data = path.read_bytes() if path.is_file() else b""
                keys[path] = key = digest(data).hex()
                if key not in held:
                    held[key] = known[key] if key in known else self._look(path, data)
                    fresh += key not in known
                if progress:
                    progress(done, len(paths))
                if fresh and fresh % _SAVED_EVERY == 0:
                    self._write({**known, **held})
        except BaseException:
            self._write({**known, **held})
            raise
        if held.keys() != known.keys():
            self._write(held)
        return {path: held[key] for path, key in keys.items()}

    def close(self) -> None:
        """Ends the process that reads."""
        self._reader.close()

    def _look(self, path: Path, data: bytes) -> tuple[LabelLine, ...]:
        try:
            return self._reader.lines(read_image(data, LIMITS).pixels) if data else ()
        except (UnusableImageError, ProcessFailedError) as error:
            logger.warning("the label on %s is not read: %s", path.name, error)
            return ()

    def _read(self) -> dict[str, tuple[LabelLine, ...]]:
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            if kept["edition"] != _EDITION:
                return {}
            return {key: tuple(LabelLine(*line) for line in lines) for key, lines in kept["lines"].items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            logger.warning("%s cannot be read (%s); the labels are read again", self._path, error)
            return {}

    def _write(self, held: dict[str, tuple[LabelLine, ...]]) -> None:
        write_whole(self._path, json.dumps({"edition": _EDITION, "lines": held}).encode())
