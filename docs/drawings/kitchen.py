"""Mugs, kettles, coffee makers, pans and knives."""

from __future__ import annotations

import numpy as np

from docs.drawings import materials as stuff
from docs.drawings.canvas import Canvas
from docs.drawings.look import Look
from docs.drawings.materials import Material, linear
from docs.drawings.paths import box, ellipse, path, tube, turned

STEEL = Material(linear("#c9cdd1"), metal=0.95, gloss=0.6, sharpness=40)
BLACK = Material(linear("#232427"), gloss=0.3, sharpness=24)
COFFEE = Material(linear("#3a2114"), gloss=0.4, sharpness=40)


def mug(c: Canvas, look: Look) -> float:
    if look.has("saucer"):
        return _cups(c, look)
    enamel = look.has("enamel")
    clay = Material(
        linear(look.colour), gloss=0.5 if enamel else 0.38, sharpness=40, texture=None if enamel else stuff.glaze
    )
    rim = (
        Material(linear("#1d3f6e" if enamel and look.colour == "White" else "#23272c"), gloss=0.5)
        if enamel
        else clay.tinted(0.55)
    )
    c.part(tube(path("M66 42 C87 36 88 72 64 70"), 5.2 if not enamel else 3.6), clay, round=2.5, height=2.3)
    profile = [(32, 21), (76, 21), (79, 20.4)] if enamel else [(32, 20.4), (44, 21.2), (64, 21), (76, 17.6), (79, 15.4)]
    c.lathe(50, profile, clay, tilt=0.2)
    radius = profile[0][1]
    c.part(ellipse(50, 32, radius, radius * 0.2), rim, round=1, height=0.6, shadow=0)
    c.part(ellipse(50, 32.3, radius - 1.6, radius * 0.2 - 0.8), clay.tinted(0.55), round=3, height=-2, shadow=0)
    c.part(ellipse(50, 33.4, radius - 2.6, radius * 0.2 - 1.5), COFFEE, round=0.8, height=0.3, shadow=0)
    return 82.8


def _cups(c: Canvas, look: Look) -> float:
    china = Material(linear(look.colour), gloss=0.5, sharpness=40)
    for x, base in ((32.0, 70.0), (66.0, 82.0)):
        c.part(ellipse(x, base, 23, 6.4), china.tinted(0.97), round=4, height=2.6, shadow=0.4)
        c.part(ellipse(x, base - 0.6, 18, 4.6), china.tinted(0.9), round=3, height=-1.4, shadow=0)
        top = base - 27
        c.part(
            tube(path(f"M{x + 15} {top + 5} C{x + 27} {top + 1} {x + 25} {top + 18} {x + 12} {top + 17}"), 3),
            china,
            round=1.4,
        )
        c.lathe(
            x,
            [(top, 16.4), (top + 8, 15.8), (top + 17, 11.6), (top + 24, 7.4), (top + 26, 7.0)],
            china,
            tilt=0.22,
            shadow=0.5,
        )
        c.part(ellipse(x, top, 16.4, 3.6), china, round=0.9, height=0.5, shadow=0)
        c.part(ellipse(x, top + 0.3, 15, 3.0), Material(linear("#b07a4a"), gloss=0.25), round=1, height=0.3, shadow=0)
        c.stain(
            [
                ellipse(x - 2, top, 4, 1.2),
                ellipse(x + 2.4, top, 4, 1.2),
                path(f"M{x - 6} {top + 0.3} L{x + 6.4} {top + 0.3} L{x} {top + 2.4} Z"),
            ],
            "#f6e8d2",
            opacity=0.95,
        )
    return 88.0


def kettle(c: Canvas, look: Look) -> float:
    shell = STEEL if look.colour == "Silver" else Material(linear(look.colour), gloss=0.42, sharpness=34)
    if look.get("style") == "gooseneck":
        c.part(tube(path("M68 44 C82 34 92 42 90 54 C88 64 82 70 80 74"), 4.4), BLACK, round=2)
        c.part(tube(path("M34 74 C20 74 26 52 18 42 C14 38 10 38 7 40"), [5.6, 4.2, 3.2, 2.4]), shell, round=1.8)
        c.lathe(50, [(38, 15), (44, 17.4), (74, 24.6), (80, 25), (82, 24)], shell, tilt=0.14)
        c.lathe(50, [(82, 22), (84, 27), (88, 27.4)], BLACK, tilt=0.14, shadow=0.2)
    else:
        c.part(tube(path("M28 40 C26 6 74 6 72 40"), 3), STEEL, round=1.4)
        c.part(
            tube(path("M36 19 C42 12.4 58 12.4 64 19"), 5.2),
            Material(linear("#8a5a36"), gloss=0.25, texture=stuff.wood),
            round=2.4,
        )
        c.part(tube(path("M28 64 C18 60 18 50 9 44"), [9, 6, 4.4]), shell, round=2.6)
        c.part(ellipse(9, 43.6, 2.9, 2), STEEL, round=1)
        c.lathe(50, [(40, 13), (44, 20), (56, 29), (72, 32.4), (82, 31), (87, 28)], shell, tilt=0.13)
    top = 38.0 if look.get("style") == "gooseneck" else 40.0
    c.lathe(50, [(top - 3.4, 8), (top - 1, 13.4), (top + 1.4, 14.4)], shell.tinted(1.04), tilt=0.16, shadow=0.3)
    c.lathe(50, [(top - 9, 3.4), (top - 6, 4), (top - 4, 2.2), (top - 3, 2.4)], BLACK, tilt=0.2)
    return 90.6 if look.get("style") == "gooseneck" else 90.0


def coffeemachine(c: Canvas, look: Look) -> float:
    if look.get("style") == "drip":
        return _drip(c, look)
    shell = (
        Material(linear(look.colour), metal=0.75, gloss=0.45, texture=stuff.brushed)
        if look.colour == "Silver"
        else Material(linear(look.colour), gloss=0.45, sharpness=30)
    )
    c.part(box(22, 20, 78, 88, 3), shell.tinted(0.55), round=2, height=1.4)
    c.part(box(20, 16, 80, 48, 4), shell, round=4, height=3)
    c.part(box(24, 10, 76, 17, 1.4), STEEL, round=1.2)
    for x in (32, 44, 56):
        c.lathe(x, [(3.4, 5), (8, 4.6), (11, 3.6)], Material(linear("#f3f0ea"), gloss=0.4), tilt=0.2, shadow=0.4)
    c.part(box(16, 80, 84, 90, 2.4), shell, round=2, height=1.6)
    c.part(box(20, 78.6, 80, 82, 0.8), BLACK, round=0.6)
    for k in range(14):
        c.line(np.array([(22.0 + k * 4.2, 79.2), (22.0 + k * 4.2, 81.6)]), 0.8, "#7e848a")
    c.part(ellipse(62, 31, 8), STEEL, round=1.6)
    c.part(ellipse(62, 31, 6.6), Material(linear("#f5f2ea"), gloss=0.3), round=0.5, shadow=0)
    c.line(np.array([(62.0, 32.0), (66.0, 27.4)]), 0.8, "#b5432f")
    for k in range(9):
        turn = 2.5 + k * 0.48
        c.line(
            np.array(
                [(62 + 4.8 * np.cos(turn), 31 + 4.8 * np.sin(turn)), (62 + 5.9 * np.cos(turn), 31 + 5.9 * np.sin(turn))]
            ),
            0.4,
            "#33353a",
        )
    for k, x in enumerate((29, 37, 45)):
        c.part(ellipse(x, 31, 2.8), STEEL, round=1, height=0.8)
        c.part(
            ellipse(x, 31, 1.7), Material(linear("#8fd4ff" if k == 0 else "#e9e7e2"), gloss=0.4), round=0.8, shadow=0
        )
    c.lathe(48, [(47, 11), (52, 11), (54, 10)], STEEL, tilt=0.12)
    c.lathe(48, [(53, 9.4), (58, 9), (60, 6)], STEEL.tinted(0.85), tilt=0.12)
    c.part(
        tube(path("M42 56 C32 57 24 60 16 64"), [3, 4, 5]),
        Material(linear("#3a2a20"), gloss=0.3, texture=stuff.wood),
        round=2,
    )
    c.part(tube(path("M73 44 C78 50 76 62 75 70"), 1.8), STEEL, round=0.8)
    c.lathe(48, [(68, 7.2), (74, 6.6), (78, 4.6)], Material(linear("#fbf9f4"), gloss=0.5), tilt=0.2)
    c.part(ellipse(48, 68, 7.2, 1.5), COFFEE, round=0.8, height=0.3, shadow=0)
    c.line(np.array([(47.0, 61.0), (47.0, 68.0)]), 0.7, "#3a2114")
    c.line(np.array([(49.4, 61.0), (49.4, 68.0)]), 0.7, "#3a2114")
    return 90.4


def _drip(c: Canvas, look: Look) -> float:
    shell = Material(linear(look.colour), gloss=0.35, sharpness=24)
    c.part(box(20, 12, 42, 86, 4), shell.tinted(0.9), round=4, height=3)
    c.part(box(20, 12, 80, 40, 5), shell, round=5, height=4)
    c.part(box(18, 80, 82, 89, 3), shell, round=3, height=2)
    c.part(path("M48 38 L74 38 L70 47 L52 47 Z"), BLACK, round=1.4)
    c.part(tube(path("M73 56 C85 54 85 74 72 74"), 3.4), BLACK, round=1.6)
    c.lathe(60, [(49, 11), (54, 14.4), (62, 16), (76, 15.6), (80, 14)], STEEL, tilt=0.12)
    c.lathe(60, [(46.6, 8), (48.6, 11), (50, 11.4)], BLACK, tilt=0.14)
    c.part(box(24, 46, 28, 74, 1), Material(linear("#a9c6d6"), gloss=0.6, opacity=0.85), round=0.8)
    c.part(box(26, 20, 44, 31, 1.4), Material(linear("#14181d"), gloss=0.5), round=0.6)
    for x in (30, 33.4, 37.6, 41):
        c.line(np.array([(x, 23.4), (x, 28.0)]), 0.7, "#8fe0c4")
    c.part(ellipse(70, 25.6, 4), STEEL, round=1.4)
    return 89.4


def frenchpress(c: Canvas, look: Look) -> float:
    frame = STEEL if look.colour == "Silver" else BLACK
    c.part(tube(path("M68 38 C88 34 88 76 68 74"), 4.6), BLACK, round=2.2)
    c.lathe(50, [(34, 19), (80, 19), (83, 18)], Material(linear("#dfe9ea"), gloss=0.4, opacity=0.45), tilt=0.16)
    c.lathe(
        50,
        [(47, 18.4), (80, 18.4), (83, 17.4)],
        Material(linear("#3b2012"), gloss=0.5, sharpness=40),
        tilt=0.16,
        shadow=0,
    )
    c.part(ellipse(50, 47, 18.4, 3), Material(linear("#8a5a34"), gloss=0.2), round=1, height=0.4, shadow=0)
    c.lathe(
        50,
        [(34, 19.2), (80, 19.2), (83, 18)],
        Material(linear("#eef6f7"), gloss=0.7, sharpness=50, opacity=0.08),
        tilt=0.16,
        shadow=0,
    )
    for top in (38, 77):
        c.lathe(50, [(top, 19.8), (top + 3.6, 19.8)], frame, tilt=0.16, smooth=False, shadow=0.25)
    for x in (33, 50, 67):
        c.part(box(x - 1.2, 39.6 + (3 if x == 50 else 0.8), x + 1.2, 86 if x == 50 else 82, 0.5), frame, round=0.9)
    c.lathe(50, [(26, 8), (29, 17), (34, 20.6), (37, 20.6)], frame, tilt=0.16)
    c.part(tube(path("M50 28 L50 12"), 1.5), STEEL, round=0.7)
    c.ball(50, 10, 4, BLACK)
    c.lathe(50, [(83, 19.6), (88, 20.6), (90, 20.2)], frame, tilt=0.16, shadow=0.2)
    return 92.6


def moka(c: Canvas, look: Look) -> float:
    metal = STEEL if look.colour == "Silver" else Material(linear(look.colour), metal=0.35, gloss=0.45)
    c.part(tube(path("M64 30 C84 26 86 44 78 60"), 5), BLACK, round=2.4)
    c.part(path("M33 30 L24 34 L34 46 Z"), metal, round=2)
    for data, shade in (
        ("M33 26 L41 26 L43 54 L37 54 Z", 1.15),
        ("M41 26 L59 26 L57 54 L43 54 Z", 0.92),
        ("M59 26 L67 26 L63 54 L57 54 Z", 0.62),
        ("M37 58 L43 58 L39 88 L29 88 Z", 1.15),
        ("M43 58 L57 58 L61 88 L39 88 Z", 0.92),
        ("M57 58 L63 58 L71 88 L61 88 Z", 0.62),
    ):
        c.part(path(data), metal.tinted(shade), round=1.2, height=0.7, shadow=0)
    c.lathe(50, [(53, 14), (58, 14)], metal.tinted(0.9), tilt=0.1, smooth=False)
    for y in (54.6, 56.4):
        c.line(path(f"M36.4 {y} Q50 {y + 2} 63.6 {y}"), 0.4, "#55585c", opacity=0.7)
    c.part(path("M32 26 L40 20 L60 20 L68 26 Z"), metal.tinted(1.05), round=1.6, height=1.2)
    c.lathe(50, [(13, 2.6), (16, 3.4), (20, 2)], BLACK, tilt=0.2)
    c.part(ellipse(34.6, 74, 1.8), Material(linear("Gold"), metal=0.9, gloss=0.6), round=0.9)
    return 88.6


def pan(c: Canvas, look: Look) -> None:
    ceramic = look.has("ceramic")
    outside = (
        Material(linear(look.colour), gloss=0.3)
        if ceramic
        else Material(linear("#2a2b2d"), gloss=0.22, sharpness=14, texture=stuff.cast_iron)
    )
    inside = Material(linear("#e9e4d8"), gloss=0.35, sharpness=30) if ceramic else outside.tinted(0.8)
    c.place(dx=8, dy=-8)
    handle = turned(tube(path("M66 50 L104 50"), [7, 8.6, 7] if not ceramic else [6, 8, 7]), 45, (40, 50))
    c.part(
        handle,
        Material(linear("#7a5232"), gloss=0.25, texture=stuff.wood) if ceramic else outside,
        round=3.4,
        height=2.8,
        holes=[turned(ellipse(99, 50, 2, 1.6), 45, (40, 50))],
    )
    for turn in (-80, 170):
        c.part(
            turned(path("M70 46 L76 44 L76 56 L70 54 Z"), turn, (40, 50)), outside, round=1.8
        ) if not ceramic else None
    c.part(ellipse(40, 50, 34), outside, round=3, height=2.4)
    c.part(ellipse(40, 50, 31.4), inside, round=5, height=-3.6, shadow=0)
    c.part(ellipse(40, 50, 26), inside.tinted(1.05), round=2, height=-0.5, shadow=0)
    if not ceramic:
        c.stain(ellipse(32, 40, 13, 8), "#ffffff", opacity=0.07, blur=5)
    if ceramic:
        for x, y in ((64.6, 74.6), (67.4, 71.8)):
            c.part(ellipse(x, y, 1.1), STEEL, round=0.7)


def casserole(c: Canvas, look: Look) -> float:
    enamel = Material(linear(look.colour), gloss=0.5, sharpness=34)
    for x, side in ((13, -1), (87, 1)):
        c.part(
            tube(path(f"M{50 + side * 30} 50 C{x + side * 3} 48 {x + side * 3} 58 {50 + side * 30} 57"), 4.4),
            enamel.tinted(0.9),
            round=2,
        )
    c.lathe(50, [(46, 33), (70, 32.4), (80, 29), (83, 25)], enamel, tilt=0.15)
    c.lathe(50, [(32, 9), (36, 22), (42, 31.6), (46, 34.4), (48.4, 34.4)], enamel.tinted(1.04), tilt=0.15, shadow=0.4)
    c.lathe(50, [(22, 4.4), (26, 5.4), (30, 3.4), (33, 4)], Material(linear("Gold"), metal=0.9, gloss=0.6), tilt=0.18)
    return 86.4


def knife(c: Canvas, look: Look) -> None:
    santoku = look.has("santoku")
    blade = (
        path("M36 44 L96 44 C98 50 94 56 86 58 L36 58 Z")
        if santoku
        else path("M36 44 L70 44 C84 45.6 92 49 98 54.4 C84 57.6 62 58.4 36 58 Z")
    )
    blade = turned(blade, -28)
    steel = Material(linear("#cfd3d6"), metal=0.8, gloss=0.5, texture=stuff.brushed)
    c.part(blade, steel, round=1.2, height=0.7)
    edge = turned(
        path("M36 54 L86 54.6 L88 57.6 L36 58 Z")
        if santoku
        else path("M36 54 C60 54.6 80 54 95 53 L98 54.4 C84 57.6 62 58.4 36 58 Z"),
        -28,
    )
    c.printed(edge, "#eef1f3", opacity=0.55, within=c.mask(blade))
    if santoku:
        for k in range(8):
            c.stain(turned(ellipse(45 + k * 5.6, 51, 1.3, 3.2), -28), "#8b9095", opacity=0.6, blur=0.4)
    c.part(turned(box(31, 43, 37, 58, 1), -28), steel.tinted(0.85), round=1.4)
    wood = Material(
        linear("#6b432a" if look.colour == "Brown" else "#27282b"),
        gloss=0.25,
        texture=stuff.wood if look.colour == "Brown" else None,
    )
    c.part(
        turned(path("M4 46 C3 44 6 43 9 43.4 L32 44 L32 53 C22 52 16 53 10 57 C5 59 2 54 4 46 Z"), -28),
        wood,
        round=3,
        height=2.4,
    )
    for x in (11, 19, 27):
        c.part(turned(ellipse(x, 48.4, 1.2), -28), STEEL, round=0.6, shadow=0.1)
