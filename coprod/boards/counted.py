"""What is counted of a board: in which weeks people wrote on it and, where it asks several questions, under which.

People are counted, not notes: who writes three in a week is one of those who wrote in it.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Subquery, or_, select
from sqlalchemy.orm import aliased

from coprod.activities.audience import Audience
from coprod.database import UK, db, last_day
from coprod.participation.contribution import Contribution
from coprod.partnership.district import District
from coprod.results.declaration import NOT_SAID, QUESTIONS, WEEKS, Declaration, Group, Kind, Named, Question
from coprod.results.tally import Response, Tally, tallied as tallied_of

_AT_A_TIME = 2000


class Asks(Protocol):
    """As much of a board as has to be known."""

    @property
    def questions(self) -> Sequence[Any]:
        """What it asks, or has asked."""

    opens_at: Any
    closes_at: Any
    audiences: Any


def declaration_of(board: Asks) -> Declaration:
    """What is published of it, as it stands now. For one audience alone there is no table by audience; else for all."""
    weeks = tuple(Named(key(day), f"Week of {day.day} {day:%B %Y}") for day in weeks_of(board))
    asked = [Question(WEEKS, "When did people write?", Kind.SEVERAL_CHOICES, weeks, in_order=True)]
    if len(board.questions) > 1:
        questions = tuple(Named(each.part, each.text) for each in board.questions)
        asked.append(
            Question(QUESTIONS, "What did people write about?", Kind.SEVERAL_CHOICES, questions, in_order=True)
        )
    can_say = [Audience(one) for one in board.audiences] if len(board.audiences) == 1 else list(Audience)
    return Declaration.declare(
        asked,
        [Named(each.value, each.many) for each in can_say if each is not Audience.NOT_SAID],
        [Named(slug, name) for slug, name in District.choices()],
    )


def weeks_of(board: Asks) -> Iterator[date]:
    """The Mondays of the weeks in which it takes notes."""
    monday, last = monday_of(board.opens_at.astimezone(UK).date()), last_day(board.closes_at)
    while monday <= last:
        yield monday
        monday += timedelta(days=7)


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def key(monday: date) -> str:
    """What a week is called in a declaration."""
    return monday.isoformat()


def tallied(board_id: int, notes: Subquery, declaration: Declaration, until: date | None = None) -> dict[Group, Tally]:
    """What every group wrote, of what somebody has approved. `notes` are the contributions and what each answers."""
    return tallied_of(declaration, responses(board_id, notes, declaration, until))


def responses(board_id: int, notes: Subquery, declaration: Declaration, until: date | None) -> Iterator[Response]:
    """Everyone who is counted, one at a time, with the weeks and the questions of all their notes, if declared."""
    declared = {each.key: {option.key for option in each.options} for each in declaration.questions}
    first = aliased(Contribution)
    which: list[ColumnElement[bool]] = [
        Contribution.activity_id == board_id,
        Contribution.counts.is_(True),
        first.activity_id == board_id,
        first.first_in_activity.is_(True),
    ]
    if until:
        which += [Contribution.submitted_on <= until, first.submitted_on <= until]
    same = or_(first.id == Contribution.id, first.receipt_id == Contribution.receipt_id)
    query = (
        select(first.id, first.audience, first.district_slug, Contribution.submitted_on, notes.c.part)
        .select_from(Contribution)
        .join(first, same)
        .join(notes, notes.c.contribution_id == Contribution.id)
        .where(*which)
        .order_by(first.id)
        .execution_options(yield_per=_AT_A_TIME)
    )
    for id, rows in groupby(db.session.execute(query), key=lambda row: row.id):
        theirs = list(rows)
        picks = {WEEKS: {key(monday_of(row.submitted_on)) for row in theirs}, QUESTIONS: {row.part for row in theirs}}
        yield Response(
            id,
            theirs[0].audience.value,
            theirs[0].district_slug or NOT_SAID,
            {name: sorted(picked & declared[name]) for name, picked in picks.items() if name in declared},
        )
