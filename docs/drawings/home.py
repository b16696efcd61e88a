"""Lamps, furniture and decoration."""

from __future__ import annotations

import numpy as np

from docs.drawings import materials as stuff
from docs.drawings.canvas import Canvas
from docs.drawings.labels import front, lettering
from docs.drawings.look import Look, cloth, creases
from docs.drawings.materials import Material, linear
from docs.drawings.paths import Points, box, ellipse, flipped, path, symmetric, tube, turned

BRASS = Material(linear("#c9a256"), metal=0.9, gloss=0.6, sharpness=40)
STEEL = Material(linear("#c4c8cc"), metal=0.9, gloss=0.6, sharpness=40)
OAK = Material(linear("#b98a58"), gloss=0.16, sharpness=14, texture=stuff.upright_wood)


def lacquer(colour: str, gloss: float = 0.38) -> Material:
    return (
        STEEL
        if colour == "Silver"
        else BRASS
        if colour == "Gold"
        else Material(linear(colour), gloss=gloss, sharpness=26)
    )


def desklamp(c: Canvas, look: Look) -> float:
    styles = {"": _arc, "bar": _bar, "banker": _banker}
    return styles[look.get("style")](c, look)


def _arc(c: Canvas, look: Look) -> float:
    paint = lacquer(look.colour)
    c.lathe(34, [(84, 8), (86, 17), (89, 18), (91, 18)], paint, tilt=0.2)
    c.part(tube(np.array([(34.0, 86.0), (24.0, 52.0)]), 2.2), STEEL, round=1)
    c.part(tube(np.array([(36.0, 84.0), (27.6, 54.0)]), 0.9), STEEL.tinted(0.7), round=0.4)
    c.part(tube(np.array([(24.0, 52.0), (58.0, 22.0)]), 2.2), STEEL, round=1)
    c.part(tube(np.array([(29.0, 52.0), (58.0, 26.0)]), 0.9), STEEL.tinted(0.7), round=0.4)
    c.part(ellipse(25.4, 52.4, 3.6), paint, round=1.8)
    c.part(ellipse(34.4, 84.4, 3), paint, round=1.6)
    shade = turned(path("M52 14 C52 9 60 9 60 14 L61 20 C70 24 76 34 77 46 L36 46 C37 34 43 24 51 20 Z"), -32, (57, 22))
    c.part(
        turned(ellipse(56.5, 46, 20.5, 4.6), -32, (57, 22)), Material(linear("#fff4d6"), gloss=0.2), round=2, shadow=0
    )
    c.part(shade, paint, round=9, height=8)
    c.stain(turned(ellipse(56.5, 46.6, 17, 2.8), -32, (57, 22)), "#fff7df", opacity=0.9, blur=0.8)
    c.part(ellipse(58, 23, 2.6), STEEL, round=1.3)
    return 94.0


def _bar(c: Canvas, look: Look) -> float:
    paint = lacquer(look.colour, 0.3)
    c.part(box(16, 84, 60, 90, 3), paint, round=2.4)
    c.part(ellipse(30, 84.6, 9, 1.6), Material(linear("#3a3c40")), round=0.6, height=-0.2, shadow=0)
    c.part(tube(np.array([(48.0, 86.0), (48.0, 26.0)]), 3), paint, round=1.4)
    c.part(ellipse(48, 26, 3.6), paint.tinted(0.8), round=1.8)
    c.part(turned(box(22, 21, 92, 26, 2.4), -7, (48, 26)), paint, round=2.2)
    c.part(turned(box(26, 25, 90, 27, 1), -7, (48, 26)), Material(linear("#fff6dd"), gloss=0.3), round=0.8, shadow=0)
    return 90.4


def _banker(c: Canvas, look: Look) -> float:
    glass = Material(linear("#1f6b45" if look.colour == "Green" else "#c88a35"), gloss=0.65, sharpness=40)
    c.lathe(50, [(82, 6), (84, 16), (88, 21), (91, 21.6)], BRASS, tilt=0.18)
    c.lathe(50, [(36, 1.8), (50, 2), (56, 3.4), (60, 1.8), (82, 2.4), (84, 5)], BRASS, tilt=0.1)
    c.part(tube(path("M60 44 L60 60"), 0.7), BRASS, round=0.3)
    c.ball(60, 61.4, 1.5, BRASS)
    c.part(ellipse(50, 46, 33, 3.6), Material(linear("#fff3cf"), gloss=0.2), round=1.4, shadow=0)
    c.part(path("M16 46 C16 28 24 22 34 21 L66 21 C76 22 84 28 84 46 Q50 51 16 46 Z"), glass, round=13, height=11)
    c.part(path("M40 21.6 L60 21.6 L58 17 L42 17 Z"), BRASS, round=1.6)
    c.stain(path("M26 38 C27 30 31 26.6 38 26 L44 26 C36 28 32 31 31 39 Z"), "#ffffff", opacity=0.35, blur=0.8)
    return 94.6


def tablelamp(c: Canvas, look: Look) -> float:
    linen = cloth("#f1e8d6" if look.colour != "Black" else "#3a3a3c", stuff.canvas)
    if look.has("tripod"):
        for data in ("M50 36 L24 92", "M50 36 L76 92", "M50 36 L53 88"):
            c.part(tube(path(data), [2.6, 2.0]), OAK, round=1.2)
        c.part(box(44, 38, 56, 41, 1), BRASS, round=1)
        c.lathe(50, [(8, 18), (38, 25)], linen, tilt=0.14, smooth=False)
        c.part(ellipse(50, 8, 18, 2.5), linen.tinted(0.6), round=1, height=-0.4, shadow=0)
        c.stain(ellipse(50, 26, 17, 13), "#ffe9b8", opacity=0.45, blur=5)
        return 93.0
    glaze = Material(linear(look.colour), gloss=0.55, sharpness=40, texture=stuff.glaze)
    c.lathe(50, [(52, 4), (56, 7), (64, 17), (74, 22), (84, 18), (90, 11), (92, 11.6)], glaze, tilt=0.16)
    c.lathe(50, [(44, 2.2), (52, 2.4), (54, 4.4)], BRASS, tilt=0.1)
    c.lathe(50, [(10, 17), (48, 29)], linen, tilt=0.14, smooth=False, shadow=0.4)
    c.part(ellipse(50, 10, 17, 2.4), Material(linear("#fff1cf")), round=1, height=-0.3, shadow=0)
    c.stain(ellipse(50, 32, 18, 14), "#ffe6ae", opacity=0.5, blur=5)
    return 94.0


def chair(c: Canvas, look: Look) -> float:
    if look.get("style") == "office":
        return _office_chair(c, look)
    tone = {"Brown": "#a8703f", "Black": "#2c2c2e", "White": "#efece4"}[look.colour]
    wood = Material(
        linear(tone), gloss=0.22, sharpness=16, texture=stuff.upright_wood if look.colour == "Brown" else None
    )
    for data in ("M34 58 L30 86", "M68 58 L72 86"):
        c.part(tube(path(data), [3.2, 2.2]), wood.tinted(0.75), round=1.4)
    for x in (-14, -7, 0, 7, 14):
        c.part(tube(np.array([(50 + x * 0.86, 56.0), (50 + x * 1.15, 19.0)]), 1.5), wood, round=0.7)
    for data in ("M30 57 C27 44 26 30 28 16", "M70 57 C73 44 74 30 72 16"):
        c.part(tube(path(data), [3, 2.6]), wood, round=1.4)
    c.part(
        path("M26 20 C34 13 66 13 74 20 L74 13 C64 6.6 36 6.6 26 13 Z"),
        wood.with_(texture=stuff.wood) if look.colour == "Brown" else wood,
        round=3,
        height=2.4,
    )
    c.part(tube(path("M30 76 L70 76"), 1.8), wood.tinted(0.8), round=0.8)
    c.part(
        path("M24 58 C26 53 74 53 76 58 C80 62 80 66 76 68 C62 72 38 72 24 68 C20 66 20 62 24 58 Z"),
        wood.with_(texture=stuff.wood) if look.colour == "Brown" else wood,
        round=5,
        height=3.6,
        shadow=0.4,
    )
    for data in ("M28 68 L23 95", "M72 68 L77 95"):
        c.part(tube(path(data), [3.6, 2.2]), wood, round=1.6)
    return 95.0


def _office_chair(c: Canvas, look: Look) -> float:
    frame = Material(linear("#2b2d30"), gloss=0.3, sharpness=20)
    for x, y in ((22, 93), (78, 93), (35, 95), (65, 95), (50, 96)):
        c.part(tube(np.array([(50.0, 82.0), (float(x), float(y) - 3)]), [4, 2.6]), STEEL, round=1.4)
        c.part(ellipse(x, y - 1, 2.6), frame, round=1.6)
    c.part(box(48, 66, 52, 84, 1), STEEL, round=1.6)
    c.part(symmetric("M50 6 C64 6 70 9 71 16 L73 44 C72 50 66 53 50 53"), frame, round=4, height=3)
    c.part(
        symmetric("M50 9 C62 9 67 11.4 68 17 L69.6 43 C69 47.6 64 50 50 50"),
        Material(linear(look.colour) * 0.8, gloss=0.05, texture=stuff.grille),
        round=6,
        height=3,
        shadow=0.1,
    )
    c.part(tube(path("M31 36 Q50 41 69 36"), 2.2), frame, round=1)
    for side in (path("M74 44 L84 44 C86 44 86 47 84 47 L80 47 L78 62 L74 62 L76 47 L74 47 Z"),):
        for outline in (side, flipped(side)):
            c.part(outline, frame, round=1.8)
    c.part(
        path("M26 58 C28 53 72 53 74 58 C78 63 77 68 72 69.6 C60 72 40 72 28 69.6 C23 68 22 63 26 58 Z"),
        cloth(look.colour, stuff.canvas),
        round=6,
        height=5,
        shadow=0.4,
    )
    return 97.0


def sofa(c: Canvas, look: Look) -> float:
    seats = int(look.get("seats", "3"))
    fabric = cloth(look.colour, stuff.canvas, fuzz=0.25)
    left, right = (6.0, 94.0) if seats > 1 else (22.0, 78.0)
    arm = 9.0
    for x in (left + 6, right - 6):
        c.part(path(f"M{x - 2} 78 L{x + 2} 78 L{x + 1.2} 88 L{x - 1.2} 88 Z"), OAK, round=1.2)
    c.part(box(left + 3, 34, right - 3, 72, 6), fabric.tinted(0.92), round=6, height=4)
    wide = (right - left - 2 * arm) / seats
    for k in range(seats):
        x = left + arm + k * wide
        c.part(
            box(x + 0.4, 36, x + wide - 0.4, 62, 5),
            fabric,
            round=8,
            height=6,
            wrinkle=0.5,
            shadow=0.35,
            folds=creases(
                (f"M{x + 3} 39 C{x + 6} 46 {x + 6} 52 {x + 4} 58", 2.4, -1),
                (f"M{x + wide - 3} 39 C{x + wide - 6} 46 {x + wide - 6} 52 {x + wide - 4} 58", 2.4, -1),
            ),
        )
    for k in range(seats):
        x = left + arm + k * wide
        c.part(
            box(x + 0.2, 58, x + wide - 0.2, 70, 3.6), fabric.tinted(1.05), round=5, height=4, wrinkle=0.3, shadow=0.4
        )
    c.part(box(left + 2, 69, right - 2, 80, 2), fabric.tinted(0.88), round=2, height=1.4, shadow=0.3)
    for x in (left, right - arm):
        c.part(box(x, 45, x + arm, 80, 4.4), fabric, round=5, height=4.4, shadow=0.4)
    if seats > 1:
        for x, tone, turn in ((22.0, "#d9a441", -12), (76.0, "#c9b8a0", 10)):
            c.part(
                turned(_pillow(x, 52, 8.5), turn, (x, 52)), cloth(tone, stuff.canvas), round=7, height=5, shadow=0.45
            )
    else:
        c.part(turned(_pillow(50, 54, 8), 8, (50, 54)), cloth("#e6dcc8", stuff.canvas), round=7, height=5, shadow=0.45)
    return 88.4


def _pillow(x: float, y: float, half: float) -> Points:
    return path(
        f"M{x - half} {y - half} Q{x} {y - half * 0.8} {x + half} {y - half} Q{x + half * 0.82} {y} {x + half} {y + half} Q{x} {y + half * 0.85} {x - half} {y + half} Q{x - half * 0.82} {y} {x - half} {y - half} Z"
    )


def vase(c: Canvas, look: Look) -> float:
    if look.has("glass"):
        glass = Material(linear(look.colour), gloss=0.75, sharpness=40, opacity=0.62)
        _tulips(c)
        c.part(ellipse(50, 40, 9, 1.8), glass.tinted(0.6), round=1, height=-0.4, shadow=0)
        c.lathe(50, [(40, 9), (46, 8), (56, 12), (72, 20), (84, 20), (90, 15)], glass, tilt=0.18, flutes=14)
        return 92.4
    clay = Material(
        linear(look.colour), gloss=0.10, sharpness=10, texture=stuff.cast_iron if look.colour != "White" else stuff.felt
    )
    for data in ("M50 30 C47 20 42 12 34 6", "M50 30 C54 20 58 12 66 9", "M44 15 C40 14 36 15 32 18"):
        c.part(
            tube(path(data), [1.1, 0.6]), Material(linear("#6d4a30"), texture=stuff.upright_wood), round=0.5, shadow=0.1
        )
    dice = look.dice()
    for _ in range(46):
        t = float(dice.random())
        x, y = (
            (50 - 16 * t + 4 * float(dice.normal()), 30 - 24 * t + 3 * float(dice.normal()))
            if dice.random() < 0.5
            else (50 + 16 * t + 4 * float(dice.normal()), 30 - 20 * t + 3 * float(dice.normal()))
        )
        c.part(ellipse(x, y, 1.5, 1.2), Material(linear("#d8c39a"), fuzz=0.4), round=1.1, height=1, shadow=0.15)
    c.part(ellipse(50, 32, 5, 1), clay.tinted(0.3), round=0.6, height=-0.3, shadow=0)
    c.lathe(50, [(32, 5), (38, 4.4), (48, 5), (58, 13), (72, 20.5), (84, 18), (91, 12)], clay, tilt=0.16)
    return 93.0


def _tulips(c: Canvas) -> None:
    for x, y, lean, tone in (
        (36, 14, -8, "#e7a24a"),
        (50, 9, 0, "#d9564a"),
        (63, 15, 8, "#e8c0c4"),
        (43, 20, -4, "#d9564a"),
        (57, 21, 4, "#e7a24a"),
    ):
        c.part(
            tube(path(f"M{x} {y + 6} C{x - lean * 0.2} 30 {50 + lean * 0.3} 40 {50 + lean * 0.4} 58"), 1.2),
            Material(linear("#5d8a4a"), gloss=0.1),
            round=0.6,
            shadow=0.15,
        )
        for data in (
            f"M{x - 5} {y} C{x - 6} {y + 8} {x + 2} {y + 9} {x + 1} {y - 6} Q{x - 3} {y - 5} {x - 5} {y} Z",
            f"M{x + 5} {y} C{x + 6} {y + 8} {x - 2} {y + 9} {x - 1} {y - 6} Q{x + 3} {y - 5} {x + 5} {y} Z",
            f"M{x} {y - 7} C{x + 5} {y - 2} {x + 4} {y + 8} {x} {y + 8} C{x - 4} {y + 8} {x - 5} {y - 2} {x} {y - 7} Z",
        ):
            c.part(path(data), Material(linear(tone), gloss=0.12, fuzz=0.2), round=2.4, height=1.8, shadow=0.25)
    for data in ("M46 58 C36 46 30 40 24 38 C30 48 38 56 46 62 Z", "M54 58 C64 44 70 38 76 37 C72 48 62 56 54 62 Z"):
        c.part(path(data), Material(linear("#4d7d45"), gloss=0.15), round=2, height=1.4, shadow=0.2)


def plant(c: Canvas, look: Look) -> float:
    pot = Material(linear(look.colour), gloss=0.25, sharpness=20)
    if look.get("style") == "snake":
        for x, top, lean, width in (
            (40, 22, -7, 6),
            (60, 18, 7, 6.4),
            (50, 8, 0, 7),
            (45, 30, -3, 5.6),
            (56, 34, 4, 5.4),
            (35, 40, -9, 5),
            (66, 42, 9, 5),
        ):
            blade = path(
                f"M{x + lean} {top} C{x + width * 0.75} {top + 18} {50 + (x - 50) * 0.6 + width * 0.6} 52 {50 + (x - 50) * 0.5 + width * 0.4} 68 L{50 + (x - 50) * 0.5 - width * 0.4} 68 C{50 + (x - 50) * 0.6 - width * 0.6} 52 {x - width * 0.6} {top + 18} {x + lean} {top} Z"
            )
            c.part(blade, Material(linear("#c9c069"), gloss=0.2), round=2, height=1.6, shadow=0.35)
            middle = blade.mean(axis=0)
            mask = c.part(
                middle + (blade - middle) * np.array([0.72, 0.96]),
                Material(linear("#3f6b45"), gloss=0.25),
                round=2,
                height=1.0,
                shadow=0,
            )
            for level in np.arange(top + 6, 66, 4.6):
                c.line(
                    path(f"M{x - 10} {level} Q{x} {level + 2.4} {x + 12} {level - 1}"),
                    0.7,
                    "#8aa873",
                    opacity=0.5,
                    within=mask,
                )
    else:
        for number, (x, y, size, turn) in enumerate(
            ((28, 34, 19, -38), (73, 36, 18, 36), (50, 18, 20, 0), (36, 52, 15, -62), (66, 54, 15, 62), (52, 42, 16, 8))
        ):
            c.part(
                tube(path(f"M50 70 C50 60 {(x + 50) / 2} {(y + 60) / 2} {x} {y + size * 0.3}"), 1.3),
                Material(linear("#5f8b4d")),
                round=0.6,
                shadow=0.2,
            )
            _monstera(c, float(x), float(y), float(size), float(turn), number)
    c.lathe(50, [(66, 19), (68, 19.4), (86, 16), (91, 15)], pot, tilt=0.16)
    c.part(ellipse(50, 66, 19, 3), pot.tinted(1.05), round=1, height=0.6, shadow=0)
    c.part(
        ellipse(50, 66.4, 17.2, 2.4), Material(linear("#3b2a1f"), texture=stuff.crumb), round=1, height=-0.3, shadow=0
    )
    if look.get("style") == "snake":
        for x, width in ((43, 3), (50, 3.4), (57, 3)):
            c.part(
                path(f"M{x - width} 52 L{x + width} 52 L{x + width * 0.7} 67 L{x - width * 0.7} 67 Z"),
                Material(linear("#46734b"), gloss=0.25),
                round=1.6,
                height=1.2,
                shadow=0.3,
            )
    return 94.0


def _monstera(c: Canvas, x: float, y: float, size: float, turn: float, number: int) -> None:
    leaf = path("M0 -1 C5 -9 10 -6 9.6 0 C9 7 4 11 0 13 C-4 11 -9 7 -9.6 0 C-10 -6 -5 -9 0 -1 Z")
    placed = turned(leaf * size / 12 + np.array([x, y]), turn, (x, y))
    cuts = []
    for side in (-1, 1):
        for level, far in ((-1.0, 11), (3.0, 10.4), (6.6, 8.4)):
            notch = np.array([(side * 4.4, level), (side * far, level - 2.2), (side * far, level - 0.6)])
            cuts.append(turned(notch * size / 12 + np.array([x, y]), turn, (x, y)))
        cuts.append(turned(ellipse(side * 2.4, 1.4, 0.6, 1.1) * size / 12 + np.array([x, y]), turn, (x, y)))
    green = Material(linear(("#3f7a45", "#4a8a4e", "#356a3f")[number % 3]), gloss=0.28, sharpness=20)
    mask = c.part(placed, green, round=3, height=2, holes=cuts, shadow=0.45)
    spine = turned(np.array([(0.0, -1.0), (0.0, 12.0)]) * size / 12 + np.array([x, y]), turn, (x, y))
    c.line(spine, 0.4, "#a9cf95", opacity=0.8, within=mask)


def flame(x: float, y: float) -> Points:
    return path(
        f"M{x} {y} C{x + 3} {y + 3.6} {x + 2.4} {y + 7} {x} {y + 7} C{x - 2.4} {y + 7} {x - 3} {y + 3.6} {x} {y} Z"
    )


def candle(c: Canvas, look: Look) -> float:
    if look.get("style") == "pillar":
        for x, top, radius, low in ((32, 38, 11.5, 82), (66, 24, 12.5, 80), (50, 56, 11.5, 90)):
            wax = Material(linear(look.colour), gloss=0.18, sharpness=10, fuzz=0.15)
            c.lathe(x, [(top, radius), (low, radius)], wax, tilt=0.18, smooth=False, shadow=0.4)
            c.part(ellipse(x, top, radius, radius * 0.18), wax.tinted(1.1), round=1.6, height=-0.8, shadow=0)
            c.stain(ellipse(x, top + 3, radius * 0.7, 5), "#ffdf9a", opacity=0.45, blur=2)
            c.line(np.array([(x, top), (x, top - 3.0)]), 0.5, "#2a2320")
            c.part(flame(x, top - 9), Material(linear("#ffd98a")), round=1.6, shadow=0)
            c.stain(flame(x, top - 6.4), "#fff6da", blur=0.4)
        return 92.4
    glass = Material(linear("#e6efe9" if look.colour == "White" else "#6f9a80"), gloss=0.6, sharpness=40, opacity=0.75)
    c.lathe(50, [(44, 21.4), (84, 21.4), (86, 20)], Material(linear("#f5ecd8"), gloss=0.15), tilt=0.17, smooth=False)
    c.part(ellipse(50, 44, 21.4, 3.6), Material(linear("#fbf4e2")), round=2, height=-0.8, shadow=0)
    c.stain(ellipse(50, 46, 15, 6), "#ffdf9a", opacity=0.6, blur=2.4)
    c.line(np.array([(50.0, 44.0), (50.0, 40.0)]), 0.6, "#2a2320")
    c.part(flame(50, 31), Material(linear("#ffd98a")), round=1.6, shadow=0)
    c.stain(flame(50, 33.6), "#fff6da", blur=0.4)
    label = front(look, 420, 420, motif="leaf", hue="cream")
    c.lathe(50, [(34, 22.4), (86, 22.4), (90, 20.6)], glass, tilt=0.17, label=label, label_at=(54, 82, 0.78), shadow=0)
    c.part(
        ellipse(50, 34, 22.4, 3.8),
        glass.tinted(1.3),
        round=0.7,
        height=0.5,
        holes=[ellipse(50, 34.1, 21.4, 3.2)],
        shadow=0,
    )
    return 94.0


def clock(c: Canvas, look: Look) -> None:
    rim = lacquer(look.colour, 0.35)
    c.part(ellipse(50, 50, 40), rim, round=3.4, height=3)
    c.part(ellipse(50, 50, 36.6), Material(linear("#f8f6f0"), gloss=0.05), round=1.4, height=-1, shadow=0)
    for k in range(60):
        turn = k * np.pi / 30
        near, far = (31.4 if k % 5 else 29.6), 33.6
        c.line(
            np.array(
                [
                    (50 + near * np.cos(turn), 50 + near * np.sin(turn)),
                    (50 + far * np.cos(turn), 50 + far * np.sin(turn)),
                ]
            ),
            0.4 if k % 5 else 1.3,
            "#2c2e33",
        )
    for hour in range(1, 13):
        turn = hour * np.pi / 6 - np.pi / 2
        x, y = 50 + 24.6 * np.cos(turn), 50 + 24.6 * np.sin(turn)
        ink = lettering(str(hour), "#2c2e33", 120)
        high, wide = 5.0, 5.0 * ink.width / ink.height
        c.picture(
            ink,
            np.array(
                [
                    (x - wide / 2, y - high / 2),
                    (x + wide / 2, y - high / 2),
                    (x + wide / 2, y + high / 2),
                    (x - wide / 2, y + high / 2),
                ]
            ),
            lit=False,
        )
    for turn, length, width, tone in (
        (-2.62, 17, 2.4, "#26282c"),
        (-0.52, 26, 1.7, "#26282c"),
        (1.2, 29, 0.6, "#d9564a"),
    ):
        hand = np.array(
            [(50 - 5 * np.cos(turn), 50 - 5 * np.sin(turn)), (50 + length * np.cos(turn), 50 + length * np.sin(turn))]
        )
        c.part(tube(hand, [width, width * 0.6]), Material(linear(tone), gloss=0.3), round=0.4, shadow=0.35)
    c.part(ellipse(50, 50, 2), rim.tinted(0.7), round=1.2)
