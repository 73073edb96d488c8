"""How the physiotherapist's windows look: text of a desk's distance."""

from __future__ import annotations

from posecheck.render import theme
from posecheck.ui.look import FIELD, FILLED, LINE, MARKED, PRESSED, own


def quiet_hex() -> str:
    """For pyqtgraph, whose labels take no other colours."""
    return "#{:02x}{:02x}{:02x}".format(*own(theme.QUIET))


RULES = """
QWidget {{ background: {ground}; color: {text}; font-size: 15px; }}
QLabel#title {{ font-size: 22px; font-weight: 600; }}
QLabel#quiet {{ color: {quiet}; }}
QLabel#big {{ font-size: 19px; font-weight: 600; }}
QLabel#trouble {{ color: {unseen}; }}
QPushButton, QComboBox, QLineEdit, QDoubleSpinBox {{
    background: {field}; border: 1px solid {line}; border-radius: 6px;
    padding: 6px 12px; min-height: 20px; }}
QDoubleSpinBox {{ padding: 4px 6px; }}
QComboBox::drop-down {{ border: none; width: 22px; }}
QComboBox::down-arrow {{ image: none; width: 8px; height: 8px; border-radius: 4px; background: {quiet}; }}
QPushButton:hover {{ border-color: {quiet}; }}
QPushButton:focus, QLineEdit:focus, QDoubleSpinBox:focus, QComboBox:focus {{ border: 1px solid {good}; }}
QPushButton:disabled {{ color: {bone}; background: {panel}; }}
QPushButton#main {{ background: {pressed}; border-color: {good}; font-weight: 600; }}
QPushButton#main:disabled {{ color: {bone}; background: {panel}; border-color: {line}; }}
QPushButton#choice {{ padding: 4px 8px; min-height: 18px; }}
QPushButton#choice:checked {{ background: {marked}; border-color: {text}; }}
QCheckBox {{ spacing: 10px; }}
QCheckBox::indicator {{ width: 20px; height: 20px; border: 1px solid {quiet}; border-radius: 4px;
    background: {field}; }}
QCheckBox::indicator:checked {{ background: {good}; }}
QCheckBox::indicator:disabled {{ border-color: {line}; }}
QTableView {{ background: {panel}; border: 1px solid {line}; border-radius: 6px;
    gridline-color: {line}; selection-background-color: {marked};
    selection-color: {text}; }}
QTableView::item {{ padding: 5px 6px; }}
QHeaderView::section {{ background: {panel}; color: {quiet}; border: 0;
    border-bottom: 1px solid {line}; padding: 6px 8px; }}
QScrollArea {{ border: 0; }}
QScrollBar:vertical {{ width: 12px; background: {ground}; }}
QScrollBar::handle:vertical {{ background: {line}; border-radius: 5px; min-height: 30px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QSlider {{ min-height: 24px; }}
QSlider::groove:horizontal {{ height: 6px; background: {line}; border-radius: 3px; }}
QSlider::handle:horizontal {{ width: 18px; height: 18px; margin: -6px 0; border-radius: 9px;
    background: {quiet}; }}
QSlider::handle:horizontal:focus {{ background: {good}; }}
QProgressBar {{ background: {field}; border: 0; border-radius: 6px; text-align: center; min-height: 22px; }}
QProgressBar::chunk {{ background: {filled}; border-radius: 6px; }}
QToolTip {{ background: {field}; color: {text}; border: 1px solid {line}; padding: 4px; }}
QSplitter::handle {{ background: {ground}; }}
"""
COLOURS = {
    **{name.lower(): getattr(theme, name) for name in ("GROUND", "PANEL", "TEXT", "QUIET", "GOOD", "UNSEEN", "BONE")},
    **{"line": LINE, "field": FIELD, "marked": MARKED, "pressed": PRESSED, "filled": FILLED},
}


def bench_sheet() -> str:
    """Their style sheet, in the theme that is on."""
    return RULES.format(**{name: f"rgb{own(colour)}" for name, colour in COLOURS.items()})
