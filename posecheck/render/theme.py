"""Colours of everything that draws, as (red, green, blue) 0..255. Text on its ground has a contrast over 4.5:1."""

from __future__ import annotations

Colour = tuple[int, int, int]

GROUND: Colour = (16, 21, 28)
PANEL: Colour = (26, 34, 48)
TEXT: Colour = (242, 245, 248)
QUIET: Colour = (160, 172, 188)
GOOD: Colour = (79, 209, 160)
FAULT: Colour = (255, 107, 107)
UNSEEN: Colour = (255, 200, 87)
BONE: Colour = (128, 140, 156)


def bgr(colour: Colour) -> tuple[int, int, int]:
    """The same colour in OpenCV's order."""
    return colour[2], colour[1], colour[0]
