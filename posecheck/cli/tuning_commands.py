"""The commands for tuning thresholds on recorded clips: `review-window`, `tune`, `fit`, `agreement`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from posecheck.cli.groups import Exercise, Model, ProfileOption
from posecheck.cli.options import FitOptions, TuneOptions

tuning = typer.Typer()


@tuning.command("review-window")
def review_window(
    clips: Annotated[
        list[Path] | None,
        typer.Argument(help="A recorded clip or session; two side by side.", show_default=False),
    ] = None,
    exercise: Annotated[
        str, typer.Option("--exercise", "-e", help="Id, or a spec file; a session knows its own.")
    ] = "",
    profile: ProfileOption = None,
    labels: Annotated[Path | None, typer.Option("--labels", help="Keep labels in this file.")] = None,
    model: Model = "full",
) -> None:
    """Look through a recorded clip, or two side by side."""
    from posecheck.cli.bench import run_review_window

    raise typer.Exit(run_review_window(tuple(clips or ()), exercise, profile, labels, model))


@tuning.command()
def tune(
    exercise: Exercise,
    clips: Annotated[list[Path] | None, typer.Argument(help="Recorded clips.", show_default=False)] = None,
    labels: Annotated[Path | None, typer.Option("--labels", help="Labelled repetitions, with their clips.")] = None,
    clips_dir: Annotated[Path | None, typer.Option("--clips-dir", help="Where the labelled clips are now.")] = None,
    profile: Annotated[Path | None, typer.Option("--profile", help="The profile to go on from, or to write.")] = None,
    model: Model = "full",
) -> None:
    """Change thresholds and see what that would have done to recorded repetitions."""
    from posecheck.cli.bench import run_tune

    raise typer.Exit(run_tune(TuneOptions(exercise, tuple(clips or ()), labels, clips_dir, profile, model)))


@tuning.command()
def fit(
    exercise: Exercise,
    labels: Annotated[Path, typer.Option("--labels", help="Labelled repetitions (posecheck.labels/1).")],
    profile: Annotated[Path, typer.Option("--profile", help="The profile to write, or to go on from.")],
    clips_dir: Annotated[Path | None, typer.Option("--clips-dir", help="Where the labelled clips are now.")] = None,
    name: Annotated[str, typer.Option("--for", help="Patient or clinic of a new profile.")] = "unnamed",
    author: Annotated[str, typer.Option("--author", help="Who answers for it.")] = "",
    model: Model = "full",
) -> None:
    """Find thresholds from labelled repetitions."""
    from posecheck.cli.fit import run_fit

    raise typer.Exit(run_fit(FitOptions(exercise, labels, profile, clips_dir, name, author, model)))


@tuning.command()
def agreement(
    first: Annotated[Path, typer.Argument(help="One person's labels (posecheck.labels/1).", show_default=False)],
    second: Annotated[Path | None, typer.Argument(help="Another person's.", show_default=False)] = None,
    clips_dir: Annotated[Path | None, typer.Option("--clips-dir", help="Where the labelled clips are now.")] = None,
    model: Model = "full",
) -> None:
    """Say how far two people's labels agree, and each of them with posecheck."""
    from posecheck.cli.agreement import run_agreement

    raise typer.Exit(run_agreement(first, second, clips_dir, model))
