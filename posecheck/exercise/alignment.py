"""Two recordings of one exercise side by side: one shared time in which the same repetition, and the same phase of it,
shows in both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from posecheck.exercise.result import Rep
from posecheck.pose.pose import Floats

Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Shared time and each recording's own, at the moments that belong together; straight between them.

    shared_s rises; one_s, other_s never fall (a recording waits where the other one takes longer to begin or to end).
    pairs: indices of the repetitions that belong together.
    """

    shared_s: Floats
    one_s: Floats
    other_s: Floats
    pairs: Pairs

    @property
    def end_s(self) -> float:
        """Where shared time ends."""
        return float(self.shared_s[-1])

    def times_at(self, shared_s: float) -> tuple[float, float]:
        """Each recording's own second at a moment of shared time."""
        places = (np.interp(shared_s, self.shared_s, own) for own in (self.one_s, self.other_s))
        one_s, other_s = map(float, places)
        return one_s, other_s

    def shared_of(self, own_s: Floats, which: int) -> Floats:
        """Shared time of moments of the first (0) or second (1) recording; where it waits, the end of its waiting,
        but of its own end the first moment at which it is reached."""
        own = (self.one_s, self.other_s)[which]
        begins_s = self.shared_s[np.searchsorted(own, own[-1])]
        return np.where(own_s >= own[-1], begins_s, np.interp(own_s, own, self.shared_s))


def pair_reps(ones: Sequence[Rep], others: Sequence[Rep]) -> Pairs:
    """Repetitions that belong together: in order, of one side, as many as can be; of several ways the earliest."""
    rows, columns = len(ones), len(others)
    most = np.zeros((rows + 1, columns + 1), int)
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            both = most[i + 1, j + 1] + 1 if ones[i].side == others[j].side else 0
            most[i, j] = max(both, most[i + 1, j], most[i, j + 1])
    pairs, i, j = [], 0, 0
    while i < rows and j < columns:
        if ones[i].side == others[j].side and most[i, j] == most[i + 1, j + 1] + 1:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif most[i + 1, j] >= most[i, j + 1]:
            i += 1
        else:
            j += 1
    return tuple(pairs)


def align(ones: Sequence[Rep], others: Sequence[Rep], one_end_s: float, other_end_s: float) -> Alignment:
    """Align two recordings by their repetitions: starts, tops and ends of each pair fall together.

    Between two such moments shared time takes as long as the slower recording, which plays at its own pace while the
    other one is stretched. Before the first pair and after the last both play at their own pace, the shorter one waits.
    """
    pairs = pair_reps(ones, others)
    if not pairs:
        return _from_the_start(one_end_s, other_end_s)
    moments = [pair for i, j in pairs for pair in zip(_moments(ones[i]), _moments(others[j]), strict=True)]
    moments = _limited(moments, one_end_s, other_end_s)
    lead_s, last = min(moments[0]), moments[-1]
    tail_s = min(one_end_s - last[0], other_end_s - last[1])
    before = [(0.0, 0.0), (moments[0][0] - lead_s, moments[0][1] - lead_s)]
    after = [(last[0] + tail_s, last[1] + tail_s), (one_end_s, other_end_s)]
    return _laid_out([*before, *moments, *after], pairs)


def _from_the_start(one_end_s: float, other_end_s: float) -> Alignment:
    both_s = min(one_end_s, other_end_s)
    return _laid_out([(0.0, 0.0), (both_s, both_s), (one_end_s, other_end_s)], ())


def _moments(rep: Rep) -> tuple[float, float, float, float]:
    """Start, top and end of a repetition, which never fall."""
    times = np.maximum.accumulate([rep.start_s, rep.top_start_s, rep.top_end_s, rep.end_s])
    return float(times[0]), float(times[1]), float(times[2]), float(times[3])


def _limited(moments: list[tuple[float, float]], one_end_s: float, other_end_s: float) -> list[tuple[float, float]]:
    """The moments within both recordings, never falling: times are read between frames, and may lie a bit outside."""
    own = np.maximum.accumulate(np.clip(np.array(moments), 0.0, (one_end_s, other_end_s)))
    return [(float(one), float(other)) for one, other in own]


def _laid_out(moments: list[tuple[float, float]], pairs: Pairs) -> Alignment:
    own = np.maximum.accumulate(np.array(moments))
    steps = np.diff(own, axis=0).max(axis=1)
    kept = np.append(True, steps > 1e-9)
    shared_s = np.append(0.0, np.cumsum(steps))
    return Alignment(shared_s[kept], own[kept, 0], own[kept, 1], pairs)
