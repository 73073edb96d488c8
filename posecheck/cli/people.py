"""Who exercises on this computer, and by which profiles: for the window and for the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from posecheck.cli.history import opened
from posecheck.coach.plan_profile import PlanProfile, changes
from posecheck.errors import PosecheckError
from posecheck.io import person_files
from posecheck.io.history import History
from posecheck.io.history_entries import change_entry, person_now
from posecheck.io.history_read import PersonFacts
from posecheck.io.plan_files import load_plan_profile
from posecheck.io.recordings import delete, files
from posecheck.io.spec_files import load_all


class HistoryPeople:
    """Everybody with a history here. The file is opened for each question and let go again."""

    def names(self) -> list[str]:
        """All names, in the order they came."""
        with opened() as history:
            history.person()
            return [person.name for person in history.people()]

    def current(self) -> str:
        """Who exercises now."""
        with opened() as history:
            return history.person().name

    def sessions(self, name: str) -> int:
        """How many sessions of theirs are kept."""
        with _person(name) as (_, person):
            return person.sessions

    def use(self, name: str) -> None:
        """From now on this person exercises."""
        with opened() as history:
            history.use_person(name)

    def add(self, name: str) -> None:
        """Somebody new."""
        with opened() as history:
            history.add_person(name)

    def erase(self, name: str, *, recordings: bool) -> None:
        """Forget a person for good, backups and profiles included; recordings: what was recorded of them as well."""
        with _person(name) as (history, person):
            clips = history.recordings(person.uid)
            history.erase_person(person.uid)
        if recordings:
            delete(clips)

    def recordings(self, name: str) -> list[Path]:
        """Files of their recorded sessions that are still there."""
        with _person(name) as (history, person):
            return files(history.recordings(person.uid))

    def profiles(self) -> list[str]:
        """Names of the profiles that the present person exercises by."""
        with opened() as history:
            return person_files.profiles(history.person().uid).names

    def take_profile(self, path: Path) -> str:
        """Have the present person exercise by a profile from now on; its name. What it forbids is noted with reason."""
        with opened() as history:
            person = history.person().uid
            before = _usable_plan_profile(person)
            name = person_files.take(person, path)
            _note_changes(history, person, before)
            return name

    def drop_profile(self, name: str) -> None:
        """Have the present person exercise without a profile."""
        with opened() as history:
            person = history.person().uid
            before = _usable_plan_profile(person)
            person_files.drop(person, name)
            _note_changes(history, person, before)


def _plan_profile(person_uid: str) -> PlanProfile | None:
    path = person_files.profiles(person_uid).plan
    return load_plan_profile(path) if path is not None else None


def _usable_plan_profile(person_uid: str) -> PlanProfile | None:
    """The plan profile as it was; None too where it can't be used any more: that one above all must be got rid of."""
    try:
        return _plan_profile(person_uid)
    except PosecheckError:
        return None


def _note_changes(history: History, person_uid: str, before: PlanProfile | None) -> None:
    names = {spec.id: spec.name for spec in load_all().values()}
    for change in changes(before, _plan_profile(person_uid), person_now().date(), names):
        history.put(change_entry(person_uid, change))


@contextmanager
def _person(name: str) -> Iterator[tuple[History, PersonFacts]]:
    with opened() as history:
        yield history, history.find_person(name)
