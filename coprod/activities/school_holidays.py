"""School holidays: fewer people see what is asked then."""

from datetime import date, timedelta


def school_holidays() -> list[tuple[date, date]]:
    """The first and the last day of each school holiday that staff have entered."""
    return []


def days_in_holidays(first: date, last: date) -> int:
    """How many of the days from the first to the last, both included, are school holidays."""
    days = set()
    for begins, ends in school_holidays():
        day = max(first, begins)
        while day <= min(last, ends):
            days.add(day)
            day += timedelta(days=1)
    return len(days)
