"""What templates show: staff's HTML made safe, plain text, and dates said in one way."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import time_machine
from markupsafe import Markup

from coprod.rendering import (
    as_written,
    closing_time,
    days_left,
    hidden_marked,
    how_long,
    number,
    paragraphs,
    plural,
    staff_html,
    template_filters,
    uk_date,
    uk_date_time,
)


def spaced(text: str) -> str:
    """No-break spaces as plain ones, so that a test can be read."""
    return text.replace("\u00a0", " ")


@pytest.fixture(autouse=True)
def november() -> object:
    with time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def test_staff_html_keeps_what_staff_need() -> None:
    html = "<h2>A</h2><h3>B</h3><p>One <strong>two</strong> <em>three</em><br>four</p><ul><li>x</li></ul>"
    assert staff_html(html) == html
    assert isinstance(staff_html(html), Markup)


@pytest.mark.parametrize(
    "address", ["https://example.org", "http://example.org", "mailto:a@example.org", "tel:999", "/help"]
)
def test_links_keep_their_address_and_nothing_else(address: str) -> None:
    html = staff_html(f'<a href="{address}" target="_blank" onclick="x()" class="big" rel="opener">there</a>')
    assert html == f'<a href="{address}" rel="noopener">there</a>'


@pytest.mark.parametrize(
    ("html", "safe"),
    [
        ('<p onclick="x()" style="color:red" class="c">a</p>', "<p>a</p>"),
        ("<div><p>a</p></div>", "<p>a</p>"),
        ('<img src="x" onerror="x()">a', "a"),
        ("a<!-- b -->", "a"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("<p>open", "<p>open</p>"),
        ('<a href="javascript:x()">a</a>', '<a rel="noopener">a</a>'),
        ('<a href=" java\nscript:x()">a</a>', '<a rel="noopener">a</a>'),
        ('<a href="data:text/html,x">a</a>', '<a rel="noopener">a</a>'),
        (None, ""),
    ],
)
def test_staff_html_takes_out_the_rest(html: str | None, safe: str) -> None:
    assert staff_html(html) == safe


@pytest.mark.parametrize(
    "html", ["<script>x()</script>", "<svg onload=x()>", "<style>*{}</style>", "<iframe src=x>", "<scr<script>ipt>"]
)
def test_nothing_that_runs_comes_through(html: str) -> None:
    assert "<" not in staff_html(html)


def test_words_are_escaped_and_find_their_direction() -> None:
    assert as_written("<b>") == '<span dir="auto">&lt;b&gt;</span>'
    assert as_written("a", "p", "note", id='"x') == '<p class="note" id="&#34;x" dir="auto">a</p>'
    assert (
        as_written(hidden_marked("[name removed]!"), "q")
        == '<q dir="auto"><span class="hid">[name removed]</span>!</q>'
    )
    assert as_written(None) == '<span dir="auto"></span>'


def test_paragraphs_are_escaped_and_find_their_direction() -> None:
    assert paragraphs("one\ntwo\n \n\n<b>three</b> & four\n") == (
        '<p dir="auto">one<br>two</p>\n<p dir="auto">&lt;b&gt;three&lt;/b&gt; &amp; four</p>'
    )
    assert isinstance(paragraphs("a"), Markup)
    assert paragraphs("  ") == paragraphs(None) == ""


def test_paragraphs_escape_braces_and_text_marked_safe_elsewhere_alike() -> None:
    assert paragraphs("{0} {}") == '<p dir="auto">{0} {}</p>'


def test_a_hidden_name_is_set_apart_and_the_rest_escaped() -> None:
    assert hidden_marked("<i> [name removed] & me") == ('&lt;i&gt; <span class="hid">[name removed]</span> &amp; me')


def test_uk_date_has_no_break_spaces_and_a_year_when_it_is_another() -> None:
    assert uk_date(date(2026, 12, 11)) == "Friday\u00a011\u00a0December"
    assert spaced(uk_date(date(2026, 12, 1), year=True)) == "Tuesday 1 December 2026"
    assert spaced(uk_date(date(2027, 1, 8))) == "Friday 8 January 2027"
    assert spaced(uk_date(date(2025, 12, 31))) == "Wednesday 31 December 2025"


def test_uk_date_of_a_moment_is_the_date_in_the_uk() -> None:
    assert spaced(uk_date(datetime(2026, 7, 1, 23, 30, tzinfo=UTC))) == "Thursday 2 July"
    assert spaced(uk_date(datetime(2026, 12, 1, 23, 30, tzinfo=UTC))) == "Tuesday 1 December"


def test_this_year_is_the_year_in_the_uk(november: time_machine.Traveller) -> None:
    november.move_to(datetime(2026, 12, 31, 23, 59, tzinfo=UTC))
    assert spaced(uk_date(date(2026, 12, 31))) == "Thursday 31 December"
    november.shift(60)
    assert spaced(uk_date(date(2026, 12, 31))) == "Thursday 31 December 2026"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 12, 11, 17, 30, tzinfo=UTC), "Friday 11 December 2026, 5:30pm"),
        (datetime(2026, 12, 11, 17, 0, tzinfo=UTC), "Friday 11 December 2026, 5pm"),
        (datetime(2026, 12, 11, 9, 5, tzinfo=UTC), "Friday 11 December 2026, 9:05am"),
        (datetime(2026, 12, 11, 0, 30, tzinfo=UTC), "Friday 11 December 2026, 12:30am"),
        (datetime(2026, 12, 11, 0, 0, tzinfo=UTC), "Friday 11 December 2026, midnight"),
        (datetime(2026, 12, 11, 12, 0, tzinfo=UTC), "Friday 11 December 2026, midday"),
        (datetime(2026, 12, 11, 12, 1, tzinfo=UTC), "Friday 11 December 2026, 12:01pm"),
        (datetime(2026, 7, 1, 11, 0, tzinfo=UTC), "Wednesday 1 July 2026, midday"),
        (datetime(2026, 12, 11, 17, 0, tzinfo=timezone(timedelta(hours=5))), "Friday 11 December 2026, midday"),
    ],
)
def test_uk_date_time(moment: datetime, words: str) -> None:
    assert spaced(uk_date_time(moment)) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 12, 11, 23, 59, tzinfo=UTC), "11:59pm on Friday 11 December"),
        (datetime(2026, 12, 12, 0, 0, tzinfo=UTC), "11:59pm on Friday 11 December"),
        (datetime(2026, 7, 31, 16, 0, tzinfo=UTC), "5pm on Friday 31 July"),
        (datetime(2027, 1, 8, 12, 0, tzinfo=UTC), "midday on Friday 8 January 2027"),
    ],
)
def test_closing_time(moment: datetime, words: str) -> None:
    assert spaced(closing_time(moment)) == words


@pytest.mark.parametrize("say", [uk_date, uk_date_time, closing_time, days_left])
def test_a_time_without_a_zone_is_refused(say: object) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        say(datetime(2026, 12, 11, 12, 0))  # noqa: DTZ001 - that is the mistake


@pytest.mark.parametrize(
    ("closes_at", "words"),
    [
        (datetime(2026, 11, 21, 12, 0, tzinfo=UTC), "closed"),
        (datetime(2026, 11, 21, 12, 1, tzinfo=UTC), "closes today"),
        (datetime(2026, 11, 21, 23, 59, tzinfo=UTC), "closes today"),
        (datetime(2026, 11, 22, 0, 0, tzinfo=UTC), "closes today"),
        (datetime(2026, 11, 22, 0, 1, tzinfo=UTC), "1 day left"),
        (datetime(2026, 12, 3, 23, 59, tzinfo=UTC), "12 days left"),
    ],
)
def test_days_left(closes_at: datetime, words: str) -> None:
    assert days_left(closes_at) == words


def test_days_left_counts_from_the_moment_given() -> None:
    closes_at = datetime(2026, 7, 3, 22, 59, tzinfo=UTC)
    assert days_left(closes_at, datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "1 day left"


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (datetime(2026, 11, 21, 12, 0, tzinfo=UTC), "1 minute"),
        (datetime(2026, 11, 21, 11, 1, tzinfo=UTC), "59 minutes"),
        (datetime(2026, 11, 21, 11, 0, tzinfo=UTC), "1 hour"),
        (datetime(2026, 11, 19, 12, 1, tzinfo=UTC), "47 hours"),
        (datetime(2026, 11, 19, 12, 0, tzinfo=UTC), "2 days"),
        (date(2026, 11, 21), "today"),
        (date(2026, 11, 20), "1 day"),
        (date(2026, 11, 1), "20 days"),
    ],
)
def test_how_long(since: date, words: str) -> None:
    assert how_long(since) == words


def test_plural_and_number() -> None:
    assert [plural(count, "note") for count in (0, 1, 2, 1024)] == ["0 notes", "1 note", "2 notes", "1,024 notes"]
    assert [plural(count, "person", "people") for count in (1, 2)] == ["1 person", "2 people"]
    assert number(1234567) == "1,234,567"


def test_every_filter_goes_by_its_own_name() -> None:
    assert template_filters()["closing_time"] is closing_time
    assert set(template_filters()) >= {
        "staff_html", "paragraphs", "uk_date", "uk_date_time", "closing_time", "days_left", "plural", "number",
    }  # fmt: skip
