"""Colours of everything that draws, as (red, green, blue) 0..255. Text on its ground has a contrast over 4.5:1."""

from __future__ import annotations

from dataclasses import dataclass

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Theme:
    """ground and panel lie under text, quiet text and the three tones; bone is for bodies drawn on a picture."""

    ground: Colour
    panel: Colour
    text: Colour
    quiet: Colour
    good: Colour
    fault: Colour
    unseen: Colour

    def tone(self, name: str) -> Colour:
        """Colour of a message's tone: plain, good, fault or unseen."""
        return {"good": self.good, "fault": self.fault, "unseen": self.unseen}.get(name, self.text)


DARK = Theme(
    ground=(16, 21, 28),
    panel=(26, 34, 48),
    text=(242, 245, 248),
    quiet=(160, 172, 188),
    good=(79, 209, 160),
    fault=(255, 107, 107),
    unseen=(255, 200, 87),
)
LIGHT = Theme(
    ground=(246, 247, 249),
    panel=(232, 236, 241),
    text=(20, 26, 34),
    quiet=(82, 92, 106),
    good=(0, 108, 73),
    fault=(178, 24, 32),
    unseen=(126, 80, 0),
)
THEMES = {"dark": DARK, "light": LIGHT}

# on a camera's picture the dark theme's colours are used in either theme: they stand out from skin and floors
GROUND, PANEL, TEXT, QUIET = DARK.ground, DARK.panel, DARK.text, DARK.quiet
GOOD, FAULT, UNSEEN = DARK.good, DARK.fault, DARK.unseen
BONE: Colour = (128, 140, 156)
GHOST: Colour = (120, 190, 255)


def bgr(colour: Colour) -> tuple[int, int, int]:
    """The same colour in OpenCV's order."""
    return colour[2], colour[1], colour[0]


def contrast(one: Colour, other: Colour) -> float:
    """Contrast of two colours, 1..21, as WCAG 2 defines it."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Colour) -> float:
    parts = (c / 255 for c in colour)
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
