"""The clock or the time zone is changed while somebody exercises: lengths, order and days stay what they were."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from history_parts import begun, practise, rep, told
from live_killed import data_folder_with_models

from posecheck.coach.progress import streak, today_of
from posecheck.io.camera_sharing import Claim
from posecheck.io.history import History
from posecheck.io.history_entries import person_now

ROOT = Path(__file__).parents[2]
FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SESSION = """
import json, sys
from pathlib import Path
from history_parts import begun, rep
from posecheck.io.history import History

clock, path = Path(sys.argv[1]), Path(sys.argv[2])
with History(path) as history:
    for jump in ("+0", *sys.argv[3:]):
        sink = begun(history.writer)
        sink.write(rep(1))
        sink._first_s, sink._t_s = 0.0, 40.0
        clock.write_text(jump)
        sink.write(rep(2))
        sink.close()
    assert history.flush()
    sittings = history.record(history.person().uid).sittings
    document = path.with_name("out.json")
    history.export(history.person().uid, json=document)
print(json.dumps([(s.reps, s.length_s) for s in sittings]))
"""
JUMPS = {
    "an hour back": ("-1h",),
    "a day forward": ("+1d",),
    "a year forward, then back": ("+1y", "+0"),
    "back, forward, back": ("-2h", "+3h", "-1d"),
}


def changed_clock(folder: Path) -> tuple[dict[str, str], Path]:
    """The environment of a program whose wall clock is off by what a file says, read anew each time it is asked."""
    clock = folder / "clock"
    clock.write_text("+0")
    environment = {
        **os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "LD_PRELOAD": str(FAKETIME), "FAKETIME_NO_CACHE": "1",
        "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1",
    }  # fmt: skip
    return environment, clock


def span_s(session: dict[str, str]) -> float:
    began, ended = (datetime.fromisoformat(session[name]) for name in ("started_at", "ended_at"))
    return (ended - began).total_seconds()


@pytest.mark.skipif(FAKETIME is None, reason="no libfaketime here")
@pytest.mark.parametrize("jumps", JUMPS.values(), ids=JUMPS.keys())
def test_a_clock_that_is_set_in_mid_session_changes_no_length_and_no_order(
    tmp_path: Path, jumps: tuple[str, ...]
) -> None:
    environment, clock = changed_clock(tmp_path)
    command = [sys.executable, "-c", SESSION, clock, tmp_path / "history.sqlite3", *jumps]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=120)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [[2, 40.0]] * (len(jumps) + 1)
    sessions = json.loads((tmp_path / "out.json").read_text())["sessions"]
    assert all(0 <= span_s(session) < 30 for session in sessions), "it ends after it began, and soon"


@pytest.mark.slow
@pytest.mark.skipif(FAKETIME is None, reason="no libfaketime here")
@pytest.mark.parametrize("jump", ["-1h", "+1d"])
def test_live_goes_on_counting_when_the_clock_is_set(tmp_path: Path, jump: str) -> None:
    data = data_folder_with_models(tmp_path / "data")
    environment, clock = changed_clock(tmp_path)
    environment |= {f"POSECHECK_{name}_DIR": str(tmp_path / name.lower()) for name in ("DATA", "CACHE", "CONFIG")}
    log, clip = tmp_path / "log.jsonl", ROOT / "samples" / "bridge.mp4"
    command = [sys.executable, "-m", "posecheck", "live", "--exercise", "bridge", "--source", clip, "--autostart"]
    environment["QT_QPA_PLATFORM"] = "offscreen"
    with subprocess.Popen([*command, "--mute", "--log", log], env=environment, stderr=subprocess.PIPE) as live:
        until_s = time.monotonic() + 150
        while not log.exists() or '"rep"' not in log.read_text():
            assert live.poll() is None, live.communicate()
            assert time.monotonic() < until_s
            time.sleep(0.05)
        clock.write_text(jump)
        _, told_of = live.communicate(timeout=150)
    assert (live.returncode, told_of) == (0, b"")
    with History(data / "history.sqlite3") as history:
        person = history.person().uid
        (sitting,) = history.record(person, clips=True).sittings
        history.export(person, json=tmp_path / "out.json")
    (session,) = json.loads((tmp_path / "out.json").read_text())["sessions"]
    assert sitting.reps == sum('"rep"' in line for line in log.read_text().splitlines()) >= 2
    assert 15 < sitting.length_s < 60
    assert 15 < span_s(session) < 150
    assert sitting.day == datetime.now().astimezone().date(), "the day on which it was begun"


def test_a_session_ends_as_long_after_its_beginning_as_it_took(tmp_path: Path) -> None:
    with History(tmp_path / "history.sqlite3") as history:
        practise(history.writer, 2, now=NOON)
        assert history.flush()
        history.export(history.person().uid, json=tmp_path / "out.json")
    (session,) = json.loads((tmp_path / "out.json").read_text())["sessions"]
    assert 0 <= span_s(session) < 30, "whatever the clock says by then"


@pytest.mark.parametrize(
    ("began", "days"),
    [
        pytest.param("2026-03-29T01:58", ["2026-03-29", "2026-03-29"], id="summer time begins"),
        pytest.param("2026-10-25T02:58", ["2026-10-25", "2026-10-25"], id="summer time ends: the hour comes twice"),
        pytest.param("2026-10-24T23:59", ["2026-10-24", "2026-10-25"], id="over midnight"),
    ],
)
def test_the_night_of_summer_time_is_like_any_other(tmp_path: Path, began: str, days: list[str]) -> None:
    first = datetime.fromisoformat(began).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    later = (first.astimezone(UTC) + timedelta(minutes=4)).astimezone(first.tzinfo)
    with History(tmp_path / "history.sqlite3") as history:
        for now in (first, later):
            practise(history.writer, 2, now=now)
        assert history.flush()
        sittings = history.record(history.person().uid).sittings
    assert [sitting.day.isoformat() for sitting in sittings] == days
    began_at = [datetime.fromisoformat(sitting.started_at) for sitting in sittings]
    assert began_at[1] - began_at[0] == timedelta(minutes=4)


@pytest.fixture
def zones(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Puts the computer into another time zone; it is back in its own afterwards."""
    if not hasattr(time, "tzset"):
        pytest.skip("zones of POSIX")
    with monkeypatch.context() as journey:
        yield lambda zone: journey.setenv("TZ", zone)
    time.tzset()


def test_a_program_that_stays_open_on_a_journey_counts_the_days_of_where_it_is(
    tmp_path: Path, zones: Callable[[str], None]
) -> None:
    days = []
    with History(tmp_path / "history.sqlite3") as history:
        for zone in ("Pacific/Kiritimati", "Pacific/Niue"):  # 25 hours apart: always two days
            zones(zone)
            assert person_now().date() == datetime.now(ZoneInfo(zone)).date()
            begun(history.writer).write(rep(1))
            days.append(datetime.now(ZoneInfo(zone)).date())
        assert history.flush()
        sittings = history.record(history.person().uid).sittings
        assert told(history) == [1, 1]
    assert [sitting.day for sitting in sittings] == days


@pytest.mark.parametrize(
    ("days", "today", "in_a_row"),
    [
        pytest.param([1, 2], 2, 2, id="as usual"),
        pytest.param([1], 2, 1, id="still to come today"),
        pytest.param([1, 2, 3], 3, 3, id="a zone to the west was entered: done on the day after the clock's"),
        pytest.param([3], 3, 1, id="the clock was set back by a day"),
        pytest.param([2, 9], 2, 1, id="a clock that was wrong by a week is no today"),
        pytest.param([], 2, 0, id="nothing yet"),
    ],
)
def test_what_is_today(days: list[int], today: int, in_a_row: int) -> None:
    known = [date(2026, 3, day) for day in days]
    found = today_of(known, date(2026, 3, 2))
    assert found == date(2026, 3, today)
    assert streak(known, found) == in_a_row


def test_a_claim_of_a_dead_session_does_not_keep_the_camera_because_the_clock_was_set_back(tmp_path: Path) -> None:
    mine, dead = Claim(tmp_path), Claim(tmp_path)
    dead.renew()
    assert mine.others()
    (path,) = tmp_path.iterdir()
    later_s = time.time() + 3600
    os.utime(path, (later_s, later_s))
    assert not mine.others()
