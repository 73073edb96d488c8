"""What desk mode costs beside a bare loop at its own rate: the same pictures, the same network, side by side.

`python3 -m pytest tests/benchmarks/test_desk_cost.py -n 0 --benchmark-only -s`. Prints seconds of processor time per
second; asserts no time. POSECHECK_DESK_CLIP names another clip (somebody at a desk, from the front), POSECHECK_DESK_S
how long.
"""

from __future__ import annotations

import os
import statistics
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import bare
import cv2
import mediapipe as mp
import pytest
from mediapipe.tasks.python import vision
from pytest_benchmark.fixture import BenchmarkFixture

from posecheck.io.clip import ClipSource
from posecheck.io.model_store import resolve
from posecheck.io.pose_model import PoseModel
from posecheck.io.spec_files import beside_work
from posecheck.pose.frame import Frame
from posecheck.pose.pose import Detection
from posecheck.session.desk import EVERY_S, DeskFrame, DeskWatch

CLIP = Path(os.environ.get("POSECHECK_DESK_CLIP", Path(__file__).parents[2] / "samples" / "bridge.mp4"))
RUN_S = float(os.environ.get("POSECHECK_DESK_S", "20"))

pytestmark = pytest.mark.slow


class Still:
    """A camera whose pictures are in memory already: fetching costs both loops the same, next to nothing."""

    def __init__(self, frames: list[Frame]) -> None:
        self._frames, self._started_s = frames, time.monotonic()
        self.state, self.message, self.frames_in, self.dropped = "running", "", 0, 0

    def open(self) -> None:
        """It is."""

    def read(self, timeout_s: float) -> Frame | None:
        del timeout_s
        now_s = time.monotonic() - self._started_s
        if now_s > RUN_S:
            self.state = "ended"
            return None
        self.frames_in += 1
        bgr = self._frames[self.frames_in % len(self._frames)].bgr
        return Frame(self.frames_in, now_s, bgr, time.monotonic())

    def close(self) -> None:
        """Nothing to let go."""


def bare_loop(frames: list[Frame], network: vision.PoseLandmarker) -> int:
    """Fetch a picture, run MediaPipe's network with its mask, wait for the next one's time."""
    camera, looked = Still(frames), 0
    while (frame := camera.read(EVERY_S)) is not None:
        due_s = time.monotonic() + EVERY_S
        rgb = cv2.cvtColor(frame.bgr, cv2.COLOR_BGR2RGB)
        result = network.detect_for_video(mp.Image(mp.ImageFormat.SRGB, rgb), round(1000 * time.monotonic()))
        if result.segmentation_masks:
            result.segmentation_masks[0].numpy_view()
        looked += 1
        time.sleep(max(0.0, due_s - time.monotonic()))
    return looked


def ours(frames: list[Frame], network: PoseModel) -> int:
    """Desk mode over the same pictures with the same network."""
    told: list[DeskFrame] = []

    class Kept:
        def detect(self, frame: Frame) -> Detection:
            return network.detect(frame)

        def reset(self) -> None:
            network.reset()

        def close(self) -> None:
            """It is used again."""

    watch = DeskWatch(Still(frames), Kept, beside_work(), told.append)
    worker = threading.Thread(target=watch.run)
    worker.start()
    worker.join()
    return watch.judged


def share_of_a_core(loop: Callable[[], int]) -> float:
    """Processor seconds of the whole process per second at the rate that is meant (a busy machine looks less often)."""
    used_s = time.process_time()
    looked = loop()
    assert looked > 0
    return (time.process_time() - used_s) / looked / EVERY_S


def test_desk_mode_beside_a_bare_loop_at_two_pictures_a_second(benchmark: BenchmarkFixture) -> None:
    with ClipSource(CLIP) as clip:
        frames = [frame for i, frame in zip(range(600), clip, strict=False) if i % 15 == 0]
    shares: dict[str, list[float]] = {"bare": [], "desk": []}
    with PoseModel(resolve()) as network, bare.landmarker() as plain:
        network.detect(frames[0])
        for _ in range(3):
            network.reset()
            for name, loop in (("bare", partial(bare_loop, frames, plain)), ("desk", partial(ours, frames, network))):
                shares[name].append(share_of_a_core(loop))
    assert min(shares["bare"]) > 0
    assert min(shares["desk"]) > 0
    alone, desk = (statistics.median(shares[name]) for name in ("bare", "desk"))
    benchmark.extra_info.update(bare=alone, desk=desk, more=desk - alone, ratio=desk / alone)
    print(f"\ndesk mode: {desk:.1%} of a core beside {alone:.1%} of the bare loop: {desk - alone:+.1%} ({shares})")
    benchmark.pedantic(lambda: None, rounds=1)
