"""Kill a running session with signal 9 at random moments and say what the files lost.

From the project's folder: `PYTHONPATH=.:tests python tests/benchmarks/kill_history.py [TIMES [LOAD]]`, 200 by default;
exit 1 when a file is damaged or a repetition was lost that had been told. A repetition comes every 0.2 s, a quarter of
the shortest that the engine counts. LOAD busy loops beside it (none by default) make its writer late.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from history_parts import kill_at_a_random_moment

PAUSE_S, LONGEST_S = 0.2, 1.2


def main(times: int = 200, load: int = 0) -> int:
    """Print how many files lost how many repetitions."""
    luck, lost = random.Random(1), Counter[int]()
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(load)]
    try:
        for _ in range(times):
            with tempfile.TemporaryDirectory() as folder:
                happened, kept = kill_at_a_random_moment(Path(folder) / "history.sqlite3", luck, PAUSE_S, LONGEST_S)
                lost[max(0, happened - kept)] += 1
    finally:
        for one in busy:
            one.kill()
    for count, files in sorted(lost.items()):
        print(f"{files} of {times} files opened, consistent, {count} repetitions lost")
    return 1 if max(lost) > 0 else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
