"""Lone voices: texts that fit no theme, and themes that few speak of. Each is decided on, few or not.

Other tools throw them away. One child whose need nobody else has is why people are asked at all.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, and_, exists, func, select
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship

from coprod.activities.activity import Activity
from coprod.database import Base, db, kept, uk_today
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.themes.code_text import WordsMoved
from coprod.themes.coding import Reading, in_themes
from coprod.themes.merge_and_split import merge_into
from coprod.themes.models import Theme

FEW = 5  # people: a theme of which fewer spoke is a lone voice
SHOWN = 40  # of each kind on the page; the others follow when these are decided


class NeverEdited(Exception):
    """Somebody tried to change what was decided on a lone voice."""


class NotToDecide(Exception):
    """It is no lone voice, or no longer: nobody has read it, others speak of it too, or it was decided meanwhile."""


@kept(NeverEdited("what was decided on a lone voice stays"))
class KeptAlone(Base):
    """Somebody decided that a theme of few texts, or a text of no theme, stands as it is.

    A text is kept as its words stood after so many moves: other words are decided on anew.
    """

    __tablename__ = "kept_alone"
    __table_args__ = (
        CheckConstraint("(theme_id IS NULL) <> (submission_id IS NULL)", name="one_of_the_two"),
        CheckConstraint("(submission_id IS NULL) = (moves_made IS NULL)", name="which_words"),
        Index("uq_kept_alone_theme_id", "theme_id", unique=True),
        Index("uq_kept_alone_words", "submission_id", "moves_made", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    moves_made: Mapped[int | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    day: Mapped[date]

    theme: Mapped[Theme | None] = relationship()


class LoneTheme(NamedTuple):
    """A theme that few speak of, with the texts in it."""

    theme: Theme
    texts: list[Submission]


class LoneVoices(NamedTuple):
    """What is to decide, so many of each kind, and how many there are in all; and what was kept."""

    themes: list[LoneTheme]
    texts: list[Submission]
    number: int
    kept: int


def lone_voices(engagement_id: int) -> LoneVoices:
    """Those of an engagement, as it stands now."""
    few, alone = _few(engagement_id), _alone(engagement_id)
    ids = list(db.session.scalars(few))
    themes = select(Theme).where(Theme.id.in_(ids[:SHOWN])).order_by(Theme.id)
    texts = db.session.scalars(
        alone.order_by(Submission.public_id).limit(SHOWN).options(contains_eager(Submission.contribution))
    ).all()
    without = db.session.scalar(select(func.count()).select_from(alone.subquery())) or 0
    inside = _inside(ids[:SHOWN])
    found = [LoneTheme(theme, inside.get(theme.id, [])) for theme in db.session.scalars(themes)]
    return LoneVoices(found, list(texts), len(ids) + without, _kept(engagement_id))


def how_many(engagement_id: int) -> int:
    """How many are still to decide."""
    parts = [
        select(func.count()).select_from(query.subquery()) for query in (_few(engagement_id), _alone(engagement_id))
    ]
    return sum(db.session.scalar(part) or 0 for part in parts)


def keep_theme(theme: Theme, *, by: int) -> None:
    """It stands as its own, although few spoke of it. Raises `NotToDecide` or `Archived`."""
    if db.session.scalar(select(KeptAlone.id).where(KeptAlone.theme_id == theme.id)) is None:
        _must_be_few(theme)
        db.session.add(KeptAlone(theme_id=theme.id, by_id=by, day=uk_today()))


def keep_text(submission: Submission, *, by: int, seen: int | None = None) -> None:
    """It fits no theme, and stands by itself among what was heard. See `put_text_in` for what it raises."""
    words = (KeptAlone.submission_id == submission.id, KeptAlone.moves_made == submission.moves_made)
    if db.session.scalar(select(KeptAlone.id).where(*words)) is None:
        moves = _must_be_alone(submission, seen)
        db.session.add(KeptAlone(submission_id=submission.id, moves_made=moves, by_id=by, day=uk_today()))


def put_theme_in(theme: Theme, into: Theme, *, by: int) -> None:
    """What few said is a part of what more people said. Raises `NotToDecide`, and what `merge_into` does."""
    _must_be_few(theme)
    merge_into(theme, into, by=by)


def put_text_in(submission: Submission, into: Theme, *, by: int, seen: int | None = None) -> None:
    """It fits a theme after all. `seen` is how often the words had been decided on when somebody read them here.

    Raises `WordsMoved`, `NotToDecide`, `Ended` or `Archived`.
    """
    _must_be_alone(submission, seen)
    into.add([submission.id], by=by)


def _must_be_few(theme: Theme) -> None:
    theme.engagement.must_not_be_archived()
    if db.session.scalar(_few(theme.engagement_id).where(Theme.id == theme.id)) is None:
        raise NotToDecide


def _must_be_alone(submission: Submission, seen: int | None) -> int:
    engagement = submission.contribution.activity.engagement
    engagement.must_not_be_archived()
    held = Submission.locked(submission.id)
    if held is None or seen not in (None, held.moves_made):
        raise WordsMoved
    if db.session.scalar(_alone(engagement.id).where(Submission.id == held.id).limit(1)) is None:
        raise NotToDecide
    return held.moves_made


def _few(engagement_id: int) -> Select[Any]:
    person = func.coalesce(Contribution.receipt_id, -Contribution.id)  # one who wrote six texts is one voice
    return (
        select(Theme.id)
        .join(in_themes, in_themes.c.theme_id == Theme.id)
        .join(Submission, Submission.id == in_themes.c.submission_id)
        .join(Submission.contribution)
        .where(
            Theme.engagement_id == engagement_id,
            Theme.ended_on.is_(None),
            ~exists().where(KeptAlone.theme_id == Theme.id),
        )
        .group_by(Theme.id)
        .having(func.count(person.distinct()) < FEW)
        .order_by(Theme.id)
    )


def _alone(engagement_id: int) -> Select[Any]:
    read = and_(Reading.submission_id == Submission.id, Reading.moves_made == Submission.moves_made)
    was_kept = and_(KeptAlone.submission_id == Submission.id, KeptAlone.moves_made == Submission.moves_made)
    return (
        select(Submission)
        .join(Reading, read)
        .join(Submission.contribution)
        .join(Activity, Activity.id == Contribution.activity_id)
        .where(
            Activity.heard_in(engagement_id),
            Submission.heard(),
            Reading.ended_on.is_(None),
            ~Reading.blind,
            ~Reading.says_nothing,
            ~exists().where(in_themes.c.submission_id == Submission.id),
            ~exists().where(was_kept),
        )
    )


def _inside(theme_ids: Sequence[int]) -> dict[int, list[Submission]]:
    query = (
        select(in_themes.c.theme_id, Submission)
        .join(Submission, Submission.id == in_themes.c.submission_id)
        .join(Submission.contribution)
        .where(in_themes.c.theme_id.in_(theme_ids))
        .options(contains_eager(Submission.contribution))
        .order_by(Submission.public_id)
    )
    found: dict[int, list[Submission]] = {}
    for theme, submission in db.session.execute(query):
        found.setdefault(theme, []).append(submission)
    return found


def _kept(engagement_id: int) -> int:
    themes = select(func.count()).select_from(KeptAlone).join(Theme).where(Theme.engagement_id == engagement_id)
    texts = (
        select(func.count())
        .select_from(KeptAlone)
        .join(Submission, Submission.id == KeptAlone.submission_id)
        .join(Submission.contribution)
        .join(Activity, Activity.id == Contribution.activity_id)
        .where(Activity.engagement_id == engagement_id)
    )
    return sum(db.session.scalar(query) or 0 for query in (themes, texts))
