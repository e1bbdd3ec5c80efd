"""Notes as they stand on a board: by the week, and in each week under the question that they answer."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Row

from coprod.boards.question import BoardQuestion
from coprod.database import uk_today

WEEK = timedelta(days=7)
WEEKS_BY_NAME = 3  # that one can jump to; what is older goes by months


class Group(NamedTuple):
    """Notes of a week that answer the same.

    `question` names it where several are shown; `asked` says it as they read it, if that was another.
    """

    question: str
    asked: str
    notes: list[Row[Any]]


class Batch(NamedTuple):
    """Notes of one week, under a heading such as "This week".

    `of` is how many there are of that week, here and on the next page.
    """

    title: str
    groups: list[Group]
    of: int

    @property
    def notes(self) -> list[Row[Any]]:
        """All of them."""
        return [note for group in self.groups for note in group.notes]


class Jump(NamedTuple):
    """A time that one can go to: "Last week", "October"; `week` is the Monday where its newest notes begin."""

    title: str
    week: date


def by_week(
    notes: list[Row[Any]],
    questions: Sequence[BoardQuestion],
    today: date | None = None,
    of: Counter[date] | None = None,
    *,
    named: bool = False,
) -> list[Batch]:
    """Notes in batches of a week, newest first: only the day is kept, so that is all we may say.

    In a week they stand in the order of `questions`, each of which is named when they are to be `named`. Those that
    answer an older wording stand under that one. `of`: how many notes each day has.
    """
    this_week = monday(today or uk_today())
    of_weeks: Counter[date] = Counter()
    for when, many in (of or {}).items():
        of_weeks[monday(when)] += many
    batches = []
    for week, of_week in groupby(notes, key=lambda note: monday(note.submitted_on)):
        together = list(of_week)
        groups = _by_question(together, questions, named=named)
        batches.append(Batch(title(week, this_week), groups, max(of_weeks[week], len(together))))
    return batches


def _by_question(notes: list[Row[Any]], questions: Sequence[BoardQuestion], *, named: bool) -> list[Group]:
    now = {question.id: question for question in questions}
    places = {question.id: place for place, question in enumerate(questions)}

    def key(note: Row[Any]) -> tuple[int, int]:
        return places.get(note.question_id, len(places)), -(note.wording_id or 0)

    groups = []
    for _, of_one in groupby(sorted(notes, key=key), key=key):
        together = list(of_one)
        first = together[0]
        question = now.get(first.question_id)
        text = question.text if question else first.prompt
        is_current = question is None or first.wording_id in (question.wording_id, None)
        groups.append(Group(text if named else "", "" if is_current else first.prompt, together))
    return groups


def jumps_to(by_day: Counter[date], today: date | None = None) -> list[Jump]:
    """The times that have notes, newest first: some weeks, then months."""
    this_week = monday(today or uk_today())
    weeks = sorted({monday(when) for when in by_day}, reverse=True)
    near, far = weeks[:WEEKS_BY_NAME], weeks[WEEKS_BY_NAME:]
    months = {(week.year, week.month): week for week in reversed(far)}
    named = [Jump(title(week, this_week), week) for week in near]
    return named + [
        Jump(f"{week:%B}{'' if week.year == this_week.year else f' {week.year}'}", week)
        for _, week in sorted(months.items(), reverse=True)
    ]


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def title(week: date, this_week: date) -> str:
    """What a week is called."""
    if week >= this_week:
        return "This week"
    if week == this_week - WEEK:
        return "Last week"
    sunday = week + timedelta(days=6)
    start = f"{week.day}" if week.month == sunday.month else f"{week.day} {week:%B}"
    year = "" if sunday.year == this_week.year else f" {sunday.year}"
    return f"{start} to {sunday.day} {sunday:%B}{year}"
