"""Rows as a download: CSV, JSON Lines or XLSX. Rows are plain tuples of text, whole numbers, dates and None."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any, BinaryIO

from flask import Response
from sqlalchemy import Engine, Executable

from coprod.database import uk_today
from coprod.loaded_when_used import when_used

if TYPE_CHECKING:
    import xlsxwriter
else:
    xlsxwriter = when_used("xlsxwriter")

AT_A_TIME = 1000  # rows in memory
CHUNK = 64 * 1024  # characters; a chunk leaves when it holds at least this many
XLSX_LIMIT = 20_000  # rows made while somebody waits; above this a job makes the file
XLSX_MOST = 1_048_575  # rows that one sheet can hold under its headings

_FORMULA = frozenset("=+-@＝＋－＠")  # what a spreadsheet may run; full-width signs work too where those are usual
_BLANK = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + "\u200b\u2060\ufeff"
_SUSPECT = _FORMULA.union(_BLANK)

_MIMETYPES = {
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_XLSX_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
    "remove_timezone": True,
}


class TooMany(Exception):
    """More rows than a spreadsheet file is made of while somebody waits."""


def read(engine: Engine, query: Any) -> Iterator[Sequence[Any]]:
    """Every row that a query finds, from the database to whoever asks without a stop in memory.

    Plain values, as the database has them: choose columns that are text, numbers, dates or moments.
    """
    return (_read_postgresql if engine.dialect.name == "postgresql" else _read)(engine, query)


def at_most(rows: Iterator[Sequence[Any]], most: int = XLSX_LIMIT) -> Iterator[Sequence[Any]]:
    """The same rows. Raises `TooMany` after `most` of them."""
    for place, row in enumerate(rows):
        if place == most:
            raise TooMany
        yield row


def attachment(kind: str, name: str, headings: Mapping[str, str], rows: Iterator[Sequence[Any]]) -> Response:
    """A file with the day in its name, like "moderation-log-2026-11-19.csv"; `headings` are by their JSON keys.

    CSV and JSON Lines begin at once, at any size, and never stand in memory as a whole; a spreadsheet file is made
    whole before it is sent. Raises `TooMany`.
    """
    content: Iterable[bytes] | bytes
    if kind == "csv":
        content = csv_chunks(list(headings.values()), rows)
    elif kind == "jsonl":
        content = json_lines_chunks(list(headings), rows)
    else:
        with xlsx_file(list(headings.values()), at_most(rows)) as file:
            content = file.read()
    response = Response(content, mimetype=_MIMETYPES[kind])
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}-{uk_today()}.{kind}")
    return response


def csv_chunks(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """UTF-8 with the mark by which Excel knows it, CRLF, every cell in quotes, and none that a spreadsheet would run.

    The headings leave at once, before the first row is asked for. Written by hand because the standard library's
    writer looks at every character: this takes half its time, and a download may have millions of cells.
    """
    yield b"\xef\xbb\xbf" + _csv_bytes([_csv_line([_csv_cell(heading) for heading in headings])])
    lines: list[str] = []
    size = 0
    for row in rows:
        # A look at the first character is all that most cells cost.
        cells = [cell if cell.__class__ is str and cell[:1] not in _SUSPECT else _csv_cell(cell) for cell in row]
        line = _csv_line(cells)
        lines.append(line)
        size += len(line)
        if size >= CHUNK:
            yield _csv_bytes(lines)
            lines.clear()
            size = 0
    if lines:
        yield _csv_bytes(lines)


def json_lines_chunks(keys: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """One JSON object to a line, in UTF-8, the words exactly as they are. The first lines leave early."""
    encode = json.JSONEncoder(ensure_ascii=False, default=_json_value).encode
    lines: list[str] = []
    size = 0
    limit = 1  # then CHUNK: whoever waits sees at once that it has begun
    for row in rows:
        line = encode(dict(zip(keys, row, strict=True)))
        lines.append(line)
        size += len(line)
        if size >= limit:
            yield _json_bytes(lines)
            lines.clear()
            size, limit = 0, CHUNK
    if lines:
        yield _json_bytes(lines)


def xlsx_file(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> BinaryIO:
    """A workbook of one sheet, in a temporary file that goes when it is closed.

    It cannot be streamed: nothing of it is valid before its end. Raises `ValueError` when a sheet cannot hold the rows.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    try:
        with xlsxwriter.Workbook(file, _XLSX_OPTIONS) as book:
            sheet = book.add_worksheet()
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(headings) - 1, 20)
            sheet.write_row(0, 0, headings, book.add_format({"bold": True}))
            stays_text = book.add_format({"quote_prefix": True})
            for place, row in enumerate(rows, start=1):
                if place > XLSX_MOST:
                    raise ValueError(f"A sheet holds {XLSX_MOST:,} rows at most")
                _write_row(sheet, place, row, stays_text)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _read(engine: Engine, query: Executable) -> Iterator[Sequence[Any]]:
    with engine.connect() as connection:
        yield from connection.execute(query, execution_options={"yield_per": AT_A_TIME})


def _read_postgresql(engine: Engine, query: Any) -> Iterator[Sequence[Any]]:
    """The driver's own stream: the server goes on while we write, where a cursor waits to be asked for more."""
    # A list of values is written out, as SQLAlchemy does at the last moment.
    compiled = query.compile(dialect=engine.dialect, compile_kwargs={"render_postcompile": True})
    # The driver would send an enum's name.
    values = {name: value.value if isinstance(value, Enum) else value for name, value in compiled.params.items()}
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor:
            yield from cursor.stream(str(compiled), values, size=AT_A_TIME)


def _write_row(sheet: Any, place: int, row: Sequence[Any], stays_text: Any) -> None:
    """Text is a cell of text, just as it was said, and nothing is run. A formula stays text when somebody edits it."""
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            sheet.write_string(place, column, cell, stays_text if _safe(cell) != cell else None)
        elif cell is not None:
            sheet.write(place, column, cell)


def _safe(text: str) -> str:
    """As it stands in CSV, which knows no kinds: with an apostrophe before what would be taken for a formula."""
    risky = text.startswith(("\t", "\r")) or text.lstrip(_BLANK)[:1] in _FORMULA
    return f"'{text}" if risky else text


def _csv_cell(cell: Any) -> str:
    if cell is None:
        return ""
    return _safe(cell) if isinstance(cell, str) else str(cell)


def _csv_line(cells: list[str]) -> str:
    line = '","'.join(cells)
    if line.count('"') == 2 * (len(cells) - 1):
        return line
    return '","'.join([cell.replace('"', '""') for cell in cells])


def _csv_bytes(lines: list[str]) -> bytes:
    return ('"' + '"\r\n"'.join(lines) + '"\r\n').encode("utf-8", "replace")


def _json_bytes(lines: list[str]) -> bytes:
    text = "\n".join(lines) + "\n"
    # Three characters that some readers take for the end of a line. Escaped, they are the same words on one line.
    text = text.replace("\x85", "\\u0085").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return text.encode("utf-8", "replace")


def _json_value(value: Any) -> str:
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in an export")
