"""`posecheck history delete`: a session, a person or everything, for good, after two questions."""

from __future__ import annotations

import sys
from pathlib import Path

from posecheck.cli.history import opened
from posecheck.errors import HistoryError
from posecheck.io import recordings
from posecheck.io.history import History
from posecheck.io.history_read import PersonFacts


def run_delete(session_id: int | None, person: str | None, *, everything: bool, recordings_too: bool, yes: bool) -> int:
    """Delete what was named; 1 when the person thought better of it."""
    if (session_id is not None) + (person is not None) + everything != 1:
        cure = "give the id of a session, or --person NAME, or --all"
        raise HistoryError("say what to delete", "history delete", cure)
    with opened() as history:
        whose = history.find_person(person) if person is not None else None
        clips = _clips(history, session_id, whose)
        what = _what(session_id, whose)
        files = recordings.files(clips)
        if not yes and not (_sure(f"Delete {what}?") and _sure(_twice(history, files if recordings_too else []))):
            print("Nothing was deleted.", file=sys.stderr)
            return 1
        if session_id is not None:
            history.erase_session(session_id)
        elif whose is not None:
            history.erase_person(whose.uid)
        else:
            history.erase_everything()
        if recordings_too:
            recordings.delete(clips)
    print(f"Deleted: {what}.")
    if files and not recordings_too:
        print(f"The recordings stay: {', '.join(str(path) for path in files)}")
    return 0


def _clips(history: History, session_id: int | None, whose: PersonFacts | None) -> list[str]:
    """Recordings of what is to be deleted; HistoryError when there is no such session."""
    if session_id is not None:
        found = history.session(history.person().uid, session_id)["recording"]
        return [found] if found else []
    people = history.people() if whose is None else [whose]
    return [clip for person in people for clip in history.recordings(person.uid)]


def _what(session_id: int | None, whose: PersonFacts | None) -> str:
    if session_id is not None:
        return f"session {session_id}"
    return f"everything about {whose.name}" if whose is not None else "the history of everybody on this computer"


def _twice(history: History, files: list[Path]) -> str:
    copies = len(history.other_copies())
    more = f" {copies} backup{'s' * (copies != 1)} that may hold it will be deleted too." if copies else ""
    more += f" {len(files)} recorded file{'s' * (len(files) != 1)} too." if files else ""
    return f"It can't be brought back.{more} Delete it?"


def _sure(question: str) -> bool:
    if not sys.stdin.isatty():
        raise HistoryError("nobody to ask", "history delete", "add --yes to delete without being asked")
    return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
