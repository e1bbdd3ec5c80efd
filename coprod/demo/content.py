"""What the demonstration says, read from the files beside it; and its days, which count from today."""

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from coprod.clock_times import uk_moment
from coprod.database import uk_today
from coprod.date_fields import end_of

FOLDER = Path(__file__).parent.parent / "demo_content"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def toml(name: str) -> dict[str, Any]:
    """One of the files of facts."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def rows(name: str) -> list[list[str]]:
    """The lines of one of the files of words, each cut at its tabs."""
    lines = (FOLDER / "words" / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line.strip()]


def day(days: int) -> date:
    """The day so many days from now."""
    return uk_today() + timedelta(days=days)


def opening(days: int) -> datetime:
    """The first moment of a day."""
    return uk_moment(day(days), time(0))


def closing(days: int) -> datetime:
    """The last minute of a day."""
    return end_of(day(days))


def weekday_from(days: int, weekday: str) -> date:
    """The first such weekday at least so many days from now."""
    first = day(days)
    return first + timedelta(days=(WEEKDAYS.index(weekday) - first.weekday()) % 7)
