"""Reply: what the partnership did about what people said. ReplyVersion: its words as one person wrote them down."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.accounts.models import User
from coprod.activities.audience import Audience
from coprod.activities.engagement import Engagement
from coprod.changes import Clash
from coprod.database import Base, choice, db, kept, uk_today
from coprod.participation.submission import Submission
from coprod.partnership.models import shown_everywhere
from coprod.public_ids import PublicId, new_public_id
from coprod.themes.models import Theme
from coprod.you_said_we_did.decisions.models import Decision, NotYours, Verdict
from coprod.you_said_we_did.got_it_right.models import ASKED_FOR, GotItRight
from coprod.you_said_we_did.replies.says import ReplyState, Says


class NeverEdited(Exception):
    """Somebody tried to change or delete what was written in a reply: another version follows it."""


class NotReady(Exception):
    """Something is missing before a second person looks at it, or it was not shown to be ready."""


class DecidedAgain(Exception):
    """What was decided on its themes is not what the reply says any more."""


STANDS = text("published_on IS NOT NULL AND ended_on IS NULL")


@shown_everywhere
class Reply(Base):
    """What the partnership did about some themes of one engagement, for one audience, or for all where there is none.

    Its words are its versions. `shown` counts how often what everyone reads of it has changed.
    """

    __tablename__ = "reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId]
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    audience: Mapped[Audience | None] = mapped_column(choice(Audience, "audience"))
    made_on: Mapped[date]
    shown: Mapped[int]

    engagement: Mapped[Engagement] = relationship()
    versions: Mapped[list["ReplyVersion"]] = relationship(back_populates="reply", order_by="ReplyVersion.number")

    @classmethod
    def begin(
        cls,
        engagement: Engagement,
        title: str,
        decided: Mapping[Theme, Decision],
        audience: Audience | None = None,
        *,
        by: int,
    ) -> "Reply":
        """A reply with a title, to themes on which the same was decided. Raises `Archived`."""
        engagement.must_not_be_archived()
        reply = cls(
            public_id=new_public_id(),
            engagement=engagement,
            audience=audience,
            made_on=uk_today(),
            shown=0,
            versions=[],
        )
        db.session.add(reply)
        ReplyVersion.add(reply, Says(title), decided, [], by=by)
        return reply

    @property
    def newest(self) -> "ReplyVersion":
        """As it was written last."""
        return self.versions[-1]

    @property
    def published(self) -> "ReplyVersion | None":
        """As everyone reads it, if they do."""
        return next((each for each in reversed(self.versions) if each.stands), None)

    def write(
        self, says: Says, decided: Mapping[Theme, Decision], quotes: Sequence[Submission] = (), *, by: int, seen: int
    ) -> "ReplyVersion":
        """Another version; `seen` is the number of the one before, as its form has it. Raises `Archived` or `Clash`."""
        self._held(seen)
        return ReplyVersion.add(self, says, decided, quotes, by=by)

    def make_ready(self, *, by: int, seen: int) -> None:
        """Whoever wrote it has seen it as it will look: now a second person may publish it. Or `NotReady`."""
        version = self._held(seen)
        if version.by_id != by:
            raise NotReady("Whoever wrote it says that it is ready.")
        if missing := version.missing:
            raise NotReady(" ".join(missing))
        version.ready_by_id, version.ready_on = by, uk_today()

    def publish(self, *, by: int, seen: int) -> None:
        """A second person, who has seen it, lets everyone read the newest version; the one before is history.

        Raises `Archived`, `Clash`, `NotReady`, `NotYours`, or `DecidedAgain`.
        """
        version = self._held(seen)
        if version.ready_on is None or version.published_on:
            raise NotReady("Whoever wrote it says first that it is ready.")
        if version.by_id == by:
            raise NotYours
        if decided_again({version: version.about}):
            raise DecidedAgain
        if before := self.published:
            before.ended_by_id, before.ended_on = by, uk_today()
            db.session.flush()  # one stands at a time
        version.published_by_id, version.published_on = by, uk_today()
        self.shown += 1
        GotItRight.ask_about(self, version.title)

    def take_down(self, *, by: int) -> None:
        """Nobody reads it any more, from this moment. One person is enough: it may name somebody. Raises `Archived`."""
        self._held()
        if version := self.published:
            version.ended_by_id, version.ended_on = by, uk_today()
            self.shown += 1

    def _held(self, seen: int | None = None) -> "ReplyVersion":
        """Its newest version; nobody else writes or publishes until the transaction ends."""
        db.session.scalar(select(Reply.id).where(Reply.id == self.id).with_for_update())
        db.session.refresh(self, ["versions"])
        self.engagement.must_not_be_archived()
        if seen is not None and seen != self.newest.number:
            raise Clash
        return self.newest


@kept(
    NeverEdited("what was written stays: write another version"),
    may_change={"ready_by_id", "ready_on", "published_by_id", "published_on", "ended_by_id", "ended_on"},
)
class ReplyVersion(Base):
    """A reply as one person wrote it down: see `Says`. `by_id` wrote it; somebody else publishes it.

    `verdict` is what was decided on its themes. From `published_on` until `ended_on` everyone can read it.
    """

    __tablename__ = "reply_version"
    __table_args__ = (
        UniqueConstraint("reply_id", "number"),
        CheckConstraint("number > 0 AND title <> ''", name="said"),
        CheckConstraint("verdict = 'now' OR (done_on IS NULL AND late_why = '')", name="only_now_is_done"),
        CheckConstraint("done_on IS NULL OR late_why = ''", name="done_or_late"),
        CheckConstraint("done_on <= written_on", name="was_done"),
        CheckConstraint("(ready_by_id IS NULL) = (ready_on IS NULL)", name="who_said_ready"),
        CheckConstraint("(published_by_id IS NULL) = (published_on IS NULL)", name="who_published"),
        CheckConstraint("(ended_by_id IS NULL) = (ended_on IS NULL)", name="who_ended"),
        CheckConstraint("ready_on IS NOT NULL OR published_on IS NULL", name="ready_before"),
        CheckConstraint("published_on IS NOT NULL OR ended_on IS NULL", name="published_before"),
        CheckConstraint("published_by_id <> by_id", name="two_people"),
        CheckConstraint("ready_on IS NULL OR text <> ''", name="ready_says_something"),
        Index("uq_reply_version_stands", "reply_id", unique=True, sqlite_where=STANDS, postgresql_where=STANDS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"))
    number: Mapped[int]
    title: Mapped[str]
    text: Mapped[str]
    easy_read: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    verdict: Mapped[Verdict] = mapped_column(choice(Verdict, "verdict"))
    done_on: Mapped[date | None]
    late_why: Mapped[str]
    look_again_on: Mapped[date | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    written_on: Mapped[date]
    ready_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ready_on: Mapped[date | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    published_on: Mapped[date | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ended_on: Mapped[date | None]

    reply: Mapped[Reply] = relationship(back_populates="versions")
    by: Mapped[User] = relationship(foreign_keys=[by_id])
    published_by: Mapped[User | None] = relationship(foreign_keys=[published_by_id])
    ended_by: Mapped[User | None] = relationship(foreign_keys=[ended_by_id])
    about: Mapped[list["ReplyTheme"]] = relationship(order_by="ReplyTheme.theme_id", passive_deletes="all")
    quotes: Mapped[list["ReplyQuote"]] = relationship(order_by="ReplyQuote.position", passive_deletes="all")

    @classmethod
    def add(
        cls, reply: Reply, says: Says, decided: Mapping[Theme, Decision], quotes: Sequence[Submission], *, by: int
    ) -> "ReplyVersion":
        """The next version: `decided` is what was decided on each of its themes, all to the same effect."""
        [verdict] = {each.verdict for each in decided.values()}
        said: dict[str, Any] = asdict(says)
        if verdict is not Verdict.NOW:
            said |= {"done_on": None, "late_why": ""}
        if verdict is Verdict.NOT_NOW:
            said |= {"look_again_on": None}
        about = [ReplyTheme(theme=theme, decision=decision) for theme, decision in decided.items()]
        quoted = [ReplyQuote(submission=each, moves_made=each.moves_made, position=n) for n, each in enumerate(quotes)]
        number = len(reply.versions) + 1
        version = cls(
            reply=reply,
            number=number,
            verdict=verdict,
            by_id=by,
            written_on=uk_today(),
            about=about,
            quotes=quoted,
            **said,
        )
        db.session.add(version)
        return version

    @property
    def stands(self) -> bool:
        """Whether everyone can read it."""
        return self.published_on is not None and self.ended_on is None

    @property
    def is_asked_about(self) -> bool:
        """Whether we ask beneath it: did we get this right?"""
        return self.stands and self.published_on is not None and uk_today() < self.published_on + ASKED_FOR

    @property
    def state(self) -> ReplyState:
        """How far it is."""
        if self.verdict is not Verdict.NOW:
            return ReplyState(self.verdict.value)
        return ReplyState.DONE if self.done_on else ReplyState.LATE if self.late_why else ReplyState.DOING

    @property
    def missing(self) -> list[str]:
        """What it has to say before it is ready."""
        return [
            words
            for words, is_there in (
                ("Write what you did.", self.text),
                ("Say it in Easy Read too.", self.easy_read),
            )
            if not is_there
        ]


class ReplyTheme(Base):
    """A version of a reply is about a theme, as it was decided then."""

    __tablename__ = "reply_theme"

    version_id: Mapped[int] = mapped_column(ForeignKey("reply_version.id"), primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), primary_key=True, index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))

    theme: Mapped[Theme] = relationship()
    decision: Mapped[Decision] = relationship()


class ReplyQuote(Base):
    """Somebody's words in a version of a reply, as they stood after so many moves: other words are chosen anew."""

    __tablename__ = "reply_quote"

    version_id: Mapped[int] = mapped_column(ForeignKey("reply_version.id"), primary_key=True)
    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    moves_made: Mapped[int]
    position: Mapped[int]

    submission: Mapped[Submission] = relationship()


def decided_again(about: Mapping[ReplyVersion, Sequence[ReplyTheme]]) -> dict[int, Decision]:
    """By version: the decision that counts by now, where it is of another kind than the version tells of."""
    kinds = {version.id: version.verdict for version in about}
    newer = decided_since(about).items()
    other = ((id, now) for id, by_theme in newer for now in by_theme.values() if now.verdict is not kinds[id])
    return dict(other)


def decided_since(about: Mapping[ReplyVersion, Sequence[ReplyTheme]]) -> dict[int, dict[int, Decision]]:
    """By version and theme: the decision that counts by now, where it is newer than the version. In one statement."""
    became = {each.theme_id: each.theme.became_id or each.theme_id for rows in about.values() for each in rows}
    query = select(Decision).where(Decision.theme_id.in_({*became, *became.values()}), Decision.counted())
    newest: dict[tuple[int, Audience | None], Decision] = {}
    for decision in db.session.scalars(query.order_by(Decision.id)):
        newest[decision.theme_id, decision.audience] = decision
    found: dict[int, dict[int, Decision]] = {}
    for version, rows in about.items():
        for each in rows:
            for id in (each.theme_id, became[each.theme_id]):
                now = newest.get((id, each.decision.audience))
                if now and now.id > each.decision_id:
                    found.setdefault(version.id, {})[each.theme_id] = now
    return found
