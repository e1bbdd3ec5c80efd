"""The tally: how much waits in each part of the queue, and since when."""

from collections import defaultdict
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func

from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.database import db
from coprod.moderation.queue import QueueFilters, select_waiting
from coprod.participation.contribution import Contribution, Source
from coprod.reading.waiting import NUMBER, OLDEST, READ_FIRST, Wait, oldest_of, over_promise
from coprod.text import sort_key


class Cell(NamedTuple):
    """What waits in one channel and engagement, from one audience, that came in one way."""

    of: QueueFilters
    title: str
    number: int
    over: int
    read_first: int
    since: tuple[datetime | None, date | None]

    def fits(self, wanted: QueueFilters) -> bool:
        """Whether these filters show it."""
        return all(value is None or value == there for there, value in zip(self.of, wanted, strict=True))


class Tally:
    """How many contributions wait, by what each filter would show."""

    def __init__(self) -> None:
        by = (Activity.kind, Engagement.slug, Contribution.audience, Contribution.source)
        numbers = (func.min(Engagement.title), NUMBER, NUMBER.filter(over_promise()), READ_FIRST[0], *OLDEST)
        rows = db.session.execute(select_waiting(*by, *numbers, filters=QueueFilters()).group_by(*by))
        self._cells = [Cell(QueueFilters(*row[:4]), row[4], row[5], row[6], row[7], (row[8], row[9])) for row in rows]

    def count(self, filters: QueueFilters) -> int:
        """How many these filters show."""
        return sum(cell.number for cell in self._cells if cell.fits(filters))

    def total(self) -> int:
        """How many wait in the whole queue."""
        return self.count(QueueFilters())

    def over(self, filters: QueueFilters) -> int:
        """How many of them have waited longer than we promised."""
        return sum(cell.over for cell in self._cells if cell.fits(filters))

    def read_first(self, filters: QueueFilters) -> int:
        """How many of them are to be read first: somebody may not be safe."""
        return sum(cell.read_first for cell in self._cells if cell.fits(filters))

    def oldest(self, filters: QueueFilters) -> Wait | None:
        """The longest wait among them."""
        return oldest_of(cell.since for cell in self._cells if cell.fits(filters))

    def channels(self, filters: QueueFilters) -> dict[str, int]:
        """Each channel with something waiting, under the other filters; the chosen one always."""
        counts: dict[str, int] = defaultdict(int, {filters.channel: 0} if filters.channel else {})
        for cell in self._cells:
            if cell.fits(filters._replace(channel=None)):
                counts[cell.of.channel or ""] += cell.number
        return dict(sorted(counts.items()))

    def sources(self, chosen: Source | None) -> list[Source]:
        """The ways in which something came that waits; and the one that is chosen."""
        there = {cell.of.source for cell in self._cells} | {chosen}
        return [source for source in Source if source in there]

    def engagements(self) -> list[tuple[str, str]]:
        """Slug and title of each engagement with something waiting."""
        titles = {cell.of.engagement or "": cell.title for cell in self._cells}
        return sorted(titles.items(), key=lambda pair: sort_key(pair[1]))
