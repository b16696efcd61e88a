"""Bags, suitcases and wallets."""

from __future__ import annotations

import numpy as np

from docs.drawings import materials as stuff
from docs.drawings.canvas import Canvas
from docs.drawings.look import Look, accent, cloth, creases
from docs.drawings.materials import Material, linear
from docs.drawings.paths import Points, box, ellipse, flipped, path, symmetric, tube

BRASS = Material(linear("#c9a256"), metal=0.9, gloss=0.6, sharpness=40)
STEEL = Material(linear("#c4c8cc"), metal=0.9, gloss=0.6, sharpness=40)


def hide(colour: str, gloss: float = 0.32) -> Material:
    return Material(linear(colour), gloss=gloss, sharpness=20, texture=stuff.leather)


def sewn(c: Canvas, outline: Points, material: Material, inset: float = 1.4) -> None:
    """A line of stitches just inside an outline."""
    middle = outline.mean(axis=0)
    size = np.ptp(outline, axis=0).max()
    line = middle + (outline - middle) * (1 - 2 * inset / size)
    tone = material.colour * 2.2 + 0.05
    c.line(
        np.concatenate([line, line[:1]]), 0.24, np.clip(tone, 0, 0.8).astype(np.float32), dash=(0.9, 0.55), opacity=0.8
    )


def handbag(c: Canvas, look: Look) -> float | None:
    shapes = {"": _shoulder, "satchel": _satchel, "clutch": _clutch, "crossbody": _crossbody, "messenger": _messenger}
    return shapes[look.get("shape")](c, look)


def _shoulder(c: Canvas, look: Look) -> float:
    leather = hide(look.colour)
    strap = path("M22 50 C22 0 78 0 78 50")
    c.part(tube(strap, 3.4), leather, round=1.6, height=1.2)
    body = symmetric("M50 42 L76 42 C80 42 81 44 81.6 47 L85 80 C85.4 86 83 88 78 88 L50 88")
    c.part(body, leather, round=9, height=6, wrinkle=0.3)
    flap = symmetric("M50 38 L74 38 C79 38 81 40 81.4 45 L81 58 C79 68 66 73 50 74")
    c.part(flap, leather.tinted(1.06), round=5, height=3.6, shadow=0.5)
    sewn(c, flap, leather)
    for x in (22.4, 77.6):
        c.part(ellipse(x, 46, 3), BRASS, round=1, holes=[ellipse(x, 46, 1.8)])
    c.part(box(45, 68, 55, 79, 1.4), BRASS, round=1.6, height=1)
    c.part(box(47.4, 72, 52.6, 75.4, 1), BRASS.tinted(0.6), round=0.8, shadow=0.3)
    return 88.4


def _satchel(c: Canvas, look: Look) -> float:
    leather = hide(look.colour)
    c.part(tube(path("M35 42 C34 14 66 14 65 42"), 4.2), leather.tinted(0.92), round=2, height=2)
    body = symmetric("M50 38 L74 38 C78 38 79 40 80 43 L87 82 C87.6 87 86 89 82 89 L50 89")
    c.part(body, leather, round=7, height=5)
    c.part(
        symmetric("M50 37 L75 37 C78 37 79 38.6 79.4 41 L80.6 47 L50 47"),
        leather.tinted(1.08),
        round=2.4,
        height=2,
        shadow=0.4,
    )
    for x in (35, 65):
        c.part(box(x - 2.6, 38, x + 2.6, 56, 1), leather.tinted(0.9), round=1, height=0.8, shadow=0.35)
        c.part(ellipse(x, 52, 1.2), BRASS, round=0.8)
        c.part(ellipse(x, 42, 2.6), BRASS, round=0.9, holes=[ellipse(x, 42, 1.5)])
    seam = symmetric("M50 62 C66 62 76 60 83.4 58 L87 82 C87.6 87 86 89 82 89 L50 89")
    c.part(seam, leather.tinted(0.97), round=2.5, height=1.4, shadow=0.3)
    sewn(c, seam, leather)
    for x in (24, 76):
        c.part(box(x - 2, 88, x + 2, 90.4, 0.8), BRASS, round=0.8)
    return 90.4


def _clutch(c: Canvas, look: Look) -> float:
    satin = Material(linear(look.colour), gloss=0.45, sharpness=14, fuzz=0.1, texture=stuff.brushed)
    for k in range(30):
        t = k / 29
        x, y = 18 + 64 * t, 46 - 60 * t * (1 - t) * 1.7
        c.part(ellipse(x, y, 1.5, 1.0), BRASS, round=0.6, holes=[ellipse(x, y, 0.8, 0.4)], shadow=0.2)
    body = box(10, 44, 90, 84, 5)
    c.part(body, satin, round=7, height=5)
    c.part(
        path("M10 50 C10 46 12 44 15 44 L85 44 C88 44 90 46 90 50 C78 60 64 64 50 64 C36 64 22 60 10 50 Z"),
        satin.tinted(1.06),
        round=4,
        height=3,
        shadow=0.45,
    )
    c.part(box(10, 42.4, 90, 46, 1.6), BRASS, round=1.5)
    c.part(ellipse(50, 63.6, 3.4), BRASS, round=3, height=2.6)
    return 84.4


def _crossbody(c: Canvas, look: Look) -> float:
    leather = hide(look.colour)
    c.part(tube(path("M16 48 C8 10 40 2 54 4 C80 8 92 24 84 48"), 1.9), leather.tinted(0.9), round=0.9)
    body = symmetric("M50 44 L84 44 C88 66 72 84 50 84")
    c.part(body, leather, round=10, height=7, wrinkle=0.3)
    c.part(tube(path("M16.4 47.6 L83.6 47.6"), 3.2), leather.tinted(0.85), round=1, height=0.8)
    c.line(path("M17 47.6 L83 47.6"), 0.9, "#c9a256", dash=(0.4, 0.35))
    c.part(box(76, 46, 82, 49.4, 1), BRASS, round=0.9)
    c.part(tube(path("M77 48 Q74 54 75.4 60"), [1.6, 2.4]), leather.tinted(0.9), round=0.8)
    curve = path("M19 54 C24 68 36 78 50 78 C64 78 76 68 81 54")
    c.line(curve, 0.26, np.clip(leather.colour * 2.2 + 0.05, 0, 0.8).astype(np.float32), dash=(0.9, 0.55))
    for x in (16.4, 83.6):
        c.part(ellipse(x, 46.4, 2.4), BRASS, round=0.9, holes=[ellipse(x, 46.4, 1.4)])
    return 84.6


def _messenger(c: Canvas, look: Look) -> float:
    fabric = cloth(look.colour, stuff.canvas)
    leather = hide("#6a4128")
    c.part(tube(path("M16 46 C14 4 86 4 84 46"), 3.6), fabric.tinted(0.7), round=1.4)
    c.part(box(11, 40, 89, 86, 5), fabric, round=8, height=5.4)
    flap = path("M10 38 L90 38 L91 70 C90 75 86 76.6 80 76.6 L20 76.6 C14 76.6 10 75 9 70 Z")
    c.part(flap, leather if look.colour == "Grey" else fabric.tinted(0.85), round=4, height=3, shadow=0.5)
    sewn(c, flap, leather)
    for x in (30, 70):
        c.part(box(x - 2.8, 58, x + 2.8, 83, 1.2), leather.tinted(0.75), round=1, height=0.8, shadow=0.4)
        c.part(box(x - 3.6, 68, x + 3.6, 76, 1), BRASS, round=0.9, holes=[box(x - 2.2, 69.6, x + 2.2, 74.4)])
    c.part(tube(path("M40 38 C40 30 60 30 60 38"), 3), leather, round=1.4)
    return 86.4


def tote(c: Canvas, look: Look) -> float:
    leather, thin = look.has("leather"), look.has("thin")
    material = (
        hide(look.colour)
        if leather
        else Material(linear(look.colour), gloss=0.2, sharpness=12, texture=stuff.crinkle)
        if thin
        else cloth(look.colour, stuff.canvas)
    )
    strap = (
        material.tinted(0.9) if not (look.colour == "Cream" and not leather) else cloth("Tan", stuff.leather, gloss=0.2)
    )
    c.part(tube(path("M36 40 C34 2 66 2 64 40"), 2.8), strap.tinted(0.7), round=1.2)
    body = (
        path("M19 36 L81 36 C83 52 85 70 86 87 C74 90 26 90 14 87 C15 70 17 52 19 36 Z")
        if not thin
        else path(
            "M22 38 C30 40 38 36 50 38 C62 40 70 36 78 38 C83 54 86 70 85 85 C74 91 26 91 15 85 C14 70 17 54 22 38 Z"
        )
    )
    folds = creases(
        ("M30 46 C28 60 27 74 24 86", 4, 1.3),
        ("M70 46 C72 60 73 74 76 86", 4, 1.3),
        ("M44 52 C48 64 44 76 46 88", 4, -1.2),
        ("M18 84 C30 78 38 78 44 80", 3, -1.0),
    )
    c.part(body, material, round=7, height=5, folds=folds if not leather else folds[:2], wrinkle=1.1 if thin else 0.6)
    c.line(path("M19 40 L81 40"), 0.24, material.tinted(0.6).colour, dash=(0.9, 0.5))
    for x in (35.6, 64.4):
        c.part(box(x - 2.2, 36, x + 2.2, 47, 0.6), strap, round=0.9, height=0.6, shadow=0.3)
        c.line(np.array([(x - 1.5, 38.0), (x + 1.5, 45.5)]), 0.22, material.tinted(0.5).colour)
        c.line(np.array([(x + 1.5, 38.0), (x - 1.5, 45.5)]), 0.22, material.tinted(0.5).colour)
    c.part(tube(path("M36 38 C33 -4 67 -4 64 38"), 2.8), strap, round=1.3, height=1)
    if not leather and not thin:
        ink = "#37424a" if look.colour == "Cream" else "#f0e8d6"
        c.printed(ellipse(50, 62, 12), ink, opacity=0.85)
        c.printed(ellipse(50, 62, 10.8), material.colour)
        c.printed(
            [path("M50 70 L50 58 Q44 58 43 53 Q49 53 50 58 Q51 52 57 51 Q57 57 51 59 Z"), box(49.5, 56, 50.5, 70)],
            ink,
            opacity=0.85,
        )
    if leather:
        c.part(box(42, 52, 58, 57, 1), material.tinted(1.1), round=0.8, height=0.5)
        sewn(c, box(17.6, 40.6, 82.4, 85, 3), material, 0.5)
    return 89.0


def backpack(c: Canvas, look: Look) -> float:
    styles = {"": _city, "hiking": _hiking, "rolltop": _rolltop, "leather": _leather_pack, "kids": _kids_pack}
    return styles[look.get("style")](c, look)


def _shell(c: Canvas, material: Material, top: float = 16.0) -> None:
    c.part(tube(path(f"M44 {top + 3} C43 {top - 7} 57 {top - 7} 56 {top + 3}"), 2.4), material.tinted(0.6), round=1.1)
    for line in (path("M26 34 C14 44 14 66 24 80"), flipped(path("M26 34 C14 44 14 66 24 80"))):
        c.part(tube(line, 5), material.tinted(0.6), round=2)
    c.part(
        symmetric(f"M50 {top} C64 {top} 73 {top + 8} 74.6 {top + 20} C76 50 77 70 76 82 C75.6 87 72 89 66 89 L50 89"),
        material,
        round=12,
        height=9,
        wrinkle=0.4,
    )


def _city(c: Canvas, look: Look) -> float:
    fabric = cloth(look.colour, stuff.canvas)
    _shell(c, fabric)
    zipper = path("M28.4 62 C27 40 32 23 50 22.4 C68 23 73 40 71.6 62")
    c.line(zipper, 1.2, "#1d1e20", groove=True)
    c.line(zipper, 0.4, "#8f959a", dash=(0.35, 0.35))
    pocket = symmetric("M50 55 L68 55 C71 55 72 57 72.4 60 L73 80 C73 84 71 85.6 67 85.6 L50 85.6")
    c.part(pocket, fabric.tinted(0.94), round=5, height=3.4, shadow=0.4)
    c.line(path("M31 61 L69 61"), 1.0, "#1d1e20", groove=True)
    c.part(tube(path("M67 61 Q69 65 68.4 69"), 1.2), cloth(accent(look.colour)), round=0.5)
    c.part(box(43, 38, 57, 45, 1), hide("#7a5136", 0.2), round=0.8, height=0.5)
    c.line(path("M45.4 41.4 L54.6 41.4"), 0.5, "#e2c9a4", opacity=0.8)
    return 89.4


def _hiking(c: Canvas, look: Look) -> float:
    nylon = Material(linear(look.colour), gloss=0.14, sharpness=12, texture=stuff.canvas)
    dark = Material(linear("#33383d"), gloss=0.1, texture=stuff.mesh)
    for line in (path("M28 74 C16 74 12 80 10 86"), flipped(path("M28 74 C16 74 12 80 10 86"))):
        c.part(tube(line, [8, 4]), dark, round=3)
    c.part(
        symmetric("M50 22 C66 22 74 28 75 40 C76 54 77 70 75 84 C74.6 88 72 90 66 90 L50 90"),
        nylon,
        round=12,
        height=9,
        wrinkle=0.5,
    )
    for side in (
        path("M72 50 L80 52 C82 62 81 74 78 82 L72 84 Z"),
        flipped(path("M72 50 L80 52 C82 62 81 74 78 82 L72 84 Z")),
    ):
        c.part(side, dark, round=4, height=3)
    c.part(
        symmetric("M50 46 L66 46 C69 46 70 48 70.4 52 L71 80 C71 84 69 86 65 86 L50 86"),
        dark.tinted(1.2),
        round=4,
        height=2.6,
    )
    c.part(symmetric("M50 48 L62 50 L56 84 L50 84"), nylon.tinted(0.9), round=3, height=1.4)
    c.part(
        symmetric("M50 10 C64 10 73 13 75.4 20 L76 34 C68 38 58 38.6 50 38.6"),
        nylon.tinted(1.05),
        round=8,
        height=6,
        shadow=0.5,
    )
    c.line(path("M26 28 C40 31 60 31 74 28"), 1.0, "#202224", groove=True)
    for x in (34, 66):
        c.part(box(x - 1.3, 34, x + 1.3, 60, 0.4), dark.tinted(0.8), round=0.6, shadow=0.35)
        c.part(box(x - 2.6, 46, x + 2.6, 53, 1), Material(linear("#222427"), gloss=0.3), round=1)
    for y in (62, 72):
        c.line(np.array([(24.0, y), (76.0, y + 6.0)]), 0.5, "#efb53f", opacity=0.9)
        c.line(np.array([(76.0, y), (24.0, y + 6.0)]), 0.5, "#efb53f", opacity=0.9)
    return 90.4


def _rolltop(c: Canvas, look: Look) -> float:
    tarp = Material(linear(look.colour), gloss=0.30, sharpness=14)
    for line in (path("M27 40 C15 48 15 70 25 82"), flipped(path("M27 40 C15 48 15 70 25 82"))):
        c.part(tube(line, 5), Material(linear("#2a2c2f"), gloss=0.1), round=2)
    c.part(
        symmetric("M50 24 L71 24 C74 40 76 60 76 83 C76 88 73 90 68 90 L50 90"),
        tarp,
        round=9,
        height=7,
        wrinkle=0.5,
        folds=creases(("M28 36 C40 40 60 36 72 40", 3, -1.4), ("M30 46 C42 44 56 48 70 45", 3, 1.2)),
    )
    c.part(box(27, 12, 73, 26, 4), tarp.tinted(1.04), round=6, height=6, shadow=0.5)
    c.line(path("M28 19 L72 19"), 0.6, tarp.tinted(0.5).colour, groove=True)
    dark = Material(linear("#2a2c2f"), gloss=0.15)
    c.part(box(48, 10, 52, 52, 0.5), dark, round=0.8, shadow=0.35)
    c.part(box(45.6, 40, 54.4, 48, 1.4), dark.tinted(1.5), round=1.4, height=1)
    c.line(path("M33 58 L67 58"), 1.4, "#1f2123", groove=True)
    c.part(box(32, 64, 68, 66, 0.6), Material(linear("#d9dde0"), gloss=0.3), round=0.5)
    return 90.4


def _leather_pack(c: Canvas, look: Look) -> float:
    leather = hide(look.colour)
    _shell(c, leather, 18)
    c.part(
        symmetric("M50 60 L66 60 C70 60 71 62 71.4 65 L72 82 C72 85 70 86.6 66 86.6 L50 86.6"),
        leather.tinted(0.97),
        round=4,
        height=3,
        shadow=0.4,
    )
    flap = symmetric("M50 16 C66 16 74 24 75 36 L75 54 C72 60 62 62.6 50 63")
    c.part(flap, leather.tinted(1.06), round=7, height=5, shadow=0.5)
    sewn(c, flap, leather)
    for x in (38, 62):
        c.part(box(x - 2.4, 48, x + 2.4, 73, 1), leather.tinted(0.85), round=0.9, height=0.7, shadow=0.4)
        c.part(box(x - 3.3, 60, x + 3.3, 67, 1), BRASS, round=0.9, holes=[box(x - 2, 61.4, x + 2, 65.6)])
    return 89.4


def _kids_pack(c: Canvas, look: Look) -> float:
    fabric = cloth(look.colour, stuff.canvas)
    dark = cloth("#2f3136", stuff.felt)
    for x in (31, 69):
        c.part(ellipse(x, 19, 9), dark, round=6, height=4)
    _shell(c, fabric, 17)
    c.part(ellipse(50, 42, 20, 17), cloth("#f5f2ea", stuff.felt), round=8, height=5)
    for x in (41, 59):
        c.part(ellipse(x, 41, 5, 6), dark, round=3, height=1.6, shadow=0.2)
        c.part(ellipse(x + 0.6, 40, 1.8), Material(linear("#fdfcf8"), gloss=0.5), round=1, shadow=0.1)
    c.part(ellipse(50, 48.6, 2.8, 2), dark, round=1.6, height=1.2, shadow=0.2)
    c.line(path("M45 52 Q50 56 55 52"), 0.7, "#2f3136")
    c.part(
        symmetric("M50 64 L66 64 C69 64 70 66 70.4 68 L71 82 C71 85 69 86.4 65 86.4 L50 86.4"),
        fabric.tinted(1.1),
        round=4,
        height=3,
    )
    c.line(path("M32 69 L68 69"), 1.0, "#2a2b2e", groove=True)
    return 89.4


def duffel(c: Canvas, look: Look) -> float:
    sport = look.has("sport")
    fabric = (
        Material(linear(look.colour), gloss=0.15, sharpness=12, texture=stuff.canvas)
        if sport
        else cloth(look.colour, stuff.canvas)
    )
    trim = Material(linear("#2b2d30"), gloss=0.1, texture=stuff.canvas) if sport else hide("#6a4128")
    c.part(tube(path("M32 50 C32 20 68 20 68 50"), 3), trim.tinted(0.8), round=1.3)
    c.part(
        path("M8 50 C9 42 14 38 22 38 L78 38 C86 38 91 42 92 50 L93 76 C93 82 90 85 84 85 L16 85 C10 85 7 82 7 76 Z"),
        fabric,
        round=15,
        height=11,
        wrinkle=0.6,
        folds=creases(("M24 46 C30 56 28 70 30 82", 3.4, -1.2), ("M76 46 C70 56 72 70 70 82", 3.4, -1.2)),
    )
    for side in (
        path("M8 50 C9 42 14 38 21 38 L21 85 L16 85 C10 85 7 82 7 76 Z"),
        flipped(path("M8 50 C9 42 14 38 21 38 L21 85 L16 85 C10 85 7 82 7 76 Z")),
    ):
        c.part(side, trim, round=7, height=5, shadow=0.25)
    c.line(path("M20 43 L80 43"), 1.2, "#1d1e20", groove=True)
    for x in (33, 67):
        c.part(box(x - 2.2, 39, x + 2.2, 85, 0.6), trim, round=1, height=0.7, shadow=0.35)
        c.part(
            box(x - 2.8, 50, x + 2.8, 56, 1),
            STEEL if sport else BRASS,
            round=0.9,
            holes=[box(x - 1.6, 51.4, x + 1.6, 54.6)],
        )
    c.part(tube(path("M32 54 C31 14 69 14 68 54"), 3.2), trim, round=1.5)
    c.part(box(43, 22.6, 57, 28.4, 1.6), trim.tinted(1.1), round=1.6)
    if sport:
        c.printed(path("M40 60 L58 60 L54 72 L36 72 Z"), accent(look.colour))
    return 85.4


def suitcase(c: Canvas, look: Look) -> float:
    large = look.has("large")
    shell = Material(linear(look.colour), gloss=0.42, sharpness=24)
    top, left = (14.0, 22.0) if large else (24.0, 26.0)
    for x in (40.0, 60.0):
        c.part(box(x - 1.2, 4 if not large else 3, x + 1.2, top + 4, 0.4), STEEL, round=0.8)
    c.part(box(37.6, 1, 62.4, 6, 2), Material(linear("#26282b"), gloss=0.25), round=2)
    for x in (left + 6, 94 - left):
        c.part(box(x - 3, 86, x + 3, 93, 2), Material(linear("#26282b"), gloss=0.25), round=2.4)
        c.part(ellipse(x, 91.4, 2.8), Material(linear("#45484c"), gloss=0.3), round=1.6, holes=[ellipse(x, 91.4, 0.8)])
    c.part(box(left, top, 100 - left, 89, 7), shell, round=6, height=5)
    for k in range(7):
        x = left + 8 + k * (84 - 2 * left) / 6
        c.part(box(x - 1.5, top + 6, x + 1.5, 83, 1.5), shell.tinted(1.04), round=1.4, height=1.6, shadow=0.35)
    c.part(
        box(left + 3, top + 20, 97 - left, top + 30, 1), shell.tinted(0.98), round=1, height=0.6, shadow=0.3
    ) if large else None
    c.part(box(44, top - 2, 56, top + 4, 2), Material(linear("#26282b"), gloss=0.25), round=1.8)
    c.part(box(90 - left, 50, 100.6 - left, 60, 1.4), Material(linear("#2f3235"), gloss=0.3), round=1.2)
    c.part(box(92 - left, 53, 96 - left, 57, 0.6), STEEL, round=0.6)
    return 94.0


def wallet(c: Canvas, look: Look) -> None:
    leather = hide(look.colour, 0.28)
    if look.has("zip"):
        outline = box(12, 30, 88, 74, 5)
        c.part(outline, leather, round=5, height=3.4, wrinkle=0.2)
        c.line(
            path("M14 36 C14 33 15 32 18 32 L82 32 C85 32 86 33 86 36 L86 72"),
            1.6,
            leather.tinted(0.5).colour,
            groove=True,
        )
        c.line(path("M14 36 C14 33 15 32 18 32 L82 32 C85 32 86 33 86 36 L86 72"), 0.6, "#d2ad60", dash=(0.4, 0.35))
        c.part(box(84, 70, 88.6, 76, 1), BRASS, round=0.9)
        c.part(tube(path("M86.4 76 Q90 84 86 92"), [2.4, 3.2]), leather.tinted(0.9), round=1)
        sewn(c, box(15, 36, 84, 71, 3), leather, 0.3)
        c.part(box(42, 60, 58, 65, 0.8), BRASS.tinted(0.9), round=0.6, height=0.3)
        return
    c.part(box(16, 22, 84, 80, 3), leather.tinted(0.85), round=3, height=2.4)
    for k, tone in enumerate(("#d8d3c6", "#3f6d8f", "#c58b3c")):
        c.part(
            box(24, 18 + k * 3, 78, 40 + k * 3, 2), Material(linear(tone), gloss=0.2), round=0.7, height=0.4, shadow=0.3
        )
    outline = box(15, 28, 85, 82, 3)
    c.part(outline, leather, round=4, height=3, wrinkle=0.25, shadow=0.5)
    sewn(c, outline, leather, 1.6)
    c.line(path("M15 54 L85 54"), 0.2, leather.tinted(0.7).colour, opacity=0.3)
    c.part(box(66, 70, 78, 75, 0.6), leather.tinted(0.8), round=0.4, height=-0.3, shadow=0)
