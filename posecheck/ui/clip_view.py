"""The frames of a judged clip: the picture with the judgement drawn on it, and what is said of it."""

from __future__ import annotations

from PyQt6.QtWidgets import QWidget

from posecheck.exercise.result import FrameResult, Phase
from posecheck.exercise.spec import ExerciseSpec
from posecheck.io.frame_reader import FrameReader
from posecheck.io.upright import Picture
from posecheck.render import overlay, theme
from posecheck.session.review import output_at
from posecheck.ui.frame_loader import FrameLoader
from posecheck.ui.frame_view import FrameView
from posecheck.ui.lanes import rep_words
from posecheck.ui.opener import Opened

NO_PICTURE = "Only the measures of this session were sent, not its clip"


class ClipView(FrameView):
    """Shows the frame that was asked for last. The owner calls `drop_clip` before it goes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.opened: Opened | None = None
        self.frame = -1
        self.loader: FrameLoader | None = None

    def show_clip(self, opened: Opened) -> None:
        """Take another clip; its first frame comes when it is asked for."""
        self.drop_clip()
        self.opened = opened
        if opened.path is None:
            self.clear(NO_PICTURE)
            return
        path, frames = opened.path, len(opened.review.results)
        self.loader = FrameLoader(lambda: FrameReader(path, frames))
        self.loader.ready.connect(self._show_loaded)
        self.loader.failed.connect(lambda words: self.show_words(words, theme.UNSEEN))

    def show_frame(self, index: int) -> None:
        """Show a frame and what was said of it."""
        if self.opened is None or index == self.frame:
            return
        self.frame = index
        self.show_words(*moment_words(self.opened.spec, self.opened.review.results[index]))
        if self.loader is not None:
            self.loader.ask(index)

    def drop_clip(self) -> None:
        """Let the clip go, and end the thread that reads it."""
        if self.loader is not None:
            self.loader.close()
            self.loader.deleteLater()
        self.loader, self.opened, self.frame = None, None, -1

    def _show_loaded(self, index: int, picture: Picture) -> None:
        if self.opened is None or self.sender() is not self.loader:
            return
        output = output_at(self.opened.review, min(index, len(self.opened.review.results) - 1))
        self.show_picture(overlay.draw(picture, output, self.opened.spec))


def moment_words(spec: ExerciseSpec, result: FrameResult) -> tuple[str, theme.Colour]:
    """What is said of a frame, and its colour."""
    if not result.judged:
        return result.reason, theme.UNSEEN
    if result.faults:
        return rep_words(spec, False, result.faults), theme.FAULT
    if result.phase is Phase.TOP and result.hold_target_s > 0:
        return f"held {result.hold_s:.1f} of {result.hold_target_s:.0f} s", theme.GOOD
    return "", theme.TEXT
