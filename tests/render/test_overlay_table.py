"""What is drawn on a picture and printed on a terminal."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from bodies import SIZE, lying, observation
from rich.console import Console
from session_parts import bridge_bodies

from posecheck.coach.output import Cue, FrameOutput, Priority
from posecheck.exercise.result import Attempt, FaultSpan, Phase, Rep
from posecheck.exercise.summary import Gap, Setup, Summary, Tracking
from posecheck.io.spec_files import find_spec
from posecheck.pose.frame import Frame
from posecheck.pose.pose import Detection
from posecheck.pose.tracker import TrackerState, track_step
from posecheck.render import overlay, theme
from posecheck.render.table import print_review
from posecheck.session.pipeline import Pipeline

BRIDGE = find_spec("bridge")
GREY = np.full((SIZE[1], SIZE[0], 3), 90, np.uint8)


@pytest.fixture(scope="module")
def held() -> FrameOutput:
    """A frame in the hold of a bridge."""
    pipeline, output = Pipeline(BRIDGE), None
    for i, body in enumerate(bridge_bodies(1)[:140]):
        output = pipeline.step(Frame(i, i / 30, GREY), body)
    assert output is not None
    assert output.result.phase is Phase.TOP
    return output


def shares(picture: np.ndarray, colour: theme.Colour) -> int:
    """Pixels of nearly a colour."""
    return int((np.abs(picture.astype(int) - np.array(theme.bgr(colour))).max(-1) < 30).sum())


def test_the_judged_joints_are_green_and_the_picture_itself_is_left_alone(held: FrameOutput) -> None:
    before = GREY.copy()
    drawn = overlay.draw(GREY, held, BRIDGE)
    assert shares(drawn, theme.GOOD) > 300
    assert shares(drawn, theme.FAULT) == 0
    np.testing.assert_array_equal(GREY, before)


def test_a_fault_turns_its_joints_red(held: FrameOutput) -> None:
    output = replace(held, result=replace(held.result, faults=("hips_low",)))
    drawn = overlay.draw(GREY, output, BRIDGE)
    assert shares(drawn, theme.FAULT) > 300


def test_what_is_not_judged_is_not_coloured(held: FrameOutput) -> None:
    output = replace(held, result=replace(held.result, judged=False, phase=Phase.UNSEEN))
    drawn = overlay.draw(GREY, output, BRIDGE)
    assert shares(drawn, theme.GOOD) == 0
    assert shares(drawn, theme.TEXT) > 100


def test_nobody_leaves_the_picture_as_it_is() -> None:
    output = Pipeline(BRIDGE).step(Frame(0, 0.0, GREY), Detection.empty(SIZE))
    np.testing.assert_array_equal(overlay.draw(GREY, output, BRIDGE), GREY)


def test_a_mirrored_picture_is_the_picture_in_a_mirror_but_for_the_letters(held: FrameOutput) -> None:
    plain, mirror = (overlay.draw(GREY, held, BRIDGE, mirrored=m) for m in (False, True))
    left, right = shares(plain[:, :320], theme.GOOD), shares(plain[:, 320:], theme.GOOD)
    assert (shares(mirror[:, 320:], theme.GOOD), shares(mirror[:, :320], theme.GOOD)) == (
        pytest.approx(left, rel=0.15, abs=60),
        pytest.approx(right, rel=0.15, abs=60),
    )


@pytest.mark.parametrize(
    ("room", "size"), [((320, 400), (320, 180)), ((9999, 90), (160, 90)), ((2000, 2000), (640, 360))]
)
def test_nothing_larger_is_drawn_than_can_be_shown(
    held: FrameOutput, room: tuple[int, int], size: tuple[int, int]
) -> None:
    drawn = overlay.draw(GREY, held, BRIDGE, max_size=room)
    assert drawn.shape == (size[1], size[0], 3)


def test_a_pelvic_tilt_shows_no_degrees(held: FrameOutput) -> None:
    bare, tilt = (
        overlay.draw(GREY, replace(held, result=replace(held.result, faults=())), find_spec(e))
        for e in ("bridge", "pelvic_tilt")
    )
    head = (slice(0, 120), slice(None))
    assert shares(bare, theme.TEXT) > shares(tilt, theme.TEXT)
    assert shares(tilt[head], theme.TEXT) == 0


def test_a_doubted_joint_is_hollow() -> None:
    clear = observation(lying())
    doubted = observation(lying())
    doubted.visibility[:] = 0.1
    solid, hollow = (overlay.draw_pose(GREY, track_step(TrackerState(), seen)[1], "") for seen in (clear, doubted))
    x, y = (round(v) for v in lying()[25])
    white = np.array(theme.bgr(theme.TEXT))
    np.testing.assert_array_equal(solid[y, x], white)
    assert (hollow[y, x] != white).any(), "its middle shows what is under it"


def test_words_are_drawn_on_a_dark_strip_and_never_beyond_it() -> None:
    canvas = GREY.copy()
    overlay.lower_third(canvas, "side view, " * 20, theme.TEXT)
    strip = canvas[-32:]
    assert strip.mean() < 80
    np.testing.assert_array_equal(canvas[:-34], GREY[:-34])
    assert shares(strip[:, -6:], theme.TEXT) == 0, "nothing is cut off at the edge"


def test_the_line_on_a_video_tells_count_hold_and_message(held: FrameOutput) -> None:
    output = replace(held, caption=Cue("hips_low", "Don’t drop", Priority.FORM, 0.0))
    words, colour = overlay.status_words(BRIDGE, replace(output, result=replace(output.result, faults=("hips_low",))))
    assert words.startswith("Bridge  0   hold 1 of 10 s")
    assert words.endswith("Don't drop")
    assert colour == theme.FAULT


def rep(index: int, side: str, faults: tuple[str, ...] = ()) -> Rep:
    return Rep(index, side, 1.0 * index, 2.0, 3.0, 4.0 + index, 10.04, not faults, faults)  # type: ignore[arg-type]


def printed(summary: Summary, clip: str = "a.mp4") -> str:
    console = Console(file=io.StringIO(), width=100, highlight=False)
    print_review(console, clip, BRIDGE, summary)
    return console.file.getvalue()  # type: ignore[attr-defined]


def summary_of(**parts: object) -> Summary:
    setup = Setup("side", "left", "left", 8.0, ())
    values: dict[str, object] = {"setup": setup, "tracking": Tracking(9, 9, 9, ()), "reps": (), "attempts": ()}
    return Summary(**{**values, "faults": (), **parts})  # type: ignore[arg-type]


def test_the_table_tells_what_a_person_wants_to_know() -> None:
    text = printed(
        summary_of(
            reps=(rep(1, "left"), rep(2, "right", ("hips_low", "hold_short"))),
            attempts=(Attempt("both", 20.0, 22.0, "hips_low"),),
            faults=(FaultSpan("hips_low", 2, 3.0, 4.0),),
            setup=Setup("front", "left", "left", 80.0, ("filmed from the front",)),
            tracking=Tracking(90, 90, 80, (Gap(3.1, 3.6, "left_ankle out of frame"),)),
        )
    )
    for words in (
        "a.mp4: Bridge", "10.0 s", "good", "lift your hips higher; hold it longer", "attempt: lift your hips higher",
        "2 repetitions (1 left, 1 right), 1 good, 1 attempt", "Note: filmed from the front",
        "Not judged 3.1-3.6 s: left_ankle out of frame",
    ):  # fmt: skip
        assert words in text


@pytest.mark.parametrize(
    ("reps", "line"), [((), "0 repetitions, 0 good"), ((rep(1, "both"),), "1 repetition, 1 good")], ids=["none", "one"]
)
def test_the_total_is_a_sentence(reps: tuple[Rep, ...], line: str) -> None:
    assert printed(summary_of(reps=reps)).strip().splitlines()[-1] == line


def test_many_gaps_are_summed_up() -> None:
    gaps = tuple(Gap(float(i), i + 0.5, "left_hip hidden") for i in range(9))
    assert "and 4 more spans not judged" in printed(summary_of(tracking=Tracking(9, 9, 9, gaps)))


def test_brackets_in_names_are_no_colours() -> None:
    summary = summary_of(
        reps=(Rep(1, "both", 1.0, 2.0, 5.0, 6.0, 3.0, True, ()),),
        tracking=Tracking(9, 9, 9, (Gap(1.0, 2.0, "hidden [/by a chair]"),)),
    )
    text = printed(summary, "monday [final].mp4")
    assert "monday [final].mp4: Bridge" in text
    assert "hidden [/by a chair]" in text
