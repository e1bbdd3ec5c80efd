"""Which reply answers which words: for the receipt of whoever wrote them, and for the board on which they stand."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from coprod.activities.audience import Audience
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.themes.coding import in_themes
from coprod.themes.models import Theme
from coprod.you_said_we_did.decisions.models import Decision
from coprod.you_said_we_did.replies.models import Reply, ReplyTheme, ReplyVersion
from coprod.you_said_we_did.replies.published_replies import standing

Whose = tuple[int, Audience | None]


def replies_to_themes(engagement_ids: Collection[int]) -> dict[Whose, ReplyVersion]:
    """By theme, as it is called now, and audience: the newest reply that everyone can read. In one statement."""
    was = aliased(Theme)
    query = (
        standing(func.coalesce(was.became_id, was.id), ReplyVersion)
        .join(ReplyTheme, ReplyTheme.version_id == ReplyVersion.id)
        .join(was, was.id == ReplyTheme.theme_id)
        .where(Reply.engagement_id.in_(engagement_ids))
        .options(contains_eager(ReplyVersion.reply))
        .order_by(ReplyVersion.published_on, Reply.public_id)
    )
    return {(theme, version.reply.audience): version for theme, version in db.session.execute(query)}


def reply_to_words() -> ScalarSelect[Any]:
    """The number of the version that answers a submission, in a statement that reads it and its contribution.

    A reply to the audience of whoever wrote it comes first. One to everyone is none to those for whom something of
    their own was decided: it may say another thing.
    """
    was, own = aliased(Theme), aliased(Decision)
    newest = func.max(ReplyVersion.id)  # put in no order: the notes of a board stand in theirs by an index
    counts = or_(~own.needs_two, own.agreed_on.is_not(None))
    of_them = (own.theme_id == in_themes.c.theme_id, own.audience == Contribution.audience)
    for_them = select(own.id).where(*of_them, counts).correlate(in_themes, Contribution).exists()
    whose = or_(Reply.audience == Contribution.audience, and_(Reply.audience.is_(None), ~for_them))
    return (
        standing(func.coalesce(newest.filter(Reply.audience.is_not(None)), newest))
        .join(ReplyTheme, ReplyTheme.version_id == ReplyVersion.id)
        .join(was, was.id == ReplyTheme.theme_id)
        .join(in_themes, in_themes.c.theme_id == func.coalesce(was.became_id, was.id))
        .where(in_themes.c.submission_id == Submission.id, whose)
        .correlate(Submission, Contribution)
        .scalar_subquery()
    )
