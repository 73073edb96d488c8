"""A recording can be played however it ended, never keeps anybody waiting, and gives way when the disk is full."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import av
import numpy as np
import pytest
from clipmaker import card

from posecheck.coach import phrases
from posecheck.coach.output import FrameOutput
from posecheck.errors import ClipError
from posecheck.io.clip import ClipSource
from posecheck.io.recorder import LEAST_FREE_BYTES, WAITING, Recorder
from posecheck.pose.frame import Frame

NOTHING: FrameOutput = None  # type: ignore[assignment]  # a recorder keeps the pictures alone


def frames(count: int, size: tuple[int, int] = (64, 48)) -> list[Frame]:
    return [Frame(i, i / 30, card(i, *size)) for i in range(count)]


def recorded(recorder: Recorder, shown: list[Frame]) -> None:
    for frame in shown:
        recorder.take(frame, NOTHING)
        while recorder._frames.qsize() > WAITING // 2:
            time.sleep(0.005)


def test_it_gives_back_the_pictures_with_their_times(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "new" / "folder", "bridge")
    assert recorder.recording
    recorded(recorder, frames(75))
    recorder.close()
    with ClipSource(recorder.path) as clip:
        played = list(clip)
    assert (len(played), recorder.skipped, recorder.recording) == (75, 0, False)
    assert [f.t_s for f in played] == pytest.approx([i / 30 for i in range(75)], abs=0.002)
    assert abs(float(played[7].bgr[36, 48].mean()) - 70) < 12
    assert recorder.path.name.endswith("_bridge.mkv")


def test_what_was_recorded_can_be_played_after_the_program_was_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time, numpy as np\n"
        "from pathlib import Path\n"
        "from posecheck.io.recorder import Recorder\n"
        "from posecheck.pose.frame import Frame\n"
        "r = Recorder(Path(sys.argv[1]), 'killed')\n"
        "for i in range(10**6):\n"
        "    r.take(Frame(i, i / 30, np.full((48, 64, 3), i % 250, np.uint8)), None)\n"
        "    time.sleep(0.004)\n"
        "    if i == 300: print('go', flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "go\n"
        killed.send_signal(signal.SIGKILL)
    (path,) = tmp_path.glob("*.mkv")
    with av.open(str(path)) as clip:
        played = sum(1 for _ in clip.decode(video=0))
    assert played >= 200


def test_a_full_disk_ends_the_recording_with_a_word_and_leaves_what_there_is(tmp_path: Path) -> None:
    told: list[str] = []
    left = iter([LEAST_FREE_BYTES + 1] * 2 + [LEAST_FREE_BYTES - 1] * 99)
    recorder = Recorder(tmp_path, "bridge", told.append, free=lambda _folder: next(left))
    recorded(recorder, frames(120))
    recorder.close()
    assert (told, recorder.recording) == ([phrases.DISK_FULL], False)
    with av.open(str(recorder.path)) as clip:
        assert sum(1 for _ in clip.decode(video=0)) == 60


def test_an_encoder_that_fails_ends_the_recording_only(tmp_path: Path) -> None:
    told: list[str] = []
    recorder = Recorder(tmp_path, "bridge", told.append)
    recorder.take(Frame(0, 0.0, np.zeros((1, 1, 3), np.uint8)), NOTHING)
    recorder.close()
    recorder.take(frames(1)[0], NOTHING)
    assert (told, recorder.recording) == ([phrases.RECORDING_FAILED], False)


def test_nobody_waits_for_the_encoder(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path, "bridge")
    shown = frames(1, (1280, 720))[0]
    for i in range(WAITING * 4):
        recorder.take(Frame(i, i / 30, shown.bgr), NOTHING)
    assert recorder.skipped > 0, "what doesn't fit is left out at once"
    recorder.close()


def test_a_camera_that_changes_its_resolution_is_recorded_on(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path, "bridge")
    recorded(recorder, frames(5, (65, 49)))
    recorded(recorder, [Frame(5 + f.index, (5 + f.index) / 30, f.bgr) for f in frames(5, (128, 96))])
    recorder.close()
    with ClipSource(recorder.path) as clip:
        assert {f.bgr.shape for f in clip} == {(48, 64, 3)}


def test_two_recordings_of_one_second_have_two_names(tmp_path: Path) -> None:
    made = [Recorder(tmp_path, "bridge") for _ in range(3)]
    for recorder in made:
        recorder.close()
    assert len({recorder.path for recorder in made}) == 3


def test_where_it_cannot_record_it_says_so_before_the_session(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ClipError, match="cannot record into the folder"):
        Recorder(tmp_path / "file" / "x", "bridge")
    with pytest.raises(ClipError, match="too full"):
        Recorder(tmp_path, "bridge", free=lambda _folder: 5)
    assert [path.name for path in tmp_path.iterdir()] == ["file"], "nothing is left of what was not recorded"


def test_a_session_without_a_frame_leaves_no_clip(tmp_path: Path) -> None:
    Recorder(tmp_path, "bridge").close()
    assert list(tmp_path.iterdir()) == []
