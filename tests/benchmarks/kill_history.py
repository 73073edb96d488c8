"""Kill a running session with signal 9 at random moments and say what the files lost.

`PYTHONPATH=.:tests python tests/benchmarks/kill_history.py [TIMES]` from the project's folder, 200 times by default;
exit 1 when a file is damaged or lost more than one repetition. A repetition comes every 0.2 s, a quarter of the
shortest that the engine counts.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from history_parts import kill_at_a_random_moment

PAUSE_S, LONGEST_S = 0.2, 1.2


def main(times: int) -> int:
    """Print how many files lost how many repetitions."""
    luck, lost = random.Random(1), Counter[int]()
    for _ in range(times):
        with tempfile.TemporaryDirectory() as folder:
            happened, kept = kill_at_a_random_moment(Path(folder) / "history.sqlite3", luck, PAUSE_S, LONGEST_S)
            lost[happened - kept] += 1
    for count, files in sorted(lost.items()):
        print(f"{files} of {times} files opened, consistent, {count} repetitions lost")
    return 1 if max(lost) > 1 else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
