"""Clips and pictures with the judgement drawn on them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2

from posecheck.coach.feedback import FeedbackState, feedback_step
from posecheck.coach.output import FrameOutput
from posecheck.errors import ClipError
from posecheck.exercise.spec import ExerciseSpec
from posecheck.io.atomic import write_bytes
from posecheck.io.clip import ClipSource, is_image, read_image
from posecheck.io.video_writer import VideoWriter
from posecheck.pose.pose import Pose
from posecheck.pose.view import View
from posecheck.render import overlay
from posecheck.session.pipeline import near_values
from posecheck.session.review import Review


def write_overlay_video(clip: Path, target: Path, spec: ExerciseSpec, review: Review) -> None:
    """The clip again with body, count and corrections on it, its sound kept."""
    feedback = FeedbackState()
    with ClipSource(clip) as source:
        size = (review.pose.size[0], review.pose.size[1])
        with VideoWriter(target, size, clip, source.info.fps) as writer:
            for frame in source:
                feedback, _, caption = feedback_step(feedback, spec, review.results[frame.index])
                output = replace(output_at(review, frame.index), caption=caption)
                picture = overlay.draw(frame.bgr, output, spec)
                overlay.lower_third(picture, *overlay.status_words(spec, output))
                writer.write(picture, frame.t_s)


def write_pose_overlay(source: Path, target: Path, pose: Pose, views: list[View]) -> None:
    """The picture or clip with the trusted body on it, and what is known of the view."""
    if is_image(source):
        picture = overlay.draw_pose(read_image(source).bgr, pose_at(pose, 0), view_words(views[0]))
        good, data = cv2.imencode(target.suffix or ".png", picture)
        if not good:
            raise ClipError("not a kind of picture to write", str(target), "end its name in .png or .jpg")
        write_bytes(target, data.tobytes())
        return
    with ClipSource(source) as clip, VideoWriter(target, pose.size, source, clip.info.fps) as writer:
        for frame in clip:
            words = view_words(views[frame.index])
            writer.write(overlay.draw_pose(frame.bgr, pose_at(pose, frame.index), words), frame.t_s)


def view_words(view: View) -> str:
    """The view in a line."""
    if view.kind == "unknown":
        return "nobody seen"
    return f"{view.kind} view, {view.off_axis_deg:.0f} deg off the side, {view.near} side nearer"


def pose_at(pose: Pose, i: int) -> Pose:
    """Frame `i` of a series of poses."""
    names = ("t_s", "xy", "world", "visibility", "trusted", "filled", "outline")
    rows = {name: getattr(pose, name)[i] for name in names}
    return Pose(**rows, size=pose.size, doubt=None if pose.doubt is None else pose.doubt[i])


def output_at(review: Review, i: int) -> FrameOutput:
    """Frame `i` of a judged recording as a live session would have handed it on, without cues."""
    row = review.series.row(i)
    return FrameOutput(
        index=i,
        t_s=row.t_s,
        captured_s=0.0,
        spec=review.program.spec,
        pose=pose_at(review.pose, i),
        view=review.views[i],
        measures=near_values(review.program, row),
        result=review.results[i],
    )
