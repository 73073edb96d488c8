"""The command line: options in, one-line errors out, exit codes 0, 1 and 2."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from posecheck import __version__
from posecheck.cli.options import LiveOptions, PoseOptions, ReviewOptions
from posecheck.errors import PosecheckError

app = typer.Typer(
    name="posecheck",
    help="Watches home back-pain exercises, counts repetitions and holds, and says what to correct.",
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
exercises = typer.Typer(help="The exercises: list, show, check, make new ones.", no_args_is_help=True)
models = typer.Typer(help="The pose models: list, install, where they are.", no_args_is_help=True)
app.add_typer(exercises, name="exercises")
app.add_typer(models, name="models")

Exercise = Annotated[str, typer.Option("--exercise", "-e", help="Id of the exercise, or a spec file.")]
Model = Annotated[str, typer.Option("--model", help="Pose model: lite, full, heavy, or a .task file.")]
Json = Annotated[str | None, typer.Option("--json", help="Write the result as JSON to a file, or - for stdout.")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Run the network again even on a known clip.")]


def main() -> None:
    """Run a command; every foreseeable failure is one line on stderr."""
    try:
        status = app(standalone_mode=False)
    except PosecheckError as error:
        status = _failed(str(error))
    except typer.Exit as stop:
        status = stop.exit_code
    except (typer.Abort, KeyboardInterrupt):
        status = 130
    except TyperException as error:
        status = _failed(f"{_usage(error)} (command line): see posecheck --help")
    except BrokenPipeError:
        # the reader of our output went away: not our failure, and Python must not complain at exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except Exception as error:  # noqa: BLE001  the last line of defence: a line for the user, a trace with --debug
        status = _failed(
            f"unexpected {type(error).__name__}: {error} (posecheck): run again with --debug and report it"
        )
    sys.exit(status if isinstance(status, int) else 0)


def _failed(message: str) -> int:
    if _debugging():
        traceback.print_exc()
    print(f"posecheck: {' '.join(message.split())}", file=sys.stderr)
    return 2


def _debugging() -> bool:
    return "--debug" in sys.argv


def _usage(error: TyperException) -> str:
    """The parser's own sentence, which already says "did you mean"."""
    words = getattr(error, "format_message", lambda: str(error))()
    return str(words).rstrip(".?").replace("\n", " ")


def _version(wanted: bool) -> None:
    if wanted:
        print(f"posecheck {__version__}")
        raise typer.Exit


@app.callback()
def _globals(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error came from.")] = False,
) -> None:
    """Options of every command; without a command, the window."""
    del version, debug  # told to the parser, read elsewhere
    if context.invoked_subcommand is None:
        from posecheck.cli.home import run_home

        raise typer.Exit(run_home())


@app.command()
def review(
    clips: Annotated[list[Path], typer.Argument(help="Recorded clips.", show_default=False)],
    exercise: Exercise,
    json: Json = None,
    csv: Annotated[str | None, typer.Option("--csv", help="One row per frame to a file, or - for stdout.")] = None,
    video: Annotated[
        Path | None, typer.Option("--video", help="Write the clip with the judgement drawn on it.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for JSON and CSV of every clip.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, max=64, help="Clips at a time.")] = 1,
    no_cache: NoCache = False,
    model: Model = "full",
) -> None:
    """Count and judge recorded clips."""
    from posecheck.cli.review import run_review

    options = ReviewOptions(tuple(clips), exercise, json, csv, video, out, jobs, not no_cache, model)
    raise typer.Exit(run_review(options))


@app.command()
def pose(
    source: Annotated[Path, typer.Argument(help="A picture or a clip.", show_default=False)],
    json: Json = None,
    overlay: Annotated[
        Path | None, typer.Option("--overlay", help="Write the picture or clip with the body on it.")
    ] = None,
    no_cache: NoCache = False,
    model: Model = "full",
) -> None:
    """Show what the camera sees of a body."""
    from posecheck.cli.pose import run_pose

    raise typer.Exit(run_pose(PoseOptions(source, json, overlay, not no_cache, model)))


@app.command()
def live(  # noqa: PLR0913, PLR0917  one parameter per option
    exercise: Annotated[str, typer.Option("--exercise", "-e", help="Id of the exercise, or a spec file.")] = "",
    routine: Annotated[str, typer.Option("--routine", "-r", help="Id of a routine, or a routine file.")] = "",
    camera: Annotated[int | None, typer.Option("--camera", min=0, help="Number of the camera.")] = None,
    source: Annotated[
        list[Path] | None,
        typer.Option(
            "--source",
            help="A clip at its own pace instead of a camera. Several play one after another; as many as the "
            "routine has steps are each taken for its step.",
        ),
    ] = None,
    more: Annotated[list[Path] | None, typer.Argument(help="Further clips for --source.", show_default=False)] = None,
    autostart: Annotated[bool, typer.Option("--autostart", help="Start at once, without dialogs.")] = False,
    mute: Annotated[bool, typer.Option("--mute", help="Captions only, no voice.")] = False,
    stats: Annotated[
        Path | None, typer.Option("--stats", help="Keep figures of the session in this JSON file.")
    ] = None,
    log: Annotated[Path | None, typer.Option("--log", help="Write every event as a JSON line to this file.")] = None,
    record: Annotated[
        Path | None, typer.Option("--record", help="Record the pictures and events of the session into this folder.")
    ] = None,
    model: Model = "full",
) -> None:
    """Exercise in front of the camera."""
    from posecheck.cli.live import run_live

    if more and not source:
        raise PosecheckError(f"unexpected argument {more[0]}", "command line", "clips are given with --source")
    clips = (*(source or ()), *(more or ()))
    raise typer.Exit(
        run_live(LiveOptions(exercise, routine, camera, clips, autostart, mute, stats, log, record, model))
    )


@app.command()
def doctor() -> None:
    """Check camera, model, window system, voice and disk."""
    from posecheck.cli.doctor import run_doctor

    raise typer.Exit(run_doctor())


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
