"""Runs the program's commands in this process, as a user would type them."""

from __future__ import annotations

import contextlib
import io
import sys
from dataclasses import dataclass
from unittest import mock

from posecheck.cli.app import main


@dataclass(frozen=True)
class Outcome:
    """What a command came to."""

    code: int
    out: str
    err: str


def run(*arguments: object) -> Outcome:
    """`posecheck ARGUMENTS…`."""
    out, err = io.StringIO(), io.StringIO()
    with mock.patch.object(sys, "argv", ["posecheck", *map(str, arguments)]):
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                main()
        except SystemExit as stop:
            return Outcome(int(stop.code or 0), out.getvalue(), err.getvalue())
    raise AssertionError("main always exits")


def refused(*arguments: object) -> str:
    """The one line on stderr of a command that is wrong use or bad input."""
    outcome = run(*arguments)
    lines = outcome.err.strip().splitlines()
    assert outcome.code == 2, outcome
    assert len(lines) == 1, outcome.err
    assert lines[0].startswith("posecheck: ")
    assert "Traceback" not in outcome.err + outcome.out
    return lines[0]
