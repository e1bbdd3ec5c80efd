"""Activity: something people can take part in."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple, Self

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Select,
    UniqueConstraint,
    and_,
    bindparam,
    select,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship, with_polymorphic

from coprod.activities.engagement import Engagement
from coprod.activities.life import NOT_PUBLIC, Life, State
from coprod.activities.open_and_close import OpensAndCloses
from coprod.activities.per_kind import PerKind
from coprod.changes import counts_what_is_shown
from coprod.database import Base, UTCDateTime, db, now


class Card(NamedTuple):
    """How one kind of activity stands in lists: its name, what people do, what they send, its picture, its tint."""

    name: str
    do: str
    things: str
    picture: str
    tint: str = ""


class NotOpen(Exception):
    """People cannot take part in `activity` at this moment."""

    def __init__(self, activity: "Activity") -> None:
        super().__init__(f"{activity.kind} {activity.slug} is {activity.state}")
        self.activity = activity


@counts_what_is_shown("shown")
class Activity(PerKind, OpensAndCloses, Base):
    """Something people can take part in: a board, a questionnaire, an event, the Promise.

    `kind` is the name of the package that shows it, so its page is `url_for(f"{kind}.show", slug=slug)`.
    `opens_at` is empty until staff have opened it. Both times are moments; everywhere they are shown in UK time.
    `minutes` is how long it takes, `readers` the group that reads what is said, `audiences` who it is for (values of
    `Audience`), `retention_months` how long who-said-it is kept, `two_people` whether words are shown only after two
    people have approved them. `made_safe`, `ways_to_say` and `can_change` are, with `readers`, the four things that
    Laura Lundy asks of whoever asks children. See `Lived` for its life.
    `shown` moves whenever what is shown of it moves: a kept page depends on it. `edited` moves with edits by staff
    alone. While its engagement is not public, an activity is a draft too.
    """

    __tablename__ = "activity"
    __table_args__ = (
        UniqueConstraint("kind", "slug"),
        CheckConstraint("closes_at > opens_at", name="closes_after_it_opens"),
        CheckConstraint("minutes > 0", name="minutes"),
        CheckConstraint("retention_months > 0", name="retention_months"),
        CheckConstraint("life <> 'closed'", name="closes_by_itself"),
        CheckConstraint("(opens_at IS NULL) = (life IN ('draft', 'ready'))", name="opens_once_it_was_ready"),
        {"sqlite_autoincrement": True},  # as of an engagement: its number is never given again
    )
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_abstract": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    slug: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str]
    opens_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closes_at: Mapped[datetime] = mapped_column(UTCDateTime)
    minutes: Mapped[int]
    readers: Mapped[str]
    audiences: Mapped[list[str]] = mapped_column(JSON)
    purpose: Mapped[str]
    retention_months: Mapped[int]
    two_people: Mapped[bool]
    made_safe: Mapped[str]
    ways_to_say: Mapped[str]
    can_change: Mapped[str]
    share_card: Mapped[str]
    shown: Mapped[int]
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)

    # Always with it: whether an activity is public depends on its engagement.
    engagement: Mapped[Engagement] = relationship(lazy="joined")

    # The labels of private fields that a team acts on: while one is held, the lead says what they must provide.
    PROVIDED: frozenset[str] = frozenset()
    NEED_A_REASON = frozenset({"closes_at"})
    # Whether it is one of the things that an engagement asks. A question beneath something else, and what was said
    # elsewhere, stand in no list of what people can take part in, and open and close nothing with it.
    listed = True
    # Whether what is said in it is what the engagement hears: it is sorted into themes, and counts as sent.
    heard = True
    # Whether what people say in it is answered with a decision. What organisations pledge is not.
    decided_on = True
    channel = ""  # the word for this kind, where it is not its name
    card = Card("activity", "Take part", "contributions", "pen")
    # The button with which a person takes back what they sent; an event says "Cancel my place".
    withdraw_words = "Take it back"

    def __init__(
        self,
        *,
        engagement: Engagement,
        slug: str,
        title: str,
        closes_at: datetime,
        summary: str = "",
        opens_at: datetime | None = None,
        minutes: int = 5,
        readers: str = "The SEND engagement team",
        audiences: list[str] | None = None,
        purpose: str = "To find out what to change",
        retention_months: int = 24,
        two_people: bool = False,
        made_safe: str = "",
        ways_to_say: str = "",
        can_change: str = "",
        what_changed: str = "",
        **more: Any,
    ) -> None:
        super().__init__(
            engagement=engagement,
            slug=slug,
            title=title,
            summary=summary,
            opens_at=opens_at,
            closes_at=closes_at,
            minutes=minutes,
            readers=readers,
            audiences=audiences or [],
            purpose=purpose,
            retention_months=retention_months,
            two_people=two_people,
            made_safe=made_safe,
            ways_to_say=ways_to_say,
            can_change=can_change,
            what_changed=what_changed,
            life=Life.OPEN if opens_at else Life.DRAFT,
            share_card="",
            shown=1,
            edited=1,
            **more,
        )

    @classmethod
    def channels(cls) -> dict[str, str]:
        """Every kind of activity there is, and the word for it: {"boards": "Board"}."""
        words = {kind: each.channel or each.card.name.capitalize() for kind, each in cls.kinds().items()}
        return dict(sorted(words.items()))

    @classmethod
    def kinds(cls) -> dict[str, type["Activity"]]:
        """Every kind of activity there is, by its name."""
        return {str(kind): mapper.class_ for kind, mapper in cls.__mapper__.polymorphic_map.items()}

    @hybrid_property
    def is_listed(self) -> bool:
        """Whether it stands in lists: see `listed`. In SQL: the condition for it."""
        return self.listed

    @is_listed.inplace.expression
    @classmethod
    def _is_listed(cls) -> ColumnElement[bool]:
        return cls._of_kinds(lambda each: each.listed)

    @hybrid_property
    def is_heard(self) -> bool:
        """Whether it is part of what an engagement hears: see `heard`. In SQL: the condition for it."""
        return self.heard

    @is_heard.inplace.expression
    @classmethod
    def _is_heard(cls) -> ColumnElement[bool]:
        return cls._of_kinds(lambda each: each.heard)

    @classmethod
    def _of_kinds(cls, fits: Callable[[type["Activity"]], bool]) -> ColumnElement[bool]:
        # Asked when a statement is sent: when it is written, not every kind is known yet.
        def others() -> list[str]:
            return [kind for kind, each in Activity.kinds().items() if not fits(each)]

        return cls.kind.not_in(bindparam(None, callable_=others, expanding=True, unique=True))

    @classmethod
    def heard_in(cls, engagement_id: int) -> ColumnElement[bool]:
        """The condition for what an engagement hears: what it asks, and what was said elsewhere and brought in."""
        return and_(Activity.engagement_id == engagement_id, Activity.is_heard)

    @classmethod
    def find(cls, slug: str) -> Self | None:
        """The activity of this kind at an address, with its engagement, in one statement; drafts too."""
        return db.session.scalar(select(cls).where(cls.slug == slug))

    @classmethod
    def all_kinds(cls) -> Any:
        """To select from: every kind at once, each with its own columns, in one statement."""
        return with_polymorphic(Activity, "*")

    @classmethod
    def moving_facts(cls, now: Any) -> list[Select[Any]]:
        """Numbers that move with what this kind of activity shows on its card, and that `touch` knows nothing of."""
        return []

    @classmethod
    def find_public(cls, slug: str) -> Self | None:
        """As `find`, but a draft is not there."""
        found = cls.find(slug)
        return found if found and found.state is not State.DRAFT else None

    @classmethod
    def public(cls) -> ColumnElement[bool]:
        """The condition under which anyone finds it in a list; join `Engagement` to use it."""
        return and_(Activity.is_listed, Activity.opens_at.is_not(None), Engagement.life.not_in(NOT_PUBLIC))

    @property
    def state(self) -> State:
        """Draft, coming, open or closed, at this moment."""
        if self.opens_at is None or not self.engagement.is_public:
            return State.DRAFT
        if now() < self.opens_at:
            return State.COMING
        return State.OPEN if now() < self.closes_at else State.CLOSED

    @property
    def is_open(self) -> bool:
        """Whether people can take part at this moment."""
        return self.state is State.OPEN

    @property
    def has_room(self) -> bool:
        """Whether one more person can take part at this moment."""
        return self.is_open

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is still to come. Some kinds have more to come when nobody can take part any longer."""
        return self.state is State.CLOSED

    def must_be_open(self) -> None:
        """Raise `NotOpen` unless people can take part at this moment."""
        if not self.is_open:
            raise NotOpen(self)

    def edit(self, details: dict[str, Any], *, by: int, seen: int | None = None, reason: str = "") -> None:
        """Change what is said about it."""
        self.change(details, by=by, seen=seen, reason=reason)

    def change(self, values: dict[str, Any], *, by: int, seen: int | None = None, reason: str = "") -> bool:
        """As for everything that staff edit. Its engagement's page changes with it, and so does what was agreed."""
        if self.differs(values):
            self.engagement.takes_back(by=by)
        is_news = self.is_news(values)
        moved = super().change(values, by=by, seen=seen, reason=reason)
        if moved:
            self.touch()
        if is_news:
            self.has_news()
        return moved

    def made(self, *, by: int) -> None:
        """It has just been made: nobody who agreed to its engagement has read it."""
        super().made(by=by)
        self.engagement.takes_back(by=by)

    def make_ready(self, *, by: int, seen: int | None = None) -> None:
        """Its checklist is done. In an engagement that was ready without it, the two are read together first."""
        super().make_ready(by=by, seen=seen)
        self.engagement.takes_back(by=by)

    def edit_a_part(self, *, by: int, seen: int | None = None) -> None:
        """One more edit, of something that stands in it; whoever edits writes down what. As for an edit of itself."""
        self.must_not_be_archived()
        self.engagement.takes_back(by=by)
        if self.life is Life.READY:
            self.back_to_draft(by=by, seen=seen)
        else:
            self.count_edit(self.edited if seen is None else seen)
        self.touch()
        self.has_news()

    def touch(self) -> None:
        """What is shown of this activity has changed, though none of its own values: pages kept for it are stale."""
        # Counted by the database: two moderators at once move it twice.
        self.shown = Activity.shown + 1

    def has_news(self) -> None:
        """Staff changed what people read of it, and so on the page of its engagement."""
        if self.was_public:
            self.engagement.updated_at = now()


def easy_first(activities: Iterable[Activity]) -> list[Activity]:
    """Kind by kind, the kind that takes least time first; within a kind, what closes next first."""
    activities = sorted(activities, key=lambda activity: (activity.closes_at, activity.id))
    quickest: dict[str, int] = {}
    for activity in activities:
        quickest[activity.kind] = min(activity.takes, quickest.get(activity.kind, activity.takes))
    return sorted(activities, key=lambda activity: (quickest[activity.kind], activity.kind))
