"""A file as it comes from a spreadsheet, and what each column of it is taken for."""

from datetime import date

import pytest

from coprod.activities.audience import Audience
from coprod.brought_in.columns import Columns, audience_of, private, read_day
from coprod.brought_in.csv_file import MOST, NotReadable, Table, decoded, table

TODAY = date(2026, 5, 4)


@pytest.mark.parametrize("way", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_way_in_which_excel_saves_it(way: str, separator: str):
    text = (
        f'Words{separator}Date\r\n"“Café” was\r\nkind{separator} really"{separator}3/4/2026\r\n\r\nGood{separator}\r\n'
    )
    found = table(decoded(text.encode(way)))
    assert found.columns == ["Words", "Date"]
    assert [(line.number, line.cells["Words"].replace("\r\n", "|"), line.cells["Date"]) for line in found.lines] == [
        (2, f"“Café” was|kind{separator} really", "3/4/2026"),
        (5, "Good", ""),
    ]
    assert Table.kept(found.as_text()) == found


def test_columns_without_a_name_or_with_the_same_one_are_told_apart():
    found = table("Words,,Words,\na,b,c\n")
    assert found.columns == ["Words", "Column 2", "Words (column 3)"]
    assert list(found.lines[0].cells.values()) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (b"", "no rows"),
        (b"Words\r\n", "no rows"),
        (b"PK\x03\x04", "workbook"),
        (b"Words\r\na\0b\r\n", "cannot be read"),
        (b'Words\r\nGood\r\n"never closed\r\n' + b"x" * 140_000, "line 3"),
        (b"Words\r\n" + b"a\r\n" * (MOST + 1), "more than 5,000 rows"),
        (b"Words\r\n" + b"a" * 6_000_000, "larger than 5 MB"),
        (b"," * 200 + b"x\r\na\r\n", "more than 100 columns"),
    ],
)
def test_what_is_no_file_of_rows_says_why(sent: bytes, why: str):
    with pytest.raises(NotReadable, match=why):
        table(decoded(sent))


@pytest.mark.parametrize(
    "cell",
    ["3/4/2026", "03/04/26", "2026-04-03", "2026-04-03T10:15:00Z", "3 April 2026", "3rd Apr 2026 09:30", "3-Apr-26"],
)
def test_a_day_is_read_with_the_day_before_the_month(cell: str):
    assert read_day(cell) == date(2026, 4, 3)


def test_what_is_no_day_is_none():
    assert [read_day(cell) for cell in ("", "April", "31/2/2026", "4/23/2026", "soon")] == [None] * 5


def test_columns_are_guessed_by_their_names_and_by_what_stands_in_them():
    found = table("Date received,Role,Compliment,Ward\n3/4/2026,Mum,So kind,A\n4/4/2026,Teacher,Quick,B\n")
    guessed = Columns.guessed(found, TODAY)
    assert (guessed.words, guessed.dates, guessed.who) == ("Compliment", "Date received", "Role")
    assert guessed.meant == {"Mum": "parent_carer", "Teacher": "professional"}
    unnamed = Columns.guessed(table("A,B\nx,much longer than the other\n"), TODAY)
    assert (unnamed.words, unnamed.dates, unnamed.who, unnamed.day) == ("B", "", "", "2026-05-04")


def test_a_column_that_is_called_a_date_and_has_none_is_not_taken_for_one():
    assert Columns.guessed(table("Words,Date\na,soon\nb,later\n"), TODAY).dates == ""


def test_what_says_who_somebody_is_is_found_by_name_or_by_what_stands_in_it():
    found = table("Words,Name,Parent's name,E-mail,Contact,Service name\na,Bo,Bo,b@example.org,c@example.org,Hub\n")
    assert private(found) == ["Name", "Parent's name", "E-mail", "Contact"]


def test_who_is_meant_is_guessed():
    said = ["Parent/carer", "young person", "SENCO", "Charity", "Other"]
    assert [audience_of(each) for each in said] == [
        Audience.PARENT_CARER,
        Audience.YOUNG_PERSON,
        Audience.PROFESSIONAL,
        Audience.ORGANISATION,
        Audience.NOT_SAID,
    ]
