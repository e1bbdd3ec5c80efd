"""What was sent in each of the last weeks to some activities: numbers, and a drawing of them."""

from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select

from coprod.activities.activity import Activity
from coprod.database import db, uk_today
from coprod.participation.contribution import Contribution

HOW_MANY = 10
WEEK = timedelta(days=7)
# The drawing's own measures, in its viewBox.
LEFT, RIGHT, TOP, BOTTOM = 40, 620, 20, 134


class Week(NamedTuple):
    """One week: its Monday, and how many things of each kind were sent."""

    monday: date
    sent: list[int]


class Bar(NamedTuple):
    """One bar of the drawing; `kind` counts the kinds from 1."""

    kind: int
    x: float
    y: float
    width: float
    height: float


class Line(NamedTuple):
    """A line across the drawing, and the number it stands for."""

    number: int
    y: float


class Weeks(NamedTuple):
    """Ten weeks. `kinds` are (word, how many in these weeks), in the order of each week's numbers."""

    kinds: list[tuple[str, int]]
    weeks: list[Week]
    this_week: Counter[int]
    highest: int

    @property
    def bars(self) -> list[Bar]:
        """Every bar that is not nought."""
        width = (RIGHT - LEFT) / HOW_MANY
        each = min(18.0, (width - 10) / max(1, len(self.kinds)))
        return [
            Bar(kind + 1, round(LEFT + 4 + place * width + kind * (each + 1), 1), self._y(n), each, self._tall(n))
            for place, week in enumerate(self.weeks)
            for kind, n in enumerate(week.sent)
            if n
        ]  # fmt: skip

    @property
    def lines(self) -> list[Line]:
        """Nought, the middle and the top."""
        return [Line(number, self._y(number)) for number in (0, self.highest // 2, self.highest)]

    @property
    def days(self) -> list[tuple[float, date]]:
        """Where the name of every third week stands."""
        width = (RIGHT - LEFT) / HOW_MANY
        return [(LEFT + 4 + place * width, week.monday) for place, week in enumerate(self.weeks)][::3]

    def _tall(self, number: int) -> float:
        return round((BOTTOM - TOP) * number / self.highest, 1)

    def _y(self, number: int) -> float:
        return round(BOTTOM - self._tall(number), 1)


def weeks_of(things: dict[str, str], *which: ColumnElement[bool]) -> Weeks:
    """Of these contributions; `things` has the word for what is sent to each kind of activity among them."""
    monday = uk_today() - timedelta(days=uk_today().weekday())
    first = monday - WEEK * (HOW_MANY - 1)
    counted = (
        select(Activity.id, Activity.kind, Contribution.submitted_on, func.count())
        .join(Activity, Activity.id == Contribution.activity_id)
        .where(Contribution.submitted_on >= first, *which)
        .group_by(Activity.id, Activity.kind, Contribution.submitted_on)
    )
    sent: Counter[tuple[str, date]] = Counter()
    this_week: Counter[int] = Counter()
    for id, kind, day, number in db.session.execute(counted):
        sent[kind, day - timedelta(days=day.weekday())] += number
        if day >= monday:
            this_week[id] += number
    kinds = [kind for kind in things if any(key[0] == kind for key in sent)]
    mondays = [first + WEEK * number for number in range(HOW_MANY)]
    weeks = [Week(each, [sent[kind, each] for kind in kinds]) for each in mondays]
    totals = [(things[kind], sum(sent[kind, each] for each in mondays)) for kind in kinds]
    return Weeks(totals, weeks, this_week, _round_up(max((n for week in weeks for n in week.sent), default=0)))


def _round_up(number: int) -> int:
    """The next number that halves well: 10, 20, 50, 100, 200 ..."""
    step = 10
    while True:
        for times in (1, 2, 5):
            if number <= step * times:
                return step * times
        step *= 10
