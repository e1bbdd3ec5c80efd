"""A file of rows as people save it from a spreadsheet: its columns, and each row with the line on which it begins."""

import csv
import io
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from coprod.files.recognise import MEGABYTE

LARGEST = 5 * MEGABYTE
MOST = 5_000  # rows in one file
MOST_COLUMNS = 100
LONGEST_NAME = 100  # letters of the name of a column
_SEPARATORS = ",;\t|"


class NotReadable(ValueError):
    """It is no file of rows; the message says why, and what to do."""


class Line(NamedTuple):
    """One row of the file, by the names of its columns; `number` is the line on which it begins, as editors count."""

    number: int
    cells: Mapping[str, str]


class Table(NamedTuple):
    """What stands in the file."""

    columns: Sequence[str]
    lines: Sequence[Line]

    def only(self, columns: Collection[str]) -> "Table":
        """Of all that stands in it, these columns."""
        kept = [name for name in self.columns if name in columns]
        return Table(kept, [Line(each.number, {name: each.cells[name] for name in kept}) for each in self.lines])

    def as_text(self) -> str:
        """As it is kept, for a while."""
        rows = [[line.number, *(line.cells[name] for name in self.columns)] for line in self.lines]
        return json.dumps([self.columns, rows], ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def kept(cls, text: str) -> "Table":
        """What `as_text` made."""
        columns, rows = json.loads(text)
        return cls(columns, [Line(number, dict(zip(columns, cells, strict=True))) for number, *cells in rows])


def decoded(sent: bytes) -> str:
    """The text of a file, in whichever of the ways Excel saves it. Raises `NotReadable`."""
    if len(sent) > LARGEST:
        raise NotReadable(f"The file is larger than {LARGEST // MEGABYTE} MB. Save it in two parts")
    if sent[:2] == b"PK" or sent[:4] == b"\xd0\xcf\x11\xe0":
        raise NotReadable("This is a workbook. In Excel, choose “Save as” and “CSV UTF-8”, and bring in that file")
    for way in ["utf-16"] if sent[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1252"]:
        try:
            text = sent.decode(way)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
        break
    raise NotReadable("The file cannot be read. Save it from your spreadsheet as “CSV UTF-8”")


def table(text: str) -> Table:
    """The rows of a file. The first has the names of the columns; empty rows are passed over. Raises `NotReadable`."""
    text = text.removeprefix("\ufeff")
    rows = _rows(text, _separator(text))
    _, names = next(rows, (0, []))
    columns = _named(names)
    lines: list[Line] = []
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(lines) == MOST:
            raise NotReadable(f"There are more than {MOST:,} rows in the file. Save it in two or more parts")
        lines.append(Line(number, dict(zip(columns, [*cells, *[""] * len(columns)], strict=False))))
    if not lines:
        raise NotReadable("There are no rows in the file. The first row names the columns, and the words follow below")
    return Table(columns, lines)


def _separator(text: str) -> str:
    """Excel puts semicolons where a comma is a decimal sign. The one that makes most columns of the first row is it."""
    first = {each: len(next(_rows(text, each), (0, []))[1]) for each in _SEPARATORS}
    return max(_SEPARATORS, key=lambda each: first[each])


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begins = 1
    try:
        for cells in reader:
            if cells:
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error:
        # Nearly always a quotation mark that is not closed: everything below it is then one cell.
        raise NotReadable(
            f"The row that begins in line {begins} cannot be read. Is there a quotation mark that is not closed?"
        ) from None


def _named(names: Sequence[str]) -> list[str]:
    """The names of the columns, each once: those without one, or with one that was there before, get a number."""
    while names and not names[-1].strip():
        names = names[:-1]
    if len(names) > MOST_COLUMNS:
        raise NotReadable(f"The file has more than {MOST_COLUMNS} columns. Leave out those that are not needed")
    named: list[str] = []
    for place, name in enumerate(names, start=1):
        short = " ".join(name.split())[:LONGEST_NAME] or f"Column {place}"
        named.append(short if short not in named else f"{short} (column {place})")
    return named
