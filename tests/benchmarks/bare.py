"""What there is to compare with: OpenCV decoding and MediaPipe's landmarker with its mask, and nothing else."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import BaseOptions, vision

from posecheck.io.model_store import resolve


def landmarker() -> vision.PoseLandmarker:
    """As `PoseModel` makes it."""
    return vision.PoseLandmarker.create_from_options(
        vision.PoseLandmarkerOptions(
            base_options=BaseOptions(model_asset_path=str(resolve().path)),
            running_mode=vision.RunningMode.VIDEO,
            output_segmentation_masks=True,
        )
    )


def frames(path: Path) -> Iterator[np.ndarray]:
    """Pictures of a clip by OpenCV."""
    clip = cv2.VideoCapture(str(path))
    while (read := clip.read())[0]:
        yield np.asarray(read[1])
    clip.release()


def run(path: Path) -> tuple[int, float]:
    """(frames, seconds) of the bare loop over a clip."""
    with landmarker() as network:
        started_s, count = time.perf_counter(), 0
        for bgr in frames(path):
            rgb = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
            result = network.detect_for_video(mp.Image(mp.ImageFormat.SRGB, rgb), 33 * count)
            if result.segmentation_masks:
                result.segmentation_masks[0].numpy_view()
            count += 1
        return count, time.perf_counter() - started_s


def peak_mb() -> float:
    """Most memory this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    run(Path(sys.argv[1]))
    print(peak_mb())
