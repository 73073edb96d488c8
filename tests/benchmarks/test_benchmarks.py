"""What posecheck costs beside the bare network, measured side by side in one run.

Not part of the tests: `python3 -m pytest tests/benchmarks -n 0 --benchmark-only -s`. Prints ratios; asserts no time.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import av
import bare
import cv2
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from posecheck.coach.feedback import FeedbackState, feedback_step
from posecheck.exercise import engine
from posecheck.exercise.program import compile_spec
from posecheck.io.clip import ClipSource
from posecheck.io.model_store import resolve
from posecheck.io.pose_model import PoseModel
from posecheck.io.spec_files import find_spec
from posecheck.pose.tracker import TrackerState, observe, track_step
from posecheck.session.pipeline import brightness, measure_frame, needed_joints
from posecheck.session.review import judge, observe_frames

SAMPLES = Path(__file__).parents[2] / "samples"
LONG_MINUTES = float(os.environ.get("POSECHECK_LONG_MINUTES", "20"))

pytestmark = pytest.mark.slow


def enlarged(source: Path, target: Path, size: tuple[int, int], times: int = 1) -> Path:
    """A clip at another size, repeated; the same packets again, so that making it is quick."""
    once = target.with_name(f"once_{target.name}")
    with av.open(str(source)) as clip, av.open(str(once), "w") as out:
        video = out.add_stream("libx264", rate=30)
        video.width, video.height, video.pix_fmt = *size, "yuv420p"
        for frame in clip.decode(video=0):
            picture = cv2.resize(frame.to_ndarray(format="bgr24"), size)
            out.mux(video.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        out.mux(video.encode(None))
    with av.open(str(target), "w") as out:
        video, shift = None, 0
        for _ in range(times):
            with av.open(str(once)) as clip:
                video = video or out.add_stream_from_template(clip.streams.video[0])
                end = 0
                for packet in clip.demux(video=0):
                    if packet.dts is not None:
                        end = max(end, packet.pts + (packet.duration or 0))
                        packet.pts, packet.dts, packet.stream = packet.pts + shift, packet.dts + shift, video
                        out.mux(packet)
                shift += end
    return target


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample at 720p."""
    return enlarged(SAMPLES / "bridge.mp4", tmp_path_factory.mktemp("clips") / "bridge720.mp4", (1280, 720))


def reviewed(path: Path) -> tuple[int, float]:
    started_s = time.perf_counter()
    with ClipSource(path) as clip, PoseModel(resolve()) as network:
        started_s = time.perf_counter()
        seen = observe_frames(clip, network)
        judge(find_spec("bridge"), seen)
    return len(seen), time.perf_counter() - started_s


@pytest.mark.parametrize("size", ["360p", "720p"])
def test_review_beside_the_bare_loop(benchmark: BenchmarkFixture, large: Path, size: str) -> None:
    path = large if size == "720p" else SAMPLES / "bridge.mp4"
    ratios = []
    for _ in range(3):
        (count, bare_s), (ours, review_s) = bare.run(path), reviewed(path)
        assert count == ours
        ratios.append(bare_s / review_s)
    benchmark.extra_info["throughput_of_bare"] = ratios
    print(f"\nreview {size}: {statistics.median(ratios):.2f} of the bare loop's throughput ({ratios})")
    benchmark.pedantic(lambda: None, rounds=1)


@pytest.mark.parametrize("exercise", ["bridge", "bird_dog", "cat_cow"])
def test_one_live_frame_beside_one_inference(benchmark: BenchmarkFixture, exercise: str) -> None:
    """Two shares: measures, engine and feedback alone, and with them filter, trust, view and silhouette."""
    program = compile_spec(find_spec(exercise))
    needed, tracker, state, feedback = needed_joints(program), TrackerState(), engine.start(program), FeedbackState()
    inference_s, seeing_s, judging_s = [], [], []
    with ClipSource(SAMPLES / f"{exercise}.mp4") as clip, PoseModel(resolve()) as network:
        for frame in clip:
            times = [time.perf_counter()]
            detection = network.detect(frame)
            times.append(time.perf_counter())
            tracker, pose, view = track_step(tracker, observe(detection, frame.t_s, brightness(frame.bgr)))
            times.append(time.perf_counter())
            state, result = engine.step(program, state, measure_frame(program, pose, view, needed))
            feedback, _, _ = feedback_step(feedback, program.spec, result)
            times.append(time.perf_counter())
            for kept, start_s, end_s in zip((inference_s, seeing_s, judging_s), times, times[1:], strict=False):
                kept.append(end_s - start_s)
    inference, seeing, judging = (statistics.median(kept) for kept in (inference_s, seeing_s, judging_s))
    shares = {"judging": judging / inference, "all": (seeing + judging) / inference}
    benchmark.extra_info.update(shares)
    print(f"\none frame of {exercise} beside an inference: " + ", ".join(f"{k} {v:.1%}" for k, v in shares.items()))
    assert len(judging_s) > 100
    benchmark.pedantic(lambda: None, rounds=1)


def test_live_on_720p_drops_and_latency(benchmark: BenchmarkFixture, large: Path, tmp_path: Path) -> None:
    stats = tmp_path / "stats.json"
    arguments = ["live", "--exercise", "bridge", "--source", large, "--autostart", "--mute", "--stats", stats]
    subprocess.run(
        [sys.executable, "-m", "posecheck", *arguments], env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, check=True
    )
    figures = json.loads(stats.read_text())
    dropped = figures["frames_dropped"] / figures["frames_in"]
    pose, latency = figures["stage_ms"]["pose"]["p95"], figures["latency_ms"]["p95"]
    benchmark.extra_info.update(dropped=dropped, latency_p95_ms=latency, inference_p95_ms=pose)
    print(
        f"\nlive 720p: {100 * dropped:.1f} % dropped; latency p95 {latency:.0f} ms beside inference p95 {pose:.0f} ms"
    )
    assert figures["frames_in"] == 693
    benchmark.pedantic(lambda: None, rounds=1)


def test_peak_memory_of_a_long_review(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    times = max(1, round(LONG_MINUTES * 60 / 23.1))
    path = enlarged(SAMPLES / "bridge.mp4", tmp_path / "long.mp4", (1280, 720), times)
    arguments = ["review", str(path), "--exercise", "bridge", "--no-cache", "--json", "-"]
    ours = f"import sys; from posecheck.cli.app import main; sys.argv[1:] = {arguments!r}\n"
    ours += "try: main()\nexcept SystemExit: pass\n"
    ours += "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, file=sys.stderr)"
    review = subprocess.run([sys.executable, "-c", ours], capture_output=True, text=True, check=True)
    plain = subprocess.run([sys.executable, bare.__file__, path], capture_output=True, text=True, check=True)
    more = float(review.stderr.split()[-1]) - float(plain.stdout.split()[-1])
    benchmark.extra_info["mb_over_bare"] = more
    print(f"\nreview of {LONG_MINUTES:.0f} min of 720p: {more:.0f} MB over the bare loop")
    assert json.loads(review.stdout)["totals"]["reps"] >= 3 * times
    benchmark.pedantic(lambda: None, rounds=1)
