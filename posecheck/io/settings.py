"""What the person chose, kept in one TOML file of the user's configuration folder."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Annotated, Literal

import tomlkit
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from posecheck.coach.reminders import BREAK_EVERY_MIN, Wishes
from posecheck.errors import PosecheckError
from posecheck.io import atomic
from posecheck.io.places import config_place
from posecheck.io.reading import load_toml, read_text

NAME = "settings.toml"
ClockTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
"""Hours and minutes, "18:00"."""


class Settings(BaseModel):
    """Every choice with its default. Unknown keys, of other versions say, are kept as they are."""

    model_config = ConfigDict(extra="allow", frozen=True)

    language: str = "auto"
    camera: int = Field(default=0, ge=0)
    camera_name: str = ""
    camera_address: str = ""
    """Of a phone in the network; where there is one it takes the place of the numbered camera."""
    routine: str = "daily"
    exercise: str = ""
    voice: bool = True
    count_aloud: Literal["each", "fifth", "none"] = "each"
    countdown_s: float = Field(default=5.0, ge=0, le=60)
    theme: Literal["dark", "light"] = "dark"
    reduced_motion: bool = False
    mirrored: bool = True
    record: bool = False
    """Consent to record every session; off until it is given."""
    remind_session: bool = False
    remind_at: ClockTime = "18:00"
    remind_breaks: bool = False
    break_every_min: int = Field(default=BREAK_EVERY_MIN, ge=5, le=240)
    quiet_from: ClockTime = "21:00"
    quiet_to: ClockTime = "08:00"
    welcomed: bool = False
    """The first start's pages were gone through and the disclaimer was read."""

    @property
    def wishes(self) -> Wishes:
        """What the person wants to be reminded of."""
        return Wishes(
            session_at=time.fromisoformat(self.remind_at) if self.remind_session else None,
            break_every_min=self.break_every_min if self.remind_breaks else None,
            quiet_from=time.fromisoformat(self.quiet_from),
            quiet_to=time.fromisoformat(self.quiet_to),
        )


def settings_path() -> Path:
    """Where the choices are kept."""
    return config_place() / NAME


def load_settings(path: Path | None = None) -> Settings:
    """The choices made so far; the defaults when there are none. PosecheckError for a file that can't be read."""
    path = path or settings_path()
    if not path.is_file():
        return Settings()
    cure = "put it right, or delete it to start with the defaults"
    try:
        return Settings.model_validate(load_toml(path))
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise PosecheckError(f"the settings have a fault, {faults}", str(path), cure) from error
    except PosecheckError as error:
        raise PosecheckError(f"the settings can't be read, {error.cure}", str(path), cure) from error


def save_settings(settings: Settings, before: Settings | None = None, path: Path | None = None) -> Settings:
    """Keep the choices, whole or not at all, and return all that is kept now; comments of a file edited by hand stay.

    before: the choices that `settings` was made from. Only what differs from them is written, so that what another
    window has changed meanwhile stays, a consent that was withdrawn above all. PosecheckError where they can't be kept.
    """
    path = path or settings_path()
    chosen, known = settings.model_dump(), before.model_dump() if before is not None else {}
    changed = {key: value for key, value in chosen.items() if key not in known or known[key] != value}
    if before is not None and not changed:
        return load_settings(path)
    try:
        atomic.make_folder(path.parent)
        with atomic.locked(path):
            kept = load_settings(path).model_copy(update=changed)
            document = tomlkit.parse(read_text(path)) if path.is_file() else tomlkit.document()
            for key, value in changed.items():
                if document.get(key) != value:
                    document[key] = value
            atomic.write_text(path, tomlkit.dumps(document))
    except (OSError, ValueError, RecursionError, MemoryError) as error:
        cure = "put the file right, or delete it"
        raise PosecheckError(f"the settings can't be kept, {error}", str(path), cure) from error
    return kept
