"""The days a partnership counts: those until what was sent is read, and those on which schools are shut."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from coprod.working_days import working_days_after, working_days_before


class CountsDays:
    """What a partnership promises in working days, and when its schools are shut."""

    if TYPE_CHECKING:  # of `Partnership`
        reading_days: Any
        holidays: Any

    def promised_by(self, day: date) -> date:
        """The last day on which what was sent on `day` is read in time."""
        return working_days_after(day, self.reading_days)

    def earliest_in_time(self, today: date) -> date:
        """What was sent before this day and is still not read has waited longer than we promised."""
        return working_days_before(today, self.reading_days)

    def days_in_holidays(self, first: date, last: date) -> int:
        """How many of the days from `first` to `last` are in the school holidays."""
        spans = [(date.fromisoformat(each["from_on"]), date.fromisoformat(each["until_on"])) for each in self.holidays]
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        return sum(any(start <= day <= end for start, end in spans) for day in days)
