"""The commands that come in groups: `posecheck exercises …`, `models …`, `history …`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

exercises = typer.Typer(help="The exercises: list, show, check, make new ones.", no_args_is_help=True)
profile = typer.Typer(help="A physiotherapist's profiles of who exercises here.", no_args_is_help=True)
models = typer.Typer(help="The pose models: list, install, where they are.", no_args_is_help=True)
history = typer.Typer(help="Past sessions: list, show, export, delete, and whose they are.", no_args_is_help=True)

Exercise = Annotated[str, typer.Option("--exercise", "-e", help="Id of the exercise, or a spec file.")]
ProfileOption = Annotated[Path | None, typer.Option("--profile", help="A patient's or clinic's thresholds (TOML).")]
Model = Annotated[str, typer.Option("--model", help="Pose model: lite, full, heavy, or a .task file.")]


@exercises.command("list")
def exercises_list() -> None:
    """Id, name and summary of every exercise."""
    from posecheck.cli.exercises import run_list

    run_list()


@exercises.command("show")
def exercises_show(exercise: Annotated[str, typer.Argument(help="Id, or a spec file.")]) -> None:
    """Everything about one exercise, with every threshold."""
    from posecheck.cli.exercises import run_show

    run_show(exercise)


@exercises.command("check")
def exercises_check(files: Annotated[list[Path], typer.Argument(help="Spec files.")]) -> None:
    """Say every fault of spec files; exit 2 when there is one."""
    from posecheck.cli.exercises import run_check

    raise typer.Exit(run_check(files))


@exercises.command("schema")
def exercises_schema() -> None:
    """Print the JSON Schema of a spec file."""
    from posecheck.cli.exercises import run_schema

    run_schema()


Output = Annotated[Path | None, typer.Option("--output", "-o", help="File to write (ID.toml here).")]


@exercises.command("new")
def exercises_new(
    exercise: Annotated[str, typer.Argument(help="Id of the new exercise.")], output: Output = None
) -> None:
    """Write a commented spec file for a new exercise."""
    from posecheck.cli.exercises import run_new

    run_new(exercise, output)


@exercises.command("record")
def exercises_record(
    clip: Annotated[Path, typer.Argument(help="A clip of two or more good repetitions, from rest to rest.")],
    exercise: Annotated[str, typer.Option("--id", help="Id of the new exercise.")],
    by: Annotated[str | None, typer.Option("--by", help="Measure to count by (the one that moves most).")] = None,
    output: Output = None,
    model: Model = "full",
) -> None:
    """Propose a spec from a recorded good performance: what moves, how far, how fast."""
    from posecheck.cli.exercises import run_record

    run_record(clip, exercise, by, output, model)


@models.command("list")
def models_list() -> None:
    """Which models there are and which are installed."""
    from posecheck.cli.models import run_list

    run_list()


@models.command("install")
def models_install(name: Annotated[str, typer.Argument(help="lite, full or heavy.")] = "full") -> None:
    """Fetch a model, prove it and keep it."""
    from posecheck.cli.models import run_install

    run_install(name)


@models.command("where")
def models_where() -> None:
    """Print the folder the models are kept in."""
    from posecheck.cli.models import run_where

    run_where()


@history.command("list")
def history_list() -> None:
    """One line per session."""
    from posecheck.cli.history import run_list

    run_list()


@history.command("show")
def history_show(session: Annotated[int, typer.Argument(help="Id of the session.")]) -> None:
    """Everything about one session."""
    from posecheck.cli.history import run_show

    run_show(session)


@history.command("export")
def history_export(
    csv: Annotated[Path | None, typer.Option("--csv", help="One row per repetition.")] = None,
    json: Annotated[Path | None, typer.Option("--json", help="Everything.")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="One page for the appointment.")] = None,
) -> None:
    """Write the history into files."""
    from posecheck.cli.history import run_export

    run_export(csv, json, html)


@history.command("delete")
def history_delete(
    session: Annotated[int | None, typer.Argument(help="Id of the session.", show_default=False)] = None,
    person: Annotated[str | None, typer.Option("--person", help="Everything about one person.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Everything about everybody.")] = False,
    recordings: Annotated[bool, typer.Option("--recordings", help="The recorded sessions' files too.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
) -> None:
    """Delete a session, a person or everything for good, backups included."""
    from posecheck.cli.erasing import run_delete

    raise typer.Exit(run_delete(session, person, everything=everything, recordings_too=recordings, yes=yes))


@history.command("people")
def history_people(
    add: Annotated[str | None, typer.Option("--add", help="A new person.")] = None,
    use: Annotated[str | None, typer.Option("--use", help="Who exercises from now on.")] = None,
) -> None:
    """Who exercises on this computer."""
    from posecheck.cli.history import run_people

    run_people(add, use)


@profile.command("list")
def profile_list() -> None:
    """Which profiles the person who exercises here has."""
    from posecheck.cli.profile_group import run_list

    run_list()


@profile.command("use")
def profile_use(path: Annotated[Path, typer.Argument(help="A plan profile, or one of an exercise (TOML).")]) -> None:
    """Exercise by a profile from now on."""
    from posecheck.cli.profile_group import run_use

    run_use(path)


@profile.command("check")
def profile_check(paths: Annotated[list[Path], typer.Argument(help="Profiles.", show_default=False)]) -> None:
    """Say everything that is wrong with profiles."""
    from posecheck.cli.profile_group import run_check

    raise typer.Exit(run_check(paths))


@profile.command("drop")
def profile_drop(name: Annotated[str, typer.Argument(help='"plan", or the id of an exercise.')]) -> None:
    """Exercise without a profile from now on."""
    from posecheck.cli.profile_group import run_drop

    run_drop(name)


@profile.command("numbers")
def profile_numbers() -> None:
    """Every number of the rules that a plan profile may change, with its range and source."""
    from posecheck.cli.profile_group import run_numbers

    run_numbers()
