"""How dialogs and windows look: large type, a focus that can be seen."""

from __future__ import annotations

from posecheck.ui.look import colours

FOCUS_PX = 4


def sheet(text_px: int = 24) -> str:
    """Style sheet for a window whose plain text is `text_px` high, in the theme that is on."""
    theme = colours()
    return (
        f"QWidget {{ background: rgb{theme.ground}; color: rgb{theme.text}; font-size: {text_px}px; }}"
        f"QPushButton, QComboBox, QDateEdit {{ background: rgb{theme.panel}; border: 2px solid rgb{theme.quiet};"
        f" border-radius: 12px; padding: {text_px // 2}px {text_px}px; font-weight: 600; }}"
        f"QComboBox::drop-down, QDateEdit::drop-down {{ border: none; width: {round(text_px * 1.5)}px; }}"
        f"QComboBox::down-arrow, QDateEdit::down-arrow {{ image: none; background: rgb{theme.quiet};"
        f" width: {text_px // 2}px; height: {text_px // 2}px; border-radius: {text_px // 4}px; }}"
        f"QPushButton:hover {{ border-color: rgb{theme.text}; }}"
        f"QPushButton:focus, QComboBox:focus, QDateEdit:focus {{ border: {FOCUS_PX}px solid rgb{theme.good}; }}"
        f"QPushButton:checked {{ background: rgb{theme.good}; color: rgb{theme.ground}; }}"
        f"QPushButton:disabled {{ color: rgb{theme.quiet}; border-style: dashed; }}"
        f"QPushButton#main {{ background: rgb{theme.good}; color: rgb{theme.ground}; border-color: rgb{theme.good}; }}"
        f"QPushButton#main:focus, QPushButton#main:hover {{ border: {FOCUS_PX}px solid rgb{theme.text}; }}"
        f"QPushButton#main:disabled {{ background: rgb{theme.panel}; color: rgb{theme.quiet};"
        f" border-color: rgb{theme.quiet}; }}"
        f"QListWidget {{ background: rgb{theme.panel}; border: 2px solid rgb{theme.quiet}; border-radius: 12px;"
        f" padding: {text_px // 3}px; outline: none; }}"
        f"QListWidget:focus {{ border-color: rgb{theme.good}; }}"
        f"QListWidget::item {{ padding: {text_px // 3}px {text_px // 2}px; }}"
        f"QListWidget::item:selected {{ background: rgb{theme.good}; color: rgb{theme.ground}; }}"
        f"QLabel#title {{ color: rgb{theme.quiet}; font-size: {text_px}px; font-weight: 600; }}"
        f"QLabel#question {{ font-size: {round(text_px * 1.9)}px; font-weight: 600; }}"
        f"QLabel#verdict {{ font-size: {round(text_px * 1.6)}px; font-weight: 600; }}"
        f"QLabel#note {{ color: rgb{theme.quiet}; font-size: {round(text_px * 0.85)}px; }}"
        f"QCheckBox::indicator {{ width: {text_px}px; height: {text_px}px; border: 3px solid rgb{theme.text};"
        " border-radius: 6px; }"
        f"QCheckBox::indicator:checked {{ background: rgb{theme.good}; }}"
        f"QCheckBox:focus {{ color: rgb{theme.good}; }}"
    )


def tone(name: str) -> str:
    """The colour of a tone (good, fault, unseen) for one widget's own style."""
    return f"color: rgb{colours().tone(name)};"
