"""What the program says and shows during a session, in one place: short sentences a person on a mat can follow.

The English sentences stand here; `Words` puts them into the person's language. A sentence is its own key, so that the
sentences of exercise files are found in the same catalogue, and one that nobody translated is still said, in English.
"""

from __future__ import annotations

from collections.abc import Mapping

from posecheck.coach import numerals, safety_words
from posecheck.coach.said import Said
from posecheck.coach.shown import Question
from posecheck.exercise.position import UPSIDE_DOWN
from posecheck.exercise.setup import BACK as BACK_UP
from posecheck.exercise.setup import CLOSER, COMPANY, DARK, NOBODY, SHIFT, TURN
from posecheck.exercise.spec import ExerciseSpec
from posecheck.pose.landmarks import INDEX

CANT_SEE_YOU = "I can't see you. Move into the picture"
CANT_SEE = "I can't see {joint}"
CANT_SEE_JOINTS = "I can't see enough of you"
MOVE_BACK = "Move the camera back"
HOLD = "Hold"
RELEASE = "And release"
HALF = "Half way"
BREATHE_IN = "Breathe in"
BREATHE_OUT = "Breathe out"
OTHER_SIDE = "Now the other side"
HOLD_STILL = "Good. Hold still"
BEGIN = "Begin"
PAIN_GO_ON, PAIN_GENTLY, PAIN_STOP = safety_words.PAIN_GO_ON, safety_words.PAIN_GENTLY, safety_words.PAIN_STOP
GO_ON = "Go on"
PRAISE = "Well done"
SIDE_DONE = "Well done. Other side next"
SET_DONE = "Well done. Set {number} of {sets} next"
NEXT_IS = "Well done. Next: {name}"
SKIPPED = "Skipped. Next: {name}"
PAUSED = "Paused"
PAUSED_AWAY = "Paused. {position}"
PAUSED_LOST = "Paused. I can't see you"
HOW_STRONG = "How much does it hurt?"
REST_OR_EASIER = "Not clean yet. Rest or easier?"
OFFER = "Not clean yet. Rest or easier? Raise an arm"
IS_PAIN = "Does it hurt?"
IS_SKIP = "Skip this?"
IS_REST = "Take a rest?"
IS_EASIER = "An easier version?"
A_LOT = "Very much?"
MEDIUM = "Quite a bit?"
A_LITTLE = "A little?"
NOT_AT_ALL = "Not at all?"
ARM_FOR = "{choice} Raise an arm"
STILL_GOES_ON = "Hold still to go on"
ASK_AGAIN = "Raise an arm to be asked again"
REST_THEN_ON = "Take a rest. Then we go on"
EASIER_HOLD = "Easier: hold {seconds} seconds"
EASIER_REPS = "Easier: {reps} repetitions"
EASIER = "Easier"
OFFER_TIME = "I can't judge this here. We do it by time"
NOT_JUDGED = "Not judged"
GET_READY = "Get ready: {name}"
REST = "Rest"
FINISHED = "Done. {reps} repetitions, {good} good"
ALL_DONE = "All done. Well done"
GETTING_READY = "Getting ready"
SCORED = "{score} of 100"
OF_REPS = "of {reps}"
GOOD_OF = "{good} good"
UNJUDGED = "{unjudged} not judged"
SECONDS = "{seconds} s"
NEXT_UP = "Next: {name}"
SET_OF = "Set {number} of {sets}"
START = "Start"
PRESS_START = "Then press Start"
STOP = "Stop"
PAUSE = "Pause"
RESUME = "Go on"
SKIP = "Skip"
BACK = "Again"
IT_HURTS = "It hurts"
SAFETY = "Safety"
REST_NOW = "Take a rest"
TIMED = "By time"
CLOSE = "Close"
CAMERA_SHUT = "The camera won't open. Plug it in or close other programs"
CAMERA_LOST = "No picture from the camera. Check its cable"
CAMERA_SLOW = "The camera doesn't answer yet. Close other programs that use it, or plug it in again"
CAMERA_FROZEN = "The camera's picture stands still. Open its cover, or start its program again"
CAMERA_FEW = "Too few pictures from the camera. Make more light, close other programs, or use another USB port"
PHONE_SHUT = "The phone doesn't answer. Start its camera app, and check its address and the network"
PHONE_LOST = "No picture from the phone. Check that its camera app is running and in the same network"
PHONE_FROZEN = "The phone's picture stands still. Start its camera app again"
PHONE_FEW = "Too few pictures from the phone. Choose smaller ones in its camera app, or go nearer to the router"
DISK_FULL = "The disk is full. The recording has ended"
RECORDING_FAILED = "The recording has ended. The session goes on"
RECORDED = "Recorded: {path}"
SEE_RECORDING = "See the recording"
NO_VOICE = "no voice: tones and captions"

OF_PHONE = {
    CAMERA_SHUT: PHONE_SHUT, CAMERA_LOST: PHONE_LOST, CAMERA_SLOW: PHONE_SHUT, CAMERA_FROZEN: PHONE_FROZEN,
    CAMERA_FEW: PHONE_FEW,
}  # fmt: skip
"""What is said of a camera -> what is said in its place of a phone that is the camera."""
CUT_OFF = ("out of frame", "cut off by the picture's edge")
"""The engine's reasons that moving the camera back cures."""
QUESTIONS = {Question.PAUSED: PAUSED, Question.PAIN: HOW_STRONG, Question.EASE: REST_OR_EASIER}
PAIN_WORDS = (
    *safety_words.PAIN_QUESTIONS.values(), *safety_words.PAIN_SCALE, safety_words.PAIN_WHERE, *safety_words.PAIN_PLACES,
    safety_words.GO_ON, safety_words.DONE, safety_words.LATER,
)  # fmt: skip
"""What the question after pain is put in, on the screen."""
STRENGTHS = (A_LOT, MEDIUM, A_LITTLE, NOT_AT_ALL)
"""Of pain, the strongest first: who is in great pain is to answer first."""
JOINTS = {
    f"{side}_{joint}": f"your {side} {joint.replace('foot_index', 'toes')}"
    for joint in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "foot_index", "ear", "eye")
    for side in ("left", "right")
} | {"nose": "your face"}
"""Landmark -> how a person calls it."""


class Words:
    """Puts sentences into a language. table: English sentence -> the other language's; none for English."""

    def __init__(self, language: str = "en", table: Mapping[str, str] | None = None) -> None:
        self.language, self._table = language, dict(table or {})

    def __call__(self, sentence: str, **values: object) -> str:
        """The sentence in this language, with its {places} filled; one that was filled already is filled anew."""
        if isinstance(sentence, Said):
            values = {key: self(value) if isinstance(value, str) else value for key, value in sentence.values.items()}
            sentence = sentence.template
        found = self._table.get(sentence, sentence)
        return numerals.filled(found, values, self.language) if values else found

    def number(self, value: float, form: str = ".1f") -> str:
        """A number that stands by itself, as the language writes it. form: as for format()."""
        return numerals.number(value, form, self.language)

    def knows(self, sentence: str) -> bool:
        """Whether the sentence needs no translation or has one."""
        return self.language == "en" or sentence in self._table


ENGLISH = Words()


def advised(say: str, words: Words) -> str:
    """Set-up advice in a language; that a joint is hidden is put together anew, because grammars differ."""
    start = CANT_SEE.format(joint="")
    joint = say.removeprefix(start)
    if say.startswith(start) and joint in JOINTS.values():
        return words(CANT_SEE, joint=words(joint))
    return words(say)


def sentences() -> list[str]:
    """Every sentence of this module, for those who translate and for the test that nothing is missing."""
    constants = [value for name, value in globals().items() if name.isupper() and isinstance(value, str)]
    advice = [a.say for a in (NOBODY, DARK, BACK_UP, CLOSER, COMPANY, *TURN.values(), *SHIFT.values())]
    return [*dict.fromkeys([*constants, *JOINTS.values(), *advice, *PAIN_WORDS, UPSIDE_DOWN])]


def cannot_see(note: str, words: Words = ENGLISH) -> str:
    """Sentence for the engine's note ("left_ankle out of frame"): what can't be seen and what to move.

    A note that names no joint is a sentence already ("Turn until your side faces the camera").
    """
    joint, _, reason = note.partition(" ")
    if not note or reason.startswith("in the picture"):
        return words(CANT_SEE_YOU)
    if joint not in INDEX:
        return words(note)
    if joint not in JOINTS:
        return words(CANT_SEE_JOINTS)
    sentence = words(CANT_SEE, joint=words(JOINTS[joint]))
    return f"{sentence}. {words(MOVE_BACK)}" if reason in CUT_OFF else sentence


def why_away(reason: str, words: Words = ENGLISH) -> str:
    """Sentence for the engine's reason why nobody is in position: the cure, or what of them can't be seen."""
    first, _, rest = reason.partition(" ")
    is_note = (rest != "" and first in INDEX) or reason.startswith("nobody")
    return cannot_see(reason, words) if is_note else words(reason)


def translated(spec: ExerciseSpec, words: Words) -> ExerciseSpec:
    """The same exercise, its name and everything it says put into a language; not a number changes."""
    needs = tuple(n.model_copy(update={"cure": words(n.cure)}) for n in spec.position.needs)
    position = spec.position.model_copy(update={"say": words(spec.position.say), "needs": needs})
    faults = tuple(f.model_copy(update={"say": words(f.say)}) for f in spec.faults)
    return spec.model_copy(
        update={
            "name": words(spec.name),
            "summary": words(spec.summary),
            "position": position,
            "faults": faults,
            "praise": tuple(words(p) for p in spec.praise),
        }
    )


def sentences_of(spec: ExerciseSpec) -> list[str]:
    """Everything an exercise says or is called."""
    said = [spec.name, spec.summary, spec.position.say, *(n.cure for n in spec.position.needs)]
    return [*dict.fromkeys([*said, *(f.say for f in spec.faults), *spec.praise])]
