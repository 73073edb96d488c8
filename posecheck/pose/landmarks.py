"""The 33 body landmarks of MediaPipe Pose, the skeleton they form, and the left/right swap."""

from __future__ import annotations

from typing import Final

import numpy as np

NAMES: Final[tuple[str, ...]] = (
    "nose",
    "left_eye_inner",
    "left_eye",
    "left_eye_outer",
    "right_eye_inner",
    "right_eye",
    "right_eye_outer",
    "left_ear",
    "right_ear",
    "mouth_left",
    "mouth_right",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_pinky",
    "right_pinky",
    "left_index",
    "right_index",
    "left_thumb",
    "right_thumb",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
    "left_heel",
    "right_heel",
    "left_foot_index",
    "right_foot_index",
)
COUNT: Final = len(NAMES)
INDEX: Final[dict[str, int]] = {name: i for i, name in enumerate(NAMES)}


EDGES: Final[tuple[tuple[str, str], ...]] = (
    ("left_shoulder", "right_shoulder"),
    ("left_hip", "right_hip"),
    *(
        (f"{side}_{a}", f"{side}_{b}")
        for side in ("left", "right")
        for a, b in (
            ("ear", "shoulder"),
            ("shoulder", "elbow"),
            ("elbow", "wrist"),
            ("shoulder", "hip"),
            ("hip", "knee"),
            ("knee", "ankle"),
            ("ankle", "heel"),
            ("heel", "foot_index"),
        )
    ),
)

BONES: Final[tuple[tuple[str, str], ...]] = tuple(
    (f"{side}_{a}", f"{side}_{b}")
    for side in ("left", "right")
    for a, b in (("shoulder", "elbow"), ("elbow", "wrist"), ("hip", "knee"), ("knee", "ankle"))
)
"""The limbs' bones, nearer joint first."""


def _swapped(name: str) -> str:
    for here, there in (("left", "right"), ("right", "left")):
        if here in name:
            return name.replace(here, there)
    return name


SWAP: Final[np.ndarray] = np.array([INDEX[_swapped(name)] for name in NAMES])
"""(33,) index of each landmark's partner on the other side of the body."""


def index_of(joint: str, side: str) -> int:
    """Index of `joint` ("hip", "ear", …) on `side` ("left" or "right"); the nose has no side."""
    return INDEX[joint] if joint in INDEX else INDEX[f"{side}_{joint}"]
