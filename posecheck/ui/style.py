"""How dialogs and windows look: dark ground, large type, a focus that can be seen."""

from __future__ import annotations

from posecheck.render import theme

FOCUS_PX = 4


def sheet(text_px: int = 24) -> str:
    """Style sheet for a window whose plain text is `text_px` high."""
    return (
        f"QWidget {{ background: rgb{theme.GROUND}; color: rgb{theme.TEXT}; font-size: {text_px}px; }}"
        f"QPushButton, QComboBox, QDateEdit {{ background: rgb{theme.PANEL}; border: 2px solid rgb{theme.QUIET};"
        f" border-radius: 12px; padding: {text_px // 2}px {text_px}px; font-weight: 600; }}"
        f"QPushButton:hover {{ border-color: rgb{theme.TEXT}; }}"
        f"QPushButton:focus, QComboBox:focus, QDateEdit:focus {{ border: {FOCUS_PX}px solid rgb{theme.GOOD}; }}"
        f"QPushButton:checked {{ background: rgb{theme.GOOD}; color: rgb{theme.GROUND}; }}"
        f"QPushButton:disabled {{ color: rgb{theme.QUIET}; border-style: dashed; }}"
        f"QLabel#title {{ color: rgb{theme.QUIET}; font-size: {text_px}px; font-weight: 600; }}"
        f"QLabel#question {{ font-size: {round(text_px * 1.9)}px; font-weight: 600; }}"
        f"QLabel#verdict {{ font-size: {round(text_px * 1.6)}px; font-weight: 600; }}"
        f"QLabel#note {{ color: rgb{theme.QUIET}; font-size: {round(text_px * 0.85)}px; }}"
        f"QCheckBox::indicator {{ width: {text_px}px; height: {text_px}px; border: 3px solid rgb{theme.TEXT};"
        " border-radius: 6px; }"
        f"QCheckBox::indicator:checked {{ background: rgb{theme.GOOD}; }}"
        f"QCheckBox:focus {{ color: rgb{theme.GOOD}; }}"
    )


def colour(value: theme.Colour) -> str:
    """A colour for one widget's own style."""
    return f"color: rgb{value};"
