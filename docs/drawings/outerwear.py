"""Jackets and coats, lying flat."""

from __future__ import annotations

import numpy as np

from docs.drawings import materials as stuff
from docs.drawings.canvas import Canvas, Fold
from docs.drawings.look import Look, cloth, thread
from docs.drawings.materials import Material, linear
from docs.drawings.paths import Points, box, flipped, path, symmetric, tube
from docs.drawings.tops import ARM_FOLDS, SLEEVE_FOLDS, button_at, frame, garment, inside_neck, sleeve, zip_line

STEEL = Material(linear("Silver"), metal=0.9, gloss=0.6, sharpness=40)


def jacket(c: Canvas, look: Look) -> None:
    frame(c, look)
    styles = {"rain": rain, "puffer": puffer, "denim": denim_jacket, "fleece": fleece, "blazer": blazer, "coat": coat}
    styles[look.get("style")](c, look)


def front(bottom: float, width: float = 76.0, neck: str = "C58 20 54 24 50 25") -> Points:
    """The body, closed to the neck."""
    return symmetric(
        f"M60 13 C66 14 72 16 77.5 19 C78 27 77 34 75.5 39 C{width} 52 {width} 70 {width} {bottom} Q64 {bottom + 2} 50 {bottom + 2}"
    )


def rain(c: Canvas, look: Look) -> None:
    material = Material(linear(look.colour), gloss=0.16, sharpness=14, texture=stuff.jersey)
    dark = material.tinted(0.55)
    _hood(c, material)
    garment(c, material, arms="long", outline=front(86), puff=4.4)
    for band in (path("M84 81 L94 79.4 L94.6 85.6 C91 87.4 88 87.6 84.4 87 Z"),):
        for side in (band, flipped(band)):
            c.part(side, dark, round=1.2, height=0.8, shadow=0.2)
    yoke = path("M23.6 31 C34 35 42 36 50 36 C58 36 66 35 76.4 31 L76 33 C66 37 58 38 50 38 C42 38 34 37 24 33 Z")
    c.printed(yoke, dark.colour, opacity=0.55)
    c.part(path("M48 21 L52.4 21 L52.4 87.6 L48 87.6 Z"), material.tinted(1.04), round=0.8, height=0.5, shadow=0.35)
    for x, lean in ((34, -1.2), (66, 1.2)):
        flap = path(f"M{x - 7} {66 + lean} L{x + 7} {66 - lean} L{x + 7} {71 - lean} L{x - 7} {71 + lean} Z")
        c.part(
            path(f"M{x - 6.4} {68} L{x + 6.4} 68 L{x + 6.4} 81 L{x - 6.4} 81 Z"),
            material,
            round=0.9,
            height=0.6,
            shadow=0.2,
        )
        c.part(flap, material.tinted(1.05), round=0.9, height=0.7, shadow=0.35)
    c.part(path("M58 46 L70 43.6 L70.2 45 L58.2 47.4 Z"), dark, round=0.4, shadow=0.2)
    for y in (30, 44, 58, 74):
        c.part(box(49.2, y, 51.2, y + 2, 1), STEEL, round=0.6, shadow=0.3)
    _collar_front(c, material)


def _hood(c: Canvas, material: Material) -> None:
    c.part(symmetric("M50 2.5 C61 2.5 67.5 9 67 19 C66.4 24 60 27 50 28"), material, round=7, height=4.6)
    c.part(
        symmetric("M50 7 C57.4 7 61 12 60.6 19 C60 23.6 55 26 50 27"),
        material.tinted(0.42),
        round=3,
        height=-1.4,
        shadow=0.1,
    )


def _collar_front(c: Canvas, material: Material) -> None:
    c.part(
        path(
            "M38.4 15.6 C42 21.4 46 23.6 50 24 C54 23.6 58 21.4 61.6 15.6 C63 18.4 63 21 61.6 23.4 C58 27.6 54 29.4 50 29.8 C46 29.4 42 27.6 38.4 23.4 C37 21 37 18.4 38.4 15.6 Z"
        ),
        material.tinted(1.05),
        round=2,
        height=1.6,
        shadow=0.35,
    )
    c.line(path("M50 24 L50 30"), 0.5, material.tinted(0.5).colour)


def puffer(c: Canvas, look: Look) -> None:
    material = Material(linear(look.colour), gloss=0.30, sharpness=16, fuzz=0.05)
    narrow = look.get("fit") == "slim"
    step = 6.2 if narrow else 9.4
    if look.has("hood"):
        _hood(c, material)
    for arm in (sleeve("long"), flipped(sleeve("long"))):
        c.part(arm, material, round=6, height=6, folds=_quilt(step, arms=True), wrinkle=0.5)
    c.part(front(84, 77), material, round=8, height=6, folds=_quilt(step), wrinkle=0.7, shadow=0.45)
    zip_line(c, 20, 86, colour="#26282c")
    c.part(
        path("M38.6 10 Q50 14 61.4 10 C63.6 16 63.6 21 61.6 25 Q50 30 38.4 25 C36.4 21 36.4 16 38.6 10 Z")
        if not look.has("hood")
        else box(47.4, 21, 52.6, 28, 1.5),
        material,
        round=3.2,
        height=3,
    )
    for x, tilt in ((31, -1), (69, 1)):
        c.line(path(f"M{x} 62 L{x + tilt * 3} 74"), 0.9, material.tinted(0.45).colour, groove=True)


def _quilt(step: float, arms: bool = False) -> list[Fold]:
    folds = []
    for y in np.arange(24 if not arms else 26, 92, step):
        if arms:
            folds += [
                Fold(path(f"M70 {y - 1} Q84 {y + 3} 97 {y - 1}"), 1.5, -4.2),
                Fold(path(f"M3 {y - 1} Q16 {y + 3} 30 {y - 1}"), 1.5, -4.2),
            ]
        else:
            folds.append(Fold(path(f"M20 {y} Q50 {y + 3} 80 {y}"), 1.5, -4.2))
    return folds


def denim_jacket(c: Canvas, look: Look) -> None:
    material = cloth("#3f5f8f" if look.colour == "Blue" else look.colour, stuff.denim, fuzz=0.1)
    sewn = thread(look.colour)
    inside_neck(c, material, "M50 9.5 C54 9.5 58 10.5 60 12.5 C58 20 54 27 50 27")
    garment(c, material, arms="long", fit="cropped", outline=front(78, 73), puff=3.4, cuff=material.tinted(0.9))
    band = path("M27.4 73.6 Q50 76.6 72.6 73.6 L72.4 80 Q50 83 27.6 80 Z")
    c.part(band, material.tinted(0.95), round=1.1, height=0.7, shadow=0.3)
    for line in ("M24 36 Q50 40 76 36", "M27.6 75 Q50 78 72.4 75", "M27.6 79 Q50 82 72.4 79"):
        c.line(path(line), 0.24, sewn, dash=(0.8, 0.45))
    for x in (33.5, 66.5):
        side = 1 if x > 50 else -1
        for data in (f"M{x - side * 4} 40 L{x - side * 6.4} 74", f"M{x + side * 5} 40 L{x + side * 2} 74"):
            c.line(path(data), 0.26, sewn, dash=(0.8, 0.45), groove=True)
        c.part(
            path(f"M{x - 6.4} 38 L{x + 6.4} 38 L{x + 6} 49 L{x} 50 L{x - 6} 49 Z"),
            material,
            round=0.6,
            height=0.4,
            shadow=0.2,
        )
        c.part(
            path(f"M{x - 7} 36.4 L{x + 7} 36.4 L{x + 7} 40.6 L{x} 44 L{x - 7} 40.6 Z"),
            material.tinted(0.96),
            round=0.7,
            height=0.5,
            shadow=0.3,
        )
        c.line(path(f"M{x - 6.4} 40.2 L{x} 43.2 L{x + 6.4} 40.2"), 0.22, sewn, dash=(0.8, 0.45))
        button_at(c, x, 41.4, 0.9, "#b0713a")
    c.part(box(47.4, 24, 52.6, 80, 0.4), material.tinted(1.05), round=0.7, height=0.4, shadow=0.3)
    for x in (47.9, 52.1):
        c.line(path(f"M{x} 25 L{x} 80"), 0.22, sewn, dash=(0.8, 0.45))
    for y in (32, 43, 54, 65, 77):
        button_at(c, 50, y, 1.25, "#b0713a")
    _wide_collar(c, material, sewn)


def _wide_collar(c: Canvas, material: Material, sewn: str | None) -> None:
    leaf = path("M49.6 25 C45 20 42 16 40.6 9.6 C36.6 10 34.4 12 33 15 C33.6 20 36 26 39.4 31 Z")
    for side in (leaf, flipped(leaf)):
        c.part(side, material.tinted(1.06), round=1.4, height=1.1, shadow=0.4)
    if sewn:
        for line in (
            path("M34.4 15.4 C35 20 37 25 39.8 29.4 L48 24.6"),
            flipped(path("M34.4 15.4 C35 20 37 25 39.8 29.4 L48 24.6")),
        ):
            c.line(line, 0.22, sewn, dash=(0.8, 0.45))


def fleece(c: Canvas, look: Look) -> None:
    material = cloth(look.colour, stuff.fleece, fuzz=0.5)
    nylon = Material(linear("#3d4a4f" if look.colour == "Cream" else "#e0b24a"), gloss=0.25, sharpness=14)
    garment(c, material, arms="long", outline=front(84), puff=5, cuff=nylon)
    c.part(path("M24 81.5 Q50 84.5 76 81.5 L75.8 87 Q50 90 24.2 87 Z"), nylon, round=1.4, height=1)
    c.part(
        path("M38.6 8 Q50 12 61.4 8 C63.6 15 63.6 20 61.6 25 Q50 30 38.4 25 C36.4 20 36.4 15 38.6 8 Z"),
        material,
        round=4,
        height=3.2,
    )
    zip_line(c, 13, 88)
    c.part(box(56, 36, 70, 50, 1), nylon, round=1, height=0.7, shadow=0.35)
    c.line(path("M57 39 L69 39"), 0.6, "#23272a", groove=True)
    c.part(box(61, 45, 66, 47, 0.3), cloth("Cream"), round=0.3, shadow=0.1)
    for x, tilt in ((32, -1), (68, 1)):
        c.line(path(f"M{x} 62 L{x + tilt * 3} 75"), 0.8, nylon.colour, groove=True)


def blazer(c: Canvas, look: Look) -> None:
    _tailored(c, look, bottom=82, buttons=(52, 61), shirt=True)


def coat(c: Canvas, look: Look) -> None:
    c.place(across=0.72, down=0.97)
    if look.has("lapel"):
        _tailored(c, look, bottom=92, buttons=(48, 60, 72), shirt=True)
        return
    material = cloth(look.colour, stuff.canvas, fuzz=0.05)
    garment(c, material, arms="long", outline=front(92, 78), puff=3.6, cuff=material.tinted(0.95))
    c.part(path("M46 22 L53 22 L54.6 94 L46 94 Z"), material.tinted(1.03), round=0.8, height=0.5, shadow=0.35)
    for y in (34, 46, 58, 70):
        button_at(c, 50, y, 1.2, "#4a3a2c")
    for x, tilt in ((32, -1), (68, 1)):
        c.part(
            path(f"M{x - 1.4} 57 L{x + 1.8} 57 L{x + 1.8 + tilt * 2} 72 L{x - 1.4 + tilt * 2} 72 Z"),
            material.tinted(0.97),
            round=0.7,
            height=0.5,
            shadow=0.3,
        )
    _wide_collar(c, material, None)


def _tailored(c: Canvas, look: Look, *, bottom: float, buttons: tuple[float, ...], shirt: bool) -> None:
    material = cloth(look.colour, stuff.felt if bottom > 90 else stuff.canvas, fuzz=0.25)
    lining = Material(linear(look.colour) * 0.4 + linear("Burgundy") * 0.2, gloss=0.15)
    c.part(symmetric("M50 9.5 C54 9.5 58 10.5 60 12.5 C60 24 55 44 50 50"), lining, round=2, height=0.6, shadow=0)
    c.part(path("M48 11.6 L52 11.6 L52 14.2 L48 14.2"), Material(linear("#efece4")), round=0.3, shadow=0.1)
    for arm in (sleeve("long"), flipped(sleeve("long"))):
        c.part(arm, material, round=5.5, height=3.6, folds=SLEEVE_FOLDS, wrinkle=0.2)
    right = path(
        f"M60 12.5 C66 14 72 16 77.5 19 C78 27 77 34 75.5 39 C73 52 75 70 77 {bottom} Q64 {bottom + 3} 52 {bottom + 2} L50 {buttons[0]} C55 40 60 26 60 12.5 Z"
    )
    c.part(right, material, round=4, height=3, folds=ARM_FOLDS, wrinkle=0.3, shadow=0.4)
    left = flipped(
        path(
            f"M60 12.5 C66 14 72 16 77.5 19 C78 27 77 34 75.5 39 C73 52 75 70 77 {bottom} Q62 {bottom + 3} 47.4 {bottom + 1} L47 {buttons[0]} C54 40 60 26 60 12.5 Z"
        )
    )
    c.part(left, material, round=4, height=3, folds=ARM_FOLDS, wrinkle=0.3, shadow=0.45)
    lapel = path(
        f"M60.4 10.4 C64 14 66.6 19 67 25 L63 27.6 L66.6 30 C62 40 56 47 51.6 {buttons[0] - 1} C55.6 40 60.4 26 58.6 12 Z"
    )
    for side in (lapel, flipped(lapel)):
        c.part(side, material.tinted(1.06), round=1.4, height=1.0, shadow=0.4)
    for x in (33, 67):
        c.part(
            path(f"M{x - 7} {bottom - 22} L{x + 7} {bottom - 22} L{x + 7} {bottom - 18} L{x - 7} {bottom - 18} Z"),
            material,
            round=0.7,
            height=0.5,
            shadow=0.3,
        )
    c.part(path("M61 40 L71 38.4 L71.2 40.6 L61.2 42.2 Z"), material, round=0.5, height=0.3, shadow=0.25)
    for y in buttons:
        button_at(c, 53.4, y + 1, 1.3, "#2a2422" if look.colour != "Black" else "#55524e")
    for side in (path("M86 78 L86 83"), flipped(path("M86 78 L86 83"))):
        for dy in (0, 2.2, 4.4):
            button_at(c, float(side[0][0]), 78.6 + dy, 0.7, "#2a2422")
    c.part(tube(path("M41 10.6 Q50 8 59 10.6"), 2.4), material.tinted(1.05), round=1.1, height=1)
