"""Plots as inline SVG: a measure over time with its limits, and a timeline of what was found. Plain text out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from posecheck.pose.pose import Floats

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 900, 220, 56, 14, 14, 30
MOST_POINTS = 1200
"""More points than a plot has pixels only make the file larger: each step keeps its smallest and largest value."""
FILLS = {"good": "#d7f2e6", "faulty": "#fbdcdc", "attempt": "#fdf0cf", "unjudged": "#fdf0cf", "gap": "#e3e6ea"}
NICE = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Band:
    """A coloured, labelled stretch of time. kind: good, faulty, attempt or gap."""

    start_s: float
    end_s: float
    kind: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit on the measure, and how far beyond it a value may still be error (negative: below the limit)."""

    value: float
    label: str
    beyond: float = 0.0


@dataclass(frozen=True, slots=True)
class Axes:
    """From seconds and the measure's unit to places in the picture."""

    duration_s: float
    low: float
    high: float

    def x(self, t_s: float) -> float:
        """Pixels from the left."""
        return LEFT + (WIDTH - LEFT - RIGHT) * min(max(t_s / max(self.duration_s, 1e-9), 0.0), 1.0)

    def y(self, value: float) -> float:
        """Pixels from the top."""
        return TOP + (HEIGHT - TOP - BOTTOM) * (self.high - value) / max(self.high - self.low, 1e-9)


def measure_plot(
    name: str, t_s: Floats, curves: Mapping[str, Floats], bands: Sequence[Band], limits: Sequence[Limit], unit: str
) -> str:
    """SVG of a measure over time (T,); unknown values leave a hole. "" when nothing is known.

    curves: class of the line ("line", or "left" and "right" for either side) -> (T,).
    """
    known = np.concatenate([values[np.isfinite(values)] for values in curves.values()])
    if not len(known):
        return ""
    marks = [limit.value for limit in limits]
    low, high = min(float(known.min()), *marks, math.inf), max(float(known.max()), *marks, -math.inf)
    room = 0.06 * (high - low) or 1.0
    axes = Axes(float(t_s[-1]), low - room, high + room)
    parts = [_band(axes, band) for band in bands]
    parts += [_limit(axes, limit) for limit in limits]
    parts += [_grid(axes), *(f'<path class="{kind}" d="{_path(axes, t_s, v)}"/>' for kind, v in curves.items())]
    title = f"{name} ({unit})" if unit != "1" else name
    return _picture(title, HEIGHT, parts)


def timeline(duration_s: float, bands: Sequence[Band]) -> str:
    """SVG of everything that was found, as coloured and labelled stretches."""
    axes = Axes(duration_s, 0.0, 1.0)
    parts = []
    for band in bands:
        x, width = axes.x(band.start_s), max(axes.x(band.end_s) - axes.x(band.start_s), 2.0)
        parts.append(f'<rect x="{x:.1f}" y="8" width="{width:.1f}" height="30" fill="{FILLS[band.kind]}"/>')
        if band.label and width > 12:
            parts.append(f'<text x="{x + width / 2:.1f}" y="28" text-anchor="middle">{escape(band.label)}</text>')
    parts += [_tick(axes, t_s, 54) for t_s in ticks(0.0, duration_s, 10)]
    return _picture("What was found over time", 60, parts)


def ticks(low: float, high: float, most: int) -> list[float]:
    """Round numbers between two values."""
    span = max(high - low, 1e-9)
    scale = 10.0 ** math.floor(math.log10(span / most))
    step = next((scale * n for n in NICE if span / (scale * n) <= most), scale * 10)
    first = math.ceil(low / step - 1e-9)
    return [round(k * step, 9) for k in range(first, math.floor(high / step + 1e-9) + 1)]


def _picture(title: str, height: int, parts: Sequence[str]) -> str:
    words = escape(title)
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{words}" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{words}</title>{''.join(parts)}</svg>"
    )


def _band(axes: Axes, band: Band) -> str:
    x, width = axes.x(band.start_s), max(axes.x(band.end_s) - axes.x(band.start_s), 1.0)
    height = HEIGHT - TOP - BOTTOM
    return f'<rect x="{x:.1f}" y="{TOP}" width="{width:.1f}" height="{height}" fill="{FILLS[band.kind]}"/>'


def _limit(axes: Axes, limit: Limit) -> str:
    y, right = axes.y(limit.value), WIDTH - RIGHT
    top, bottom = sorted(min(max(axes.y(v), TOP), HEIGHT - BOTTOM) for v in (limit.value, limit.value + limit.beyond))
    area = f'<rect class="error" x="{LEFT}" y="{top:.1f}" width="{right - LEFT}" height="{bottom - top:.1f}"/>'
    line = f'<line class="limit" x1="{LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>'
    label = f'<text class="limit" x="{right - 4}" y="{y - 4:.1f}" text-anchor="end">{escape(limit.label)}</text>'
    return area + line + label


def _grid(axes: Axes) -> str:
    lines = [_tick(axes, t_s, HEIGHT - 10) for t_s in ticks(0.0, axes.duration_s, 10)]
    for value in ticks(axes.low, axes.high, 5):
        y = axes.y(value)
        lines.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        lines.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>')
    return "".join(lines)


def _tick(axes: Axes, t_s: float, y: int) -> str:
    return f'<text x="{axes.x(t_s):.1f}" y="{y}" text-anchor="middle">{t_s:g} s</text>'


def _path(axes: Axes, t_s: Floats, values: Floats) -> str:
    chosen = _thinned(values)
    out, pen_up = [], True
    for i in chosen:
        if not math.isfinite(values[i]):
            pen_up = True
            continue
        out.append(f"{'M' if pen_up else 'L'}{axes.x(float(t_s[i])):.1f} {axes.y(float(values[i])):.1f}")
        pen_up = False
    return "".join(out)


def _thinned(values: Floats) -> list[int]:
    """Indices of the samples to draw: all, or of each stretch the smallest, the largest and a hole if there is one."""
    if len(values) <= MOST_POINTS:
        return list(range(len(values)))
    chosen: set[int] = set()
    for piece in np.array_split(np.arange(len(values)), MOST_POINTS // 2):
        part = values[piece]
        holes = piece[~np.isfinite(part)]
        chosen |= set(holes[:1].tolist())
        if len(holes) < len(piece):
            chosen |= {int(piece[np.nanargmin(part)]), int(piece[np.nanargmax(part)])}
    return sorted(chosen)
