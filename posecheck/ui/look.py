"""The look of every widget, from the theme's colours; everything grows with the window."""

from __future__ import annotations

from posecheck.render.theme import THEMES

DESIGNED_FOR = (1280, 800)
"""Window size in pixels at which the sizes below are meant."""
SMALLEST, LARGEST = 0.75, 3.5
RULES = """
QWidget {{ background: {ground}; color: {text}; font-size: {s20}px; }}
QPushButton {{ background: {panel}; border: 2px solid {quiet}; border-radius: {s12}px; font-size: {s24}px;
  font-weight: 600; padding: {s9}px {s24}px; }}
QPushButton:hover, QPushButton:focus {{ border: 3px solid {good}; }}
QPushButton:disabled {{ color: {quiet}; }}
QPushButton#main, QPushButton#huge {{ background: {good}; color: {ground}; border-color: {good}; }}
QPushButton#huge {{ font-size: {s44}px; padding: {s34}px {s60}px; }}
QPushButton#main:focus, QPushButton#main:hover, QPushButton#huge:focus {{ border: 3px solid {text}; }}
QLabel#quiet {{ color: {quiet}; }}
QLabel#title {{ font-size: {s40}px; font-weight: 700; }}
QLabel#body {{ font-size: {s26}px; }}
QComboBox, QSpinBox, QTimeEdit, QLineEdit, QListWidget {{ background: {panel}; border: 2px solid {quiet};
  border-radius: {s8}px; padding: {s6}px {s14}px; }}
QComboBox:focus, QSpinBox:focus, QTimeEdit:focus, QLineEdit:focus, QListWidget:focus {{ border-color: {good}; }}
QComboBox::drop-down {{ border: none; width: {s34}px; }}
QComboBox::down-arrow {{ image: none; width: {s12}px; height: {s12}px; border-radius: {s6}px; background: {quiet}; }}
QSpinBox::up-button, QSpinBox::down-button, QTimeEdit::up-button, QTimeEdit::down-button {{ border: none;
  background: {quiet}; width: {s26}px; margin: 2px; border-radius: {s6}px; }}
QListWidget {{ outline: none; }}
QListWidget::item {{ padding: {s12}px; }}
QListWidget::item:selected {{ background: {good}; color: {ground}; }}
QCheckBox {{ spacing: {s14}px; padding: {s6}px; border: 2px solid {ground}; border-radius: {s8}px; }}
QCheckBox::indicator {{ width: {s24}px; height: {s24}px; border: 2px solid {quiet}; border-radius: {s6}px; }}
QCheckBox::indicator:checked {{ background: {good}; border-color: {good}; }}
QCheckBox:focus {{ border-color: {good}; }}
"""
SIZES = (6, 8, 9, 12, 14, 20, 24, 26, 34, 40, 44, 60)


def scale_of(width: int, height: int) -> float:
    """How much larger than designed everything is in a window of this size, in steps of an eighth."""
    scale = min(width / DESIGNED_FOR[0], height / DESIGNED_FOR[1])
    return round(8 * min(max(scale, SMALLEST), LARGEST)) / 8


def style_sheet(name: str, scale: float = 1.0) -> str:
    """Qt style sheet of a theme."""
    look = THEMES[name]
    colours = {key: f"rgb{getattr(look, key)}" for key in ("ground", "panel", "text", "quiet", "good")}
    return RULES.format(**colours, **{f"s{size}": round(size * scale) for size in SIZES})
