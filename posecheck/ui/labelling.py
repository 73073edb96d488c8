"""Labelling in the review window: the repetition on the screen gets a label, which is on disk at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal

from posecheck.errors import KeptBesideError, PosecheckError
from posecheck.exercise.labels import LabelledClip, LabelledRep
from posecheck.exercise.result import Attempt, Rep
from posecheck.io.clip import file_sha256
from posecheck.io.label_files import labels_in, update_labels
from posecheck.ui.label_bar import LabelBar
from posecheck.ui.label_state import SHORTEST_S, LabelEdits, Reps, labelled, toggled
from posecheck.ui.opener import Opened
from posecheck.ui.rep_table import movements_of

SAME_LENGTH_S = 1e-6
"""Lengths that differ by less are one length, up to the arithmetic of dragging."""

CHANGED = "{} has changed since it was labelled: check whether its labels still fit"


class Labelling(QObject):
    """Keeps a clip's labels and writes them. changed() after every edit, failed(words) when they can't be kept."""

    changed = pyqtSignal()
    failed = pyqtSignal(str)

    def __init__(self, bar: LabelBar, file_for: Callable[[Path], Path]) -> None:
        """file_for: the label file of a clip."""
        super().__init__()
        self.edits, self._bar, self._file_for = LabelEdits(), bar, file_for
        self._opened: Opened | None = None
        self._t_s = self._begun_s = 0.0
        self._sha256, self._path, self._known = "", Path(), tuple[LabelledRep, ...]()
        bar.judged.connect(self.judge)
        bar.removed.connect(self.remove)

    def show_clip(self, opened: Opened) -> None:
        """Begin with another clip and what was said of it before."""
        self._opened, self.edits, self._sha256 = opened, LabelEdits(), ""
        self._bar.show_spec(opened.spec)
        source = opened.source
        if source is None:
            return
        self._path, self._known = self._file_for(source), ()
        try:
            found = labels_in(self._path, source.name, opened.spec.id)
            self._sha256 = file_sha256(source) if found is not None and found.sha256 else ""
        except (PosecheckError, OSError) as error:
            self.failed.emit(str(error))
            return
        self._known = found.reps if found is not None else ()
        self.edits = LabelEdits(in_seconds_of(opened, self._known))
        if found is not None and found.sha256 not in (None, self._sha256):
            self.failed.emit(CHANGED.format(source.name))

    def show_time(self, t_s: float) -> None:
        """Another moment: the buttons say what is known of its repetition."""
        self._t_s = t_s
        movement, rep = self._movement(), self._label()
        words = f"the repetition at {movement.start_s:.1f} s" if movement is not None else ""
        if movement is None and rep is not None:
            words = f"your span at {rep.start_s:.1f} s"
        self._bar.show_label(rep, words)

    def judge(self, fault: str) -> None:
        """Call the repetition on the screen good (""), or faulty with one fault more or less."""
        span = self._label() or self._fresh()
        if span is not None:
            good = labelled(span.start_s, span.end_s, span.side, ())
            self._edit(self.edits.put(toggled(span, fault) if fault else good))

    def remove(self) -> None:
        """Take the label on the screen away."""
        rep = self._label()
        if rep is not None:
            self._edit(self.edits.without(rep))

    def begin(self) -> None:
        """A repetition that posecheck didn't see begins here."""
        self._begun_s = self._t_s

    def end(self) -> None:
        """It ends here, and is good until a fault is chosen."""
        if self._t_s - self._begun_s >= SHORTEST_S:
            self._edit(self.edits.put(labelled(self._begun_s, self._t_s, "both", ())))

    def stretch(self, index: int, start_s: float, end_s: float) -> None:
        """Let a label begin and end elsewhere; one that keeps its length is shifted. index: which one, by time."""
        rep = self.edits.reps[index]
        if self._opened is not None and abs((end_s - start_s) - (rep.end_s - rep.start_s)) < SAME_LENGTH_S:
            room_s = float(self._opened.review.series.t_s[-1]) - rep.end_s
            self._edit(self.edits.shifted(rep, min(start_s - rep.start_s, max(room_s, 0.0))))
        else:
            self._edit(self.edits.stretched(rep, start_s, end_s))

    def undo(self) -> None:
        """One edit back."""
        self._edit(self.edits.undo())

    def redo(self) -> None:
        """One edit forward again."""
        self._edit(self.edits.redo())

    def _movement(self) -> Rep | Attempt | None:
        if self._opened is None:
            return None
        rows = movements_of(self._opened.review.summary)
        return next((m for m in rows if m.start_s - 1e-3 <= self._t_s <= m.end_s), None)

    def _label(self) -> LabelledRep | None:
        movement = self._movement()
        return self.edits.at(self._t_s) or (self.edits.of(movement) if movement is not None else None)

    def _fresh(self) -> LabelledRep | None:
        movement = self._movement()
        return labelled(movement.start_s, movement.end_s, movement.side, ()) if movement is not None else None

    def _edit(self, edits: LabelEdits) -> None:
        if edits.reps == self.edits.reps or self._opened is None:
            return
        self.edits = edits
        self._keep(self._opened)
        self.show_time(self._t_s)
        self.changed.emit()

    def _keep(self, opened: Opened) -> None:
        source = opened.source
        if source is None:
            return
        try:
            self._sha256 = self._sha256 or file_sha256(source)
            reps = tuple(_times(rep, opened.speed / opened.first_speed, digits=3) for rep in self.edits.reps)
            clip = LabelledClip(file=source.name, exercise=opened.spec.id, reps=reps, sha256=self._sha256)
            update_labels(self._path, clip, self._known)
            self._known = reps
        except KeptBesideError as error:
            self._path, self._known = error.beside, reps
            self.failed.emit(str(error))
        except (PosecheckError, OSError) as error:
            self.failed.emit(str(error))


def in_seconds_of(opened: Opened, reps: Reps) -> Reps:
    """Return labels, which are kept in the seconds of their file, in those of the speed it was judged at."""
    return tuple(_times(rep, opened.first_speed / opened.speed, digits=9) for rep in reps)


def _times(rep: LabelledRep, factor: float, digits: int) -> LabelledRep:
    """digits: enough of them bring a label back unchanged that was shown at another speed and not edited."""
    times_s = {name: round(getattr(rep, name) * factor, digits) for name in ("start_s", "end_s")}
    return rep if factor == 1 else rep.model_copy(update=times_s)
