"""What a set's repetitions come to."""

from __future__ import annotations

from history_parts import BRIDGE, rep, unseen

from posecheck.coach.blocks import Block
from posecheck.coach.tally import Tally, book


def test_a_repetition_that_was_not_all_seen_is_neither_good_nor_bad() -> None:
    tally = book(Block(BRIDGE, 5), Tally(), [rep(1), rep(2, good=False), unseen(3)])
    assert (tally.reps, tally.good, tally.unjudged) == (3, 1, 1)
