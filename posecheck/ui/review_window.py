"""The review window: a recorded clip frame by frame, with the judgement beside it."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QElapsedTimer, QModelIndex, Qt, QTimer
from PyQt6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QFileDialog,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from posecheck.exercise.result import FrameResult, Phase
from posecheck.exercise.spec import ExerciseSpec
from posecheck.io.clip import Picture
from posecheck.io.frame_reader import FrameReader
from posecheck.render import overlay, theme
from posecheck.session.review import output_at
from posecheck.ui import playback as play
from posecheck.ui.bench_style import SHEET
from posecheck.ui.frame_loader import FrameLoader
from posecheck.ui.frame_view import FrameView
from posecheck.ui.label_bar import LabelBar
from posecheck.ui.label_state import agreement_words, label_lane
from posecheck.ui.labelling import Labelling
from posecheck.ui.lanes import lanes_of, movements, rep_words
from posecheck.ui.measure_plots import MeasurePlots
from posecheck.ui.opener import Load, Opened, Opener
from posecheck.ui.pieces import centred, dress_table, label, row
from posecheck.ui.rep_table import REP_HEADS, CellTable, movements_of, rep_cells
from posecheck.ui.review_keys import KEYS, Act
from posecheck.ui.timeline import Timeline

TICK_MS = 15
CLIPS = "Clips (*.mp4 *.mov *.mkv *.avi *.webm *.m4v *.mts);;All files (*)"
WELCOME = "Drop a recorded clip here, or open one"
HINT = "Space play   J K L shuttle   ← → frame   Shift ← → repetition   1-5 speed   F full screen"


class ReviewWindow(QWidget):
    """One clip at a time; `load` judges it in a thread."""

    def __init__(self, load: Load, clips: tuple[Path, ...] = (), labels: Path | None = None) -> None:
        """labels: the file that labels are kept in; without, each clip has its own beside it."""
        super().__init__()
        self._labels = labels
        self.opened: Opened | None = None
        self.playback = play.Playback()
        self.frame = -1
        self._loader: FrameLoader | None = None
        self._opener = Opener(load)
        self._clock, self._timer = QElapsedTimer(), QTimer(self)
        self.setWindowTitle("posecheck: review")
        self.setStyleSheet(SHEET)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._build()
        self._connect()
        if clips:
            self.open_clip(clips[0])

    def open_clip(self, path: Path) -> None:
        """Judge another clip and show it."""
        self._title.setText(path.name)
        self._state.setText(f"Looking at {path.name}")
        self._bar.setRange(0, 0)
        self._trouble.setText("")
        self._pages.setCurrentIndex(1)
        self._opener.open(path)

    def show_clip(self, opened: Opened) -> None:
        """Show a judged clip."""
        self._drop_loader()
        self.opened, self.frame = opened, -1
        review = opened.review
        self._title.setText(f"{opened.name}: {opened.spec.name}")
        marks = movements(opened.spec, review.summary)
        self.plots.show_series(opened.spec, review.series, marks)
        self.model.show_cells(rep_cells(opened.spec, review.summary))
        self.table.setColumnHidden(REP_HEADS.index("Side"), opened.spec.sides == "both")
        self.table.setColumnHidden(REP_HEADS.index("Held"), not opened.spec.held)
        self._notes.setText("\n".join(review.summary.setup.problems))
        self._notes.setVisible(bool(review.summary.setup.problems))
        self.labelling.show_clip(opened)
        self._show_labels()
        if opened.path is not None:
            path = opened.path
            self._loader = FrameLoader(lambda: FrameReader(path))
            self._loader.ready.connect(self._show_picture)
            self._loader.failed.connect(self._fail_frame)
        self._pages.setCurrentIndex(2)
        self.setFocus()
        self.seek(0.0)

    def seek(self, t_s: float) -> None:
        """Show a moment, standing still."""
        if self.opened is not None:
            self.playback = self.playback.at(min(max(t_s, 0.0), self._end_s()))
            self._show_moment()

    def act(self, act: Act) -> None:
        """Do what a key asks for."""
        if self.opened is None:
            return
        now, times_s = self.playback, self.opened.review.series.t_s
        if act.kind == "play":
            self.playback = now.toggled() if act.value == 0 else now.stopped()
        elif act.kind == "shuttle":
            self.playback = now.shuttled(int(act.value))
        elif act.kind == "speed":
            self.playback = now.with_speed(act.value)
        elif act.kind == "step":
            index = min(max(self.frame + int(act.value), 0), len(times_s) - 1)
            self.seek(float(times_s[index]))
        elif act.kind == "rep":
            starts_s = [m.start_s for m in movements_of(self.opened.review.summary)]
            to_s = play.neighbour_s(starts_s, now.t_s, int(act.value))
            if to_s is not None:
                self.seek(to_s)
        elif act.kind == "edge":
            self.seek(0.0 if act.value < 0 else self._end_s())
        elif act.kind in ("good", "in", "out"):
            {"good": self._label_good, "in": self.labelling.begin, "out": self.labelling.end}[act.kind]()
        elif act.kind == "full":
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        self._run_clock()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802  Qt's name
        """See review_keys."""
        if event is None:
            return
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        act = KEYS.get((Qt.Key(event.key()), shift)) or KEYS.get((Qt.Key(event.key()), False))
        if act is not None:
            self.act(act)
        elif event.key() == Qt.Key.Key_Escape and self.isFullScreen():
            self.showNormal()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:  # noqa: N802  Qt's name
        """Take files."""
        data = event.mimeData() if event is not None else None
        if event is not None and data is not None and any(url.isLocalFile() for url in data.urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:  # noqa: N802  Qt's name
        """Open the first file."""
        data = event.mimeData() if event is not None else None
        files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()] if data is not None else []
        if files:
            self.open_clip(Path(files[0]))

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802  Qt's name
        """End both threads before the window goes."""
        self._timer.stop()
        self._opener.close()
        self._drop_loader()
        super().closeEvent(event)

    def _build(self) -> None:
        self.view, self.timeline, self.plots = FrameView(self), Timeline(self), MeasurePlots(self)
        self.label_bar = LabelBar(self)
        self.labelling = Labelling(self.label_bar, self._label_file)
        self.table = QTableView(self)
        self.model = CellTable(REP_HEADS, self.table)
        self.table.setModel(self.model)
        dress_table(self.table)
        self._title, self._totals = label("title"), label("big")
        self._notes, self._time = label("trouble"), label("quiet")
        self._notes.setWordWrap(True)
        self._open_button = QPushButton("Open clip", self)
        self._pages = QStackedWidget(self)
        for page in (self._welcome_page(), self._busy_page(), self._clip_page()):
            self._pages.addWidget(page)
        head = row(self._title, stretch=True, after=(self._totals, self._open_button))
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.addLayout(head)
        column.addWidget(self._pages, 1)

    def _welcome_page(self) -> QWidget:
        self._trouble = label("trouble")
        self._trouble.setWordWrap(True)
        self._trouble.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words = label("title", WELCOME)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._first_button = QPushButton("Open clip", self)
        self._first_button.setObjectName("main")
        return centred(words, self._trouble, self._first_button)

    def _busy_page(self) -> QWidget:
        self._state, self._bar = label("big"), QProgressBar(self)
        self._state.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._bar.setMaximumWidth(640)
        self._cancel = QPushButton("Cancel", self)
        return centred(self._state, self._bar, self._cancel)

    def _clip_page(self) -> QWidget:
        side = QWidget(self)
        right = QVBoxLayout(side)
        right.setContentsMargins(0, 0, 0, 0)
        right.addWidget(self._notes)
        right.addWidget(self.table, 1)
        right.addWidget(self.label_bar)
        above = QSplitter(Qt.Orientation.Horizontal, self)
        above.addWidget(self.view)
        above.addWidget(side)
        above.setSizes([720, 600])
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.plots)
        below = QWidget(self)
        lower = QVBoxLayout(below)
        lower.setContentsMargins(0, 0, 0, 0)
        lower.addLayout(row(self._time, stretch=True, after=(label("quiet", HINT),)))
        lower.addWidget(self.timeline)
        lower.addWidget(scroll, 1)
        page = QSplitter(Qt.Orientation.Vertical, self)
        page.addWidget(above)
        page.addWidget(below)
        page.setSizes([430, 400])
        return page

    def _connect(self) -> None:
        self._pages.currentChanged.connect(lambda page: self._open_button.setVisible(page == 2))
        self._open_button.setVisible(False)
        self._open_button.clicked.connect(self._ask_clip)
        self._first_button.clicked.connect(self._ask_clip)
        self._cancel.clicked.connect(self._opener.cancel)
        self._opener.progress.connect(self._show_progress)
        self._opener.opened.connect(self.show_clip)
        self._opener.failed.connect(self._fail)
        self._opener.cancelled.connect(lambda: self._back("Cancelled"))
        self.timeline.asked.connect(self.seek)
        self.plots.asked.connect(self.seek)
        self.table.clicked.connect(self._jump)
        self.labelling.changed.connect(self._show_labels)
        self.labelling.failed.connect(self._tell)
        QShortcut(QKeySequence.StandardKey.Undo, self, self.labelling.undo)
        QShortcut(QKeySequence.StandardKey.Redo, self, self.labelling.redo)
        for button in (self._open_button, self._first_button, self._cancel):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._timer.timeout.connect(self._tick)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)

    def _ask_clip(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Open a recorded clip", "", CLIPS)
        if name:
            self.open_clip(Path(name))

    def _label_file(self, clip: Path) -> Path:
        return self._labels or clip.with_name(f"{clip.stem}.labels.json")

    def _tell(self, words: str) -> None:
        self._notes.setText(words)
        self._notes.setVisible(True)

    def _jump(self, index: QModelIndex) -> None:
        if self.opened is not None:
            self.seek(movements_of(self.opened.review.summary)[index.row()].start_s)

    def _show_progress(self, done: int, of: int) -> None:
        self._bar.setRange(0, max(of, done))
        self._bar.setValue(done)

    def _fail(self, words: str) -> None:
        self._back(words)

    def _fail_frame(self, words: str) -> None:
        self.view.show_words(words, theme.UNSEEN)

    def _back(self, words: str) -> None:
        """To the clip that was shown before, or to the beginning."""
        if self.opened is not None:
            self._title.setText(f"{self.opened.name}: {self.opened.spec.name}")
            self._tell(words)
            self._pages.setCurrentIndex(2)
            return
        self._title.setText("")
        self._trouble.setText(words)
        self._pages.setCurrentIndex(0)

    def _run_clock(self) -> None:
        if self.playback.running and not self._timer.isActive():
            self._clock.start()
            self._timer.start(TICK_MS)
        elif not self.playback.running:
            self._timer.stop()
        self._show_time()

    def _tick(self) -> None:
        self.playback = self.playback.advanced(self._clock.restart() / 1000.0, self._end_s())
        self._show_moment()
        if not self.playback.running:
            self._timer.stop()

    def _end_s(self) -> float:
        return float(self.opened.review.series.t_s[-1]) if self.opened is not None else 0.0

    def _show_moment(self) -> None:
        assert self.opened is not None
        index = play.frame_at(self.opened.review.series.t_s, self.playback.t_s)
        self.timeline.show_time(self.playback.t_s)
        self.plots.show_time(self.playback.t_s)
        if index != self.frame:
            self.frame = index
            self._show_verdict(index)
            if self._loader is not None:
                self._loader.ask(index)
        self._select_movement()
        self.labelling.show_time(self.playback.t_s)
        self._show_time()

    def _show_time(self) -> None:
        if self.opened is None:
            return
        now, frames = self.playback, len(self.opened.review.series)
        speed = f"   {abs(now.rate):g}x{' backwards' if now.rate < 0 else ''}" if now.running else f"   {now.speed:g}x"
        self._time.setText(f"{now.t_s:6.2f} s of {self._end_s():.2f} s   frame {self.frame + 1} of {frames}{speed}")

    def _show_verdict(self, index: int) -> None:
        assert self.opened is not None
        self.view.show_words(*moment_words(self.opened.spec, self.opened.review.results[index]))

    def _select_movement(self) -> None:
        assert self.opened is not None
        rows, t_s = movements_of(self.opened.review.summary), self.playback.t_s
        current = next((i for i, m in enumerate(rows) if m.start_s - 1e-3 <= t_s <= m.end_s), None)
        if current is None:
            self.table.clearSelection()
        else:
            self.table.selectRow(current)

    def _label_good(self) -> None:
        self.labelling.judge("")

    def _show_labels(self) -> None:
        assert self.opened is not None
        spec, review, reps = self.opened.spec, self.opened.review, self.labelling.edits.reps
        lanes = lanes_of(spec, review.results, review.summary)
        labels = (label_lane(spec, reps),) if reps else ()
        self.timeline.show_lanes((*lanes, *labels), self._end_s())
        agreed = agreement_words(reps, review.summary)
        self._totals.setText(totals_words(self.opened) + (f". {agreed}" if agreed else ""))

    def _show_picture(self, index: int, picture: Picture) -> None:
        if self.opened is None or self.sender() is not self._loader:
            return
        output = output_at(self.opened.review, min(index, len(self.opened.review.results) - 1))
        self.view.show_picture(overlay.draw(picture, output, self.opened.spec))

    def _drop_loader(self) -> None:
        if self._loader is not None:
            self._loader.close()
            self._loader.deleteLater()
            self._loader = None


def totals_words(opened: Opened) -> str:
    """A clip's totals in a line."""
    summary = opened.review.summary
    n = len(summary.reps)
    words = f"{n} repetition{'s' * (n != 1)}, {summary.good} good"
    return words + (f", {len(summary.attempts)} not counted" if summary.attempts else "")


def moment_words(spec: ExerciseSpec, result: FrameResult) -> tuple[str, theme.Colour]:
    """What is said of a frame, and its colour."""
    if not result.judged:
        return result.reason, theme.UNSEEN
    if result.faults:
        return rep_words(spec, False, result.faults), theme.FAULT
    if result.phase is Phase.TOP and result.hold_target_s > 0:
        return f"held {result.hold_s:.1f} of {result.hold_target_s:.0f} s", theme.GOOD
    return "", theme.TEXT
