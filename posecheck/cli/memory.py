"""Too little memory is said before native libraries run into it: they would end the program without a word."""

from __future__ import annotations

import sys

from posecheck.errors import PosecheckError

NEEDED_MB = 3500
"""Address space that a review takes; with 3,000 its decoder can't start a thread, with 600 a library crashes."""


def check_memory() -> None:
    """Raise PosecheckError where a limit (`ulimit -v`) leaves less memory than the network and the decoder take."""
    if sys.platform == "win32":
        return
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    limit_mb = limit // 10**6
    if limit != resource.RLIM_INFINITY and limit_mb < NEEDED_MB:
        what = f"not enough memory, {NEEDED_MB} MB of address space are needed and {limit_mb} MB are allowed"
        raise PosecheckError(what, "ulimit -v", "raise the limit: ulimit -v unlimited")
