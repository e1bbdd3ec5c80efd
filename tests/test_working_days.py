"""Working days leave out weekends and the bank holidays of England, in one place for every clock."""

from datetime import date, datetime

import pytest

from coprod.database import UK
from coprod.working_days import is_working_day, one_working_day_after, working_days_after, working_days_before

CHRISTMAS_EVE = date(2026, 12, 24)  # a Thursday; Boxing Day is a Saturday, so Monday the 28th is free instead


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (CHRISTMAS_EVE, True),
        (date(2026, 12, 25), False),
        (date(2026, 12, 26), False),
        (date(2026, 12, 28), False),  # in place of Boxing Day
        (date(2026, 12, 29), True),
        (date(2026, 4, 3), False),  # Good Friday
        (date(2026, 4, 6), False),  # Easter Monday, which Scotland does not have
        (date(2026, 11, 30), True),  # St Andrew's Day, which only Scotland has
        (date(2026, 8, 31), False),  # the last Monday in August
    ],
)
def test_people_work_from_monday_to_friday_but_not_on_englands_bank_holidays(day, works):
    assert is_working_day(day) is works


def test_a_promise_of_days_is_kept_on_working_days():
    assert working_days_after(CHRISTMAS_EVE, 3) == date(2026, 12, 31)
    assert working_days_after(CHRISTMAS_EVE, 4) == date(2027, 1, 4)  # New Year's Day is free too
    assert working_days_after(CHRISTMAS_EVE, 0) == CHRISTMAS_EVE


@pytest.mark.parametrize("number", range(8))
def test_what_was_promised_and_what_is_late_meet(number):
    for day in (CHRISTMAS_EVE, date(2026, 12, 29), date(2026, 4, 2), date(2026, 7, 1)):
        assert working_days_before(working_days_after(day, number), number) <= day


@pytest.mark.parametrize(
    ("opened", "decide_by"),
    [
        ((2026, 12, 24, 16, 30), (2026, 12, 29, 16, 30)),
        ((2026, 12, 25, 9, 0), (2026, 12, 30, 0, 0)),
        ((2026, 7, 3, 10, 0), (2026, 7, 6, 10, 0)),  # a Friday
        ((2026, 7, 4, 10, 0), (2026, 7, 7, 0, 0)),  # a Saturday
        ((2026, 3, 27, 10, 0), (2026, 3, 30, 10, 0)),  # clocks go forward between the two
    ],
)
def test_one_working_day_after_a_moment(opened, decide_by):
    assert one_working_day_after(datetime(*opened, tzinfo=UK)) == datetime(*decide_by, tzinfo=UK)
