"""Shoes from the side, toe to the right."""

from __future__ import annotations

import numpy as np

from docs.drawings import materials as stuff
from docs.drawings.canvas import Canvas
from docs.drawings.fields import Field
from docs.drawings.look import Look, accent, creases
from docs.drawings.materials import Material, linear
from docs.drawings.paths import box, ellipse, path, tube

RUBBER = Material(linear("#f2efe8"), gloss=0.12, sharpness=14)


def runner(c: Canvas, look: Look) -> float:
    thick = look.get("sole") == "thick"
    lug = look.get("sole") == "lug"
    low = 76.0 if thick else 73.0
    second = linear(accent(look.colour))
    upper = Material(linear(look.colour), gloss=0.06, sharpness=12, fuzz=0.12, texture=stuff.mesh)
    overlay = Material(linear(look.colour) * 0.72, gloss=0.22, sharpness=16)
    c.part(path("M18 44 C22 38 30 38 36 42 L33 52 L19 52 Z"), upper.tinted(0.4), round=2, height=1, shadow=0)
    c.part(
        path("M27 42 C33 34 42 33 48 38 L52 50 L38 54 Z"),
        Material(second * 0.9, texture=stuff.jersey, fuzz=0.2),
        round=3,
        height=2.4,
    )
    body = path(
        "M12.5 66 C11 58 13 50 15.6 42.4 C17 38.6 21 37.8 23.6 40.4 C27.6 44.6 32 46.4 37 44.6 C40 43.4 42.4 40.8 45.6 38.6 C49 42 53 47.4 59 52 C68 56.6 79 57.6 85 61.4 C89.4 64 90 68 88.6 71 L14 71 Z"
    )
    mask = c.part(
        body,
        upper,
        round=11,
        height=8,
        folds=creases(("M66 55 C66 60 65 64 63 68", 1.6, -0.7), ("M72 57 C72.6 61 72 65 70.6 68", 1.4, -0.6)),
        shadow=0.4,
    )
    heel = path("M12.5 66 C11 58 13 50 15.6 42.4 C18 48 22 54 30 60 C27 64 25 68 25 71 L13 71 Z")
    c.part(heel, overlay, round=5, height=3.4, within=mask, shadow=0.2)
    toe = path("M74 58 C80 59 86 61.6 88.4 65 C89.4 67.4 89 70 88.4 71.4 L68 71.4 C69 66 71 61 74 58 Z")
    c.part(toe, overlay.tinted(1.15), round=6, height=4, within=mask, shadow=0.2)
    eyestay = path("M41.4 42.4 C47 48 52 53.4 60 57.4 L57 62 C49 59 41.6 54 36 46 Z")
    c.part(eyestay, overlay.tinted(1.1), round=1.8, height=1.2, within=mask, shadow=0.25)
    _side_mark(c, look, second, mask)
    if look.has("strap"):
        c.part(path("M40 44 L52 41 L58 55 L46 60 Z"), overlay.tinted(1.4), round=1.6, height=1.4)
        c.line(path("M46.6 59 L57.4 54.6"), 0.25, "#f4f1ea", dash=(0.8, 0.45))
    else:
        for step in range(5):
            x, y = 43.6 + step * 3.6, 44.6 + step * 2.7
            c.part(
                tube(path(f"M{x - 3.2} {y + 3.0} Q{x} {y - 1.4} {x + 3.0} {y - 1.8}"), 1.5),
                Material(linear("#f5f2ea"), fuzz=0.2),
                round=0.7,
                shadow=0.35,
            )
        c.part(tube(path("M44 43 C38 40 36 46 40 48"), 1.1), Material(linear("#f5f2ea")), round=0.5, shadow=0.3)
    c.part(path("M14.4 41.6 C12.4 38 13 35 15.6 34.6 C17.6 35.6 18.4 38 17.8 41 Z"), overlay, round=1.2, height=1)
    _running_sole(c, look, low, second, lug)
    return low + 2.4 if lug else low + 1.0


def _side_mark(c: Canvas, look: Look, second: stuff.Rgb, mask: Field) -> None:
    if look.has("wave"):
        for shift in (0, 4.0):
            c.printed(
                tube(
                    path(
                        f"M{31 + shift} 69 C{38 + shift} 66 {40 + shift} 58 {46 + shift} 60 C{52 + shift} 62 {54 + shift} 64 {60 + shift} 60"
                    ),
                    [0.4, 2.0, 0.6],
                ),
                second,
                within=mask,
            )
    elif look.has("simple"):
        c.printed([ellipse(36 + k * 4.2, 62 + k * 0.9, 1.9 - k * 0.28) for k in range(5)], second, within=mask)
    else:
        c.printed(path("M28 68 C36 66 46 60 52 52.6 L56 55.6 C51 62 44 67 38 69.6 Z"), second, within=mask)
        c.printed(
            path("M42 69.6 C50 68 58 64.4 63 59 L66 60.6 C62 65 56 68.6 50 70 Z"), second, within=mask, opacity=0.6
        )


def _running_sole(c: Canvas, look: Look, low: float, second: stuff.Rgb, lug: bool) -> None:
    foam = RUBBER if look.colour != "White" else Material(linear("#e9e4d8"), gloss=0.1)
    middle = path(
        f"M11 66 C16 67.6 24 65.6 32 67.4 C46 69.6 70 70 88.4 66.6 C93 66.4 94.4 69 92 71.4 C89 {low - 1} 85 {low} 80 {low} L46 {low} C40 {low - 2} 36 {low - 2} 32 {low} L15 {low} C10.4 {low - 1} 9.4 69 11 66 Z"
    )
    c.part(
        middle, foam, round=3.4, height=3, shadow=0.35, folds=creases(("M13 69.6 C30 68.6 50 72.6 90 69.8", 0.7, -0.9))
    )
    c.printed(tube(path(f"M16 {low - 2.6} C30 {low - 4} 34 {low - 4.4} 42 {low - 3}"), [0.3, 1.4, 0.3]), second)
    outsole = Material(linear("#2a2b2e") if look.colour != "Black" or lug else second, gloss=0.08)
    if lug:
        for x in np.arange(13, 84, 6.2):
            if not 32 < x < 42:
                c.part(
                    path(f"M{x} {low - 1.2} L{x + 4.6} {low - 1.2} L{x + 3.9} {low + 2.4} L{x + 0.7} {low + 2.4} Z"),
                    outsole,
                    round=0.8,
                    height=0.6,
                    shadow=0.1,
                )
    c.part(
        path(f"M12.6 {low - 1.6} L31 {low - 1.6} L33 {low + 0.9} L15.6 {low + 0.9} Z"),
        outsole,
        round=0.9,
        height=0.6,
        shadow=0.1,
    )
    c.part(
        path(
            f"M45 {low - 1.6} L84 {low - 1.8} C88 {low - 2.8} 90.6 {low - 4.6} 92 {low - 5.8} C91 {low - 2} 87 {low + 0.6} 82 {low + 0.9} L47 {low + 0.9} Z"
        ),
        outsole,
        round=0.9,
        height=0.6,
        shadow=0.1,
    )


def sneaker(c: Canvas, look: Look) -> float:
    canvas = look.has("canvas")
    high = look.has("high")
    texture = stuff.canvas if canvas else stuff.suede if look.has("gum") else stuff.leather
    upper = Material(
        linear(look.colour), gloss=0.03 if canvas or look.has("gum") else 0.22, sharpness=16, fuzz=0.15, texture=texture
    )
    lining = Material(linear("#e8dfcc"), texture=stuff.jersey)
    low = 78.0 if look.has("platform") else 73.0
    c.part(
        path("M17 26 C24 21 34 22 38 27 L38 44 L18 44 Z")
        if high
        else path("M17 43 C23 39 32 40 37 44 L36 54 L18 54 Z"),
        lining.tinted(0.6),
        round=2,
        height=1,
        shadow=0,
    )
    if not look.has("slip"):
        c.part(
            path("M30 25 C34 17 42 18 46 24 L58 52 L42 56 Z")
            if high
            else path("M32 44 C36 36 44 35 49 40 L55 51 L42 55 Z"),
            upper.tinted(1.08),
            round=2.6,
            height=2,
        )
    collar = (
        "M14 66 C13 52 13 38 15 27 C20 25 26 27 30 27 C36 27 40 25 43 25.6 C46 36 51 45 58 51"
        if high
        else "M14 66 C12.6 58 13.4 50 15.6 43 C18 40.6 21 42.4 24 44.4 C30 47 36 46.4 44.6 40 C49 44 53 48.4 58 51.4"
    )
    if look.has("slip"):
        collar = "M14 66 C12.6 58 13.4 50 15.6 43.4 C20 41.6 26 46 32 47.4 C38 48.4 44 46 50 45 C54 47 57 50 60 52"
    body = path(f"{collar} C68 55.6 80 57 85.6 61.4 C88.6 64 89 68 88.4 71 L14 71 Z")
    mask = c.part(
        body,
        upper,
        round=10,
        height=7.4,
        folds=creases(("M64 54 C65 59 64 64 62 68", 1.8, -0.8), ("M70 56 C71 60 70.6 64 69 68", 1.4, -0.6)),
        shadow=0.35,
    )
    seams = upper.tinted(0.6).colour
    c.line(path("M57 51.6 C55 58 52 64 49 70"), 0.3, seams, groove=True, within=mask)
    c.line(path("M30 47 C31 56 31 64 30 70"), 0.3, seams, groove=True, within=mask)
    if not canvas:
        c.part(
            path("M14 66 C12.6 58 13.4 50 15.6 43 L26 45 C27 54 26 62 24 70 L14 70 Z"),
            upper.tinted(0.55)
            if look.has("stripe")
            else Material(linear(accent(look.colour)) * 0.9, gloss=0.2, texture=stuff.leather),
            round=3,
            height=2,
            within=mask,
            shadow=0.2,
        )
    if look.has("stripe"):
        for shift in (0, 8):
            c.part(
                path(
                    f"M{32 + shift} 70 L{40 + shift} 61 L{35 + shift} 52 L{39 + shift} 53 L{44.6 + shift} 61 L{36.4 + shift} 70 Z"
                ),
                Material(linear(accent(look.colour)), gloss=0.15),
                round=0.7,
                height=0.5,
                within=mask,
                shadow=0.2,
            )
    if look.has("slip"):
        c.part(
            path("M37 48 L45 46.4 C46 52 45 57 43 60 L35 59 C37 55 37.6 51.6 37 48 Z"),
            Material(linear("#3a3b3f"), texture=stuff.rib),
            round=1,
            height=0.6,
            within=mask,
        )
    else:
        _laces(c, high)
    if canvas and not look.has("slip"):
        c.part(
            path("M75 57.6 C82 58.6 88 61.6 89.4 66 L89 71 L72 71 C71 66 72 61 75 57.6 Z"),
            RUBBER,
            round=4,
            height=3,
            shadow=0.25,
        )
    if high:
        c.part(ellipse(27, 38, 5.4), RUBBER, round=1, height=0.5, shadow=0.25)
        c.printed(ellipse(27, 38, 3.6), accent(look.colour))
    _cup_sole(c, look, low)
    return low + 0.8


def _laces(c: Canvas, high: bool) -> None:
    steps = (
        [(40.6 + k * 2.6, 30 + k * 3.6) for k in range(6)]
        if high
        else [(44.6 + k * 3.2, 43.4 + k * 2.2) for k in range(4)]
    )
    for x, y in steps:
        c.part(
            tube(path(f"M{x - 3.4} {y + 2.2} Q{x} {y - 1} {x + 2.6} {y - 1.4}"), 1.5),
            Material(linear("#f6f3ec"), fuzz=0.2),
            round=0.7,
            shadow=0.35,
        )
        c.stain(ellipse(x - 3.8, y + 2.6, 0.6), "#55585c", opacity=0.9)


def _cup_sole(c: Canvas, look: Look, low: float) -> None:
    tone = "#b98147" if look.has("gum") else "#f4f1ea"
    sole = Material(linear(tone), gloss=0.14, sharpness=14)
    c.part(
        path(
            f"M12 65.6 C36 67.4 64 67.6 90 65 C92 68 91.6 {low - 3} 90 {low} L14 {low} C11.6 {low - 2} 11 69 12 65.6 Z"
        ),
        sole,
        round=2,
        height=1.8,
        shadow=0.35,
    )
    c.line(path("M12.6 67.4 C36 69 64 69.2 90.6 66.8"), 0.24, "#8d8577", dash=(0.9, 0.5), opacity=0.8)
    if look.has("canvas"):
        c.line(
            path(f"M12.6 {low - 2} L90.4 {low - 2}"), 0.7, accent(look.colour) if look.colour != "White" else "#2f4a7d"
        )
    if look.has("platform"):
        for y in (71.6, 74.2):
            c.line(path(f"M12 {y} L91 {y}"), 0.3, "#c9c2b4", groove=True)
    c.line(path(f"M14 {low - 0.3} L90 {low - 0.3}"), 0.7, "#5b4a36" if look.has("gum") else "#b5ada0", opacity=0.7)


def boot(c: Canvas, look: Look) -> float:
    styles = {"hiking": _hiking, "chelsea": _chelsea, "heeled": _heeled, "rain": _rain_boot}
    return styles[look.get("style")](c, look)


def _hiking(c: Canvas, look: Look) -> float:
    upper = Material(linear(look.colour), gloss=0.06, fuzz=0.15, texture=stuff.suede)
    nylon = Material(linear(look.colour) * 0.5, gloss=0.1, texture=stuff.mesh)
    c.part(path("M18 22 C26 17 38 18 43 24 L42 36 L20 36 Z"), nylon.tinted(0.5), round=2, height=1, shadow=0)
    c.part(path("M36 22 C40 14 48 15 52 22 L62 50 L48 54 Z"), nylon, round=3, height=2)
    body = path(
        "M15 70 C14 54 13 38 15 23.6 C20 20.6 30 23 36 23.6 L46 23 C49 34 54 44 61 50 C70 54 82 56 88 62 C91 66 91 69 90 72 L15 72 Z"
    )
    mask = c.part(
        body,
        upper,
        round=11,
        height=8,
        folds=creases(("M38 40 C34 44 26 45 18 43", 2, -1.0), ("M64 52 C65 58 64 64 62 70", 1.8, -0.8)),
    )
    c.part(
        path("M15 23.6 C20 20.6 30 23 36 23.6 L46 23 L48.6 31 C36 33 24 33 14.4 31 Z"),
        nylon,
        round=3.6,
        height=3,
        within=mask,
    )
    c.part(
        path("M22 40 C32 38 42 42 48 50 C44 58 38 64 30 70 L20 70 C24 60 24 50 22 40 Z"),
        nylon.tinted(1.3),
        round=2,
        height=1,
        within=mask,
        shadow=0.15,
    )
    c.part(
        path("M74 57 C82 58 89 62 90.6 66 L90 72 L70 72 C70 66 71 61 74 57 Z"),
        Material(linear("#2c2d30"), gloss=0.12, texture=stuff.cast_iron),
        round=4,
        height=3,
        within=mask,
        shadow=0.25,
    )
    for k in range(6):
        x, y = 45 + k * 2.9, 26 + k * 4.4
        c.part(
            tube(path(f"M{x - 4} {y + 2.6} Q{x} {y - 0.6} {x + 2.6} {y - 1}"), 1.3),
            Material(linear("#d96a2b" if look.colour != "Teal" else "#efb53f"), fuzz=0.2),
            round=0.6,
            shadow=0.35,
        )
        c.part(ellipse(x - 4.4, y + 3, 0.9), Material(linear("Silver"), metal=0.9, gloss=0.5), round=0.6, shadow=0.3)
    _lug_sole(c, "#242527", 72, 80)
    return 80.8


def _lug_sole(c: Canvas, tone: str, top: float, low: float) -> None:
    rubber = Material(linear(tone), gloss=0.12, sharpness=14)
    c.part(
        path(
            f"M13 {top - 3} C36 {top - 1} 66 {top - 1} 91.6 {top - 4} C93.6 {top} 92.4 {top + 2} 91 {low - 2.6} L14 {low - 2.6} C12 {top + 2} 12 {top} 13 {top - 3} Z"
        ),
        rubber,
        round=1.8,
        height=1.4,
        shadow=0.35,
    )
    for x in np.arange(14, 88, 5.4):
        if not 34 < x < 42:
            c.part(
                path(f"M{x} {low - 3.4} L{x + 4.2} {low - 3.4} L{x + 3.8} {low + 0.4} L{x + 0.4} {low + 0.4} Z"),
                rubber,
                round=0.7,
                height=0.5,
                shadow=0.1,
            )


def _chelsea(c: Canvas, look: Look) -> float:
    upper = Material(linear(look.colour), gloss=0.42, sharpness=26, texture=stuff.leather)
    c.part(path("M22 21 C30 17 42 18 47 22 L46 30 L23 30 Z"), upper.tinted(0.35), round=2, height=1, shadow=0)
    c.part(box(19.4, 15, 23, 25, 0.8), upper.tinted(1.1), round=0.8)
    body = path(
        "M17 70 C17.6 56 18.6 40 20.4 23.6 C28 22 40 23 47.6 23.6 C48.4 34 51 44 58 50 C68 56 82 57.6 88.6 62.4 C92 66 92 69 91 72 L17 72 Z"
    )
    mask = c.part(
        body,
        upper,
        round=12,
        height=9,
        folds=creases(
            ("M50 46 C44 50 36 50 28 47", 2.4, -1.3),
            ("M62 53 C63 58 61 64 59 68", 2, -1.0),
            ("M52 50 C46 55 40 56 34 54", 2, -0.8),
        ),
    )
    c.part(
        path("M28 23 L40.4 23.4 C40 34 38.6 44 35 52 C31 44 28.6 34 28 23 Z"),
        Material(linear("#35322f"), texture=stuff.rib),
        round=1.2,
        height=0.5,
        within=mask,
        shadow=0.2,
    )
    c.part(
        path("M15.6 69 C38 71.6 66 71.6 92 68.6 L91.6 73 C68 74.6 46 74.6 40 74.6 L40 80 L16 80 Z"),
        Material(linear("#3a2a20"), gloss=0.25),
        round=1.2,
        height=1,
    )
    return 80.6


def _heeled(c: Canvas, look: Look) -> float:
    upper = Material(linear(look.colour), gloss=0.40, sharpness=24, texture=stuff.leather)
    c.part(path("M24 16 C31 12.6 41 13.6 45 17 L44 26 L25 26 Z"), upper.tinted(0.35), round=2, height=1, shadow=0)
    c.part(
        path("M18.6 62 L37 64 L35 83 L21 83 Z"),
        Material(linear("#4a3427") if look.colour != "Black" else linear("#2a2a2c"), gloss=0.25, texture=stuff.wood),
        round=4,
        height=3,
    )
    c.part(
        path("M36 62 C54 66 64 74 78 76 L92 76 L91.6 83 L76 83 C62 83 52 75 36 69 Z"),
        Material(linear("#2d241e"), gloss=0.2),
        round=0.9,
        height=0.6,
    )
    body = path(
        "M19 64 C20 48 21.6 32 23 18.4 C30 16.8 39 17.6 45.6 18.4 C46.4 30 48.6 40 55 47 C64 57 78 64 88 70 C92.6 74 93 78 91.6 80 L78 80 C64 80 54 72 44 68 C34 66.6 26 67.4 19 64 Z"
    )
    c.part(
        body,
        upper,
        round=11,
        height=8,
        folds=creases(("M49 42 C43 47 36 47 28 44", 2.2, -1.2), ("M58 52 C58 58 56 62 53 66", 2, -1.0)),
    )
    c.line(path("M30 18 C31 34 31 48 29 63"), 0.9, upper.tinted(0.5).colour, groove=True)
    c.part(box(29.4, 19, 31, 24, 0.6), Material(linear("Gold"), metal=0.9, gloss=0.5), round=0.6)
    return 83.4


def _rain_boot(c: Canvas, look: Look) -> float:
    rubber = Material(linear(look.colour), gloss=0.42 if not look.has("tall") else 0.24, sharpness=22)
    top = 8.0 if look.has("tall") else 22.0
    c.place(across=0.92)
    c.part(
        path(f"M22 {top} C30 {top - 3.4} 44 {top - 3.4} 50 {top} C46 {top + 4} 28 {top + 4} 22 {top} Z"),
        rubber.tinted(0.3),
        round=2,
        height=0.5,
        shadow=0,
    )
    body = path(
        f"M20 74 C21 56 22.6 40 22 {top} C30 {top + 3.6} 44 {top + 3.6} 50 {top} C50 34 50 44 56 51 C66 56 80 58 87 63 C91.6 67 92 71 91 76 L20 76 Z"
    )
    c.part(
        body,
        rubber,
        round=13,
        height=10,
        folds=creases(("M52 46 C46 50 38 50 28 47", 2.4, -1.2), ("M60 53 C61 59 59 65 57 70", 2.2, -0.9)),
    )
    c.part(
        path(
            f"M21.6 {top - 0.4} C30 {top + 3.4} 44 {top + 3.4} 50.4 {top - 0.4} L50.4 {top + 3.4} C44 {top + 7} 30 {top + 7} 21.8 {top + 3.4} Z"
        ),
        rubber.tinted(0.72),
        round=1.4,
        height=1,
    )
    if not look.has("tall"):
        for x in (26, 44):
            c.part(
                tube(path(f"M{x} {top + 5} C{x} {top - 6} {x + 5} {top - 6} {x + 5} {top + 5}"), 1.5),
                rubber.tinted(0.8),
                round=0.7,
            )
    else:
        c.part(path("M40 16 L50 15 L50 19 L40 20 Z"), rubber.tinted(0.8), round=0.7)
        c.part(
            box(42, 14.6, 46, 21, 0.6),
            Material(linear("Silver"), metal=0.9, gloss=0.5),
            round=0.7,
            holes=[box(43, 15.8, 45, 19.8)],
        )
    c.part(
        path("M18.6 71 C40 74 68 74 92.6 70 C93.6 74 92 78 90.6 80 L42 80 L41 83 L19.6 83 C18 79 18 75 18.6 71 Z"),
        rubber.tinted(0.42),
        round=1.6,
        height=1.2,
    )
    return 83.6


def sandal(c: Canvas, look: Look) -> float:
    if look.has("slide"):
        return _slide(c, look)
    sport = look.has("sport")
    leather = Material(
        linear(look.colour),
        gloss=0.05 if sport else 0.25,
        sharpness=18,
        texture=stuff.canvas if sport else stuff.leather,
    )
    c.part(path("M16 44 C20 36 28 33 36 37 C33 40 26 42 22 47 Z"), leather.tinted(0.6), round=1.2, height=0.8)
    c.part(
        path("M11 62 C30 60 60 62 92 64 L91 68 L12 67 Z"),
        Material(linear("#9b7752") if not sport else linear("#3c3f42"), texture=stuff.suede),
        round=2,
        height=1.4,
    )
    for data, width in (
        ("M66 67 C68 54 78 52 84 66", 8.0),
        ("M48 67 C50 48 64 48 70 66", 8.0),
        ("M30 66 C26 56 22 48 20 42", 5.0),
        ("M20 44 C30 38 42 40 46 46 C48 52 50 58 52 66", 5.0),
    ):
        c.part(tube(path(data), width if not sport else width * 0.85), leather, round=2.6, height=2, shadow=0.4)
        if sport:
            c.line(path(data), 0.5, accent(look.colour), dash=(1.2, 0.7))
        else:
            c.line(tube(path(data), width - 1.2)[:24], 0.2, leather.tinted(0.6).colour, dash=(0.8, 0.45))
    c.part(
        box(38.4, 39, 44.6, 45.6, 1),
        Material(linear("Gold") if not sport else linear("#2a2c2f"), metal=0.9 if not sport else 0, gloss=0.5),
        round=1,
        holes=[box(39.9, 40.4, 43.1, 44.2)],
    )
    sole = Material(
        linear("#b08a5e" if not sport else "#2c2e31"), gloss=0.06, texture=stuff.cork if not sport else None
    )
    c.part(
        path("M10.4 65 C30 66.6 62 66.6 93 65.6 C94.6 68 94 72 92 74 L13 74 C10 72 9.6 68 10.4 65 Z"),
        sole,
        round=2,
        height=1.6,
    )
    c.part(path("M12 73 L93 73 L92 76.4 L13.4 76.4 Z"), Material(linear("#33302c"), gloss=0.08), round=0.9, shadow=0.2)
    return 77.0


def _slide(c: Canvas, look: Look) -> float:
    foam = Material(linear(look.colour), gloss=0.10, sharpness=10)
    c.part(path("M10 62 C26 58 50 60 92 60 L93 68 L11 68 Z"), foam.tinted(0.8), round=2.4, height=1.8)
    c.part(path("M46 68 C46 50 56 42 66 42 C77 42 85 52 87.4 68 Z"), foam, round=8, height=6, shadow=0.45)
    c.printed(path("M59 48 C67 46.6 76 51 80 59 L76.4 61 C72 54.6 66 52 58 52.6 Z"), accent(look.colour))
    c.part(
        path("M9.4 64 C34 67 66 67 94 63 C96 68 95 74 92 77 L13 77 C9 74 8 68 9.4 64 Z"),
        foam.tinted(0.95),
        round=3.4,
        height=2.6,
    )
    for y in (70, 73):
        c.line(path(f"M10.4 {y} L94 {y - 0.6}"), 0.4, foam.tinted(0.6).colour, groove=True)
    return 77.6


def heel(c: Canvas, look: Look) -> float:
    low = look.has("low")
    upper = Material(
        linear(look.colour), gloss=0.08 if low else 0.5, sharpness=30, fuzz=0.15, texture=stuff.suede if low else None
    )
    rise = 0.0 if not low else 13.0
    c.part(
        path(
            f"M16 {36 + rise} C22 {33 + rise} 30 {36 + rise} 40 {46 + rise} C50 {56 + rise * 0.6} 60 {62 + rise * 0.3} 68 64 L60 70 L22 {50 + rise} Z"
        ),
        Material(linear("#d9bd98"), texture=stuff.leather),
        round=2,
        height=0.8,
        shadow=0,
    )
    c.part(
        path(
            f"M14.6 {50 + rise} C18 {52 + rise} 22 {54 + rise} 27 {54 + rise} C23 {64 + rise * 0.7} 21 74 20.6 84 L17.6 84 C17 72 15 {60 + rise} 14.6 {50 + rise} Z"
        ),
        upper.tinted(0.85),
        round=2.6,
        height=2,
    )
    c.part(
        path(
            f"M24 {54 + rise} C38 {62 + rise * 0.6} 50 {72 + rise * 0.4} 60 78 L95 80 L94 84.8 C80 86.4 66 86 56 84 C46 80 36 {70 + rise * 0.5} 25 {58 + rise} Z"
        ),
        Material(linear("#241d1a"), gloss=0.3),
        round=0.8,
    )
    body = path(
        f"M13 {50 + rise} C12 {44 + rise} 12.6 {38 + rise} 15.4 {34 + rise} C19 {44 + rise} 27 {50 + rise} 34 {55 + rise * 0.8} C46 {63 + rise * 0.5} 56 68 63 66 C70 63 76 65 82 70 C88 75 93 78 96 81 C94 83.4 90 84 84 84 C70 84 58 82 48 {76 + rise * 0.4} C38 {68 + rise * 0.6} 28 {60 + rise} 13 {50 + rise} Z"
    )
    c.part(body, upper, round=8, height=6, shadow=0.3)
    if low:
        c.part(
            tube(path(f"M15 {37 + rise} C28 {30 + rise} 40 {36 + rise} 46 {62 + rise * 0.4}"), 2.0),
            upper,
            round=0.9,
            shadow=0.35,
        )
        c.part(ellipse(40, 40 + rise, 2), Material(linear("Gold"), metal=0.9, gloss=0.6), round=0.8)
    return 85.0


def loafer(c: Canvas, look: Look) -> float:
    slipper = look.has("slipper")
    upper = Material(
        linear(look.colour),
        gloss=0.03 if slipper else 0.42,
        sharpness=24,
        fuzz=0.5 if slipper else 0.05,
        texture=stuff.felt if slipper else stuff.leather,
    )
    c.part(
        path("M16 48 C24 43 40 44 52 50 L50 58 L18 58 Z"),
        Material(linear("#d8c3a0" if not slipper else "#efe6d2"), texture=stuff.fleece if slipper else stuff.jersey),
        round=2,
        height=1,
        shadow=0,
    )
    body = path(
        "M13 68 C11.6 60 12.4 52 15.6 46.4 C22 50 34 53 44 52 C48 48 54 46.4 60 49 C70 53 84 57 89 63.4 C91.6 67 91.6 70 90.6 72 L14 72 Z"
    )
    mask = c.part(body, upper, round=11, height=8.4, folds=creases(("M62 53 C63 58 61 64 58 68", 2, -0.7)))
    if slipper:
        c.part(tube(path("M15.6 46.4 C22 50 34 53 44 52 C48 48 54 46.4 60 49"), 2.6), upper.tinted(0.8), round=1.2)
    else:
        c.line(path("M56 50 C66 52 80 58 86 65"), 1.1, upper.tinted(0.6).colour, groove=True, within=mask)
        for k in range(13):
            t = k / 12
            x, y = 57 + 28 * t, 50.4 + 13.6 * t**1.25
            c.line(path(f"M{x} {y - 1.3} L{x - 0.8} {y + 1.3}"), 0.35, "#2b1c14", opacity=0.7, within=mask)
        c.part(
            path("M42 52 C48 46 56 46 60 49.6 C58 56 52 62 47 66 L38 62 C41 59 42.4 56 42 52 Z"),
            upper.tinted(1.1),
            round=1.6,
            height=1.2,
            within=mask,
            shadow=0.35,
        )
        c.stain(path("M47 54.6 L54.6 53 L53 56.4 L46.4 57.6 Z"), "#1d1410", opacity=0.85)
    sole = Material(linear("#a9825b" if slipper else "#2e2119"), gloss=0.1, texture=stuff.suede if slipper else None)
    heel_outline = (
        "M12 69 C36 72 66 72 92 68.6 L91.6 73.4 L12.6 74 Z"
        if slipper
        else "M12 69 C36 72 66 72 92 68.6 L91.6 73 C68 74.4 44 74.4 37 74.4 L37 79 L13.6 79 Z"
    )
    c.part(path(heel_outline), sole, round=1.2, height=0.9)
    return 74.8 if slipper else 79.6
