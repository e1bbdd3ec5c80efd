"""Downloads: right in a spreadsheet, safe in a spreadsheet, and begun at once."""

import csv
import io
import json
import re
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, strategies as st

from coprod import exports
from coprod.exports import CHUNK, csv_chunks, json_lines_chunks, xlsx_file

FORMULAS = [
    "=1+1",
    "+44 7700",
    "-2",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "  =1",
    "\n=1",
    "\u00a0=1",
    "\ufeff=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
]
HARMLESS = ["a=1", "", " ", "'=1", "5 - 3", "\nlist", "Zoë", "😀", "أريد", 'she said "no", twice\nand left']

cells = st.one_of(st.none(), st.integers(), st.dates(), st.text(st.characters(codec="utf-8")))
tables = st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(cells, min_size=width, max_size=width)))


def read_csv(chunks: Iterator[bytes]) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(chunks).decode("utf-8-sig"), newline="")))


def read_xlsx(headings: list[str], rows: list[Any]) -> list[list[str]]:
    """The sheet's cells as text, and proof that none is a formula."""
    with xlsx_file(headings, rows) as file, zipfile.ZipFile(file) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - made a line ago
    space = {"s": sheet.tag[1:].split("}")[0]}
    assert sheet.findall(".//s:f", space) == []
    return [
        ["".join(cell.itertext()) for cell in row.findall("s:c", space)] for row in sheet.findall(".//s:row", space)
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_text_in_a_spreadsheet(text: str) -> None:
    assert read_csv(csv_chunks([text], [(text,)])) == [["'" + text]] * 2


@pytest.mark.parametrize("text", [*FORMULAS, *HARMLESS, "- a ramp", " two  spaces ", "_x0041_", "<b>&amp;", "a\nb"])
def test_a_cell_of_a_spreadsheet_file_holds_the_words_exactly(text: str) -> None:
    """It is a cell of text: nothing in it is run, so nothing needs to stand before it."""
    openpyxl_like = read_xlsx([text or "words"], [(text,)])
    words = [re.sub(r"_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), cell) for [cell] in openpyxl_like[1:]]
    assert words == [text] or (words == [""] and not text)


@pytest.mark.parametrize("text", HARMLESS)
def test_other_words_are_left_as_they_are(text: str) -> None:
    assert read_csv(csv_chunks(["words"], [(text,)])) == [["words"], [text]]


@pytest.mark.parametrize("text", FORMULAS + HARMLESS)
def test_json_lines_keep_the_words_exactly(text: str) -> None:
    assert json.loads(b"".join(json_lines_chunks(["words"], [(text,)]))) == {"words": text}


@given(tables)
def test_csv_reads_back_as_it_was_written(table: list[list[Any]]) -> None:
    width = len(table[0]) if table else 1
    _, *rows = read_csv(csv_chunks(["heading"] * width, table))
    assert len(rows) == len(table)
    for written, read in zip(table, rows, strict=True):
        for cell, text in zip(written, read, strict=True):
            plain = "" if cell is None else str(cell)
            assert text in ((plain, "'" + plain) if isinstance(cell, str) else (plain,))
            if isinstance(cell, str):
                assert not re.match(r"\s*[=+\-@＝＋－＠]|[\t\r]", text)


@given(tables)
def test_json_lines_are_one_line_to_a_row(table: list[list[Any]]) -> None:
    keys = [f"key {place}" for place in range(len(table[0]) if table else 1)]
    lines = b"".join(json_lines_chunks(keys, table)).decode().splitlines()
    assert [list(json.loads(line).values()) for line in lines] == [
        [cell.isoformat() if isinstance(cell, date) else cell for cell in row] for row in table
    ]


def test_csv_opens_in_excel_with_accents_right() -> None:
    assert b"".join(csv_chunks(["name"], [("Zoë",)])) == '\ufeff"name"\r\n"Zoë"\r\n'.encode()


def test_numbers_and_dates_are_written_plainly() -> None:
    row = (-5, date(2026, 12, 11), None, datetime(2026, 12, 11, 17, 30, tzinfo=UTC))
    assert read_csv(csv_chunks(["a", "b", "c", "d"], [row]))[1] == ["-5", "2026-12-11", "", "2026-12-11 17:30:00+00:00"]
    line = b"".join(json_lines_chunks(["a", "b", "c", "d"], [row]))
    assert json.loads(line) == {"a": -5, "b": "2026-12-11", "c": None, "d": "2026-12-11T17:30:00+00:00"}
    assert read_xlsx(["a", "b", "c"], [row[:3]]) == [["a", "b", "c"], ["-5", "46367"]]


def test_csv_begins_before_the_first_row_is_asked_for() -> None:
    def rows() -> Iterator[tuple[str]]:
        raise AssertionError("asked")
        yield ("never",)

    assert next(csv_chunks(["words"], rows())) == b'\xef\xbb\xbf"words"\r\n'


def test_json_lines_begin_with_the_first_row() -> None:
    def rows() -> Iterator[tuple[str]]:
        yield ("first",)
        raise AssertionError("asked for more")

    assert next(json_lines_chunks(["words"], rows())) == b'{"words": "first"}\n'


@pytest.mark.parametrize("chunks", [csv_chunks, json_lines_chunks])
def test_a_long_download_comes_in_even_chunks_and_little_memory(chunks: Any) -> None:
    tracemalloc.start()
    try:
        sizes = [len(chunk) for chunk in chunks(["words", "n"], (("x" * 1000, n) for n in range(2000)))]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sum(sizes) > 2_000_000
    assert all(CHUNK <= size < CHUNK + 3000 for size in sizes[1:-1])
    assert peak < 1_000_000


@pytest.mark.parametrize("chunks", [csv_chunks, json_lines_chunks])
def test_a_character_no_encoding_can_write_does_not_break_a_download(chunks: Any) -> None:
    assert b"a?b" in b"".join(chunks(["words"], [("a\ud800b",)]))


def test_json_lines_refuse_what_they_cannot_say() -> None:
    with pytest.raises(TypeError, match="set has no place in an export"):
        list(json_lines_chunks(["words"], [({1},)]))


def test_xlsx_holds_the_words() -> None:
    words = [text for text in HARMLESS if text.strip()]
    assert read_xlsx(["words"], [(text,) for text in words]) == [["words"], *([text] for text in words)]


def test_xlsx_does_not_make_links_of_words() -> None:
    with xlsx_file(["words"], [("https://example.org",)]) as file, zipfile.ZipFile(file) as book:
        assert b"hyperlink" not in book.read("xl/worksheets/sheet1.xml")


def test_xlsx_says_when_a_sheet_cannot_hold_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "XLSX_MOST", 2)
    assert len(read_xlsx(["n"], [(1,), (2,)])) == 3
    with pytest.raises(ValueError, match="A sheet holds 2 rows at most"):
        xlsx_file(["n"], [(1,), (2,), (3,)])
