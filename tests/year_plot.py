"""A simulated year as a picture: pain, what was planned, what was proposed and what was practised, day by day.

`PYTHONPATH=.:tests python -m tests.year_plot FOLDER` writes an SVG and a PNG of every kind of patient into FOLDER.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from patients import KINDS, Patient, year_of

from posecheck.coach.plan import Plan, Verdict
from posecheck.coach.proposals import Proposal

WIDTH, HEIGHT, LEFT, RIGHT = 1200, 430, 96, 20
PAIN_TOP, PAIN_BOTTOM, DAY_Y, REPS_TOP, REPS_BOTTOM, PROPOSAL_Y = 60, 180, 200, 240, 330, 360
COLOURS = {Verdict.GO: "#2e9e6b", Verdict.GENTLE: "#d9a021", Verdict.REST: "#c0562b", Verdict.LOCKED: "#7a1f1f"}
MARKS = {
    "progress": ("▲", "#2e9e6b"),
    "regress": ("▼", "#c0562b"),
    "replace": ("⇄", "#3b6fb5"),
    "drop": ("✕", "#7a1f1f"),
}
STYLE = "text { font: 14px sans-serif; fill: #222 } .quiet { fill: #777 } .title { font-size: 20px; font-weight: 600 }"


@dataclass(frozen=True)
class Lived:
    """One day: what hurt most, what was planned and proposed, whether it was practised."""

    pain: int | None
    plan: Plan
    proposal: Proposal | None
    practised: bool

    @property
    def reps(self) -> int:
        """Repetitions that the plan asked for."""
        return sum(step.reps or 1 for step in self.plan.steps)


def lived(patient: Patient, plan: Plan, proposal: Proposal | None) -> Lived:
    """The day that the patient has just lived."""
    said = [note.level for note in patient.record.pains if note.day == plan.day]
    practised = any(sitting.day == plan.day for sitting in patient.record.sittings)
    return Lived(max(said, default=None), plan, proposal, practised)


def year_svg(title: str, days: Sequence[Lived]) -> str:
    """The picture of a year."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">',
        f'<style>{STYLE}</style><rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text class="title" x="{LEFT}" y="34">{escape(title)}</text>',
        *_axis("pain", PAIN_TOP, PAIN_BOTTOM, (0, 5, 10), 10),
        *(_dot(i, day, len(days)) for i, day in enumerate(days) if day.pain is not None),
        f'<text x="8" y="{DAY_Y + 12}">plan</text>',
        *(_day(i, day, len(days)) for i, day in enumerate(days)),
        *_reps(days),
        f'<text x="8" y="{PROPOSAL_Y + 6}">proposed</text>',
        *(_mark(i, day, len(days)) for i, day in enumerate(days) if day.proposal is not None),
        *_legend(),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _x(number: int, count: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * number / count


def _axis(name: str, top: int, bottom: int, values: Sequence[int], most: int) -> list[str]:
    lines = [f'<text x="8" y="{(top + bottom) // 2 + 5}">{name}</text>']
    for value in values:
        y = bottom - (bottom - top) * value / most
        lines.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        lines.append(f'<text class="quiet" x="{LEFT - 8}" y="{y + 5:.1f}" text-anchor="end">{value}</text>')
    return lines


def _dot(number: int, day: Lived, count: int) -> str:
    y = PAIN_BOTTOM - (PAIN_BOTTOM - PAIN_TOP) * (day.pain or 0) / 10
    return f'<circle cx="{_x(number, count) + 1.5:.1f}" cy="{y:.1f}" r="2" fill="#444"/>'


def _day(number: int, day: Lived, count: int) -> str:
    """Full height where it was practised, half where it wasn't."""
    height = 16 if day.practised else 6
    width = (WIDTH - LEFT - RIGHT) / count
    where = f'x="{_x(number, count):.2f}" y="{DAY_Y + 16 - height}" width="{width:.2f}" height="{height}"'
    tip = f"{day.plan.day}: {' '.join(day.plan.sentences)}"
    return f'<rect class="day" {where} fill="{COLOURS[day.plan.verdict]}"><title>{escape(tip)}</title></rect>'


def _reps(days: Sequence[Lived]) -> list[str]:
    most = max((day.reps for day in days), default=1) or 1
    rounded = -(-most // 50) * 50
    points = " ".join(
        f"{_x(i, len(days)):.1f},{REPS_BOTTOM - (REPS_BOTTOM - REPS_TOP) * day.reps / rounded:.1f}"
        for i, day in enumerate(days)
    )
    line = f'<polyline points="{points}" fill="none" stroke="#3b6fb5" stroke-width="1.5"/>'
    return [*_axis("repetitions", REPS_TOP, REPS_BOTTOM, (0, rounded), rounded), line]


def _mark(number: int, day: Lived, count: int) -> str:
    assert day.proposal is not None
    sign, colour = MARKS[day.proposal.kind]
    tip = f"<title>{escape(f'{day.plan.day}: {day.proposal.reason}')}</title>"
    where = f'x="{_x(number, count):.1f}" y="{PROPOSAL_Y + 6}" text-anchor="middle"'
    return f'<text class="proposal" {where} style="fill: {colour}; font-size: 18px">{sign}{tip}</text>'


def _legend() -> list[str]:
    x, parts = LEFT, []
    for verdict, colour in COLOURS.items():
        parts.append(f'<rect x="{x}" y="{HEIGHT - 30}" width="16" height="16" fill="{colour}"/>')
        parts.append(f'<text x="{x + 22}" y="{HEIGHT - 17}">{verdict.value}</text>')
        x += 110
    for kind, (sign, colour) in MARKS.items():
        parts.append(f'<text x="{x}" y="{HEIGHT - 16}" style="fill: {colour}; font-size: 18px">{sign}</text>')
        parts.append(f'<text x="{x + 22}" y="{HEIGHT - 17}">{kind}</text>')
        x += 110
    parts.append(f'<text class="quiet" x="{x}" y="{HEIGHT - 17}">low bars: not practised</text>')
    return parts


def main(folder: Path) -> None:
    """Write every year as SVG and PNG."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PyQt6.QtGui import QGuiApplication, QImage, QPainter
    from PyQt6.QtSvg import QSvgRenderer

    app = QGuiApplication([])
    for kind in KINDS:
        svg = year_svg(f"A year: {kind}", [lived(*day) for day in year_of(kind)])
        (folder / f"year_{kind}.svg").write_text(svg, encoding="utf-8")
        picture = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
        painter = QPainter(picture)
        QSvgRenderer(svg.encode()).render(painter)
        painter.end()
        picture.save(str(folder / f"year_{kind}.png"))
    app.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
