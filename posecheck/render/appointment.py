"""One page for the appointment: pain, practice and movement of the last weeks, as HTML that any browser can print."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from html import escape

from posecheck.coach import progress
from posecheck.coach import safety_words as words
from posecheck.coach.progress import Point
from posecheck.coach.record import Bout, Record
from posecheck.coach.safety import urgency_of

Names = Callable[[str], str]
WEEKS = 12
CHART_PX = (640, 150)
STYLE = """
@page { size: A4; margin: 14mm }
body { font: 14px/1.4 sans-serif; color: #111; max-width: 720px; margin: 24px auto }
h1 { font-size: 22px; margin: 0 } h2 { font-size: 16px; margin: 18px 0 6px }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: 3px 8px; border-bottom: 1px solid #ccc }
td.n, th.n { text-align: right } p.note { color: #555; font-size: 12px } svg { width: 100%; height: auto }
"""


def appointment_page(record: Record, person: str, today: date, names: Names) -> str:
    """The page as a whole HTML document without anything to be loaded."""
    first = today - timedelta(weeks=WEEKS) + timedelta(days=1)
    parts = [
        f"<h1>{escape(person)}</h1><p>{first:%d %B %Y} to {today:%d %B %Y}</p>",
        _summary(record, first, today),
        "<h2>Pain before sessions, 0 to 10</h2>" + _pain_chart(record, first, today),
        "<h2>Exercises</h2>" + _exercises(record, names),
        _listed("Safety questions", _screens(record)),
        _listed("Changes of the plan", (f"{c.day}: {c.reason} ({c.decision})" for c in record.changes)),
        f'<p class="note">{escape(NOTE)}</p>',
    ]
    title = escape(f"{person}, {today}")
    head = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>'
    return f"{head}</head><body>{''.join(parts)}</body></html>\n"


NOTE = (
    "Measured by one camera with posecheck, which is no medical device. Ranges are the largest less the smallest angle "
    "of a repetition; ± is the typical error of one camera. A difference within it means nothing."
)


def _summary(record: Record, first: date, today: date) -> str:
    days = {s.day for s in record.sittings if s.reps and first <= s.day <= today}
    share = progress.good_share(record.sittings)
    clean = "" if math.isnan(share) else f", {share:.0%} of repetitions clean"
    practised = words.PRACTISED.format(days=len(days), of=(today - first).days + 1)
    said = progress.pain_change(record, today, (today - first).days + 1)
    return f"<p>Practised on {practised}{clean}. {escape(said)}</p>"


def _pain_chart(record: Record, first: date, today: date) -> str:
    width, height = CHART_PX
    levels: dict[date, int] = {}
    for note in record.pains:
        if note.moment == "before" and first <= note.day <= today:
            levels[note.day] = max(note.level, levels.get(note.day, 0))
    if not levels:
        return "<p>Not noted.</p>"
    span = max(1, (today - first).days)
    found = progress.condensed([Point(day, float(level), 0.0, 0) for day, level in sorted(levels.items())])
    places = [
        (24 + (width - 32) * (p.day - first).days / span, height - 8 - (height - 16) * p.value / 10) for p in found
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in places)
    rules = "".join(_rule(level, width, height - 8 - (height - 16) * level / 10) for level in (0, 5, 10))
    return (
        f'<svg viewBox="0 0 {width} {height}">{rules}<polyline points="{line}" fill="none" stroke="#111"/>{dots}</svg>'
    )


def _rule(level: int, width: int, y: float) -> str:
    line = f'<line x1="24" x2="{width - 8}" y1="{y}" y2="{y}" stroke="#bbb"/>'
    return f'{line}<text x="2" y="{y + 4}" font-size="12">{level}</text>'


def _exercises(record: Record, names: Names) -> str:
    rows = []
    for exercise, side in record.exercises():
        bouts = [b for s in record.sittings for b in s.bouts if (b.exercise, b.side) == (exercise, side)]
        rows.append(_row(names(exercise), words.SIDE_NAMES.get(side, side), bouts))
    heads = "".join(f'<th class="n">{head}</th>' for head in ("repetitions", "clean", "hold, s", "range"))
    return f"<table><tr><th>exercise</th><th>side</th>{heads}</tr>{''.join(rows)}</table>"


def _row(name: str, side: str, bouts: list[Bout]) -> str:
    reps = sum(b.reps for b in bouts)
    clean = sum(b.good for b in bouts) / reps
    hold_s = sum(b.hold_s * b.reps for b in bouts) / reps
    ranged = [b for b in bouts if not math.isnan(b.range)]
    span = ""
    if ranged:
        mean, error = (sum(getattr(b, key) for b in ranged) / len(ranged) for key in ("range", "range_error"))
        span = f"{mean:.0f} ± {error:.0f} {ranged[0].unit}"
    cells = "".join(f'<td class="n">{escape(text)}</td>' for text in (str(reps), f"{clean:.0%}", f"{hold_s:.1f}", span))
    return f"<tr><td>{escape(name)}</td><td>{escape(side)}</td>{cells}</tr>"


def _screens(record: Record) -> Iterable[str]:
    for screen in record.screens:
        if screen.yes:
            asked = " ".join(words.QUESTIONS.get(item, item) for item in sorted(screen.yes))
            yield f"{screen.day}: yes to: {asked} {urgency_of(screen.yes).say}"
    for clearance in record.clearances:
        yield f"{clearance.day}: {words.CLEARED}, {clearance.cleared_on}"


def _listed(title: str, lines: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<h2>{title}</h2><ul>{items}</ul>" if items else ""
