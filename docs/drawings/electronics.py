"""Things with a plug or a battery."""

from __future__ import annotations

import numpy as np

from docs.drawings import materials as stuff
from docs.drawings.canvas import Canvas
from docs.drawings.labels import lettering
from docs.drawings.look import Look, accent, cloth
from docs.drawings.materials import Material, linear
from docs.drawings.paths import Points, box, ellipse, path, symmetric, tube, turned

DARK = Material(linear("#232427"), gloss=0.3, sharpness=24)
STEEL = Material(linear("#c4c8cc"), metal=0.9, gloss=0.6, sharpness=40)
GLASS = Material(linear("#0e1013"), gloss=0.55, sharpness=60)


def plastic(colour: str, gloss: float = 0.35) -> Material:
    return Material(linear(colour), gloss=gloss, sharpness=26)


def headphones(c: Canvas, look: Look) -> float:
    metal = look.has("metal")
    shell = (
        Material(linear(look.colour), gloss=0.4, metal=0.7, sharpness=30, texture=stuff.brushed)
        if metal
        else plastic(look.colour, 0.28)
    )
    pad = Material(
        linear("#2a2a2d" if look.colour != "White" else "#6c6a68"), gloss=0.16, sharpness=12, texture=stuff.leather
    )
    small = look.has("small")
    wide, high = (9.0, 13.0) if small else (12.0, 17.0)
    band = path("M22 56 C20 -2 80 -2 78 56")
    c.part(tube(band, [3, 5.5, 6.5, 5.5, 3]), shell, round=2.6, height=2.2)
    c.part(tube(path("M30 30 C36 11 64 11 70 30"), [3, 6, 7, 6, 3]), pad, round=3, height=2.6)
    for side in (1, -1):
        x = 50 + side * 28
        c.part(tube(path(f"M{x} 40 L{x} 58"), 3.4), STEEL if metal else shell.tinted(0.6), round=1.5)
        c.part(ellipse(x - side * 6, 66, wide * 0.62, high), pad, round=5.5, height=5)
        c.part(ellipse(x + side * 2, 66, wide * 0.72, high * 0.98), shell.tinted(0.92), round=5, height=4.4, shadow=0.3)
        c.part(
            ellipse(x + side * 4.4, 66, wide * 0.42, high * 0.74), shell.tinted(1.12), round=4, height=2.4, shadow=0.2
        )
        c.stain(ellipse(x + side * 5, 76, 0.7, 0.8), "#101113", opacity=0.8)
    if look.has("cable"):
        line = path("M20 84 C18 92 26 93 30 89 C38 80 46 95 54 89 C64 82 70 95 82 90")
        c.part(tube(line, 1.6), DARK, round=0.7)
        c.part(box(80, 88.4, 92, 91.6, 1), Material(linear("Gold"), metal=0.9, gloss=0.6), round=1.4)
    return 84.0 if not look.has("cable") else 93.0


def earbuds(c: Canvas, look: Look) -> float:
    shell = plastic(look.colour, 0.42)
    case = path("M26 60 C26 50 34 46 50 46 C66 46 74 50 74 60 L74 74 C74 84 66 88 50 88 C34 88 26 84 26 74 Z")
    lid = path("M27 44 C28 26 38 20 50 20 C62 20 72 26 73 44 C66 49 34 49 27 44 Z")
    c.part(lid, shell.tinted(0.94), round=8, height=6)
    c.part(
        path("M31 43 C32 30 40 26 50 26 C60 26 68 30 69 43 C62 46 38 46 31 43 Z"),
        shell.tinted(0.5),
        round=4,
        height=-2,
        shadow=0.1,
    )
    c.part(case, shell, round=13, height=10)
    c.part(ellipse(50, 50.6, 22, 4.4), shell.tinted(0.45), round=2.6, height=-1.4, shadow=0.1)
    for x in (41, 59):
        _bud(c, look, shell, x, 46)
    c.part(ellipse(50, 69, 1.0), Material(linear("#7fe0a0"), gloss=0.5), round=0.5, shadow=0.1)
    return 88.2


def _bud(c: Canvas, look: Look, shell: Material, x: float, y: float) -> None:
    side = 1 if x > 50 else -1
    tip = Material(linear("#5b5d61"), gloss=0.2)
    if look.has("hook"):
        c.part(
            tube(
                path(
                    f"M{x + side * 2} {y - 2} C{x + side * 12} {y - 22} {x - side * 4} {y - 26} {x - side * 4} {y - 14}"
                ),
                2.2,
            ),
            shell.tinted(0.8),
            round=1,
        )
    if look.has("stem"):
        c.part(tube(path(f"M{x} {y - 4} L{x + side * 1.5} {y + 8}"), 4.2), shell, round=2)
    c.part(ellipse(x - side * 5.4, y - 7, 3, 3.4), tip, round=2.4, height=2)
    c.part(ellipse(x, y - 6, 6.4, 6.8), shell.tinted(1.04), round=6, height=5.4, shadow=0.4)
    c.part(ellipse(x + side * 1.6, y - 6, 2.8, 3.2), shell.tinted(0.8), round=1.6, height=0.8, shadow=0.15)


def speaker(c: Canvas, look: Look) -> float:
    styles = {"mini": _mini, "boom": _boom, "shelf": _shelf, "smart": _smart}
    return styles[look.get("style")](c, look)


def _mini(c: Canvas, look: Look) -> float:
    c.part(tube(path("M36 30 C24 14 20 6 30 6 C38 8 38 20 41 30"), 2.2), cloth(accent(look.colour)), round=1)
    c.ball(50, 56, 31, Material(linear(look.colour), gloss=0.08, texture=stuff.grille))
    c.part(ellipse(50, 33, 12, 4.6), plastic("#2a2c2f", 0.3), round=1.4, height=0.8, shadow=0.2)
    for x in (44, 50, 56):
        c.stain(ellipse(x, 33, 1.2, 0.6), "#d7dbde", opacity=0.8)
    return 86.6


def _boom(c: Canvas, look: Look) -> float:
    fabric = Material(linear(look.colour), gloss=0.05, texture=stuff.grille)
    rubber = plastic("#2b2d30", 0.2)
    c.part(tube(path("M20 40 C24 20 76 20 80 40"), 4), rubber, round=1.9)
    c.part(box(8, 36, 92, 82, 22), fabric, round=22, height=15)
    for x in (13, 87):
        c.part(ellipse(x, 59, 7.6, 20), rubber, round=4, height=3)
        c.part(
            ellipse(x, 59, 4.4, 14),
            Material(linear("#8d9398"), metal=0.7, gloss=0.5, texture=stuff.brushed),
            round=3,
            height=-1.5,
            shadow=0.2,
        )
    for k, x in enumerate((38, 46, 54, 62)):
        c.part(ellipse(x, 40.6, 2.2, 1.4), rubber.tinted(1.5 if k == 1 else 1), round=0.9, shadow=0.2)
    c.part(box(42, 62, 58, 68, 1), rubber, round=0.9)
    c.line(path("M45 65 L55 65"), 0.7, "#d7dbde")
    return 82.4


def _shelf(c: Canvas, look: Look) -> float:
    for left in (12.0, 54.0):
        cabinet = (
            Material(linear("#7a4b2c"), gloss=0.18, texture=stuff.upright_wood)
            if look.colour == "Brown"
            else plastic(look.colour, 0.15)
        )
        c.part(box(left, 14, left + 34, 88, 1.6), cabinet, round=1.6, height=1.4)
        c.part(box(left + 2.4, 16.4, left + 31.6, 85.6, 1), plastic("#26272a", 0.12), round=0.8, height=-0.4, shadow=0)
        middle = left + 17
        c.part(ellipse(middle, 34, 8.6), plastic("#3a3c40"), round=1.6, height=1)
        c.part(ellipse(middle, 34, 5.6), plastic("#17181a", 0.2), round=4, height=-2, shadow=0)
        c.part(
            ellipse(middle, 34, 2.6), Material(linear("#c8ab7a"), gloss=0.3, fuzz=0.2), round=2.4, height=2, shadow=0.3
        )
        c.part(ellipse(middle, 63, 13.6), plastic("#45474b"), round=2, height=1.4)
        c.part(ellipse(middle, 63, 11), plastic("#141517", 0.15), round=2.4, height=1.6, shadow=0)
        c.part(ellipse(middle, 63, 8.8), plastic("#2b2d31", 0.3), round=8, height=-4.5, shadow=0)
        c.part(ellipse(middle, 63, 3.6), plastic("#3b3e43", 0.4), round=3.4, height=2.4, shadow=0.3)
    return 88.4


def _smart(c: Canvas, look: Look) -> float:
    fabric = Material(linear(look.colour), gloss=0.03, fuzz=0.2, texture=stuff.grille)
    c.lathe(50, [(26, 25), (30, 27.6), (60, 29), (78, 27.5), (84, 24)], fabric, tilt=0.2)
    c.part(ellipse(50, 26.4, 25, 5.6), plastic("#35373b", 0.35), round=2, height=1.2, shadow=0)
    c.part(
        ellipse(50, 26.4, 18, 3.8),
        Material(linear("#5ec8e0"), gloss=0.2),
        round=0.6,
        holes=[ellipse(50, 26.4, 16.6, 3.3)],
        shadow=0,
    )
    c.stain(ellipse(50, 26.4, 20, 4.6), "#8fe6f7", opacity=0.22, blur=1.4)
    return 87.6


def phone(c: Canvas, look: Look) -> None:
    lenses = int(look.get("lenses", "2"))
    back = Material(linear(look.colour), gloss=0.45 if lenses > 1 else 0.2, sharpness=30)
    rim = Material(linear(look.colour) * 0.7 + 0.1, metal=0.8, gloss=0.5)

    def shape(left: float, top: float, right: float, bottom: float, radius: float) -> Points:
        return turned(box(left, top, right, bottom, radius), -8)

    c.part(shape(16, 12, 54, 90, 6), rim, round=1.6, height=1.4)
    c.part(shape(16.8, 12.8, 53.2, 89.2, 5.4), back, round=1.6, height=0.9, shadow=0)
    _lenses(c, look, lenses)
    c.part(shape(44, 18, 82, 96, 6), rim, round=1.6, height=1.4, shadow=0.55)
    c.part(shape(44.9, 18.9, 81.1, 95.1, 5.2), GLASS, round=0.6, height=0.3, shadow=0)
    _screen(c, look, [shape(46, 20, 80, 94, 4.4)])
    c.part(turned(ellipse(63, 23.6, 1.1), -8), GLASS, round=0.5, shadow=0)


def _lenses(c: Canvas, look: Look, count: int) -> None:
    bump = turned(box(19, 16, 36 if count > 1 else 28, 20 + 8.6 * count if count > 1 else 28, 4), -8)
    c.part(bump, Material(linear(look.colour) * 0.8, gloss=0.45, sharpness=30), round=1.2, height=1)
    spots = [(24.0, 21.6 + 8.8 * k) for k in range(count)]
    for x, y in spots:
        for radius, material in (
            (3.7, STEEL),
            (3.0, GLASS),
            (1.5, Material(linear("#27364f"), gloss=0.6, sharpness=60)),
        ):
            c.part(turned(ellipse(x, y, radius), -8), material, round=min(1.0, radius * 0.5), height=0.5, shadow=0.25)
    if count > 1:
        c.part(turned(ellipse(32, 21.6, 1.5), -8), Material(linear("#f6f1dc"), gloss=0.4), round=0.7, shadow=0.1)


def _screen(c: Canvas, look: Look, outline: list[Points]) -> None:
    """A lit screen: sky over hills, in the device's mood."""
    mask = c.mask(outline[0])
    tones = {
        "Black": ("#20305c", "#e58a5c", "#28224a"),
        "Mint": ("#bfe3d4", "#f6e7b8", "#3d8076"),
        "Purple": ("#3b2b6b", "#d88fb8", "#241a48"),
        "Grey": ("#46586e", "#d9c3a5", "#27323f"),
    }
    sky, glow, land = tones.get(look.colour, ("#4b86c4", "#f3c98b", "#274a6b"))
    c.stain(outline, sky, within=mask)
    low, high = outline[0].min(axis=0), outline[0].max(axis=0)
    width, height = high - low

    def at(x: float, y: float) -> tuple[float, float]:
        return (float(low[0] + width * x), float(low[1] + height * y))

    c.stain(ellipse(*at(0.55, 0.62), width * 0.7, height * 0.34), glow, blur=7, opacity=0.95, within=mask)
    c.stain(ellipse(*at(0.62, 0.52), width * 0.10), "#fff3d6", opacity=0.95, within=mask)
    for level, shade in ((0.66, 1.0), (0.76, 0.65), (0.88, 0.4)):
        hills = np.array(
            [
                at(x, level + 0.07 * np.sin(x * 7 + level * 30) + 0.03 * np.sin(x * 17))
                for x in np.linspace(-0.1, 1.1, 40)
            ]
            + [at(1.1, 1.2), at(-0.1, 1.2)]
        )
        c.stain(hills, linear(land) * shade, within=mask)
    shine = np.array([at(-0.1, 0.55), at(0.75, -0.1), at(1.1, -0.1), at(1.1, 0.02), at(-0.1, 0.95)])
    c.stain(shine, "#ffffff", opacity=0.07, within=mask)


def tablet(c: Canvas, look: Look) -> None:
    reader = look.has("reader")
    rim = Material(linear(look.colour), metal=0.0 if reader else 0.8, gloss=0.4)
    c.part(box(18, 8, 82, 92, 5), rim, round=2, height=1.8)
    c.part(box(19.2, 9.2, 80.8, 90.8, 4.2), rim.tinted(1.05) if reader else GLASS, round=0.7, height=0.3, shadow=0)
    if not reader:
        _screen(c, look, [box(23, 13, 77, 87, 1)])
        c.part(tube(path("M89 14 L89 84"), 2.8), plastic("#f1efea", 0.4), round=1.4)
        c.part(path("M87.6 84 L90.4 84 L89 89 Z"), plastic("#8e9296"), round=0.6)
        return
    c.part(box(24, 14, 76, 80, 0.6), Material(linear("#dedbd2")), round=0.5, height=-0.3, shadow=0)
    dice = look.dice()
    c.line(path("M40 21 L60 21"), 1.4, "#3a3a3c")
    for row in range(19):
        y = 28 + row * 2.6
        end = 72 if row % 6 != 5 else 28 + 30 * float(dice.random()) + 8
        c.line(
            np.array([(28.0 if row % 6 else 31.0, y), (end, y)]),
            0.75,
            "#56565a",
            dash=(2.2 + float(dice.random()), 0.7),
        )
    c.line(path("M46 85.6 L54 85.6"), 0.8, "#9c9a94")


def laptop(c: Canvas, look: Look) -> float:
    shell = Material(linear(look.colour), metal=0.0 if look.has("small") else 0.55, gloss=0.35, sharpness=24)
    left = 17.0 if look.has("small") else 14.0 if not look.has("big") else 11.0
    top = 20.0 if not look.has("big") else 15.0
    c.part(box(left, top, 100 - left, 74, 2.4), shell.tinted(0.7), round=1.2, height=1)
    c.part(box(left + 0.8, top + 0.8, 99.2 - left, 73, 1.8), GLASS, round=0.6, height=0.3, shadow=0)
    _screen(c, look, [box(left + 3, top + 3.4, 97 - left, 70, 0.6)])
    deck = path(f"M{left - 1} 73 L{101 - left} 73 L{107 - left} 84 L{left - 7} 84 Z")
    c.part(deck, shell, round=0.9, height=0.5, shadow=0.2)
    keys = Material(linear("#2c2e32") if look.colour != "White" else linear("#d5d3cd"), gloss=0.15)
    for row in range(4):
        y = 74.4 + row * 1.55
        spread = (y - 73) / 11 * 6
        x0, x1 = left + 4 - spread * 0.8, 96 - left + spread * 0.8
        count = 14
        pieces = [
            path(
                f"M{x0 + k * (x1 - x0) / count + 0.3} {y} L{x0 + (k + 1) * (x1 - x0) / count - 0.3} {y} L{x0 + (k + 1) * (x1 - x0) / count - 0.25} {y + 1.15} L{x0 + k * (x1 - x0) / count + 0.25} {y + 1.15} Z"
            )
            for k in range(count)
        ]
        c.part(pieces, keys, round=0.4, height=0.25, shadow=0.1)
    c.part(path("M40 81 L60 81 L61 83.6 L39 83.6 Z"), shell.tinted(0.88), round=0.4, height=-0.2, shadow=0)
    c.part(
        path(f"M{left - 7} 84 L{107 - left} 84 L{105.6 - left} 86.6 L{left - 5.6} 86.6 Z"),
        shell.tinted(0.8),
        round=0.9,
        height=0.6,
        shadow=0,
    )
    c.part(path("M44 84 L56 84 L55 85.2 L45 85.2 Z"), shell.tinted(0.55), round=0.4, height=-0.2, shadow=0)
    return 86.8


def monitor(c: Canvas, look: Look) -> float:
    shell = plastic("#2c2e31", 0.25)
    c.part(path("M46 66 L54 66 L55 86 L45 86 Z"), STEEL.tinted(0.7), round=2)
    c.part(path("M30 86 C36 83 64 83 70 86 C70 89 30 89 30 86 Z"), STEEL.tinted(0.8), round=1.6)
    c.part(box(6, 14, 94, 68, 2), shell, round=1, height=0.8)
    c.part(box(7, 15, 93, 65, 1), GLASS, round=0.4, height=0.2, shadow=0)
    _screen(c, look, [box(7.8, 15.8, 92.2, 64.2, 0.4)])
    return 88.4


def camera(c: Canvas, look: Look) -> float:
    if look.get("style") == "instant":
        return _instant(c, look)
    mirrorless = look.get("style") == "mirrorless"
    metal = Material(
        linear(look.colour) * 0.9 + 0.02,
        metal=0.5 if look.colour == "Silver" else 0.0,
        gloss=0.25,
        sharpness=20,
        texture=stuff.cast_iron,
    )
    grip = Material(linear("#232427"), gloss=0.12, texture=stuff.leather)
    top = 32.0
    if mirrorless:
        c.part(path("M36 34 L42 20 L58 20 L64 34 Z"), metal, round=2.4, height=2)
    for x, radius in ((76.0, 5.0), (88.0, 3.6)) if not mirrorless else ((74.0, 5.0), (85.0, 4.0), (20.0, 5.0)):
        c.part(
            box(x - radius, top - 5, x + radius, top + 3, 0.8),
            Material(
                linear("#3a3c40") if look.colour == "Black" else linear("Silver"),
                metal=0.7,
                gloss=0.5,
                texture=stuff.upright_wood,
            ),
            round=1,
        )
    c.part(box(6, top, 94, 82, 6), metal, round=4, height=3)
    c.part(box(6, top + 10, 94, 76, 2), grip, round=1.2, height=0.8, shadow=0.2)
    c.part(box(78, top + 4, 93, 80, 5), grip.tinted(1.1), round=5, height=4)
    x, radius = (48.0, 25.0) if mirrorless else (46.0, 19.0)
    y = 58.0
    for size, material, bevel in (
        (radius, Material(linear("#2a2b2e"), gloss=0.3), 2.4),
        (radius * 0.9, Material(linear("#4a4c50"), gloss=0.3, texture=stuff.rib), 1.2),
        (radius * 0.78, Material(linear("#1b1c1e"), gloss=0.4), 1.6),
        (radius * 0.62, Material(linear("#0d0e10"), gloss=0.3), 1.4),
    ):
        c.part(ellipse(x, y, size), material, round=bevel, height=bevel * 0.8, shadow=0.45)
    c.ball(x, y, radius * 0.5, Material(linear("#152036"), gloss=0.9, sharpness=60), shadow=0.2)
    c.stain(
        ellipse(x + radius * 0.14, y + radius * 0.16, radius * 0.2, radius * 0.14), "#7b4fa3", opacity=0.45, blur=1.0
    )
    c.stain(
        ellipse(x - radius * 0.18, y - radius * 0.2, radius * 0.13, radius * 0.09), "#e8f3ff", opacity=0.85, blur=0.4
    )
    c.part(
        box(12, top + 3, 22, top + 8, 1) if not mirrorless else box(44, 23, 56, 27, 1),
        Material(linear("#e8e6de"), gloss=0.4),
        round=0.8,
        shadow=0.2,
    )
    return 82.4


def _instant(c: Canvas, look: Look) -> float:
    body = plastic(look.colour, 0.3)
    c.part(path("M34 84 L66 84 L66 96 L34 96 Z"), plastic("#f8f7f2", 0.1), round=0.4)
    c.part(path("M37 84 L63 84 L63 92 L37 92 Z"), Material(linear("#7fa3b8")), round=0.2, shadow=0)
    c.part(
        path(
            "M14 26 C14 18 20 14 28 14 L72 14 C80 14 86 18 86 26 L90 74 C91 82 86 87 78 87 L22 87 C14 87 9 82 10 74 Z"
        ),
        body,
        round=11,
        height=8,
    )
    c.part(box(24, 20, 44, 30, 2), plastic("#2b2d31", 0.4), round=1, height=0.6, shadow=0.2)
    c.part(box(26, 22, 42, 28, 1), Material(linear("#f7f3e2"), gloss=0.5), round=0.7, shadow=0)
    c.part(box(62, 20, 76, 30, 2), GLASS, round=1, shadow=0.2)
    for radius, material in (
        (22, body.tinted(0.9)),
        (18.6, plastic("#e9e7e0", 0.4)),
        (15, plastic("#2a2b2e")),
        (11, plastic("#141517")),
    ):
        c.part(ellipse(50, 57, radius), material, round=2.4, height=2, shadow=0.35)
    c.ball(50, 57, 8, Material(linear("#1a2740"), gloss=0.9, sharpness=60), shadow=0.2)
    c.stain(ellipse(47, 54, 2.2, 1.5), "#e8f3ff", opacity=0.85, blur=0.4)
    c.part(ellipse(80, 40, 3.4), plastic("#e1604a", 0.4), round=2, height=1.6)
    return 87.6


def watch(c: Canvas, look: Look) -> None:
    style = look.get("style")
    strap = (
        Material(linear(look.colour), gloss=0.28, sharpness=18, texture=stuff.leather)
        if style == "analog"
        else plastic(look.colour, 0.14)
    )
    width = 12.0 if style == "analog" else 14.0
    for data in (
        f"M{50 - width} 32 L{50 + width} 32 L{50 + width * 0.72} 2 L{50 - width * 0.72} 2 Z",
        f"M{50 - width} 68 L{50 + width} 68 L{50 + width * 0.72} 98 L{50 - width * 0.72} 98 Z",
    ):
        outline = path(data)
        c.part(outline, strap, round=3.4, height=2.6)
        if style == "analog":
            c.line(
                np.array([(50 - width * 0.8, outline[0][1]), (50 - width * 0.56, outline[2][1])]),
                0.3,
                strap.tinted(1.8).colour,
                dash=(1, 0.6),
            )
            c.line(
                np.array([(50 + width * 0.8, outline[0][1]), (50 + width * 0.56, outline[2][1])]),
                0.3,
                strap.tinted(1.8).colour,
                dash=(1, 0.6),
            )
    for y in (78, 83, 88, 93):
        c.stain(ellipse(50, y, 1.3, 0.9), "#141416", opacity=0.75)
    {"analog": _dial, "rugged": _rugged, "": _smartwatch}[style](c, look)


def _smartwatch(c: Canvas, look: Look) -> None:
    c.part(box(75, 44, 79, 54, 1.6), STEEL, round=1.4)
    c.part(box(25, 25, 75, 75, 13), Material(linear("#3b3d42"), metal=0.8, gloss=0.5), round=3.4, height=3)
    c.part(box(27.6, 27.6, 72.4, 72.4, 11), GLASS, round=3, height=2, shadow=0)
    tone = {"Pink": "#ff8fa8", "Blue": "#5fb4ff", "Black": "#7fe0a0"}.get(look.colour, "#7fe0a0")
    for radius, share, ring in ((17, 0.82, tone), (13, 0.6, "#ffd166")):
        turn = np.linspace(-np.pi / 2, -np.pi / 2 + 2 * np.pi * share, 60)
        arc = np.column_stack([50 + radius * np.cos(turn), 50 + radius * np.sin(turn)])
        c.stain(ellipse(50, 50, radius + 1), "#2a2d33", opacity=0.0)
        c.line(arc, 2.4, ring)
    _digits(c, 50, 50, "10:08", 5.0)


def _digits(c: Canvas, x: float, y: float, text: str, size: float) -> None:
    picture = lettering(text, "#f5f7fa", 160)
    wide = size * picture.width / picture.height
    corners = np.array(
        [
            (x - wide / 2, y - size / 2),
            (x + wide / 2, y - size / 2),
            (x + wide / 2, y + size / 2),
            (x - wide / 2, y + size / 2),
        ]
    )
    c.picture(picture, corners, lit=False)


def _rugged(c: Canvas, look: Look) -> None:
    case = plastic("#303338", 0.2)
    for y in (38, 50, 62):
        for x in (23, 77):
            c.part(box(x - 2.4, y - 3, x + 2.4, y + 3, 1), Material(linear("#8b9095"), metal=0.8, gloss=0.5), round=1)
    c.part(ellipse(50, 50, 27), case, round=3, height=2.6)
    c.part(
        ellipse(50, 50, 23.6),
        Material(linear("#7d8288"), metal=0.8, gloss=0.5, texture=stuff.brushed),
        round=1.6,
        height=1.2,
    )
    c.part(ellipse(50, 50, 20), GLASS, round=1, height=0.4, shadow=0.1)
    ridge = np.array(
        [(32, 56), (38, 50), (42, 53), (48, 44), (54, 52), (58, 48), (68, 57), (66, 62), (34, 62)], dtype=np.float64
    )
    c.stain(ridge, "#3f7d5c", within=c.mask(ellipse(50, 50, 18.6)))
    _digits(c, 50, 41, "10:08", 6.0)
    for k in range(60):
        turn = k * np.pi / 30
        near, far = 18.4 if k % 5 else 17.6, 19.4
        c.line(
            np.array(
                [
                    (50 + near * np.cos(turn), 50 + near * np.sin(turn)),
                    (50 + far * np.cos(turn), 50 + far * np.sin(turn)),
                ]
            ),
            0.3 if k % 5 else 0.6,
            "#e07b33",
        )


def _dial(c: Canvas, look: Look) -> None:
    c.part(box(74, 47, 80, 53, 1), STEEL, round=1.4)
    c.part(ellipse(50, 50, 26), STEEL, round=3.4, height=3)
    c.part(
        ellipse(50, 50, 22),
        Material(linear("#f3efe4" if look.colour == "Brown" else "#1e2530"), gloss=0.3, texture=stuff.brushed),
        round=0.8,
        height=-0.4,
        shadow=0,
    )
    ink = "#3a2f26" if look.colour == "Brown" else "#d9dde2"
    for k in range(12):
        turn = k * np.pi / 6
        near = 17.6 if k % 3 else 16.2
        c.line(
            np.array(
                [
                    (50 + near * np.cos(turn), 50 + near * np.sin(turn)),
                    (50 + 20.2 * np.cos(turn), 50 + 20.2 * np.sin(turn)),
                ]
            ),
            0.9 if k % 3 else 1.5,
            ink,
        )
    for turn, length, width in ((-0.92, 11, 1.5), (-2.62, 15.6, 1.0)):
        hand = np.array(
            [
                (50 - 2.6 * np.cos(turn), 50 - 2.6 * np.sin(turn)),
                (50 + length * np.cos(turn), 50 + length * np.sin(turn)),
            ]
        )
        c.part(tube(hand, [width, width * 0.5]), Material(linear(ink), gloss=0.4), round=0.3, shadow=0.4)
    c.line(np.array([(50.0, 54.0), (50.0, 33.0)]), 0.3, "#b5432f")
    c.part(ellipse(50, 50, 1.3), STEEL, round=0.7)


def powerbank(c: Canvas, look: Look) -> None:
    shell = plastic(look.colour, 0.2)
    c.part(box(26, 8, 74, 92, 6), shell, round=4, height=3, shadow=0.4)
    c.part(box(44, 5.6, 56, 9, 1), DARK, round=0.7)
    if look.has("solar"):
        c.part(
            box(31, 16, 69, 66, 2),
            Material(linear("#16233f"), gloss=0.4, sharpness=40),
            round=0.7,
            height=-0.3,
            shadow=0,
        )
        for x in (40.5, 50, 59.5):
            c.line(np.array([(x, 16.5), (x, 65.5)]), 0.3, "#9fb2cc")
        for y in np.arange(24, 66, 8.0):
            c.line(np.array([(31.5, y), (68.5, y)]), 0.3, "#9fb2cc")
        for x, y in ((28, 11), (72, 11), (28, 89), (72, 89)):
            c.part(ellipse(x, y, 6), DARK, round=3, height=2)
        c.part(ellipse(50, 79, 6), Material(linear("#f7f0d2"), gloss=0.5), round=2, height=1)
        return
    for k in range(4):
        c.part(
            ellipse(43 + k * 4.6, 80, 1.0),
            Material(linear("#8fd9ff" if k < 3 else "#5b6066"), gloss=0.4),
            round=0.5,
            shadow=0.1,
        )
    c.line(
        path("M50 40 L46 50 L50.4 50 L48 60 L55 47.4 L50.6 47.4 L54 40 Z"),
        0.5,
        shell.tinted(1.6).colour if look.colour == "Black" else shell.tinted(0.7).colour,
    )


def keyboard(c: Canvas, look: Look) -> None:
    frame = Material(linear(look.colour) * 0.9, metal=0.2, gloss=0.3)
    keys = plastic("#fbfaf7" if look.colour == "White" else "#3b3d42", 0.12)
    c.place(across=1.0, down=1.25)
    c.part(box(4, 33, 96, 67, 3), frame, round=1.8, height=1.4)
    for row, count in enumerate((15, 14, 13, 12)):
        wide = 88 / count
        pieces = [
            box(6 + k * wide + 0.45, 35.4 + row * 6, 6 + (k + 1) * wide - 0.45, 40.6 + row * 6, 0.9)
            for k in range(count)
        ]
        c.part(pieces, keys, round=0.9, height=0.7, shadow=0.35)
    c.part(
        [box(6.4, 59.4, 26, 64.6, 0.9), box(27, 59.4, 66, 64.6, 0.9), box(67, 59.4, 79, 64.6, 0.9)]
        + [box(80 + k * 4.7, 59.4, 84 + k * 4.7, 64.6, 0.7) for k in range(3)],
        keys,
        round=0.9,
        height=0.7,
        shadow=0.35,
    )
    c.part(box(6.45, 35.4, 11.5, 40.6, 0.9), plastic("#e07b45", 0.2), round=0.9, height=0.7, shadow=0.2)


def mouse(c: Canvas, look: Look) -> None:
    shell = plastic(look.colour, 0.32)
    outline = symmetric("M50 10 C68 10 76 26 76 50 C76 76 66 92 50 92")
    c.part(outline, shell, round=22, height=16)
    c.line(path("M50 10.6 L50 44"), 0.5, shell.tinted(0.35).colour, groove=True)
    c.line(path("M24.4 46 C36 41 64 41 75.6 46"), 0.5, shell.tinted(0.35).colour, groove=True)
    c.part(box(46.6, 20, 53.4, 36, 3.4), DARK, round=1.6, height=-0.6, shadow=0)
    c.part(
        box(47.8, 21.6, 52.2, 34.4, 2.2),
        Material(linear("#4c4f54"), gloss=0.2, texture=stuff.brushed),
        round=2,
        height=1.8,
        shadow=0.3,
    )
    for side in (path("M25 50 C24 58 25 66 27.6 72 L30 71 C28 64 27.4 58 27.8 50 Z"),):
        c.part(side, shell.tinted(0.6), round=1, shadow=0.2)
