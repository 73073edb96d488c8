"""The command line: options in, one-line errors out, exit codes 0, 1 and 2."""

from __future__ import annotations

import errno
import io
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import TyperException

from posecheck import __version__
from posecheck.cli.groups import Exercise, Model, ProfileOption, exercises, history, models, profile
from posecheck.cli.memory import check_memory
from posecheck.cli.options import DeskOptions, LiveOptions, PoseOptions, ReviewOptions
from posecheck.cli.tuning_commands import tuning
from posecheck.errors import PosecheckError
from posecheck.session.stopping import Stopped, on_stop, stop_wins

if TYPE_CHECKING:
    from posecheck.coach.guidance import Language

app = typer.Typer(
    name="posecheck",
    help="Watches home back-pain exercises, counts repetitions and holds, and says what to correct.",
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(exercises, name="exercises")
app.add_typer(models, name="models")
app.add_typer(history, name="history")
app.add_typer(profile, name="profile")
app.add_typer(tuning)

DEBUG = "--debug"
"""May stand anywhere, so that it can be added to a command that has just failed."""

SCHEDULER_HELP = (
    "A dask scheduler, tcp://HOST:PORT. Names and results travel to it unencrypted, and whoever reaches its port can "
    "run code on scheduler and workers: use a network you trust, or tls:// with distributed's own security settings."
)

Json = Annotated[str | None, typer.Option("--json", help="Write the result as JSON to a file, or - for stdout.")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Run the network again even on a known clip.")]

CAMERA_HELP = "Number of the camera, or a phone's address (http, https, rtsp)."


def main() -> None:
    """Run a command; every foreseeable failure is one line on stderr."""
    _write_any_letter()
    on_stop()
    try:
        with stop_wins():
            status = app([word for word in sys.argv[1:] if word != DEBUG], standalone_mode=False)
    except PosecheckError as error:
        status = _failed(str(error))
    except typer.Exit as stop:
        status = stop.exit_code
    except Stopped as stop:
        print(f"posecheck: {stop.words}", file=sys.stderr)
        status = stop.status
    except typer.Abort:
        status = 130
    except TyperException as error:
        status = _failed(f"{_usage(error)} (command line): see posecheck --help")
    except BrokenPipeError:
        status = _unheard()
    except SystemExit as stop:
        # the parser's own answer to a broken pipe is to exit with 1
        status = _unheard() if isinstance(stop.__context__, BrokenPipeError) else 1 if stop.code else 0
    except OSError as error:
        status = _failed(f"{error.strerror or error} ({error.filename or 'output'}): {_cure_of(error)}")
    except MemoryError:
        status = _failed("not enough memory (posecheck): close other programs and run it again")
    except Exception as error:  # noqa: BLE001  the last line of defence: a line for the user, a trace with --debug
        status = _failed(
            f"unexpected {type(error).__name__}: {error} (posecheck): run again with --debug and report it"
        )
    sys.exit(status if isinstance(status, int) else 0)


def _unheard() -> int:
    """Return 0: the reader of our output went away. Not our failure, and Python must not complain at exit either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _cure_of(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "make room there, or write to another place"
    if error.errno in (errno.ENOMEM, errno.EAGAIN):
        return "close other programs and run it again"
    return "check the place and its permissions, or run again with --debug and report it"


def _failed(message: str) -> int:
    if _debugging():
        traceback.print_exc()
    print(f"posecheck: {' '.join(message.split())}", file=sys.stderr)
    return 2


def _debugging() -> bool:
    return DEBUG in sys.argv


def _write_any_letter() -> None:
    """Files and pipes get UTF-8 whatever the system's own encoding is; a terminal that lacks a letter shows a "?"."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        if sys.stdout.isatty():
            sys.stdout.reconfigure(errors="replace")
        else:
            sys.stdout.reconfigure(encoding="utf-8")


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
    debug: Annotated[bool, typer.Option(DEBUG, help="Show where an error came from.")] = False,
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
    html: Annotated[Path | None, typer.Option("--html", help="Write a report to be read or printed.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for JSON and CSV of every clip, and a summary.")
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, max=64, help="Clips at a time.")] = 1,
    trc: Annotated[Path | None, typer.Option("--trc", help="Write joint positions for OpenSim.")] = None,
    mot: Annotated[Path | None, typer.Option("--mot", help="Write joint angles for OpenSim.")] = None,
    bundle: Annotated[Path | None, typer.Option("--bundle", help="Write the session as one file to be sent.")] = None,
    with_clip: Annotated[bool, typer.Option("--with-clip", help="Put the clip into the bundle.")] = False,
    keep_metadata: Annotated[
        bool, typer.Option("--keep-metadata", help="Leave place and device in the bundle's clip.")
    ] = False,
    scheduler: Annotated[str | None, typer.Option("--scheduler", help=SCHEDULER_HELP)] = None,
    profile: ProfileOption = None,
    no_cache: NoCache = False,
    model: Model = "full",
    speed: Annotated[
        float,
        typer.Option("--speed", help="How many times faster the movement was: 8 for 240 pictures a second at 30."),
    ] = 1.0,
) -> None:
    """Count and judge recorded clips."""
    check_memory()
    from posecheck.cli.review import run_review

    options = ReviewOptions(
        tuple(clips), exercise, json, csv, video, out, jobs, not no_cache, model, profile, html, scheduler,
        trc, mot, bundle, with_clip, keep_metadata, speed,
    )  # fmt: skip
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
    check_memory()
    from posecheck.cli.pose import run_pose

    raise typer.Exit(run_pose(PoseOptions(source, json, overlay, not no_cache, model)))


@app.command()
def live(
    exercise: Annotated[str, typer.Option("--exercise", "-e", help="Id of the exercise, or a spec file.")] = "",
    routine: Annotated[str, typer.Option("--routine", "-r", help="Id of a routine, or a routine file.")] = "",
    camera: Annotated[str | None, typer.Option("--camera", metavar="N|URL", help=CAMERA_HELP)] = None,
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
    counts: Annotated[
        bool, typer.Option("--counts", help="The clips are today's practice: they count for progress and plan.")
    ] = False,
    profile: ProfileOption = None,
    model: Model = "full",
) -> None:
    """Exercise in front of the camera."""
    check_memory()
    from posecheck.cli.live import run_live

    if more and not source:
        raise PosecheckError(f"unexpected argument {more[0]}", "command line", "clips are given with --source")
    clips = (*(source or ()), *(more or ()))
    options = LiveOptions(
        exercise, routine, _camera(camera), clips, autostart, mute, stats, log, record, model, profile, counts
    )
    raise typer.Exit(run_live(options))


@app.command()
def progress() -> None:
    """Show how it has been going: calendar, pain, clean repetitions, holds, range of motion."""
    from posecheck.cli.progress_window import run_progress

    raise typer.Exit(run_progress())


@app.command()
def safety() -> None:
    """Ask the safety questions, whether they are due or not."""
    from posecheck.cli.safety import run_safety

    raise typer.Exit(run_safety())


@app.command()
def doctor() -> None:
    """Check camera, model, window system, voice and disk."""
    from posecheck.cli.doctor import run_doctor

    raise typer.Exit(run_doctor())


@app.command()
def desk(
    camera: Annotated[str | None, typer.Option("--camera", metavar="N|URL", help=CAMERA_HELP)] = None,
    source: Annotated[Path | None, typer.Option("--source", help="A clip at its own pace instead of a camera.")] = None,
    model: Model = "full",
) -> None:
    """Watch how you sit while you work: two pictures a second, no sound, a nudge now and then."""
    check_memory()
    from posecheck.cli.desk import run_desk

    raise typer.Exit(run_desk(DeskOptions(_camera(camera), source, model)))


@app.command()
def guide(
    card: Annotated[str | None, typer.Argument(help="Id of a card; all of them are listed without.")] = None,
    lang: Annotated[str, typer.Option("--lang", help="Language: en or de.")] = "en",
    window: Annotated[bool, typer.Option("--window", help="Show it with its drawing, in large type.")] = False,
) -> None:
    """Guidance cards: sleeping, desk, breaks, when to go on, when to see someone."""
    from posecheck.cli.guide import run_guide, run_guide_window

    if lang not in ("en", "de"):
        raise PosecheckError("unknown language", lang, "choose en or de")
    language: Language = "en" if lang == "en" else "de"
    if window:
        raise typer.Exit(run_guide_window(card, language))
    run_guide(card, language)


def _camera(words: str | None) -> int | str | None:
    from posecheck.io.camera_address import address_of

    return None if words is None else address_of(words)
