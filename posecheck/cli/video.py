"""Clips and pictures with the judgement drawn on them."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import cv2

from posecheck.coach.feedback import FeedbackState, feedback_step
from posecheck.errors import ClipError
from posecheck.exercise.spec import ExerciseSpec
from posecheck.io.atomic import write_bytes
from posecheck.io.clip import ClipSource, is_image, read_image
from posecheck.io.video_writer import VideoWriter
from posecheck.pose.measures import compute, error_of
from posecheck.pose.pose import Pose
from posecheck.pose.view import View
from posecheck.render import overlay
from posecheck.session.review import Review, output_at, pose_at


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
        one = pose_at(pose, 0)
        picture = overlay.draw_pose(read_image(source).bgr, one, error_words(one, views[0]), view_words(views[0]))
        good, data = cv2.imencode(target.suffix or ".png", picture)
        if not good:
            raise ClipError("not a kind of picture to write", str(target), "end its name in .png or .jpg")
        write_bytes(target, data.tobytes())
        return
    with ClipSource(source) as clip, VideoWriter(target, pose.size, source, clip.info.fps) as writer:
        for frame in clip:
            one, view = pose_at(pose, frame.index), views[frame.index]
            picture = overlay.draw_pose(frame.bgr, one, error_words(one, view), view_words(view))
            writer.write(picture, frame.t_s)


def view_words(view: View) -> str:
    """The view in a line."""
    if view.kind == "unknown":
        return "nobody seen"
    words = f"{view.kind} view, {view.off_axis_deg:.0f} deg off the side, {view.near} side nearer"
    return f"{words}, {view.stance.replace('_', ' ')}" + ("; too dark" if view.framing.dark else "")


SHOWN_MEASURES = ("hip", "knee", "trunk", "shoulder", "elbow")


def error_words(pose: Pose, view: View) -> str:
    """What can be measured on the nearer side, with the error this view brings; a doubted one is a question mark."""
    values = compute(pose, SHOWN_MEASURES)
    words = []
    for name in SHOWN_MEASURES:
        value = float(values[f"{name}_{view.near}"])
        known = f"{value:.0f} +-{error_of(name, view.off_axis_deg):.0f}" if math.isfinite(value) else "?"
        words.append(f"{name} {known}")
    return "   ".join(words) if bool(pose.detected) else ""
