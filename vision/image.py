"""Bytes that a stranger sent -> upright RGB pixels and a clean JPEG of them."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

Pixels = NDArray[np.uint8]

#: Pillow's readers that may see a customer's bytes.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "HEIF", "AVIF")
#: MPO is the JPEG that phones write with a depth picture behind it; Pillow's JPEG reader finds out itself.
_JPEG_FORMATS = ("JPEG", "MPO")
_ORIENTATION = 0x0112


class UnusableImageError(ValueError):
    """The bytes are no picture that can be used; the message may be shown to the customer."""


@dataclass(frozen=True)
class ImageLimits:
    """What is accepted, checked from length and header before anything is decoded.

    Attributes:
        byte_count: length of the file.
        pixel_count: width * height; a decoded pixel costs four bytes of memory.
        jpeg_pixel_count: the same for JPEG, which is decoded at half, a quarter or an eighth of its size.
        jpeg_scans: passes of a progressive JPEG; each one costs a walk over the whole picture.
        side: shortest side in pixels.
        kept_side: the longest side of the result; larger pictures are scaled down.
    """

    byte_count: int = 10 * 1024 * 1024
    pixel_count: int = 25_000_000
    jpeg_pixel_count: int = 64_000_000
    jpeg_scans: int = 100
    side: int = 16
    kept_side: int = 1024


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
    if len(data) > limits.byte_count:
        raise UnusableImageError(
            f"The picture has {len(data) / 1e6:.1f} MB. Allowed: {limits.byte_count / 1e6:.0f} MB; send a smaller one."
        )
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
                _check_header(image, data, limits)
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


def _check_header(image: Image.Image, data: bytes, limits: ImageLimits) -> None:
    is_jpeg = image.format in _JPEG_FORMATS
    allowed = limits.jpeg_pixel_count if is_jpeg else limits.pixel_count
    width, height = image.size
    if width * height > allowed:
        raise UnusableImageError(
            f"The picture has {width * height / 1e6:.0f} megapixels. Allowed: {allowed / 1e6:.0f}; send a smaller one."
        )
    if min(width, height) < limits.side:
        raise UnusableImageError(f"The picture has {width} x {height} pixels. Needed: at least {limits.side} a side.")
    # In JPEG data 0xFF is always followed by 0 or a marker, so this counts the scans (and those of a thumbnail).
    if is_jpeg and data.count(b"\xff\xda") > limits.jpeg_scans:
        raise UnusableImageError("This JPEG is built from too many passes; save it again or send another.")


def _upright(image: Image.Image, kept_side: int) -> Pixels:
    """Scaled first, so that turning and compositing touch few pixels."""
    orientation = _orientation(image)
    flat = _rgb(image)
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


def _rgb(image: Image.Image) -> Image.Image:
    """Eight bits a channel, three channels; a copy that carries no metadata."""
    if image.mode.startswith("I"):  # 16-bit grey: convert() would clip it to white
        image = Image.fromarray((np.asarray(image, np.uint32) >> 8).astype(np.uint8))
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.new("RGBA", layer.size, "white")
        image.alpha_composite(layer)
    flat = Image.new("RGB", image.size)
    flat.paste(image.convert("RGB"))
    return flat


@cache
def _load_readers() -> None:
    """Pillow knows AVIF only after init(), and HEIC, the iPhone's format, through pillow-heif."""
    from pillow_heif import register_heif_opener

    Image.init()
    register_heif_opener()
