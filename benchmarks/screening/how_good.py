"""Keeps what was measured in one file, which the page about screening and its record read."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.screening import lines
from benchmarks.screening.levels import BASE_RATE, NOTES, Row, Screened, cost
from benchmarks.screening.shares import Share
from coprod.screening.data_files import FOLDER

FILE = "how_good.toml"
RECORD = Path(__file__).parents[2] / "docs" / "screening.md"
BEGIN, END = "<!-- figures: written by python -m benchmarks.screening keep -->", "<!-- end of figures -->"
"""In the record, the figures stand between these."""

IN_WORDS = """Measured on {measured_on} on {lines_to_measure_on:,} lines that rules and model were not made from; they
were made from {lines_to_learn_from:,} others, {worrying_to_learn_from:,} of them worrying. Of 100 lines, and in
brackets where the true number lies in 95 of 100 such measurements:

{tables}
What that costs: of {notes:,} notes a month, if {rate:.0%} are worrying, {at_once_a_month} go to the lead at once,
{at_once_worrying_a_month} of them worrying; {read_first_a_month} are read first,
{read_first_worrying_a_month} of them worrying; and
{missed_a_month} worrying notes are marked at neither level, and are read in their turn.
"""


def keep(unseen: Screened) -> None:
    """The shares by length and voice, and the cost, of lines that neither rules nor model were made from."""
    seen = lines.seen()
    told = cost(unseen)
    settings: dict[str, Any] = {
        "measured_on": datetime.now(UTC).date().isoformat(),
        "lines_to_learn_from": len(seen),
        "worrying_to_learn_from": sum(line.is_worrying for line in seen),
        "lines_to_measure_on": len(unseen.lines),
        "worrying_to_measure_on": unseen.worrying().concern.whole,
        "ordinary_to_measure_on": unseen.ordinary().concern.whole,
        "base_rate": BASE_RATE,
        "notes_a_month": NOTES,
        "at_once_a_month": round(sum(told.at_once)),
        "at_once_worrying_a_month": round(told.at_once[0], 1),
        "read_first_a_month": round(sum(told.read_first)),
        "read_first_worrying_a_month": round(told.read_first[0], 1),
        "missed_a_month": round(told.missed, 1),
    }
    text = "# What screening finds, and what it marks wrongly. Written by: python -m benchmarks.screening keep\n"
    text += "".join(f"{name} = {json.dumps(value)}\n" for name, value in settings.items())
    for name, rows in {
        "found": [unseen.worrying(), *unseen.by_length(lambda line: line.is_worrying)],
        "marked_wrongly": [unseen.ordinary(), *unseen.by_length(lambda line: line.is_talk)],
        "found_by_voice": unseen.by_voice(lambda line: line.is_worrying),
        "marked_wrongly_by_voice": unseen.by_voice(lambda line: line.is_talk),
    }.items():
        text += _table(name, rows)
    (FOLDER / FILE).write_text(text, "utf-8")
    before, _, rest = RECORD.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    RECORD.write_text(f"{before}{BEGIN}\n{_in_words(unseen, settings)}{END}{after}", "utf-8")


def _table(name: str, rows: Sequence[Row]) -> str:
    """One entry for each row: how many lines, and of a hundred how many at once and at either level, with intervals."""
    text = ""
    for row in rows:
        text += f'\n[[{name}]]\nof = "{row.name}"\nlines = {row.concern.whole}\n'
        for level, share in (("at_once", row.concern), ("either", row.either)):
            low, high = share.interval
            text += f"{level} = {share.share:.3f}\n{level}_between = [{low:.3f}, {high:.3f}]\n"
    return text


def _in_words(unseen: Screened, settings: dict[str, Any]) -> str:
    """The figures as the record shows them."""
    found = [unseen.worrying(), *unseen.by_length(lambda line: line.is_worrying)]
    wrongly = [unseen.ordinary(), *unseen.by_length(lambda line: line.is_talk)]
    tables = [
        _markdown("worrying lines that are found", found),
        _markdown("ordinary talk that is marked", wrongly),
        _markdown("ordinary talk that is marked, by voice", unseen.by_voice(lambda line: line.is_talk)),
    ]
    return IN_WORDS.format(tables="\n".join(tables), notes=NOTES, rate=BASE_RATE, **settings)


def _markdown(name: str, rows: Sequence[Row]) -> str:
    lines = [f"| {name} | lines | with the lead at once | at either level |", "|---|---|---|---|"]
    lines += [f"| {row.name} | {row.concern.whole} | {_of_100(row.concern)} | {_of_100(row.either)} |" for row in rows]
    return "\n".join(lines) + "\n"


def _of_100(share: Share) -> str:
    low, high = share.interval
    return f"{share.share:.0%} ({low:.0%} to {high:.0%})".replace("%", "")
