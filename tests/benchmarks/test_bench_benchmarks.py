"""The physiotherapist's bench: what-if beside a new run, seeking beside the bare decoder, two jobs beside one.

Not part of the tests: `python3 -m pytest tests/benchmarks -n 0 --benchmark-only -s`. Prints ratios; asserts no time.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path

import av
import numpy as np
import pytest
from made_rows import FPS, REST, TOP, played, program_of, repetition, stay
from pytest_benchmark.fixture import BenchmarkFixture
from test_benchmarks import SAMPLES, enlarged

from posecheck.cli.review import observe_clip
from posecheck.exercise import engine
from posecheck.exercise.profile import with_values
from posecheck.exercise.program import compile_spec
from posecheck.exercise.rows import Series
from posecheck.exercise.spec import ExerciseSpec
from posecheck.exercise.tuning import prepare, rejudge
from posecheck.io.clip import ClipSource
from posecheck.io.frame_reader import FrameReader
from posecheck.io.model_store import resolve
from posecheck.io.pose_model import PoseModel
from posecheck.io.spec_files import find_spec
from posecheck.session.pipeline import measure_recording
from posecheck.session.review import observe_frames

pytestmark = pytest.mark.slow
MINUTES = 10
NETWORK_FRAMES = 180
PAIRS = 2


def long_bridges() -> Series:
    """Ten minutes of bridges at 30 frames a second, hips from too low to right, with the jitter of real measures."""
    knots, k = [stay(2.0)], 0
    while sum(seconds for seconds, _ in knots) < 60 * MINUTES:
        k += 1
        knots += repetition("bridge", hip_open=160 + k % 20, hip=160 + k % 20)
    return jittered(played("bridge", *knots))


def jittered(series: Series) -> Series:
    """With the jitter of real measures."""
    rng = np.random.default_rng(1)
    columns = {
        name: v + rng.normal(0, 0.3 if np.abs(v).max() > 3 else 0.005, len(v)) for name, v in series.columns.items()
    }
    return Series(series.t_s, columns, series.near, series.notes)


def test_what_if_beside_a_new_run(benchmark: BenchmarkFixture) -> None:
    program, series = program_of("bridge"), long_bridges()
    started_s = time.process_time()
    state, _ = engine.run(program, series)
    run_s = time.process_time() - started_s
    prepared = prepare(program.spec, series)
    assert prepared.base.reps == state.reps
    took_s: dict[str, float] = {}
    for address, threshold in program.spec.thresholds().items():
        tuned = with_values(program.spec, {address: threshold.value + threshold.step})
        started_s = time.process_time()
        outcome = rejudge(prepared, tuned)
        took_s[address] = time.process_time() - started_s
        if address.startswith("phases."):
            anew, _ = engine.run(compile_spec(tuned), series)
            assert (outcome.reps, outcome.attempts, outcome.spans) == (anew.reps, anew.attempts, anew.spans), address
    anew_s = analysing_anew_s(len(series))
    slowest = tell_what_if("bridge", series, took_s)
    print(
        f"one run of the engine {1000 * run_s:.0f} ms; analysing {len(series)} frames anew {anew_s:.0f} s of a core: "
        f"the slowest what-if is 1/{anew_s / took_s[slowest]:.0f} of it, the median one "
        f"1/{anew_s / statistics.median(took_s.values()):.0f}"
    )
    benchmark.extra_info.update(took_s, analysing_anew_s=anew_s)
    benchmark.pedantic(lambda: None, rounds=1)


def analysing_anew_s(frames: int) -> float:
    """Processor time of decoding, network and measuring for so many frames: really run on a tenth of a minute, scaled
    by the frames. The engine's own run isn't in it, nor the network's loading."""
    with ClipSource(SAMPLES / "bridge.mp4") as clip, PoseModel(resolve()) as network:
        started_s = time.process_time()
        seen = observe_frames(itertools.islice(clip, NETWORK_FRAMES), network)
        assert seen is not None
        assert len(seen.t_s) == NETWORK_FRAMES
        measure_recording(program_of("bridge"), seen)
        return (time.process_time() - started_s) * frames / NETWORK_FRAMES


def tell_what_if(exercise: str, series: Series, took_s: dict[str, float]) -> str:
    """Print how long what-if took; the slowest threshold."""
    quick = sum(s <= 0.1 for s in took_s.values())
    slowest = sorted(took_s, key=lambda a: -took_s[a])[:4]
    print(
        f"\nwhat-if over {len(series)} frames of {exercise}: {quick} of {len(took_s)} thresholds within 100 ms, median "
        f"{1000 * statistics.median(took_s.values()):.1f} ms; slowest "
        + ", ".join(f"{a} {1000 * took_s[a]:.0f} ms" for a in slowest)
    )
    return slowest[0]


def made_session(exercise: str) -> Series:
    """Ten minutes of movements, each as deep, as quick and as long held as it happens, with rests between them."""
    spec, rng, knots = program_of(exercise).spec, np.random.default_rng(0), [stay(1.5)]
    hold_s = spec.dose.hold_s.value if spec.dose.hold_s else 1.0
    rest, top = REST[exercise], TOP[exercise]
    away = {column: value - rest.get(column, rest.get(column.rsplit("_", 1)[0], 0.0)) for column, value in top.items()}
    while sum(seconds for seconds, _ in knots) < 60 * MINUTES:
        share, quick, held, paused = rng.uniform((0.75, 1.0, 0.8, 0.8), (1.1, 2.5, 1.2, 3.0)).tolist()
        there = {column: top[column] - (1 - share) * way for column, way in away.items()}
        knots += [(quick, there), (held * hold_s, there), (quick, {}), stay(paused)]
    return jittered(played(exercise, *knots))


@pytest.mark.parametrize("exercise", sorted(set(REST) & set(TOP)))
def test_what_if_over_ten_minutes_of_a_made_session(benchmark: BenchmarkFixture, exercise: str) -> None:
    check_what_if_both_ways(benchmark, find_spec(exercise), made_session(exercise))


@pytest.mark.parametrize("exercise", ["bird_dog", "bridge", "cat_cow", "knee_to_chest", "pelvic_tilt"])
def test_what_if_over_ten_minutes_of_a_sample(benchmark: BenchmarkFixture, exercise: str) -> None:
    """The sample again and again, each time with its own jitter: every seam is a jump, harder than a session."""
    spec = find_spec(exercise)
    seen, _ = observe_clip(SAMPLES / f"{exercise}.mp4", resolve(), use_cache=True, quiet=True)
    check_what_if_both_ways(
        benchmark, spec, lengthened(measure_recording(compile_spec(spec), seen)[2], int(60 * MINUTES * FPS))
    )


def check_what_if_both_ways(benchmark: BenchmarkFixture, spec: ExerciseSpec, series: Series) -> None:
    """Each threshold a step up and a step down, the slower of the two."""
    prepared, took_s = prepare(spec, series), dict[str, float]()
    assert prepared.base.reps
    for address, threshold in spec.thresholds().items():
        for value in (threshold.value + threshold.step, threshold.value - threshold.step):
            with contextlib.suppress(ValueError):  # levels that would cross
                tuned = with_values(spec, {address: value})
                started_s = time.process_time()
                rejudge(prepared, tuned)
                took_s[address] = max(took_s.get(address, 0.0), time.process_time() - started_s)
    tell_what_if(spec.id, series, took_s)
    benchmark.extra_info.update(took_s)
    benchmark.pedantic(lambda: None, rounds=1)


def lengthened(series: Series, frames: int) -> Series:
    """A recording repeated up to so many frames."""
    rng, times = np.random.default_rng(1), -(-frames // len(series))
    step_s = float(np.median(np.diff(series.t_s)))
    length_s = float(series.t_s[-1] - series.t_s[0]) + step_s
    t_s = np.concatenate([series.t_s + k * length_s for k in range(times)])
    columns = {
        name: np.tile(v, times) + rng.normal(0, 0.1 if np.nanmax(np.abs(v), initial=0) > 3 else 0.001, times * len(v))
        for name, v in series.columns.items()
    }
    cut = {name: v[:frames] for name, v in columns.items()}
    facts = (series.near * times, series.notes * times, series.off_axis_deg * times)
    return Series(t_s[:frames], cut, *(fact[:frames] for fact in facts))


def test_seeking_beside_the_bare_decoder(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    path = enlarged(SAMPLES / "bridge.mp4", tmp_path / "bridge720.mp4", (1280, 720))
    rng, ours, bare = random.Random(1), [], []
    with FrameReader(path) as reader, av.open(str(path)) as clip:
        stream = clip.streams.video[0]
        stream.thread_type = "AUTO"
        for index in [rng.randrange(len(reader)) for _ in range(100)]:
            times = [time.perf_counter()]
            shown = reader.read(index)
            times.append(time.perf_counter())
            clip.seek(reader.pts(index), stream=stream, backward=True)
            for frame in clip.decode(stream):
                if frame.pts >= reader.pts(index):
                    wanted = frame.to_ndarray(format="bgr24")
                    break
            times.append(time.perf_counter())
            assert np.array_equal(shown, wanted), index
            ours.append(times[1] - times[0])
            bare.append(times[2] - times[1])
    ratio = float(np.percentile(ours, 95) / np.percentile(bare, 95))
    print(f"\nseek 720p: p95 {ratio:.2f} of the bare decoder's")
    benchmark.extra_info["p95_of_bare"] = ratio
    benchmark.pedantic(lambda: None, rounds=1)


def test_two_jobs_beside_one(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """Both ways, PAIRS times in turn. Others at work on the machine take from two jobs more than from one: therefore
    also the processor time of both, half of which is the least that the work can take on two cores."""
    clips = [enlarged(SAMPLES / "bridge.mp4", tmp_path / f"c{k}.mp4", (640, 360)) for k in range(8)]
    pairs = [{jobs: batch_of(clips, jobs, tmp_path / f"out{k}_{jobs}") for jobs in (1, 2)} for k in range(PAIRS)]
    for pair in pairs:
        (one_s, one_cpu_s, one), (two_s, two_cpu_s, two) = pair[1], pair[2]
        assert one == two
        assert one.count("done") == 8
        print(
            f"\n8 clips: --jobs 2 is {one_s / two_s:.2f} times as fast as --jobs 1 ({one_s:.1f} and {two_s:.1f} s; "
            f"{one_cpu_s:.1f} and {two_cpu_s:.1f} s of processor time: at most {2 * one_s / two_cpu_s:.2f} times)"
        )
    benchmark.extra_info["speed_up"] = [pair[1][0] / pair[2][0] for pair in pairs]
    benchmark.pedantic(lambda: None, rounds=1)


def batch_of(clips: list[Path], jobs: int, out: Path) -> tuple[float, float, str]:
    """(seconds, processor seconds, the summary) of a batch whose clips all go through the network."""
    command = [sys.executable, "-m", "posecheck", "review", *clips, "-e", "bridge", "--no-cache", "-j", str(jobs)]
    before, started_s = os.times(), time.perf_counter()
    subprocess.run([*command, "--out", str(out)], check=True, capture_output=True)
    took_s, after = time.perf_counter() - started_s, os.times()
    cpu_s = after.children_user + after.children_system - before.children_user - before.children_system
    return took_s, cpu_s, (out / "summary.csv").read_text(encoding="utf-8")
