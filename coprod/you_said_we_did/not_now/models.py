"""Look: somebody looked again at what was not for now, and says what happened. LookReminder: who was asked to."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.accounts.models import User
from coprod.activities.audience import Audience
from coprod.database import Base, db, kept, uk_today
from coprod.partnership.models import shown_everywhere
from coprod.themes.models import Theme
from coprod.you_said_we_did.decisions.models import Decided, Decision, Overtaken, Verdict, held


class NeverEdited(Exception):
    """Somebody tried to change or delete what happened at a look."""


@shown_everywhere
@kept(NeverEdited("what happened at a look stays: look again instead"))
class Look(Base):
    """Somebody looked again at a decision of "not now", and says what happened: for everyone.

    Either somebody looks again on `next_on`, or it `became` another decision.
    """

    __tablename__ = "look"
    __table_args__ = (
        UniqueConstraint("decision_id", "number"),
        CheckConstraint("happened <> ''", name="what_happened"),
        CheckConstraint("(next_on IS NULL) <> (became_id IS NULL)", name="what_comes_next"),
        CheckConstraint("next_on > day", name="looks_ahead"),
        CheckConstraint("became_id <> decision_id", name="became_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    number: Mapped[int]
    day: Mapped[date]
    happened: Mapped[str]
    next_on: Mapped[date | None]
    became_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    decision: Mapped[Decision] = relationship(foreign_keys=[decision_id])
    became: Mapped[Decision | None] = relationship(foreign_keys=[became_id])
    by: Mapped[User] = relationship()

    @classmethod
    def write(
        cls,
        decision: Decision,
        happened: str,
        *,
        next_on: date | None = None,
        became: Decision | None = None,
        by: int,
        seen: int | None = None,
    ) -> "Look":
        """Say what happened, and what comes next. `seen` is how many looks there were when the form was opened.

        Raises `Overtaken` when a colleague was faster, or when it is decided another way; `Ended`; `Archived`.
        """
        held(decision.theme)
        decision.theme.engagement.must_not_be_archived()
        later = Decision.theme_id == decision.theme_id, Decision.audience.is_not_distinct_from(decision.audience)
        replaced = select(Decision.id).where(*later, Decision.id > decision.id, Decision.counted())
        if became is not None:
            replaced = replaced.where(Decision.id != became.id)
        number = db.session.scalar(select(func.count()).where(cls.decision_id == decision.id)) or 0
        is_it = decision.verdict is Verdict.NOT_NOW and decision.counts
        if not is_it or db.session.scalar(replaced) or seen not in (None, number):
            raise Overtaken
        look = cls(
            decision=decision,
            number=number + 1,
            day=uk_today(),
            happened=happened,
            next_on=next_on,
            became=became,
            by_id=by,
        )
        db.session.add(look)
        return look

    @classmethod
    def of(cls, *decision_ids: int) -> "dict[int, list[Look]]":
        """Those at each of these decisions, the newest first."""
        found: dict[int, list[Look]] = {}
        query = select(cls).where(cls.decision_id.in_(decision_ids)).order_by(cls.number.desc())
        for each in db.session.scalars(query):
            found.setdefault(each.decision_id, []).append(each)
        return found


class LookReminder(Base):
    """A letter went to the keeper of a decision, about one date to look again: at most one a day."""

    __tablename__ = "look_reminder"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    due_on: Mapped[date]
    sent_to_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


def due_on() -> ColumnElement[Any]:
    """When somebody looks at a decision next: as the last look says, or, before any, the decision itself."""
    said = select(Look.next_on).where(Look.decision_id == Decision.id, Look.next_on.is_not(None))
    last = said.order_by(Look.number.desc()).limit(1).correlate(Decision).scalar_subquery()
    return func.coalesce(last, Decision.look_again_on)


def replaces_not_now(theme_id: int, audience: Audience | None) -> Decision | None:
    """The "not now" that another decision on this theme takes the place of, if there is one."""
    of_it = Decision.theme_id == theme_id, Decision.audience.is_not_distinct_from(audience), Decision.counted()
    last = db.session.scalar(select(Decision).where(*of_it).order_by(Decision.id.desc()).limit(1))
    return last if last and last.verdict is Verdict.NOT_NOW else None


def decide_with_look(
    theme: Theme, says: Decided, audience: Audience | None = None, *, happened: str = "", by: int, seen: int
) -> Decision:
    """Decide on a theme; where that takes the place of a "not now", somebody has looked at it, and says what happened.

    Raises what `Decision.decide` does.
    """
    decided = Decision.decide(theme, says, audience, by=by, seen=seen)
    db.session.flush()
    if (before := _before(decided)) is not None:
        Look.write(before, happened, became=decided, by=by)
    return decided


def _before(decided: Decision) -> Decision | None:
    each = decided.replaces
    while each is not None and not each.counts:
        each = each.replaces
    return each if each and each.verdict is Verdict.NOT_NOW else None
