"""Loads MediaPipe's native library without holding the interpreter up."""

from __future__ import annotations

import ctypes
import os
import sys
from importlib import resources

_PACKAGE, _NAME = "mediapipe.tasks.c", "mediapipe"
_SEARCH_BESIDE_IT = 0x1100
"""Windows' LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS, what ctypes itself asks for."""


def network_library() -> str:
    """The absolute path of the library MediaPipe's Tasks API loads on its first use; the file need not exist."""
    shape = {"darwin": "lib{}.dylib", "win32": "lib{}.dll"}.get(sys.platform, "lib{}.so")
    return str(resources.files(_PACKAGE) / shape.format(_NAME))


def load_beside_others(path: str) -> bool:
    """Load the library at `path` into this process while the other threads go on; whether it is loaded now.

    Opening 120 MB from a cold disk takes half a second. `ctypes.CDLL(path)` keeps the interpreter's lock meanwhile, and
    a window stands still; a call of the system's own loader through ctypes gives the lock up. `ctypes.CDLL(path)`
    afterwards finds the library loaded, or says itself why it can't be.
    """
    return bool(_load_on_windows(path) if os.name == "nt" else _load_on_posix(path))


def _load_on_posix(path: str) -> int | None:
    load = ctypes.CDLL(None).dlopen
    load.argtypes, load.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
    handle: int | None = load(os.fsencode(path), os.RTLD_NOW | os.RTLD_LOCAL)
    return handle


def _load_on_windows(path: str) -> int | None:
    load = ctypes.WinDLL("kernel32").LoadLibraryExW  # type: ignore[attr-defined,unused-ignore]
    load.argtypes, load.restype = (ctypes.c_wchar_p, ctypes.c_void_p, ctypes.c_uint32), ctypes.c_void_p
    handle: int | None = load(path, None, _SEARCH_BESIDE_IT)
    return handle
