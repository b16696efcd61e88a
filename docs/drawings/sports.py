"""For the gym, the court, the road and the tent."""

from __future__ import annotations

import numpy as np

from docs.drawings import materials as stuff
from docs.drawings.canvas import Canvas
from docs.drawings.labels import lettering
from docs.drawings.look import Look, accent, cloth, creases
from docs.drawings.materials import Material, linear
from docs.drawings.paths import Points, box, ellipse, flipped, path, tube, turned

STEEL = Material(linear("#c4c8cc"), metal=0.9, gloss=0.6, sharpness=40)
RUBBER = Material(linear("#2a2b2e"), gloss=0.12, sharpness=12, texture=stuff.cast_iron)


def yogamat(c: Canvas, look: Look) -> float:
    cork = look.has("cork")
    tone = "#c08d5a" if cork else look.colour
    mat = Material(linear(tone), gloss=0.06, texture=stuff.cork if cork else stuff.terry)
    under = Material(linear("#33343a") if cork else mat.colour * 0.72, gloss=0.05)
    thin = look.has("thin")
    sheet = path("M26 72 L88 72 L98 90 L20 90 Z")
    mask = c.part(sheet, mat, round=0.8, height=0.5, shadow=0.2)
    if not cork:
        ink = np.clip(mat.colour * 1.7 + 0.04, 0, 0.9).astype(np.float32)
        c.line(path("M57 74 L59 88"), 0.5, ink, within=mask)
        for k in range(3):
            c.line(path(f"M{40 + k * 17} 78.6 L{43 + k * 17} 84"), 0.4, ink, within=mask)
            c.line(path(f"M{43.5 + k * 17} 78.6 L{40.5 + k * 17} 84"), 0.4, ink, within=mask)
    radius = 11.0 if thin else 15.0
    c.part(box(8, 90 - radius * 2, 86, 90, radius * 0.98), mat, round=radius, height=radius * 0.9, shadow=0.4)
    end = ellipse(14, 90 - radius, radius * 0.62, radius)
    c.part(end, under, round=1.6, height=0.8, shadow=0.1)
    turns = np.linspace(0, 2 * np.pi * (4 if not thin else 3.2), 220)
    spiral = np.column_stack(
        [
            14 + radius * 0.60 * turns / turns[-1] * np.cos(turns),
            90 - radius + radius * 0.97 * turns / turns[-1] * np.sin(turns),
        ]
    )
    c.line(spiral, 0.9, mat.colour, opacity=0.95)
    c.line(spiral + np.array([0.25, 0.4]), 0.35, "#16171a", opacity=0.55)
    band = cloth("#3a3c42" if look.colour != "Black" else "#c9553b", stuff.canvas)
    for x in (34, 68):
        c.part(
            path(
                f"M{x - 1.8} {90 - radius * 2 - 0.3} L{x + 1.8} {90 - radius * 2 - 0.3} C{x + 3.6} {90 - radius * 1.3} {x + 3.6} {90 - radius * 0.7} {x + 1.8} 90.2 L{x - 1.8} 90.2 C{x + 0.2} {90 - radius * 0.7} {x + 0.2} {90 - radius * 1.3} {x - 1.8} {90 - radius * 2 - 0.3} Z"
            ),
            band,
            round=1,
            height=0.6,
            shadow=0.3,
        )
    return 90.6


def block(c: Canvas, look: Look) -> float:
    stuff_cork = Material(linear("#c69462"), gloss=0.04, texture=stuff.cork)
    for dx, dy in ((12, -26), (0, 0)):
        left, top = 14 + dx, 54 + dy
        c.part(
            path(f"M{left} {top} L{left + 10} {top - 9} L{left + 68} {top - 9} L{left + 58} {top} Z"),
            stuff_cork.tinted(1.22),
            round=1.4,
            height=0.8,
            shadow=0.4,
        )
        c.part(
            path(f"M{left + 58} {top} L{left + 68} {top - 9} L{left + 68} {top + 18} L{left + 58} {top + 29} Z"),
            stuff_cork.tinted(0.62),
            round=1.4,
            height=0.8,
            shadow=0.2,
        )
        c.part(box(left, top, left + 58, top + 29, 1.6), stuff_cork, round=1.6, height=1, shadow=0.1)
    return 83.4


def dumbbell(c: Canvas, look: Look) -> float:
    coat = Material(
        linear(look.colour) if look.colour != "Black" else linear("#2c2d30"),
        gloss=0.12,
        sharpness=12,
        texture=stuff.cast_iron,
    )
    for dx, dy in ((8.0, -20.0), (-4.0, 4.0)):
        c.part(
            tube(np.array([(34.0 + dx, 64.0 + dy), (66.0 + dx, 64.0 + dy)]), [5.4, 6.6, 5.4]),
            Material(linear("#b9bdc2"), metal=0.9, gloss=0.5, texture=stuff.cast_iron),
            round=3,
            height=2.8,
            shadow=0.5,
        )
        for side in (-1, 1):
            x, y = 50 + side * 23 + dx, 64 + dy
            c.part(
                path(
                    f"M{x - 10} {y - 14} L{x + 10} {y - 14} L{x + 12} {y - 7.5} L{x + 12} {y + 7.5} L{x + 10} {y + 14} L{x - 10} {y + 14} L{x - 12} {y + 7.5} L{x - 12} {y - 7.5} Z"
                ),
                coat,
                round=2,
                height=1.6,
                shadow=0.45,
            )
            for low, high, shade in ((-14, -7, 1.3), (7, 14, 0.6)):
                c.part(
                    path(
                        f"M{x - 11.6} {y + low + (0.4 if low < 0 else 0)} L{x + 11.6} {y + low + (0.4 if low < 0 else 0)} L{x + 11.6} {y + high} L{x - 11.6} {y + high} Z"
                    ),
                    coat.tinted(shade),
                    round=0.8,
                    height=0.5,
                    within=c.mask(
                        path(
                            f"M{x - 10} {y - 14} L{x + 10} {y - 14} L{x + 12} {y - 7.5} L{x + 12} {y + 7.5} L{x + 10} {y + 14} L{x - 10} {y + 14} L{x - 12} {y + 7.5} L{x - 12} {y - 7.5} Z"
                        )
                    ),
                    shadow=0,
                )
    return 82.4


def kettlebell(c: Canvas, look: Look) -> float:
    iron = Material(
        linear(look.colour) if look.colour != "Black" else linear("#2c2d30"),
        gloss=0.16,
        sharpness=12,
        texture=stuff.cast_iron,
    )
    c.part(
        tube(path("M32 56 C26 34 30 14 50 14 C70 14 74 34 68 56"), [11, 8.4, 7.6, 8.4, 11]), iron, round=4.4, height=4
    )
    c.ball(50, 64, 26, iron)
    c.printed(ellipse(50, 66, 10), accent(look.colour) if look.colour == "Green" else "#b9bdc2", opacity=0.85)
    ink = lettering("PEAKRILL", "#232427", 120)
    c.picture(ink, np.array([(42.4, 64.6), (57.6, 64.6), (57.6, 67.6), (42.4, 67.6)]))
    return 89.4


def roller(c: Canvas, look: Look) -> float:
    foam = Material(linear(look.colour), gloss=0.08, sharpness=10)
    body = c.part(box(14, 36, 88, 80, 10), foam, round=21, height=19, shadow=0.3)
    for column in range(7):
        for row in range(4):
            x, y = 30 + column * 8.4, 40 + row * 9.6
            c.part(box(x, y, x + 6.4, y + 7.2, 1.4), foam.tinted(1.06), round=1.6, height=1.4, shadow=0.4, within=body)
    c.part(ellipse(17, 58, 10, 22), foam.tinted(0.9), round=2.4, height=1.4, shadow=0.3)
    c.part(ellipse(17, 58, 6.8, 15.4), foam.tinted(0.2), round=4, height=-3, shadow=0)
    return 80.6


def bands(c: Canvas, look: Look) -> None:
    for k, tone in enumerate(("#a4d6bf", "#edc13f", "#e27b33", "#c4302f", "#3b3f4a")):
        y = 16 + k * 15.5
        latex = Material(linear(tone), gloss=0.22, sharpness=14)
        c.part(
            path(
                f"M14 {y + 6} C12 {y - 2} 30 {y - 1} 50 {y - 1} C70 {y - 1} 88 {y - 2} 86 {y + 6} C88 {y + 14} 70 {y + 12} 50 {y + 12} C30 {y + 12} 12 {y + 14} 14 {y + 6} Z"
            ),
            latex,
            round=1.6,
            height=1.2,
            holes=[path(f"M22 {y + 4} C30 {y + 2.4} 70 {y + 2.4} 78 {y + 4} C70 {y + 3.4} 30 {y + 3.4} 22 {y + 4} Z")],
            shadow=0.45,
        )
        for dot in range(k + 1):
            c.stain(ellipse(46 + dot * 2.4, y + 7.6, 0.7), "#ffffff" if k > 2 else "#2c3a38", opacity=0.8)


def ball(c: Canvas, look: Look) -> float:
    if look.get("style") == "basket":
        skin = Material(
            linear("#d0672c" if look.colour == "Orange" else look.colour),
            gloss=0.10,
            sharpness=12,
            texture=stuff.cast_iron,
        )
        mask = c.ball(50, 52, 37, skin)
        for line in (
            path("M50 15 L50 89"),
            path("M13 52 L87 52"),
            path("M24 25.6 C44 38 44 66 24 78.4"),
            path("M76 25.6 C56 38 56 66 76 78.4"),
        ):
            c.line(line, 1.2, "#1d1a18", within=mask, groove=True)
        return 89.6
    skin = Material(linear("#f4f2ec" if look.colour == "White" else look.colour), gloss=0.32, sharpness=26)
    mask = c.ball(50, 52, 37, skin)
    ink = "#2a2c33" if look.colour == "White" else "#f4efe2"
    for turn in np.arange(5) * 72.0:
        patch = turned(path("M50 17 L60 19 L57 27 L43 27 L40 19 Z"), float(turn), (50, 52))
        c.printed(patch, ink, within=mask)
        c.line(
            turned(np.array([(50.0, 41.0), (50.0, 27.0)]), float(turn), (50, 52)),
            0.6,
            "#7b7d80",
            within=mask,
            groove=True,
        )
        c.line(
            turned(np.array([(58.0, 27.0), (64.0, 33.4)]), float(turn), (50, 52)),
            0.6,
            "#7b7d80",
            within=mask,
            groove=True,
        )
        c.line(
            turned(np.array([(42.0, 27.0), (36.0, 33.4)]), float(turn), (50, 52)),
            0.6,
            "#7b7d80",
            within=mask,
            groove=True,
        )
    pentagon = np.column_stack(
        [50 + 11 * np.sin(np.arange(5) * 2 * np.pi / 5), 52 - 11 * np.cos(np.arange(5) * 2 * np.pi / 5)]
    )
    c.printed(pentagon, ink, within=mask)
    return 89.6


def racket(c: Canvas, look: Look) -> None:
    frame = Material(linear(look.colour), gloss=0.45, sharpness=30)

    def place(points: Points) -> Points:
        return turned(points, 38)

    head = place(ellipse(50, 32, 21, 27))
    inside = place(ellipse(50, 32, 18.4, 24.4))
    for k in range(-8, 9):
        x = 50 + k * 2.1
        reach = 24.4 * np.sqrt(max(0.0, 1 - ((x - 50) / 18.4) ** 2))
        c.part(
            place(tube(np.array([(x, 32 - reach), (x, 32 + reach)]), 0.42)),
            Material(linear("#f3f1ea"), gloss=0.2),
            round=0.2,
            shadow=0,
        )
    for k in range(-11, 12):
        y = 32 + k * 2.1
        reach = 18.4 * np.sqrt(max(0.0, 1 - ((y - 32) / 24.4) ** 2))
        c.part(
            place(tube(np.array([(50 - reach, y), (50 + reach, y)]), 0.42)),
            Material(linear("#f3f1ea"), gloss=0.2),
            round=0.2,
            shadow=0,
        )
    for line in (path("M41 55 C44 62 47 66 48.6 74"), flipped(path("M41 55 C44 62 47 66 48.6 74"))):
        c.part(place(tube(line, 2.6)), frame, round=1.2)
    c.part(head, frame, round=1.4, height=1.2, holes=[inside], shadow=0.2)
    c.part(
        place(path("M47 72 L53 72 L53.4 100 L46.6 100 Z")),
        Material(linear("#26282c"), gloss=0.12, texture=stuff.canvas),
        round=2.6,
        height=2.2,
    )
    for k in range(7):
        c.line(place(np.array([(46.8, 76.0 + k * 3.4), (53.2, 78.0 + k * 3.4)])), 0.3, "#55585d")
    for turn in (-40, 40):
        c.printed(turned(turned(path("M48 5 L52 5 L52 8 L48 8 Z"), turn, (50, 32)), 38), "#f4f2ec")


def bottle(c: Canvas, look: Look) -> float:
    style = look.get("style")
    if style == "squeeze":
        soft = Material(linear(look.colour), gloss=0.3, sharpness=18, opacity=0.92)
        c.lathe(
            50, [(28, 13), (34, 17), (44, 18), (50, 14.6), (56, 14.6), (62, 18), (88, 17.6), (91, 15)], soft, tilt=0.12
        )
        for level in (68, 74, 80):
            c.line(path(f"M33 {level} Q50 {level + 4.4} 67 {level}"), 0.7, "#ffffff", opacity=0.75)
        c.lathe(
            50,
            [(20, 8), (22, 13), (29, 14.4), (31, 14.4)],
            Material(linear("#26282c"), gloss=0.2),
            tilt=0.12,
            flutes=22,
        )
        c.lathe(
            50, [(9, 3.4), (12, 4.2), (14, 3), (20, 3.4)], Material(linear(accent(look.colour)), gloss=0.3), tilt=0.16
        )
        return 92.6
    if style == "glass":
        c.lathe(
            50, [(24, 11), (28, 15), (88, 15), (91, 13)], Material(linear("#cfe3df"), gloss=0.5, opacity=0.4), tilt=0.14
        )
        c.lathe(
            50,
            [(36, 13), (86, 13), (88, 11.6)],
            Material(linear("#c9a24e"), gloss=0.3, opacity=0.75),
            tilt=0.14,
            shadow=0,
        )
        dice = look.dice()
        for _ in range(16):
            x, y, turn = (
                50 + 8 * float(dice.uniform(-1, 1)),
                60 + 24 * float(dice.random()),
                float(dice.uniform(0, 180)),
            )
            c.part(
                turned(ellipse(x, y, 2.4, 0.9), turn, (x, y)),
                Material(linear("#4f6b34"), gloss=0.2),
                round=0.7,
                shadow=0.15,
            )
        c.lathe(
            50,
            [(24, 11.6), (28, 15.4), (88, 15.4), (91, 13.4)],
            Material(linear("#f2fbfa"), gloss=0.8, sharpness=50, opacity=0.06),
            tilt=0.14,
            shadow=0,
        )
        c.lathe(
            50,
            [(9, 11.6), (10.4, 12.4), (22, 12.4)],
            Material(
                linear("#b98a58" if look.colour == "Brown" else "#eeeae0"),
                gloss=0.15,
                texture=stuff.upright_wood if look.colour == "Brown" else None,
            ),
            tilt=0.14,
            smooth=False,
        )
        c.part(
            ellipse(50, 9, 11.6, 1.6),
            Material(linear("#cda06c" if look.colour == "Brown" else "#f8f5ee")),
            round=0.6,
            shadow=0,
        )
        c.lathe(50, [(21, 12.8), (24, 12.8)], STEEL, tilt=0.14, smooth=False, shadow=0.2)
        return 93.0
    paint = Material(linear(look.colour), gloss=0.22, sharpness=16, texture=stuff.felt)
    c.lathe(50, [(26, 9), (32, 11), (38, 16.6), (44, 17), (88, 17), (91, 15.6)], paint, tilt=0.13)
    c.lathe(50, [(86, 17.2), (90.6, 16.2), (91.6, 15.4)], STEEL, tilt=0.13, shadow=0)
    c.lathe(50, [(22, 9.2), (26, 9.6)], STEEL, tilt=0.13, smooth=False)
    c.lathe(50, [(10, 9.4), (12, 10.4), (22, 10.6)], Material(linear("#2a2c30"), gloss=0.25), tilt=0.14)
    c.part(tube(path("M42 10 C42 2 58 2 58 10"), 2.4), Material(linear("#2a2c30"), gloss=0.25), round=1.1)
    tone = "#f2efe8" if look.colour != "White" else "#55585d"
    c.printed([path("M50 58 L56 68 L44 68 Z"), path("M44 62 L48.4 68 L39.6 68 Z")], tone, opacity=0.85)
    return 93.0


def tent(c: Canvas, look: Look) -> float:
    family = look.get("style") == "family"
    nylon = Material(linear(look.colour), gloss=0.14, sharpness=10, texture=stuff.jersey)
    for x, side in ((6, -1), (94, 1)):
        c.line(np.array([(50 + side * 30, 50.0), (x, 82.0)]), 0.4, "#e9e4d4")
    if family:
        outline = path("M8 80 C8 44 18 24 34 22 L68 22 C84 24 92 44 92 80 Z")
    else:
        outline = path("M6 80 C22 60 36 34 48 24 C54 24 58 26 60 28 C76 42 86 62 95 80 Z")
    c.part(
        outline,
        nylon,
        round=15,
        height=10,
        wrinkle=0.9,
        folds=creases(("M48 26 C40 44 30 64 24 80", 2.2, 1.6), ("M60 30 C70 46 78 64 84 80", 2.2, 1.6)),
    )
    door = (
        path("M36 80 C37 56 42 38 51 27 C60 40 66 60 67 80 Z")
        if not family
        else path("M38 80 C38 56 40 42 52 40 C64 42 66 56 66 80 Z")
    )
    c.part(door, Material(linear("#2e3236"), gloss=0.05, texture=stuff.mesh), round=2, height=-0.8, shadow=0)
    flap = (
        path("M51 27 C60 40 66 60 67 80 L73 80 C71 60 64 40 54 26 Z")
        if not family
        else path("M52 40 C64 42 66 56 66 80 L73 80 C73 54 70 40 58 38 Z")
    )
    c.part(flap, nylon.tinted(1.12), round=2, height=1.6, wrinkle=0.6, shadow=0.4)
    c.line(door[:40], 0.6, "#f2c14a")
    if family:
        for x in (20, 80):
            c.part(
                path(f"M{x - 6} 62 L{x + 6} 62 L{x + 5} 48 L{x - 5} 48 Z"),
                Material(linear("#cfe2ea"), gloss=0.5),
                round=0.8,
                shadow=0.2,
            )
    c.part(path("M4 79 L96 79 L95 82 L5 82 Z"), nylon.tinted(0.5), round=0.8, shadow=0.1)
    for x in (6, 36, 67, 94):
        c.part(tube(np.array([(float(x), 80.0), (float(x) + 0.6, 84.0)]), 0.9), STEEL, round=0.4, shadow=0)
    return 82.6


def sleepingbag(c: Canvas, look: Look) -> None:
    nylon = Material(linear(look.colour), gloss=0.22, sharpness=14)
    lining = Material(linear(accent(look.colour)), gloss=0.15)
    outline = path(
        "M30 16 C34 4 66 4 70 16 C76 26 76 40 74 52 C72 70 68 84 64 92 C58 96 42 96 36 92 C32 84 28 70 26 52 C24 40 24 26 30 16 Z"
    )
    folds = [fold for y in range(26, 92, 8) for fold in creases((f"M22 {y} Q50 {y + 4} 78 {y}", 1.6, -3.0))]
    c.part(outline, nylon, round=13, height=9, folds=folds, wrinkle=0.8)
    c.part(ellipse(50, 19, 14, 11), lining, round=5, height=-2, shadow=0.1)
    c.part(
        path("M36 22 C38 16 62 16 64 22 C65 27 62 29 50 29 C38 29 35 27 36 22 Z"),
        cloth("#f1eee6", stuff.canvas),
        round=5,
        height=4,
        wrinkle=0.5,
    )
    c.part(
        path("M50 29 C60 29 66 27 69 24 C72 34 72 44 70 54 L64 50 C58 42 54 36 50 29 Z"),
        lining,
        round=2.4,
        height=1.6,
        shadow=0.3,
    )
    c.line(path("M64 50 C66 64 62 80 60 92"), 0.9, "#1c1d20", groove=True)
    c.part(ellipse(50, 88, 3.4, 2), Material(linear("#1f2124"), gloss=0.2), round=1)


def lantern(c: Canvas, look: Look) -> float:
    paint = Material(linear(look.colour), gloss=0.4, sharpness=26)
    c.part(tube(path("M30 40 C26 -2 74 -2 70 40"), 1.2), STEEL, round=0.6)
    for x in (29, 71):
        c.part(tube(path(f"M{x} 30 L{x} 78"), 2), paint, round=0.9)
    c.lathe(50, [(76, 12), (80, 20), (89, 22), (91, 22)], paint, tilt=0.16)
    c.lathe(
        50,
        [(38, 12), (46, 17), (58, 19), (70, 17), (77, 12.4)],
        Material(linear("#fff2cc"), gloss=0.6, opacity=0.8),
        tilt=0.14,
    )
    c.part(ellipse(50, 59, 5, 10), Material(linear("#ffe29a")), round=4, height=2, shadow=0)
    c.stain(ellipse(50, 59, 8, 13), "#fff6d8", opacity=0.85, blur=3)
    for y in (47, 58, 69):
        c.line(path(f"M{50 - 18} {y} Q50 {y + 4} {50 + 18} {y}"), 0.6, "#8e9499", opacity=0.8)
    c.lathe(50, [(20, 5), (24, 9), (30, 10), (34, 17), (38, 18)], paint, tilt=0.16)
    c.lathe(50, [(16, 3.4), (20, 4.4)], STEEL, tilt=0.16)
    c.part(ellipse(50, 87.4, 2.4), Material(linear("#f1ede2"), gloss=0.4), round=1)
    return 94.0


def helmet(c: Canvas, look: Look) -> float:
    shell = Material(linear(look.colour), gloss=0.42, sharpness=28)
    foam = Material(linear("#2b2d31"), gloss=0.08)
    strap = Material(linear("#26282c"), texture=stuff.canvas)
    for data in ("M30 60 C32 72 38 82 46 88", "M66 62 C60 74 54 82 46 88"):
        c.part(tube(path(data), 1.8), strap, round=0.8)
    c.part(box(43, 86, 50, 91, 1.4), Material(linear("#3c3f44"), gloss=0.3), round=1)
    c.part(path("M10 58 C20 66 74 68 90 58 L88 66 C70 72 28 72 12 65 Z"), foam, round=2, height=1.4)
    dome = path("M9 60 C6 36 22 14 50 13 C76 13 92 32 92 57 C76 64 26 66 9 60 Z")
    mask = c.part(dome, shell, round=24, height=18)
    vents = [
        path("M26 34 C32 26 40 22 48 21 C44 27 36 32 29 40 Z"),
        path("M36 46 C44 36 54 30 64 27 C58 36 48 44 40 52 Z"),
        path("M54 50 C60 42 68 37 77 35 C74 43 66 50 58 55 Z"),
        path("M18 48 C20 42 22 39 25 37 C26 43 24 48 21 54 Z"),
    ]
    if look.has("kids"):
        vents = vents[:2]
    for vent in vents:
        c.part(vent, Material(linear("#17181b"), gloss=0.1), round=1.6, height=-1.4, within=mask, shadow=0)
    if look.has("kids"):
        for x, y, tone in (
            (66, 42, "#ffe27a"),
            (78, 50, "#ffffff"),
            (58, 54, "#8fd6ff"),
            (30, 54, "#ffffff"),
            (70, 26, "#ffffff"),
        ):
            turns = np.arange(10) * np.pi / 5 - np.pi / 2
            radii = np.where(np.arange(10) % 2 == 0, 4.4, 2.0)
            c.printed(np.column_stack([x + radii * np.cos(turns), y + radii * np.sin(turns)]), tone, within=mask)
    else:
        c.part(
            path("M84 48 C88 49 91 52 91.6 56 C88 57 85 57 83 57 Z"),
            Material(linear("#d6322c"), gloss=0.6),
            round=1.4,
            within=mask,
            shadow=0.2,
        )
    c.line(path("M9.6 57 C26 63 76 61 91.4 54"), 0.6, shell.tinted(0.45).colour, groove=True, within=mask)
    return 91.0
