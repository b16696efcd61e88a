"""Trousers, shorts, skirts and dresses, lying flat."""

from __future__ import annotations

import numpy as np

from docs.drawings import materials as stuff
from docs.drawings.canvas import Canvas, Fold
from docs.drawings.fields import Field
from docs.drawings.look import Look, accent, both_sides, cloth, creases, scattered, thread
from docs.drawings.materials import Material, linear
from docs.drawings.paths import Points, box, ellipse, flipped, path, symmetric, tube
from docs.drawings.tops import NECKS, button_at, inside_neck, sleeve

#: Outer hem, inner hem and knee (x of the right leg), for each cut.
CUTS = {
    "straight": (70, 54, "C69 40 70 60 70 92", "C55 70 53 52 51 38"),
    "slim": (65, 54.4, "C68.6 36 67 62 65 92", "C54.6 70 53 52 51 38"),
    "wide": (78, 53, "C70 40 74 64 78 92", "C53.4 70 52 52 51 38"),
    "jogger": (66, 55, "C72 40 72 66 66 88", "C56 74 53 52 51 39"),
    "legging": (61.5, 54.6, "C67 36 64 62 61.5 93", "C55 70 53 52 50.6 36"),
}


def trousers(c: Canvas, look: Look) -> None:
    c.place(across=1.0, down=1.0)
    cut = look.get("cut")
    hem_out, hem_in, outer, inner = CUTS[cut]
    low = 88 if cut == "jogger" else 93 if cut == "legging" else 92
    material = _trouser_cloth(look)
    top = 7.0
    leg = path(f"M50 {top} L64.5 {top} C67 16 68.6 24 69 32 {outer} L{hem_in} {low + 0.6} {inner} L50 36 Z")
    folds = both_sides(
        creases(
            ("M52 37 C57 34 62 31 66 30", 1.8, -1.2),
            ("M52 39 C57 38 62 38 67 40", 2.0, -1.0),
            ("M60 40 C61 56 61 72 60.6 90", 4.5, 1.0),
            ("M56 60 C60 63 64 63 68 60", 2.0, -0.9),
            ("M56 66 C60 68 64 69 68 67", 1.8, -0.7),
            ("M56 84 C60 86 64 86 67 84", 1.8, -0.7),
        )
    )
    if cut == "legging":
        folds = both_sides(
            creases(
                ("M56 58 C59 61 62 61 64 59", 1.6, -0.7),
                ("M52 38 C56 36 60 35 64 36", 1.6, -0.7),
                ("M58 40 C59 56 59 72 58.4 90", 4, 0.8),
            )
        )
    for side in (flipped(leg), leg):
        c.part(
            side, material, round=5.5, height=4.0, folds=folds, wrinkle=0.35 if cut != "legging" else 0.15, shadow=0.3
        )
    c.line(path(f"M50 {top} C50 20 50 30 50 37"), 0.35, material.tinted(0.5).colour, groove=True)
    _waist(c, look, material, top)
    if look.has("denim"):
        _jeans_details(c, look, material, outer)
    if cut == "jogger":
        ribbed = material.tinted(0.9).with_(texture=stuff.rib)
        cuff = path(f"M{hem_in - 0.6} 86 L{hem_out + 1} 85.6 L{hem_out - 1} 94 L{hem_in} 94 Z")
        for side in (cuff, flipped(cuff)):
            c.part(side, ribbed, round=1.8, height=1.4)
    if look.has("cargo"):
        pocket = path("M60.6 48 L70 47 L71 60 L61 60.6 Z")
        for side in (pocket, flipped(pocket)):
            c.part(side, material.tinted(1.03), round=1, height=0.8)
        flap = path("M60.2 46.6 L70.2 45.6 L70.6 50 L60.6 51 Z")
        for side in (flap, flipped(flap)):
            c.part(side, material.tinted(1.06), round=0.8, height=0.6)
    if look.has("pleat") or (cut == "straight" and not look.has("denim") and not look.has("cargo")):
        for line in (path("M59 14 C60.6 34 61.6 64 62.4 91"), flipped(path("M59 14 C60.6 34 61.6 64 62.4 91"))):
            c.line(line, 0.5, material.tinted(1.25).colour, opacity=0.5, groove=True)
    if look.has("stripe"):
        for line in (path("M66.6 40 C65 62 63 80 61 92"), flipped(path("M66.6 40 C65 62 63 80 61 92"))):
            c.line(line, 0.5, "#dfe4e6", opacity=0.9)


def _trouser_cloth(look: Look) -> Material:
    if look.has("denim"):
        return cloth(
            {"Blue": "#41618f", "White": "#ece9e2", "Grey": "#6d7176"}.get(look.colour, look.colour),
            stuff.denim,
            fuzz=0.08,
        )
    if look.get("cut") == "legging":
        return Material(linear(look.colour), gloss=0.14, sharpness=9, fuzz=0.1, texture=stuff.jersey)
    return cloth(look.colour, stuff.jersey if look.get("cut") == "jogger" else stuff.canvas, fuzz=0.15)


def _waist(c: Canvas, look: Look, material: Material, top: float) -> None:
    cut = look.get("cut")
    if cut in ("legging", "jogger"):
        band = material.tinted(1.08 if cut == "legging" else 0.92)
        if cut == "jogger":
            band = band.with_(texture=stuff.rib)
        c.part(
            path(f"M35.4 {top - 1} Q50 {top + 1.6} 64.6 {top - 1} L66 {top + 6} Q50 {top + 8.6} 34 {top + 6} Z"),
            band,
            round=1.6,
            height=1,
        )
        if cut == "jogger":
            for x, low in ((48.0, 26), (52.0, 28)):
                c.part(
                    tube(path(f"M{x} 12 C{x - 1} 17 {x + 1} 21 {x} {low}"), 0.9), cloth("Cream"), round=0.45, shadow=0.4
                )
            for line in (path("M62 15 C64 20 66.4 24 68 27"), flipped(path("M62 15 C64 20 66.4 24 68 27"))):
                c.line(line, 0.4, material.tinted(0.55).colour, groove=True)
        return
    c.part(
        path(f"M35.4 {top - 1} Q50 {top + 1.2} 64.6 {top - 1} L65.2 {top + 3.4} Q50 {top + 5.6} 34.8 {top + 3.4} Z"),
        material.tinted(0.97),
        round=0.9,
        height=0.6,
        shadow=0.3,
    )
    for x in (38.5, 44.8, 55.2, 61.5):
        c.part(
            box(x - 0.7, top - 1.2, x + 0.7, top + 5.2, 0.3), material.tinted(1.06), round=0.5, height=0.4, shadow=0.35
        )
    button_at(c, 50, top + 2.4, 1.15, "#b0713a" if look.has("denim") else "#3c352d")
    c.line(
        path(f"M53.4 {top + 4.6} C53.6 18 53 25 50.4 28"),
        0.22,
        thread(look.colour) if look.has("denim") else material.tinted(0.6).colour,
        dash=(0.8, 0.45),
    )


def _jeans_details(c: Canvas, look: Look, material: Material, outer: str) -> None:
    sewn = thread(look.colour)
    pocket = path("M55.6 12 C56.4 19 61 22.6 67.6 22.4")
    for line in (pocket, flipped(pocket)):
        c.line(line, 0.5, material.tinted(0.55).colour, groove=True)
        for shift in (0.8, 1.5):
            c.line(line + np.array([0, shift]), 0.2, sewn, dash=(0.8, 0.45))
    for x in (57.0, 43.0):
        button_at(c, x, 14.4, 0.45, "#b0713a")
    side = path("M64 14 C66.4 20 68 26 68.2 32")
    for line in (side, flipped(side)):
        c.line(line, 0.2, sewn, dash=(0.8, 0.45))
    if look.colour in ("Blue", "Grey"):
        for x in (40, 60):
            c.stain(ellipse(x, 48, 4, 13), "#d8e2ee", opacity=0.20, blur=4)


def shorts(c: Canvas, look: Look) -> None:
    sport = look.has("sport")
    c.place(across=1.1, down=1.05, dy=6)
    material = Material(linear(look.colour), gloss=0.10, sharpness=10) if sport else cloth(look.colour, stuff.canvas)
    low = 66 if sport else 72
    leg = path(f"M50 17 L66 17 C70 28 75 46 79 {low - 4} C72 {low} 62 {low + 2} 52.4 {low + 2} C52 56 51.4 48 50 44 Z")
    folds = both_sides(
        creases(
            ("M52 44 C58 42 64 40 70 41", 2, -1.3),
            ("M62 30 C64 44 66 56 67 66", 4, 1.1),
            ("M56 48 C58 56 58 62 57 70", 3, -0.9),
            ("M54 40 C60 34 64 30 66 27", 2, -0.8),
        )
    )
    for side in (flipped(leg), leg):
        c.part(side, material, round=6, height=4.6, folds=folds, wrinkle=0.6, shadow=0.3)
    c.line(path("M50 18 C50 30 50 38 50 45"), 0.35, material.tinted(0.5).colour, groove=True)
    if look.get("pattern") == "waves":
        _waves(c, look)
    if sport:
        c.part(
            path("M33.4 15 Q50 17.4 66.6 15 L67.6 21 Q50 23.4 32.4 21 Z"),
            material.tinted(0.9).with_(texture=stuff.rib),
            round=1.6,
            height=1.2,
        )
        for x, end in ((48, 33), (52, 35)):
            c.part(tube(path(f"M{x} 19 C{x - 1} 24 {x + 1} 28 {x} {end}"), 0.9), cloth("White"), round=0.45, shadow=0.4)
        if not look.has("pattern"):
            trim = path("M72.2 36 C74.6 46 77 56 79 62 L76.6 63.2 C74.4 56 72 46 70.4 36 Z")
            for side in (trim, flipped(trim)):
                c.printed(side, accent(look.colour))
    else:
        c.place(across=1.1, down=1.05, dy=16)
        _waist(c, look, material, 7.4)
        c.place(across=1.1, down=1.05, dy=6)
        for line in (path("M61 22 C62 30 66 34 71 35"), flipped(path("M61 22 C62 30 66 34 71 35"))):
            c.line(line, 0.4, material.tinted(0.5).colour, groove=True)
        for line in (path("M77.6 65 C71 69 62 70.6 52.6 70.8"), flipped(path("M77.6 65 C71 69 62 70.6 52.6 70.8"))):
            c.line(line, 0.22, material.tinted(0.65).colour, dash=(0.8, 0.45))


def _waves(c: Canvas, look: Look) -> None:
    tone = accent(look.colour)
    for row, y in enumerate(np.arange(26, 70, 6.0)):
        for x in np.arange(20 + (row % 2) * 4, 84, 8.0):
            c.line(
                path(
                    f"M{x} {y} C{x + 1.2} {y - 2} {x + 2.8} {y - 2} {x + 4} {y} C{x + 4.4} {y + 0.6} {x + 5} {y + 0.6} {x + 5.4} {y}"
                ),
                0.42,
                tone,
                opacity=0.85,
            )


def skirt(c: Canvas, look: Look) -> None:
    cut = look.get("cut")
    shapes = {
        "pleated": "M50 14 L64 14 C70 34 78 62 82 88 Q66 92 50 92",
        "aline": "M50 18 L65 18 C70 36 75 56 78 78 Q64 82 50 82",
        "pencil": "M50 14 L64.5 14 C70 24 70.4 34 69.4 46 C68 66 67.4 78 67 90 Q58 91.4 50 91.4",
    }
    material = (
        cloth({"Blue": "#41618f"}.get(look.colour, look.colour), stuff.denim, fuzz=0.08)
        if look.has("denim")
        else cloth(look.colour, stuff.felt if cut == "pencil" else None, gloss=0.10)
    )
    folds = (
        [
            Fold(
                path(f"M{50 + k * 2.0} 18 C{50 + k * 2.7} 40 {50 + k * 3.8} 66 {50 + k * 4.6} 92"),
                1.7,
                2.2 if k % 2 else -2.6,
            )
            for k in range(-6, 7)
        ]
        if cut == "pleated"
        else creases(
            ("M44 26 C42 46 40 62 39 80", 4, 1.1),
            ("M58 26 C60 46 62 62 63 80", 4, 1.1),
            ("M51 30 C52 50 53 66 53 80", 3, -0.9),
        )
    )
    c.part(symmetric(shapes[cut]), material, round=6, height=4, folds=folds, wrinkle=0.3)
    top = 18.0 if cut == "aline" else 14.0
    c.part(
        path(f"M35 {top - 2} Q50 {top} 65 {top - 2} L65.6 {top + 3.4} Q50 {top + 5.4} 34.4 {top + 3.4} Z"),
        material.tinted(0.95),
        round=1,
        height=0.7,
    )
    if look.has("denim"):
        for x in (47.8, 52.2):
            c.line(path(f"M{x} 22 L{x} 81.4"), 0.22, thread(look.colour), dash=(0.8, 0.45))
        for y in (20, 31, 42, 53, 64, 75):
            button_at(c, 50, y, 1.2, "#b0713a")
        pocket = path("M56 22 C57 28 61 31 67.4 31")
        for line in (pocket, flipped(pocket)):
            c.line(line, 0.22, thread(look.colour), dash=(0.8, 0.45), groove=True)
        c.line(path("M23 76.8 Q36 80 50 80 Q64 80 77 76.8"), 0.22, thread(look.colour), dash=(0.8, 0.45))
    if cut == "pencil":
        c.line(path("M62 18 C63 40 62 66 61 90"), 0.3, material.tinted(0.6).colour, groove=True)


def dress(c: Canvas, look: Look) -> None:
    cut = look.get("cut")
    small = look.has("kids")
    c.place(across=0.86 if not small else 0.84, down=0.98 if not small else 0.80)
    styles = {
        "wrap": _wrap_dress,
        "shirt": _shirt_dress,
        "fitted": _fitted_dress,
        "maxi": _maxi_dress,
        "aline": _twirl_dress,
    }
    styles[cut](c, look)


def _skirt_folds(top: float, low: float, spread: float, count: int = 5, height: float = 1.9) -> list[Fold]:
    return [
        Fold(
            path(
                f"M{50 + k * 3} {top} C{50 + k * 3.4} {top + 14} {50 + k * spread * 0.8} {low - 18} {50 + k * spread} {low}"
            ),
            2.6,
            height if k % 2 else -height,
        )
        for k in range(-count, count + 1)
    ]


def _patterned(c: Canvas, look: Look, within: Field) -> None:
    if look.get("pattern") == "floral":
        places = [(x, y, number * 0.7) for number, (x, y) in enumerate(scattered(look, 150, 8))]
        for first, tone in enumerate(("#f6e9d8", "#f0b7a4", "#f2cf7a")):
            around = [
                (x + 1.1 * np.cos(turn + k * 1.257), y + 1.1 * np.sin(turn + k * 1.257))
                for x, y, turn in places[first::3]
                for k in range(5)
            ]
            c.printed([ellipse(float(x), float(y), 0.85) for x, y in around], tone, within=within)
        c.printed([ellipse(x, y, 0.55) for x, y, _ in places], "#b5762c", within=within)
        leaves = [
            path(f"M{x + 1.8} {y + 1.6} Q{x + 3.6} {y + 1.4} {x + 4} {y + 3} Q{x + 2.2} {y + 3.2} {x + 1.8} {y + 1.6}")
            for x, y, _ in places
        ]
        c.printed(leaves, "#cfe0b8", opacity=0.7, within=within)
    if look.get("pattern") == "dots":
        rows = enumerate(np.arange(10, 96, 5.2))
        dots = [ellipse(float(x), float(y), 1.0) for row, y in rows for x in np.arange(8 + (row % 2) * 3, 94, 6.0)]
        c.printed(dots, "#fbf6ee", within=within)


def _wrap_dress(c: Canvas, look: Look) -> None:
    material = cloth(look.colour, None, gloss=0.05)
    inside_neck(c, material, "M50 9.5 C54 9.5 58 10.5 60 12.5 C60 22 54 34 50 36")
    for side in (sleeve("half"), flipped(sleeve("half"))):
        mask = c.part(
            side,
            material,
            round=5,
            height=3.4,
            folds=both_sides(creases(("M79 44 C83 46 86 47 90 46", 1.6, -1.2))),
            wrinkle=0.3,
        )
        _patterned(c, look, mask)
    skirt_outline = symmetric("M50 47 L66 47 C72 60 80 78 84 93 Q66 97 50 97")
    mask = c.part(skirt_outline, material, round=6, height=4, folds=_skirt_folds(48, 96, 6), wrinkle=0.3)
    _patterned(c, look, mask)
    right = path(
        "M59.5 12.4 C66 14 72 16 77.5 19 C78 27 77 34 75.5 38 C72 44 68 47 66.4 50 L36 50 C46 40 57 28 59.5 12.4 Z"
    )
    for side in (right, flipped(right)):
        mask = c.part(
            side,
            material,
            round=4,
            height=3,
            folds=creases(("M60 22 C60 34 56 44 50 50", 2.4, -1.2), ("M70 30 C66 40 60 46 54 49", 2.4, 1.0)),
            wrinkle=0.3,
            shadow=0.4,
        )
        _patterned(c, look, mask)
    c.part(path("M33.6 46.6 Q50 49.6 66.4 46.6 L66.6 51 Q50 54 33.4 51 Z"), material.tinted(0.8), round=1.4, height=1.2)
    for data in ("M63 50 C66 56 67 62 66.4 68", "M64.4 50 C69 54 72 60 73 64"):
        c.part(tube(path(data), [2.4, 1.8]), material.tinted(0.8), round=1, height=0.8, shadow=0.4)
    c.part(ellipse(64, 49.6, 2.6, 2.2), material.tinted(0.85), round=1.8, height=1.6, shadow=0.4)


def _shirt_dress(c: Canvas, look: Look) -> None:
    material = cloth(look.colour, stuff.canvas)
    inside_neck(c, material, "M50 9.5 C54 9.5 58 10.5 60 12.5 C58 20 54 33 50 33")
    for side in (sleeve("half"), flipped(sleeve("half"))):
        c.part(
            side,
            material,
            round=5,
            height=3,
            folds=both_sides(creases(("M79 44 C83 46 86 47 90 46", 1.6, -1.2))),
            wrinkle=0.4,
        )
    c.part(
        symmetric("M50 50 L67 50 C71 66 75 82 77 94 Q64 96.6 50 96.6"),
        material,
        round=6,
        height=3.6,
        folds=_skirt_folds(52, 96, 5, 4),
        wrinkle=0.4,
    )
    line = path(NECKS["v"])
    side = path("M59 12.5 C66 14 72 16 77.5 19 C78 27 77 34 75.5 39 C72 44 69 48 68 52 L50 53")
    c.part(
        np.concatenate([line[::-1], side, flipped(side)[::-1]]),
        material,
        round=5,
        height=3,
        wrinkle=0.4,
        folds=both_sides(creases(("M74 38 C70 44 66 48 62 51", 2.2, -1.2))),
    )
    for x in (47.8, 52.2):
        c.line(path(f"M{x} 30 L{x} 96"), 0.25, material.tinted(0.65).colour, groove=True)
    for y in (34, 42, 60, 68, 76, 84):
        button_at(c, 50, y, 0.9, "#8a6a48")
    c.part(path("M31.6 49 Q50 52 68.4 49 L68.6 53.6 Q50 56.6 31.4 53.6 Z"), material.tinted(0.85), round=1.2, height=1)
    c.part(
        box(47, 50, 53.4, 57, 0.8),
        Material(linear("#a9793f"), gloss=0.4),
        round=0.8,
        holes=[box(48.6, 51.8, 51.8, 55.2, 0.4)],
    )
    leaf = path("M49.4 23 C45 19.6 42.4 15.6 41 9.4 C37.8 10 36.2 11.6 35.4 13.8 C36.6 20 38.6 26 41.4 31 Z")
    for side in (leaf, flipped(leaf)):
        c.part(side, material.tinted(1.05), round=1.3, height=0.9, shadow=0.38)


def _fitted_dress(c: Canvas, look: Look) -> None:
    material = cloth(look.colour, stuff.jersey, gloss=0.08, fuzz=0.3)
    c.part(
        symmetric("M50 14 C56 14 62 14 65 12 L66 20 C60 26 55 27 50 27"),
        material.tinted(0.5),
        round=2,
        height=0.6,
        shadow=0,
    )
    outline = "M50 24 C57 23.6 62 19 63 9 L70 8.4 C69.4 18 71.6 26 73.6 32 C72 40 67.4 46 67 52 C70 60 72.4 68 71.6 78 L70 92 Q60 93.6 50 93.6"
    c.part(
        symmetric(outline),
        material,
        round=8,
        height=6,
        wrinkle=0.35,
        folds=both_sides(
            creases(
                ("M72 33 C66 38 60 44 56 50", 2.2, -1.3),
                ("M66 52 C60 54 56 54 52 53", 2, -1.0),
                ("M62 36 C60 50 62 70 62 90", 5, 1.2),
                ("M68 72 C64 74 60 74 56 73", 2, -0.8),
            )
        ),
    )
    for line in (
        path("M60 25 C58 40 57 50 58 60 C59 72 59 82 59 92"),
        flipped(path("M60 25 C58 40 57 50 58 60 C59 72 59 82 59 92")),
    ):
        c.line(line, 0.25, material.tinted(0.55).colour, groove=True)


def _maxi_dress(c: Canvas, look: Look) -> None:
    material = Material(linear(look.colour), gloss=0.38, sharpness=9, fuzz=0.15)
    for data in ("M60.4 20 C60 12 58 6 57 3",):
        for line in (path(data), flipped(path(data))):
            c.part(tube(line, 1.1), material, round=0.5, shadow=0.2)
    c.part(
        symmetric(
            "M50 24 C56 24.6 60 21 61.4 17.6 C65 22 68 27 69 31 C67 38 65 42 64.6 46 C68 60 76 80 80 97 Q66 99 50 98.6"
        ),
        material,
        round=7,
        height=5,
        folds=_skirt_folds(46, 98, 5.4, 5, 2.6)
        + creases(
            ("M56 22 C52 28 46 32 40 33", 2.4, -1.6),
            ("M44 22 C50 30 56 33 62 33", 2.4, -1.4),
            ("M36 40 C44 43 54 43 64 39", 2.4, -1.2),
        ),
        wrinkle=0.5,
    )
    c.line(path("M58 66 C60 78 62 88 63 98"), 0.6, material.tinted(0.35).colour, groove=True)


def _twirl_dress(c: Canvas, look: Look) -> None:
    material = cloth(look.colour, stuff.jersey)
    inside_neck(c, material)
    for side in (sleeve("short"), flipped(sleeve("short"))):
        c.part(side, material.tinted(1.05), round=5, height=3.4, wrinkle=0.3)
    mask = c.part(
        symmetric("M50 48 L66 48 C74 62 86 80 92 92 Q72 99 50 99"),
        material,
        round=6,
        height=4,
        folds=_skirt_folds(50, 98, 7.5, 5, 2.4),
        wrinkle=0.3,
    )
    _patterned(c, look, mask)
    line = path(NECKS["crew"])
    half = path("M59 12.5 C66 14 72 16 77.5 19 C78 27 77 34 75.5 39 C73 44 71 47 70 50 L50 51")
    top: Points = np.concatenate([line[::-1], half, flipped(half)[::-1]])
    c.part(top, material.tinted(1.05), round=5, height=3, wrinkle=0.3)
    c.part(tube(path("M59 12.5 C57.5 18 54 21.5 50 21.5 C46 21.5 42.5 18 41 12.5"), 2), material.tinted(0.9), round=1)
    c.part(path("M30 47 Q50 50 70 47 L70 51 Q50 54 30 51 Z"), material.tinted(0.75), round=1.2)
