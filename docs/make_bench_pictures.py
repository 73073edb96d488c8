"""Pictures of the physiotherapist's windows, taken of the windows themselves on sample clips.

`python docs/make_bench_pictures.py` makes those of the README; with a FOLDER every state, to be looked at.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PyQt6.QtWidgets import QApplication, QWidget

from posecheck.cli.bench import loader, observed, sender
from posecheck.exercise.program import compile_spec
from posecheck.exercise.tuning import prepare
from posecheck.io.label_files import load_labels
from posecheck.io.model_store import resolve
from posecheck.io.spec_files import find_spec, spec_sha256
from posecheck.session.pipeline import measure_recording
from posecheck.ui.profile_dialog import ProfileDialog
from posecheck.ui.review_window import COMPARE_PAGE, ReviewWindow
from posecheck.ui.send_dialog import SendDialog
from posecheck.ui.tune_plan import TunePlan
from posecheck.ui.tune_state import TuneClip
from posecheck.ui.tune_window import TuneWindow

SAMPLES = Path(__file__).parent.parent / "samples"
PICTURES = Path(__file__).parent / "pictures"
Window = TypeVar("Window", bound=QWidget)
SIZE = (1360, 900)
README = {"review", "tune"}


def main(folder: Path | None) -> None:
    """Take every state into `folder`, or only what the README shows."""
    app = QApplication([])
    _review(app, folder)
    if folder is not None:
        _labelled(app, folder)
        _measures_only(app, folder)
    _compare(app, folder)
    _tune(app, folder)


def _review(app: QApplication, folder: Path | None) -> None:
    spec = find_spec("bird_dog")
    window = _shown(ReviewWindow(loader(spec, resolve())))
    _grab(app, window, folder, "review_welcome")
    window.open_clip(SAMPLES / "bird_dog.mp4")
    _grab(app, window, folder, "review_busy")
    _wait(app, lambda: window.opened is not None)
    assert window.opened is not None
    window.clip.transport.seek(9.0)
    _wait(app, lambda: window.clip.view._image is not None)
    _grab(app, window, folder, "review")
    dialog = SendDialog(window.opened, window)
    dialog.show()
    _grab(app, dialog, folder, "send")
    dialog.close()
    window.open_clip(SAMPLES / "README.md")
    _wait(app, lambda: bool(window.clip._notes.text()))
    _grab(app, window, folder, "review_bad")
    window.close()


def _labelled(app: QApplication, folder: Path) -> None:
    """Labels of one's own and a second person's under what posecheck found; the label file goes again."""
    with tempfile.TemporaryDirectory() as place:
        labels = Path(place) / "labels.json"
        window = _shown(ReviewWindow(loader(find_spec("bird_dog"), resolve()), (SAMPLES / "bird_dog.mp4",), labels))
        _wait(app, lambda: window.opened is not None)
        assert window.opened is not None
        for rep, fault in zip(window.opened.review.summary.reps, ("", "leg_low", "knee_bent"), strict=False):
            window.clip.transport.seek(rep.start_s + 0.5)
            window.clip.labelling.judge(fault)
        _wait(app, lambda: window.clip.view._image is not None)
        _grab(app, window, folder, "review_labelled")
        window.close()


def _measures_only(app: QApplication, folder: Path) -> None:
    """A session that came without its clip, and the same to be sent on."""
    with tempfile.TemporaryDirectory() as place:
        sent, spec, model = Path(place) / "her.posecheck", find_spec("bird_dog"), resolve()
        judged = loader(spec, model)(SAMPLES / "bird_dog.mp4", lambda _done, _of: None)
        send = sender("bird_dog", None, model)
        send(judged, sent, False)
        window = _shown(ReviewWindow(loader(spec, model), (sent,), None, send))
        _wait(app, lambda: window.opened is not None)
        assert window.opened is not None
        window.clip.transport.seek(9.0)
        _grab(app, window, folder, "review_measures_only")
        dialog = SendDialog(window.opened, window)
        dialog.show()
        _grab(app, dialog, folder, "send_again")
        dialog.close()
        window.close()


def _compare(app: QApplication, folder: Path | None) -> None:
    """The sample beside itself, later begun and without its first repetitions."""
    clip = SAMPLES / "bird_dog.mp4"
    window = _shown(ReviewWindow(loader(find_spec("bird_dog"), resolve()), (clip, clip)))
    _wait(app, lambda: window._pages.currentIndex() == COMPARE_PAGE)
    window.compare.transport.seek(9.0)
    _wait(app, lambda: all(view._image is not None for view in window.compare.views))
    _grab(app, window, folder, "compare")
    window.close()


def _tune(app: QApplication, folder: Path | None) -> None:
    spec, model = find_spec("bird_dog"), resolve()
    labels = {clip.file: clip.reps for clip in load_labels(SAMPLES / "expected.json").clips}

    def load(path: Path, tell: Callable[[int, int], None]) -> TuneClip:
        series = measure_recording(compile_spec(spec), observed(path, model, tell)[0])[2]
        return TuneClip(path.name, prepare(spec, series), labels.get(path.name))

    window = _shown(TuneWindow(TunePlan(spec, spec, spec_sha256("bird_dog"), (), load)))
    _grab(app, window, folder, "tune_empty")
    window.add_clips((SAMPLES / "bird_dog.mp4",))
    _wait(app, lambda: bool(window.outcomes))
    _grab(app, window, folder, "tune_start")
    window.panel.rows["faults.hold_short.limit"].number.setValue(2)
    window.panel.rows["faults.leg_low.below"].number.setValue(-45)
    _grab(app, window, folder, "tune")
    dialog = ProfileDialog(window.plan, window.spec or spec, tuple(window.clips), window)
    dialog.show()
    _wait(app, lambda: dialog.verdicts.rowCount() > 0)
    _grab(app, dialog, folder, "profiles")
    dialog.close()
    window.panel.rows["phases.reach"].number.setValue(0)
    _grab(app, window, folder, "tune_crossed")
    window.undo_button.click()
    window.bar.button.click()
    _grab(app, window, folder, "tune_missing")
    window.close()


def _shown(window: Window) -> Window:
    window.resize(*SIZE)
    window.show()
    return window


def _wait(app: QApplication, ready: Callable[[], bool], most_s: float = 120.0) -> None:
    until_s = time.monotonic() + most_s
    while not ready() and time.monotonic() < until_s:
        app.processEvents()
        time.sleep(0.01)


def _grab(app: QApplication, window: QWidget, folder: Path | None, name: str) -> None:
    _wait(app, lambda: False, 1.0)
    if folder is not None:
        window.grab().save(str(folder / f"{name}.png"))
    elif name in README:
        window.grab().save(str(PICTURES / f"{name}.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
