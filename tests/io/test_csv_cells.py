"""Cells that a spreadsheet would calculate become text."""

from __future__ import annotations

import csv
import io

import pytest

from posecheck.io.csv_cells import harmless
from posecheck.io.export import failed_row, summary_csv


@pytest.mark.parametrize("text", ["=1+1", "+cmd|x", "-2+3", "@sum(a1)", "\t=1", "\r=1", "-", "-inf"])
def test_what_a_spreadsheet_would_calculate_becomes_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("value", ["-1.5", "+2", "-1e-3", "bridge", "", -1.5, 0, None, "a=b"])
def test_numbers_and_other_text_stay_as_they_are(value: object) -> None:
    assert harmless(value) == value


def test_a_clip_with_a_formula_for_a_name_is_harmless_in_a_summary() -> None:
    text = summary_csv([failed_row('=HYPERLINK("x")', "-no such file")])
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["clip"], row["error"]) == ('\'=HYPERLINK("x")', "'-no such file")
