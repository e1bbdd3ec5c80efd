"""Decision: what the partnership will do about a theme, and why; written once, and replaced by another."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Column, ColumnElement, ForeignKey, Index, Table, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.accounts.models import User
from coprod.activities.audience import Audience
from coprod.activities.engagement import Engagement
from coprod.activities.life import PUT_AWAY
from coprod.changes import Change
from coprod.database import Base, choice, db, kept, uk_today
from coprod.partnership.models import shown_everywhere
from coprod.themes.models import Theme
from coprod.themes.signing_off.models import SignOff


class NeverEdited(Exception):
    """Somebody tried to change or delete a decision: another one replaces it."""


class NotSignedOff(Exception):
    """Nobody has signed the themes off: what is decided might be another theme tomorrow."""


class TooEarly(Exception):
    """People can still answer. Whoever decides now says why."""


class Overtaken(Exception):
    """A colleague has decided since the form was opened."""


class NotYours(Exception):
    """Whoever proposed a decision does not agree to it."""


class Verdict(StrEnum):
    """What the partnership does about a theme."""

    NOW = "now"
    NOT_NOW = "not_now"
    NOT_OURS = "not_ours"

    @property
    def label(self) -> str:
        """As staff and everyone read it."""
        return {"now": "Now", "not_now": "Not now", "not_ours": "Not ours"}[self.value]


@dataclass(frozen=True)
class Decided:
    """What a decision says. Which fields are filled hangs on the verdict; the others stay empty.

    `reason` is in plain words, for everyone; `meeting` and `met_on` are where and when it was decided. Now: `priority`
    is what it leads to, perhaps with a `first_step` to be done by `step_by`. Not now: `keeper` is the role of whoever
    keeps it, for everyone, `keeper_id` the member of staff who is reminded, and `look_again_on` when somebody looks
    again. Not ours: `whose` it is, and the `way` there. `early_why` says why it is decided while people still answer.
    """

    verdict: Verdict
    reason: str
    meeting: str
    met_on: date
    priority: str = ""
    first_step: str = ""
    step_by: date | None = None
    keeper: str = ""
    keeper_id: int | None = None
    look_again_on: date | None = None
    whose: str = ""
    way: str = ""
    way_url: str = ""
    way_phone: str = ""
    early_why: str = ""


# The themes that a decision speaks for: its own, and those that had been merged into it by then.
decision_theme = Table(
    "decision_theme",
    Base.metadata,
    Column("decision_id", ForeignKey("decision.id"), primary_key=True),
    Column("theme_id", ForeignKey("theme.id"), primary_key=True, index=True),
)

NOW = "priority <> ''"
NOT_NOW = "keeper <> '' AND keeper_id IS NOT NULL AND look_again_on IS NOT NULL"
NO_KEEPER = "keeper = '' AND keeper_id IS NULL AND look_again_on IS NULL"
NOT_OURS = "whose <> '' AND way <> ''"
FIRST_FOR_ALL = text("replaces_id IS NULL AND audience IS NULL")
FIRST_FOR_SOME = text("replaces_id IS NULL AND audience IS NOT NULL")


@shown_everywhere
@kept(NeverEdited("a decision stays as it is: decide again instead"), may_change={"agreed_by_id", "agreed_on"})
class Decision(Base):
    """What becomes of a theme, for one audience, or for all where there is none. See `Decided` for what it says.

    `by_id` wrote it down. Where `needs_two` it is a proposal until somebody else has agreed. `replaces_id` is the one
    before it, of the same theme and audience: they are a row with one end.
    """

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("reason <> '' AND meeting <> ''", name="why_and_where"),
        CheckConstraint(f"CASE verdict WHEN 'now' THEN {NOW} ELSE priority = '' AND first_step = '' END", name="now"),
        CheckConstraint("step_by IS NULL OR first_step <> ''", name="first_step"),
        CheckConstraint(f"CASE verdict WHEN 'not_now' THEN {NOT_NOW} ELSE {NO_KEEPER} END", name="not_now"),
        CheckConstraint("look_again_on > decided_on", name="looks_ahead"),
        CheckConstraint(
            f"CASE verdict WHEN 'not_ours' THEN {NOT_OURS} "
            "ELSE whose = '' AND way = '' AND way_url = '' AND way_phone = '' END",
            name="not_ours",
        ),
        CheckConstraint("way_url = '' OR way_url LIKE 'https://%'", name="safe_link"),
        CheckConstraint("met_on <= decided_on", name="met_before"),
        CheckConstraint("(agreed_by_id IS NULL) = (agreed_on IS NULL)", name="agreed"),
        CheckConstraint("agreed_by_id <> by_id", name="two_people"),
        CheckConstraint("needs_two OR agreed_by_id IS NULL", name="one_is_enough"),
        Index(
            "uq_decision_first_for_all", "theme_id", unique=True, sqlite_where=FIRST_FOR_ALL,
            postgresql_where=FIRST_FOR_ALL,
        ),
        Index(
            "uq_decision_first_for_some", "theme_id", "audience", unique=True, sqlite_where=FIRST_FOR_SOME,
            postgresql_where=FIRST_FOR_SOME,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), index=True)
    audience: Mapped[Audience | None] = mapped_column(choice(Audience, "audience"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), unique=True)
    verdict: Mapped[Verdict] = mapped_column(choice(Verdict, "verdict"))
    reason: Mapped[str]
    meeting: Mapped[str]
    met_on: Mapped[date]
    priority: Mapped[str]
    first_step: Mapped[str]
    step_by: Mapped[date | None]
    keeper: Mapped[str]
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    look_again_on: Mapped[date | None]
    whose: Mapped[str]
    way: Mapped[str]
    way_url: Mapped[str]
    way_phone: Mapped[str]
    early_why: Mapped[str]
    decided_on: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    needs_two: Mapped[bool]
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    agreed_on: Mapped[date | None]

    theme: Mapped[Theme] = relationship()
    replaces: Mapped["Decision | None"] = relationship(remote_side=[id])
    covers: Mapped[list[Theme]] = relationship(secondary=decision_theme, order_by=Theme.id)
    by: Mapped[User] = relationship(foreign_keys=[by_id])
    agreed_by: Mapped[User | None] = relationship(foreign_keys=[agreed_by_id])
    kept_by: Mapped[User | None] = relationship(foreign_keys=[keeper_id])

    @classmethod
    def decide(
        cls, theme: Theme, says: Decided, audience: Audience | None = None, *, by: int, seen: int | None = None
    ) -> "Decision":
        """Decide on a theme, or propose to, where it takes two. `seen` is the decision that the form was opened from.

        Raises `Ended`, `Archived`, `NotSignedOff`, `TooEarly` or `Overtaken`.
        """
        held(theme)
        engagement = theme.engagement
        engagement.must_not_be_archived()
        if SignOff.last_of(engagement.id) is None:
            raise NotSignedOff
        early = is_early(engagement)
        if early and not says.early_why:
            raise TooEarly
        before = cls.newest(theme.id, audience)
        if seen is not None and seen != (before.id if before else 0):
            raise Overtaken
        said = asdict(says) | ({} if early else {"early_why": ""})
        merged = select(Theme).where(Theme.became_id == theme.id).order_by(Theme.id)
        decided = cls(
            theme=theme,
            audience=audience,
            replaces=before,
            covers=[theme, *db.session.scalars(merged)],
            **said,
            decided_on=uk_today(),
            by_id=by,
            needs_two=takes_two(engagement, by),
        )
        db.session.add(decided)
        return decided

    def agree(self, *, by: int) -> None:
        """A second person agrees: from now on it counts. Raises `Ended`, `Archived`, `Overtaken` or `NotYours`."""
        held(self.theme)
        self.theme.engagement.must_not_be_archived()
        newest = Decision.newest(self.theme_id, self.audience)
        if newest is not self or self.counts:
            raise Overtaken
        if by == self.by_id:
            raise NotYours
        self.agreed_by_id, self.agreed_on = by, uk_today()

    @classmethod
    def newest(cls, theme_id: int, audience: Audience | None) -> "Decision | None":
        """The last of a theme, for one audience or for all; perhaps only a proposal."""
        of_it = select(cls).where(cls.theme_id == theme_id, cls.audience.is_not_distinct_from(audience))
        return db.session.scalar(of_it.order_by(cls.id.desc()).limit(1))

    @classmethod
    def history(cls, theme_id: int, audience: Audience | None) -> Sequence["Decision"]:
        """All of a theme for one audience, or for all, the newest first."""
        of_it = select(cls).where(cls.theme_id == theme_id, cls.audience.is_not_distinct_from(audience))
        return db.session.scalars(of_it.order_by(cls.id.desc())).all()

    @classmethod
    def counted(cls) -> ColumnElement[bool]:
        """The condition under which one counts: see `counts`."""
        return or_(~cls.needs_two, cls.agreed_on.is_not(None))

    @property
    def counts(self) -> bool:
        """Whether it is decided, and no proposal that waits for a second person."""
        return not self.needs_two or self.agreed_on is not None

    @property
    def says_the_same_of(self) -> tuple[Any, ...]:
        """What two decisions share that lead to the same: then one stands for both when their themes become one."""
        return self.verdict, self.priority, self.keeper, self.look_again_on, self.whose


def is_early(engagement: Engagement) -> bool:
    """Whether people can still answer, so that nothing should be decided yet."""
    return not engagement.is_over and engagement.life not in PUT_AWAY


def takes_two(engagement: Engagement, by: int) -> bool:
    """Whether somebody else has to agree to what this person decides. Nor does one decide alone who took that away."""
    if engagement.two_to_decide:
        return True
    said = select(Change.by_id).where(Change.subject == engagement.subject, Change.field == "two_to_decide")
    return db.session.scalar(said.order_by(Change.id.desc()).limit(1)) == by


def held(theme: Theme) -> None:
    """Nobody else decides on this theme, or merges it, until the transaction ends. Raises `Ended`."""
    one = select(Theme).where(Theme.id == theme.id).with_for_update()
    db.session.scalars(one.execution_options(populate_existing=True)).one().must_be_open()
