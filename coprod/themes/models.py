"""Theme: what many people said, in a few words; and what became of it when it was said in other words, or merged."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from itertools import chain, count
from typing import Any, NamedTuple

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.activities.activity import Activity
from coprod.activities.audience import Audience
from coprod.activities.engagement import Engagement
from coprod.activities.parts import slug_of
from coprod.changes import EditedByStaff
from coprod.database import Base, choice, db, uk_today
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.partnership.models import shown_everywhere
from coprod.text import as_read, sort_key
from coprod.themes.coding import ONLY_READ, Coding, Reading, add, begun, end, in_themes, is_read


class Ended(Exception):
    """The theme was merged into another, or put away: nothing is filed under it any more."""


class InPublic(NamedTuple):
    """A theme in the words in which everyone reads of it: those that two people let out, whatever staff write since."""

    title: str
    meaning: str = ""
    meanings: Mapping[str, str] = {}

    def meant_by(self, audience: Audience | None) -> str:
        """What an audience means by it; what everybody does, where that audience has no sentence of its own."""
        return (self.meanings.get(audience.value) if audience else None) or self.meaning


@shown_everywhere
class Theme(EditedByStaff, Base):
    """Something many people said in one engagement: a title and one sentence that says what they meant.

    Each audience may have a sentence of its own: young people mean something else by waiting than their teachers do.
    `became_id` is the theme that it was merged into, always the last one of a row of merges. `split_from_id` is the
    theme that it was taken out of. One that has ended takes no more codings; its history stays. `published` are its
    words as they were let out last, None before that: no page of the public has others.
    """

    __tablename__ = "theme"
    __table_args__ = (UniqueConstraint("engagement_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    slug: Mapped[str]
    title: Mapped[str]
    meaning: Mapped[str]
    made_on: Mapped[date]
    ended_on: Mapped[date | None]
    became_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"), index=True)
    split_from_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    published: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    edited: Mapped[int]

    engagement: Mapped[Engagement] = relationship()
    became: Mapped["Theme | None"] = relationship(foreign_keys=[became_id], remote_side=[id])
    split_from: Mapped["Theme | None"] = relationship(foreign_keys=[split_from_id], remote_side=[id])
    meanings: Mapped[list["ThemeMeaning"]] = relationship(
        back_populates="theme", order_by="ThemeMeaning.audience", cascade="all, delete-orphan"
    )

    def __init__(
        self, *, engagement: Engagement, slug: str, title: str, meaning: str = "", split_from: "Theme | None" = None
    ) -> None:
        super().__init__(
            engagement=engagement,
            slug=slug,
            title=title,
            meaning=meaning,
            made_on=uk_today(),
            split_from=split_from,
            edited=1,
        )

    @classmethod
    def make(cls, engagement: Engagement, title: str, meaning: str = "", *, by: int) -> "Theme":
        """A new theme, on record as this person's. Raises `Archived`."""
        engagement.must_not_be_archived()
        there = set(db.session.scalars(select(cls.slug).where(cls.engagement_id == engagement.id)))
        name = slug_of(title) or "theme"
        free = next(slug for slug in chain([name], (f"{name}-{n}" for n in count(2))) if slug not in there)
        theme = cls(engagement=engagement, slug=free, title=title, meaning=meaning)
        db.session.add(theme)
        theme.made(by=by)
        return theme

    @classmethod
    def is_taken(cls, engagement_id: int, title: str, *, besides: Collection[int] = ()) -> bool:
        """Whether another theme that is in use has this name, or one that people would read as the same."""
        open_ones = select(cls.id, cls.title).where(cls.engagement_id == engagement_id, cls.ended_on.is_(None))
        names = as_read(title), slug_of(title)
        return any(
            row.id not in besides and (as_read(row.title) == names[0] or slug_of(row.title) == names[1])
            for row in db.session.execute(open_ones)
        )

    @classmethod
    def in_use(cls, engagement_id: int) -> "list[Theme]":
        """Those that texts of an engagement can be put in, in the order of their names."""
        query = select(cls).where(cls.engagement_id == engagement_id, cls.ended_on.is_(None)).order_by(cls.id)
        return sorted(db.session.scalars(query), key=lambda theme: sort_key(theme.title))

    @property
    def is_open(self) -> bool:
        """Whether texts may be filed under it."""
        return self.ended_on is None

    @property
    def known_as(self) -> InPublic | None:
        """As everyone knows it: what it became, if that was published, else what it was. None before it was."""
        said = (self.became.published if self.became else None) or self.published
        return InPublic(**said) if said else None

    def publish(self) -> None:
        """From now on everyone reads its words as they are at this moment."""
        meanings = {each.audience.value: each.words for each in self.meanings}
        self.published = InPublic(self.title, self.meaning, meanings)._asdict()

    def is_known_by(self, themes: Iterable["Theme"]) -> None:
        """It was made of these: until it is published itself, everyone knows it by their names."""
        known = [known for each in themes if (known := each.known_as)]
        if known:
            words = InPublic(
                ", ".join(each.title for each in known), " ".join(filter(None, (k.meaning for k in known)))
            )
            self.published = words._asdict()

    def must_take(self, values: dict[str, Any]) -> None:
        """What is archived stays as it is."""
        self.engagement.must_not_be_archived()

    def meant_by(self, audience: Audience | None) -> str:
        """What an audience means by it; what everybody does, where that audience has no sentence of its own."""
        own = {each.audience: each.words for each in self.meanings}
        return own.get(audience, self.meaning) if audience else self.meaning

    def say(self, meanings: Mapping[Audience, str], *, by: int) -> None:
        """Set what each audience means by it; an empty sentence takes it away. Each change is on record."""
        self.engagement.must_not_be_archived()
        there = {each.audience: each for each in self.meanings}
        for audience, words in meanings.items():
            was = there[audience].words if audience in there else ""
            if words == was:
                continue
            self.write_down(f"meaning for {audience.value}", was, words, by=by)
            if audience in there and not words:
                self.meanings.remove(there[audience])
            elif audience in there:
                there[audience].words = words
            else:
                self.meanings.append(ThemeMeaning(audience=audience, words=words))

    def reword(self, values: dict[str, Any], meanings: Mapping[Audience, str], *, by: int, seen: int) -> None:
        """Say it in other words, for everybody and for each audience. Raises `Clash` when somebody was faster."""
        own = {each.audience: each.words for each in self.meanings}
        if not self.change(values, by=by, seen=seen) and any(
            own.get(who, "") != words for who, words in meanings.items()
        ):
            self.count_edit(seen)
        self.say(meanings, by=by)

    @classmethod
    def texts_in(cls, theme_ids: Collection[int]) -> int:
        """How many texts are in any of these themes, each once."""
        texts = func.count(in_themes.c.submission_id.distinct())
        return db.session.scalar(select(texts).where(in_themes.c.theme_id.in_(theme_ids))) or 0

    def must_be_open(self) -> None:
        """Raise when it has ended, or when it stands in what is archived."""
        self.engagement.must_not_be_archived()
        if not self.is_open:
            raise Ended

    def add(self, submission_ids: Collection[int], *, by: int | None = None) -> int:
        """File approved words of this theme's own engagement under it; returns how many were not there before.

        Whoever files them has read them.
        """
        self.must_be_open()
        there = select(in_themes.c.submission_id).where(in_themes.c.theme_id == self.id)
        new = db.session.execute(
            select(Submission.id, Submission.moves_made, is_read())
            .join(Submission.contribution)
            .join(Contribution.activity)
            .where(
                Submission.id.in_(submission_ids),
                Submission.heard(),
                Submission.id.not_in(there),
                Activity.heard_in(self.engagement_id),
            )
        ).all()
        ids = [id for id, _, _ in new]
        end(Coding, Coding.submission_id.in_(ids), Coding.theme_id == self.id, ~Coding.blind, by=by)  # of older words
        as_coded = {"theme_id": self.id, "tone": None, "suggested_as": None}
        add(Coding, [begun(id, moves, by) | as_coded for id, moves, _ in new])
        unread = [begun(id, moves, by) | ONLY_READ for id, moves, was_read in new if not was_read]
        end(Reading, Reading.submission_id.in_([each["submission_id"] for each in unread]), ~Reading.blind, by=by)
        add(Reading, unread)
        return len(new)

    def remove(self, submission_ids: Collection[int], *, by: int | None) -> int:
        """Take submissions out of this theme; returns how many were in it."""
        return end(Coding, Coding.theme_id == self.id, Coding.submission_id.in_(submission_ids), ~Coding.blind, by=by)

    def end(self, *, by: int, became: "Theme | None" = None) -> None:
        """Nothing more is filed under it, and what was is so no longer. What it was merged into speaks for it."""
        self.must_be_open()
        self.change({"ended_on": uk_today()}, by=by)
        if became is not None:
            db.session.flush()
            self.write_down("merged into", None, became.title, by=by)
            # What had been merged into it before follows, so that one step always leads to what stands.
            self.became = became
            db.session.execute(update(Theme).where(Theme.became_id == self.id).values(became_id=became.id))
        # Of one that is put away, what a second coder said stays: nobody else's is in it, and the two differ.
        end(Coding, Coding.theme_id == self.id, *(() if became is not None else (~Coding.blind,)), by=by)


class ThemeMeaning(Base):
    """What one audience means by a theme, in a sentence."""

    __tablename__ = "theme_meaning"

    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True)
    audience: Mapped[Audience] = mapped_column(choice(Audience, "audience"), primary_key=True)
    words: Mapped[str]

    theme: Mapped[Theme] = relationship(back_populates="meanings")

    def __init__(self, *, audience: Audience, words: str) -> None:
        super().__init__(audience=audience, words=words)
