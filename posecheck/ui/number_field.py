"""A number that is typed with a comma or a point, whatever the computer's language."""

from __future__ import annotations

from PyQt6.QtCore import QLocale
from PyQt6.QtGui import QValidator
from PyQt6.QtWidgets import QDoubleSpinBox, QWidget


class NumberField(QDoubleSpinBox):
    """Takes 12,5 for 12.5. Qt itself drops what its language doesn't divide numbers by, so that 12,5 would be 125."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLocale(QLocale(QLocale.Language.C))  # as every other number of these windows

    def validate(self, text: str | None, pos: int) -> tuple[QValidator.State, str, int]:
        """What may be typed, read with a point; two of either are not a number."""
        typed = (text or "").replace(",", ".")
        if typed.count(".") > 1:
            return QValidator.State.Invalid, text or "", pos
        return super().validate(typed, pos)

    def valueFromText(self, text: str | None) -> float:  # noqa: N802  Qt's name
        """The number that was typed."""
        return super().valueFromText((text or "").replace(",", "."))
