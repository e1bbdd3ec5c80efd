"""Who spoke of what: each person once, however much they wrote, and wherever in the engagement."""

from collections.abc import Iterator, Mapping

from sqlalchemy import exists, func, select

from coprod.activities.activity import Activity
from coprod.activities.audience import Audience
from coprod.database import db
from coprod.participation.contribution import ELSEWHERE, Contribution
from coprod.participation.submission import Submission
from coprod.results.declaration import NOT_SAID, Declaration, Group, Kind, Named, Question
from coprod.results.tally import Response, Tally, tallied
from coprod.themes.coding import in_themes
from coprod.themes.models import Theme

THEMES = "themes"


def declares(engagement_id: int) -> Declaration | None:
    """All themes that there ever were, so that the next release keeps to the one before; None without any.

    Tables: everyone, and by who they are. No district: a theme in one place is soon one family.
    """
    every = db.session.scalars(select(Theme).where(Theme.engagement_id == engagement_id).order_by(Theme.id)).all()
    if not every:
        return None
    options = tuple(Named(str(theme.id), theme.title) for theme in every)
    asked = Question(THEMES, "What people spoke of", Kind.SEVERAL_CHOICES, options)
    audiences = [Named(each.value, each.many) for each in Audience if each.value != NOT_SAID]
    return Declaration.declare([asked], audiences, [])


def counted(engagement_id: int, declaration: Declaration) -> Mapping[Group, Tally]:
    """What every group spoke of, exactly."""
    return tallied(declaration, _people(engagement_id))


def has_brought_in(engagement_id: int) -> bool:
    """Whether some of it was said elsewhere: nobody knows there who spoke twice, so each text counts as one person."""
    theirs = Contribution.id == Submission.contribution_id, Contribution.source.in_(ELSEWHERE)
    here = Activity.id == Contribution.activity_id, Activity.engagement_id == engagement_id
    return bool(db.session.scalar(select(exists().where(*theirs, *here, Submission.heard()))))


def _people(engagement_id: int) -> Iterator[Response]:
    # By the number of their first go under the code: it stays the same, whatever else they send.
    first = func.min(Contribution.id).over(partition_by=func.coalesce(Contribution.receipt_id, -Contribution.id))
    said = (
        select(first.label("person"), Contribution.id, Contribution.audience, Submission.id.label("submission"))
        .join(Submission, Submission.contribution_id == Contribution.id)
        .join(Activity, Activity.id == Contribution.activity_id)
        .where(Activity.heard_in(engagement_id), Submission.heard())
        .subquery()
    )
    rows = db.session.execute(
        select(said.c.person, said.c.audience, in_themes.c.theme_id)
        .outerjoin(in_themes, in_themes.c.submission_id == said.c.submission)
        .order_by(said.c.person, said.c.id)
    )
    audience: dict[int, Audience] = {}
    spoke: dict[int, set[int]] = {}
    for person, who, theme in rows:
        audience.setdefault(person, who)
        spoke.setdefault(person, set()).update([theme] if theme else ())
    for person, themes in spoke.items():
        yield Response(person, Audience(audience[person]).value, NOT_SAID, {THEMES: [str(id) for id in sorted(themes)]})
