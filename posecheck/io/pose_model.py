"""The pose network: a picture in, one person's landmarks and mask out."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import cv2
import mediapipe as mp
import numpy as np
import numpy.typing as npt
from mediapipe.tasks.python import BaseOptions, vision

from posecheck.errors import ModelError
from posecheck.io.lookout import Lookout
from posecheck.io.model_store import ModelFile
from posecheck.io.native_library import load_beside_others, network_library
from posecheck.io.native_log import native_log_silenced
from posecheck.io.network_silence import refuse_others
from posecheck.io.second_look import spread_of
from posecheck.pose.frame import Frame
from posecheck.pose.pose import Detection, Floats

Picture = npt.NDArray[np.uint8]

MAX_SIDE_PX = 640
"""Larger pictures are shrunk before the network: costs 0.006 PCK on photos of 850 px, saves most of the mask's time."""
STILL_MAX_SIDE_PX = 1280
"""For a single picture, where time does not matter."""
MAX_PEOPLE = 3
_MASK_STEP = 2
_WIDTH_STEP_PX = 4
"""MediaPipe 0.10.31 aborts the process when a mask is read whose width is no multiple of this: its rows are padded."""
_BOX_MARGIN = 0.15


class PoseModel:
    """MediaPipe's pose landmarker over the frames of one camera or clip, following one person.

    Follows the larger person when there are several, and says in `Detection.people` how many were seen at the last look
    around (every few seconds). The same frames give the same detections. Not for use by two threads at once.
    """

    def __init__(self, model: ModelFile, *, max_side_px: int = MAX_SIDE_PX) -> None:
        """Load the network; ModelError when the file has changed or is none, or MediaPipe is not the proved version."""
        self._model, self._max_side_px = model, max_side_px
        refuse_others(version("mediapipe"))
        _prove(model)
        load_beside_others(network_library())
        self._tracker = self._landmarker(video=True)
        self._looker = self._landmarker(video=False)
        self._start()

    def _start(self) -> None:
        self._lookout, self._stamp_ms, self._settled = Lookout(), -1, False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let the network go; to be called before the interpreter ends. A second call does nothing."""
        with native_log_silenced():
            self._tracker.close()
            self._looker.close()

    def reset(self) -> None:
        """Forget the person: the next frame begins another camera or clip, and its time may start anew."""
        with native_log_silenced():
            self._tracker.close()
        self._tracker = self._landmarker(video=True)
        self._start()

    def detect(self, frame: Frame) -> Detection:
        """The person on `frame`; frame.bgr may also be grey, of any size and memory layout."""
        height, width = frame.bgr.shape[:2]
        size = (width, height)
        if not width or not height:
            return Detection.empty(size)
        picture = _rgb_for_network(frame.bgr, self._max_side_px)
        # The first person makes the network speak up once more.
        if self._settled:
            found = self._follow(picture, frame.t_s, size)
        else:
            with native_log_silenced():
                found = self._follow(picture, frame.t_s, size)
            self._settled = found.found
        return found

    def unsureness(self, frame: Frame, found: Detection) -> Floats:
        """(33,) how far three more looks at a still disagree on each joint, in trunk lengths; as slow as they are."""
        picture = _rgb_for_network(frame.bgr, self._max_side_px)
        height, width = picture.shape[:2]
        return spread_of(picture, found, lambda turned: self._look(turned, (width, height)))

    def _follow(self, picture: Picture, t_s: float, size: tuple[int, int]) -> Detection:
        followed = self._track(picture, t_s, size)
        if self._lookout.due(t_s, followed):
            other = self._lookout.choose(t_s, followed, self._look(picture, size))
            if other is not None:
                followed = self._turn_to(other, picture, t_s, size)
        return replace(followed, people=max(self._lookout.people, 1)) if followed.found else followed

    def _track(self, picture: Picture, t_s: float, size: tuple[int, int]) -> Detection:
        self._stamp_ms = max(self._stamp_ms + 1, round(t_s * 1000))
        bodies = _read(self._tracker.detect_for_video(_image(picture), self._stamp_ms), size)
        return bodies[0] if bodies else Detection.empty(size)

    def _look(self, picture: Picture, size: tuple[int, int]) -> list[Detection]:
        return _read(self._looker.detect(_image(picture)), size)

    def _turn_to(self, person: Detection, picture: Picture, t_s: float, size: tuple[int, int]) -> Detection:
        """Follow `person` from now on: lose the present one on a black picture, then show the other one alone."""
        self._track(np.zeros_like(picture), t_s, size)
        return self._track(_only(person, picture), t_s, size)

    def _landmarker(self, *, video: bool) -> vision.PoseLandmarker:
        options = vision.PoseLandmarkerOptions(
            base_options=_where_to_load(self._model.path),
            running_mode=vision.RunningMode.VIDEO if video else vision.RunningMode.IMAGE,
            num_poses=1 if video else MAX_PEOPLE,
            output_segmentation_masks=video,
        )
        try:
            with native_log_silenced():
                return vision.PoseLandmarker.create_from_options(options)
        except (RuntimeError, ValueError) as error:
            reason = " ".join(str(error).split())[:200]
            cure = f"use another model, or none to get the default; {reason}"
            raise ModelError("MediaPipe cannot run this pose model", str(self._model.path), cure) from error


def _prove(model: ModelFile) -> None:
    try:
        with model.path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"the pose model cannot be read, {error.strerror}", str(model.path)) from error
    if sha256 != model.sha256:
        raise ModelError("the pose model changed after it was found", str(model.path), "try again")


def _where_to_load(path: Path) -> BaseOptions:
    """By path, which is mapped into memory once for all; handing over the bytes costs 60 MB more.

    Native code on Windows may not open a path with letters beyond ASCII: there the bytes it must be.
    """
    if sys.platform == "win32" and not str(path).isascii():
        return BaseOptions(model_asset_buffer=path.read_bytes())
    return BaseOptions(model_asset_path=str(path.resolve()))


def _rgb_for_network(bgr: Picture, max_side_px: int) -> Picture:
    """Return (h, w, 3) contiguous RGB of `_size_for_network`; bgr: (h, w), (h, w, 1) or (h, w, 3)."""
    picture = np.ascontiguousarray(bgr)
    height, width = picture.shape[:2]
    size = _size_for_network(width, height, max_side_px)
    if size != (width, height):
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    grey = picture.ndim == 2 or picture.shape[2] == 1
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB if grey else cv2.COLOR_BGR2RGB), np.uint8)


def _size_for_network(width: int, height: int, max_side_px: int) -> tuple[int, int]:
    """Return (width, height), the longer side at most max_side_px, the width one at which a mask can be read."""
    scale = min(max_side_px / max(width, height), 1.0)
    columns = round(width * scale / _WIDTH_STEP_PX) * _WIDTH_STEP_PX
    return max(columns, _WIDTH_STEP_PX), max(round(height * scale), 1)


def _image(rgb: Picture) -> mp.Image:
    return mp.Image(mp.ImageFormat.SRGB, rgb)


def _read(result: Any, size: tuple[int, int]) -> list[Detection]:
    """The one place that knows MediaPipe's objects: a Detection per body, xy in pixels of a picture of `size`."""
    masks = result.segmentation_masks or [None] * len(result.pose_landmarks)
    bodies = []
    for points, metres, mask in zip(result.pose_landmarks, result.pose_world_landmarks, masks, strict=True):
        flat = np.array([(p.x, p.y, p.visibility, p.presence) for p in points])
        bodies.append(
            Detection(
                xy=flat[:, :2] * size,
                world=np.array([(p.x, p.y, p.z) for p in metres]),
                visibility=flat[:, 2],
                presence=flat[:, 3],
                mask=None if mask is None else _small_mask(mask.numpy_view()),
                people=len(result.pose_landmarks),
                size=size,
            )
        )
    return bodies


def _small_mask(mask: npt.NDArray[np.float32]) -> Picture:
    """(h, w[, 1]) 0..1 -> (h/2, w/2) 0..255."""
    return np.asarray(mask.reshape(mask.shape[:2])[::_MASK_STEP, ::_MASK_STEP] * 255.0 + 0.5, np.uint8)


def _only(person: Detection, picture: Picture) -> Picture:
    """The picture with everything outside the box around `person` made black."""
    height, width = picture.shape[:2]
    xy = person.xy * (width / person.size[0], height / person.size[1])
    low, high = xy.min(0), xy.max(0)
    margin = _BOX_MARGIN * (high - low).max()
    left, top = np.maximum(low - margin, 0).astype(int)
    right, bottom = np.ceil(high + margin).astype(int)
    alone = np.zeros_like(picture)
    alone[top:bottom, left:right] = picture[top:bottom, left:right]
    return alone
