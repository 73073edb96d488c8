"""Desk mode's runner: two pictures a second of a real front view, everything let go at the end."""

from __future__ import annotations

from pathlib import Path

import pytest
from bodies import SIZE
from clipmaker import steady, write_clip
from desk_parts import SHOULDERS_PX, Lens, Network, facing

from posecheck.coach.desk import DeskStage
from posecheck.errors import ModelError
from posecheck.io.camera import PacedClips
from posecheck.io.spec_files import beside_work
from posecheck.pose.frame import Frame
from posecheck.pose.pose import Detection
from posecheck.session.desk import DeskFrame, DeskWatch


def watched(seen: list[Detection], **how: int) -> tuple[list[DeskFrame], DeskWatch, Lens, Network]:
    told: list[DeskFrame] = []
    lens, network = Lens(len(seen), **how), Network(seen)
    watch = DeskWatch(lens, lambda: network, beside_work(), told.append, every_s=0.0)
    watch.run()
    return told, watch, lens, network


def stages(told: list[DeskFrame]) -> list[DeskStage]:
    kept = [frame.shown.stage for frame in told]
    return [stage for i, stage in enumerate(kept) if i == 0 or stage != kept[i - 1]]


def test_it_learns_watches_and_names_the_one_thing_to_change() -> None:
    lowered = facing(head_px=0.25 * SHOULDERS_PX)
    told, watch, lens, network = watched([facing()] * 60 + [lowered] * 120)
    assert stages(told) == [DeskStage.OPENING, DeskStage.AWAY, DeskStage.LEARNING, DeskStage.WATCHING]
    assert told[60].shown.message == "You sit well"
    assert (told[-1].shown.change, told[-1].shown.message) == ("head_down", "Lift your head a little")
    assert told[-1].shown.score < 50.0
    assert (watch.judged, lens.closed, network.closed) == (180, True, True)


def test_a_habit_of_minutes_is_nudged_once_and_only_after_five() -> None:
    aside = facing(aside_px=0.4 * SHOULDERS_PX)
    told, *_ = watched([facing()] * 60 + [aside] * 1200)
    nudged = [(0.5 * i, frame.nudge.id) for i, frame in enumerate(told) if frame.nudge is not None]
    assert [fault for _, fault in nudged] == ["leaning"]
    assert 300.0 <= nudged[0][0] <= 310.0


def test_nobody_there_is_told_and_judged_as_nothing() -> None:
    told, *_ = watched([Detection.empty(SIZE)] * 20)
    assert stages(told) == [DeskStage.OPENING, DeskStage.AWAY]
    assert {frame.nudge for frame in told} == {None}


def test_a_camera_that_goes_is_told_of_once_and_watching_goes_on() -> None:
    told, watch, *_ = watched([facing()] * 80, lost_at=60)
    assert [frame.shown.message for frame in told if frame.shown.stage is DeskStage.CAMERA_GONE] == [
        "The camera won't open. Plug it in or close other programs"
    ]
    assert watch.judged == 80
    assert told[-1].shown.stage is DeskStage.WATCHING


def test_a_network_that_fails_leaves_the_camera_free() -> None:
    lens = Lens(3)

    class Broken(Network):
        def detect(self, frame: Frame) -> Detection:
            raise ModelError("no picture", str(frame.index))

    network = Broken([])
    watch = DeskWatch(lens, lambda: network, beside_work(), lambda _told: None, every_s=0.0)
    with pytest.raises(ModelError, match="no picture"):
        watch.run()
    assert (lens.closed, network.closed) == (True, True)


def test_no_more_pictures_are_judged_than_are_asked_for(tmp_path: Path) -> None:
    """A clip plays at 30 pictures a second; at 10 a second every third one is looked at."""
    source = PacedClips([write_clip(tmp_path / "clip.mp4", steady(30))])
    told: list[DeskFrame] = []
    watch = DeskWatch(source, lambda: Network([facing()] * 30), beside_work(), told.append, every_s=0.1)
    watch.run()
    assert 3 <= watch.judged <= 12
    assert watch.judged == len(told) - 1
