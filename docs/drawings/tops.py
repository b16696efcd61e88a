"""Shirts, hoodies and knitwear, lying flat."""

from __future__ import annotations

import numpy as np

from docs.drawings import materials as stuff
from docs.drawings.canvas import Canvas
from docs.drawings.fields import Field
from docs.drawings.look import Look, accent, both_sides, check, cloth, creases, stripes
from docs.drawings.materials import Material, linear
from docs.drawings.paths import Points, box, ellipse, flipped, path, scaled, symmetric, tube

BODY = {
    "regular": "C75 52 74 70 75 87",
    "slim": "C71 52 70 66 73 85",
    "loose": "C78 52 79 72 80 88",
    "cropped": "C75 46 75 60 74 68",
}
HEM = {"regular": (75, 87), "slim": (73, 85), "loose": (80, 88), "cropped": (74, 68)}


def frame(c: Canvas, look: Look) -> None:
    """People are narrower than the outlines below; children's clothes are shorter and wider."""
    if look.has("kids"):
        c.place(across=0.80, down=0.80, dy=1)
    else:
        c.place(across={"slim": 0.82, "loose": 0.92}.get(look.get("fit"), 0.87), down=0.97)


def sleeve(length: str) -> Points:
    """The right sleeve."""
    if length == "short":
        return path("M74 17 C80 20 86 28 92.5 39 C89 42.5 85 44.5 80.5 45.5 C78 42 76.5 39 74 37 Z")
    if length == "half":
        return path("M74 17 C82 20 88 34 92 52 C89 54 85 55 81.5 55 C79 48 77 42 74 38 Z")
    return path("M74 17 C82 19 87 28 89.5 42 C91.5 56 93 70 94 83 C91 85 87.5 85.5 84 85 C82.5 68 80 52 74.5 40 Z")


ARM_FOLDS = both_sides(
    creases(
        ("M76 38 C70 44 66 52 64 62", 2.2, -1.3),
        ("M74 40 C70 48 69 58 70 70", 2.6, 1.2),
        ("M77 33 C70 36 63 38 58 44", 2.0, -0.9),
        ("M80 40 C84 38 86 36 89 32", 1.6, -1.0),
    )
)
SLEEVE_FOLDS = both_sides(
    creases(
        ("M79 44 C83 46 86 47 90 46", 1.6, -1.5),
        ("M80 50 C84 53 88 54 91 53", 1.5, -1.3),
        ("M82 60 C86 63 89 63 92 61", 1.6, -1.0),
        ("M83 72 C87 75 90 74 93 72", 1.5, -0.5),
        ("M84 30 C87 42 89 60 90 80", 3.0, 1.0),
    )
)
HEM_FOLDS = creases(
    ("M40 84 C41 74 39 66 42 56", 3.2, 1.3),
    ("M45 86 C46 76 45 68 47 60", 2.4, -1.2),
    ("M60 86 C58 76 60 68 57 58", 3.0, 1.2),
    ("M55 88 C54 80 55 74 53 66", 2.0, -0.9),
)


def garment(
    c: Canvas,
    material: Material,
    *,
    arms: str = "short",
    fit: str = "regular",
    outline: Points,
    paint: Field | None = None,
    paint_colour: stuff.Rgb | None = None,
    puff: float = 3.2,
    cuff: Material | None = None,
) -> Field:
    """Sleeves below, body above; answers the body's mask."""
    folds = SLEEVE_FOLDS if arms == "long" else ARM_FOLDS[-1:]
    for side in (sleeve(arms), flipped(sleeve(arms))):
        c.part(
            side, material, round=5.5, height=puff, folds=folds, wrinkle=0.25, paint=paint, paint_colour=paint_colour
        )
    if cuff is not None:
        _cuffs(c, cuff, arms)
    hem = HEM_FOLDS if fit != "cropped" else []
    mask = c.part(
        outline,
        material,
        round=7,
        height=puff + 0.6,
        folds=ARM_FOLDS + hem,
        wrinkle=0.45,
        shadow=0.42,
        paint=paint,
        paint_colour=paint_colour,
    )
    return mask


def _cuffs(c: Canvas, cuff: Material, arms: str) -> None:
    right = (
        path("M84.2 79 L93.8 77.2 L94.6 85.4 C91 87 88 87.4 84.4 86.8 Z")
        if arms == "long"
        else path("M79 43.2 L91 37 L92.8 39.6 C89 43.2 85 45.2 80.6 46.2 Z")
    )
    for side in (right, flipped(right)):
        c.part(side, cuff, round=1.6, height=1.2, shadow=0.2)


def inside_neck(
    c: Canvas, material: Material, data: str = "M50 9.5 C54 9.5 58 10.5 60 12.5 C58 20 54 24 50 24"
) -> None:
    """The back of the garment, seen through the neck."""
    c.part(symmetric(data), material.tinted(0.62), round=2, height=0.6, shadow=0)
    c.part(path("M48 11.6 L52 11.6 L52 14.6 L48 14.6"), stuff.Material(linear("#efece4")), round=0.3, shadow=0.1)


NECKS = {
    "crew": "M59 12.5 C57.5 18 54 21.5 50 21.5 C46 21.5 42.5 18 41 12.5",
    "v": "M59 12.5 C57.5 19 53.5 26 50 30 C46.5 26 42.5 19 41 12.5",
    "boat": "M64 13.3 C60 17 55 18.2 50 18.2 C45 18.2 40 17 36 13.3",
    "henley": "M59 12.5 C57.5 18 54 21.5 50 21.5 C46 21.5 42.5 18 41 12.5",
}


def neck_body(neck: str, fit: str) -> Points:
    line = path(NECKS[neck])
    hem_y = HEM[fit][1]
    side = path(
        f"M{line[0][0]} {line[0][1]} C66 14 72 16 77.5 19 C78 27 77 34 75.5 39 {BODY[fit]} Q64 {hem_y + 2} 50 {hem_y + 2}"
    )
    return np.concatenate([line[::-1], side, flipped(side)[::-1]])


def tshirt(c: Canvas, look: Look) -> None:
    frame(c, look)
    neck, arms, fit = look.get("neck", "crew"), look.get("sleeve", "short"), look.get("fit", "regular")
    material = cloth(look.colour, stuff.rib if neck == "henley" else stuff.jersey)
    inside_neck(
        c,
        material,
        "M50 10.5 C56 10.5 61 11.5 64 13.5 C60 19 54 24 50 24"
        if neck == "boat"
        else "M50 9.5 C54 9.5 58 10.5 60 12.5 C58 20 54 31 50 31",
    )
    paint, ink = (
        (stripes(6.2, 0.36, start=1), linear("#2d3f6b" if look.colour == "White" else "#f3eee2"))
        if look.get("pattern") == "stripes"
        else (None, None)
    )
    mask = garment(c, material, arms=arms, fit=fit, outline=neck_body(neck, fit), paint=paint, paint_colour=ink)
    collar = material.tinted(0.94).with_(texture=stuff.rib)
    c.part(tube(path(NECKS[neck]), 2.3), collar, round=1.1, height=0.8, shadow=0.22)
    _hem_stitches(c, material, arms, fit)
    if neck == "henley":
        _placket(c, material, 3, 21, 37)
    if look.has("panel"):
        for side in (
            path("M70 40 C67 52 67 70 69 87.6 L78 87.6 L78 40 Z"),
            flipped(path("M70 40 C67 52 67 70 69 87.6 L78 87.6 L78 40 Z")),
        ):
            c.printed(c.mask(side) * mask, material.tinted(0.62).colour)
        c.printed(path("M58 30 L66 30 L63.5 32.2 L55.5 32.2"), "#f4f2ee")
    _print(c, look, mask)


def _hem_stitches(c: Canvas, material: Material, arms: str, fit: str) -> None:
    hem_x, hem_y = HEM[fit]
    tone = material.tinted(0.7).colour
    c.line(
        path(
            f"M{100 - hem_x} {hem_y - 2.2} Q36 {hem_y - 0.3} 50 {hem_y - 0.3} Q64 {hem_y - 0.3} {hem_x} {hem_y - 2.2}"
        ),
        0.2,
        tone,
        dash=(0.8, 0.4),
    )
    edge = path("M80 43.2 C84 42.4 88 40.2 91.2 36.8" if arms == "short" else "M84 81.8 C87.5 82.4 90.8 81.8 93.8 80.2")
    for line in (edge, flipped(edge)):
        c.line(line, 0.2, tone, dash=(0.8, 0.4))


def _placket(c: Canvas, material: Material, buttons: int, top: float, bottom: float, button: str = "#efe9dc") -> None:
    c.part(box(47.6, top, 52.4, bottom, 0.5), material.tinted(1.04), round=0.7, height=0.4, shadow=0.25)
    for number in range(buttons):
        y = top + (number + 0.7) * (bottom - top) / buttons
        button_at(c, 50, y, 0.95, button)


def button_at(c: Canvas, x: float, y: float, radius: float, colour: str = "#efe9dc") -> None:
    c.part(
        ellipse(x, y, radius),
        Material(linear(colour), gloss=0.5, sharpness=40),
        round=radius * 0.5,
        height=radius * 0.4,
        shadow=0.35,
    )
    for dx, dy in ((-0.3, -0.3), (0.3, -0.3), (-0.3, 0.3), (0.3, 0.3)):
        c.stain(ellipse(x + dx * radius, y + dy * radius, radius * 0.13), "#4a4238", opacity=0.8)


def _print(c: Canvas, look: Look, mask: Field) -> None:
    if look.get("print") == "mountain":
        sun = "#e9a13b" if look.colour != "Beige" else "#d2603a"
        c.printed(ellipse(55, 37, 6.2), sun, within=mask)
        pale, dark = ("#f1ead9", "#243b3a") if look.colour != "Beige" else ("#f6f0e2", "#35505a")
        c.printed(
            path("M32 56 L42 38 L47 46 L51 40 L57 49 L60 45 L68 56 Z"),
            dark if look.colour != "Black" else "#6b8a8c",
            within=mask,
        )
        c.printed(
            [path("M42 38 L45.4 43.6 L42.6 42.6 L41 44.6 L39 43.4 Z"), path("M51 40 L53.6 44 L51.4 43.2 L49.4 42.6 Z")],
            pale,
            within=mask,
        )
        c.printed(box(32, 57.4, 68, 58.2), pale, within=mask)
    if look.get("print") == "star":
        turns = np.arange(10) * np.pi / 5 - np.pi / 2
        radii = np.where(np.arange(10) % 2 == 0, 12.0, 5.4)
        star = np.column_stack([50 + radii * np.cos(turns), 47 + radii * np.sin(turns)])
        c.printed(star, accent(look.colour), within=mask)
        c.printed(scaled(star, 0.72, (50, 47)), "#f5ead0" if look.colour != "Yellow" else "#f2efe6", within=mask)


def polo(c: Canvas, look: Look) -> None:
    frame(c, look)
    material = cloth(look.colour, stuff.canvas)
    edge = linear(accent(look.colour))
    inside_neck(c, material)
    tipped = look.has("tipped")
    garment(
        c,
        material,
        fit=look.get("fit", "regular"),
        outline=neck_body("crew", look.get("fit", "regular")),
        cuff=material.tinted(0.95).with_(texture=stuff.rib),
    )
    _placket(c, material, 3, 21, 38)
    leaf = path("M50 22.5 C46 20 43 16 40.6 10.2 C37.6 11 36 12.6 35 14.6 C37.4 21 40.6 26 44.4 29.6 Z")
    for side in (leaf, flipped(leaf)):
        c.part(side, material.tinted(0.97).with_(texture=stuff.rib), round=1.4, height=1.2, shadow=0.35)
        if tipped:
            line = side[-40:]
            c.line(line, 0.7, edge)
    _hem_stitches(c, material, "short", look.get("fit", "regular"))


def shirt(c: Canvas, look: Look) -> None:
    frame(c, look)
    fit = look.get("fit", "regular")
    silk = look.has("bow")
    material = cloth(look.colour, None if silk else stuff.canvas, fuzz=0.05, gloss=0.10 if silk else 0.03)
    paint, ink = (check(11), linear("#22262c")) if look.get("pattern") == "check" else (None, None)
    inside_neck(c, material, "M50 9.5 C54 9.5 58 10.5 60 12.5 C58 20 54 33 50 33")
    garment(
        c,
        material,
        arms="long",
        fit=fit,
        outline=neck_body("v", fit),
        paint=paint,
        paint_colour=ink,
        cuff=material.tinted(0.97),
        puff=2.4,
    )
    c.line(path(f"M47.6 28 L47.6 {HEM[fit][1] + 1.6}"), 0.25, material.tinted(0.6).colour, groove=True)
    c.line(path(f"M52.4 28 L52.4 {HEM[fit][1] + 1.6}"), 0.25, material.tinted(0.6).colour, groove=True)
    for y in np.linspace(32, HEM[fit][1] - 6, 6):
        button_at(c, 50, float(y), 0.85, "#f1ede2" if look.colour != "White" else "#d8d2c4")
    _collar(c, material, look)
    for x in [61.5] + ([38.5] if look.get("pattern") == "check" else []):
        if not silk:
            pocket = path(f"M{x - 6} 36 L{x + 6} 36 L{x + 6} 46 L{x} 49 L{x - 6} 46 Z")
            c.part(pocket, material, round=0.6, height=0.35, shadow=0.22, paint=paint, paint_colour=ink)
            c.line(path(f"M{x - 5.6} 38 L{x + 5.6} 38"), 0.18, material.tinted(0.6).colour, dash=(0.7, 0.4))
    if silk:
        _bow(c, material)


def _collar(c: Canvas, material: Material, look: Look) -> None:
    leaf = path("M49.4 23 C45 19.6 42.4 15.6 41 9.4 C37.8 10 36.2 11.6 35.4 13.8 C36.6 20 38.6 26 41.4 31 Z")
    for side in (leaf, flipped(leaf)):
        c.part(side, material.tinted(1.05), round=1.3, height=0.9, shadow=0.38)
        c.line(side[[0, len(side) - 1]], 0.16, material.tinted(0.7).colour)
    if look.title.startswith("Oxford"):
        for x in (42, 58):
            button_at(c, x, 29, 0.5)


def _bow(c: Canvas, material: Material) -> None:
    for data in (
        "M50 28 C42 18 30 22 31 29 C32 36 44 34 50 29 Z",
        "M49 29 C46 36 44 46 40 54 L47 56 C49 46 50 38 51 30 Z",
    ):
        side = path(data)
        for outline in (side, flipped(side)):
            c.part(
                outline,
                material,
                round=3,
                height=2.4,
                folds=creases(("M48 29 C42 27 38 27 34 28", 1.6, -1.0)),
                shadow=0.4,
            )
    c.part(box(47, 25.6, 53, 31.4, 2.4), material.tinted(1.03), round=2.2, height=1.8)


def hoodie(c: Canvas, look: Look) -> None:
    frame(c, look)
    material = cloth(look.colour, stuff.jersey, fuzz=0.28)
    ribbed = material.tinted(0.9).with_(texture=stuff.rib)
    fit = "cropped" if look.has("cropped") else "regular"
    bottom = HEM[fit][1]
    c.part(
        symmetric("M50 3.5 C59 3.5 66 9 66.5 18 C66 24 60 30 50 31"),
        material,
        round=6,
        height=4,
        folds=both_sides(creases(("M62 12 C60 18 57 22 52 27", 2, -0.7))),
    )
    if look.has("spikes"):
        _spikes(c)
    c.part(
        symmetric("M50 8.5 C56 8.5 60 12 60 18 C59.6 23.6 55 27 50 28.4"),
        material.tinted(0.5),
        round=3,
        height=-1.6,
        shadow=0.1,
    )
    garment(c, material, arms="long", fit=fit, outline=_hood_body(fit), cuff=ribbed, puff=4.2)
    c.part(
        path(
            f"M{100 - HEM[fit][0]} {bottom - 4.5} Q50 {bottom - 1.5} {HEM[fit][0]} {bottom - 4.5} L{HEM[fit][0] - 0.4} {bottom + 2} Q50 {bottom + 5} {100.4 - HEM[fit][0]} {bottom + 2} Z"
        ),
        ribbed,
        round=1.8,
        height=1.2,
    )
    _pouch(c, material, fit)
    if look.has("zip"):
        zip_line(c, 24.5, bottom + 3)
    elif not look.has("kids") and not look.has("cropped"):
        for x, length in ((46, 40), (54.2, 42)):
            c.part(
                tube(path(f"M{x} 24 C{x - 1} 30 {x + 0.6} 34 {x} {length}"), 1.0),
                Material(linear("#f1ece0"), fuzz=0.3),
                round=0.5,
                shadow=0.4,
            )
            c.part(
                box(x - 0.55, length - 1, x + 0.55, length + 1.4, 0.4),
                Material(linear("Silver"), metal=0.8, gloss=0.5),
                round=0.4,
            )


def _hood_body(fit: str) -> Points:
    line = path("M63 14.4 C62 22 56 26 50 28.5 C44 26 38 22 37 14.4")
    hem_y = HEM[fit][1]
    side = path(f"M63 14.4 C68 15.6 73 17 77.5 19 C78 27 77 34 75.5 39 {BODY[fit]} Q64 {hem_y + 2} 50 {hem_y + 2}")
    return np.concatenate([line[::-1], side, flipped(side)[::-1]])


def _spikes(c: Canvas) -> None:
    felt = cloth("Yellow", stuff.felt)
    for angle in (-62, -31, 0, 31, 62):
        x, y = 50 + 14.5 * np.sin(np.radians(angle)), 17 - 14.0 * np.cos(np.radians(angle))
        tip = (50 + 20.5 * np.sin(np.radians(angle)), 17 - 20.0 * np.cos(np.radians(angle)))
        side = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))]) * 3.2
        c.part(np.array([(x - side[0], y - side[1]), tip, (x + side[0], y + side[1])]), felt, round=2, height=1.4)


def _pouch(c: Canvas, material: Material, fit: str) -> None:
    top, bottom = (60.0, 80.5) if fit == "regular" else (48.0, 63.0)
    outline = path(
        f"M37 {top} L63 {top} C65 {top + 5} 67.5 {top + 8} 69.5 {top + 11} L69.5 {bottom} Q50 {bottom + 2} 30.5 {bottom} L30.5 {top + 11} C32.5 {top + 8} 35 {top + 5} 37 {top} Z"
    )
    c.part(outline, material.tinted(1.02), round=1.6, height=1.3, shadow=0.34, wrinkle=0.3)
    for slant in (path(f"M62.2 {top + 0.8} C64.2 {top + 5.6} 66.5 {top + 8.4} 68.4 {top + 11}"),):
        for line in (slant, flipped(slant)):
            c.line(line, 0.2, material.tinted(0.6).colour, dash=(0.8, 0.4))


def zip_line(c: Canvas, top: float, bottom: float, x: float = 50.0, colour: str = "#3a3d42") -> None:
    c.part(box(x - 1.1, top, x + 1.1, bottom), Material(linear(colour)), round=0.5, height=0.2, shadow=0.3)
    c.line(np.array([(x, top), (x, bottom)]), 0.7, "#b9bcc0", dash=(0.28, 0.28))
    c.part(
        box(x - 0.8, top, x + 0.8, top + 4.4, 0.6),
        Material(linear("Silver"), metal=0.9, gloss=0.6, sharpness=40),
        round=0.5,
        shadow=0.4,
    )


def sweatshirt(c: Canvas, look: Look) -> None:
    frame(c, look)
    material = cloth(look.colour, stuff.jersey, fuzz=0.28)
    ribbed = material.tinted(0.9).with_(texture=stuff.rib)
    inside_neck(c, material)
    garment(c, material, arms="long", outline=neck_body("crew", "regular"), cuff=ribbed, puff=4.2)
    c.part(path("M25 82.5 Q50 85.5 75 82.5 L74.6 89 Q50 92 25.4 89 Z"), ribbed, round=1.8, height=1.2)
    c.part(tube(path(NECKS["crew"]), 3.2), ribbed, round=1.5, height=1.0)
    c.part(path("M46.4 22.4 L53.6 22.4 L50 28.6 Z"), ribbed, round=0.7, height=0.4, shadow=0.15)


def sweater(c: Canvas, look: Look) -> None:
    frame(c, look)
    texture = stuff.cable if look.get("knit") == "cable" else stuff.knit
    fine = look.get("fit") == "slim"
    material = cloth(
        look.colour, stuff.rib if fine and look.get("neck") == "roll" else stuff.jersey if fine else texture, fuzz=0.4
    )
    ribbed = material.tinted(0.93).with_(texture=stuff.rib)
    neck = look.get("neck", "crew")
    inside_neck(c, material, "M50 9.5 C54 9.5 58 10.5 60 12.5 C58 20 54 31 50 31")
    fit = look.get("fit", "regular")
    paint, ink = _yoke(look) if look.get("knit") == "yoke" else (None, None)
    shape = "v" if neck == "v" else "crew"
    garment(
        c,
        material,
        arms="long",
        fit=fit,
        outline=neck_body(shape, fit),
        cuff=ribbed,
        paint=paint,
        paint_colour=ink,
        puff=4.4,
    )
    hem_x, hem_y = HEM[fit]
    c.part(
        path(
            f"M{100 - hem_x} {hem_y - 5} Q50 {hem_y - 2} {hem_x} {hem_y - 5} L{hem_x - 0.4} {hem_y + 2} Q50 {hem_y + 5} {100.4 - hem_x} {hem_y + 2} Z"
        ),
        ribbed,
        round=1.8,
        height=1.2,
    )
    if neck == "roll":
        c.part(
            path("M39.6 8 Q50 11 60.4 8 C61.4 13 61.6 17 60.8 21 Q50 26 39.2 21 C38.4 17 38.6 13 39.6 8 Z"),
            ribbed,
            round=4,
            height=3.4,
        )
        c.part(
            path("M40.4 4.6 Q50 2.4 59.6 4.6 C60.4 7 60.4 9 60 11 Q50 14.5 40 11 C39.6 9 39.6 7 40.4 4.6 Z"),
            ribbed.tinted(1.03),
            round=3,
            height=2.4,
            shadow=0.2,
        )
    else:
        c.part(tube(path(NECKS[shape]), 3.0), ribbed, round=1.5, height=1.2)


def _yoke(look: Look) -> tuple[Field, stuff.Rgb]:
    """Rings of little diamonds around the neck."""
    axis = (np.arange(960) + 0.5) / 9.6
    x, y = np.meshgrid(axis, axis)
    ring = np.hypot((x - 50) * 0.86, y - 6)
    angle = np.arctan2(y - 6, (x - 50) * 0.86)
    field = np.zeros_like(x)
    for radius, height, count in ((18, 1.2, 60), (23, 3.0, 26), (28.5, 1.2, 60), (33.5, 3.4, 30), (38.5, 1.0, 72)):
        wave = np.abs(((angle * count / (2 * np.pi)) % 1) - 0.5) * 2
        field = np.maximum(field, np.abs(ring - radius) < height * (wave if height > 2 else 0.6))
    return field.astype(np.float32), linear("#f2ecdd")


def cardigan(c: Canvas, look: Look) -> None:
    frame(c, look)
    material = cloth(look.colour, stuff.knit, fuzz=0.45)
    ribbed = material.tinted(0.93).with_(texture=stuff.rib)
    inside_neck(c, material, "M50 9.5 C54 9.5 58 10.5 60 12.5 C60 24 55 44 50 48")
    line = path("M60 12.5 C60 24 55 38 50.5 47 L49.5 47 C45 38 40 24 40 12.5")
    side = path("M60 12.5 C66 14 72 16 77.5 19 C78 27 77 34 75.5 39 C78 52 79 72 79 87 Q64 89 50 89")
    garment(
        c,
        material,
        arms="long",
        fit="loose",
        outline=np.concatenate([line[::-1], side, flipped(side)[::-1]]),
        cuff=ribbed,
        puff=4.6,
    )
    c.part(path("M21 82.5 Q50 85.5 79 82.5 L78.6 89.5 Q50 92 21.4 89.5 Z"), ribbed, round=1.8, height=1.2)
    band = path("M60 12 C60 24 55 38 51.4 48 L51.4 90 L48.6 90 L48.6 47 C53 38 57 24 57 12 Z")
    c.part(flipped(band), ribbed, round=1.2, height=0.9)
    c.part(band, ribbed, round=1.2, height=0.9)
    for y in (52, 61, 70, 79):
        button_at(c, 50, y, 1.5, "#6b4a30")
    for x in (34.5, 65.5):
        c.part(box(x - 7, 62, x + 7, 78, 1), material, round=1.2, height=0.9)
        c.part(box(x - 7, 61, x + 7, 64.6, 0.8), ribbed, round=1, height=0.7)
