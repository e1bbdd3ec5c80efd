"""Figures as a file and as a picture: the same words everywhere, and nothing that is not published already."""

import io
import re
from html import unescape
from itertools import product

import pytest
from PIL import Image

from coprod.exports import csv_chunks
from coprod.files.pictures import drawn
from coprod.partnership.colours import COLOURS
from coprod.results.declaration import By, Counts, Declaration, Kind
from coprod.results.release import Release, release
from coprod.results.release_pages import chart
from coprod.results.release_pages.figures_file import HEADINGS, as_json, beneath, rows
from coprod.results.tally import Response
from coprod.share_cards import typeface
from populating import FIRST_DAY, SECOND_DAY, asked, named

DECLARED = Declaration.declare(
    [asked("where", Kind.ONE_CHOICE, "school", "home", "=nowhere")], (), named("ashmere", "birchall")
)


def people(picks: dict[str, int], district: str = "ashmere", start: int = 0) -> list[Response]:
    """So many who pick each."""
    every = [pick for pick, count in picks.items() for _ in range(count)]
    return [Response(start + at, "anybody", district, {"where": [pick]}) for at, pick in enumerate(every)]


@pytest.fixture
def made() -> Release:
    """The second of two: one district stays, and one is too small."""
    before = people({"school": 40, "home": 62})
    last = release(DECLARED, before, on=FIRST_DAY)
    return release(DECLARED, [*before, *people({"home": 30}, "birchall", 900)], last=last, on=SECOND_DAY)


def test_a_file_has_the_words_of_the_table_and_numbers_where_there_are_any(made):
    lines = b"".join(csv_chunks(list(HEADINGS.values()), iter(rows(made)))).decode("utf-8-sig").splitlines()
    lines = [line.replace('"', "") for line in lines]
    assert lines[0].startswith("Question,What is counted,By,Group,Answer,People,People, as a number,In a hundred,")
    assert ",People who took part,Everyone,Everyone,,130,130,,,2026-07-01" in lines
    assert "What about where?,Answers,Everyone,Everyone,Home,90,90,69,130,2026-07-01" in lines
    assert any(line.endswith(",fewer than 10,,,130,2026-07-01") for line in lines)
    assert "What about where?,Answers,By district,Ashmere,Home,60,60,60,100,2026-06-03" in lines
    assert "What about where?,Answers,By district,Not said,Home,fewer than 50 answered,,,,2026-06-03" in lines


def test_json_says_the_same_and_what_to_know_of_it(made):
    found = as_json(made)
    assert len(found["figures"]) == len(list(rows(made)))
    assert found["as_at"] == "2026-07-01" and found["note"] == beneath(SECOND_DAY)
    assert found["figures"][0]["number"] == 130 and found["figures"][0]["as_at"] == "2026-07-01"


def test_what_is_said_beneath():
    assert beneath(FIRST_DAY) == (
        "Figures are rounded to the nearest 10 and small ones are not shown, so that nobody can be worked out. "
        "Rows may not add up. As at 3 June 2026."
    )


def svg(made: Release, by: By, counts: Counts = Counts.ANSWERS) -> str:
    question = "" if counts is Counts.PEOPLE else "where"
    return chart.as_svg(made, made.table(question, counts, by), COLOURS)


def texts(drawing: str) -> str:
    return unescape(" ".join(re.findall(r"<text[^>]*>([^<]*)", drawing)))


def test_a_picture_has_its_base_and_its_date_in_it(app, made):
    words = texts(svg(made, By.EVERYONE))
    assert "What about where? Answers, everyone Everyone (about 130 people answered)" in words
    assert words.index("Home: 90 (69%)") < words.index("School: 40 (31%)") < words.index("fewer than 10")
    assert "As at 1 July 2026." in words


def test_a_row_that_stays_has_its_own_date_and_one_that_is_too_small_its_words(app, made):
    words = texts(svg(made, By.DISTRICT))
    assert "Ashmere (about 100 people answered, as at 3 June 2026)" in words
    assert "Birchall Fewer than 50 answered" in words


def test_bars_are_made_of_shown_figures_and_what_is_hidden_has_none(app, made):
    brand = COLOURS["brand"]
    bars = re.findall(rf'<rect x="72"[^>]* width="(\d+)"[^>]*fill="{brand}"', svg(made, By.EVERYONE))
    assert list(map(int, bars)) == [1056 * 90 // 130, 1056 * 40 // 130]
    assert re.findall(rf'<rect x="72"[^>]* width="(\d+)"[^>]*fill="{brand}"', svg(made, By.DISTRICT, Counts.PEOPLE))


def test_whoever_cannot_see_it_is_told_every_figure(app, made):
    told = unescape(re.findall('aria-label="([^"]*)"', svg(made, By.EVERYONE))[0])
    assert told == (
        "What about where? Answers, everyone. Everyone (about 130 people answered): Home: 90 (69%), School: 40 (31%), "
        "=nowhere: fewer than 10. " + beneath(SECOND_DAY)
    )


def test_the_words_of_staff_cannot_break_a_picture(app):
    declared = Declaration.declare([asked('<b>"&', Kind.ONE_CHOICE, "<i>", "no")], (), ())
    made = release(declared, [Response(at, "", "", {'<b>"&': ["no"]}) for at in range(60)], on=FIRST_DAY)
    drawing = chart.as_svg(made, made.table('<b>"&', Counts.ANSWERS, By.EVERYONE), COLOURS)
    assert "<b>" not in drawing and "<i>" not in drawing


def test_zero_and_nine_give_the_same_picture_and_the_same_file(app):
    one = release(DECLARED, people({"school": 100, "home": 0}), on=FIRST_DAY)
    other = release(DECLARED, people({"school": 95, "home": 9}), on=FIRST_DAY)
    for by, counts in product((By.EVERYONE, By.DISTRICT), (Counts.PEOPLE, Counts.ANSWERS)):
        assert svg(one, by, counts) == svg(other, by, counts)
    assert list(rows(one)) == list(rows(other)) and as_json(one) == as_json(other)


def test_it_becomes_a_png(app, made):
    table = made.table("where", Counts.ANSWERS, By.DISTRICT)
    height = chart.drawn(made, table).height
    fonts = typeface()
    picture = drawn(chart.as_svg(made, table, COLOURS), width=chart.WIDTH, height=height, fonts=fonts)
    assert (picture.width, picture.height) == (chart.WIDTH, height)


def test_plain_words_are_drawn_in_plain_letters():
    def ink(weight: str) -> float:
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="60" font-family="Atkinson Hyperlegible Next"><rect width="300" height="60" fill="#fff"/><text y="40" font-size="40"{weight}>Plain words</text></svg>'  # noqa: E501
        with Image.open(io.BytesIO(drawn(svg, width=300, height=60, fonts=typeface()).content)) as picture:
            return sum(255 - level for level in picture.convert("L").tobytes())

    assert ink("") * 1.2 < ink(' font-weight="700"')
