"""The look of every widget, from the theme's colours."""

from __future__ import annotations

from posecheck.render.theme import THEMES


def style_sheet(name: str) -> str:
    """Qt style sheet of a theme."""
    look = THEMES[name]
    return (
        f"QWidget {{ background: rgb{look.ground}; color: rgb{look.text}; font-size: 20px; }}"
        f"QPushButton {{ background: rgb{look.panel}; border: 2px solid rgb{look.quiet}; border-radius: 12px;"
        " font-size: 24px; font-weight: 600; padding: 10px 26px; }"
        f"QPushButton:hover, QPushButton:focus {{ border: 3px solid rgb{look.good}; padding: 9px 25px; }}"
        f"QPushButton:disabled {{ color: rgb{look.quiet}; }}"
        f"QPushButton#main {{ background: rgb{look.good}; color: rgb{look.ground}; border-color: rgb{look.good}; }}"
        f"QPushButton#main:focus, QPushButton#main:hover {{ border: 3px solid rgb{look.text}; }}"
        f"QLabel#quiet {{ color: rgb{look.quiet}; }}"
        f"QComboBox, QSpinBox, QListWidget {{ background: rgb{look.panel}; border: 2px solid rgb{look.quiet};"
        " border-radius: 8px; padding: 8px 14px; }"
        f"QComboBox:focus, QSpinBox:focus, QListWidget:focus {{ border-color: rgb{look.good}; }}"
        f"QListWidget::item {{ padding: 12px; }}"
        f"QListWidget::item:selected {{ background: rgb{look.good}; color: rgb{look.ground}; }}"
        f"QCheckBox {{ spacing: 14px; padding: 6px; }}"
        f"QCheckBox::indicator {{ width: 26px; height: 26px; border: 2px solid rgb{look.quiet}; border-radius: 6px; }}"
        f"QCheckBox::indicator:checked {{ background: rgb{look.good}; border-color: rgb{look.good}; }}"
        f"QCheckBox:focus {{ border: 2px solid rgb{look.good}; border-radius: 8px; }}"
    )
