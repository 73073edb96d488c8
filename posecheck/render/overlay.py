"""Draws the judged body: what is judged solid, what is doubted hollow, what is wrong red, thick and marked."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from posecheck.coach.ghost import Line
from posecheck.coach.output import FrameOutput
from posecheck.exercise.spec import ExerciseSpec
from posecheck.pose.landmarks import EDGES, INDEX, NAMES, SWAP
from posecheck.pose.measures import MEASURES
from posecheck.pose.pose import Bools, Floats, Pose
from posecheck.render import theme

Picture = npt.NDArray[np.uint8]
ANGLES = ("hip", "hip_open", "knee", "shoulder", "elbow")
"""Measures that are drawn as an arc with their degrees. A pelvic tilt's degrees are never shown: they mean nothing."""
_FACE_AND_FINGERS = ("eye", "mouth", "pinky", "thumb", "left_index", "right_index")
BODY = [i for i, name in enumerate(NAMES) if not any(part in name for part in _FACE_AND_FINGERS)]
_ANY = (1 << 20, 1 << 20)
_FONT = cv2.FONT_HERSHEY_DUPLEX
_FAINT_PX = 1e5


def draw(
    bgr: Picture,
    output: FrameOutput,
    spec: ExerciseSpec,
    *,
    mirrored: bool = False,
    max_size: tuple[int, int] = _ANY,
    ghost: Sequence[Line] = (),
) -> Picture:
    """A copy of the picture with the body on it; mirrored shows it as a mirror would, letters the right way round.

    max_size: (width, height) px to which a larger picture is shrunk first, so that nothing is drawn that isn't shown.
    ghost: lines of the pose aimed at, in pixels of `bgr`.
    """
    scale = min(1.0, max_size[0] / bgr.shape[1], max_size[1] / bgr.shape[0])
    small = bgr if scale == 1.0 else cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR)
    canvas = np.asarray(cv2.flip(small, 1) if mirrored else small.copy(), np.uint8)
    pose = output.pose
    if not bool(pose.shown):
        return canvas
    xy = pose.xy * scale
    if mirrored:
        xy[:, 0] = canvas.shape[1] - xy[:, 0]
    _ghost(canvas, ghost, scale, mirrored)
    judged = output.result.judged
    focus = _joints(spec.signal.measure, output) if judged else frozenset()
    faulty = _faulty_joints(spec, output)
    _skeleton(canvas, xy, pose.trusted, focus, faulty)
    if judged and spec.signal.measure in ANGLES:
        _arc(canvas, xy, spec, output)
    return canvas


def _ghost(canvas: Picture, lines: Sequence[Line], scale: float, mirrored: bool) -> None:
    """The pose aimed at: dashed lines under the body, in a colour that nothing else has."""
    unit = max(1, round(min(canvas.shape[:2]) / 240))
    width = canvas.shape[1]
    for line in lines:
        ends = np.array([(width - scale * x if mirrored else scale * x, scale * y) for x, y in line])
        if not _drawable(ends):
            continue
        dashes = max(1, round(float(np.hypot(*(ends[1] - ends[0]))) / (10 * unit)))
        for k in range(dashes):
            start, end = (ends[0] + (ends[1] - ends[0]) * (k + part) / dashes for part in (0.0, 0.6))
            for thick, ink in ((5 * unit, theme.GROUND), (3 * unit, theme.GHOST)):
                cv2.line(canvas, _px(start), _px(end), theme.bgr(ink), thick, cv2.LINE_AA)


def draw_pose(bgr: Picture, pose: Pose, *lines: str) -> Picture:
    """A copy of the picture with one pose and lines of words: trusted joints solid, doubted ones hollow."""
    canvas = np.ascontiguousarray(bgr).copy()
    if bool(pose.shown):
        _skeleton(canvas, pose.xy, pose.trusted, frozenset(), frozenset())
    for row, words in enumerate(reversed(lines)):
        lower_third(canvas, words, theme.TEXT, row=row)
    return canvas


def lower_third(canvas: Picture, words: str, colour: theme.Colour, *, row: int = 0) -> None:
    """A line of words on a dark strip along the lower edge, as large as fits; draws onto `canvas`. row: from below."""
    whole, width = canvas.shape[:2]
    strip = max(22, round(0.09 * whole))
    height = whole - row * strip
    band = canvas[height - strip : height]
    band[:] = (0.35 * band + 0.65 * np.array(theme.bgr(theme.GROUND))).astype(np.uint8)
    scale = 0.5 * strip / 22
    (text_width, _), _ = cv2.getTextSize(words, _FONT, scale, 1)
    scale *= min(1.0, 0.9 * width / max(text_width, 1))
    thick = max(1, round(scale * 1.2))
    at = (round(0.02 * width), height - round(0.3 * strip))
    cv2.putText(canvas, words, at, _FONT, scale, theme.bgr(colour), thick, cv2.LINE_AA)


def status_words(spec: ExerciseSpec, output: FrameOutput) -> tuple[str, theme.Colour]:
    """One line on a frame: count, hold and the present message, with the colour that goes with it."""
    result = output.result
    count = f"{spec.name}  {result.reps}"
    if result.hold_s > 0 and result.hold_target_s > 0:
        count += f"   hold {result.hold_s:.0f} of {result.hold_target_s:.0f} s"
    if output.caption is None:
        return count, theme.TEXT
    colour = theme.UNSEEN if not result.judged else theme.FAULT if result.faults else theme.TEXT
    return f"{count}   {_ascii(output.caption.text)}", colour


def _ascii(text: str) -> str:
    """OpenCV's letters are plain ones."""
    return text.replace("’", "'").encode("ascii", "replace").decode()


def _joints(measure: str, output: FrameOutput) -> frozenset[int]:
    """Landmarks of a measure on the side nearer to the camera (on both for the side that leads)."""
    near = output.view.near
    names = MEASURES[measure].landmarks
    found = {INDEX[n] if n in INDEX else INDEX[f"{near}_{n}"] for n in names}
    if output.result.side in ("left", "right") and output.result.side != near:
        found = {int(SWAP[i]) for i in found}
    return frozenset(found)


def _faulty_joints(spec: ExerciseSpec, output: FrameOutput) -> frozenset[int]:
    joints: set[int] = set()
    for fault_id in output.result.faults:
        measure = spec.fault(fault_id).measure
        if measure is not None:
            joints |= _joints(measure, output)
    return frozenset(joints)


def _skeleton(canvas: Picture, xy: Floats, trusted: Bools, focus: frozenset[int], faulty: frozenset[int]) -> None:
    unit = max(1, round(min(canvas.shape[:2]) / 240))
    for a, b in EDGES:
        i, j = INDEX[a], INDEX[b]
        if not (_drawable(xy[i]) and _drawable(xy[j])):
            continue
        if i in faulty and j in faulty:
            colour, thick = theme.FAULT, 4 * unit
        elif i in focus and j in focus:
            colour, thick = theme.GOOD, 3 * unit
        else:
            colour, thick = theme.BONE, unit
        cv2.line(canvas, _px(xy[i]), _px(xy[j]), theme.bgr(colour), thick, cv2.LINE_AA)
    for k in BODY:
        if _drawable(xy[k]):
            _joint(canvas, _px(xy[k]), bool(trusted[k]), k in focus, k in faulty, unit)


def _joint(canvas: Picture, at: tuple[int, int], trusted: bool, focus: bool, faulty: bool, unit: int) -> None:
    colour = theme.bgr(theme.FAULT if faulty else theme.GOOD if focus else theme.TEXT)
    radius = (5 if faulty or focus else 3) * unit
    cv2.circle(canvas, at, radius, colour, -1 if trusted else max(1, unit), cv2.LINE_AA)
    if faulty:
        # a cross in the joint: the fault must not be told by colour alone
        arm, ground = round(0.55 * radius), theme.bgr(theme.GROUND)
        for dy in (-arm, arm):
            ends = ((at[0] - arm, at[1] - dy), (at[0] + arm, at[1] + dy))
            cv2.line(canvas, *ends, ground, max(1, unit), cv2.LINE_AA)


def _arc(canvas: Picture, xy: Floats, spec: ExerciseSpec, output: FrameOutput) -> None:
    value = output.measures.get(spec.signal.measure, math.nan)
    near = output.view.near
    if output.result.side in ("left", "right"):
        near = output.result.side
    a, b, c = (xy[INDEX[f"{near}_{joint}"]] for joint in MEASURES[spec.signal.measure].landmarks[:3])
    if math.isnan(value) or not all(_drawable(p) for p in (a, b, c)):
        return
    unit = max(1, round(min(canvas.shape[:2]) / 240))
    start, end = (math.degrees(math.atan2(p[1] - b[1], p[0] - b[0])) for p in (a, c))
    sweep = (end - start + 180) % 360 - 180
    radius = 16 * unit
    colour = theme.bgr(theme.FAULT if output.result.faults else theme.GOOD)
    cv2.ellipse(canvas, _px(b), (radius, radius), 0, start, start + sweep, colour, 2 * unit, cv2.LINE_AA)
    words = f"{value:.0f}" + (f" / {target:.0f}" if (target := _target(spec)) is not None else "")
    at = (_px(b)[0] + radius, _px(b)[1] - radius)
    for thick, ink in ((4 * unit, theme.GROUND), (unit, theme.TEXT)):
        cv2.putText(canvas, words, at, _FONT, 0.45 * unit, theme.bgr(ink), thick, cv2.LINE_AA)


def _target(spec: ExerciseSpec) -> float | None:
    """The limit of the signal's own fault in the hold, in the measure's degrees."""
    for fault in spec.faults:
        if fault.measure == spec.signal.measure and fault.against == "value" and "hold" in fault.during:
            limit = fault.below or fault.above
            return limit.value if limit else None
    return None


def _drawable(point: Floats) -> bool:
    return bool(np.isfinite(point).all()) and bool((np.abs(point) < _FAINT_PX).all())


def _px(point: Floats) -> tuple[int, int]:
    return round(float(point[0])), round(float(point[1]))
