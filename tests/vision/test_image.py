"""Whatever bytes arrive: clean pixels or a sentence that says why not."""

from __future__ import annotations

import hashlib
import io
import struct
import time
import zipfile
import zlib

import numpy as np
import pytest
from PIL import Image

from tests.vision.pictures import encoded, is_upright, scene
from vision.image import ImageLimits, UnusableImageError, read_image

SECRET = "51.5007N-0.1246W"


def test_the_result_is_the_picture_and_a_clean_jpeg_under_its_hash() -> None:
    image = read_image(encoded(scene(), "PNG"))
    assert image.pixels.shape == (120, 160, 3)
    assert image.pixels.dtype == np.uint8
    assert is_upright(image.pixels)
    assert image.digest == hashlib.sha256(image.jpeg).hexdigest()
    assert is_upright(np.asarray(Image.open(io.BytesIO(image.jpeg))))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "HEIF", "AVIF", "MPO"])
def test_every_format_that_phones_and_screens_write_is_read(kind: str) -> None:
    read_image(encoded(scene(), "PNG"))  # lets Pillow learn HEIF, so that the test can write one
    assert is_upright(read_image(encoded(scene(), kind)).pixels)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_turned_by_exif_is_the_same_photo(kind: str, orientation: int) -> None:
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = scene().transpose(turns[orientation]) if orientation in turns else scene()
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = read_image(encoded(stored, kind, exif=exif.tobytes()))
    assert image.pixels.shape == (120, 160, 3)
    assert is_upright(image.pixels)


def test_metadata_does_not_survive() -> None:
    exif = Image.Exif()
    exif[0x010E] = SECRET
    data = encoded(scene(), "JPEG", exif=exif.tobytes(), comment=SECRET.encode(), xmp=SECRET.encode())
    assert SECRET.encode() in data
    image = read_image(data)
    assert SECRET.encode() not in image.jpeg
    assert not Image.open(io.BytesIO(image.jpeg)).getexif()
    assert image.jpeg == read_image(encoded(Image.fromarray(read_image(data).pixels), "BMP")).jpeg


def test_broken_exif_does_not_spoil_a_good_picture() -> None:
    data = encoded(scene(), "JPEG", exif=b"Exif\0\0MM\0\x2a\xff\xff\xff\xff garbage")
    assert is_upright(read_image(data).pixels)


def test_an_animation_shows_its_first_frame() -> None:
    frames = [Image.new("RGB", (160, 120), "black")] * 3
    for kind in ("GIF", "WEBP", "PNG"):
        assert is_upright(read_image(encoded(scene(), kind, save_all=True, append_images=frames)).pixels), kind


def test_cmyk_palette_grey_and_one_bit_become_rgb() -> None:
    assert is_upright(read_image(encoded(scene().convert("CMYK"), "JPEG")).pixels)
    assert is_upright(read_image(encoded(scene().quantize(8), "PNG")).pixels)
    grey = read_image(encoded(scene().convert("L"), "PNG")).pixels
    assert (grey[..., 0] == grey[..., 2]).all()
    assert set(np.unique(read_image(encoded(scene().convert("1"), "PNG")).pixels)) <= {0, 255}


def test_sixteen_bits_are_scaled_not_clipped() -> None:
    ramp = np.tile(np.linspace(0, 65535, 64, dtype=np.uint16), (64, 1))
    pixels = read_image(encoded(Image.fromarray(ramp), "PNG")).pixels
    assert pixels[0, 0, 0] == 0
    assert pixels[0, 63, 0] == 255
    assert abs(int(pixels[0, 32, 0]) - 129) <= 1


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
def test_transparency_lies_on_white(mode: str) -> None:
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), (0, 0, 20, 40))
    picture = clear.quantize(4) if mode == "PA" else clear.convert(mode)
    pixels = read_image(encoded(picture, "PNG")).pixels
    assert pixels[20, 5].max() < 10
    assert pixels[20, 35].min() > 245


def test_a_large_photo_is_scaled_down_and_keeps_its_shape() -> None:
    pixels = read_image(encoded(scene(6000, 4500), "JPEG")).pixels
    assert pixels.shape == (768, 1024, 3)
    assert is_upright(pixels)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not a picture"),
        (b"I am a text file that calls itself photo.jpg", "not a picture"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 200, "damaged|not a picture"),
        (b"%PDF-1.7 ...", "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not a picture"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(UnusableImageError, match=words):
        read_image(data)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_a_picture_cut_off_is_refused(kind: str, share: float) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (200, 200, 3), dtype=np.uint8)
    data = encoded(Image.fromarray(noise), kind)
    with pytest.raises(UnusableImageError, match=r"damaged or incomplete|not a picture"):
        read_image(data[: int(len(data) * share)])


def test_too_many_bytes_are_refused_before_they_are_read() -> None:
    start = time.perf_counter()
    with pytest.raises(UnusableImageError, match=r"52\.4 MB\. Allowed: 10 MB"):
        read_image(bytes(50 * 1024 * 1024))
    assert time.perf_counter() - start < 1


def test_a_bomb_is_refused_from_its_header() -> None:
    """Sixty megapixels of nothing in a few kilobytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 10_000, 6_000, 8, 6, 0, 0, 0)
    rows = zlib.compress(bytes(10_000 * 4 + 1) * 600, 9)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    start = time.perf_counter()
    with pytest.raises(UnusableImageError, match=r"60 megapixels\. Allowed: 25"):
        read_image(data)
    assert time.perf_counter() - start < 1


def test_a_tiny_picture_is_refused() -> None:
    with pytest.raises(UnusableImageError, match="1 x 1 pixels"):
        read_image(encoded(Image.new("RGB", (1, 1)), "PNG"))


def test_a_jpeg_of_endless_passes_is_refused() -> None:
    data = encoded(scene(), "JPEG", progressive=True)
    start = data.rindex(b"\xff\xda")
    scans = data[:start] + data[start:-2] * 200 + b"\xff\xd9"
    with pytest.raises(UnusableImageError, match="too many passes"):
        read_image(scans)


def test_nothing_behind_the_picture_survives() -> None:
    """A file that is both a JPEG and a zip archive, with a script in it."""
    archive = io.BytesIO(encoded(scene(), "JPEG"))
    archive.seek(0, io.SEEK_END)
    with zipfile.ZipFile(archive, "a") as file:
        file.writestr("run.js", "alert('hello')")
    data = archive.getvalue()
    assert zipfile.is_zipfile(io.BytesIO(data))
    image = read_image(data)
    assert not zipfile.is_zipfile(io.BytesIO(image.jpeg))
    assert b"alert" not in image.jpeg
    assert b"run.js" not in image.jpeg


def test_two_thousand_mutated_pictures_raise_nothing_else_and_take_no_time() -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (48, 64, 3), dtype=np.uint8))
    read_image(encoded(noise, "PNG"))  # lets Pillow learn HEIF
    kinds = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "HEIF", "AVIF")
    seeds = [encoded(noise, kind) for kind in kinds] + [encoded(noise, "JPEG", progressive=True)]
    random = np.random.default_rng(2)
    slowest, refused = 0.0, 0
    for number in range(2000):
        data = bytearray(seeds[number % len(seeds)])
        # Half of the hits go to the first bytes, where the headers and sizes stand.
        reach = min(len(data), 120) if number % 2 else len(data)
        for place in random.integers(0, reach, random.integers(1, 12)):
            data[place] = random.integers(0, 256)
        start = time.perf_counter()
        try:
            read_image(bytes(data))
        except UnusableImageError:
            refused += 1
        slowest = max(slowest, time.perf_counter() - start)
    assert 200 < refused < 2000
    assert slowest < 5


def test_limits_can_be_narrower() -> None:
    with pytest.raises(UnusableImageError, match=r"megapixels"):
        read_image(encoded(scene(), "PNG"), ImageLimits(pixel_count=10_000))
