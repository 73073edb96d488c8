"""Work on a real scheduler with two workers, one of which dies."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from posecheck.errors import PosecheckError
from posecheck.io.cluster import run_on_cluster

pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")


def test_a_scheduler_that_is_not_there_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("posecheck.io.cluster.CONNECT_S", 1)
    with pytest.raises(PosecheckError, match="the scheduler can't be reached"):
        list(run_on_cluster("tcp://127.0.0.1:9", str, {"a": 1}, lambda _job, why: why))


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_counted_twice_when_a_worker_dies(tmp_path: Path) -> None:
    from distributed import LocalCluster

    def do(job: int) -> int:
        time.sleep(0.15)
        if job == 3 and not (tmp_path / "died").exists():
            (tmp_path / "died").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if job == 7:
            raise ValueError("bad clip")
        return job * job

    cluster: Any = LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    )
    with cluster:
        jobs = {f"job-{i}": i for i in range(12)}
        found = list(run_on_cluster(cluster.scheduler_address, do, jobs, lambda job, why: (job, why)))
    assert (tmp_path / "died").exists()
    assert sorted(r for r in found if isinstance(r, int)) == [i * i for i in range(12) if i != 7]
    assert [r for r in found if not isinstance(r, int)] == [(7, "ValueError: bad clip")]
