"""The studio: parts are laid on top of each other, lit from the upper left, and set before a soft backdrop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from docs.drawings.fields import Field, blurred, depth_inside, noise, softened
from docs.drawings.materials import Material, Rgb, linear
from docs.drawings.paths import Points

#: Working size; the finished picture is smaller, which smooths every edge.
PIXELS = 960
FINISHED_PIXELS = 640
UNIT = PIXELS / 100
SHOWN_UNIT = FINISHED_PIXELS / 100
#: How much of the frame the longer side of an object takes, in units.
FILLED = 80.0
#: Directions as plain floats: a numpy double would turn every field it touches into doubles.
KEY_LIGHT = (-0.4484, -0.5560, 0.6999)
HALF_WAY = (-0.2432, -0.3015, 0.9219)


#: Rows and columns of the frame that an operation touches.
Window = tuple[slice, slice]


@dataclass(frozen=True)
class Fold:
    """A crease in cloth: `line` in units, `width` in units, `height` in units (negative = valley)."""

    line: Points
    width: float
    height: float


@dataclass(frozen=True)
class Normals:
    x: Field
    y: Field
    z: Field


class Canvas:
    """A picture in the making. All coordinates are in units of 1/100 of the frame."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.rgb = np.zeros((PIXELS, PIXELS, 3), dtype=np.float32)
        self.alpha = np.zeros((PIXELS, PIXELS), dtype=np.float32)
        self._parts = 0
        self._stretch = np.array([1.0, 1.0])
        self._shift = np.array([0.0, 0.0])

    def place(self, *, across: float = 1.0, down: float = 1.0, dx: float = 0.0, dy: float = 0.0) -> None:
        """Stretches all outlines that follow about the middle of the frame, then moves them."""
        self._stretch = np.array([across, down])
        self._shift = np.array([50 - 50 * across + dx, 50 - 50 * down + dy])

    # -- parts ---------------------------------------------------------------------------------------------------

    def part(
        self,
        outline: Points | Sequence[Points],
        material: Material,
        *,
        round: float = 4.0,
        height: float | None = None,
        holes: Sequence[Points] = (),
        folds: Sequence[Fold] = (),
        wrinkle: float = 0.0,
        shadow: float = 0.35,
        paint: Field | None = None,
        paint_colour: Rgb | None = None,
        within: Field | None = None,
    ) -> Field:
        """Lays a soft body over the picture and returns its mask (whole frame).

        Args:
            round: how far from the edge the surface still curves, units.
            height: how high the middle stands, units; None = as round as `round`.
            wrinkle: strength of slow dents, 0 none .. 1 crumpled.
            shadow: how dark it makes what lies below, 0..1.
            paint, paint_colour: a pattern 0..1 over the frame in a second colour.
            within: a mask that the part does not leave.
        """
        mask = self.mask(outline, holes)
        if within is not None:
            mask = mask * within
        window = _window(mask)
        if window is None:
            return mask
        self._parts += 1
        if shadow:
            self._shade_below(mask, shadow)
        cut = mask[window]
        surface = self._surface(cut, window, round, round if height is None else height, folds, wrinkle)
        colour, bump = self._colour(window, material, paint, paint_colour)
        self._lay(window, cut, _normals(surface + bump), colour, material)
        return mask

    def lathe(
        self,
        x: float,
        profile: Sequence[tuple[float, float]],
        material: Material,
        *,
        tilt: float = 0.16,
        smooth: bool = True,
        label: Image.Image | None = None,
        label_at: tuple[float, float, float] = (0, 0, 1.2),
        shadow: float = 0.3,
        flutes: int = 0,
    ) -> Field:
        """A turned body (mug, bottle, lamp) seen from slightly above; returns its mask.

        Args:
            x: the axis. profile: (y, radius) from top to bottom, units.
            tilt: how far ellipses open, 0 = seen from the side.
            label, label_at: an RGBA picture wrapped on (top y, bottom y, half angle in radians).
            flutes: upright grooves around the body.
        """
        grid_x, grid_y = _grid()
        ys, radii = _profile(profile, smooth)
        level, across = grid_y, np.zeros_like(grid_x)
        for _ in range(6):
            radius = np.interp(level, ys, radii).astype(np.float32)
            across = np.clip((grid_x - x) / np.maximum(radius, 1e-3), -1, 1)
            level = grid_y - tilt * radius * np.sqrt(1 - across**2)
        radius = np.interp(level, ys, radii).astype(np.float32)
        side = np.clip((radius - np.abs(grid_x - x)) * UNIT + 0.5, 0, 1)
        ends = np.clip((level - ys[0]) * UNIT + 0.5, 0, 1) * np.clip((ys[-1] - level) * UNIT + 0.5, 0, 1)
        mask: Field = side * ends
        window = _window(mask)
        if window is None:
            return mask
        self._parts += 1
        if shadow:
            self._shade_below(mask, shadow)
        slope = np.interp(level, ys, np.gradient(radii, ys)).astype(np.float32)[window]
        u = across[window]
        if flutes:
            u = np.clip(u + 0.16 * np.sin(np.arcsin(u) * flutes), -1, 1)
        scale = 1 / np.sqrt(1 + slope**2)
        up = -slope * scale + tilt * 0.4
        normals = Normals(u * scale, up.astype(np.float32), np.sqrt(np.clip(1 - u**2, 0, 1)) * scale)
        colour, bump = self._colour(window, material, None, None)
        if label is not None:
            colour = _wrapped(colour, np.arcsin(np.clip(across, -1, 1))[window], level[window], label, label_at)
        if material.texture is not None:
            rough = _normals(bump * UNIT)
            normals = _unit(normals.x + rough.x, normals.y + rough.y, normals.z)
        self._lay(window, mask[window], normals, colour, material)
        return mask

    def ball(self, x: float, y: float, radius: float, material: Material, *, shadow: float = 0.3) -> Field:
        """A sphere."""
        grid_x, grid_y = _grid()
        u, v = (grid_x - x) / radius, (grid_y - y) / radius
        away = np.sqrt(u**2 + v**2)
        mask: Field = np.clip((1 - away) * radius * UNIT + 0.5, 0, 1)
        window = _window(mask)
        if window is None:
            return mask
        self._parts += 1
        if shadow:
            self._shade_below(mask, shadow)
        z = np.sqrt(np.clip(1 - away**2, 0.0004, 1))
        colour, bump = self._colour(window, material, None, None)
        rough = _normals(bump * UNIT)
        normals = _unit(u[window] + rough.x, v[window] + rough.y, z[window])
        self._lay(window, mask[window], normals, colour, material)
        return mask

    def line(
        self,
        points: Points,
        width: float,
        colour: str | Rgb,
        *,
        dash: tuple[float, float] | None = None,
        opacity: float = 1.0,
        within: Field | None = None,
        groove: bool = False,
    ) -> None:
        """A painted line; with `groove` its lower side catches light, like a seam."""
        mask = self._stroke(points, width, dash)
        window = _window(mask)
        if window is None:
            return
        mask = mask[window] * opacity * self.alpha[window]
        if within is not None:
            mask = mask * within[window]
        if groove:
            lit = np.roll(mask, (2, 1), axis=(0, 1)) * 0.12
            self.rgb[window] += (1 - self.rgb[window]) * lit[..., None]
        self._blend(window, mask, colour)

    def stain(
        self,
        outline: Points | Sequence[Points],
        colour: str | Rgb,
        *,
        opacity: float = 1.0,
        blur: float = 0.0,
        within: Field | None = None,
    ) -> None:
        """Flat colour on what is already there (prints, glows, shadows inside); keeps the light below half visible."""
        mask = self.mask(outline)
        window = _window(mask, edge=6 + int(blur * UNIT * 3))
        if window is None:
            return
        mask = (softened(mask[window], blur * UNIT) if blur else mask[window]) * opacity * self.alpha[window]
        self._blend(window, mask if within is None else mask * within[window], colour)

    def printed(
        self,
        outline: Points | Sequence[Points] | Field,
        colour: str | Rgb,
        *,
        opacity: float = 0.92,
        within: Field | None = None,
    ) -> None:
        """Ink on cloth: takes on the light and folds that are already there."""
        mask = outline if isinstance(outline, np.ndarray) and outline.shape == self.alpha.shape else self.mask(outline)
        window = _window(mask)
        if window is None:
            return
        mask = mask[window] * opacity * self.alpha[window]
        if within is not None:
            mask = mask * within[window]
        self._blend(window, mask, colour, self._shade(window, mask))

    def picture(
        self,
        picture: Image.Image,
        corners: Points,
        *,
        opacity: float = 1.0,
        lit: bool = True,
        within: Field | None = None,
    ) -> None:
        """A flat picture laid into four corners (upper left, upper right, lower right, lower left), as ink."""
        placed = (corners * self._stretch + self._shift) * UNIT
        layer = np.asarray(warped(picture.convert("RGBA"), placed, (PIXELS, PIXELS)), dtype=np.float32) / 255
        window = _window(layer[..., 3])
        if window is None:
            return
        mask = layer[..., 3][window] * opacity * self.alpha[window]
        if within is not None:
            mask = mask * within[window]
        shade = self._shade(window, mask) if lit else None
        self._blend(window, mask, layer[..., :3][window] ** 2.2, shade)

    # -- finish --------------------------------------------------------------------------------------------------

    def finish(self, *, ground: float | None, backdrop: str = "#eceae6") -> Image.Image:
        """The finished picture.

        Args:
            ground: y of the floor that the object stands on, None = it lies flat and the camera looks down.
        """
        alpha, rgb, floor = self._centred(ground)
        scene = _backdrop(linear(backdrop), floor)
        scene *= 1 - _cast_shadow(alpha, floor)[..., None]
        scene = scene * (1 - alpha[..., None]) + rgb * alpha[..., None]
        shown = np.clip(_toned(scene), 0, 1) ** (1 / 2.2)
        return Image.fromarray((shown * 255 + 0.5).astype(np.uint8))

    def cut_out(self, ground: float | None) -> Image.Image:
        """The object without backdrop, RGBA, at the finished size."""
        alpha, rgb, _ = self._centred(ground)
        sheet = np.dstack([np.clip(_toned(rgb), 0, 1) ** (1 / 2.2), alpha])
        return Image.fromarray((sheet * 255 + 0.5).astype(np.uint8), "RGBA")

    def _centred(self, ground: float | None) -> tuple[Field, NDArray[np.float32], float | None]:
        """Coverage, colour and floor (units) at the finished size, every object filling its picture equally."""
        window = _window(self.alpha, edge=0) or (slice(0, PIXELS), slice(0, PIXELS))
        rows, columns = window
        middle = ((columns.start + columns.stop) / 2, (rows.start + rows.stop) / 2)
        widest = max(columns.stop - columns.start, (rows.stop - rows.start) * 1.02) / UNIT
        zoom = float(np.clip(FILLED / widest, 0.7, 1.35))
        aim = 0.5 if ground is None else 0.515
        half = PIXELS / zoom
        frame = (middle[0] - half / 2, middle[1] - half * aim, middle[0] + half / 2, middle[1] + half * (1 - aim))
        alpha = np.clip(_cropped(self.alpha, frame), 0, 1)
        colours = [_cropped(self.rgb[..., channel] * self.alpha, frame) for channel in range(3)]
        rgb = np.clip(np.stack(colours, axis=2) / np.maximum(alpha, 1e-3)[..., None], 0, 4)
        return alpha, rgb, None if ground is None else ((ground * UNIT - middle[1]) * zoom / PIXELS + aim) * 100

    # -- inside --------------------------------------------------------------------------------------------------

    def mask(self, outline: Points | Sequence[Points], holes: Sequence[Points] = ()) -> Field:
        """Coverage 0..1 of the outlines over the whole frame."""
        outlines = [outline] if isinstance(outline, np.ndarray) else list(outline)
        shapes = [(self._placed(points), 255) for points in outlines] + [(self._placed(points), 0) for points in holes]

        def draw(pen: ImageDraw.ImageDraw, corner: Points) -> None:
            for points, value in shapes:
                pen.polygon([(float(x), float(y)) for x, y in points - corner], fill=value)

        return _drawn(draw, np.concatenate([points for points, _ in shapes]), 2.0)

    def _placed(self, points: Points) -> Points:
        """Units to pixels at twice the working size."""
        return np.asarray((points * self._stretch + self._shift) * UNIT * 2)

    def _stroke(self, points: Points, width: float, dash: tuple[float, float] | None) -> Field:
        pieces = [self._placed(piece) for piece in (_dashes(points, dash) if dash else [points])]
        thick = max(1, round(width * UNIT * 2))

        def draw(pen: ImageDraw.ImageDraw, corner: Points) -> None:
            for piece in pieces:
                pen.line([(float(x), float(y)) for x, y in piece - corner], fill=255, width=thick, joint="curve")

        return _drawn(draw, np.concatenate(pieces), thick + 2.0)

    def _surface(
        self, cut: Field, window: Window, round: float, height: float, folds: Sequence[Fold], wrinkle: float
    ) -> Field:
        reach = max(round * UNIT, 1.0)
        inside = np.clip(depth_inside(cut) / reach, 0, 1)
        surface = np.sqrt(1 - (1 - inside) ** 2) * height * UNIT
        # A curve that ends steeply at the outline would give a black seam there.
        surface = blurred(surface.astype(np.float32), min(2.0, reach / 6))
        for fold in folds:
            ridge = blurred(self._stroke(fold.line, fold.width * 0.6, None)[window], fold.width * UNIT * 0.45)
            surface += ridge * fold.height * UNIT
        if wrinkle:
            slow = noise(cut.shape, (130, 80), self.seed * 31 + self._parts, 3)  # type: ignore[arg-type]
            surface += slow * wrinkle * UNIT * inside
        return surface.astype(np.float32)

    def _colour(
        self, window: Window, material: Material, paint: Field | None, paint_colour: Rgb | None
    ) -> tuple[NDArray[np.float32], Field]:
        grid_x, grid_y = (axis[window] for axis in _grid())
        colour = np.broadcast_to(material.colour, (*grid_x.shape, 3)).astype(np.float32)
        if paint is not None and paint_colour is not None:
            share = paint[window][..., None]
            colour = colour * (1 - share) + paint_colour * share
        if material.texture is None:
            return colour, np.zeros_like(grid_x)
        factor, bump = material.texture(grid_x, grid_y, self.seed * 17 + self._parts)
        return colour * np.clip(factor, 0.2, 1.8)[..., None], bump * UNIT

    def _lay(
        self, window: Window, cut: Field, normals: Normals, colour: NDArray[np.float32], material: Material
    ) -> None:
        lit = _lit(normals, colour, material)
        share = cut * _opacity(normals, material)
        below = self.alpha[window]
        total = share + below * (1 - share)
        blend = share[..., None] * lit + (below * (1 - share))[..., None] * self.rgb[window]
        self.rgb[window] = blend / np.maximum(total, 1e-4)[..., None]
        self.alpha[window] = total

    def _blend(self, window: Window, mask: Field, colour: str | Rgb, shade: Field | None = None) -> None:
        tone = linear(colour) if isinstance(colour, str) else colour
        lit = tone if shade is None else tone * shade[..., None]
        self.rgb[window] = self.rgb[window] * (1 - mask[..., None]) + lit * mask[..., None]

    def _shade(self, window: Window, mask: Field) -> Field:
        """How much lighter or darker each place is than the middle of the masked area."""
        light = self.rgb[window].mean(axis=2)
        area = mask > 0.5
        typical = float(np.median(light[area])) if area.any() else 0.5
        shade: Field = np.clip(light / max(typical, 0.02), 0.45, 1.6)
        return shade

    def _shade_below(self, mask: Field, strength: float) -> None:
        window = _window(mask, edge=int(5 * UNIT))
        if window is None:
            return
        dark = softened(np.roll(mask[window], (round_(0.9 * UNIT), round_(0.6 * UNIT)), axis=(0, 1)), 1.1 * UNIT)
        self.rgb[window] *= (1 - strength * dark)[..., None]


def _cast_shadow(alpha: Field, ground: float | None) -> Field:
    if ground is not None:
        return _floor_shadow(alpha, ground)
    near = softened(_rolled(alpha, 1.3, 0.9), 1.0 * SHOWN_UNIT)
    far = softened(_rolled(alpha, 3.4, 2.2), 3.4 * SHOWN_UNIT)
    return 0.20 * near + 0.20 * far


def _rolled(field: Field, down: float, right: float) -> Field:
    return np.roll(field, (round_(down * SHOWN_UNIT), round_(right * SHOWN_UNIT)), axis=(0, 1))


def _floor_shadow(alpha: Field, ground: float) -> Field:
    """The object's outline tipped onto the floor: dark where it touches, wide and faint away from it."""
    unit, size = SHOWN_UNIT, FINISHED_PIXELS
    row = min(size - 1, int(ground * unit))
    flat = np.zeros_like(alpha)
    squash, lean = 0.16, 0.55
    for offset in range(int(0.85 * row * squash)):
        source, target = row - int(offset / squash), row - offset + int(0.6 * unit)
        if source >= 0 and 0 <= target < size:
            flat[target] = np.roll(alpha[source], int(offset * lean))
    contact = np.zeros_like(alpha)
    contact[max(0, row - int(0.9 * unit)) : row + int(0.7 * unit)] = alpha[max(0, row - int(4.0 * unit)) : row + 1].max(
        axis=0
    )
    dark = (
        0.30 * softened(flat, 2.0 * unit) + 0.34 * softened(contact, 0.8 * unit) + 0.20 * softened(contact, 3.0 * unit)
    )
    return np.clip(dark, 0, 0.8).astype(np.float32)


def _cropped(layer: Field, frame: tuple[float, float, float, float]) -> Field:
    """The frame (pixels, may reach outside) at the finished size."""
    margin = PIXELS // 2
    padded = np.pad(layer, margin)
    box = tuple(float(np.clip(edge + margin, 0, PIXELS + 2 * margin)) for edge in frame)
    picture = Image.fromarray(padded)
    size = (FINISHED_PIXELS, FINISHED_PIXELS)
    return np.asarray(picture.resize(size, Image.Resampling.LANCZOS, box=box), dtype=np.float32)  # type: ignore[arg-type]


def _drawn(draw: Callable[[ImageDraw.ImageDraw, Points], None], points: Points, margin: float) -> Field:
    """What `draw` paints (at twice the working size, relative to a corner), reduced into the frame."""
    field = np.zeros((PIXELS, PIXELS), dtype=np.float32)
    low = np.clip((points.min(axis=0) - margin) // 2 * 2, 0, PIXELS * 2 - 4)
    high = np.clip((points.max(axis=0) + margin) // 2 * 2 + 2, low + 2, PIXELS * 2)
    width, height = (high - low).astype(int)
    sheet = Image.new("L", (int(width), int(height)))
    draw(ImageDraw.Draw(sheet), low)
    left, top = (low / 2).astype(int)
    field[top : top + height // 2, left : left + width // 2] = np.asarray(sheet.reduce(2), dtype=np.float32) / 255
    return field


def round_(value: float) -> int:
    return int(value + 0.5)


def warped(picture: Image.Image, corners: Points, size: tuple[int, int]) -> Image.Image:
    """`picture` stretched so that its corners land on `corners` (pixels), clear around it."""
    width, height = picture.size
    source = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float64)
    rows, targets = [], []
    for (x, y), (u, v) in zip(corners, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        targets += [u, v]
    numbers = np.linalg.solve(np.array(rows), np.array(targets))
    return picture.transform(size, Image.Transform.PERSPECTIVE, tuple(numbers), Image.Resampling.BICUBIC)


_GRID: list[tuple[Field, Field]] = []


def _grid() -> tuple[Field, Field]:
    if not _GRID:
        axis = ((np.arange(PIXELS) + 0.5) / UNIT).astype(np.float32)
        x, y = np.meshgrid(axis, axis)
        _GRID.append((x, y))
    return _GRID[0]


def _window(mask: Field, edge: int = 6) -> Window | None:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return None
    return (
        slice(max(0, rows[0] - edge), min(PIXELS, rows[-1] + edge)),
        slice(max(0, columns[0] - edge), min(PIXELS, columns[-1] + edge)),
    )


def _profile(profile: Sequence[tuple[float, float]], smooth: bool) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    ys = np.array([y for y, _ in profile], dtype=np.float64)
    radii = np.array([radius for _, radius in profile], dtype=np.float64)
    dense = np.linspace(ys[0], ys[-1], 400)
    if not smooth:
        return dense, np.interp(dense, ys, radii)
    return dense, _monotone(dense, ys, radii)


def _monotone(at: NDArray[np.float64], xs: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """A curve through the points without overshoot (Fritsch and Carlson 1980)."""
    gaps = np.diff(xs)
    slopes = np.diff(values) / gaps
    tangents = np.concatenate([slopes[:1], (slopes[:-1] + slopes[1:]) / 2, slopes[-1:]])
    turning = np.concatenate([[False], slopes[:-1] * slopes[1:] <= 0, [False]])
    tangents[turning] = 0
    for index, slope in enumerate(slopes):
        size = np.hypot(tangents[index], tangents[index + 1])
        if size > 3 * abs(slope):
            tangents[index : index + 2] *= 3 * abs(slope) / max(size, 1e-9)
    place = np.clip(np.searchsorted(xs, at) - 1, 0, len(gaps) - 1)
    t = (at - xs[place]) / gaps[place]
    left, right = values[place], values[place + 1]
    bend = gaps[place] * ((1 - t) * tangents[place] - t * tangents[place + 1])
    rise = right - left
    return np.asarray(left + rise * t * t * (3 - 2 * t) + t * (1 - t) * bend)


def _wrapped(
    colour: NDArray[np.float32], angle: Field, level: Field, label: Image.Image, at: tuple[float, float, float]
) -> NDArray[np.float32]:
    top, bottom, half_angle = at
    ink = np.asarray(label.convert("RGBA"), dtype=np.float32) / 255
    rows = ((level - top) / (bottom - top) * (ink.shape[0] - 1)).astype(np.int64)
    columns = ((angle / half_angle + 1) / 2 * (ink.shape[1] - 1)).astype(np.int64)
    inside = (rows >= 0) & (rows < ink.shape[0]) & (columns >= 0) & (columns < ink.shape[1])
    picked = ink[np.clip(rows, 0, ink.shape[0] - 1), np.clip(columns, 0, ink.shape[1] - 1)]
    share = picked[..., 3:] * inside[..., None]
    inked: NDArray[np.float32] = colour * (1 - share) + picked[..., :3] ** 2.2 * share
    return inked


def _normals(surface: Field) -> Normals:
    down, across = np.gradient(surface)
    return _unit(-across, -down, np.ones_like(surface))


def _unit(x: Field, y: Field, z: Field) -> Normals:
    length = np.sqrt(x * x + y * y + z * z)
    return Normals(x / length, y / length, z / length)


def _smooth(value: Field, low: float, high: float) -> Field:
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def _studio(normals: Normals) -> Field:
    """What a mirror would see: a tall softbox on the left, a strip on the right, a pale floor."""
    x = 2 * normals.z * normals.x
    y = 2 * normals.z * normals.y
    left = _smooth(x, -0.97, -0.70) * (1 - _smooth(x, -0.52, -0.22)) * (1 - _smooth(y, 0.30, 0.62))
    right = _smooth(x, 0.62, 0.80) * (1 - _smooth(x, 0.82, 0.97)) * (1 - _smooth(y, 0.35, 0.65)) * 0.35
    top = (1 - _smooth(y, -0.85, -0.5)) * 0.5
    floor = _smooth(y, 0.55, 0.95) * 0.25
    seen: Field = left + right + top + floor
    return seen


def _lit(normals: Normals, colour: NDArray[np.float32], material: Material) -> NDArray[np.float32]:
    toward = normals.x * KEY_LIGHT[0] + normals.y * KEY_LIGHT[1] + normals.z * KEY_LIGHT[2]
    # The key light wraps a little round edges, as a large softbox does; a flat surface keeps its own colour.
    wrapped = np.clip((toward + 0.25) / 1.25, 0, None)
    front = (KEY_LIGHT[2] + 0.25) / 1.25
    sky = 0.24 - 0.10 * normals.y + 0.06 * normals.z
    light = (wrapped * 0.80 / front + sky) / (0.80 + 0.30)
    fresnel = (1 - np.clip(normals.z, 0, 1)) ** 4
    studio = _studio(normals)
    half = np.clip(normals.x * HALF_WAY[0] + normals.y * HALF_WAY[1] + normals.z * HALF_WAY[2], 0, 1)
    shine = material.gloss * (
        0.55 * half**material.sharpness + (0.30 + 0.7 * fresnel) * studio * min(1.0, material.gloss * 1.6)
    )
    lit = colour * light[..., None]
    if material.metal:
        mirrored = colour * (0.30 + 0.85 * studio + 0.35 * np.clip(0.2 - normals.y, 0, 1) + 0.25 * half**4)[..., None]
        lit = lit * (1 - material.metal) + mirrored * material.metal
    if material.fuzz:
        lit = lit + (colour * 0.6 + 0.04) * (material.fuzz * (1 - np.clip(normals.z, 0, 1)) ** 2)[..., None]
    return (lit + shine[..., None] * 0.9).astype(np.float32)


def _opacity(normals: Normals, material: Material) -> Field:
    if material.opacity >= 1:
        return np.ones_like(normals.z)
    edge = (1 - np.clip(normals.z, 0, 1)) ** 1.5
    shine = _studio(normals) * material.gloss * 0.5
    return np.clip(material.opacity + (1 - material.opacity) * 0.75 * edge + shine, 0, 1)


def _backdrop(colour: Rgb, ground: float | None) -> NDArray[np.float32]:
    axis = ((np.arange(FINISHED_PIXELS) + 0.5) / SHOWN_UNIT).astype(np.float32)
    x, y = np.meshgrid(axis, axis)
    light = 1.06 - 0.0016 * np.hypot(x - 38, y - 34)
    if ground is not None:
        # The paper bends from wall to floor: a slow change, not a horizon.
        floor = _smooth(y, ground - 26, ground + 4)
        light = light - 0.035 * floor + 0.03 * _smooth(y, ground, 100)
    return (colour * light[..., None]).astype(np.float32)


def _toned(scene: NDArray[np.float32]) -> NDArray[np.float32]:
    """Leaves everything below 0.7 alone and rolls brighter light off softly instead of clipping it."""
    knee = 0.72
    over = np.clip(scene - knee, 0, None)
    return np.where(scene > knee, knee + (1 - knee) * (1 - np.exp(-over / (1 - knee))), scene).astype(np.float32)


def _dashes(points: Points, dash: tuple[float, float]) -> list[Points]:
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    along = np.concatenate([[0], np.cumsum(steps)])
    pieces = []
    for start in np.arange(0, along[-1], sum(dash)):
        stops = np.linspace(start, min(start + dash[0], along[-1]), 4)
        pieces.append(np.column_stack([np.interp(stops, along, points[:, axis]) for axis in (0, 1)]))
    return pieces
