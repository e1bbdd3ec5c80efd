"""A questionnaire as it is asked now: read once with all its questions, and kept until something of it changes."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from threading import Lock
from typing import NamedTuple

from cachetools import LRUCache
from flask import abort, current_app
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload, selectinload

from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.activities.life import NOT_PUBLIC
from coprod.database import db
from coprod.one_question import first_row
from coprod.partnership.models import Partnership
from coprod.questionnaires.checking_back.came_from import CameFrom, where_from
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.rules import Rule
from coprod.questionnaires.version import QuestionnaireVersion

MOST, KEPT = 32, "kept questionnaires"


class Head(NamedTuple):
    """What decides whether what is kept is still right: read in one statement."""

    id: int
    shown: int
    opens_at: datetime | None  # both moments as the driver has them: they only have to differ
    closes_at: datetime
    engagement_shown: int
    engagement_life: str
    partnership_version: int | None


_activity, _engagement = Activity.__table__, Engagement.__table__
HEAD = (
    select(
        _activity.c.id,
        _activity.c.shown,
        _activity.c.opens_at,
        _activity.c.closes_at,
        _engagement.c.shown,
        _engagement.c.life,
        select(Partnership.__table__.c.version).scalar_subquery(),
    )
    .select_from(_activity.join(_engagement))
    .where(_activity.c.slug == bindparam("slug"), _activity.c.kind == "questionnaires")
)


# All of it in four statements.
WHOLE = [
    joinedload(Questionnaire.asks).options(
        joinedload(QuestionnaireVersion.pages), selectinload(QuestionnaireVersion.rules).joinedload(Rule.conditions)
    )
]


@dataclass(frozen=True)
class AsAsked:
    """A questionnaire that no session knows, with all that pages show of it, and what that depends on."""

    head: Head
    questionnaire: Questionnaire

    @cached_property
    def came_from(self) -> list[CameFrom]:
        """Of a check-back, where its challenges came from: looked up when it is first shown."""
        return where_from(self.questionnaire)


def as_asked(slug: str) -> AsAsked | None:
    """The questionnaire at an address; None where nobody may see one."""
    row = first_row(HEAD, slug=slug)
    if row is None:
        return None
    head = Head(*row)
    Partnership.has_version(head.partnership_version)
    if head.opens_at is None or head.engagement_life in NOT_PUBLIC:
        return None
    pages: LRUCache[str, AsAsked] = current_app.extensions.setdefault(KEPT, LRUCache(MOST))
    with _lock:
        kept = pages.get(slug)
    if kept is None or kept.head != head:
        found = read(head.id)
        if found is None:
            return None
        kept = AsAsked(head, found)
        with _lock:
            pages[slug] = kept
    return kept


def read(id: int) -> Questionnaire | None:
    """A questionnaire in no session, with its engagement, its questions, their wordings and what they offer."""
    with Session(db.engine, expire_on_commit=False) as session:
        found = session.get(Questionnaire, id, options=WHOLE)
        session.expunge_all()
    return found


def found(slug: str) -> AsAsked:
    """The same; anybody else gets the page that says there is none."""
    return as_asked(slug) or abort(404)


_lock = Lock()
