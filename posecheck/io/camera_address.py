"""Where a camera is: a number, or a phone's address in the network."""

from __future__ import annotations

from urllib.parse import urlsplit

from posecheck.errors import PosecheckError

Address = int | str
"""A camera's number, or where a phone's camera is found in the network."""
NETWORK = ("http", "https", "rtsp")


def address_of(words: str) -> Address:
    """Return the camera that was asked for. PosecheckError for what is neither a number nor such an address."""
    if words.isdecimal():
        return int(words)
    parts = urlsplit(words)
    if parts.scheme in NETWORK and parts.hostname:
        return words
    cure = "give a number, or an address that begins with http://, https:// or rtsp://"
    raise PosecheckError("no such camera", words or "--camera", cure)


def unencrypted(address: Address) -> str:
    """Return what somebody should know of an address whose pictures others in the network can see; else ""."""
    if isinstance(address, int) or urlsplit(address).scheme == "https":
        return ""
    return "the pictures of this camera are not encrypted: use it only in a network that you trust"


def named(address: Address) -> str:
    """Return a camera's name for logs: an address may hold a password."""
    return f"camera-{address}" if isinstance(address, int) else "camera-in-network"
