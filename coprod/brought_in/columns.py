"""Columns: what each column of a file is taken for, as it is guessed first, and then as staff say it."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, Self

from coprod.activities.audience import Audience
from coprod.brought_in.csv_file import Table
from coprod.text import fold

MOST_VALUES = 30  # different things that may stand in the column that says who said it
_WORDS = re.compile("words|comment|compliment|complaint|feedback|said|text|response|quote|verbatim")
_DAY = re.compile(r"\b(date|day|when|received|submitted)")
_WHO = re.compile(r"audience|\bwho\b|role|type of person|respondent|relationship|from whom")
_PRIVATE = re.compile(
    r"e-?mail|\b(full|first|last|family|parent'?s?|child'?s?|carer'?s?|pupil'?s?|your)[ _]?name|surname|forename"
    r"|phone|mobile|\baddress|post ?code|\bnhs\b|\bdob\b|birth|^names?$"
)
_AT = re.compile(r"\S@\S+\.\S")
_AUDIENCES = {
    Audience.PARENT_CARER: "parent|carer|mother|father|mum|dad|famil|guardian|grandparent",
    Audience.YOUNG_PERSON: "young|child|pupil|student|learner",
    Audience.PROFESSIONAL: "professional|teacher|staff|practitioner|senco|worker|nurse|therapist|works with",
    Audience.ORGANISATION: "organisation|school|charity|group|provider",
}
# With the day before the month, as people here write it.
_FORMS = (
    "%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d.%m.%y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y",
    "%d-%b-%y",
)  # fmt: skip


class Columns(NamedTuple):
    """What is taken from which column. `day` is for all rows where no column has dates, as `audience` is.

    `meant` says which audience each value in the column is. District is never taken from a column: one for all.
    """

    words: str
    dates: str = ""
    day: str = ""
    who: str = ""
    audience: str = Audience.NOT_SAID.value
    meant: dict[str, str] = {}
    district: str = ""

    @classmethod
    def guessed(cls, table: Table, today: date) -> Self:
        """By the names of the columns, and by what stands in them."""
        longest = max(table.columns, key=lambda name: _length(table, name))
        words = _named(table, _WORDS) or longest
        dates = _named(table, _DAY, besides=words)
        who = _named(table, _WHO, besides=words)
        return cls(
            words=words,
            dates=dates if _are_days(table, dates) else "",
            day=today.isoformat(),
            who=who if who and len(values(table, who)) <= MOST_VALUES else "",
            meant={value: audience_of(value).value for value in values(table, who)[:MOST_VALUES]} if who else {},
        )

    @classmethod
    def kept(cls, facts: dict[str, Any]) -> Self:
        """As they were chosen."""
        return cls(**facts)

    @property
    def one_day(self) -> date | None:
        """The day of all rows."""
        return date.fromisoformat(self.day) if self.day else None

    @property
    def used(self) -> set[str]:
        """The names of the columns of which something is kept."""
        return {self.words, self.dates, self.who} - {""}

    def day_of(self, cell: str) -> date | None:
        """The day that a row says, or that of all rows; None where it says none that we know."""
        return read_day(cell) if self.dates else self.one_day

    def audience_of(self, cell: str) -> Audience:
        """Who said a row."""
        if not self.who:
            return Audience(self.audience)
        return Audience(self.meant.get(" ".join(cell.split()), Audience.NOT_SAID))


def private(table: Table) -> list[str]:
    """The columns that seem to say who somebody is, by their names or as most of their cells are e-mail addresses.

    They are never kept, not for a moment, and nobody can choose them.
    """
    return [name for name in table.columns if _PRIVATE.search(fold(name)) or _are_addresses(table, name)]


def values(table: Table, column: str) -> list[str]:
    """The different things that stand in a column, in alphabetical order; without the empty ones."""
    found = {" ".join(line.cells.get(column, "").split()) for line in table.lines}
    return sorted(found - {""}, key=fold)


def read_day(cell: str) -> date | None:
    """A day as spreadsheets write it, with the day before the month; what time it was does not matter."""
    text = " ".join(cell.replace("T", " ").split()) if cell[:4].isdigit() else " ".join(cell.split())
    text = re.sub(r"[ ,]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([ap]m|z)?$", "", text, flags=re.IGNORECASE)
    text = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", text, flags=re.IGNORECASE)
    for form in _FORMS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    return None


def audience_of(value: str) -> Audience:
    """Who is meant, as far as one can guess."""
    plain = fold(value)
    return next((each for each, words in _AUDIENCES.items() if re.search(words, plain)), Audience.NOT_SAID)


def _named(table: Table, pattern: re.Pattern[str], besides: str = "") -> str:
    return next((name for name in table.columns if name != besides and pattern.search(fold(name))), "")


def _are_addresses(table: Table, column: str) -> bool:
    cells = [cell for line in table.lines if (cell := line.cells[column].strip())]
    return bool(cells) and 2 * sum(_AT.search(cell) is not None and " " not in cell for cell in cells) > len(cells)


def _length(table: Table, column: str) -> int:
    return sum(len(line.cells.get(column, "")) for line in table.lines)


def _are_days(table: Table, column: str) -> bool:
    cells: Sequence[str] = [line.cells[column] for line in table.lines if column and line.cells.get(column, "").strip()]
    return bool(cells) and 2 * sum(read_day(cell) is not None for cell in cells) >= len(cells)
