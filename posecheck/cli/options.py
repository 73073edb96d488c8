"""What was asked for on the command line, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ReviewOptions:
    """`posecheck review`. json, csv: a file's name or "-" for standard output.

    speed: how many times faster the real movement was than the clips play.
    """

    clips: tuple[Path, ...]
    exercise: str
    json: str | None = None
    csv: str | None = None
    video: Path | None = None
    out: Path | None = None
    jobs: int = 1
    use_cache: bool = True
    model: str = "full"
    profile: Path | None = None
    html: Path | None = None
    scheduler: str | None = None
    trc: Path | None = None
    mot: Path | None = None
    bundle: Path | None = None
    with_clip: bool = False
    keep_metadata: bool = False
    speed: float = 1.0


@dataclass(frozen=True, slots=True)
class FitOptions:
    """`posecheck fit`. name: whom a new profile is for; author: who answers for it ("" = the user's login name)."""

    exercise: str
    labels: Path
    profile: Path
    clips_dir: Path | None = None
    name: str = "unnamed"
    author: str = ""
    model: str = "full"


@dataclass(frozen=True, slots=True)
class TuneOptions:
    """`posecheck tune`. labels: their clips are loaded besides `clips`."""

    exercise: str
    clips: tuple[Path, ...] = ()
    labels: Path | None = None
    clips_dir: Path | None = None
    profile: Path | None = None
    model: str = "full"


@dataclass(frozen=True, slots=True)
class PoseOptions:
    """`posecheck pose`. json: a file's name or "-" for standard output."""

    source: Path
    json: str | None = None
    overlay: Path | None = None
    use_cache: bool = True
    model: str = "full"


@dataclass(frozen=True, slots=True)
class LiveOptions:
    """`posecheck live`. source: clips played at their own pace in place of a camera; routine: id or file.

    counts: the clips are today's practice, and count for progress and plan.
    """

    exercise: str
    routine: str = ""
    camera: int | str | None = None
    source: tuple[Path, ...] = ()
    autostart: bool = False
    mute: bool = False
    stats: Path | None = None
    log: Path | None = None
    record: Path | None = None
    model: str = "full"
    profile: Path | None = None
    counts: bool = False


@dataclass(frozen=True, slots=True)
class DeskOptions:
    """`posecheck desk`. source: a clip played at its own pace in place of the camera."""

    camera: int | str | None = None
    source: Path | None = None
    model: str = "full"
