"""The rounds in which something was checked before: of this engagement, and of others in which staff have a part."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.activities.life import NOT_PUBLIC
from coprod.check_backs.challenge import Challenge
from coprod.check_backs.models import CheckBack
from coprod.database import db
from coprod.permissions import Permission, within
from coprod.questionnaires.models import Questionnaire

MOST = 40  # of many, nobody finds one in a list: the latest are what one asks about again


class Asked(NamedTuple):
    """A challenge that people have been asked about, in the words that they read, and in which round."""

    challenge: Challenge
    label: str
    plain: str
    round: str


class Rounds(NamedTuple):
    """What was asked in one engagement; `title` is empty for the engagement in which staff are now."""

    title: str
    asked: list[Asked]


def earlier_rounds(engagement: Engagement) -> list[Rounds]:
    """Every challenge that people have been asked about, here first, then elsewhere; the latest round first."""
    query = select(CheckBack).join(Activity, Activity.id == CheckBack.questionnaire_id)
    query = query.where(Activity.life.not_in(NOT_PUBLIC), within(Permission.EDIT_ACTIVITIES, Activity.engagement_id))
    elsewhere = Activity.engagement_id != engagement.id
    query = query.order_by(elsewhere, Activity.closes_at.desc(), CheckBack.id.desc()).limit(MOST)
    asks = selectinload(CheckBack.questionnaire.of_type(Questionnaire)).selectinload(Questionnaire.asks)
    found = db.session.scalars(query.options(asks, selectinload(CheckBack.challenges))).all()
    by_engagement: dict[Engagement, list[CheckBack]] = {}
    for each in found:
        by_engagement.setdefault(each.questionnaire.engagement, []).append(each)
    return [
        Rounds("" if where is engagement else where.title, [asked for one in those for asked in _asked(one)])
        for where, those in by_engagement.items()
    ]


def _asked(check_back: CheckBack) -> list[Asked]:
    by_key, title = check_back.by_key, check_back.questionnaire.title
    return [
        Asked(by_key[facts["key"]], facts["label"], facts["plain"], title)
        for facts in check_back.read
        if facts["key"] in by_key
    ]
