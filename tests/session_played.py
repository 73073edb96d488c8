"""A session played frame by frame: seconds pass, keys are pressed, arms go up, repetitions are made."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from posecheck.coach.blocks import Plan, adapted, blocks_of, practice
from posecheck.coach.output import Cue
from posecheck.coach.routine import Routine
from posecheck.coach.session import start, step
from posecheck.coach.session_state import Inputs, SessionState, Wish
from posecheck.coach.shown import Stage
from posecheck.exercise.result import Event, FrameResult, Phase, Rep, Side
from posecheck.exercise.setup import Advice, SetupResult
from posecheck.io.spec_files import find_spec

FPS = 10
SPECS = {name: find_spec(name) for name in ("bridge", "knee_to_chest", "bird_dog", "childs_pose", "cat_cow")}


MOVE_BACK = SetupResult(Advice("too_near", "Move back", "back"))
RESTLESS, STILL = SetupResult(None), SetupResult(None, 2.0, True)


def routine(*steps: dict[str, object]) -> Plan:
    whole = [{"why": "because", "rest_s": 5.0, **s} for s in steps]
    made = Routine.model_validate({"format_version": 1, "id": "r", "name": "R", "summary": "S", "steps": whole})
    return Plan("R", blocks_of(made, SPECS))


TWO = routine({"exercise": "bridge", "reps": 2}, {"exercise": "cat_cow", "reps": 1})
ONE = Plan("Bridge", practice(SPECS["bridge"]))


def rep(t_s: float, side: Side = "both", *, good: bool = True, faults: tuple[str, ...] = ("hips_low",)) -> Event:
    return Event("rep", t_s, side, rep=Rep(1, side, t_s - 5, t_s - 4, t_s - 1, t_s, 3.0, good, () if good else faults))


@dataclass
class Played:
    """A session under way: seconds pass frame by frame, and what was said is kept."""

    asked_for: Plan
    state: SessionState = field(init=False)
    t_s: float = 0.0
    said: list[Cue] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state = start(self.asked_for)

    @property
    def plan(self) -> Plan:
        return adapted(self.asked_for, self.state.changes)

    def frame(self, phase: Phase = Phase.REST, *events: Event, hold_s: float = 0.0, **changes: object) -> Stage:
        judged = phase not in (Phase.AWAY, Phase.UNSEEN)
        result = FrameResult(self.t_s, judged, "", phase, "both", 0, 0, 0, 0.0, hold_s, 10.0, events=events)
        now = replace(Inputs(self.t_s, result, RESTLESS), **changes)  # type: ignore[arg-type]
        self.state, cues = step(self.plan, self.state, now)
        self.said += cues
        self.t_s = round(self.t_s + 1 / FPS, 6)
        return self.state.stage

    def wait(self, seconds: float, phase: Phase = Phase.REST, **changes: object) -> Stage:
        for _ in range(round(seconds * FPS)):
            self.frame(phase, **changes)
        return self.state.stage

    def reps(self, *sides: Side, good: bool = True, faults: tuple[str, ...] = ("hips_low",)) -> Stage:
        for side in sides:
            self.wait(0.5)
            self.frame(Phase.REST, rep(self.t_s, side, good=good, faults=faults))
        return self.state.stage

    def press(self, *commands: Wish) -> Stage:
        return self.frame(commands=commands)

    def begun(self) -> Played:
        """Set up, counted down, under way."""
        self.frame(setup=STILL)
        while self.state.stage is Stage.COUNTDOWN:
            self.frame(setup=STILL)
        assert self.state.stage is Stage.EXERCISING
        return self

    @property
    def words(self) -> list[str]:
        return [cue.text for cue in self.said]
