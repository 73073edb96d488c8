"""The pages of the first start: disclaimer, camera, voice, where to put the laptop."""

from __future__ import annotations

from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from posecheck.io.camera_address import in_network
from posecheck.ui import labels
from posecheck.ui.camera_preview import CameraPreview
from posecheck.ui.page_parts import Camera, HomeParts, button, note, page, title
from posecheck.ui.placement import PlacementView
from posecheck.ui.voice import Voice


class WelcomePages:
    """What the first start shows, in this order: disclaimer, camera, voice, where to put the laptop."""

    def __init__(self, parts: HomeParts, voice: Voice) -> None:
        self._parts, self._voice, words = parts, voice, parts.words
        self.camera = QComboBox()
        self.camera.setAccessibleName(words(labels.CAMERA))
        self.preview = CameraPreview(parts.open_camera, words)
        self.pages = [self._disclaimer(), self._camera(), self._voice_test(), self._placement()]

    @property
    def chosen(self) -> Camera | None:
        """The camera that was chosen; None where there is none."""
        return self.camera.currentData()  # type: ignore[no-any-return]

    def look_for_cameras(self) -> None:
        """Fill the list of cameras; the last choice is kept where it is still there."""
        self.camera.blockSignals(True)
        self.camera.clear()
        now = self._parts.settings
        if in_network(now.camera_address):  # first, and so chosen: it takes the place of the others
            self.camera.addItem(self._parts.words(labels.PHONE), Camera(now.camera_address, ""))
        for camera in self._parts.cameras():
            self.camera.addItem(camera.name, camera)
        names = [self.camera.itemText(i) for i in range(self.camera.count())]
        if not now.camera_address and now.camera_name in names:
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
        self.voice_note = note(words(labels.NO_VOICE))
        self.voice_note.setVisible(bool(self._voice.note))
        self._voice.silent.connect(self.voice_note.show)  # forgotten by Qt when the label goes
        column.addWidget(self.voice_note)
        column.addStretch(2)
        return made

    def _speak(self) -> None:
        self._voice.try_out(self._parts.words(labels.VOICE_SAMPLE))

    def _placement(self) -> QWidget:
        made, column = page()
        words = self._parts.words
        column.addWidget(title(words(labels.PLACE)))
        column.addWidget(PlacementView(words), 1)
        column.addWidget(note(words(labels.PLACE_HINT)))
        return made
