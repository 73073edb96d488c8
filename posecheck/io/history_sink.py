"""A running session into the history, as it happens: judged frames in, entries out, nobody waits."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta

from posecheck.coach.output import Cue, FrameOutput, PainHeard
from posecheck.exercise.result import Attempt, Event, Rep
from posecheck.exercise.spec import ExerciseSpec
from posecheck.io.history_entries import Entry, new_uid, pain_entry, person_now, plain, stamp, utc_text
from posecheck.io.history_writer import HistoryWriter
from posecheck.pose.frame import Frame
from posecheck.pose.measures import MEASURES

BEGINS = frozenset(("in_position", "rep", "attempt", "hold_start"))
"""Until one of these happens nobody has exercised, and the history knows of no session."""
MIN_HOLD_S = 0.5
"""A shorter stay is the target zone's edge being crossed; the engine takes as long for a hold that counts."""


class SessionSink:
    """A sink for a whole session; `exercise` and `next_set` say what the following frames belong to.

    Everything goes to the writer at once, in the order in which it happened. The writer is not closed with the sink.
    """

    def __init__(
        self, writer: HistoryWriter, person_uid: str, *, routine: str = "", source: str = "",
        now: datetime | None = None,
    ) -> None:  # fmt: skip
        """source: names of the clips that play as the camera; "" for somebody in front of one."""
        self.uid, self._person = new_uid(), person_uid
        self._writer, self._began, self._early = writer, False, list[Entry]()
        self._exercise_number = self._set_number = 0
        self._measure, self._t_s = "", 0.0
        self._first_s: float | None = None
        self._counts: dict[str, int] = {}
        self._hold_since_s: float | None = None
        self._hold_reached = False
        self._sha256: Mapping[str, str] | None = None
        self._profiles: Mapping[str, str] = {}
        self._place = ("", -1)
        now = now or person_now()
        self._started, self._since_s = now, time.monotonic()
        offset = now.utcoffset()
        values = {
            "uid": self.uid, "day": stamp(now)["day"], "started_at": utc_text(now), "routine": routine,
            "utc_offset_min": round(offset.total_seconds() / 60) if offset else 0, "recording": "",
            "source": source,
        }  # fmt: skip
        self._put(Entry("session", (person_uid,), values))

    def on_trouble(self, tell: Callable[[str], None]) -> None:
        """Have a sentence told when the session can't be saved for now, and when it can again."""
        self._writer.listen(lambda words, _why: tell(words))

    @property
    def began(self) -> bool:
        """Whether anybody has exercised yet."""
        return self._began

    def exercise(self, spec: ExerciseSpec, *, spec_sha256: str = "", profile: str = "") -> None:
        """What follows is another exercise."""
        self._end_hold(self._t_s)
        self._exercise_number, self._set_number = self._exercise_number + 1, 0
        self._measure = spec.signal.measure
        values = {
            "number": self._exercise_number, "exercise": spec.id, "spec_sha256": spec_sha256, "profile": profile,
            "unit": MEASURES[self._measure].unit,
        }  # fmt: skip
        self._put(Entry("exercise", (self.uid,), values))

    def next_set(self, *, side: str = "both", reps: int | None = None, hold_s: float | None = None) -> None:
        """What follows is the next set of the exercise, on this side, with this much asked for."""
        self._end_hold(self._t_s)
        self._set_number, self._counts = self._set_number + 1, {}
        values = {
            "number": self._set_number, "side": side, "start_s": plain(self._t_s), "target_reps": reps,
            "target_hold_s": hold_s,
        }  # fmt: skip
        self._put(Entry("exercise_set", (self.uid, self._exercise_number), values))

    def follow(self, sha256: Mapping[str, str], profiles: Mapping[str, str] | None = None) -> None:
        """Let the frames say which exercise and set they belong to.

        sha256: of each exercise's file, profiles: name of the profile laid over it, both by the exercise's id.
        """
        self._sha256, self._profiles = sha256, profiles or {}

    def _follow(self, output: FrameOutput) -> None:
        shown = output.session
        place = (output.spec.id, shown.block if shown else 0)
        if self._sha256 is None or place == self._place:
            return
        if place[0] != self._place[0]:
            profile = self._profiles.get(place[0], "")
            self.exercise(output.spec, spec_sha256=self._sha256.get(place[0], ""), profile=profile)
        dose, self._place = output.spec.dose, place
        target = shown.target if shown else round(dose.reps.value)
        self.next_set(reps=target, hold_s=dose.hold_s.value if dose.hold_s else None)

    def recorded(self, path: str) -> None:
        """The session is being recorded into this file."""
        self._put(Entry("session_end", (self.uid,), {"recording": path}))

    def take(self, frame: Frame, output: FrameOutput) -> None:
        """Hear of a judged frame."""
        del frame
        self._t_s = output.t_s
        self._first_s = output.t_s if self._first_s is None else self._first_s
        self._follow(output)
        for event in output.result.events if output.session is None or output.session.counts else ():
            self.write(event)
        for cue in output.cues:
            self._cue(cue)
        for pain in output.pains:
            self.hear(pain)

    def write(self, event: Event) -> None:
        """Keep one event, be it of a frame or of the session's end."""
        if event.kind in BEGINS and not self._began:
            self._begin()
        if event.rep is not None:
            self._rep(event.rep)
        elif event.attempt is not None:
            self._attempt(event.attempt)
        elif event.kind == "hold_start":
            self._hold_since_s, self._hold_reached = event.t_s, False
        elif event.kind == "hold_reached":
            self._hold_reached = True
        elif event.kind in ("hold_end", "out_of_position"):
            self._end_hold(event.t_s)

    def close(self) -> None:
        """The session is over."""
        self._end_hold(self._t_s)
        if self._began:
            length_s = plain(self._t_s - (self._first_s or 0.0))
            # a clock that was set meanwhile would let it end before it began, or a day later
            ended = self._started + timedelta(seconds=time.monotonic() - self._since_s)
            values = {"ended_at": utc_text(ended), "length_s": length_s}
            self._put(Entry("session_end", (self.uid,), values))

    def _begin(self) -> None:
        self._began = True
        for entry in self._early:
            self._writer.put(entry)
        self._early = []

    def _put(self, entry: Entry) -> None:
        if self._began:
            self._writer.put(entry)
        else:
            self._early.append(entry)

    def _in_set(self, table: str, values: Mapping[str, object], count: str) -> None:
        """Number the entry within its set and its kind, by which it is known however often it is written."""
        self._counts[count] = self._counts.get(count, 0) + 1
        parent = (self.uid, self._exercise_number, self._set_number)
        self._put(Entry(table, parent, {"number": self._counts[count], **plain(values)}))

    def _rep(self, rep: Rep) -> None:
        values = {
            "kind": "rep", "side": rep.side, "good": rep.good, "judged": rep.judged, "start_s": rep.start_s,
            "top_start_s": rep.top_start_s, "top_end_s": rep.top_end_s, "end_s": rep.end_s, "hold_s": rep.hold_s,
            "faults": rep.faults, "borderline": rep.borderline, **self._measured(rep),
        }  # fmt: skip
        self._in_set("repetition", values, "rep")

    def _attempt(self, attempt: Attempt) -> None:
        values = {
            "kind": "attempt", "side": attempt.side, "start_s": attempt.start_s, "end_s": attempt.end_s,
            "reason": attempt.reason, **self._measured(attempt),
        }  # fmt: skip
        self._in_set("repetition", values, "attempt")

    def _measured(self, done: Rep | Attempt) -> dict[str, object]:
        measures = {name: asdict(values) for name, values in done.measures.items()}
        counted = done.measures.get(self._measure)
        span = {"range": counted.max - counted.min, "range_error": counted.error} if counted else {}
        return {"measures": measures, **span}

    def _cue(self, cue: Cue) -> None:
        self._in_set("cue", {"t_s": cue.t_s, "cue": cue.id, "text": cue.text, "priority": int(cue.priority)}, "cue")

    def hear(self, pain: PainHeard) -> None:
        """Keep what was said of pain, even where nobody has exercised yet: then it is the day's, and no session's."""
        session = self.uid if self._began else ""
        entry = pain_entry(
            self._person, pain.level, "during", place=pain.place, exercise=pain.exercise, session=session
        )
        self._writer.put(entry)

    def _end_hold(self, t_s: float) -> None:
        since_s, self._hold_since_s = self._hold_since_s, None
        if since_s is not None and t_s - since_s >= MIN_HOLD_S:
            self._in_set("hold", {"start_s": since_s, "end_s": t_s, "reached": self._hold_reached}, "hold")
