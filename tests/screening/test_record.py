"""The record of what screening is shows the figures that were kept, and they are of one measurement."""

import re
from pathlib import Path

from coprod.screening import data_files

RECORD = (Path(__file__).parents[2] / "docs" / "screening.md").read_text("utf-8")
ROUNDED = 0.6
KEPT = data_files.table("how_good.toml")


def test_the_record_shows_the_figures_that_were_kept() -> None:
    assert f"Measured on {KEPT['measured_on']} on {KEPT['lines_to_measure_on']:,} lines" in RECORD
    for name in ("marked_wrongly", "marked_wrongly_by_voice"):
        for row in KEPT[name]:
            [shown] = re.findall(
                rf"^\| {row['of']} \| {row['lines']} \| (\d+) \(.*\) \| (\d+) \(", RECORD, re.MULTILINE
            )[:1]
            for level, hundredths in zip(("at_once", "either"), shown, strict=True):
                assert abs(row[level] * 100 - int(hundredths)) <= ROUNDED


def test_more_are_marked_at_either_level_than_at_once() -> None:
    rows = [row for name in ("found", "marked_wrongly", "found_by_voice") for row in KEPT[name]]
    assert rows and all(row["at_once"] <= row["either"] for row in rows)
    assert all(low <= row["either"] <= high for row in rows for low, high in [row["either_between"]])
