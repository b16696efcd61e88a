"""A feed's pictures: files are copied into the shop's images folder, addresses are noted to be fetched."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image

from catalog.feeds.report import Findings
from catalog.pictures.names import picture_file, web_address
from catalog.products import WebPicture
from catalog.whole_file import write_whole

LARGEST_BYTES = 25 * 1024 * 1024
MOST_PIXELS = 60_000_000
#: What browsers show; the ending comes from the content, never from the given name.
ENDINGS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".gif", "AVIF": ".avif"}


class PictureCopier:
    """Finds named pictures under `roots` and copies each once; in a dry run it only looks.

    A picture that is missing, broken or outside the folders costs a warning, not the product.
    """

    def __init__(self, roots: Sequence[Path], target: Path, findings: Findings, *, dry_run: bool) -> None:
        self._roots = [root.resolve() for root in roots if root.is_dir()]
        self._target = target
        self._findings = findings
        self._dry_run = dry_run
        self._known: dict[str, str] = {}
        self._web: dict[str, int] = {}
        self._left_out: set[str] = set()

    @property
    def addresses(self) -> int:
        """How many different web addresses were named."""
        return len({*self._web, *filter(None, map(web_address, self._left_out))})

    def web(self) -> Iterator[WebPicture]:
        """What has to be fetched, once all products were read."""
        for address, place in self._web.items():
            yield WebPicture(picture_file(address), address, place)

    def leave_out(self, names: Sequence[str]) -> None:
        """Counts pictures that a feed names for what can't be sold."""
        self._left_out.update(names)

    def take(self, name: str, place: int = 1) -> str:
        """The file name in the images folder for a picture of the feed, "" when it cannot be had.

        place: which of its product's pictures it is; the first ones are fetched before the others.
        """
        if address := web_address(name):
            self._web[address] = min(place, self._web.get(address, place))
            return picture_file(address)
        if name and name not in self._known:
            self._known[name] = self._copied(name)
        return self._known.get(name, "")

    def take_all(self, names: Sequence[str]) -> tuple[str, ...]:
        """The pictures that can be had, in order, each once."""
        return tuple(dict.fromkeys(file for place, name in enumerate(names) if (file := self.take(name, place))))

    def _copied(self, name: str) -> str:
        path = self._find(name)
        if path is None:
            return ""
        try:
            if path.stat().st_size > LARGEST_BYTES:
                return self._without(f"picture is larger than {LARGEST_BYTES // 2**20} MB", name)
            content = path.read_bytes()
            stem = hashlib.sha256(content).hexdigest()[:32]
            there = next((stem + end for end in ENDINGS.values() if self._is_there(stem + end, len(content))), "")
            return there or self._checked(name, content, path, stem)
        except OSError as error:
            return self._without("picture cannot be read", f"{name}: {error.strerror}")

    def _is_there(self, file: str, size: int) -> bool:
        path = self._target / file
        return path.is_file() and path.stat().st_size == size

    def _checked(self, name: str, content: bytes, path: Path, stem: str) -> str:
        ending = _ending(path)
        if not ending:
            return self._without("picture is broken, too large, or of a kind that browsers do not show", name)
        if not self._dry_run:
            write_whole(self._target / (stem + ending), content)
        return stem + ending

    def _find(self, name: str) -> Path | None:
        relative = name.replace("\\", "/").lstrip("/")
        if "\0" in name or ":" in relative:
            self._without("picture name is not allowed", name)
            return None
        outside = False
        for root in self._roots:
            path = (root / relative).resolve()
            if not path.is_relative_to(root):
                outside = True
            elif path.is_file():
                return path
        self._without("picture lies outside the feed's folder" if outside else "picture is missing", name)
        return None

    def _without(self, reason: str, name: str) -> str:
        self._findings.warn(f"{reason} (the product is kept)", name)
        return ""


def _ending(path: Path) -> str:
    """The file ending for a picture that decodes to its last row, "" for anything else."""
    try:
        with Image.open(path, formats=list(ENDINGS)) as image:
            if image.width * image.height > MOST_PIXELS:
                return ""
            image.load()
            return ENDINGS[str(image.format)]
    except Exception:  # Pillow's decoders raise many kinds, and each means: no picture
        return ""
