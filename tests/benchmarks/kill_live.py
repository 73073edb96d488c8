"""Kill the real `live` command with signal 9 while it counts and say which repetitions of its log the history lacks.

From the project's folder: `PYTHONPATH=.:tests python tests/benchmarks/kill_live.py [TIMES [FIRST_SEED]]`, 20 by
default, about 30 s each; exit 1 when one was lost.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

from live_killed import kill_while_counting


def main(times: int = 20, first_seed: int = 1) -> int:
    """Print for each kill how many repetitions were told and kept."""
    all_told = all_lost = 0
    for seed in range(first_seed, first_seed + times):
        with tempfile.TemporaryDirectory() as folder:
            told, kept = kill_while_counting(Path(folder), random.Random(seed))
        lost = [rep for rep in told if rep not in kept]
        all_told, all_lost = all_told + len(told), all_lost + len(lost)
        print(f"seed {seed}: {len(told)} told, {len(kept)} kept, {len(lost)} lost", flush=True)
    print(f"{times} kills: {all_told} told, {all_lost} lost")
    return 1 if all_lost else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
