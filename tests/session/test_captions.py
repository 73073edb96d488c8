"""Nothing is said that can't be read: on every frame the sentence that is spoken is the one on the screen."""

from __future__ import annotations

import pytest
import session_parts
from bodies import detection, lying, with_arm_at
from session_parts import PICTURE

from posecheck.coach.blocks import Block, Plan
from posecheck.coach.feedback import Manner
from posecheck.coach.output import FrameOutput
from posecheck.coach.session_state import Command, PainSaid, Wish
from posecheck.io.spec_files import find_spec
from posecheck.io.translations import words_for
from posecheck.pose.frame import Frame
from posecheck.pose.pose import Detection
from posecheck.session.coached import CoachedPipeline
from posecheck.ui.scenes import scene_of

BRIDGE = find_spec("bridge")
DOWN, NOBODY = detection(lying()), Detection.empty((640, 360))
ARM = [detection(with_arm_at("left", 90 * i / 24)) for i in range(25)]
GESTURE = [*[DOWN] * 60, *ARM, *[ARM[-1]] * 57, *reversed(ARM)]
SET_UP = [NOBODY] * 60 + [DOWN] * 125


def played(bodies: list[Detection], wishes: dict[int, Wish], language: str) -> list[FrameOutput]:
    blocks = (Block(BRIDGE, 4, rest_s=4.0), Block(BRIDGE, 1, step=1))
    coached = CoachedPipeline(Plan("bridge", blocks, countdown_s=1.0), Manner(words_for(language)))
    outputs = []
    for i, body in enumerate(bodies):
        if i in wishes:
            coached.command(wishes[i])
        outputs.append(coached.step(Frame(i, i / 30, PICTURE), body))
    return outputs


def bridges(reps: int, height: float = 1.0) -> list[Detection]:
    return session_parts.bridge_bodies(reps, hold_s=1.5, height=height)


SESSIONS: dict[str, tuple[list[Detection], dict[int, Wish]]] = {
    "well done": (SET_UP + bridges(4) + [DOWN] * 250 + bridges(1) + [DOWN] * 120, {}),
    "badly, and offered to rest": (SET_UP + bridges(3, 0.55) + GESTURE + [DOWN] * 75 + GESTURE + [DOWN] * 400, {}),
    "lost and back": (SET_UP + bridges(1) + [NOBODY] * 200 + [DOWN] * 200, {}),
    "it hurts, from the mat": (SET_UP + bridges(1) + GESTURE * 3 + [DOWN] * 400, {}),
    "it hurts, by key": (SET_UP + bridges(1) + [DOWN] * 300, {300: Command.HURTS, 340: PainSaid(5, "Leg")}),
    "skipped and stopped": (SET_UP + [DOWN] * 400, {250: Command.NEXT, 420: Command.STOP}),
}


@pytest.mark.parametrize(("name", "language"), [*[(name, "en") for name in SESSIONS], ("it hurts, from the mat", "de")])
def test_what_is_said_is_on_the_screen(name: str, language: str) -> None:
    bodies, wishes = SESSIONS[name]
    words, spoken = words_for(language), []
    for output in played(bodies, wishes, language):
        if not output.cues or output.cues[0].text.isdigit():
            continue
        said = output.cues[0]
        spoken.append(said.text)
        assert scene_of(output, words).message.replace("\n", " ") == said.text, (output.t_s, said)
    assert len(spoken) >= 4
