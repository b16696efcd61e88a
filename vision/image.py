"""Bytes that a stranger sent -> upright RGB pixels and a clean JPEG of them."""

from __future__ import annotations

import hashlib
import io
import math
import warnings
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from vision.image_limits import ImageLimits, UnusableImageError, check_header, check_length

__all__ = ["FORMATS", "ImageLimits", "Pixels", "SafeImage", "UnusableImageError", "encode_jpeg", "read_image"]

Pixels = NDArray[np.uint8]

#: Pillow's readers that may see a customer's bytes.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "HEIF", "AVIF")
_ORIENTATION = 0x0112
#: Rows of the scaled picture that are made at once, so that only a strip is ever held twice.
_STRIP = 64


@dataclass(frozen=True)
class SafeImage:
    """Attributes:
    pixels: [height, width, 3] uint8 RGB, upright, transparency laid on white.
    jpeg: the same pixels encoded anew: no metadata, nothing of the bytes that came.
    digest: SHA-256 of `jpeg` in hex.
    """

    pixels: Pixels
    jpeg: bytes
    digest: str


def read_image(data: bytes, limits: ImageLimits | None = None) -> SafeImage:
    """The picture in `data`, the first frame if it moves. Raises: UnusableImageError and nothing else."""
    limits = limits or ImageLimits()
    check_length(data, limits)
    pixels = _decode(data, limits)
    jpeg = encode_jpeg(pixels)
    return SafeImage(pixels, jpeg, hashlib.sha256(jpeg).hexdigest())


def encode_jpeg(pixels: Pixels) -> bytes:
    """`pixels` [height, width, 3] as a JPEG without metadata."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def _decode(data: bytes, limits: ImageLimits) -> Pixels:
    _load_readers()
    try:
        # Pillow warns of large or odd files; the limits here decide instead.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                check_header(image, data, limits)
                image.draft("RGB", (limits.kept_side, limits.kept_side))
                image.load()
                return _upright(image, limits.kept_side)
    except UnusableImageError:
        raise
    except UnidentifiedImageError as error:
        raise UnusableImageError(
            "This file is not a picture. Allowed: JPEG, PNG, WebP, GIF, BMP, HEIC, AVIF."
        ) from error
    except MemoryError as error:
        raise UnusableImageError("This picture is too large to open; send a smaller one.") from error
    except Exception as error:  # broken files make the decoders raise nearly every type there is
        raise UnusableImageError("This picture is damaged or incomplete; save it again or send another.") from error


def _upright(image: Image.Image, kept_side: int) -> Pixels:
    """Scaled first, so that turning touches few pixels."""
    orientation = _orientation(image)
    flat = _flat(image, max(1, max(image.size) // (2 * kept_side)))
    flat.thumbnail((kept_side, kept_side), Image.Resampling.BICUBIC)
    if orientation:
        flat.getexif()[_ORIENTATION] = orientation
        flat = ImageOps.exif_transpose(flat)
    return np.asarray(flat, np.uint8)


def _orientation(image: Image.Image) -> int:
    """How EXIF wants the picture turned, 0 = not at all; broken EXIF does not spoil a good picture."""
    try:
        orientation = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # the EXIF parser raises as many types as the decoders
        return 0
    return int(orientation) if orientation in range(2, 9) else 0


def _flat(image: Image.Image, factor: int) -> Image.Image:
    """RGB, `factor` times smaller; made strip by strip: a large picture is never in memory a second time."""
    width, height = image.size
    flat = Image.new("RGB", (math.ceil(width / factor), math.ceil(height / factor)))
    rows = _STRIP * factor
    for top in range(0, height, rows):
        strip = image.crop((0, top, width, min(height, top + rows)))
        flat.paste(_rgb(strip).reduce(factor), (0, top // factor))
    return flat


def _rgb(image: Image.Image) -> Image.Image:
    """Eight bits a channel, three channels, without metadata."""
    if image.mode.startswith("I"):  # 16-bit grey: convert() would clip it to white
        image = Image.fromarray((np.asarray(image, np.uint32) >> 8).astype(np.uint8))
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.new("RGBA", layer.size, "white")
        image.alpha_composite(layer)
    return image.convert("RGB")


@cache
def _load_readers() -> None:
    """Pillow knows AVIF only after init(), and HEIC, the iPhone's format, through pillow-heif."""
    from pillow_heif import register_heif_opener

    Image.init()
    register_heif_opener()
