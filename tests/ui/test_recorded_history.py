"""A session that is recorded: the history knows the file, so that it can be looked at later."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from session_parts import bridge_bodies
from test_live_window import BRIDGE, WAIT_MS, Network, Reel, plan, window_of

from posecheck.io.history import History
from posecheck.io.history_entries import CURRENT
from posecheck.io.history_sink import SessionSink


@pytest.mark.parametrize("recorded", [True, False])
def test_the_history_knows_the_recording_of_a_session(
    qtbot: QtBot, tmp_path: Path, history_path: Path, recorded: bool
) -> None:
    bodies = bridge_bodies(1)
    with History(history_path) as history:
        sink = SessionSink(history.writer, CURRENT)
        sink.follow({BRIDGE.id: ""})
        folder = {"record": tmp_path / "videos"} if recorded else {}
        window = window_of(qtbot, plan(Reel(len(bodies)), lambda: Network(bodies), history=sink, **folder))
        with qtbot.waitSignal(window.finished, timeout=WAIT_MS):
            window.start()
        window.close()
        assert history.flush()
        (sitting,) = history.record(history.person().uid).sittings
    clips = [str(path) for path in (tmp_path / "videos").glob("*.mkv")] if recorded else [""]
    assert [sitting.recording] == clips
