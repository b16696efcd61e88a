"""Soap, tubes, bottles and balm."""

from __future__ import annotations

import numpy as np

from docs.drawings import materials as stuff
from docs.drawings.canvas import Canvas
from docs.drawings.labels import HUES, front
from docs.drawings.look import Look
from docs.drawings.materials import Material, linear
from docs.drawings.paths import box, ellipse, path, tube, turned

GOLD = Material(linear("#c9a256"), metal=0.9, gloss=0.6, sharpness=40)
WHITE = Material(linear("#f5f2ea"), gloss=0.3, sharpness=20)


def soap(c: Canvas, look: Look) -> float:
    if look.has("round"):
        bar = Material(linear("#cfe0c4"), gloss=0.16, sharpness=10, texture=stuff.glaze)
        c.lathe(50, [(56, 30), (60, 33), (76, 33), (81, 29)], bar, tilt=0.42)
        c.part(ellipse(50, 57, 30, 12.6), bar.tinted(1.12), round=4, height=1.6, shadow=0)
        c.part(ellipse(50, 57, 22, 9), bar.tinted(0.95), round=2, height=-0.8, shadow=0)
        for left, top, radius in ((20, 40, 4), (28, 34, 2.4), (78, 38, 5), (70, 31, 2.2), (84, 46, 2.4)):
            c.ball(left, top, radius, Material(linear("#eaf4f6"), gloss=0.8, sharpness=50, opacity=0.25), shadow=0)
        return 94.0
    bar = Material(linear("#cdd3a4"), gloss=0.18, sharpness=10, texture=stuff.glaze)
    c.part(path("M16 40 L24 30 L92 30 L84 40 Z"), bar.tinted(1.15), round=1.6, height=1)
    c.part(path("M84 40 L92 30 L92 62 L84 76 Z"), bar.tinted(0.65), round=1.6, height=1, shadow=0)
    c.part(box(16, 40, 84, 76, 3), bar, round=2.4, height=1.6, shadow=0)
    dice = look.dice()
    for _ in range(40):
        x, y = float(dice.uniform(19, 81)), float(dice.uniform(43, 73))
        c.printed(turned(ellipse(x, y, 0.9, 0.35), float(dice.uniform(0, 180)), (x, y)), "#5c6b38", opacity=0.7)
    band = box(32, 39, 70, 77, 0.6)
    c.part(band, Material(linear("#f1e7d0")), round=0.5, height=0.3, shadow=0.3)
    c.part(path("M32 39 L40 29.4 L78 29.4 L70 39 Z"), Material(linear("#faf3e2")), round=0.5, height=0.3, shadow=0)
    c.picture(
        front(look, 500, 500, motif="leaf", hue="cream", ground=False),
        np.array([(33.0, 40.0), (69.0, 40.0), (69.0, 76.0), (33.0, 76.0)]),
    )
    return 77.0


def draw_tube(c: Canvas, look: Look) -> float:
    hue = look.get("hue", "cream")
    skin = Material(linear(HUES[hue][0]), gloss=0.3, sharpness=16)
    c.part(path("M26 8 L74 8 C73 34 70 58 66 78 L34 78 C30 58 27 34 26 8 Z"), skin, round=17, height=11)
    c.part(path("M25.4 6 L74.6 6 L74.4 12 L25.6 12 Z"), skin.tinted(0.92), round=0.8, height=0.5, shadow=0.15)
    for k in range(24):
        c.line(np.array([(27.0 + k * 2.0, 6.6), (27.0 + k * 2.0, 11.4)]), 0.3, skin.tinted(0.6).colour, opacity=0.5)
    c.picture(
        front(look, 460, 700, motif="sun" if "Sun" in look.title else "grain", ground=False, hue=hue),
        np.array([(30.0, 14.0), (70.0, 14.0), (65.4, 76.0), (34.6, 76.0)]),
    )
    c.lathe(50, [(77, 16.4), (90, 15.6), (92, 15)], WHITE if hue != "cream" else GOLD, tilt=0.1, flutes=30)
    return 93.4


def pump(c: Canvas, look: Look) -> float:
    hue = look.get("hue", "cream")
    liquid = Material(linear(HUES[hue][0]), gloss=0.45, sharpness=30)
    label = front(look, 560, 560, motif="fruit" if hue == "orange" else "leaf", hue="cream")
    c.lathe(50, [(38, 8), (42, 17), (46, 20), (88, 20), (91, 18)], liquid, tilt=0.13)
    c.lathe(
        50,
        [(50, 20.2), (84, 20.2)],
        Material(linear("#f5efdf"), gloss=0.06),
        tilt=0.13,
        smooth=False,
        label=label,
        label_at=(50, 84, 1.0),
        shadow=0.1,
    )
    dark = Material(linear("#2b2c2f"), gloss=0.3)
    c.lathe(50, [(30, 8), (38, 8.6)], dark, tilt=0.14, flutes=26, smooth=False)
    c.lathe(50, [(18, 2), (30, 2.2)], dark.tinted(1.4), tilt=0.1)
    c.part(
        path(
            "M42 12 C42 9 46 9 50 9 L72 10 C76 10.4 77 13 76.6 17 L73 17 C73 14.6 72 14.4 69 14.4 L58 15 L57 18.6 L43 18.6 Z"
        ),
        dark,
        round=2,
        height=1.8,
        shadow=0.3,
    )
    return 93.4


def dropper(c: Canvas, look: Look) -> float:
    amber = Material(linear("#7a3d12"), gloss=0.8, sharpness=50, opacity=0.96)
    label = front(look, 520, 420, motif="leaf", hue="cream")
    c.lathe(50, [(44, 9), (47, 16), (51, 21), (88, 21), (91, 19)], amber, tilt=0.14)
    c.stain(ellipse(44, 70, 7, 16), "#d98a3a", opacity=0.4, blur=5)
    c.lathe(
        50,
        [(57, 21.2), (83, 21.2)],
        Material(linear("#f5efdf"), gloss=0.06),
        tilt=0.14,
        smooth=False,
        label=label,
        label_at=(57, 83, 1.05),
        shadow=0.1,
    )
    c.lathe(50, [(32, 9.6), (44, 9.8)], GOLD, tilt=0.14, flutes=30, smooth=False)
    c.lathe(50, [(8, 4), (11, 6), (20, 6.4), (29, 6), (32, 8)], Material(linear("#26272a"), gloss=0.22), tilt=0.14)
    return 93.8


def tincan(c: Canvas, look: Look) -> float:
    metal = Material(linear("#b9bdc1"), metal=0.9, gloss=0.5, texture=stuff.brushed)
    c.lathe(50, [(62, 36), (80, 36), (82, 34)], metal, tilt=0.34)
    c.part(ellipse(50, 62, 36, 12.2), metal.tinted(1.05), round=1.4, height=0.8, shadow=0)
    c.part(
        ellipse(50, 62.4, 33.6, 10.8),
        Material(linear("#e5cf98"), gloss=0.3, sharpness=14, texture=stuff.glaze),
        round=3,
        height=1,
        shadow=0,
    )
    c.part(
        tube(path("M34 64 C44 58 52 68 64 60"), [1, 4, 1]),
        Material(linear("#d6bb7c"), gloss=0.3),
        round=1.6,
        height=-1,
        shadow=0,
    )
    c.part(ellipse(50, 32, 34), metal.tinted(0.8), round=2, height=1.6, shadow=0.5)
    c.part(ellipse(50, 31, 32.6), Material(linear("#5b3a26"), gloss=0.25), round=1.2, height=0.6, shadow=0)
    c.picture(
        front(look, 560, 560, motif="leaf", hue="brown", ground=False),
        np.array([(28.0, 7.0), (72.0, 7.0), (72.0, 54.0), (28.0, 54.0)]),
    )
    return 94.0
