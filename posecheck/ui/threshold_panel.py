"""Every threshold of an exercise as a slider with number, unit, range, reason and reset."""

from __future__ import annotations

from decimal import Decimal

from PyQt6.QtCore import QEvent, QObject, QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QSlider, QVBoxLayout, QWidget

from posecheck.exercise.spec import ExerciseSpec
from posecheck.exercise.spec_parts import Condition, Threshold
from posecheck.ui.number_field import NumberField
from posecheck.ui.pieces import label

LEAST_PX = 440
UNITS = {"deg": "°", "s": " s", "1": "", "ratio": "", "trunk": " trunks"}
WORDS = {
    "leave": "Rest is left at", "settle": "Rest is regained below", "attempt": "Counts as an attempt from",
    "reach": "Target is reached at", "drop": "Target is left below", "min_top_s": "Shortest time at the top",
    "min_rep_s": "Shortest repetition", "max_gap_s": "Longest gap that is bridged", "prominence": "An end counts from",
    "full": "A whole flow from", "reps": "Repetitions", "hold_s": "Hold", "sets_per_day": "Sets a day",
    "for_s": "for at least", "limit": "Limit", "void_below": "Not counted below", "void_above": "Not counted above",
    "window_s": "Score over the last", "notable": "Worth changing from", "learn_s": "Time to sit or stand as meant",
}  # fmt: skip
GROUPS = {"phases": "Movement", "cycle": "Movement", "posture": "Watching", "dose": "Dose", "position": "Position"}

ORDER = ("faults", *(group for group in GROUPS if group != "position"), "position")


def name_of(spec: ExerciseSpec, address: str) -> str:
    """A threshold in words ("knee above")."""
    group, _, key = address.rpartition(".")
    if key in WORDS:
        return WORDS[key]
    part = spec.part(group)
    measure = getattr(part, "measure", None) or ""
    wanted = {"above": "at least", "below": "at most"}[key] if isinstance(part, Condition) else key
    return f"{measure.replace('_', ' ').capitalize()} {wanted}"


def group_of(spec: ExerciseSpec, address: str) -> str:
    """The heading a threshold stands under: a correction's own words, or what it belongs to."""
    first, _, rest = address.partition(".")
    return spec.fault(rest.partition(".")[0]).say if first == "faults" else GROUPS[first]


def in_words(spec: ExerciseSpec, trouble: str) -> str:
    """A complaint about thresholds with their names in place of their addresses."""
    for address in sorted(spec.thresholds(), key=len, reverse=True):
        trouble = trouble.replace(address, f"“{name_of(spec, address)}”")
    return trouble


def unit_of(spec: ExerciseSpec, address: str) -> str:
    """A threshold's unit as it is written after the number."""
    unit = spec.thresholds()[address].unit
    return UNITS.get(unit, f" {unit}")


class ThresholdRow(QWidget):
    """One threshold. moved(value) while it moves, released() when it has been let go, chosen() when it is touched."""

    moved = pyqtSignal(float)
    released = pyqtSignal()
    chosen = pyqtSignal()

    def __init__(self, name: str, threshold: Threshold) -> None:
        super().__init__()
        self._threshold, self._start = threshold, threshold.value
        self.name = label("", name)
        self.slider, self.number = QSlider(Qt.Orientation.Horizontal), NumberField()
        self.reset_button = QPushButton("Reset")
        why = label("quiet", f"{threshold.why} ({threshold.min:g} to {threshold.max:g})")
        why.setWordWrap(True)
        self._set_up(name)
        line = QHBoxLayout()
        for widget, share in ((self.name, 4), (self.slider, 5), (self.number, 0), (self.reset_button, 0)):
            line.addWidget(widget, share)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 6, 8)
        column.setSpacing(2)
        column.addLayout(line)
        column.addWidget(why)
        self.show_value(threshold.value)

    def value(self) -> float:
        """The number it stands at."""
        return self.number.value()

    def show_value(self, value: float) -> None:
        """Stand at a number, without saying so."""
        with QSignalBlocker(self.slider), QSignalBlocker(self.number):
            self.number.setValue(value)
            self.slider.setValue(round((value - self._threshold.min) / self._threshold.step))
        changed = value != self._start
        self.reset_button.setEnabled(changed)
        self.name.setStyleSheet("font-weight: 700;" if changed else "")

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802  Qt's name
        """A wheel scrolls the page instead of moving a threshold by accident; touching it chooses it."""
        if event is not None and event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        if event is not None and event.type() == QEvent.Type.FocusIn:
            self.chosen.emit()
        return super().eventFilter(watched, event)

    def _set_up(self, name: str) -> None:
        t = self._threshold
        self.slider.setRange(0, round((t.max - t.min) / t.step))
        self.number.setDecimals(_decimals(t))
        self.number.setRange(t.min, t.max)
        self.number.setSingleStep(t.step)
        self.number.setSuffix(UNITS.get(t.unit, f" {t.unit}"))
        self.number.setKeyboardTracking(False)
        self.number.setButtonSymbols(NumberField.ButtonSymbols.NoButtons)
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.number.setFixedWidth(104)
        for widget in (self.slider, self.number):
            widget.setAccessibleName(name)
            widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            widget.installEventFilter(self)
        self.slider.valueChanged.connect(lambda k: self._go(min(t.max, round(t.min + k * t.step, 9))))
        self.slider.sliderReleased.connect(self.released)
        self.number.valueChanged.connect(self._go)
        self.number.editingFinished.connect(self.released)
        self.reset_button.clicked.connect(self._reset)

    def _reset(self) -> None:
        self._go(self._start)
        self.released.emit()

    def _go(self, value: float) -> None:
        self.show_value(value)
        self.chosen.emit()
        self.moved.emit(value)


class ThresholdPanel(QScrollArea):
    """All thresholds of an exercise, corrections first. moved(address, value), released(address), chosen(address)."""

    moved = pyqtSignal(str, float)
    released = pyqtSignal(str)
    chosen = pyqtSignal(str)

    def __init__(self, spec: ExerciseSpec) -> None:
        super().__init__()
        self.rows: dict[str, ThresholdRow] = {}
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        heading = ""
        for address, threshold in sorted(spec.thresholds().items(), key=lambda pair: _order(pair[0])):
            if group_of(spec, address) != heading:
                heading = group_of(spec, address)
                column.addWidget(label("big", heading))
            column.addWidget(self._row(address, name_of(spec, address), threshold))
        column.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setMinimumWidth(LEAST_PX)
        self.setAccessibleName("Thresholds")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _row(self, address: str, name: str, threshold: Threshold) -> ThresholdRow:
        row = ThresholdRow(name, threshold)
        row.moved.connect(lambda value: self.moved.emit(address, value))
        row.released.connect(lambda: self.released.emit(address))
        row.chosen.connect(lambda: self.chosen.emit(address))
        self.rows[address] = row
        return row


def _order(address: str) -> int:
    """Corrections, movement, dose, position: what is changed most stands first."""
    return ORDER.index(address.partition(".")[0])


def _decimals(threshold: Threshold) -> int:
    """Digits after the point that its steps need, two at least where it has any: no value is rounded by being shown."""
    numbers = (threshold.value, threshold.min, threshold.max, threshold.step)
    needed = max(-int(Decimal(repr(float(number))).normalize().as_tuple().exponent) for number in numbers)
    return max(needed, 2) if needed > 0 else 0
