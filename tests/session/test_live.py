"""A live session: every frame to every sink, failures survived, an end that is an end."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from bodies import SIZE
from clipmaker import steady, write_clip
from session_parts import PICTURE, Recorded, bridge_bodies, recorded_plan

from posecheck.coach.output import FrameOutput
from posecheck.errors import ClipError, ModelError
from posecheck.io.camera import PacedClips
from posecheck.io.spec_files import find_spec
from posecheck.pose.frame import Frame
from posecheck.pose.pose import Detection
from posecheck.session.coached import CoachedPipeline
from posecheck.session.event_log import EventLog
from posecheck.session.live import LiveSession
from posecheck.session.stats import LiveStats


class Reel:
    """A source that hands out its frames one by one and then ends; it drops nothing."""

    def __init__(self, count: int) -> None:
        self._frames = [Frame(i, i / 30, PICTURE, time.monotonic()) for i in range(count)]
        self._given, self.opened, self.closed, self.message, self.dropped = 0, False, False, "", 0

    @property
    def state(self) -> str:
        return "ended" if self._given == len(self._frames) else "running"

    @property
    def frames_in(self) -> int:
        return self._given

    def open(self) -> None:
        self.opened = True

    def read(self, timeout_s: float) -> Frame | None:
        del timeout_s
        if self._given == len(self._frames):
            return None
        self._given += 1
        return self._frames[self._given - 1]

    def close(self) -> None:
        self.closed = True


class Listener:
    """A sink that writes down what it hears; fails from frame `fails_at` on."""

    def __init__(self, fails_at: int | None = None, *, ends: bool = True) -> None:
        self.heard: list[int] = []
        self.closed, self._fails_at, self._ends = False, fails_at, ends

    def take(self, frame: Frame, output: FrameOutput) -> None:
        assert frame.index == output.index
        if self._fails_at is not None and output.index >= self._fails_at:
            raise OSError("disk full")
        self.heard.append(output.index)

    def close(self) -> None:
        self.closed = True
        if not self._ends:
            raise OSError("disk full")


class Network(Recorded):
    """A recorded network that can be asked whether it was closed."""

    closed = False

    def detect(self, frame: Frame) -> Detection:
        return Detection.empty(SIZE) if frame.bgr is not PICTURE else super().detect(frame)

    def close(self) -> None:
        self.closed = True


def session(
    source: object, sinks: list[object], network: Network, stats: LiveStats | None = None, **hooks: Callable[..., None]
) -> LiveSession:
    pipeline = CoachedPipeline(recorded_plan(find_spec("bridge")))
    return LiveSession(source, lambda: network, pipeline, sinks, stats or LiveStats(), **hooks)  # type: ignore[arg-type]


def test_every_frame_reaches_every_sink_in_order_and_all_is_closed_at_the_end() -> None:
    bodies = bridge_bodies(1)
    source, network, listeners = Reel(len(bodies)), Network(bodies), [Listener(), Listener()]
    stats, ended = LiveStats(), []
    session(source, [*listeners, stats], network, stats, on_end=ended.append).run()
    assert [listener.heard for listener in listeners] == [list(range(len(bodies)))] * 2
    assert (source.opened, source.closed, network.closed) == (True, True, True)
    assert [listener.closed for listener in listeners] == [True, True]
    document = stats.document()
    assert (document["frames_in"], document["frames_processed"], document["frames_dropped"]) == (len(bodies),) * 2 + (
        0,
    )
    assert (document["reps"], document["good"], len(ended)) == (1, 0, 1)


def test_a_sink_that_fails_is_dropped_and_told_of_and_the_session_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    bad, good = Listener(fails_at=3), Listener()
    session(Reel(20), [bad, good], Network(bridge_bodies()[:20])).run()
    assert (bad.heard, good.heard) == ([0, 1, 2], list(range(20)))
    assert (bad.closed, good.closed) == (True, True)
    assert [r.message for r in caplog.records] == ["a listener failed and is dropped: Listener"]


def test_a_sink_that_cannot_end_keeps_no_other_from_it_and_the_end_is_told(caplog: pytest.LogCaptureFixture) -> None:
    sinks, states = [Listener(ends=False), Listener()], []
    session(
        Reel(20), [*sinks], Network(bridge_bodies()[:20]), on_status=lambda state, _words: states.append(state)
    ).run()
    assert [sink.closed for sink in sinks] == [True, True]
    assert states[-1] == "ended"
    assert "a listener could not be closed: Listener" in caplog.text


def test_a_network_that_cannot_be_made_leaves_nothing_open() -> None:
    def no_network() -> Network:
        raise ModelError("the pose model is damaged")

    listener, states = Listener(), list[str]()
    made = LiveSession(
        Reel(20), no_network, CoachedPipeline(recorded_plan(find_spec("bridge"))), [listener], LiveStats(),
        on_status=lambda state, _words: states.append(state),
    )  # fmt: skip
    with pytest.raises(ModelError):
        made.run()
    assert listener.closed
    assert states == ["opening", "ended"]


def test_a_network_that_fails_ends_the_session_with_its_error_and_nothing_left_open() -> None:
    source, network, listener = Reel(20), Network(bridge_bodies()[:5]), Listener()
    with pytest.raises(StopIteration):
        session(source, [listener], network).run()
    assert (source.closed, network.closed, listener.closed) == (True, True, True)
    assert not [t for t in threading.enumerate() if t.name.startswith("live-judge")]


def test_stop_ends_it_soon(tmp_path: Path) -> None:
    source = PacedClips([write_clip(tmp_path / "clip.mp4", steady(300), size=(64, 48))])
    running = session(source, [], Network(bridge_bodies(4)))
    worker = threading.Thread(target=running.run)
    worker.start()
    while source.frames_in < 2:
        time.sleep(0.01)
    running.stop()
    worker.join(5.0)
    assert not worker.is_alive()
    assert source.frames_in < 300


def test_the_sources_troubles_are_told_as_they_change() -> None:
    told: list[tuple[str, str]] = []
    session(Reel(3), [], Network(bridge_bodies()[:3]), on_status=lambda *s: told.append(s)).run()
    assert told == [("opening", ""), ("running", ""), ("ended", "")]


def test_the_log_has_a_line_for_each_event_as_it_happens(tmp_path: Path) -> None:
    bodies, path = bridge_bodies(2), tmp_path / "events.jsonl"
    log = EventLog(path)
    session(Reel(len(bodies)), [log], Network(bodies)).run()
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    kinds = [line["kind"] for line in lines]
    assert kinds[:2] == ["stage", "in_position"]
    assert kinds.count("rep") == 2
    first = next(line for line in lines if line["kind"] == "rep")
    assert (first["rep"]["index"], first["rep"]["faults"]) == (1, ["hold_short"])
    times = [line["t_s"] for line in lines]
    assert times == sorted(times)


def test_a_log_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ClipError, match="cannot write the log"):
        EventLog(tmp_path / "gone" / "events.jsonl")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full")
def test_files_on_a_full_disk_are_one_line_each_and_the_session_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    bodies, told, full = bridge_bodies(2), list[str](), Path("/dev/full")
    events, stats, last = EventLog(full, told.append), LiveStats(full), Listener()
    session(Reel(len(bodies)), [events, stats, last], Network(bodies), stats).run()
    assert last.heard == list(range(len(bodies)))
    why = "No space left on device"
    assert told == [f"cannot write the log any further (/dev/full): {why}; the session goes on without it"]
    assert caplog.records == []
    with pytest.raises(ClipError, match=rf"cannot write the figures \(/dev/full\): {why}"):
        stats.write()


def test_figures_have_the_contracts_keys_and_can_be_read_while_it_runs(tmp_path: Path) -> None:
    bodies, path = bridge_bodies(1), tmp_path / "stats.json"
    stats = LiveStats(path)
    session(Reel(len(bodies)), [stats], Network(bodies), stats).run()
    stats.painted(time.monotonic() - 0.05, 3.0, time.monotonic())
    stats.write()
    document = json.loads(path.read_text())
    assert document["schema"] == "posecheck.live/1"
    assert set(document) == {
        "schema", "frames_in", "frames_processed", "frames_dropped", "fps", "stage_ms", "latency_ms", "cues", "reps",
        "good",
    }  # fmt: skip
    assert set(document["stage_ms"]) == {"capture", "pose", "engine", "paint"}
    assert set(document["latency_ms"]) == {"p50", "p95", "max"}
    assert document["latency_ms"]["p50"] == pytest.approx(50, abs=20)
    assert [cue["id"] for cue in document["cues"]] == ["hold", "count_1"]
    assert [p.name for p in tmp_path.iterdir()] == ["stats.json"], "no temporary file is left"


def test_figures_of_nothing_are_null_and_not_a_crash() -> None:
    document = LiveStats().document()
    assert document["latency_ms"] == {"p50": None, "p95": None, "max": None}
    assert (document["fps"], LiveStats().latency_p50_ms) == (0.0, 0.0)
