"""How the physiotherapist's windows look: dark like the live one, text of a desk's distance."""

from __future__ import annotations

from posecheck.render import theme

QUIET_HEX = "#{:02x}{:02x}{:02x}".format(*theme.QUIET)
"""For pyqtgraph, whose labels take no other colours."""

LINE = (52, 62, 78)
FIELD = (36, 46, 62)


def _rgb(colour: theme.Colour) -> str:
    return "rgb({}, {}, {})".format(*colour)


SHEET = f"""
QWidget {{ background: {_rgb(theme.GROUND)}; color: {_rgb(theme.TEXT)}; font-size: 15px; }}
QLabel#title {{ font-size: 22px; font-weight: 600; }}
QLabel#quiet {{ color: {_rgb(theme.QUIET)}; }}
QLabel#big {{ font-size: 19px; font-weight: 600; }}
QLabel#trouble {{ color: {_rgb(theme.UNSEEN)}; }}
QPushButton, QComboBox, QLineEdit, QDoubleSpinBox {{
    background: {_rgb(FIELD)}; border: 1px solid {_rgb(LINE)}; border-radius: 6px;
    padding: 6px 12px; min-height: 20px; }}
QDoubleSpinBox {{ padding: 4px 6px; }}
QPushButton:hover {{ border-color: {_rgb(theme.QUIET)}; }}
QPushButton:focus, QLineEdit:focus, QDoubleSpinBox:focus, QComboBox:focus {{ border: 1px solid {_rgb(theme.GOOD)}; }}
QPushButton:disabled {{ color: {_rgb(theme.BONE)}; background: {_rgb(theme.PANEL)}; }}
QPushButton#main {{ background: {_rgb((32, 98, 76))}; border-color: {_rgb(theme.GOOD)}; font-weight: 600; }}
QPushButton#main:disabled {{ color: {_rgb(theme.BONE)}; background: {_rgb(theme.PANEL)}; border-color: {_rgb(LINE)}; }}
QPushButton#choice {{ padding: 4px 8px; min-height: 18px; }}
QPushButton#choice:checked {{ background: {_rgb((44, 66, 96))}; border-color: {_rgb(theme.TEXT)}; }}
QCheckBox {{ spacing: 10px; }}
QCheckBox::indicator {{ width: 20px; height: 20px; border: 1px solid {_rgb(theme.QUIET)}; border-radius: 4px;
    background: {_rgb(FIELD)}; }}
QCheckBox::indicator:checked {{ background: {_rgb(theme.GOOD)}; }}
QCheckBox::indicator:disabled {{ border-color: {_rgb(LINE)}; }}
QTableView {{ background: {_rgb(theme.PANEL)}; border: 1px solid {_rgb(LINE)}; border-radius: 6px;
    gridline-color: {_rgb(LINE)}; selection-background-color: {_rgb((44, 66, 96))};
    selection-color: {_rgb(theme.TEXT)}; }}
QTableView::item {{ padding: 5px 6px; }}
QHeaderView::section {{ background: {_rgb(theme.PANEL)}; color: {_rgb(theme.QUIET)}; border: 0;
    border-bottom: 1px solid {_rgb(LINE)}; padding: 6px 8px; }}
QScrollArea {{ border: 0; }}
QScrollBar:vertical {{ width: 12px; background: {_rgb(theme.GROUND)}; }}
QScrollBar::handle:vertical {{ background: {_rgb(LINE)}; border-radius: 5px; min-height: 30px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QSlider {{ min-height: 24px; }}
QSlider::groove:horizontal {{ height: 6px; background: {_rgb(LINE)}; border-radius: 3px; }}
QSlider::handle:horizontal {{ width: 18px; height: 18px; margin: -6px 0; border-radius: 9px;
    background: {_rgb(theme.QUIET)}; }}
QSlider::handle:horizontal:focus {{ background: {_rgb(theme.GOOD)}; }}
QProgressBar {{ background: {_rgb(FIELD)}; border: 0; border-radius: 6px; text-align: center; min-height: 22px; }}
QProgressBar::chunk {{ background: {_rgb((44, 122, 96))}; border-radius: 6px; }}
QToolTip {{ background: {_rgb(FIELD)}; color: {_rgb(theme.TEXT)}; border: 1px solid {_rgb(LINE)}; padding: 4px; }}
QSplitter::handle {{ background: {_rgb(theme.GROUND)}; }}
"""
