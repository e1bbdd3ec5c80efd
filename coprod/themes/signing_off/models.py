"""SignOff: the themes of an engagement are as good as the team can make them, and say so by name and day."""

import json
from collections import Counter
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from coprod.accounts.models import User
from coprod.activities.audience import AUDIENCE_LABELS, Audience
from coprod.activities.engagement import Engagement
from coprod.database import Base, db, kept, uk_today
from coprod.permissions import ALLOWED, Permission
from coprod.themes import who_spoke
from coprod.themes.coding import Coding
from coprod.themes.models import Theme
from coprod.themes.second_coder.models import Agreed, SecondReading
from coprod.themes.signing_off import lone_voices
from coprod.themes.signing_off.read_so_far import ReadSoFar, read_so_far


class NotReady(Exception):
    """Something is still to read or to decide: what it is stands on the page."""


class Signed(Exception):
    """Somebody tried to change what was signed."""


class Unsaid(NamedTuple):
    """A theme that does not say what an audience means by it: None where it says nothing to anybody."""

    theme: Theme
    audience: Audience | None

    @property
    def who(self) -> str:
        """Whose meaning is missing."""
        return AUDIENCE_LABELS[self.audience] if self.audience else "everyone"


class Standing(NamedTuple):
    """How far an engagement is: what is read, what is to decide, what is to say, and whether a second person read."""

    read: list[ReadSoFar]
    lone: int
    unsaid: list[Unsaid]
    themes: int
    second: list[SecondReading]

    @property
    def unread(self) -> int:
        """How many texts nobody has read."""
        return sum(each.unread for each in self.read)

    @property
    def texts(self) -> int:
        """How many texts there are."""
        return sum(each.texts for each in self.read)

    @property
    def is_compared(self) -> bool:
        """Whether a second person has read a sample, and the two were put side by side."""
        return any(each.compared_on for each in self.second)

    @property
    def is_ready(self) -> bool:
        """Whether it may be signed off. A second coder is good practice, and no condition of it."""
        return bool(self.texts and self.themes) and not (self.unread or self.lone or self.unsaid)


def standing(engagement_id: int) -> Standing:
    """How far an engagement is now."""
    open_themes = select(Theme).where(Theme.engagement_id == engagement_id, Theme.ended_on.is_(None))
    themes = db.session.scalars(open_themes.order_by(Theme.id).options(selectinload(Theme.meanings))).all()
    spoke = who_spoke.by_audience(engagement_id)
    unsaid = [each for theme in themes for each in _unsaid(theme, set(spoke.get(theme.id, ())))]
    return Standing(
        read_so_far(engagement_id),
        lone_voices.how_many(engagement_id),
        unsaid,
        len(themes),
        SecondReading.of(engagement_id),
    )


def _unsaid(theme: Theme, spoke: set[Audience]) -> list[Unsaid]:
    if theme.meaning:
        return []  # one sentence that is true of all
    missing = [Unsaid(theme, each) for each in Audience if each in spoke and not theme.meant_by(each)]
    return missing or ([] if spoke else [Unsaid(theme, None)])


@kept(Signed("a sign-off stays as it is: sign off again instead"))
class SignOff(Base):
    """All was read, each lone voice decided, each theme explained; and a person stands for it.

    `what` is the themes as they stood, in short: whoever publishes them publishes these and no others.
    `read_by` says how many texts people of each role have read. `second_read` is how many texts two people have read,
    neither seeing what the other said: none where nobody asked for it, and then the pages say that.
    """

    __tablename__ = "sign_off"
    __table_args__ = (UniqueConstraint("engagement_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    number: Mapped[int]
    day: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    texts: Mapped[int]
    said_nothing: Mapped[int]
    themes: Mapped[int]
    kept_alone: Mapped[int]
    second_read: Mapped[int]
    what: Mapped[str]
    read_by: Mapped[dict[str, Any]] = mapped_column(JSON)

    engagement: Mapped[Engagement] = relationship()
    by: Mapped[User] = relationship()

    @classmethod
    def sign(cls, engagement: Engagement, *, by: int) -> "SignOff":
        """Sign off the themes as they are now. Raises `NotReady` or `Archived`."""
        db.session.get(Engagement, engagement.id, with_for_update=True)
        engagement.must_not_be_archived()
        stands = standing(engagement.id)
        if not stands.is_ready:
            raise NotReady
        last = cls.last_of(engagement.id)
        signed = cls(
            engagement_id=engagement.id,
            number=last.number + 1 if last else 1,
            day=uk_today(),
            by_id=by,
            texts=stands.texts,
            said_nothing=sum(each.nothing for each in stands.read),
            themes=stands.themes,
            kept_alone=lone_voices.lone_voices(engagement.id).kept,
            second_read=_read_by_two(engagement.id),
            what=as_it_stands(engagement.id),
            read_by=by_role(stands.read),
        )
        db.session.add(signed)
        return signed

    @property
    def readers(self) -> str:
        """Who read how much, by role: "analysts (732) and engagement leads (12)"."""
        *most, last = [f"{plural_of(role)} ({number:,})" for role, number in self.read_by.items()] or ["nobody"]
        return f"{', '.join(most)} and {last}" if most else last

    @classmethod
    def last_of(cls, engagement_id: int) -> "SignOff | None":
        """The newest one of an engagement."""
        of_it = select(cls).where(cls.engagement_id == engagement_id)
        return db.session.scalar(of_it.order_by(cls.number.desc()).limit(1))


def as_it_stands(engagement_id: int) -> str:
    """The themes in use, their words, and all that is filed under them, in one short text: another one where any of it
    has moved."""
    open_themes = select(Theme).where(Theme.engagement_id == engagement_id, Theme.ended_on.is_(None))
    themes = db.session.scalars(open_themes.order_by(Theme.id).options(selectinload(Theme.meanings))).all()
    words = [
        [each.id, each.title, each.meaning, sorted((m.audience, m.words) for m in each.meanings)] for each in themes
    ]
    ids = [each.id for each in themes]
    filed = select(func.count(), func.max(Coding.id)).where(
        Coding.theme_id.in_(ids), Coding.ended_on.is_(None), ~Coding.blind
    )
    counted = db.session.execute(filed).one()
    return sha256(json.dumps([words, *map(str, counted)]).encode()).hexdigest()[:32]


def plural_of(role: str) -> str:
    """A role as many people hold it."""
    return role.replace("member", "members") if role.startswith("member") else f"{role}s"


def by_role(read: list[ReadSoFar]) -> dict[str, int]:
    """How many texts people of each role have read; a person is counted under one, the first that lets them."""
    numbers: Counter[int | None] = Counter()
    for each in read:
        numbers.update(each.by)
    people = {
        user.id: user for user in db.session.scalars(select(User).where(User.id.in_([id for id in numbers if id])))
    }
    found: Counter[str] = Counter()
    for id, number in numbers.items():
        found[_role_of(people.get(id or 0))] += number
    return dict(sorted(found.items(), key=lambda each: -each[1]))


def _role_of(person: User | None) -> str:
    may = [role for role in person.roles if Permission.ADD_THEMES in ALLOWED[role]] if person else []
    return sorted(may)[0].words if may else "member of staff"


def _read_by_two(engagement_id: int) -> int:
    compared = (
        select(func.max(Agreed.by_both + Agreed.by_first + Agreed.by_second + Agreed.by_neither))
        .join(SecondReading, SecondReading.id == Agreed.sample_id)
        .where(SecondReading.engagement_id == engagement_id)
        .group_by(SecondReading.id)
    )
    return sum(db.session.scalars(compared))
