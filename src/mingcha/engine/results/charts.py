"""Charts as inline SVG, drawn here so that the report needs no script. Every chart stands beside its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

from markupsafe import Markup, escape

#: Width in user units of the two drawings of a column chart: one for a desk and paper, one for a phone.
WIDE, NARROW = 960, 340
_HEIGHT, _LEFT, _TOP, _BOTTOM = 240, 44, 18, 26
_LABEL_ROOM = {WIDE: 58, NARROW: 46}


@dataclass(frozen=True)
class Part:
    """A part of a bar or column: its CSS class and its size."""

    look: str
    value: float


@dataclass(frozen=True)
class Point:
    """One column of a chart: the label below it and its parts from the bottom."""

    label: str
    parts: tuple[Part, ...]

    @property
    def total(self) -> float:
        """Height of the whole column."""
        return sum(part.value for part in self.parts)


def bar(parts: Sequence[Part], whole: float, said: str = "") -> Markup:
    """A horizontal stacked bar that fills `sum / whole` of its cell. `said` is for screen readers."""
    drawn, x = [], 0.0
    for part in parts:
        wide = 100 * part.value / whole if whole else 0.0
        if wide > 0:
            drawn.append(f'<rect class="{part.look}" x="{x:.2f}%" width="{wide:.2f}%" height="100%"/>')
            x += wide
    label = f'role="img" aria-label="{escape(said)}"' if said else 'aria-hidden="true"'
    # Every part was made here from numbers and our own class names; the one text is escaped above.
    return Markup(f'<svg class="bar" {label}>{"".join(drawn)}</svg>')


def columns(points: Sequence[Point], width: int, said: str) -> Markup:
    """A chart of stacked columns, `width` user units wide, with a scale of round numbers."""
    top = ceiling(max((point.total for point in points), default=0.0))
    body = [*_scale(top, width)]
    step = (width - _LEFT - 8) / max(1, len(points))
    every = max(1, -(-_LABEL_ROOM.get(width, 58) // max(1, int(step))))
    for i, point in enumerate(points):
        body += _column(point, _LEFT + i * step, step, top, labelled=i % every == 0)
    frame = f'viewBox="0 0 {width} {_HEIGHT}" role="img" aria-label="{escape(said)}"'
    return Markup(f'<svg class="columns" {frame}>{"".join(body)}</svg>')


def ceiling(value: float) -> float:
    """The next round number that is easy to divide by four: 4, 8, 12, 20, 40, 60, 80, 100, 120, …"""
    if value <= 4:
        return 4.0
    power = 10.0 ** int(log10(value))
    steps = (1.2, 1.6, 2, 3, 4, 6, 8, 10, 12)
    return float(next(step * power for step in steps if step * power >= value and (step * power) % 4 == 0))


def _column(point: Point, x: float, step: float, top: float, *, labelled: bool) -> list[str]:
    wide, y = max(1.5, min(step * 0.72, 40)), float(_HEIGHT - _BOTTOM)
    left = x + (step - wide) / 2
    drawn = []
    for part in point.parts:
        tall = (_HEIGHT - _BOTTOM - _TOP) * part.value / top
        y -= tall
        if tall > 0:
            drawn.append(
                f'<rect class="{part.look}" x="{left:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}"/>'
            )
    middle = x + step / 2
    if point.total and step >= 22:
        drawn.append(
            f'<text class="value" x="{middle:.1f}" y="{y - 4:.1f}" text-anchor="middle">{point.total:,.0f}</text>'
        )
    if labelled:
        low = _HEIGHT - 8
        drawn.append(f'<text x="{middle:.1f}" y="{low}" text-anchor="middle">{escape(point.label)}</text>')
    return drawn


def _scale(top: float, width: int) -> list[str]:
    drawn = []
    for quarter in range(5):
        y = _HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * quarter / 4
        look = "base" if quarter == 0 else "grid"
        drawn.append(f'<line class="{look}" x1="{_LEFT}" x2="{width - 8}" y1="{y:.1f}" y2="{y:.1f}"/>')
        drawn.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{top * quarter / 4:,.0f}</text>')
    return drawn
