"""Today's routine from the questions to the sets: what is shown, agreed to, kept, and then exercised."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from history_parts import begun, rep
from PyQt6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from posecheck.cli.home import home_parts, todays_line
from posecheck.cli.keeping import Keeping
from posecheck.cli.live import live_plan, ready_plan
from posecheck.cli.options import LiveOptions
from posecheck.coach.phrases import ENGLISH
from posecheck.coach.safety import Advice, pain_advice
from posecheck.errors import PosecheckError
from posecheck.io import person_files
from posecheck.io.history import History
from posecheck.io.history_entries import pain_entry, screen_entry
from posecheck.io.settings import Settings
from posecheck.ui.app import LivePlan
from posecheck.ui.pain_dialog import PainDialog
from posecheck.ui.plan_dialog import PlanDialog

NOW = datetime.now().astimezone()
WELCOMED = Settings(welcomed=True, language="en")
FORBIDS = (
    'format_version = 1\nname = "Me"\nauthor = "P. Hysio"\ndate = 2026-03-01\nreason = "neck"\nforbidden = ["bridge"]\n'
)
Answer = Callable[[PlanDialog], object]


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSECHECK_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("POSECHECK_CONFIG_DIR", str(tmp_path / "config"))


def good_fortnight() -> None:
    """Sixteen days of clean, painless practice up to yesterday, the last questions two days ago."""
    with History() as history:
        history.person()
        for ago in range(16, 0, -1):
            day = NOW - timedelta(days=ago)
            sink = begun(history.writer, now=day)
            for number in range(1, 4):
                sink.write(rep(number))
            sink.close()
            history.put(pain_entry("me", 0, "before", session=sink.uid, now=day))
        history.put(screen_entry("me", {"fever": False}, NOW - timedelta(days=2)))
        assert history.flush()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Answer the dialogs: pain with a level, the plan with a function; what was shown, in order."""

    def answers(level: int, plan: Answer) -> list[str]:
        shown: list[str] = []

        def show(dialog: QDialog) -> int:
            shown.append(type(dialog).__name__)
            if isinstance(dialog, PainDialog):
                dialog.choose(level)
                dialog.go_on.click()
            elif isinstance(dialog, PlanDialog):
                shown.append(dialog.card.proposal.text() if not dialog.card._question.isHidden() else "")
                plan(dialog)
            return dialog.result()

        monkeypatch.setattr("posecheck.ui.safety_flow.QDialog.exec", show)
        return shown

    return answers


def ready(options: LiveOptions | None = None) -> LivePlan | None:
    options = options or LiveOptions(exercise="")
    with Keeping(WELCOMED, asking=not options.autostart) as kept:
        return ready_plan(kept, live_plan(options, WELCOMED), options)


def reps_of(plan: LivePlan | None) -> dict[str, int]:
    assert plan is not None
    return {block.spec.id: block.reps for block in plan.plan.blocks}


def accept_and_start(dialog: PlanDialog) -> None:
    dialog.card.accept.click()
    dialog.start.click()


def decline_and_start(dialog: PlanDialog) -> None:
    dialog.card.decline.click()
    dialog.start.click()


@pytest.mark.parametrize(
    ("answer", "decision", "bridges"), [(accept_and_start, "accepted", 18), (decline_and_start, "declined", 15)]
)
def test_what_is_decided_is_kept_with_its_reason_and_the_session_follows_it(
    qtbot: QtBot, asked: Callable[..., list[str]], answer: Answer, decision: str, bridges: int
) -> None:
    good_fortnight()
    shown = asked(0, answer)
    assert reps_of(ready())["bridge"] == bridges
    assert shown[:3] == ["PainDialog", "PainDialog", "PlanDialog"]
    assert shown[3].startswith("Proposed: A few more repetitions, because the last 14 days")
    with History() as history:
        (change,) = history.record("me").changes
    assert (change.kind, change.decision, change.day) == ("progress", decision, NOW.date())
    assert change.reason in shown[3]
    # and it isn't asked again, whatever was decided
    again = asked(0, lambda dialog: dialog.start.click())
    assert reps_of(ready())["bridge"] == bridges
    assert again[-1] == ""


def test_pain_makes_it_gentler_and_nothing_new_is_proposed(qtbot: QtBot, asked: Callable[..., list[str]]) -> None:
    good_fortnight()
    shown = asked(4, lambda dialog: dialog.start.click())
    assert reps_of(ready())["bridge"] < 15
    assert shown[-1] == ""


def test_not_today_begins_nothing(qtbot: QtBot, asked: Callable[..., list[str]]) -> None:
    good_fortnight()
    asked(0, lambda dialog: dialog.later.click())
    assert ready() is None
    with History() as history:
        assert len(history.record("me").sittings) == 16


def test_too_much_pain_ends_before_any_plan(qtbot: QtBot, asked: Callable[..., list[str]]) -> None:
    good_fortnight()
    shown = asked(8, lambda dialog: dialog.start.click())
    assert ready() is None
    assert "PlanDialog" not in shown


def test_with_nobody_to_ask_the_plan_is_as_it_is_or_says_why_not() -> None:
    good_fortnight()
    assert reps_of(ready(LiveOptions(exercise="", autostart=True)))["bridge"] == 15
    with History() as history:
        history.put(pain_entry("me", 7, "before"))
        assert history.flush()
    with pytest.raises(PosecheckError, match=r"not started \(today's plan\): Your pain is above 5 today"):
        ready(LiveOptions(exercise="", autostart=True))


@pytest.mark.parametrize("options", [LiveOptions("bridge"), LiveOptions("", "daily")], ids=["exercise", "routine"])
@pytest.mark.parametrize(("pain", "lighter"), [(0, False), (4, True), (5, True)])
def test_what_somebody_chooses_themselves_is_as_gentle_as_todays_routine(
    qtbot: QtBot, asked: Callable[..., list[str]], options: LiveOptions, pain: int, lighter: bool
) -> None:
    good_fortnight()
    whole = reps_of(live_plan(options, WELCOMED))["bridge"]
    asked(pain, lambda dialog: dialog.start.click())
    bridges = reps_of(ready(options))["bridge"]
    assert bridges == (round(whole * 0.5) if lighter else whole), (
        "pain today, and more than yesterday on the morning after"
    )


def test_a_clip_that_plays_as_the_camera_is_judged_as_it_is(asked: Callable[..., list[str]], qtbot: QtBot) -> None:
    good_fortnight()
    options = LiveOptions("bridge", source=(Path("samples/bridge.mp4"),))
    whole = reps_of(live_plan(options, WELCOMED))["bridge"]
    asked(5, lambda dialog: dialog.start.click())
    assert reps_of(ready(options))["bridge"] == whole


def test_what_the_physiotherapist_forbids_is_in_no_routine_and_no_practice(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(FORBIDS)
    person_files.take("me", path)
    assert "bridge" not in reps_of(ready(LiveOptions(exercise="", autostart=True)))
    for options in (LiveOptions("bridge", autostart=True), LiveOptions("", "daily", autostart=True)):
        with pytest.raises(PosecheckError, match="Bridge is left out, because your physiotherapist said so"):
            ready(options)
    line, first = todays_line(WELCOMED, ENGLISH)
    assert "Bridge is left out, because your physiotherapist said so." in line
    assert first == "cat_cow"


def test_pain_within_a_session_is_heard_by_the_physiotherapists_numbers(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    numbers = '[numbers]\n"safety.gently_from" = { value = 2 }\n"safety.stop_above" = { value = 3 }\n'
    path.write_text(FORBIDS + numbers)
    options = LiveOptions("cat_cow", autostart=True)
    before = ready(options)
    person_files.take("me", path)
    after = ready(options)
    assert before is not None
    assert after is not None
    answers = [pain_advice(level, made.plan.safety) for made in (before, after) for level in (2, 4)]
    assert answers == [Advice.GO_ON, Advice.GENTLY, Advice.GENTLY, Advice.STOP]


def test_a_profile_that_cannot_be_used_is_told_and_nothing_starts_without_it(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(FORBIDS)
    person_files.take("me", path)
    kept = person_files.profiles("me").plan
    assert kept is not None
    kept.write_text(FORBIDS.replace("bridge", "brigde"))
    with pytest.raises(PosecheckError, match="did you mean 'bridge'"):
        ready(LiveOptions(exercise="", autostart=True))
    assert "did you mean 'bridge'" in home_parts(WELCOMED).routine_line


def test_an_exercise_or_routine_that_was_asked_for_is_done_as_it_is(qtbot: QtBot) -> None:
    good_fortnight()
    assert reps_of(ready(LiveOptions("bridge", autostart=True))) == {"bridge": 12}
    assert len(reps_of(ready(LiveOptions("", "gentle", autostart=True)))) > 1
