"""Food and drink in their packages."""

from __future__ import annotations

import numpy as np

from docs.drawings import materials as stuff
from docs.drawings.canvas import Canvas
from docs.drawings.fields import Field, noise
from docs.drawings.labels import HUES, front
from docs.drawings.look import Look, creases
from docs.drawings.materials import Material, linear
from docs.drawings.paths import Points, box, ellipse, path, tube, turned

GOLD = Material(linear("#c9a256"), metal=0.9, gloss=0.6, sharpness=40)


def corners(left: float, top: float, right: float, bottom: float) -> Points:
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)])


def motif(look: Look) -> str:
    words = {
        "Coffee": "bean",
        "Espresso": "bean",
        "Decaf": "bean",
        "Tea": "leaf",
        "Granola": "grain",
        "Corn": "grain",
        "Crackers": "grain",
        "Penne": "grain",
        "Fusilli": "grain",
        "Nut": "nut",
        "Almonds": "nut",
        "Peanut": "nut",
        "Bars": "nut",
        "Jam": "fruit",
        "Juice": "fruit",
        "Oil": "leaf",
        "Balsamic": "fruit",
        "Honey": "sun",
        "Crisps": "sun",
    }
    return next((found for word, found in words.items() if word in look.title), "sun")


def paper(look: Look, gloss: float = 0.1) -> Material:
    return Material(linear(HUES[look.get("hue", "cream")][0]), gloss=gloss, sharpness=14)


def coffeebag(c: Canvas, look: Look) -> float:
    bag = paper(look, 0.22)
    c.part(path("M22 20 L30 12 L74 12 L78 20 L80 88 L24 90 Z"), bag.tinted(0.6), round=3, height=2)
    front_face = path("M21 22 C40 20 60 20 79 22 C80 44 80 66 79 90 C60 92 40 92 21 90 C20 66 20 44 21 22 Z")
    c.part(
        front_face,
        bag,
        round=7,
        height=5,
        wrinkle=0.35,
        folds=creases(("M24 26 C27 44 27 70 24 88", 2, -1.2), ("M76 26 C73 44 73 70 76 88", 2, -1.2)),
    )
    c.picture(front(look, 520, 640, motif="bean", ground=False), corners(25, 27, 75, 88))
    c.part(path("M20 10 L80 10 L80 23 L20 23 Z"), bag.tinted(0.92), round=2, height=1.6, shadow=0.4)
    c.part(box(17, 15, 83, 18.4, 0.8), Material(linear("#d9c49a"), gloss=0.15), round=0.8, shadow=0.3)
    c.part(ellipse(50, 20.8, 1.5), bag.tinted(0.5), round=0.6, height=-0.3, shadow=0)
    dice = look.dice()
    for x, y in ((12, 92), (88, 91), (84, 93.4), (16, 94)):
        _bean(c, x, y, float(dice.uniform(-50, 50)))
    return 93.4


def _bean(c: Canvas, x: float, y: float, turn: float) -> None:
    roast = Material(linear("#4a2a18"), gloss=0.4, sharpness=20)
    c.part(turned(ellipse(x, y, 3.2, 2.3), turn, (x, y)), roast, round=2, height=1.8)
    c.line(turned(path(f"M{x - 3} {y} Q{x} {y + 0.9} {x + 3} {y}"), turn, (x, y)), 0.4, "#1f100a")


def tin(c: Canvas, look: Look) -> float:
    base = paper(look, 0.4)
    label = front(look, 700, 560, motif="leaf")
    c.lathe(
        50,
        [(34, 26), (88, 26), (89.4, 25)],
        base.with_(metal=0.15),
        tilt=0.17,
        label=label,
        label_at=(36, 86, 1.15),
        smooth=False,
    )
    c.lathe(50, [(86.6, 26.4), (89.6, 26)], GOLD, tilt=0.17, smooth=False, shadow=0)
    c.lathe(50, [(20, 25), (22, 26.6), (35, 26.8)], base.tinted(0.85).with_(metal=0.15), tilt=0.17)
    c.lathe(50, [(33.4, 27), (35.4, 27)], GOLD, tilt=0.17, smooth=False, shadow=0.2)
    c.part(ellipse(50, 20, 25, 4.3), base.tinted(1.12), round=1.4, height=0.8, shadow=0)
    c.part(ellipse(50, 20, 20, 3.3), base, round=1, height=-0.4, shadow=0)
    c.lathe(50, [(15, 3), (17, 3.6), (20, 2.4)], GOLD, tilt=0.2)
    return 93.6


FILLS = {"honey": ("#d78a1e", "cream"), "jam": ("#9c1f2b", "red"), "peanut": ("#b9803f", "orange")}


def jar(c: Canvas, look: Look) -> float:
    fill, hue = FILLS[look.get("fill")]
    inside = Material(
        linear(fill), gloss=0.35, sharpness=30, texture=stuff.crumb if look.get("fill") != "honey" else None
    )
    shape = [(30, 20), (34, 22), (40, 26), (80, 26), (86, 24), (89, 21)]
    label = front(look, 640, 420, motif=motif(look), hue=hue)
    c.lathe(50, shape, inside, tilt=0.16)
    if look.get("fill") == "honey":
        c.stain(ellipse(42, 60, 10, 20), "#f7c65a", opacity=0.5, blur=6)
    c.lathe(
        50, shape, Material(linear("#fdf6e6"), gloss=0.75, sharpness=50, opacity=0.05), tilt=0.16, label=None, shadow=0
    )
    c.lathe(
        50,
        [(46, 26.2), (78, 26.2)],
        Material(linear("#f6f1e4"), gloss=0.08),
        tilt=0.16,
        smooth=False,
        label=label,
        label_at=(46, 78, 1.05),
        shadow=0.15,
    )
    lid = GOLD if look.get("fill") != "jam" else Material(linear("#b8352e"), gloss=0.4)
    c.lathe(50, [(18, 20.6), (20, 22.4), (29, 22.6), (31, 22)], lid, tilt=0.16, flutes=40)
    c.part(ellipse(50, 18, 20.6, 3.4), lid.tinted(1.1), round=1.2, height=0.7, shadow=0)
    if look.get("fill") == "jam":
        for x in range(-2, 3):
            for y in range(2):
                c.stain(ellipse(50 + x * 7, 17 + y * 2.2, 2.2, 0.7), "#f7efe2", opacity=0.85)
    return 92.4


def chocolate(c: Canvas, look: Look) -> None:
    cocoa = Material(linear("#4a2816" if look.get("hue") != "blue" else "#7a4a2a"), gloss=0.35, sharpness=24)
    c.part(turned(box(28, 4, 72, 50, 1), -7), cocoa, round=1, height=0.8)
    for row in range(4):
        for column in range(4):
            x, y = 29 + column * 10.7, 5 + row * 10.7
            c.part(turned(box(x, y, x + 9.8, y + 9.8, 0.8), -7), cocoa.tinted(1.05), round=2, height=1.4, shadow=0.15)
    foil = Material(
        linear("#d8c28a" if look.get("hue") == "black" else "#d9dde0"), metal=0.8, gloss=0.5, texture=stuff.crinkle
    )
    ragged = np.concatenate(
        [
            np.array([(25.0 + k * 2.5, 27 + (2.6 if k % 2 else 0) + 1.2 * np.sin(k * 2.1)) for k in range(21)]),
            np.array([(75.0, 50.0), (25.0, 50.0)]),
        ]
    )
    c.part(turned(ragged, -7), foil, round=1.4, height=0.8, wrinkle=1.0)
    wrap = turned(box(24, 34, 76, 98, 0.6), -7)
    mask = c.part(wrap, paper(look), round=1.6, height=1.0, wrinkle=0.15, shadow=0.4)
    c.picture(
        front(look, 520, 640, motif="bean" if "Dark" in look.title else "nut" if "Hazel" in look.title else "sun"),
        turned(corners(24.4, 34.4, 75.6, 97.6), -7),
        within=mask,
    )


def giftbox(c: Canvas, look: Look) -> float:
    card = paper(look, 0.12)
    ribbon = Material(linear(HUES[look.get("hue", "brown")][1]), gloss=0.35, sharpness=16)
    c.part(box(14, 46, 86, 90, 1), card, round=1.4, height=0.8)
    c.picture(front(look, 700, 480, ground=False, title_at=0.42), corners(16, 50, 75, 91))
    c.part(box(11, 32, 89, 48, 1), card.tinted(1.12), round=1.4, height=0.9, shadow=0.45)
    c.part(path("M11 32 L20 24 L80 24 L89 32 Z"), card.tinted(1.35), round=0.8, height=0.5, shadow=0)
    c.part(box(76, 32, 82, 90), ribbon, round=0.8, height=0.5, shadow=0.25)
    c.part(path("M70.6 24 L75.4 24 L82 32 L76 32 Z"), ribbon.tinted(1.1), round=0.6, height=0.4, shadow=0.1)
    for data in (
        "M74 26 C62 10 48 14 52 22 C55 28 66 28 74 27 Z",
        "M74 26 C84 8 98 12 95 20 C92 27 82 28 74 27 Z",
        "M73 27 C68 34 64 40 58 44 L62 47 C68 41 72 36 75 28 Z",
        "M75 27 C80 33 85 38 90 41 L87 45 C81 40 77 35 74 28 Z",
    ):
        c.part(path(data), ribbon, round=2.6, height=2.2, shadow=0.4)
    c.part(ellipse(74, 26.4, 3, 2.6), ribbon.tinted(1.15), round=2)
    return 90.4


PIECES = {
    "nuts": ("#b07a45", "#d8b27a", "#8a5a34"),
    "crisps": ("#e3a54a", "#d9863a", "#eebf6c"),
    "granola": ("#c08a4c", "#9c6a38", "#e0bb80"),
    "pasta": ("#e8c56a", "#dcb254", "#f0d38a"),
}


def pouch(c: Canvas, look: Look) -> float:
    film = paper(look, 0.28)
    outline = path("M24 10 L76 10 C78 30 81 60 82 84 C74 91 26 91 18 84 C19 60 22 30 24 10 Z")
    mask = c.part(
        outline,
        film,
        round=10,
        height=7,
        wrinkle=0.5,
        folds=creases(
            ("M24 30 C28 46 26 66 22 82", 2, -1.2),
            ("M76 30 C72 46 74 66 78 82", 2, -1.2),
            ("M22 82 C40 88 60 88 78 82", 2.4, -1.6),
        ),
    )
    c.picture(
        front(look, 560, 760, motif=motif(look), ground=False, title_at=0.38), corners(23, 15, 77, 88), within=mask
    )
    window = path("M34 66 C40 62 60 62 66 66 C69 74 67 82 60 84 L40 84 C33 82 31 74 34 66 Z")
    hole = c.part(window, Material(linear("#4a3320")), round=1, height=-0.6, shadow=0)
    tones = PIECES[look.get("fill")]
    dice = look.dice()
    for k in range(46):
        x, y, turn = float(dice.uniform(33, 67)), float(dice.uniform(64, 85)), float(dice.uniform(0, 180))
        piece = {
            "nuts": ellipse(x, y, 3.4, 2.0),
            "crisps": ellipse(x, y, 4.0, 2.8),
            "granola": ellipse(x, y, 2.2, 1.7),
            "pasta": box(x - 3.6, y - 1.2, x + 3.6, y + 1.2, 1),
        }[look.get("fill")]
        c.part(
            turned(piece, turn, (x, y)),
            Material(linear(tones[k % 3]), gloss=0.15),
            round=1.4,
            height=1.2,
            shadow=0.35,
            within=hole,
        )
    c.stain(
        path("M35 67 C40 63.6 50 63.4 54 64 C46 68 40 74 38 82 C34 80 32.6 73 35 67 Z"),
        "#ffffff",
        opacity=0.16,
        within=hole,
    )
    c.part(path("M23.6 7 L76.4 7 L76.8 13.6 L23.2 13.6 Z"), film.tinted(0.85), round=0.8, height=0.4, shadow=0.2)
    for k in range(26):
        c.line(np.array([(24.6 + k * 2.02, 7.4), (24.6 + k * 2.02, 13.2)]), 0.3, film.tinted(0.6).colour, opacity=0.6)
    return 90.0


def draw_box(c: Canvas, look: Look) -> float:
    card = paper(look, 0.15)
    side = np.array([(72.0, 16.0), (86.0, 11.0), (86.0, 84.0), (72.0, 92.0)])
    c.part(side, card.tinted(0.6), round=0.8, height=0.4)
    c.part(
        np.array([(18.0, 16.0), (33.0, 11.0), (86.0, 11.0), (72.0, 16.0)]),
        card.tinted(1.2),
        round=0.8,
        height=0.4,
        shadow=0,
    )
    c.part(box(18, 16, 72, 92, 0.6), card, round=0.9, height=0.5, shadow=0)
    c.picture(front(look, 540, 760, motif=motif(look)), corners(18.3, 16.3, 71.7, 91.7))
    c.picture(front(look, 300, 760, motif="", ground=False), side, opacity=0.55)
    return 92.6


def oilbottle(c: Canvas, look: Look) -> float:
    dark = look.has("dark")
    glass = Material(linear("#2a1714" if dark else "#33441c"), gloss=0.8, sharpness=50)
    shape = [(18, 4.4), (34, 4.8), (42, 8), (50, 15.6), (56, 17), (88, 17), (91, 15.4)]
    label = front(look, 520, 460, motif=motif(look), hue="burgundy" if dark else "cream")
    c.lathe(50, shape, glass, tilt=0.13)
    if not dark:
        c.stain(ellipse(46, 72, 8, 14), "#8fa53a", opacity=0.35, blur=5)
    c.lathe(
        50,
        [(58, 17.2), (84, 17.2)],
        Material(linear("#f3ecdb"), gloss=0.06),
        tilt=0.13,
        smooth=False,
        label=label,
        label_at=(58, 84, 1.1),
        shadow=0.1,
    )
    c.lathe(
        50,
        [(9, 4.2), (11, 5), (20, 5.2), (25, 5.2)],
        Material(linear("#1f1f22"), gloss=0.3) if dark else GOLD,
        tilt=0.16,
    )
    return 93.0


def juice(c: Canvas, look: Look) -> float:
    beet = look.get("fill") == "beet"
    liquid = Material(linear("#7c1636" if beet else "#d9a03a"), gloss=0.55, sharpness=40)
    shape = [(20, 7), (30, 7.6), (40, 13), (48, 17.4), (54, 18), (88, 18), (91, 16)]
    label = front(look, 560, 460, motif="fruit", hue="burgundy" if beet else "green")
    c.lathe(50, [(18, 6.6), *shape], Material(linear("#e6efe6"), gloss=0.6, opacity=0.5), tilt=0.13)
    c.lathe(50, [(30, 7.2), *[(y, radius - 0.5) for y, radius in shape[2:]]], liquid, tilt=0.13, shadow=0)
    c.stain(ellipse(44, 62, 7, 18), "#f6d68a" if not beet else "#b8436a", opacity=0.4, blur=5)
    c.lathe(
        50, [(18, 6.8), *shape], Material(linear("#ffffff"), gloss=0.8, sharpness=50, opacity=0.04), tilt=0.13, shadow=0
    )
    c.lathe(
        50,
        [(56, 18.2), (82, 18.2)],
        Material(linear("#f3ecdb"), gloss=0.06),
        tilt=0.13,
        smooth=False,
        label=label,
        label_at=(56, 82, 1.1),
        shadow=0.1,
    )
    c.lathe(50, [(10, 7.4), (12, 8.2), (20, 8.4)], Material(linear("#f4f1ea"), gloss=0.3), tilt=0.16, flutes=26)
    return 93.2


def bread(c: Canvas, look: Look) -> float:
    crust = Material(linear("#a5662f"), gloss=0.10, sharpness=10, texture=stuff.crumb)
    c.part(path("M6 86 L94 86 L91 91 L9 91 Z"), Material(linear("#b98a58"), texture=stuff.wood), round=1.4)
    loaf = path("M12 74 C6 50 26 32 52 32 C78 32 96 50 90 74 C88 86 78 88 50 88 C24 88 14 86 12 74 Z")
    mask = c.part(loaf, crust, round=25, height=19, wrinkle=1.2)
    flour = Material(linear("#efe0c2"), texture=stuff.felt)
    for data in ("M34 40 C38 52 36 66 28 78", "M50 35 C55 50 54 68 47 83", "M66 39 C72 52 72 66 67 79"):
        c.part(
            tube(path(data), [1.5, 5.5, 6.5, 4, 1]),
            Material(linear("#e2bd84"), texture=stuff.crumb),
            round=2.4,
            height=-1.4,
            within=mask,
            shadow=0,
        )
        c.part(
            tube(path(data) + np.array([-3.2, 0]), [0.6, 1.8, 1.2]),
            Material(linear("#6d3b18"), texture=stuff.crumb),
            round=0.9,
            height=1,
            within=mask,
            shadow=0.3,
        )
    dice = look.dice()
    for _ in range(26):
        x, y = float(dice.uniform(20, 84)), float(dice.uniform(38, 76))
        c.printed(
            turned(
                ellipse(x, y, float(dice.uniform(1, 3.6)), float(dice.uniform(0.6, 1.6))),
                float(dice.uniform(0, 180)),
                (x, y),
            ),
            flour.colour,
            opacity=0.28,
            within=mask,
        )
    for k in range(3):
        c.line(path(f"M{70 + k * 6} 90 Q{84 + k * 2} {84 - k * 2} {92 + k} {72 - k * 4}"), 0.7, "#c9a257")
    return 91.4


def apple(c: Canvas, look: Look) -> float:
    for x, y, size, tone in ((32, 62, 1.0, "#b3252a"), (70, 60, 1.02, "#c2392b"), (51, 72, 1.08, "#a81f28")):
        skin = Material(linear(tone), gloss=0.5, sharpness=34, texture=_streaks)
        outline = path(
            "M0 -15 C7 -20 20 -17 20 -2 C20 12 11 20 5 20 C2 20 1.6 18.6 0 18.6 C-1.6 18.6 -2 20 -5 20 C-11 20 -20 12 -20 -2 C-20 -17 -7 -20 0 -15 Z"
        ) * size + np.array([x, y])
        mask = c.part(outline, skin, round=19, height=17, shadow=0.55)
        c.stain(ellipse(x, y - 14 * size, 7, 3), "#8fa043", opacity=0.55, blur=1.6, within=mask)
        c.stain(ellipse(x, y - 13 * size, 3.2, 1.4), "#3a2a16", opacity=0.6, blur=0.7, within=mask)
        c.part(
            tube(path(f"M{x} {y - 13 * size} Q{x + 1} {y - 19 * size} {x + 3} {y - 23 * size}"), [1.2, 1.8]),
            Material(linear("#5a3d22")),
            round=0.7,
            shadow=0.2,
        )
    c.part(
        path("M54 50 C58 42 66 42 70 46 C66 52 60 54 54 50 Z"),
        Material(linear("#4f8442"), gloss=0.3),
        round=2,
        height=1.4,
        shadow=0.4,
    )
    c.line(path("M54.6 50 Q62 46 69 46.2"), 0.35, "#a9cf95")
    return 92.4


def _streaks(x: Field, y: Field, seed: int) -> tuple[Field, Field]:
    lines = noise((x.shape[0], x.shape[1]), (70, 5), seed, 2)
    dots = np.clip(noise((x.shape[0], x.shape[1]), (4, 4), seed + 1, 1) - 1.0, 0, 1)
    return (1 + 0.16 * lines + 0.5 * dots).astype(np.float32), np.zeros_like(x)
