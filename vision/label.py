"""What stands on a package that a picture shows: the one door to rapidocr (the extra `label`).

Text is looked for first; where there is none, nothing else is done.
"""

from __future__ import annotations

import time
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from vision.image import Pixels

#: The shorter side at which text is looked for in a small picture, and the longer one in a large picture.
LEAST_SIDE, MOST_SIDE = 512, 800
#: Lines lower than this share of the shorter side are small print; the largest ones are read first, so many at most.
LEAST_HEIGHT = 0.02
MOST_LINES = 24
#: No further lines are begun after so many seconds of work.
WORK_SECONDS = 2.5
#: What is less sure than this is guessed from smudges.
LEAST_SURE = 0.5
#: Lines that go through the network together.
_BATCH = 6


class LabelLine(NamedTuple):
    """A line as read; sure: 0..1; height: of the letters, as a share of the picture's shorter side."""

    text: str
    sure: float
    height: float


def is_installed() -> bool:
    return find_spec("rapidocr") is not None


class LabelEngine:
    """Finds and reads lines in any direction, Latin and Chinese, with the networks that come inside rapidocr.

    Raises: ImportError without the extra `label`.
    """

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
        found = {"Det.limit_type": "max", "Det.limit_side_len": MOST_SIDE}
        self._ocr: Any = RapidOCR(params={"Global.log_level": "critical", **threads, **found})

    def read(self, pixels: Pixels) -> tuple[LabelLine, ...]:
        """The lines of `pixels` [height, width, 3] that are large enough, the largest first; () without any."""
        until = time.process_time() + WORK_SECONDS
        image = np.ascontiguousarray(_enlarged(pixels)[:, :, ::-1])
        found = self._ocr(image, use_det=True, use_cls=False, use_rec=False).boxes
        if found is None:
            return ()
        boxes = np.asarray(found, np.float32)
        heights = _heights(boxes) / min(image.shape[:2])
        order = [int(one) for one in np.argsort(-heights, kind="stable")[:MOST_LINES] if heights[one] >= LEAST_HEIGHT]
        lines: list[LabelLine] = []
        for start in range(0, len(order), _BATCH):
            if time.process_time() > until:
                break
            chosen = order[start : start + _BATCH]
            crops, _ = self._ocr.cls_and_rotate(self._ocr.crop_text_regions(image, boxes[chosen]))
            read = self._ocr.recognize_txt(crops)
            told = zip(read.txts, read.scores, heights[chosen], strict=True)
            lines += [
                LabelLine(text.strip(), round(float(sure), 3), round(float(height), 3)) for text, sure, height in told
            ]
        return tuple(line for line in lines if line.text and line.sure >= LEAST_SURE)


def _enlarged(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    share = LEAST_SIDE / min(height, width)
    if share <= 1:
        return pixels
    size = (round(width * share), round(height * share))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC), np.uint8)


def _heights(boxes: np.ndarray) -> np.ndarray:
    """[lines] the shorter side of each box [lines, 4, 2]: lines may stand upright."""
    sides = np.linalg.norm(boxes - np.roll(boxes, -1, axis=1), axis=2)
    shorter: np.ndarray = np.minimum(sides[:, 0], sides[:, 1])
    return shorter
