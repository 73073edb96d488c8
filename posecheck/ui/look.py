"""The look of every widget, from the theme's colours; everything grows with the window."""

from __future__ import annotations

from PyQt6.QtGui import QColor, QGuiApplication, QPalette

from posecheck.render import theme
from posecheck.render.theme import DARK, LIGHT, THEMES, Colour, Theme, contrast

DESIGNED_FOR = (1280, 800)
"""Window size in pixels at which the sizes below are meant."""
SMALLEST, LARGEST = 0.75, 3.5
BLUE: Colour = (110, 178, 240)
"""A second line beside one in the colour of text."""
LINE, FIELD, MARKED, PRESSED, FILLED = (52, 62, 78), (36, 46, 62), (44, 66, 96), (32, 98, 76), (44, 122, 96)
"""Edges of fields, fields, what is chosen, the main button and a bar at the physiotherapist's windows."""
IN_LIGHT: dict[Colour, Colour] = {
    **{getattr(DARK, name): getattr(LIGHT, name) for name in Theme.__dataclass_fields__},
    theme.BONE: (104, 114, 128),
    BLUE: (20, 98, 168),
    LINE: (186, 194, 204),
    FIELD: (255, 255, 255),
    MARKED: (198, 216, 240),
    PRESSED: (184, 224, 206),
    FILLED: (150, 212, 186),
}
"""What the dark theme's colours become in the light one."""
RULES = """
QWidget {{ background: {ground}; color: {text}; font-size: {s20}px; }}
QPushButton {{ background: {panel}; border: 2px solid {quiet}; border-radius: {s12}px; font-size: {s24}px;
  font-weight: 600; padding: {s9}px {s24}px; }}
SessionBar QPushButton {{ padding: {s9}px {s12}px; }}
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


_on = ["dark"]


def use_theme(name: str) -> None:
    """Choose the theme of everything that is made from now on: one for the whole program, like Qt's own palette."""
    _on[0] = name
    if QGuiApplication.instance() is not None:
        QGuiApplication.setPalette(_palette())


def theme_name() -> str:
    """The theme that is on."""
    return _on[0]


def colours() -> Theme:
    """The colours of the theme that is on."""
    return THEMES[_on[0]]


def own(colour: Colour) -> Colour:
    """A colour of the dark theme, in which values without a window are made, as it is in the theme that is on."""
    return colour if _on[0] == "dark" else IN_LIGHT.get(colour, colour)


def q_colour(colour: Colour) -> QColor:
    """The same for Qt."""
    return QColor(*own(colour))


def ink_on(colour: Colour) -> QColor:
    """For words on a ground of this colour: the ground's or the text's colour, whichever is read more easily."""
    look = colours()
    return QColor(*max((look.ground, look.text), key=lambda ink: contrast(ink, colour)))


def _palette() -> QPalette:
    """For what has no style sheet: menus, tool tips, Qt's own dialogs."""
    look, made, role = colours(), QPalette(), QPalette.ColorRole
    grounds = {role.Window: look.ground, role.AlternateBase: look.ground, role.HighlightedText: look.ground}
    grounds |= dict.fromkeys((role.Base, role.Button, role.ToolTipBase), look.panel) | {role.Highlight: look.good}
    inks = (role.WindowText, role.Text, role.ButtonText, role.ToolTipText)
    for which, colour in {**grounds, **dict.fromkeys(inks, look.text), role.PlaceholderText: look.quiet}.items():
        made.setColor(which, QColor(*colour))
    return made


def scale_of(width: int, height: int) -> float:
    """How much larger than designed everything is in a window of this size, in steps of an eighth."""
    scale = min(width / DESIGNED_FOR[0], height / DESIGNED_FOR[1])
    return round(8 * min(max(scale, SMALLEST), LARGEST)) / 8


def style_sheet(scale: float = 1.0) -> str:
    """Qt style sheet of the theme that is on."""
    look = colours()
    named = {key: f"rgb{getattr(look, key)}" for key in ("ground", "panel", "text", "quiet", "good")}
    return RULES.format(**named, **{f"s{size}": round(size * scale) for size in SIZES})
