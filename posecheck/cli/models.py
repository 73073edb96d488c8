"""`posecheck models`: list, install, where."""

from __future__ import annotations

from rich.table import Table

from posecheck.cli.outputs import console
from posecheck.cli.progress import model_progress
from posecheck.io import model_store


def run_list() -> None:
    """Each model, whether it is installed, how large it is."""
    table = Table("model", "state", "size", "licence", "about")
    for status in model_store.available():
        name = f"{status.name} (default)" if status.default else status.name
        table.add_row(name, status.state, f"{status.bytes / 1e6:.1f} MB", status.licence, status.about)
    console().print(table)


def run_install(name: str) -> None:
    """Fetch, prove and keep a model."""
    with model_progress() as progress:
        model = model_store.install(name, progress)
    print(f"{model.name}: {model.path}")


def run_where() -> None:
    """The folder models are kept in."""
    print(model_store.where())
