"""What was written is what is read, exported and, when it is deleted, gone."""

from __future__ import annotations

import csv
import json
import math
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from bodies import SIZE
from history_parts import BRIDGE, attempt, begun, practise, rep, told, unseen
from session_parts import PICTURE, Recorded, bridge_bodies

from posecheck.coach import progress
from posecheck.coach.record import Bout, PlanChange
from posecheck.errors import HistoryError
from posecheck.exercise.result import Event, Range
from posecheck.io.history import History
from posecheck.io.history_entries import change_entry, clearance_entry, pain_entry, screen_entry
from posecheck.io.history_sink import SessionSink
from posecheck.io.spec_files import find_spec
from posecheck.pose.frame import Frame
from posecheck.session.pipeline import Pipeline


@pytest.fixture
def history(history_path: Path) -> Iterator[History]:
    with History(history_path) as opened:
        yield opened


def test_a_judged_session_is_kept_repetition_by_repetition(history: History) -> None:
    me = history.person()
    pipeline, sink = Pipeline(BRIDGE), SessionSink(history.writer, me.uid)
    sink.exercise(BRIDGE, spec_sha256="abc")
    sink.next_set(reps=12, hold_s=10.0)
    bodies = bridge_bodies(2)
    network = Recorded(bodies)
    cues = []
    for i in range(len(bodies)):
        frame = Frame(i, i / 30, PICTURE)
        output = pipeline.step(frame, network.detect(frame))
        cues += output.cues
        sink.take(frame, output)
    for event in pipeline.finish():
        sink.write(event)
    sink.close()
    assert history.flush()
    (exercise,) = history.session(me.uid, 1)["exercises"]
    assert (exercise["exercise"], exercise["spec_sha256"], exercise["unit"]) == ("bridge", "abc", "deg")
    (one,) = exercise["sets"]
    assert (one["target_reps"], one["target_hold_s"]) == (12, 10.0)
    reps = pipeline.state.reps
    assert len(reps) == 2
    kept = [(r["side"], r["good"], r["start_s"], r["hold_s"], tuple(r["faults"])) for r in one["repetitions"]]
    assert kept == [(r.side, r.good, round(r.start_s, 4), round(r.hold_s, 4), r.faults) for r in reps]
    for row, done in zip(one["repetitions"], reps, strict=True):
        counted = done.measures[BRIDGE.signal.measure]
        assert row["range"] == pytest.approx(counted.max - counted.min, abs=1e-3)
        assert set(row["measures"]) == set(done.measures)
    assert len(one["holds"]) == 2
    assert [c["text"] for c in one["cues"]] == [c.text for c in cues]
    assert (PICTURE.shape[1], PICTURE.shape[0]) == SIZE


def test_the_record_adds_up_by_exercise_and_side(history: History) -> None:
    me = history.person()
    sink = practise(history.writer, 6)
    history.put(pain_entry(me.uid, 3, "after", place="left hip", session=sink.uid))
    history.put(screen_entry(me.uid, {"fever": True, "leg_pain": False}))
    history.put(clearance_entry(me.uid, date(2026, 3, 1), 1, "cleared"))
    history.put(change_entry(me.uid, PlanChange(date(2026, 3, 1), "drop", "it hurts", "declined", "bridge")))
    assert history.flush()
    record = history.record(me.uid)
    (sitting,) = record.sittings
    (bout,) = sitting.bouts
    assert (bout.exercise, bout.side, bout.reps, bout.good, bout.attempts) == ("bridge", "both", 6, 4, 1)
    assert (bout.hold_s, bout.range, bout.range_error, bout.unit) == (5.0, 50.0, 5.0, "deg")
    assert [(p.level, p.moment, p.place, p.session) for p in record.pains] == [(3, "after", "left hip", 1)]
    assert record.screens[0].yes == {"fever"}
    assert record.clearances[0].cleared_on == date(2026, 3, 1)
    assert [(c.kind, c.decision, c.exercise) for c in record.changes] == [("drop", "declined", "bridge")]
    assert history.record(me.uid, since=date(2999, 1, 1)).sittings == ()


SETS: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    ("bird_dog", (("left", "right", "left"), ("left", "attempt"))),
    ("bridge", (("both", "both"), ())),
    ("childs_pose", ((),)),
    ("bird_dog", (("right",),)),
)
"""Exercises in the order they were done, each with its sets, each with the sides of its repetitions."""


def test_a_repetition_that_could_not_be_judged_counts_neither_for_nor_against_anybody(
    history: History, tmp_path: Path
) -> None:
    me = history.person()
    sink = begun(history.writer)
    for event in (rep(1), rep(2, good=False), unseen(3)):
        sink.write(event)
    sink.close()
    assert history.flush()
    record = history.record(me.uid)
    (bout,) = record.sittings[0].bouts
    assert (bout.reps, bout.judged, bout.good) == (3, 2, 1)
    assert progress.good_share(record.sittings) == 0.5
    assert [point.value for point in progress.points(record, "good")] == [0.5]
    history.export(me.uid, csv=tmp_path / "all.csv")
    with (tmp_path / "all.csv").open(newline="") as file:
        assert [row["good"] for row in csv.DictReader(file)] == ["1", "0", ""]


def do_sets(history: History) -> None:
    """A session of SETS: the n-th repetition in all is held for n seconds and ranges over 10 n degrees."""
    sink, number = SessionSink(history.writer, "me"), 0
    for exercise, sets in SETS:
        sink.exercise(find_spec(exercise))
        for sides in sets:
            sink.next_set()
            sink.write(Event("in_position", 0.0))
            for side in sides:
                number += 1
                if side == "attempt":
                    sink.write(attempt(number))
                    continue
                measure = find_spec(exercise).signal.measure
                measures = {measure: Range(0.0, 10.0 * number, 0.0, 4.0 + number)}
                made = replace(rep(number).rep, side=side, hold_s=float(number), measures=measures)
                made = replace(made, good=number != 2, faults=("hips_low",) if number == 2 else ())
                sink.write(Event("rep", made.end_s, rep=made))
    sink.close()


def test_sets_of_an_exercise_add_up_side_by_side_in_the_order_they_were_done(history: History) -> None:
    history.person()
    do_sets(history)
    assert history.flush()
    (sitting,) = history.record("me").sittings
    left, right, both, none = sitting.bouts[0], sitting.bouts[1], sitting.bouts[3], sitting.bouts[4]
    assert left == Bout("bird_dog", "left", 3, 3, 0, (1 + 3 + 4) / 3, (10 + 30 + 40) / 3, 8.0, left.unit)
    assert right == Bout("bird_dog", "right", 2, 1, 0, (2 + 8) / 2, (20 + 80) / 2, 12.0, right.unit)
    assert (sitting.bouts[2].side, sitting.bouts[2].reps, sitting.bouts[2].attempts) == ("both", 0, 1)
    assert (both.exercise, both.reps, both.hold_s, both.range) == ("bridge", 2, 6.5, 65.0)
    assert (none.exercise, none.side, none.reps) == ("childs_pose", "both", 0)
    assert math.isnan(none.range)
    assert history.record("me").exercises() == [("bird_dog", "left"), ("bird_dog", "right"), ("bridge", "both")]


def test_pain_noted_before_a_session_belongs_to_the_one_that_follows(history: History) -> None:
    me = history.person()
    monday, tuesday = (datetime(2026, 3, day, 9, tzinfo=UTC) for day in (2, 3))
    for level, day, practises in ((1, monday, False), (2, tuesday, False), (3, tuesday, True), (4, tuesday, True)):
        history.put(pain_entry(me.uid, level, "before", now=day))
        if practises:
            practise(history.writer, 2, now=day)
    assert history.flush()
    noted = {note.level: note.session for note in history.record(me.uid).pains}
    assert noted == {1: None, 2: None, 3: 1, 4: 2}


def test_sessions_of_recorded_clips_are_kept_and_count_for_nothing_unless_asked(history: History) -> None:
    me = history.person()
    practise(history.writer, 2, now=datetime(2026, 3, 1, 9, tzinfo=UTC))
    practise(history.writer, 3, now=datetime(2026, 3, 2, 9, tzinfo=UTC), source="monday.mp4 tuesday.mp4")
    assert history.flush()
    assert told(history) == [2]
    assert history.days(me.uid) == [date(2026, 3, 1)]
    every = history.record(me.uid, clips=True)
    assert [(s.reps, s.source) for s in every.sittings] == [(2, ""), (3, "monday.mp4 tuesday.mp4")]
    assert history.session(me.uid, 2)["source"] == "monday.mp4 tuesday.mp4"


def test_recordings_are_known_by_person_and_only_where_there_are_any(history: History) -> None:
    me, anna = history.person(), history.add_person("Anna")
    for person, path in ((me, "/a.mkv"), (anna, "/b.mkv"), (me, "")):
        sink = begun(history.writer, person=person.uid)
        if path:
            sink.recorded(path)
        sink.close()
    assert history.flush()
    assert (history.recordings(me.uid), history.recordings(anna.uid)) == (["/a.mkv"], ["/b.mkv"])
    assert [s.recording for s in history.record(me.uid).sittings] == ["/a.mkv", ""]


def test_several_people_do_not_see_each_others_sessions(history: History) -> None:
    practise(history.writer, 2)
    assert history.flush()
    anna = history.add_person("  Anna  ")
    assert history.person().name == "Me"
    assert history.use_person("Anna").uid == history.person().uid == anna.uid
    practise(history.writer, 5)
    assert history.flush()
    assert [(p.name, p.sessions) for p in history.people()] == [("Me", 1), ("Anna", 1)]
    assert (told(history), told(history, "me")) == ([5], [2])
    with pytest.raises(HistoryError, match="no such session"):
        history.session(anna.uid, 1)


@pytest.mark.parametrize(
    ("name", "words"), [("Anna", "already a person of this name"), ("  ", "a person needs a name")]
)
def test_a_name_that_will_not_do_is_refused(history: History, name: str, words: str) -> None:
    history.add_person("Anna")
    with pytest.raises(HistoryError, match=words):
        history.add_person(name)


def test_an_unknown_person_is_asked_about(history: History) -> None:
    history.add_person("Anna")
    with pytest.raises(HistoryError, match=r"Ana.*did you mean Anna\?"):
        history.use_person("Ana")


def test_exports_hold_everything_and_can_be_opened_elsewhere(history: History, tmp_path: Path) -> None:
    me = history.person()
    for _ in range(2):
        sink = practise(history.writer, 3)
        history.put(pain_entry(me.uid, 2, "before", session=sink.uid))
    history.put(screen_entry(me.uid, {"fever": False}))
    assert history.flush()
    assert history.export(me.uid, csv=tmp_path / "h.csv", json=tmp_path / "h.json") == 2
    document = json.loads((tmp_path / "h.json").read_text())
    assert (document["schema"], document["person"], len(document["sessions"])) == ("posecheck.history/1", "Me", 2)
    assert document["screens"][0]["answers"] == {"fever": False}
    assert document["sessions"][1] == history.session(me.uid, 2)
    rows = list(csv.DictReader((tmp_path / "h.csv").read_text().splitlines()))
    assert len(rows) == 2 * (3 + 1)
    assert [r["good"] for r in rows[:4]] == ["1", "1", "0", ""]
    assert (rows[2]["faults"], rows[3]["reason"], rows[0]["pain_before"]) == ("hips_low too_fast", "hips_low", "2")
    assert math.isclose(float(rows[0]["range"]), 50.0)


def test_an_empty_history_exports_as_an_empty_one(history: History, tmp_path: Path) -> None:
    assert history.export(history.person().uid, csv=tmp_path / "h.csv", json=tmp_path / "h.json") == 0
    assert json.loads((tmp_path / "h.json").read_text())["sessions"] == []
    assert len((tmp_path / "h.csv").read_text().splitlines()) == 1


SECRET = "between the shoulder blades"


@pytest.mark.parametrize("how", ["session", "person", "everything"])
def test_what_is_deleted_is_in_no_file_any_more(history: History, history_path: Path, how: str) -> None:
    me = history.person()
    practise(history.writer, 3)
    sink = practise(history.writer, 4)
    history.put(pain_entry(me.uid, 7, "during", place=SECRET, session=sink.uid))
    assert history.flush()
    folder = history_path.parent
    for name in ("history.backup-v0-20200101-000000.sqlite3", "history.damaged-20200101-000000.sqlite3"):
        (folder / name).write_bytes(history_path.read_bytes())
    assert len(history.other_copies()) == 2
    match how:
        case "session":
            assert history.erase_session(2)
            assert not history.erase_session(2)
            assert told(history) == [3]
        case "person":
            assert history.erase_person(me.uid)
            assert history.people() == []
        case _:
            history.erase_everything()
            assert history.people() == []
    files = sorted(p.name for p in folder.iterdir() if not p.name.endswith(("-wal", "-shm", ".lock")))
    assert files == ["history.sqlite3"]
    assert not [p.name for p in folder.iterdir() if SECRET.encode() in p.read_bytes()]


def test_what_another_program_is_reading_is_deleted_and_what_remains_to_be_done_is_told(
    history: History, history_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("posecheck.io.history_file.BUSY_S", 0.05)
    practise(history.writer, 3)
    assert history.flush()
    backup = history_path.with_name("history.backup-v0-20200101-000000.sqlite3")
    backup.write_bytes(history_path.read_bytes())
    with closing(sqlite3.connect(history_path, isolation_level=None)) as reader, History(history_path) as other:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM repetition").fetchone()
        with pytest.raises(HistoryError, match=r"deleted, but the journal could not be emptied yet .*: close every"):
            other.erase_session(1)
        reader.execute("ROLLBACK")
    assert told(history) == []
    assert not backup.exists()


def test_a_session_deleted_while_it_runs_does_not_come_back(history: History, caplog: pytest.LogCaptureFixture) -> None:
    from history_parts import begun, rep

    sink = begun(history.writer)
    sink.write(rep(1))
    assert history.flush()
    history.erase_session(1)
    sink.write(rep(2))
    sink.close()
    assert history.flush()
    assert told(history) == []
    assert "was deleted" in caplog.text
