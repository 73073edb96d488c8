"""Where the files that travel with the program lie: inside an installed wheel, or in a checkout."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Literal

from posecheck.errors import PosecheckError

FolderName = Literal["models", "exercise_specs", "routines", "guidance", "translations", "demonstrations"]


def data_folder(name: FolderName) -> Path:
    """Folder `name` of the shipped data files; PosecheckError when the installation lacks it."""
    package = Path(str(resources.files("posecheck")))
    for folder in (package / "data" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise PosecheckError(
        f"the folder '{name}' of the program is missing",
        str(package / "data"),
        "install posecheck again",
    )
