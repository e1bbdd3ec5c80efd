"""GotItRight: the question beneath one reply, "did we get this right?". GotItRightAnswer: what one person said."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Self

from sqlalchemy import ForeignKey, Index, bindparam, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.activities.activity import Activity, Card
from coprod.activities.engagement import Engagement
from coprod.database import Base, choice, db, now, uk_today
from coprod.participation.contribution import Contribution
from coprod.participation.receipt import Receipt
from coprod.rendering import uk_date

# How long it is asked after a version was published. It cannot be asked for ever: who said what is forgotten some
# months after people could answer last.
ASKED_FOR = timedelta(days=730)
ASKS = "Did we get this right?"
MISSED = "What did we miss?"


class RightAnswer(StrEnum):
    """What somebody says of a reply."""

    YES = "yes"
    PARTLY = "partly"
    NOT_YET = "not_yet"

    @property
    def label(self) -> str:
        """As it stands on the button."""
        return {"yes": "Yes", "partly": "Partly", "not_yet": "Not yet"}[self.value]


class GotItRight(Activity):
    """The question beneath one reply. It opens when the reply is published, and again with each new version.

    What people write is read first, as everywhere. It stands in no list of what one can take part in.
    """

    __tablename__ = "got_it_right"
    __mapper_args__ = {"polymorphic_identity": "got_it_right"}

    id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), unique=True)

    # By name: they stand above this file.
    reply: Mapped[Any] = relationship("Reply")

    listed = False
    heard = decided_on = False
    needs_weeks = False
    channel = "Answer to a reply"
    card = Card("question", "Say if we got it right", "answers to replies", "talk")
    withdraw_words = "Take my answer back"

    @classmethod
    def ask_about(cls, reply: Any, title: str) -> None:
        """From now on people are asked about this reply; when another version of it was published, about that."""
        title, closes_at = f"Our reply: {title}", now() + ASKED_FOR
        there = cls.of(reply.id)
        if there is not None:
            there.title, there.closes_at = title, max(closes_at, there.closes_at)
            return
        engagement: Engagement = reply.engagement
        asked = cls(
            reply=reply,
            engagement=engagement,
            slug=reply.public_id,
            title=title,
            opens_at=now(),
            closes_at=closes_at,
            minutes=1,
            purpose="To find out whether our replies are right",
            readers="The team that writes the replies",
            retention_months=6,
            # Where two people approve what is shown of an engagement, they do so here too.
            two_people=any(each.two_people for each in engagement.activities),
        )
        db.session.add(asked)

    @classmethod
    def of(cls, reply_id: int) -> Self | None:
        """The question beneath a reply."""
        return db.session.scalar(select(cls).where(cls.reply_id == reply_id))

    def erase(self, contribution_id: int) -> None:
        """Their answer counts no more, from the next time that figures are shown."""
        db.session.execute(delete(GotItRightAnswer).where(GotItRightAnswer.contribution_id == contribution_id))

    def receipt_lines(self, contribution_id: int, *, is_withdrawn: bool) -> list[str]:
        """What they answered, and whether we have written the reply again since."""
        answer = GotItRightAnswer.of(contribution_id)
        if answer is None:
            return []
        lines = [f"We asked: did we get this right? You said: {answer.answer.label.lower()}."]
        if answer.replaced:
            return [*lines, "You changed your answer later."]
        newer = self.reply.published
        if newer is not None and newer.number > answer.version.number:
            lines.append(f"We wrote our reply again after that: it is of {uk_date(newer.published_on, year=True)}.")
        return lines


class GotItRightAnswer(Base):
    """What one person said of a reply, as it stood in one of its versions. Their words, if any, are a submission.

    `submitted_on` is the contribution's. One that was `replaced` counts no more: the same person has answered again.
    """

    __tablename__ = "got_it_right_answer"
    __table_args__ = (Index("ix_got_it_right_answer_day", "got_it_right_id", "submitted_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    got_it_right_id: Mapped[int] = mapped_column(ForeignKey("got_it_right.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("reply_version.id"), index=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), unique=True)
    submitted_on: Mapped[date]
    answer: Mapped[RightAnswer] = mapped_column(choice(RightAnswer, "answer"))
    replaced: Mapped[bool]

    version: Mapped[Any] = relationship("ReplyVersion")
    contribution: Mapped[Contribution] = relationship()

    def __init__(self, *, contribution: Contribution, answer: RightAnswer, **whose: int) -> None:
        """`whose` are the ids of its question and of the version."""
        super().__init__(
            contribution=contribution,
            submitted_on=contribution.submitted_on or uk_today(),
            answer=RightAnswer(answer),
            replaced=False,
            **whose,
        )

    @classmethod
    def of(cls, contribution_id: int) -> Self | None:
        """The answer that a contribution gave, if it is still there."""
        return db.session.scalar(select(cls).where(cls.contribution_id == contribution_id))


_answer: Any = GotItRightAnswer.__table__
_contribution, _receipt = Contribution.__table__, Receipt.__table__
# What was answered to one question under one code counts no more: somebody has answered again. Sent inside a filing.
REPLACE = (
    update(_answer)
    .where(
        _answer.c.got_it_right_id == bindparam("asked"),
        _answer.c.contribution_id.in_(
            select(_contribution.c.id)
            .join(_receipt, _receipt.c.id == _contribution.c.receipt_id)
            .where(_receipt.c.digest == bindparam("digest"))
        ),
    )
    .values(replaced=True)
)
