"""Choices are kept, whole, and a file that was spoilt by hand is told with its cure."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from posecheck.errors import PosecheckError
from posecheck.io.settings import Settings, load_settings, save_settings, settings_path


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSECHECK_CONFIG_DIR", str(tmp_path / "config"))


def test_without_a_file_there_are_defaults_and_recording_is_off() -> None:
    found = load_settings()
    assert (found.language, found.countdown_s, found.record, found.welcomed) == ("auto", 5.0, False, False)
    assert not settings_path().exists(), "reading writes nothing"


def test_choices_come_back() -> None:
    chosen = Settings(language="de", camera=2, camera_name="USB Kamera „Höhe“", theme="light", countdown_s=10)
    save_settings(chosen)
    assert load_settings() == chosen


def test_comments_and_keys_of_other_versions_stay() -> None:
    save_settings(Settings())
    path = settings_path()
    path.write_text("# mine\nfrom_the_future = 3\ncamera = 1 # the good one\n")
    save_settings(load_settings().model_copy(update={"camera": 4}))
    text = path.read_text()
    assert "# mine" in text
    assert "from_the_future = 3" in text
    assert "camera = 4" in text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("camera = -1\n", "camera: Input should be greater than or equal to 0"),
        ('theme = "pink"\ncount_aloud = "always"\n', "count_aloud: .*; theme: "),
        ("camera = = 3\n", "can't be read"),
        ("a = " + "[" * 50_000, "can't be read"),
    ],
    ids=["out of range", "all faults at once", "not TOML", "nested"],
)
def test_a_spoilt_file_is_one_line_with_its_cure(text: str, words: str) -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text(text)
    with pytest.raises(PosecheckError, match=f"{words}.*delete it to start with the defaults"):
        load_settings()


@pytest.mark.parametrize("spoilt", ["folder", "file"])
def test_choices_that_cannot_be_kept_are_told(tmp_path: Path, spoilt: str) -> None:
    if spoilt == "folder":
        (tmp_path / "config").write_text("in the way")
    else:
        settings_path().parent.mkdir()
        settings_path().write_text("camera = = 3")
    with pytest.raises(PosecheckError, match=f"the settings can't be {'kept' if spoilt == 'folder' else 'read'}"):
        save_settings(Settings())


def test_only_what_was_changed_here_is_written() -> None:
    opened = save_settings(Settings(record=True, camera=1))
    save_settings(opened.model_copy(update={"record": False}), opened)
    kept = save_settings(opened.model_copy(update={"camera": 3}), opened)
    assert (kept.record, kept.camera) == (False, 3)
    assert load_settings() == kept


def test_nothing_changed_is_read_anew_and_not_written() -> None:
    opened = save_settings(Settings(record=True))
    save_settings(opened.model_copy(update={"record": False}), opened)
    settings_path().chmod(0o400)
    written = settings_path().stat().st_mtime_ns
    assert not save_settings(opened, opened).record
    assert settings_path().stat().st_mtime_ns == written


def test_many_windows_at_once_lose_no_choice() -> None:
    opened = save_settings(Settings())
    changes: list[dict[str, object]] = [
        {"camera": 7}, {"theme": "light"}, {"voice": False}, {"countdown_s": 9.0}, {"mirrored": False},
        {"record": True}, {"quiet_from": "22:00"}, {"language": "de"},
    ]  # fmt: skip
    with ThreadPoolExecutor(len(changes)) as pool:
        list(pool.map(lambda change: save_settings(opened.model_copy(update=change), opened), changes))
    expected = {key: value for change in changes for key, value in change.items()}
    assert load_settings() == opened.model_copy(update=expected)


def test_who_was_killed_while_saving_keeps_nobody_from_saving() -> None:
    kept = save_settings(Settings())
    lock = settings_path().with_name(".settings.toml.lock")
    program = "import os, sys, filelock; filelock.FileLock(sys.argv[1]).acquire(); os._exit(9)"
    subprocess.run([sys.executable, "-c", program, lock], check=False)
    assert lock.exists()
    began_s = time.monotonic()
    assert not save_settings(kept.model_copy(update={"voice": False}), kept).voice
    assert time.monotonic() - began_s < 1.0
