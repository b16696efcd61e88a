"""Bytes from the web -> a picture in the images folder, in the sizes that are shown."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from catalog.pictures.names import WIDTHS, sized
from catalog.whole_file import write_whole
from vision.image import ImageLimits, Pixels
from vision.reader import ImageReader

#: What our own picture may lose against the one that came.
QUALITY = 82


def limits_of(megabytes: int, megapixels: int) -> ImageLimits:
    pixels = megapixels * 1_000_000
    return ImageLimits(byte_count=megabytes * 2**20, pixel_count=pixels, jpeg_pixel_count=max(pixels, 64_000_000))


class PictureShelf:
    """The images folder, for pictures that strangers' servers sent.

    They are decoded in a process of its own that may come to harm (vision.reader); kept is what is encoded anew.
    """

    def __init__(self, folder: Path, limits: ImageLimits) -> None:
        self._folder, self._limits = folder, limits
        # Its own processes: a shopper's photo never waits behind the shop's pictures.
        self._reader = ImageReader(1, waiting_each=64, waiting_together=64)

    def put(self, file: str, data: bytes) -> None:
        """Raises: vision.image.UnusableImageError for bytes that are no picture, or a too large one."""
        pixels = self._reader.read(data, self._limits).pixels
        for width in WIDTHS:
            write_whole(self._folder / sized(file, width), _webp(_narrowed(pixels, width)))
        write_whole(self._folder / file, _webp(Image.fromarray(pixels)))

    def holds(self, file: str) -> bool:
        return (self._folder / file).is_file()

    def close(self) -> None:
        self._reader.close()


def _narrowed(pixels: Pixels, width: int) -> Image.Image:
    image = Image.fromarray(pixels)
    image.thumbnail((width, width), Image.Resampling.LANCZOS)
    return image


def _webp(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=QUALITY, method=4)
    return buffer.getvalue()
