"""One page for the appointment: pain, practice and movement of the last weeks, as HTML that any browser can print."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from html import escape

from posecheck.coach import progress, safety_words
from posecheck.coach import progress_words as words
from posecheck.coach.phrases import ENGLISH, Words
from posecheck.coach.progress import Point
from posecheck.coach.record import Bout, Record
from posecheck.coach.safety import urgency_of
from posecheck.coach.said import recalled

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


def appointment_page(record: Record, person: str, today: date, names: Names, say: Words = ENGLISH) -> str:
    """The page as a whole HTML document without anything to be loaded."""
    first = today - timedelta(weeks=WEEKS) + timedelta(days=1)
    span = say(words.PAGE_SPAN, first=words.dated(first, say), last=words.dated(today, say))
    parts = [
        f"<h1>{escape(person)}</h1><p>{escape(span)}</p>",
        _summary(record, first, today, say),
        f"<h2>{escape(say(words.PAGE_PAIN))}</h2>" + _pain_chart(record, first, today, say),
        f"<h2>{escape(say(words.PAGE_EXERCISES))}</h2>" + _exercises(record, names, say),
        _listed(say(words.PAGE_SCREENS), _screens(record, say)),
        _listed(say(words.PAGE_CHANGES), _changes(record, say)),
        f'<p class="note">{escape(say(words.PAGE_NOTE))}</p>',
    ]
    title = escape(f"{person}, {words.dated(today, say)}")
    head = f'<!doctype html><html lang="{say.language}"><head><meta charset="utf-8"><title>{title}</title>'
    return f"{head}<style>{STYLE}</style></head><body>{''.join(parts)}</body></html>\n"


def _summary(record: Record, first: date, today: date, say: Words) -> str:
    days = {s.day for s in record.sittings if s.reps and first <= s.day <= today}
    share, span = progress.good_share(record.sittings), (today - first).days + 1
    practised = say(words.PRACTISED, days=len(days), of=span)
    pain = say(progress.pain_change(record, today, span))
    sentence = words.PAGE_PRACTISED if math.isnan(share) else words.PAGE_PRACTISED_CLEAN
    return f"<p>{escape(say(sentence, practised=practised, clean=share, pain=pain))}</p>"


def _pain_chart(record: Record, first: date, today: date, say: Words) -> str:
    width, height = CHART_PX
    levels: dict[date, int] = {}
    for note in record.pains:
        if note.moment == "before" and first <= note.day <= today:
            levels[note.day] = max(note.level, levels.get(note.day, 0))
    if not levels:
        return f"<p>{escape(say(words.PAGE_NOT_NOTED))}</p>"
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


def _exercises(record: Record, names: Names, say: Words) -> str:
    rows = []
    for exercise, side in record.exercises():
        bouts = [b for s in record.sittings for b in s.bouts if (b.exercise, b.side) == (exercise, side)]
        rows.append(_row(names(exercise), say(words.SIDE_NAMES.get(side, side)), bouts, say))
    named, counted = words.PAGE_HEADS[:2], words.PAGE_HEADS[2:]
    heads = [f"<th>{escape(say(h))}</th>" for h in named] + [f'<th class="n">{escape(say(h))}</th>' for h in counted]
    return f"<table><tr>{''.join(heads)}</tr>{''.join(rows)}</table>"


def _row(name: str, side: str, bouts: list[Bout], say: Words) -> str:
    reps = sum(b.reps for b in bouts)
    judged = sum(b.judged for b in bouts)
    clean = say.number(sum(b.good for b in bouts) / judged, ".0%") if judged else ""
    hold_s = sum(b.hold_s * b.reps for b in bouts) / reps
    ranged = [b for b in bouts if not math.isnan(b.range)]
    span = ""
    if ranged:
        mean, error = (sum(getattr(b, key) for b in ranged) / len(ranged) for key in ("range", "range_error"))
        unit = say(words.UNITS.get(ranged[0].unit, ranged[0].unit))
        span = f"{say.number(mean, '.0f')} ± {say.number(error, '.0f')} {unit}"
    texts = (str(reps), clean, say.number(hold_s), span)
    cells = "".join(f'<td class="n">{escape(text)}</td>' for text in texts)
    return f"<tr><td>{escape(name)}</td><td>{escape(side)}</td>{cells}</tr>"


def _screens(record: Record, say: Words) -> Iterable[str]:
    for screen in record.screens:
        if screen.yes:
            asked = " ".join(say(safety_words.QUESTIONS.get(item, item)) for item in sorted(screen.yes))
            yield say(
                words.PAGE_YES,
                day=words.dated(screen.day, say),
                questions=asked,
                urgency=say(urgency_of(screen.yes).say),
            )
    for clearance in record.clearances:
        day, on = words.dated(clearance.day, say), words.dated(clearance.cleared_on, say)
        yield say(words.PAGE_CLEARED, day=day, cleared=say(safety_words.CLEARED), on=on)


def _changes(record: Record, say: Words) -> Iterable[str]:
    """What was decided about the plan. Reasons are kept in English, as sentences with their places filled."""
    templates = safety_words.asked_and_planned()
    for change in record.changes:
        reason, decision = say(recalled(change.reason, templates)), say(words.DECISIONS[change.decision])
        yield f"{words.dated(change.day, say)}: {reason} ({decision})"


def _listed(title: str, lines: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<h2>{escape(title)}</h2><ul>{items}</ul>" if items else ""
