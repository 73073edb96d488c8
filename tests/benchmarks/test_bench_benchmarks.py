"""The physiotherapist's bench: what-if beside a new run, seeking beside the bare decoder, two jobs beside one.

Not part of the tests: `python3 -m pytest tests/benchmarks --benchmark-only -s`. Prints ratios; asserts no time.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
from pathlib import Path

import av
import numpy as np
import pytest
from made_rows import played, program_of, repetition, stay
from pytest_benchmark.fixture import BenchmarkFixture
from test_benchmarks import SAMPLES, enlarged

from posecheck.exercise import engine
from posecheck.exercise.profile import with_values
from posecheck.exercise.program import compile_spec
from posecheck.exercise.rows import Series
from posecheck.exercise.tuning import prepare, rejudge
from posecheck.io.frame_reader import FrameReader

pytestmark = pytest.mark.slow
MINUTES = 10


def long_bridges() -> Series:
    """Ten minutes of bridges at 30 frames a second, hips from too low to right, with the jitter of real measures."""
    knots, k = [stay(2.0)], 0
    while sum(seconds for seconds, _ in knots) < 60 * MINUTES:
        k += 1
        knots += repetition("bridge", hip_open=160 + k % 20, hip=160 + k % 20)
    series, rng = played("bridge", *knots), np.random.default_rng(1)
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
    quick = sum(s <= 0.1 for s in took_s.values())
    slowest = sorted(took_s, key=lambda a: -took_s[a])[:4]
    print(
        f"\nwhat-if over {len(series)} frames: {quick} of {len(took_s)} thresholds within 100 ms, "
        f"median {1000 * statistics.median(took_s.values()):.1f} ms, a new run {1000 * run_s:.0f} ms; slowest "
        + ", ".join(f"{a} {1000 * took_s[a]:.0f} ms" for a in slowest)
    )
    benchmark.extra_info.update(took_s)
    benchmark.pedantic(lambda: None, rounds=1)


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
    clips = [enlarged(SAMPLES / "bridge.mp4", tmp_path / f"c{k}.mp4", (640, 360)) for k in range(8)]
    took_s, results = dict[int, float](), dict[int, str]()
    for jobs in (1, 2):
        command = [sys.executable, "-m", "posecheck", "review", *clips, "-e", "bridge", "--no-cache", "-j", str(jobs)]
        started_s = time.perf_counter()
        subprocess.run([*command, "--out", str(tmp_path / f"out{jobs}")], check=True, capture_output=True)
        took_s[jobs] = time.perf_counter() - started_s
        results[jobs] = (tmp_path / f"out{jobs}" / "summary.csv").read_text(encoding="utf-8")
    assert results[1] == results[2]
    assert results[1].count("done") == 8
    print(f"\n8 clips: --jobs 2 is {took_s[1] / took_s[2]:.2f} times as fast as --jobs 1")
    benchmark.extra_info["speed_up"] = took_s[1] / took_s[2]
    benchmark.pedantic(lambda: None, rounds=1)
