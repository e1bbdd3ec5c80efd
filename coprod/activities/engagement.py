"""Engagement: the page that gathers activities about one thing that can still change."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.activities import checks
from coprod.activities.checks import Check, missing
from coprod.activities.life import NOT_PUBLIC, PUT_AWAY, Life, NotAllowed, must_lead, must_say_why
from coprod.activities.lived import Lived
from coprod.changes import Change, counts_what_is_shown
from coprod.database import Base, UTCDateTime, db, now

OF_IT = "Engagement.id == Activity.engagement_id"


@counts_what_is_shown("shown")
class Engagement(Lived, Base):
    """Something the partnership asks people about, with the ways to answer. Born a draft, which only staff see.

    `background` and `what_changed` are in the few marks of `staff_text`. `easy_read` is the background as pairs of
    {"picture", "words"}. `decided` and `can_change` have one point a line; `next_steps` are {"when", "words"}.
    `contact` has "name", "email", "phone" and "post" (an address, line by line), with "phone_words" and "post_words"
    that say how to take part that way; what it lacks is the partnership's own. `glossary` maps a hard word to easy
    ones. `sponsors` are the roles, not names, of those who stand behind it. `lawful_basis` is a key of LAWFUL_BASES.
    `documents` are files with a title, each in several formats (see documents.py). `share_card` is the hash of the
    picture that goes with a link to its page, once it has been drawn. `two_to_open`: whoever edited it last does not
    open it. `two_to_decide`: what one person decides on a theme counts once another agrees; `decide_by` is the day by
    which all themes should be decided. See `Lived`. It opens and closes as its activities do. `updated_at` is when
    staff last changed what people read on its page: see `last_updated`. `shown` moves with all of its own that is
    shown, `edited` with edits by staff.
    """

    __tablename__ = "engagement"
    # Its number is never given again: what was changed and done is filed under it, and stays when a draft is deleted.
    __table_args__ = (CheckConstraint("life <> 'closed'", name="closes_by_itself"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    summary: Mapped[str]
    background: Mapped[str]
    easy_read: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    decided: Mapped[str]
    can_change: Mapped[str]
    next_steps: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    documents: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    sponsors: Mapped[list[str]] = mapped_column(JSON)
    contact: Mapped[dict[str, str]] = mapped_column(JSON)
    glossary: Mapped[dict[str, str]] = mapped_column(JSON)
    purpose: Mapped[str]
    lawful_basis: Mapped[str]
    bsl_url: Mapped[str]
    audio_url: Mapped[str]
    two_to_open: Mapped[bool]
    two_to_decide: Mapped[bool]
    decide_by: Mapped[date | None]
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("engagement.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    share_card: Mapped[str]
    shown: Mapped[int]

    # By name: they stand above this file. To read only: an activity says to which engagement it belongs.
    activities: Mapped[list[Any]] = relationship(
        "Activity", primaryjoin=f"and_({OF_IT}, Activity.is_listed)", viewonly=True, order_by="Activity.id"
    )
    replaced_by: Mapped["Engagement | None"] = relationship(remote_side=[id])

    def __init__(self, *, slug: str, title: str, life: Life = Life.DRAFT, **said: Any) -> None:
        moment = now()
        texts = dict.fromkeys(TEXTS, "")
        rows: dict[str, Any] = {name: [] for name in ("easy_read", "next_steps", "documents", "sponsors")}
        rows |= {"contact": {}, "glossary": {}}
        super().__init__(
            slug=slug,
            title=title,
            life=life,
            **(texts | rows | {"two_to_open": False, "two_to_decide": False} | said),
            created_at=moment,
            updated_at=moment,
            share_card="",
            shown=1,
            edited=1,
        )

    @classmethod
    def find(cls, slug: str) -> "Engagement | None":
        """The engagement at an address; drafts too."""
        return db.session.scalar(select(cls).where(cls.slug == slug))

    @classmethod
    def find_public(cls, slug: str) -> "Engagement | None":
        """As `find`, but one that is not public is not there."""
        return db.session.scalar(select(cls).where(cls.slug == slug, cls.life.not_in(NOT_PUBLIC)))

    @classmethod
    def hold_with(cls, activity_id: int) -> None:
        """Nobody else takes a step in the engagement of this activity until the transaction ends."""
        db.session.execute(select(cls.id).where(cls.activities.any(id=activity_id)).with_for_update(of=cls))

    @property
    def is_public(self) -> bool:
        """Whether anyone may see it."""
        return self.life not in NOT_PUBLIC

    @property
    def opens_at(self) -> datetime | None:
        """When the first of its activities opens; None while all are drafts."""
        return min((each.opens_at for each in self.activities if each.opens_at), default=None)

    @property
    def closes_at(self) -> datetime | None:
        """When the last of its activities closes; None while all are drafts."""
        return max((each.closes_at for each in self.activities if each.opens_at), default=None)

    def last_updated(self, activities: Iterable[Any]) -> datetime:
        """When its page last changed as people speak of it: staff edited it, or one of these activities closed.

        What is approved or taken back meanwhile moves no date: it would tell when somebody was read.
        """
        return max([self.updated_at, *(at for each in activities if each.opens_at and (at := each.closes_at) <= now())])

    @property
    def is_over(self) -> bool:
        """Whether the last of its activities has closed."""
        return self.closes_at is not None and self.closes_at <= now()

    @property
    def stage(self) -> Life:
        """Where it is in its life at this moment: it has closed when the last of its activities has."""
        return Life.CLOSED if self.life is Life.OPEN and self.is_over else self.life

    @property
    def two_open(self) -> bool:
        """Whether the last person who edited it may not be the one who opens it."""
        return self.two_to_open

    def let_one_open(self) -> int | None:
        """Who said that one person is enough, where two were asked for."""
        said = select(Change.by_id).where(Change.subject == self.subject, Change.field == "two_to_open")
        return None if self.two_to_open else db.session.scalar(said.order_by(Change.id.desc()).limit(1))

    @property
    def ready_ones(self) -> list[Any]:
        """The activities that open with it."""
        return [each for each in self.activities if each.life is Life.READY]

    def checks(self) -> list[Check]:
        """Its checklist."""
        return checks.of_engagement(self)

    def agreed_together(self) -> Collection[str]:
        """Itself, and the activities that open with it."""
        return [self.subject, *(each.subject for each in self.ready_ones)]

    def make_ready(self, *, by: int, seen: int | None = None) -> None:
        """Its checklist is done, and each of its drafts whose own checklist is done goes with it."""
        must_lead(self.stage, Life.READY, "make_ready")
        for each in self.activities:  # they first: one that is ready later takes it back
            if each.life is Life.DRAFT and not missing(each.checks()):
                each.make_ready(by=by)
        super().make_ready(by=by, seen=seen)

    def takes_back(self, *, by: int) -> None:
        """Something in it is new, or another: when it was ready, it is a draft, and does not open by itself."""
        self.must_not_be_archived()
        if self.life is Life.READY:
            self.back_to_draft(by=by)

    def must_open(self, *, by: int) -> None:
        """Also: something in it opens with it, and can."""
        must_lead(self.stage, Life.OPEN, "open")
        if not self.ready_ones and not any(each.was_public for each in self.activities):
            raise NotAllowed("None of its activities is ready. Say of one that it is.")
        for each in self.ready_ones:
            try:
                each.must_have_time()
                each.must_be_whole()
            except NotAllowed as refusal:
                raise NotAllowed(f"{each.title}: {refusal}") from refusal
        super().must_open(by=by)

    def must_last_until(self, moment: datetime) -> None:
        """None of what opens with it has closed by then."""
        for each in self.ready_ones:
            if each.closes_at <= moment:
                raise NotAllowed(f"{each.title}: It would have closed before it opens. Choose an earlier moment.")

    def opened(self, *, by: int, seen: int | None = None) -> None:
        """Everyone can see it, and people can take part in what is ready in it."""
        ready = self.ready_ones
        self.change({"life": Life.OPEN, "opening_at": None}, by=by, seen=seen)
        for each in ready:
            each.opened(by=by)

    def close(self, *, by: int, seen: int | None = None, reason: str) -> None:
        """Take nothing more in any of its activities, and say why on the page of each."""
        must_lead(self.stage, Life.CLOSED, "close")
        must_say_why(reason)
        self.count_edit(self.edited if seen is None else seen)
        for each in self.activities:
            if each.stage is Life.OPEN:
                each.close(by=by, reason=reason)
            each.do_not_open(by=by)  # else what opens by itself later would open it again
        db.session.flush()

    def answer(self, what_changed: str, *, by: int, seen: int | None = None) -> None:
        """Also: nothing in it opens by itself any more."""
        super().answer(what_changed, by=by, seen=seen)
        for each in self.activities:
            each.do_not_open(by=by)

    def change(self, values: dict[str, Any], *, by: int, seen: int | None = None, reason: str = "") -> bool:
        """As for everything that has a life; its page has been updated, and so have those that lead to it."""
        is_news = self.is_news(values)
        moved = super().change(values, by=by, seen=seen, reason=reason)
        if is_news:
            self.updated_at = now()
        if moved:
            older = update(Engagement).where(Engagement.replaced_by_id == self.id)
            db.session.execute(older.values(shown=Engagement.shown + 1), execution_options=AS_IT_STANDS)
        return moved

    def must_take_activities(self) -> None:
        """Raise `NotAllowed` unless its activities may be opened: it is public, and has not been answered."""
        if not self.is_public:
            raise NotAllowed("Open its engagement first. Nothing in it is public before.")
        if self.life in PUT_AWAY:
            raise NotAllowed(f"Its engagement is {self.life}. People have been told that it is over.")

    def must_let_open(self) -> None:
        """Also: it has not closed. Whoever opens something in it would open it again, and nobody would say why."""
        self.must_take_activities()
        if self.stage is Life.CLOSED:
            raise NotAllowed(
                "Its engagement has closed, and people have been told. "
                "Give people more time in one of its activities first, and say why: everyone can read it."
            )


AS_IT_STANDS = {"synchronize_session": False}
# What is a text, and empty when nobody has written it.
TEXTS = (
    "summary", "background", "decided", "can_change", "purpose", "lawful_basis", "bsl_url", "audio_url", "what_changed",
)  # fmt: skip
LAWFUL_BASES = {
    "public_task": "Public task: it is part of our duties to ask (Article 6(1)(e))",
    "legal_obligation": "Legal obligation: a law says that we must (Article 6(1)(c))",
    "consent": "Consent: people agree to it (Article 6(1)(a))",
    "legitimate_interests": "Legitimate interests (Article 6(1)(f))",
}
# Last words of addresses that are pages of their own under /staff/engagements.
RESERVED_SLUGS = ("new",)
