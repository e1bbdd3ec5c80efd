"""What the log shows: one page of it, how much there is, and what it can be filtered by.

Newest first is by the day, and within a day by a random id: nobody can see from the log who wrote before whom. That
order never moves, and one index of what was approved gives it, whatever else is asked.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, String, case, cast, func, literal, select, type_coerce, union_all

from coprod.activities.activity import Activity
from coprod.activities.audience import AUDIENCE_LABELS, Audience, audience_labels
from coprod.activities.engagement import Engagement
from coprod.database import db
from coprod.feedback_log.filters import FeedbackLogFilters
from coprod.participation.contribution import SHARING_LABELS, SOURCE_LABELS, Contribution
from coprod.participation.submission import Submission
from coprod.partnership.district import District
from coprod.permissions import Permission, within
from coprod.public_ids import ListPlace
from coprod.text import sort_key
from coprod.themes.coding import in_themes
from coprod.themes.models import Theme

PAGE = 50
MOST = 1000  # nobody counts further: "more than 1,000"
NEWEST = (Submission.submitted_on.desc(), Submission.public_id.desc())


class FeedbackLogPage(NamedTuple):
    """One page of the log. `themes` has the titles for each row's number; `older` leads to the next page."""

    rows: list[Row[Any]] = []
    themes: dict[str, list[str]] = {}
    older: str | None = None


def page(filters: FeedbackLogFilters, before: ListPlace | None = None) -> FeedbackLogPage:
    """What was heard last, one page of it; `before` is the last row of the page above."""
    ids = matching(Submission.id, filters=filters).order_by(*NEWEST).limit(PAGE + 1)
    if before is not None:
        ids = ids.where(before.is_above(Submission.submitted_on, Submission.public_id))
    # With how many moves each has made, so that staff can decide again about what they see here.
    seen = Submission.moves_made.label("seen")
    query = in_full(*columns(audience_labels()).values(), seen).where(Submission.id.in_(ids)).order_by(*NEWEST)
    rows = list(db.session.execute(query))
    older = str(ListPlace(rows[PAGE - 1].date, rows[PAGE - 1].number)) if len(rows) > PAGE else None
    return FeedbackLogPage(rows[:PAGE], _themes([row.number for row in rows[:PAGE]]), older)


def count(filters: FeedbackLogFilters) -> int:
    """How many rows these filters show; `MOST` + 1 when there are more than that."""
    some = matching(Submission.id, filters=filters).limit(MOST + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def options() -> dict[str, list[tuple[str, str]]]:
    """What the log can be filtered by: value and label of every engagement, activity, district and theme."""
    of = Engagement.id == Activity.engagement_id
    none, reached = literal(""), within(Permission.READ_LOG, Engagement.id)
    rows = db.session.execute(
        union_all(
            select(literal("engagement"), Engagement.slug, Engagement.title.label("label"), none).where(reached),
            select(literal("activity"), cast(Activity.id, String), Activity.title, Engagement.title)
            .join(Engagement, of)
            .where(reached),
            select(literal("district"), District.slug, District.name, none),
            select(literal("theme"), cast(Theme.id, String), Theme.title, Engagement.title)
            .join(Theme.engagement)
            .where(reached, Theme.ended_on.is_(None)),
        )
    ).all()
    several = sum(what == "engagement" for what, *_ in rows) > 1
    found = defaultdict(list)
    for what, value, label, engagement in sorted(rows, key=lambda row: sort_key(row.label)):
        found[what].append((value, f"{label} ({engagement})" if several and engagement else label))
    return found


def matching(*wanted: Any, filters: FeedbackLogFilters) -> Select[Any]:
    """Something about every submission that the filters show."""
    joined = select(*wanted).select_from(Submission).join(Contribution, Contribution.id == Submission.contribution_id)
    return joined.where(*filters.conditions())


def in_full(*wanted: Any) -> Select[Any]:
    """Something about submissions, with all that `columns` speaks of."""
    return (
        select(*wanted)
        .select_from(Submission)
        .join(Contribution, Contribution.id == Submission.contribution_id)
        .join(Activity, Activity.id == Contribution.activity_id)
        .join(Engagement, Engagement.id == Activity.engagement_id)
        .outerjoin(District, District.slug == Contribution.district_slug)
    )


def columns(audiences: Mapping[Audience, str] | None = None) -> dict[str, Any]:
    """What the log says of each submission, on the page and in downloads. Nothing leads to the person.

    Downloads call `audiences` as the product does, so that those of several years can be put together.
    """
    shown = {
        "number": Submission.public_id,
        "date": Submission.submitted_on,
        "engagement": Engagement.title,
        "channel": case(Activity.channels(), value=Activity.kind, else_=Activity.kind),
        "activity": Activity.title,
        "question": Submission.prompt,
        "words": Submission.published_words,
        "audience": _labelled(Contribution.audience, audiences or AUDIENCE_LABELS),
        "district": District.name,
        "sharing": _labelled(Contribution.sharing, SHARING_LABELS),
        "source": _labelled(Contribution.source, SOURCE_LABELS),
    }
    return {name: column.label(name) for name, column in shown.items()}


def _labelled(column: Any, labels: Mapping[Any, str]) -> Any:
    return case({choice.value: label for choice, label in labels.items()}, value=type_coerce(column, String))


def _themes(numbers: list[str]) -> dict[str, list[str]]:
    links = in_themes.c
    rows = db.session.execute(
        select(Submission.public_id, Theme.title)
        .join(in_themes, links.submission_id == Submission.id)
        .join(Theme, Theme.id == links.theme_id)
        .where(Submission.public_id.in_(numbers))
    )
    titles = defaultdict(list)
    for number, title in sorted(rows, key=lambda row: sort_key(row.title)):
        titles[number].append(title)
    return titles
