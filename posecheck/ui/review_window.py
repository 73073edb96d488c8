"""The review window: opens recorded clips and shows one frame by frame, or two side by side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PyQt6.QtWidgets import QFileDialog, QProgressBar, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from posecheck.coach.phrases import ENGLISH, Words
from posecheck.errors import PosecheckError
from posecheck.ui.bench_style import bench_sheet
from posecheck.ui.clip_page import ClipPage
from posecheck.ui.compare_page import ComparePage
from posecheck.ui.opener import Load, Opened, Opener
from posecheck.ui.pieces import centred, elided, label, row
from posecheck.ui.review_keys import KEYS, Act

CLIPS = "Clips and sessions (*.mp4 *.mov *.mkv *.avi *.webm *.m4v *.mts *.posecheck);;All files (*)"
WELCOME = "Drop a recorded clip here, or two to compare"
WELCOME_PAGE, BUSY_PAGE, CLIP_PAGE, COMPARE_PAGE = range(4)
Send = Callable[[Opened, Path, bool], None]
"""Writes a session bundle of a judged clip to a file, with the clip itself or without."""


class ReviewWindow(QWidget):
    """`load` judges clips in a thread, one after the other; `send` writes a session bundle."""

    def __init__(
        self, load: Load, clips: tuple[Path, ...] = (), labels: Path | None = None, send: Send | None = None,
        say: Words = ENGLISH,
    ) -> None:  # fmt: skip
        """clips: shown at once, the second beside the first; labels: the file that labels are kept in; without, each
        clip has its own beside it."""
        super().__init__()
        self._labels, self._send = labels, send
        self.opened: Opened | None = None
        self._beside: Path | None = None
        self._compares, self._frame = False, 0
        self._opener = Opener(load)
        self.setWindowTitle("posecheck: review")
        self.setStyleSheet(bench_sheet())
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._build(say)
        self._connect()
        self.open_clips(clips)

    def open_clips(self, paths: tuple[Path, ...]) -> None:
        """Show the first clip, and the second beside it where there is one."""
        if paths:
            self.open_clip(paths[0])
            self._beside = paths[1] if len(paths) > 1 else None

    def open_clip(self, path: Path) -> None:
        """Judge another clip and show it."""
        self._beside, self._compares = None, False
        self._look_at(path)

    def compare_with(self, path: Path) -> None:
        """Judge a second clip and show it beside the first."""
        self._compares = True
        self._look_at(path)

    def show_clip(self, opened: Opened) -> None:
        """Show a judged clip alone."""
        self.compare.drop_clips()
        self.opened = opened
        self._title.setText(f"{opened.name}: {opened.spec.name}")
        self.clip.show_clip(opened)
        self._show_page(CLIP_PAGE)
        self.setFocus()

    def show_beside(self, other: Opened) -> None:
        """Show a second judged clip beside the first."""
        assert self.opened is not None
        if other.spec.id != self.opened.spec.id:
            self._back(f"{other.name} is a session of {other.spec.name}, not of {self.opened.spec.name}")
            return
        self.clip.transport.stop()
        self._title.setText(self.opened.spec.name)
        self._show_page(COMPARE_PAGE)
        self.compare.show_clips(self.opened, other)
        self.setFocus()

    def act(self, act: Act) -> None:
        """Do what a key asks for."""
        if act.kind == "full":
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        elif self._pages.currentIndex() == COMPARE_PAGE:
            self.compare.act(act)
        elif self._pages.currentIndex() == CLIP_PAGE:
            self.clip.act(act)

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
        """Open one file, or two side by side."""
        data = event.mimeData() if event is not None else None
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data is not None else []
        self.open_clips(tuple(files))

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802  Qt's name
        """End all threads before the window goes."""
        self._opener.close()
        self.clip.drop_clip()
        self.compare.drop_clips()
        super().closeEvent(event)

    def _build(self, say: Words) -> None:
        self.clip, self.compare = ClipPage(self._label_file, self, say), ComparePage(self)
        self._title, self._totals = elided("title"), label("big")
        self.open_button, self.compare_button, self.send_button, self.alone_button = (
            QPushButton(words, self) for words in ("Open clip", "Compare with…", "Send session…", "This clip alone")
        )
        self._pages = QStackedWidget(self)
        for page in (self._welcome_page(), self._busy_page(), self.clip, self.compare):
            self._pages.addWidget(page)
        buttons = (self._totals, self.send_button, self.compare_button, self.alone_button, self.open_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.addLayout(row(self._title, stretch=True, after=buttons))
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
        self._state, self._bar = elided("big"), QProgressBar(self)
        self._state.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._bar.setMaximumWidth(640)
        self._cancel = QPushButton("Cancel", self)
        return centred(self._state, self._bar, self._cancel)

    def _connect(self) -> None:
        for button, do in (
            (self.open_button, self._ask_clip), (self._first_button, self._ask_clip),
            (self.compare_button, self._ask_other), (self.send_button, self._ask_bundle),
            (self.alone_button, self._show_alone), (self._cancel, self._opener.cancel),
        ):  # fmt: skip
            button.clicked.connect(do)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._opener.progress.connect(self._show_progress)
        self._opener.opened.connect(self._take)
        self._opener.failed.connect(self._back)
        self._opener.cancelled.connect(lambda: self._back("Cancelled"))
        self.clip.speed_chosen.connect(self._judge_again)
        self.clip.totals.connect(self._totals.setText)
        self.compare.totals.connect(self._totals.setText)
        self._show_page(WELCOME_PAGE)

    def _show_page(self, page: int) -> None:
        self._pages.setCurrentIndex(page)
        self._totals.setVisible(page in (CLIP_PAGE, COMPARE_PAGE))
        self.open_button.setVisible(page in (CLIP_PAGE, COMPARE_PAGE))
        self.compare_button.setVisible(page in (CLIP_PAGE, COMPARE_PAGE))
        self.send_button.setVisible(page == CLIP_PAGE and self._send is not None)
        self.alone_button.setVisible(page == COMPARE_PAGE)

    def _ask_clip(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Open a recorded clip or a session", "", CLIPS)
        if name:
            self.open_clip(Path(name))

    def _ask_other(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Compare with another clip of this exercise", "", CLIPS)
        if name:
            self.compare_with(Path(name))

    def _ask_bundle(self) -> None:
        from posecheck.ui.send_dialog import SendDialog

        if self.opened is None or self._send is None:
            return
        dialog = SendDialog(self.opened, self)
        if not dialog.exec():
            return
        try:
            self._send(self.opened, dialog.path, dialog.with_clip)
        except (PosecheckError, OSError) as error:
            self.clip.tell(str(error))
            return
        self.clip.tell(f"Written: {dialog.path.name}. Send it any way you like.")

    def _show_alone(self) -> None:
        if self.opened is not None:
            self.show_clip(self.opened)

    def _label_file(self, clip: Path) -> Path:
        return self._labels or clip.with_name(f"{clip.stem}.labels.json")

    def _look_at(self, path: Path) -> None:
        self._show_busy(path.name)
        self._opener.open(path)

    def _judge_again(self, speed: float) -> None:
        opened = self.opened
        if opened is None or opened.again is None:
            return
        again, self._frame = opened.again, self.clip.transport.frame
        self._beside, self._compares = None, False
        self.clip.transport.stop()
        self._show_busy(opened.name)
        self._opener.run(lambda _tell: again(speed))

    def _show_busy(self, name: str) -> None:
        self._title.setText(name)
        self._state.setText(f"Looking at {name}")
        self._bar.setRange(0, 0)
        self._trouble.setText("")
        self._show_page(BUSY_PAGE)

    def _take(self, opened: Opened) -> None:
        if self._compares:
            self.show_beside(opened)
            return
        self.show_clip(opened)
        if self._frame:  # the same picture as before it was judged anew
            self.clip.transport.seek(float(opened.review.series.t_s[self._frame]))
            self._frame = 0
        if self._beside is not None:
            self.compare_with(self._beside)

    def _show_progress(self, done: int, of: int) -> None:
        self._bar.setRange(0, max(of, done))
        self._bar.setValue(done)

    def _back(self, words: str) -> None:
        """To the clip that was shown before, or to the beginning."""
        self._beside, self._frame = None, 0
        if self.opened is not None:
            if self.clip.view.opened is None:
                self.clip.show_clip(self.opened)
            self._title.setText(f"{self.opened.name}: {self.opened.spec.name}")
            self.clip.show_speed()
            self.clip.tell(words)
            self._show_page(CLIP_PAGE)
            return
        self._title.setText("")
        self._trouble.setText(words)
        self._show_page(WELCOME_PAGE)
