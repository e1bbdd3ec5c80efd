"""Working days: Monday to Friday, without the bank holidays of England. Every promise and clock counts by these."""

from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import import_module

from coprod.database import UK

# When people are at work: a letter at night or on a Sunday helps nobody, and asks more than they are paid for.
FROM, UNTIL = time(9), time(17)


def is_working_day(day: date) -> bool:
    """Whether people are at work on this UK date."""
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


def at_work(moment: datetime) -> bool:
    """Whether people are at work, by the clock in the United Kingdom."""
    return end_of_work(moment) is not None


def end_of_work(moment: datetime) -> datetime | None:
    """When those who are at work at this moment go home; None when nobody is."""
    local = moment.astimezone(UK)
    if not is_working_day(local.date()) or not FROM <= local.time() < UNTIL:
        return None
    return datetime.combine(local.date(), UNTIL, UK)


def working_days_after(day: date, number: int) -> date:
    """The day that so many working days later comes to an end: 3 after a Friday is the Wednesday."""
    return _step(day, number, timedelta(days=1))


def working_days_before(day: date, number: int) -> date:
    """The day from which so many working days lead up to this one."""
    return _step(day, number, timedelta(days=-1))


def one_working_day_after(moment: datetime) -> datetime:
    """The same time on the next working day. What comes when nobody works counts from the next one's first minute."""
    local = moment.astimezone(UK)
    if not is_working_day(local.date()):
        local = datetime.combine(working_days_after(local.date(), 1), time.min, UK)
    return datetime.combine(working_days_after(local.date(), 1), local.time(), UK)


def _step(day: date, number: int, step: timedelta) -> date:
    while number:
        day += step
        number -= is_working_day(day)
    return day


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    # Read when somebody first asks: the package takes 15 MiB, and most processes never ask.
    england = import_module("holidays.countries.united_kingdom").UnitedKingdom(subdiv="ENG", years=year)
    return frozenset(england)
