"""What people answered, counted: month by month, and all of it together."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func, or_, select

from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.counted import Ticks
from coprod.participation.submission import Submission
from coprod.results.declaration import NOT_SAID, Declaration, Group, Kind, Named, Question
from coprod.results.tally import Response, Tally, tallied
from coprod.you_said_we_did.got_it_right.models import ASKS, GotItRightAnswer, RightAnswer

# The key of what everybody answered, whenever they did. No month is called so.
IN_ALL = "*in_all"


class Month(NamedTuple):
    """What people answered in one month, exactly, and which versions of the reply were published in it. For staff."""

    first: date
    answers: Mapping[RightAnswer, int]
    versions: list[tuple[int, date]]

    @property
    def name(self) -> str:
        """ "September 2026"."""
        return f"{self.first:%B %Y}"

    @property
    def people(self) -> int:
        """How many answered in it."""
        return sum(self.answers.values())


def declares(first: date, until: date) -> Declaration:
    """What is published of a question that was first asked on one day: later, only months are added.

    Nobody can choose tables by what they show, as all of them are known beforehand. There is none by audience or
    district: few answer beneath one reply.
    """
    options = tuple(Named(each.value, each.label) for each in RightAnswer)
    in_all = Question(IN_ALL, ASKS, Kind.ONE_CHOICE, options, in_order=True)
    months = [
        Question(f"{month:%Y-%m}", f"{month:%B %Y}", Kind.ONE_CHOICE, options, in_order=True)
        for month in months_between(first, until)
    ]
    return Declaration.declare([in_all, *months], [], [])


def counted(got_it_right_id: int, declaration: Declaration, until: date) -> Mapping[Group, Tally]:
    """What everybody answered, by the last thing that each of them said; what was taken back is not there."""
    return tallied(declaration, _responses(got_it_right_id, until))


def by_month(got_it_right_id: int, versions: list[tuple[int, date]], until: date) -> list[Month]:
    """For staff: each month since the first of these versions was published, the earliest first."""
    found: dict[date, dict[RightAnswer, int]] = {}
    rows = db.session.execute(
        select(GotItRightAnswer.submitted_on, GotItRightAnswer.answer, func.count())
        .join(GotItRightAnswer.contribution)
        .where(*_counts(got_it_right_id))
        .group_by(GotItRightAnswer.submitted_on, GotItRightAnswer.answer)
    )
    for day, answer, number in rows:
        of_month = found.setdefault(day.replace(day=1), dict.fromkeys(RightAnswer, 0))
        of_month[answer] += number
    first = min([*found, *(day for _, day in versions), until])
    return [
        Month(
            month,
            found.get(month, dict.fromkeys(RightAnswer, 0)),
            [(number, day) for number, day in versions if day.replace(day=1) == month],
        )
        for month in months_between(first, until)
    ]


def months_between(first: date, until: date) -> Iterator[date]:
    """The first day of each month, from that of the first day to that of the last."""
    month = first.replace(day=1)
    while month <= until:
        yield month
        month = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)


def _counts(got_it_right_id: int) -> tuple[ColumnElement[bool], ...]:
    """What came in unusual numbers counts once staff say so, or once somebody has read its words and approved them."""
    read = exists().where(Submission.contribution_id == Contribution.id, Submission.heard())
    return (
        GotItRightAnswer.got_it_right_id == got_it_right_id,
        GotItRightAnswer.replaced.is_(False),
        Contribution.withdrawn_on.is_(None),
        or_(Contribution.ticks.in_((Ticks.USUAL, Ticks.COUNT)), read),
    )


def _responses(got_it_right_id: int, until: date) -> Iterator[Response]:
    rows = db.session.execute(
        select(GotItRightAnswer.contribution_id, GotItRightAnswer.submitted_on, GotItRightAnswer.answer)
        .join(GotItRightAnswer.contribution)
        .where(*_counts(got_it_right_id), GotItRightAnswer.submitted_on <= until)
    )
    for id, day, answer in rows:
        said = [RightAnswer(answer).value]
        yield Response(id, NOT_SAID, NOT_SAID, {IN_ALL: said, f"{day:%Y-%m}": said})
