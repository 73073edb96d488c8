"""What was asked for on the command line, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ReviewOptions:
    """`posecheck review`. json, csv: a file's name or "-" for standard output."""

    clips: tuple[Path, ...]
    exercise: str
    json: str | None = None
    csv: str | None = None
    video: Path | None = None
    out: Path | None = None
    jobs: int = 1
    use_cache: bool = True
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
    """`posecheck live`. source: clips played at their own pace in place of a camera; routine: id or file."""

    exercise: str
    routine: str = ""
    camera: int | None = None
    source: tuple[Path, ...] = ()
    autostart: bool = False
    mute: bool = False
    stats: Path | None = None
    log: Path | None = None
    record: Path | None = None
    model: str = "full"
