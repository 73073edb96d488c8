"""What the program says, in one place: short sentences a person on a mat can follow."""

from __future__ import annotations

from posecheck.pose.landmarks import INDEX

CANT_SEE_YOU = "I can't see you. Move into the picture"
MOVE_BACK = "Move the camera back"
HOLD = "Hold"
RELEASE = "And release"


def cannot_see(note: str) -> str:
    """Sentence for the engine's note ("left_ankle out of frame"): what can't be seen and what to move.

    A note that names no joint is a sentence already ("Turn until your side faces the camera").
    """
    joint, _, reason = note.partition(" ")
    if not note or reason.startswith("in the picture"):
        return CANT_SEE_YOU
    if joint not in INDEX:
        return note
    sentence = f"I can't see your {joint.replace('_', ' ').replace('foot index', 'toes')}"
    return f"{sentence}. {MOVE_BACK}" if reason in ("out of frame", "cut off by the picture's edge") else sentence
