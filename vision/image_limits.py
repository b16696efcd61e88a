"""What a picture may ask of us, told from its length and header before anything is decoded."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

#: MPO is the JPEG that phones write with a depth picture behind it; Pillow's JPEG reader finds out itself.
_JPEG_FORMATS = ("JPEG", "MPO")
_START_OF_SCAN = 0xDA
#: Markers without a length behind them: TEM, RST0-7, SOI.
_BARE_MARKERS = {0x01, *range(0xD0, 0xD9)}


class UnusableImageError(ValueError):
    """The bytes are no picture that can be used; the message may be shown to the customer."""


@dataclass(frozen=True)
class ImageLimits:
    """What is accepted.

    Attributes:
        byte_count: length of the file.
        pixel_count: width * height; a decoded pixel costs four bytes of memory.
        jpeg_pixel_count: the same for JPEG, which is decoded at half, a quarter or an eighth of its size.
        jpeg_buffer_bytes: what a JPEG that comes in several passes holds of the whole picture while it is decoded.
        jpeg_scans: passes of such a JPEG.
        jpeg_scan_pixels: passes * pixels of such a JPEG; each pass costs a walk over the whole picture.
        side: shortest side in pixels, also after scaling.
        kept_side: the longest side of the result; larger pictures are scaled down.
    """

    byte_count: int = 10 * 1024 * 1024
    pixel_count: int = 25_000_000
    jpeg_pixel_count: int = 64_000_000
    jpeg_buffer_bytes: int = 160_000_000
    jpeg_scans: int = 100
    jpeg_scan_pixels: int = 400_000_000
    side: int = 16
    kept_side: int = 1024


def check_length(data: bytes, limits: ImageLimits) -> None:
    """Raises: UnusableImageError."""
    if len(data) > limits.byte_count:
        raise UnusableImageError(
            f"The picture has {len(data) / 1e6:.1f} MB. Allowed: {limits.byte_count / 1e6:.0f} MB; send a smaller one."
        )


def check_header(image: Image.Image, data: bytes, limits: ImageLimits) -> None:
    """`image` as opened from `data`, not loaded. Raises: UnusableImageError."""
    is_jpeg = image.format in _JPEG_FORMATS
    allowed = limits.jpeg_pixel_count if is_jpeg else limits.pixel_count
    width, height = image.size
    if width * height > allowed:
        raise UnusableImageError(
            f"The picture has {width * height / 1e6:.0f} megapixels. Allowed: {allowed / 1e6:.0f}; send a smaller one."
        )
    if min(width, height) < limits.side:
        raise UnusableImageError(f"The picture has {width} x {height} pixels. Needed: at least {limits.side} a side.")
    longest = limits.kept_side // limits.side
    if max(width, height) > longest * min(width, height):
        raise UnusableImageError(
            f"The picture is a strip of {width} x {height} pixels. "
            f"Allowed: up to {longest} times as long as wide; cut out the part that shows the product."
        )
    if is_jpeg:
        _check_passes(image, data, limits)


def _check_passes(image: Image.Image, data: bytes, limits: ImageLimits) -> None:
    start, components = _first_scan(data)
    layers: list[tuple[int, int, int, int]] = getattr(image, "layer", [])
    if "progressive" not in image.info and components >= len(layers):
        return
    pixels = image.width * image.height
    # In JPEG data 0xFF is always followed by 0 or a marker, so this counts the scans.
    scans = data.count(b"\xff\xda", start)
    if scans > limits.jpeg_scans or scans * pixels > limits.jpeg_scan_pixels:
        raise UnusableImageError("This JPEG is built from too many passes; save it again or send another.")
    shares = [horizontal * vertical for _, horizontal, vertical, _ in layers] or [1]
    if 2 * pixels * sum(shares) / max(shares) > limits.jpeg_buffer_bytes:
        raise UnusableImageError(
            f"This JPEG of {pixels / 1e6:.0f} megapixels is saved progressively, which takes too much memory to open. "
            "Save it without that, or send a smaller one."
        )


def _first_scan(data: bytes) -> tuple[int, int]:
    """Where the picture's own first scan starts, past a thumbnail in its EXIF, and how many components are in it.
    (0, 0) when there is none: the decoder will say what is wrong."""
    place = 2
    while place + 4 < len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == _START_OF_SCAN:
            return place, data[place + 4]
        # 0xFF may be repeated as filler.
        if marker == 0xFF:
            place += 1
        else:
            place += 2 if marker in _BARE_MARKERS else 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return 0, 0
