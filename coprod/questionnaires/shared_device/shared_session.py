"""SharedSession: some hours in which people of one room answer a questionnaire on one device, one after another."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.activities.life import NotAllowed, State
from coprod.database import UK, Base, UTCDateTime, db, now, uk_today
from coprod.participation.receipt import DIGITS
from coprod.questionnaires.models import Questionnaire
from coprod.rendering import plural
from coprod.transactions import write_transaction

# What nobody has touched for so long on a shared device is gone: the next child must not find it.
IDLE = timedelta(minutes=15)


class SharedSession(Base):
    """A device that goes from hand to hand in one room.

    `label` says which room and when, as staff write it. `head_count` is how many people are in it, `sent` how many sets
    of answers came: what comes above is kept and marked. `start_code` is typed on the device, once, and is gone then;
    whoever finds it can do no more than answer what everybody may answer. It ends after its `hours`, or when staff end
    it at `ended_at`: then nobody begins, and whoever has begun can finish.
    """

    __tablename__ = "shared_session"
    __table_args__ = (
        CheckConstraint("head_count BETWEEN 1 AND 500", name="head_count"),
        CheckConstraint("hours BETWEEN 1 AND 12", name="hours"),
        CheckConstraint("label <> ''", name="label"),
        CheckConstraint("sent >= 0", name="sent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id", ondelete="CASCADE"), index=True)
    label: Mapped[str]
    head_count: Mapped[int]
    hours: Mapped[int]
    began_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    start_code: Mapped[str | None] = mapped_column(unique=True)
    sent: Mapped[int]

    questionnaire: Mapped[Any] = relationship("Questionnaire")

    MOST_HOURS, MOST_PEOPLE, LONGEST_LABEL = 12, 500, 60
    # A device that still lies about after so long is a device like any other again.
    REMEMBERED = timedelta(hours=12)
    KEPT_DAYS = 30

    def __init__(self, *, questionnaire: Questionnaire, label: str, head_count: int, hours: int) -> None:
        super().__init__(
            questionnaire=questionnaire,
            label=label,
            head_count=head_count,
            hours=hours,
            began_at=now(),
            ended_at=None,
            start_code=new_code(),
            sent=0,
        )

    @classmethod
    def begin(
        cls, questionnaire: Questionnaire, *, label: str, head_count: int, hours: int, by: int
    ) -> "SharedSession":
        """Make one, with a code to start a device. Raises `NotAllowed` when nobody could answer in it.

        One just like it that goes on today is the same one: the button was pressed twice. Whoever calls holds the
        questionnaire, so that both presses cannot look at the same moment.
        """
        questionnaire.must_not_be_archived()
        if questionnaire.state is not State.OPEN:
            raise NotAllowed("People can answer on a shared device only while this questionnaire is open.")
        for each in cls.of(questionnaire):
            if each.says == (label, head_count, hours) and not each.is_over and each.began_today:
                return each
        made = cls(questionnaire=questionnaire, label=label, head_count=head_count, hours=hours)
        db.session.add(made)
        questionnaire.write_down("shared_device", None, plural(head_count, "person", "people"), by=by)
        return made

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> list["SharedSession"]:
        """All that are kept of one questionnaire, the latest first."""
        query = select(cls).where(cls.questionnaire_id == questionnaire.id).order_by(cls.began_at.desc(), cls.id.desc())
        return list(db.session.scalars(query))

    @classmethod
    def found_by(cls, code: str) -> "SharedSession | None":
        """The session that this code starts a device in; held, for it starts one only."""
        there = db.session.scalar(select(cls).where(cls.start_code == code).with_for_update(of=cls)) if code else None
        return there if there and not there.is_over else None

    def take_code(self) -> None:
        """A device has been started with it: nobody starts another with the same."""
        self.start_code = None

    def draw_code(self) -> None:
        """A code for one more device, or for one that was switched off. Raises `NotAllowed` when it is over."""
        self.questionnaire.must_not_be_archived()
        if self.is_over:
            raise NotAllowed("This session is over. Make another one.")
        self.start_code = new_code()

    def end(self, *, by: int) -> None:
        """Nobody begins in it any more. Whoever has begun can finish. Doing it again changes nothing."""
        self.questionnaire.must_not_be_archived()
        if not self.is_over:
            self.ended_at, self.start_code = now(), None
            self.questionnaire.write_down("shared_device", plural(self.head_count, "person", "people"), "ended", by=by)

    @property
    def says(self) -> tuple[str, int, int]:
        """What staff typed when they made it."""
        return self.label, self.head_count, self.hours

    @property
    def began_today(self) -> bool:
        """Whether it is one of today."""
        return self.began_at.astimezone(UK).date() == uk_today()

    @property
    def ends_at(self) -> datetime:
        """When it ends, or ended."""
        last = self.began_at + timedelta(hours=self.hours)
        return min(last, self.ended_at) if self.ended_at else last

    @property
    def is_over(self) -> bool:
        """Whether nobody can begin in it any more."""
        return now() >= self.ends_at

    @property
    def is_forgotten(self) -> bool:
        """Whether a device that was started in it is like any other again."""
        return now() >= self.ends_at + self.REMEMBERED

    @property
    def too_many(self) -> int:
        """How many more sets of answers came than there are people in the room."""
        return max(0, self.sent - self.head_count)


def new_code() -> str:
    """Six digits, drawn by chance: easy to read out, and to type on a tablet."""
    return "".join(secrets.choice(DIGITS) for _ in range(6))


def purge_sessions() -> None:
    """Every night: a label may say which class it was, and nobody needs it for long."""
    with write_transaction():
        old = SharedSession.began_at < now() - timedelta(days=SharedSession.KEPT_DAYS)
        db.session.execute(delete(SharedSession).where(old))
