"""Who has read how much of what people said, an activity at a time."""

from typing import Any, NamedTuple

from sqlalchemy import Select, and_, exists, func, select

from coprod.accounts.models import User
from coprod.activities.activity import Activity
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.themes.coding import Reading, in_themes


class ReadSoFar(NamedTuple):
    """Of the texts of one activity: how many there are, how many were read, and by whom; what became of those."""

    activity: Activity
    texts: int
    by: dict[int | None, int]
    themed: int
    nothing: int

    @property
    def read(self) -> int:
        """How many somebody has read."""
        return sum(self.by.values())

    @property
    def unread(self) -> int:
        """How many nobody has read."""
        return self.texts - self.read


def read_so_far(engagement_id: int) -> list[ReadSoFar]:
    """Each activity in which anybody wrote something that was approved: in three statements."""
    counted = _by_activity(func.count(), engagement_id=engagement_id)
    read = and_(Reading.submission_id == Submission.id, Reading.moves_made == Submission.moves_made)
    themed = exists().where(in_themes.c.submission_id == Submission.id)
    readings = _by_activity(
        Reading.coder_id,
        func.count(),
        func.count().filter(themed),
        func.count().filter(Reading.says_nothing),
        engagement_id=engagement_id,
    )
    readings = readings.join(Reading, read).where(Reading.ended_on.is_(None), ~Reading.blind)
    by: dict[int, dict[int | None, int]] = {}
    more: dict[int, list[int]] = {}
    for activity, coder, number, in_some, nothing in db.session.execute(readings.group_by(Reading.coder_id)):
        by.setdefault(activity, {})[coder] = number
        so_far = more.setdefault(activity, [0, 0])
        so_far[0], so_far[1] = so_far[0] + in_some, so_far[1] + nothing
    texts = {row[0]: row[1] for row in db.session.execute(counted)}
    activities = db.session.scalars(select(Activity).where(Activity.id.in_(texts)).order_by(Activity.id))
    return [ReadSoFar(each, texts[each.id], by.get(each.id, {}), *more.get(each.id, (0, 0))) for each in activities]


def names_of(ids: set[int | None]) -> dict[int | None, str]:
    """Who they are; what was sorted before names were kept has none."""
    people = db.session.scalars(select(User).where(User.id.in_([id for id in ids if id])))
    return {None: "somebody whose name was not kept"} | {person.id: person.name for person in people}


def _by_activity(*columns: Any, engagement_id: int) -> Select[Any]:
    return (
        select(Activity.id, *columns)
        .select_from(Submission)
        .join(Submission.contribution)
        .join(Activity, Activity.id == Contribution.activity_id)
        .where(Activity.heard_in(engagement_id), Submission.heard())
        .group_by(Activity.id)
    )
