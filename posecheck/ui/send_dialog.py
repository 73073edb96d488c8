"""What goes into a session bundle and where it is written: asked before it is."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtWidgets import QCheckBox, QDialog, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from posecheck.ui.bench_style import bench_sheet
from posecheck.ui.opener import Opened
from posecheck.ui.pieces import label

WHAT = (
    "One file with this session: what was measured and judged, the exercise and profile used, and a report to read. "
    "Nothing is sent from here; hand the file on any way you like."
)
AGAIN = (
    "One file with this session as it came: what was measured and judged, the exercise and profile used, a report. "
    "What you changed here (labels, profiles) is in files of its own. Nothing is sent from here."
)
CLIP = "Put the clip in as well: whoever opens it sees the pictures, but not place and device"
CLIP_AGAIN = "Put the clip in as well, as it came: whoever opens it sees the pictures"
BUNDLES = "Sessions (*.posecheck)"


class SendDialog(QDialog):
    """After `exec` says yes: `path` to write to, `with_clip` whether the clip itself goes along."""

    def __init__(self, opened: Opened, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        again = "" if opened.bundle is None else "-again"
        self.path = Path(f"{Path(opened.name).stem}{again}.posecheck")
        self.setWindowTitle("Send this session")
        self.setStyleSheet(bench_sheet())
        self.setMinimumWidth(620)
        words = label("", AGAIN if opened.as_it_came else WHAT)
        words.setWordWrap(True)
        self.clip_box = QCheckBox(CLIP_AGAIN if opened.as_it_came else CLIP, self)
        self.clip_box.setVisible(opened.path is not None)
        self._folder = opened.source.parent if opened.source is not None else Path()
        self.write_button, self.cancel_button = QPushButton("Write file…", self), QPushButton("Cancel", self)
        self.write_button.setObjectName("main")
        self.write_button.clicked.connect(self._ask_path)
        self.cancel_button.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.write_button)
        column = QVBoxLayout(self)
        column.setSpacing(16)
        column.setContentsMargins(20, 18, 20, 16)
        column.addWidget(label("title", f"Send {opened.name}"))
        column.addWidget(words)
        column.addWidget(self.clip_box)
        column.addLayout(buttons)

    @property
    def with_clip(self) -> bool:
        """Whether the clip itself goes along; never unless it was ticked."""
        return self.clip_box.isChecked()

    def _ask_path(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Write the session", str(self._folder / self.path.name), BUNDLES)
        if name:
            self.path = Path(name)
            self.accept()
