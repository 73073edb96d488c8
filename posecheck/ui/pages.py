"""The pages of the home window: the start page, the exercises to practise, the settings, the first start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from posecheck.coach.phrases import Words
from posecheck.exercise.spec import ExerciseSpec
from posecheck.io.settings import Settings
from posecheck.session.ports import LiveSource
from posecheck.ui import labels
from posecheck.ui.camera_preview import CameraPreview
from posecheck.ui.placement import PlacementView
from posecheck.ui.scenes import Scene
from posecheck.ui.stage_view import StageView
from posecheck.ui.voice import Voice

ENTRIES = (
    labels.PRACTISE, labels.PROGRESS, labels.GUIDE, labels.DESK,
    labels.REVIEW, labels.TUNE, labels.SETTINGS,
)  # fmt: skip
"""What the start page offers besides today's routine."""
Opener = Callable[[], QWidget | None]
"""Opens a window; None when the person thought better of it."""


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera by number, with its name."""

    index: int
    name: str


@dataclass(frozen=True, slots=True)
class HomeParts:
    """What the home window is made with.

    routine_line: one line about today's routine; first: id of its first exercise; start: opens a session, of an
    exercise's id or of the routine (""), and may raise PosecheckError; others: windows for review, tune and progress
    by label, those that there are.
    """

    words: Words
    settings: Settings
    save: Callable[[Settings], None]
    routine_line: str
    first: str
    exercises: Sequence[ExerciseSpec]
    start: Callable[[str, Settings], QWidget]
    cameras: Callable[[], Sequence[Camera]]
    open_camera: Callable[[int], LiveSource]
    languages: Sequence[str]
    recordings: str
    mute: bool = False
    others: Mapping[str, Opener] = field(default_factory=dict)


def title(words: str) -> QLabel:
    """A page's heading."""
    label = QLabel(words)
    label.setObjectName("title")
    label.setWordWrap(True)
    return label


def note(words: str) -> QLabel:
    """A line of quieter words."""
    label = QLabel(words)
    label.setObjectName("quiet")
    label.setWordWrap(True)
    return label


def button(words: str, press: Callable[[], Any], *, main: bool = False) -> QPushButton:
    """A large button; the main one of a page stands out."""
    made = QPushButton(words)
    made.setAccessibleName(words)
    made.setAutoDefault(True)
    if main:
        made.setObjectName("main")
    made.clicked.connect(lambda _checked: press())
    return made


def page() -> tuple[QWidget, QVBoxLayout]:
    """An empty page with its column."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(48, 28, 48, 28)
    column.setSpacing(14)
    return made, column


def start_page(parts: HomeParts, go: Mapping[str, Callable[[], Any]]) -> tuple[QWidget, QPushButton]:
    """Today's routine as one big button, everything else below it; returns the page and that button."""
    made, outer = page()
    across, column = QHBoxLayout(), QVBoxLayout()
    column.setSpacing(14)
    outer.addLayout(across)
    across.addStretch(1)
    across.addLayout(column, 8)
    across.addStretch(1)
    figure = StageView(made, theme=parts.settings.theme, moving=not parts.settings.reduced_motion, bare=True)
    figure.setMinimumSize(200, 120)
    figure.show_scene(Scene("", demo=parts.first, demo_large=True))
    big = button(parts.words(labels.START_ROUTINE), go[labels.START_ROUTINE], main=True)
    big.setObjectName("huge")
    column.addWidget(_centred(title("posecheck")))
    column.addWidget(figure, 3)
    column.addWidget(big)
    column.addWidget(_centred(note(parts.routine_line)))
    grid = QGridLayout()
    grid.setSpacing(14)
    # twelve columns: four entries in the first row, three wider ones in the second
    for i, label in enumerate(ENTRIES):
        row, column_of, span = (0, 3 * i, 3) if i < 4 else (1, 4 * (i - 4), 4)
        grid.addWidget(_entry(parts, label, go.get(label)), row, column_of, 1, span)
    for i in range(12):
        grid.setColumnStretch(i, 1)
    column.addLayout(grid, 2)
    column.addWidget(_centred(note(parts.words(labels.HOME_HINT))))
    return made, big


def _entry(parts: HomeParts, label: str, press: Callable[[], Any] | None) -> QPushButton:
    words = parts.words(label)
    made = button(words, press) if press else button(f"{words}\n{parts.words(labels.NOT_YET)}", lambda: None)
    made.setEnabled(press is not None)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    return made


def _centred(label: QLabel) -> QLabel:
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    return label


class PractisePage(QWidget):
    """The exercises, each with its drawn demonstration."""

    def __init__(self, parts: HomeParts, start: Callable[[str], Any], back: Callable[[], Any]) -> None:
        super().__init__()
        self._parts = parts
        self.list = QListWidget()
        self.list.addItems([spec.name for spec in parts.exercises])
        self.list.setAccessibleName(parts.words(labels.PRACTISE))
        self.list.currentRowChanged.connect(self._show)
        self.list.itemActivated.connect(lambda _item: start(self.chosen))
        settings = parts.settings
        self.view = StageView(self, theme=settings.theme, moving=not settings.reduced_motion, bare=True)
        self.view.setMinimumSize(300, 180)
        self.about = note("")
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 28, 48, 28)
        column.addWidget(title(parts.words(labels.PRACTISE)))
        row, right = QHBoxLayout(), QVBoxLayout()
        row.setSpacing(24)
        row.addWidget(self.list, 2)
        right.addWidget(self.view, 1)
        right.addWidget(self.about)
        row.addLayout(right, 3)
        column.addLayout(row, 1)
        column.addLayout(foot(button(parts.words(labels.BACK), back),
                               button(parts.words(labels.START), lambda: start(self.chosen), main=True)))  # fmt: skip
        ids = [spec.id for spec in parts.exercises]
        self.list.setCurrentRow(ids.index(settings.exercise) if settings.exercise in ids else 0)

    @property
    def chosen(self) -> str:
        """Id of the exercise that is marked."""
        return self._parts.exercises[max(self.list.currentRow(), 0)].id

    def _show(self, row: int) -> None:
        spec = self._parts.exercises[row]
        self.view.show_scene(Scene(spec.name, demo=spec.id, demo_large=True))
        self.about.setText(spec.summary)


class SettingsPage(QWidget):
    """Every choice; each is kept as soon as it is made."""

    def __init__(
        self,
        parts: HomeParts,
        changed: Callable[[Settings], Any],
        back: Callable[[], Any],
        first_steps: Callable[[], Any],
    ) -> None:
        super().__init__()
        self._parts, self._changed, self._now = parts, changed, parts.settings
        words = parts.words
        form = QFormLayout()
        form.setHorizontalSpacing(30)
        form.setVerticalSpacing(10)
        names = {code: words(labels.LANGUAGE_NAMES.get(code, code)) for code in ("auto", *parts.languages)}
        counts = {"each": words(labels.EACH), "fifth": words(labels.FIFTH), "none": words(labels.NONE)}
        themes = {"dark": words(labels.DARK), "light": words(labels.LIGHT)}
        for label, key, choices in (
            (labels.LANGUAGE, "language", names),
            (labels.COUNT_ALOUD, "count_aloud", counts),
            (labels.THEME, "theme", themes),
        ):
            form.addRow(words(label), self._choice(words(label), key, choices))
        form.addRow(words(labels.COUNTDOWN), self._countdown())
        for label, key in (
            (labels.SPEAK, "voice"),
            (labels.MIRRORED, "mirrored"),
            (labels.REDUCED_MOTION, "reduced_motion"),
            (labels.RECORD, "record"),
        ):
            form.addRow(self._switch(words(label), key))
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 24, 48, 24)
        column.addWidget(title(words(labels.SETTINGS)))
        column.addLayout(form)
        column.addWidget(note(words(labels.RECORD_HINT, folder=parts.recordings)))
        column.addStretch(1)
        column.addLayout(foot(button(words(labels.BACK), back), button(words(labels.FIRST_STEPS), first_steps)))

    def _keep(self, key: str, value: object) -> None:
        self._now = self._now.model_copy(update={key: value})
        self._changed(self._now)

    def _choice(self, name: str, key: str, choices: Mapping[str, str]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        codes = list(choices)
        box.addItems(list(choices.values()))
        now = getattr(self._now, key)
        box.setCurrentIndex(codes.index(now) if now in codes else 0)
        box.activated.connect(lambda i: self._keep(key, codes[i]))
        return box

    def _countdown(self) -> QSpinBox:
        box = QSpinBox()
        box.setRange(0, 60)
        box.setValue(round(self._now.countdown_s))
        box.setAccessibleName(self._parts.words(labels.COUNTDOWN))
        box.valueChanged.connect(lambda value: self._keep("countdown_s", float(value)))
        return box

    def _switch(self, name: str, key: str) -> QCheckBox:
        box = QCheckBox(name)
        box.setChecked(getattr(self._now, key))
        box.setAccessibleName(name)
        box.toggled.connect(lambda on: self._keep(key, on))
        return box


class WelcomePages:
    """What the first start shows, in this order: disclaimer, camera, voice, where to put the laptop."""

    def __init__(self, parts: HomeParts, voice: Voice) -> None:
        self._parts, self._voice, words = parts, voice, parts.words
        self.camera = QComboBox()
        self.camera.setAccessibleName(words(labels.CAMERA))
        self.preview = CameraPreview(parts.open_camera, words, theme=parts.settings.theme)
        self.pages = [self._disclaimer(), self._camera(), self._voice_test(), self._placement()]

    @property
    def chosen(self) -> Camera | None:
        """The camera that was chosen; None where there is none."""
        return self.camera.currentData()  # type: ignore[no-any-return]

    def look_for_cameras(self) -> None:
        """Fill the list of cameras; the last choice is kept where it is still there."""
        self.camera.blockSignals(True)
        self.camera.clear()
        for camera in self._parts.cameras():
            self.camera.addItem(camera.name, camera)
        now = self._parts.settings
        names = [self.camera.itemText(i) for i in range(self.camera.count())]
        if now.camera_name in names:
            self.camera.setCurrentIndex(names.index(now.camera_name))
        self.camera.blockSignals(False)
        self._show_camera()

    def _show_camera(self) -> None:
        self.preview.choose(self.chosen.index if self.chosen else None)

    def _disclaimer(self) -> QWidget:
        made, column = page()
        column.addWidget(title(self._parts.words(labels.WELCOME)))
        column.addStretch(1)
        words = QLabel(self._parts.words(labels.DISCLAIMER))
        words.setWordWrap(True)
        words.setObjectName("body")
        column.addWidget(words)
        column.addStretch(2)
        return made

    def _camera(self) -> QWidget:
        made, column = page()
        words, said = self._parts.words, note("")
        column.addWidget(title(words(labels.CHOOSE_CAMERA)))
        row = QHBoxLayout()
        row.addWidget(self.camera, 1)
        row.addWidget(button(words(labels.LOOK_AGAIN), self.look_for_cameras))
        column.addLayout(row)
        column.addWidget(self.preview, 1)
        column.addWidget(said)
        self.preview.told.connect(said.setText)
        self.camera.activated.connect(lambda _i: self._show_camera())
        return made

    def _voice_test(self) -> QWidget:
        made, column = page()
        words = self._parts.words
        column.addWidget(title(words(labels.VOICE)))
        column.addWidget(note(words(labels.VOICE_HINT)))
        column.addStretch(1)
        column.addWidget(button(words(labels.VOICE_TEST), self._speak))
        self.voice_note = note(words(labels.NO_VOICE) if self._voice.note else "")
        column.addWidget(self.voice_note)
        column.addStretch(2)
        return made

    def _speak(self) -> None:
        self._voice.try_out(self._parts.words(labels.VOICE_SAMPLE))

    def _placement(self) -> QWidget:
        made, column = page()
        words = self._parts.words
        column.addWidget(title(words(labels.PLACE)))
        column.addWidget(PlacementView(words, self._parts.settings.theme), 1)
        column.addWidget(note(words(labels.PLACE_HINT)))
        return made


def foot(*buttons: QPushButton) -> QHBoxLayout:
    """The row at the end of a page: the first button to the left, the others to the right."""
    row = QHBoxLayout()
    row.addWidget(buttons[0])
    row.addStretch(1)
    for made in buttons[1:]:
        row.addWidget(made)
    return row
