"""Hats, scarves, socks, gloves, and cloth for the house."""

from __future__ import annotations

import numpy as np

from docs.drawings import materials as stuff
from docs.drawings.canvas import Canvas, Fold
from docs.drawings.fields import Field
from docs.drawings.look import Look, accent, check, cloth, creases, stripes
from docs.drawings.materials import linear
from docs.drawings.paths import Points, box, ellipse, moved, path, scaled, symmetric, tube


def beanie(c: Canvas, look: Look) -> None:
    material = cloth(look.colour, stuff.knit, fuzz=0.4)
    c.part(symmetric("M50 16 C68 16 77 34 78 60 L78 66 L50 66"), material, round=16, height=12, wrinkle=0.5)
    c.part(
        path("M19.6 58 Q50 63.5 80.4 58 L81.4 78 Q50 84.5 18.6 78 Z"),
        material.tinted(0.94).with_(texture=stuff.rib),
        round=5,
        height=4,
        shadow=0.4,
    )
    c.part(
        path("M55 66.8 L67 66 L67.6 73.6 L55.4 74.6 Z"),
        cloth("Tan", stuff.leather, gloss=0.15),
        round=0.5,
        height=0.3,
        shadow=0.3,
    )


def cap(c: Canvas, look: Look) -> None:
    c.place(dy=6)
    material = cloth(look.colour, stuff.canvas)
    crown = path("M14 58 C14 34 30 20 48 20 C66 20 78 34 79 56 C60 62 34 64 14 58 Z")
    c.part(
        crown,
        material,
        round=18,
        height=13,
        wrinkle=0.3,
        folds=creases(("M40 20 C34 32 33 46 35 61", 0.7, -0.8), ("M56 21 C64 32 67 44 67 59", 0.7, -0.8)),
    )
    for data in ("M40 20 C34 32 33 46 35 61", "M56 21 C64 32 67 44 67 59"):
        for shift in (-0.9, 0.9):
            c.line(moved(path(data), shift), 0.2, material.tinted(0.65).colour, dash=(0.8, 0.45))
    for x, y in ((28, 38), (50, 35), (71, 40)):
        c.stain(ellipse(x, y, 0.8), "#1d1d1f", opacity=0.7)
    c.part(ellipse(48, 20, 2.2, 1.4), material, round=1.2, height=1)
    brim = path("M46 60 C58 56.6 70 55 79 55 C90 57 97 62 97.6 66 C90 71 74 72 60 70 C52 68.6 47 65 46 60 Z")
    c.part(brim, material.tinted(0.95), round=5, height=3.4, shadow=0.35)
    for inset in (0.94, 0.88, 0.82, 0.76):
        c.line(
            path("M47 61 C52 67 60 69.6 70 70 C82 70.4 92 69 96.6 66") * inset + np.array([68, 62]) * (1 - inset),
            0.2,
            material.tinted(0.6).colour,
            dash=(0.8, 0.45),
        )


def scarf(c: Canvas, look: Look) -> None:
    material = cloth(look.colour, stuff.felt, fuzz=0.35)
    paint = np.clip(check(9.0), 0, 1)
    ink = linear("#2c2f3a" if look.colour != "Grey" else "#f0ece2")
    for x, low, lean in ((36, 82, -3), (58, 90, 2)):
        strip = path(f"M{x - 9} 38 L{x + 10} 38 L{x + 10 + lean} {low} L{x - 9 + lean} {low} Z")
        for number in range(14):
            fx = x - 8.4 + lean + number * 1.38
            c.part(
                tube(path(f"M{fx} {low - 1} Q{fx + 0.5} {low + 3} {fx - 0.2} {low + 6}"), 0.7),
                material,
                round=0.3,
                shadow=0.2,
            )
        c.part(
            strip,
            material,
            round=4,
            height=2.4,
            paint=paint,
            paint_colour=ink,
            wrinkle=0.6,
            shadow=0.4,
            folds=creases((f"M{x} 34 C{x + 2} 50 {x - 1} 66 {x + lean} {low}", 3, 1.2)),
        )
    loop = path("M20 34 C18 14 34 8 50 8 C66 8 82 14 80 34 C78 48 64 52 50 52 C36 52 22 48 20 34 Z")
    c.part(
        loop,
        material,
        round=9,
        height=7,
        holes=[path("M36 25 C38 20 44 18 50 18 C56 18 62 20 64 25 C62 31 56 33 50 33 C44 33 38 31 36 25 Z")],
        paint=paint,
        paint_colour=ink,
        wrinkle=0.6,
        folds=creases(("M22 34 C34 46 62 48 78 36", 2.4, -2), ("M26 22 C34 13 62 11 74 20", 2.2, -1.6)),
    )


def socks(c: Canvas, look: Look) -> None:
    shades = (0.8, 1.0, 1.22)
    for number, shade in enumerate(shades):
        dx, dy = -16 + number * 16, -8 + number * 7
        material = cloth(look.colour, stuff.rib, fuzz=0.4).tinted(shade)
        plain = material.with_(texture=stuff.jersey)
        outline = moved(
            path("M34 12 L50 12 L50 46 C51 54 58 58 66 62 C74 66 74 76 66 78 C56 80 42 74 37 64 C33 56 34 34 34 12 Z"),
            dx,
            dy,
        )
        c.part(outline, material, round=6, height=4, wrinkle=0.3, shadow=0.4)
        c.part(
            moved(path("M33.4 11 L50.6 11 L50.6 20 L33.4 20 Z"), dx, dy),
            material.tinted(1.1),
            round=2,
            height=1.6,
            shadow=0.2,
        )
        band = cloth("#e8a33d" if look.colour == "Green" else "#c8553d", stuff.rib)
        c.part(moved(box(33.8, 22, 50.3, 24.4), dx, dy), band, round=0.6, height=0.3, shadow=0.1)
        for data in (
            "M64 61 C73 65 75 75 67 78 C62 79 58 77 55 76 C60 72 63 67 64 61 Z",
            "M35 56 C40 54 46 56 48 62 C46 68 42 69 39 67 C36 64 35 60 35 56 Z",
        ):
            c.part(moved(path(data), dx, dy), plain.tinted(0.72), round=3, height=2, shadow=0.1)


def gloves(c: Canvas, look: Look) -> None:
    material = cloth(look.colour, stuff.knit, fuzz=0.4)
    for flip, (dx, dy) in ((False, (12, 4)), (True, (-12, -2))):
        shapes: list[Points] = [tube(path("M34 52 C28 46 24 40 21 33"), [9, 8, 7])]
        shapes += [
            tube(path(f"M{38 + k * 6.6} 46 C{38 + k * 7} 34 {37.4 + k * 7.4} 24 {37 + k * 7.8} {top}"), [8.2, 7.8, 7])
            for k, top in enumerate((18, 12, 13, 20))
        ]
        shapes += [ellipse(21, 33, 3.5)] + [ellipse(37 + k * 7.8, top, 3.5) for k, top in enumerate((18, 12, 13, 20))]
        shapes.append(path("M33.6 44 L62.6 44 C63.4 54 62 62 60 68 L36 68 C35 60 33 52 33.6 44 Z"))
        placed = [moved(_flip(shape) if flip else shape, dx, dy) for shape in shapes]
        c.part(placed, material, round=4, height=3.4, shadow=0.45)
        cuff = path("M35 66 L61 66 L62 88 L34 88 Z")
        c.part(
            moved(_flip(cuff) if flip else cuff, dx, dy),
            material.tinted(0.92).with_(texture=stuff.rib),
            round=4,
            height=3,
        )
        for shape in [ellipse(37, 18.6, 3.2, 3.8), ellipse(21.4, 33.4, 3.2, 3.6), ellipse(44.8, 12.6, 3.2, 3.8)]:
            c.printed(moved(_flip(shape) if flip else shape, dx, dy), "#8d9299", opacity=0.75)


def _flip(points: Points) -> Points:
    return np.column_stack([97 - points[:, 0], points[:, 1]])


def towel(c: Canvas, look: Look) -> float | None:
    if look.has("throw"):
        _throw(c, look)
        return None
    texture = stuff.waffle if look.has("waffle") else stuff.terry
    material = cloth(look.colour, texture, fuzz=0.5)
    layers = 3
    for number in range(layers):
        top = 64 - number * 15
        inset = number * 1.6
        sheet = path(
            f"M{15 + inset} {top} C{13 + inset} {top + 3} {13 + inset} {top + 13} {15 + inset} {top + 16} L{84 - inset} {top + 16} C{88 - inset} {top + 14} {88 - inset} {top + 2} {84 - inset} {top} Z"
        )
        c.part(sheet, material.tinted(1 - 0.05 * (layers - number)), round=7, height=6, wrinkle=0.5, shadow=0.5)
        c.part(
            tube(path(f"M{14.4 + inset} {top + 8.2} C{40} {top + 9} {60} {top + 8} {86.4 - inset} {top + 8.2}"), 0.7),
            material.tinted(0.5),
            round=0.3,
            height=-0.6,
            shadow=0,
        )
    lid = path("M19 35 L80 35 C84 35 85 31 82 28 L76 24 L23 24 L17 29 C15 32 16 35 19 35 Z")
    c.part(lid, material.tinted(1.04), round=5, height=3.4, wrinkle=0.4, shadow=0.3)
    c.part(
        path("M17.4 30 L82.6 30 L83.4 33 L16.8 33 Z"),
        material.tinted(0.85).with_(texture=stuff.canvas),
        round=0.6,
        height=0.2,
        shadow=0.05,
    )
    return 80.5


def _throw(c: Canvas, look: Look) -> None:
    material = cloth(look.colour, stuff.knit, fuzz=0.5)
    for number in range(22):
        x = 20 + number * 2.8
        c.part(tube(path(f"M{x} 80 Q{x + 0.8} 86 {x - 0.3} 92"), [1.5, 1.9, 0.8]), material, round=0.7, shadow=0.3)
    c.part(
        path("M17 22 C40 17 60 19 83 22 C85 42 84 62 82 82 Q50 85 18 82 C16 62 15 42 17 22 Z"),
        material,
        round=6,
        height=5,
        wrinkle=1.0,
        folds=[Fold(path("M18 50 C40 46 60 54 84 48"), 3, -2.4), Fold(path("M50 20 C47 40 53 60 50 84"), 2.6, 1.8)],
    )
    fold = path("M17 22 C40 17 60 19 83 22 C84 32 84.6 40 84.4 47 C62 53 40 44 16 49 C15.8 40 16 32 17 22 Z")
    c.part(fold, material.tinted(1.05), round=6, height=5, wrinkle=0.9, shadow=0.45)


def cushion(c: Canvas, look: Look) -> None:
    kilim = look.get("pattern") == "kilim"
    material = cloth(look.colour, stuff.canvas if kilim else stuff.suede, fuzz=0.15 if kilim else 0.75)
    outline = path("M10 12 C30 17 70 17 90 12 C86 34 86 66 90 88 C70 83 30 83 10 88 C14 66 14 34 10 12 Z")
    c.place(across=0.94, down=0.94)
    c.part(scaled(outline, 1.02), material.tinted(0.8), round=1.2)
    mask = c.part(
        outline,
        material,
        round=34,
        height=20,
        wrinkle=0.5,
        shadow=0.2,
        folds=creases(
            ("M12 14 C20 22 26 30 30 36", 3, -1.6),
            ("M88 14 C80 22 74 30 70 36", 3, -1.6),
            ("M12 86 C20 78 26 70 30 64", 3, -1.6),
            ("M88 86 C80 78 74 70 70 64", 3, -1.6),
        ),
    )
    if kilim:
        _kilim(c, look, mask)


def _kilim(c: Canvas, look: Look, mask: Field) -> None:
    tones = ("#f0e3c8", "#2d3a55", accent(look.colour) if look.colour == "Red" else "#c9553b", "#d9a441")
    for row, y in enumerate((22, 50, 78)):
        for column, x in enumerate((18, 39.3, 60.6, 82)):
            for level, size in enumerate((12.5, 9.2, 6.0, 2.8)):
                tone = tones[(level + row + column) % 4]
                diamond = np.array(
                    [(x, y - size * 1.05), (x + size * 0.86, y), (x, y + size * 1.05), (x - size * 0.86, y)]
                )
                c.printed(diamond, tone, within=mask)
    for y in (36, 64):
        c.printed(
            np.clip(stripes(3.2, 0.5, upright=True), 0, 1) * c.mask(box(5, y - 1.2, 95, y + 1.2)), tones[0], within=mask
        )
