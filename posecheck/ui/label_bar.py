"""Buttons to label the repetition that is shown: good, or each of the exercise's faults."""

from __future__ import annotations

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from posecheck.exercise.labels import LabelledRep
from posecheck.exercise.spec import ExerciseSpec
from posecheck.ui.pieces import label

COLUMNS = 3
HINT = "I begins, O ends one   drag edges, Shift: all of it   Ctrl Z undoes"


class LabelBar(QWidget):
    """judged("") = good, judged(fault id) = that fault more or less; removed() takes the label away."""

    judged = pyqtSignal(str)
    removed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QPushButton] = {}
        self._words = label("quiet")
        self._words.setWordWrap(True)
        self._grid = QGridLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.addWidget(self._words)
        column.addLayout(self._grid)
        self.remove_button = self._button("Remove label", checkable=False)
        self.remove_button.clicked.connect(self.removed)

    def show_spec(self, spec: ExerciseSpec) -> None:
        """Offer the faults of another exercise."""
        for button in self.buttons.values():
            self._grid.removeWidget(button)
            button.deleteLater()
        self.buttons = {"": self._button("Good")}
        self.buttons |= {fault.id: self._button(fault.say) for fault in spec.faults}
        for i, (fault_id, button) in enumerate(self.buttons.items()):
            button.clicked.connect(lambda _checked, fault_id=fault_id: self.judged.emit(fault_id))
            self._grid.addWidget(button, i // COLUMNS, i % COLUMNS)
        count = len(self.buttons)
        self._grid.addWidget(self.remove_button, count // COLUMNS, count % COLUMNS)

    def show_label(self, rep: LabelledRep | None, words: str) -> None:
        """Show the label of the repetition on the screen; words: what would be labelled, "" when nothing would."""
        self._words.setText(f"Label {words}.   {HINT}" if words else f"No repetition here to label.   {HINT}")
        for fault_id, button in self.buttons.items():
            with QSignalBlocker(button):
                button.setChecked(rep is not None and (rep.good if fault_id == "" else fault_id in rep.faults))
            button.setEnabled(bool(words))
        self.remove_button.setEnabled(rep is not None)

    def _button(self, words: str, *, checkable: bool = True) -> QPushButton:
        button = QPushButton(words, self)
        button.setCheckable(checkable)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setObjectName("choice")
        return button
