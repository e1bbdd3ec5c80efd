"""Times of day as people write them: what is plain is understood, what could be two times or none is never guessed."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from coprod.clock_times import (
    BST,
    GMT,
    Span,
    Unclear,
    clock_of,
    must_be_shown_once,
    read_time,
    read_time_or_span,
    uk_moment,
    written_time,
)
from coprod.database import UK

EVENING = Span(time(17), time(19))
HALF_PAST_5 = (
    "5:30pm", "5.30pm", "5.30 p.m.", "5:30 PM", "5 30 pm", "530pm", "17:30", "17.30", "1730", "17h30", "1730 hrs",
    "17：30", "５：３０ｐｍ", "half past 5 in the evening", "half five pm", "Half past five p.m.", "five thirty pm",
    " 5:30 pm ", "5:30\u00a0pm", "at 5:30pm", "17:30:00", "05:30pm", "5:30\u200bpm", "30 minutes past 5pm",
)  # fmt: skip


@pytest.mark.parametrize("typed", HALF_PAST_5)
def test_half_past_five_in_the_afternoon(typed):
    assert read_time(typed) == time(17, 30)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("noon", time(12)), ("midday", time(12)), ("12 noon", time(12)), ("12pm", time(12)), ("midnight", time(0)),
     ("12am", time(0)), ("00:00", time(0)), ("24:00", time(0)), ("12 at night", time(0)), ("12:05am", time(0, 5)),
     ("05:30", time(5, 30)), ("0530", time(5, 30)), ("17", time(17)), ("5 o'clock pm", time(17)),
     ("five o’clock in the morning", time(5)), ("quarter to six pm", time(17, 45)), ("a quarter past 6am", time(6, 15)),
     ("ten to six pm", time(17, 50)), ("twenty-five past 7 at night", time(19, 25)), ("ten past midnight", time(0, 10)),
     ("5pm BST", time(17, tzinfo=BST))],
)  # fmt: skip
def test_times_as_people_write_them(typed, meant):
    assert read_time(typed) == meant


@pytest.mark.parametrize("hour", range(1, 13))
@pytest.mark.parametrize("form", ["{0}", "{0}.30", "{0}:05", "half past {0}", "{0} o'clock", "quarter to {0}", "{0}15"])
def test_what_can_be_morning_or_evening_is_asked_about_and_both_are_named(form, hour):
    typed = form.format(hour)
    with pytest.raises(Unclear) as unclear:
        read_time(typed)
    said = str(unclear.value)
    assert typed in said and " or " in said
    assert ("am" in said and "pm" in said) or ("midnight" in said and "midday" in said)
    assert len({read_time(each) for each in unclear.value.could_be}) == 2, "each can be written so that it is read"


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "25:00", "17:75", "13pm", "5:60pm", "17am", "0pm", "5.3pm", "17.5", "-", "5pm-", "5pm 6pm", "1pm2pm",
     "99", "12345", "half to 5pm", "one two pm", "5-7-9pm", "2027-03-28", "<b>5pm</b>", "5pm" * 2000],
)  # fmt: skip
def test_what_is_no_time_is_refused(typed):
    for read in (read_time, read_time_or_span):
        with pytest.raises(Unclear, match="5:30pm"):
            read(typed)


@pytest.mark.parametrize(
    ("typed", "starts", "ends"),
    [("5-7pm", 17, 19), ("5–7pm", 17, 19), ("5 — 7 pm", 17, 19), ("from 5 to 7pm", 17, 19), ("5pm until 7pm", 17, 19),
     ("17:00 to 19:00", 17, 19), ("17-19", 17, 19), ("11-1pm", 11, 13), ("9-5pm", 9, 17), ("12-2pm", 12, 14),
     ("10am-2", 10, 14), ("10-2", 10, 14), ("noon-2", 12, 14),
     ("between 9am and noon", 9, 12), ("8pm-midnight", 20, 0)],
)  # fmt: skip
def test_from_when_to_when(typed, starts, ends):
    assert read_time_or_span(typed) == Span(time(starts), time(ends))
    with pytest.raises(Unclear, match="two times"):
        read_time(typed)


@pytest.mark.parametrize(
    ("typed", "readings"),
    [("5-7", ("5am to 7am", "5pm to 7pm")), ("5 to 7pm", ("6:55pm", "from 5pm to 7pm")), ("7pm-5pm", ("end after",))],
)
def test_hours_that_can_be_two_things_are_asked_about(typed, readings):
    with pytest.raises(Unclear) as unclear:
        read_time_or_span(typed)
    assert all(reading in str(unclear.value) for reading in readings)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("5.15", time(17, 15)), ("5", time(17)), ("quarter to seven", time(18, 45)), ("7", time(19)), ("1800", time(18)),
     ("5-6", Span(time(17), time(18))), ("6.30 to 7", Span(time(18, 30), time(19)))],
)  # fmt: skip
def test_within_known_hours_what_fits_them_is_meant(typed, meant):
    assert read_time_or_span(typed, EVENING) == meant


@pytest.mark.parametrize("typed", ["4.30", "9am", "8pm", "4-6", "6pm to 9pm"])
def test_what_does_not_lie_in_known_hours_is_refused(typed):
    with pytest.raises(Unclear, match="lie between 5pm and 7pm"):
        read_time_or_span(typed, EVENING)


def test_hours_longer_than_half_a_day_leave_two_readings():
    with pytest.raises(Unclear, match="8:15am or 8:15pm"):
        read_time("8.15", Span(time(8), time(21)))


def test_every_time_is_read_back_as_it_is_written():
    for minute in range(24 * 60):
        at = time(*divmod(minute, 60))
        assert read_time(written_time(at)) == at


def test_every_minute_of_the_nights_when_clocks_change_is_shown_once_or_asked_about():
    asked: dict[date, list[time]] = {}
    for day in (date(2027, 3, 27), date(2027, 3, 28), date(2027, 10, 31), date(2031, 3, 30)):
        for minute in range(24 * 60):
            at = time(*divmod(minute, 60))
            try:
                must_be_shown_once(day, at)
                assert uk_moment(day, at).astimezone(UTC).astimezone(UK).time() == at
            except Unclear:
                asked.setdefault(day, []).append(at)
    hour = [time(1, minute) for minute in range(60)]
    assert asked == dict.fromkeys((date(2027, 3, 28), date(2027, 10, 31), date(2031, 3, 30)), hour)


def test_a_time_that_is_not_there_or_comes_twice_names_both():
    with pytest.raises(Unclear, match="no 1:30am on 28 March 2027.*12:30am or 2:30am"):
        must_be_shown_once(date(2027, 3, 28), time(1, 30))
    with pytest.raises(Unclear, match="comes twice on 31 October 2027.*1:30am BST or 1:30am GMT"):
        must_be_shown_once(date(2027, 10, 31), time(1, 30))
    with pytest.raises(Unclear, match="without GMT"):
        must_be_shown_once(date(2027, 7, 1), time(5, tzinfo=GMT))


@pytest.mark.parametrize(("typed", "hours"), [("1:30am BST", 0), ("1:30 am (GMT)", 1)])
def test_whoever_says_which_of_the_two_is_understood(typed, hours):
    day, at = date(2027, 10, 31), read_time(typed)
    must_be_shown_once(day, at)
    moment = uk_moment(day, at)
    assert moment == datetime(2027, 10, 31, 0, 30, tzinfo=UTC) + timedelta(hours=hours)
    assert clock_of(moment) == at and read_time(written_time(clock_of(moment))) == at
