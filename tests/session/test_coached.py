"""A coached session frame by frame: recordings come to what a review says, pauses don't mix into the count."""

from __future__ import annotations

from pathlib import Path

import pytest
import session_parts
from history_parts import told
from session_parts import PICTURE, Recorded, recorded_plan

from posecheck.coach.blocks import Plan, practice
from posecheck.coach.output import FrameOutput
from posecheck.coach.session_state import Command
from posecheck.coach.shown import Stage
from posecheck.exercise.result import Rep
from posecheck.io.history import History
from posecheck.io.history_entries import CURRENT
from posecheck.io.history_sink import SessionSink
from posecheck.io.spec_files import find_spec
from posecheck.pose.frame import Frame
from posecheck.pose.pose import Detection
from posecheck.session.coached import CoachedPipeline
from posecheck.session.review import judge, observe_frames

BRIDGE = find_spec("bridge")


def bridge_bodies(reps: int) -> list[Detection]:
    return session_parts.bridge_bodies(reps, hold_s=1.0)


def frames(count: int, *, part: int = 0, first: int = 0) -> list[Frame]:
    return [Frame(first + i, (first + i) / 30, PICTURE, part=part) for i in range(count)]


def reviewed(bodies: list[Detection]) -> list[Rep]:
    seen = observe_frames(frames(len(bodies)), Recorded(bodies))
    return list(judge(BRIDGE, seen).summary.reps)


def played(coached: CoachedPipeline, bodies: list[Detection], **where: int) -> list[FrameOutput]:
    made = frames(len(bodies), **where)
    return [coached.step(frame, body) for frame, body in zip(made, bodies, strict=True)]


def test_a_recording_comes_to_what_its_review_says() -> None:
    bodies = bridge_bodies(3)[:-75]
    coached = CoachedPipeline(recorded_plan(BRIDGE))
    events = [e for output in played(coached, bodies) for e in output.result.events] + list(coached.finish())
    found = [e.rep for e in events if e.rep is not None]
    assert found == reviewed(bodies)
    assert coached.totals == (3, 1), "the recording stops in the third hold, and nobody knows how long it was"
    assert [o.reps for o in coached.outcomes] == [3]


def test_recordings_one_after_another_are_each_their_own() -> None:
    plan = Plan("two", practice(BRIDGE) * 2, by_clips=True)
    first, second = bridge_bodies(2)[:-75], bridge_bodies(1)
    coached = CoachedPipeline(plan)
    outputs = played(coached, first) + played(coached, second, part=1, first=len(first))
    coached.finish()
    assert [o.reps for o in coached.outcomes] == [len(reviewed(first)), len(reviewed(second))] == [2, 1]
    late = outputs[len(first)].result.events
    assert [e.kind for e in late if e.kind == "rep"] == ["rep"], (
        "what ran when the recording ended is told with the next"
    )
    starts = [e.rep.start_s for o in outputs[len(first) + 1 :] for e in o.result.events if e.rep is not None]
    assert starts == pytest.approx([len(first) / 30 + reviewed(second)[0].start_s], abs=0.01)


def test_from_set_up_to_the_end_in_front_of_a_camera() -> None:
    block = practice(BRIDGE)[0]
    plan = Plan("bridge", (type(block)(BRIDGE, 2),), countdown_s=1.0)
    still = bridge_bodies(1)[0]
    coached = CoachedPipeline(plan)
    bodies = [still] * 120 + bridge_bodies(2) + [still] * 150
    outputs = played(coached, bodies)
    stages = [output.session.stage for output in outputs if output.session]
    assert list(dict.fromkeys(stages)) == [
        Stage.SETTING_UP, Stage.COUNTDOWN, Stage.EXERCISING, Stage.HOLDING, Stage.FINISHED,
    ]  # fmt: skip
    assert (coached.totals, coached.over) == ((2, 0), True)
    assert [cue.text for output in outputs for cue in output.cues if cue.text.isdigit()] == ["1", "1", "2"]


def test_the_number_that_is_said_goes_on_after_a_pause() -> None:
    plan = Plan("bridge", practice(BRIDGE), countdown_s=1.0)
    coached, still = CoachedPipeline(plan), bridge_bodies(1)[0]
    bodies = [still] * 120 + bridge_bodies(1)
    outputs = played(coached, bodies)
    coached.command(Command.GO)
    outputs += played(coached, bridge_bodies(1), first=len(bodies))
    assert coached.stage is Stage.PAUSED
    coached.command(Command.GO)
    outputs += played(coached, bodies, first=len(bodies) + len(bridge_bodies(1)))
    said = [cue.text for output in outputs for cue in output.cues if cue.id.startswith("count_")]
    assert said == ["1", "2"]
    assert coached.totals == (2, 0)


def test_the_exercise_keeps_quiet_while_somebody_gets_into_position() -> None:
    coached = CoachedPipeline(Plan("bridge", practice(BRIDGE)))
    outputs = played(coached, bridge_bodies(1)[45:])
    assert {output.session.stage for output in outputs if output.session} == {Stage.SETTING_UP}
    assert not [cue for output in outputs for cue in output.cues if cue.id in ("hold", "release", "count_1")]


def test_a_camera_that_was_away_gives_nothing_for_the_time_nobody_saw() -> None:
    plan = Plan("bridge", practice(BRIDGE), countdown_s=1.0)
    coached, still = CoachedPipeline(plan), session_parts.bridge_bodies(1)[0]
    held = session_parts.bridge_bodies(1, hold_s=2.0)[: 45 + 48 + 40]
    played(coached, [still] * 120 + held)
    assert coached.stage is Stage.HOLDING
    later = [Frame(i, i / 30 + 60.0, PICTURE) for i in range(300, 320)]
    outputs = [coached.step(frame, held[-1]) for frame in later]
    assert [e.kind for output in outputs for e in output.result.events if e.kind == "hold_reached"] == []
    assert outputs[-1].result.hold_s < 1.0


HELD_AT = 45 + 48 + 60
"""A frame at which the made bridge is held."""
NOBODY = Detection.empty((640, 360))


@pytest.mark.parametrize(
    ("command", "hidden_s", "counted"),
    [(None, 0.0, 1), (None, 4.0, 1), (Command.BY_TIME, 0.0, 0)],
    ids=["seen throughout", "its end seen only when the session had paused", "done by the clock"],
)
def test_the_history_keeps_the_repetitions_that_the_session_counted(
    history_path: Path, command: Command | None, hidden_s: float, counted: int
) -> None:
    coached = CoachedPipeline(Plan("bridge", practice(BRIDGE), countdown_s=1.0))
    still, one = bridge_bodies(1)[0], session_parts.bridge_bodies(1)
    hidden = [NOBODY] * round(30 * hidden_s)
    bodies = [still] * 120 + (one[:HELD_AT] + hidden + [still] * 90 if hidden else one)
    if command is not None:
        coached.command(command)
    with History(history_path) as history:
        sink = SessionSink(history.writer, CURRENT)
        sink.follow({BRIDGE.id: ""})
        for frame, output in zip(frames(len(bodies)), played(coached, bodies), strict=True):
            sink.take(frame, output)
        sink.close()
        assert history.flush()
        assert coached.totals[0] == counted
        assert sum(told(history)) == counted
