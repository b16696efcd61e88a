"""Outlines in a frame of 100 x 100 units, written as SVG path data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: [points, 2] x and y in units, y down.
Points = NDArray[Any]
STEPS = 24


def path(data: str) -> Points:
    """The points of one sub-path made of M, L, H, V, C, Q and Z (absolute coordinates)."""
    tokens = re.findall(r"[MLHVCQZ]|-?[\d.]+", data)
    points: list[tuple[float, float]] = []
    command, position = "", 0
    while position < len(tokens):
        if tokens[position].isalpha():
            command = tokens[position]
            position += 1
            if command == "Z":
                continue
        count = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4}[command]
        numbers = [float(token) for token in tokens[position : position + count]]
        position += count
        points.extend(_segment(command, numbers, points[-1] if points else (0.0, 0.0)))
    return np.array(points)


def _segment(command: str, numbers: list[float], start: tuple[float, float]) -> list[tuple[float, float]]:
    if command == "H":
        return [(numbers[0], start[1])]
    if command == "V":
        return [(start[0], numbers[0])]
    if command in "ML":
        return [(numbers[0], numbers[1])]
    corners = np.array([start, *zip(numbers[::2], numbers[1::2], strict=True)])
    return [(float(x), float(y)) for x, y in _bezier(corners)[1:]]


def _bezier(control: Points) -> Points:
    corners = list(control)
    t = np.linspace(0, 1, STEPS)[:, None]
    while len(corners) > 1:
        corners = [a * (1 - t) + b * t for a, b in pairwise(corners)]
    return np.asarray(corners[0])


def flipped(points: Points, axis: float = 50.0) -> Points:
    """Mirrored left to right about x = `axis`."""
    return np.column_stack([2 * axis - points[:, 0], points[:, 1]])


def symmetric(data: str, axis: float = 50.0) -> Points:
    """A closed outline from its right half, given from top to bottom."""
    half = path(data)
    return np.concatenate([half, flipped(half, axis)[::-1]])


def ellipse(x: float, y: float, rx: float, ry: float | None = None) -> Points:
    angle = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    return np.column_stack([x + rx * np.cos(angle), y + (rx if ry is None else ry) * np.sin(angle)])


def box(left: float, top: float, right: float, bottom: float, radius: float = 0.0) -> Points:
    """A rectangle with rounded corners."""
    if radius <= 0:
        return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], dtype=np.float64)
    quarter = np.linspace(0, np.pi / 2, 10)
    corners = []
    for x, y, turn in (
        (right - radius, top + radius, -np.pi / 2),
        (right - radius, bottom - radius, 0.0),
        (left + radius, bottom - radius, np.pi / 2),
        (left + radius, top + radius, np.pi),
    ):
        corners.append(np.column_stack([x + radius * np.cos(quarter + turn), y + radius * np.sin(quarter + turn)]))
    return np.concatenate(corners)


def tube(line: Points, width: float | Sequence[float]) -> Points:
    """The outline of a stroke along `line`; a sequence tapers the width from start to end."""
    steps = np.gradient(line, axis=0)
    normals = np.column_stack([-steps[:, 1], steps[:, 0]])
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
    widths = np.asarray(width if isinstance(width, Sequence) else [width, width], dtype=np.float64)
    half = np.interp(np.linspace(0, 1, len(line)), np.linspace(0, 1, len(widths)), widths)[:, None] / 2
    return np.concatenate([line + normals * half, (line - normals * half)[::-1]])


def moved(points: Points, dx: float = 0.0, dy: float = 0.0) -> Points:
    return np.asarray(points + np.array([dx, dy]))


def scaled(points: Points, factor: float, around: tuple[float, float] = (50.0, 50.0)) -> Points:
    return np.asarray((points - around) * factor + around)


def turned(points: Points, degrees: float, around: tuple[float, float] = (50.0, 50.0)) -> Points:
    """Turned clockwise, as seen."""
    angle = np.radians(degrees)
    matrix = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return np.asarray((points - around) @ matrix + around)
