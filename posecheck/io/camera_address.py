"""Where a camera is: a number, or a phone's address in the network."""

from __future__ import annotations

from urllib.parse import urlsplit

from posecheck.coach import phrases
from posecheck.errors import PosecheckError

Address = int | str
"""A camera's number, or where a phone's camera is found in the network."""
NETWORK = ("http", "https", "rtsp")
MOST_DIGITS = 4
"""Of a camera's number; more are none, and too many could not even be read as one."""


def address_of(words: str) -> Address:
    """Return the camera that was asked for. PosecheckError for what is neither a number nor such an address."""
    if words.isdecimal() and len(words) <= MOST_DIGITS:
        return int(words)
    if in_network(words):
        return words
    cure = "give a number, or an address that begins with http://, https:// or rtsp://"
    raise PosecheckError("no such camera", words or "--camera", cure)


def in_network(words: str) -> bool:
    """Return whether these words are the address of a camera in the network."""
    if not words.isprintable() or " " in words:  # left out or kept without a word, depending on who reads them
        return False
    try:
        parts = urlsplit(words)
        return parts.scheme in NETWORK and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a bracket that isn't closed, a port that is no number
        return False


def told(address: Address, sentence: str) -> str:
    """Return what is to be said of this camera: a phone has no cable, and other cures."""
    return sentence if isinstance(address, int) else phrases.OF_PHONE.get(sentence, sentence)


def unencrypted(address: Address) -> str:
    """Return what somebody should know of an address whose pictures others in the network can see; else ""."""
    if isinstance(address, int) or urlsplit(address).scheme == "https":
        return ""
    return "the pictures of this camera are not encrypted: use it only in a network that you trust"


def named(address: Address) -> str:
    """Return a camera's name for logs: an address may hold a password."""
    return f"camera-{address}" if isinstance(address, int) else "camera-in-network"
