"""Files from anywhere: bounded, and one line for whatever is wrong with them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from posecheck.errors import PosecheckError
from posecheck.io.label_files import load_labels
from posecheck.io.model_store import Catalogue
from posecheck.io.person_files import check
from posecheck.io.plan_files import load_plan_profile
from posecheck.io.profile_files import load_profile
from posecheck.io.reading import load_json, load_toml, read_text
from posecheck.io.settings import load_settings, save_settings
from posecheck.io.spec_files import load_routine, load_spec
from posecheck.io.translations import load_table

READERS: dict[str, Callable[[Path], object]] = {
    "toml": load_toml,
    "json": load_json,
    "spec": load_spec,
    "routine": load_routine,
    "profile": load_profile,
    "plan profile": load_plan_profile,
    "person's profile": check,
    "labels": load_labels,
    "settings": load_settings,
    "models": Catalogue.load,
    "translation": load_table,
}
BAD = {
    "too large": b"#" * 21_000_000,
    "nested lists": b"a = " + b"[" * 100_000,
    "nested tables": b"a = " + b"{a=" * 100_000,
    "nested objects": b'{"a":' * 100_000,
    "a key of many parts": b"[" + b".".join([b"a"] * 400_000) + b"]",
    "a quoted key of many parts": b".".join([b'"a"'] * 200_000) + b" = 1",
    "a long number": b"a = 1" + b"0" * 10_000,
    "a long number in JSON": b"1" * 10_000,
    "no UTF-8": b"\xff\xfe\x00",
    "zeros": b"\0" * 1000,
}


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_a_file_that_cannot_be_read_is_told_in_one_short_line(
    tmp_path: Path, read: Callable[[Path], object], content: bytes
) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(content)
    began_s = time.process_time()
    with pytest.raises(PosecheckError) as caught:
        read(path)
    assert time.process_time() - began_s < 10.0
    assert len(str(caught.value).splitlines()) == 1
    assert len(str(caught.value)) < 1000


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="/dev/zero")
def test_a_file_without_end_is_too_large() -> None:
    with pytest.raises(PosecheckError, match=r"over 4 MB"):
        read_text(Path("/dev/zero"))


def test_the_mark_of_windows_and_its_line_ends_are_no_part_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes("\ufeffa = 'ü'\r\nb = 2\r\n".encode())
    assert load_toml(tmp_path / "a.toml") == {"a": "ü", "b": 2}


def test_many_faults_of_one_file_are_told_in_a_moment(tmp_path: Path) -> None:
    path = tmp_path / "spec.toml"
    path.write_text("x = [" + "{measure='a'}," * 60_000 + "]")
    with pytest.raises(PosecheckError) as caught:
        load_spec(path)
    assert str(caught.value).count("unknown measure") == 100


def test_settings_that_are_too_deep_are_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(BAD["a quoted key of many parts"].decode())
    with pytest.raises(PosecheckError, match="settings can't be"):
        save_settings(load_settings(tmp_path / "none"), path=path)
    assert path.read_bytes() == BAD["a quoted key of many parts"]


def test_names_in_a_file_command_no_terminal_and_break_no_line(tmp_path: Path) -> None:
    path = tmp_path / "spec.toml"
    path.write_text('"\\u001b[2J\\rgone\\u2028\\u202e" = 1\n')
    with pytest.raises(PosecheckError, match=r"unknown key '\?\[2J\?gone\?\?'"):
        load_spec(path)
