"""Heard: what people spoke of, as everyone may read it from a day on. Kept as it was made, with its words."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload, undefer

from coprod.accounts.models import User
from coprod.activities.audience import Audience
from coprod.activities.engagement import Engagement
from coprod.database import Base, db, kept, uk_today
from coprod.partnership.models import shown_everywhere
from coprod.results.declaration import By, Counts
from coprod.results.disclosure import FEWEST, HIDDEN, Figure, people
from coprod.results.kept import Kept, as_text, from_text
from coprod.results.release import Release, Row, release_of
from coprod.themes.coding import Tone
from coprod.themes.models import Theme
from coprod.themes.second_coder.models import agreed_on
from coprod.themes.signing_off.models import SignOff, as_it_stands, standing
from coprod.themes.suggesting.record import Record, record_of
from coprod.you_said_we_did.heard.counting import THEMES, counted, declares, has_brought_in


class NeverEdited(Exception):
    """Somebody tried to change or delete what was published."""


class NotYet(Exception):
    """It cannot be published now; the message says why, for whoever wants to."""


class Spoken(NamedTuple):
    """A theme as one group of people spoke of it: in which sense, and about how many of them."""

    id: int
    title: str
    meaning: str
    tone: str
    figure: Figure | None  # None: not counted yet, for a theme that is newer than the group's figures
    agreement: str

    @property
    def who(self) -> str:
        """About how many people spoke of it."""
        return "not counted yet" if self.figure is None else people(self.figure)


class GroupHeard(NamedTuple):
    """What one group spoke of: an audience, or everyone where there is none.

    `too_small`: fewer than about fifty of them, so no figure stands beside a theme.
    """

    audience: str
    label: str
    people: Figure
    on: date
    too_small: bool
    spoken: list[Spoken]

    @property
    def who(self) -> str:
        """About how many people are in it."""
        return people(self.people)

    @property
    def is_shown(self) -> bool:
        """Whether what it spoke of stands apart from what everyone spoke of."""
        return not self.too_small

    def in_tone(self, tone: str) -> list[Spoken]:
        """What they spoke of in one tone, the most common first."""
        return [each for each in self.spoken if each.tone == tone]


@kept(NeverEdited("what was published stays as it was made"))
@shown_everywhere
class Heard(Base):
    """What people spoke of in one engagement, from `day` on: signed off by one person, published by another.

    `themes` are the words of that day: for each theme "id", "title", "meaning", "meanings" by audience, "tone" and
    "agreement", what two people who read apart agreed on. `machine` is the record of what a machine did to find them;
    None where none has helped. `has_brought_in`: some of it was said elsewhere. `figures` and `counted` are as in a
    release of results.
    """

    __tablename__ = "heard"
    __table_args__ = (
        UniqueConstraint("engagement_id", "number"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint(f"people >= {FEWEST}", name="people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    number: Mapped[int]
    day: Mapped[date]
    sign_off_id: Mapped[int] = mapped_column(ForeignKey("sign_off.id"))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    people: Mapped[int | None]
    themes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    machine: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    has_brought_in: Mapped[bool]
    figures: Mapped[str] = mapped_column(Text, deferred=True)
    counted: Mapped[str] = mapped_column(Text, deferred=True)

    engagement: Mapped[Engagement] = relationship()
    sign_off: Mapped[SignOff] = relationship(lazy="joined")
    made_by: Mapped[User] = relationship()

    @classmethod
    def publish(cls, engagement: Engagement, tones: Mapping[int, Tone], *, by: int, on: date | None = None) -> "Heard":
        """Make public what people spoke of, as it was signed off. Raises `NotYet` or `Archived`.

        From now on every page of the public has its themes in these words.
        """
        db.session.get(Engagement, engagement.id, with_for_update=True)
        engagement.must_not_be_archived()
        made = cls.as_it_would_be(engagement, tones, by=by, on=on)
        db.session.add(made)
        for theme in with_meanings(engagement.id):
            theme.publish()
        return made

    @classmethod
    def as_it_would_be(
        cls, engagement: Engagement, tones: Mapping[int, Tone], *, by: int, on: date | None = None
    ) -> "Heard":
        """What `publish` would make public, for whoever is about to. Raises `NotYet`."""
        release, signed, last = would_be(engagement, by=by, on=on)
        figures, private = as_text(release)
        agreed, helped = agreed_on(engagement.id), record_of(engagement)
        return cls(
            engagement_id=engagement.id,
            number=last.number + 1 if last else 1,
            day=release.on,
            sign_off=signed,
            made_by_id=by,
            people=None if release.people is HIDDEN else release.people,
            themes=[_words(theme, tones, agreed) for theme in with_meanings(engagement.id)],
            machine=helped.as_plain() if helped else None,
            has_brought_in=has_brought_in(engagement.id),
            figures=figures,
            counted=private,
        )

    @classmethod
    def last_of(cls, engagement_id: int) -> "Heard | None":
        """The newest of an engagement, with its figures."""
        of_it = select(cls).where(cls.engagement_id == engagement_id).order_by(cls.number.desc()).limit(1)
        return db.session.scalar(of_it.options(undefer(cls.figures)))

    @property
    def machine_record(self) -> Record | None:
        """What a machine did to find the themes, as it was known on that day."""
        return Record.from_plain(self.machine) if self.machine else None

    @property
    def release(self) -> Release:
        """What everyone sees, without whom it counted."""
        return from_text(Kept(self.figures, "{}"))

    @property
    def groups(self) -> list[GroupHeard]:
        """Everyone first, then each audience of which somebody spoke."""
        release = self.release
        both = (By.EVERYONE, By.AUDIENCE)
        in_all = {row.group: row.figures[0] for by in both for row in _rows(release, "", Counts.PEOPLE, by)}
        found = []
        for by in both:
            for row in _rows(release, THEMES, Counts.ANSWERS, by):
                found.append(self._group(row, in_all[row.group], release))
        return found

    @property
    def shown_groups(self) -> list[GroupHeard]:
        """Everyone, and each audience of which about fifty people or more spoke."""
        everyone, *others = self.groups
        return [everyone, *(each for each in others if each.is_shown)]

    def figure_of(self, theme_id: int, audience: Audience | None = None) -> Figure:
        """About how many people spoke of a theme: of an audience, or all together."""
        groups = (each for each in self.groups if each.audience == (audience.value if audience else ""))
        found = (each.figure for group in groups for each in group.spoken if each.id == theme_id)
        return next((figure for figure in found if figure is not None), HIDDEN)

    def _group(self, row: Row, in_all: Figure, release: Release) -> GroupHeard:
        columns = [option.key for option in release.every_table[-1].columns]
        figures = dict(zip(columns, row.figures, strict=False)) if release.has_tables else {}
        audience = row.group.partition(":")[2]
        spoken = [
            Spoken(
                each["id"],
                each["title"],
                each["meanings"].get(audience) or each["meaning"],
                each["tone"],
                None if _is_newer(each, row, release) else figures.get(str(each["id"]), HIDDEN),
                each["agreement"],
            )
            for each in self.themes
        ]
        spoken.sort(key=lambda each: -(each.figure if isinstance(each.figure, int) else -1))
        return GroupHeard(audience, row.label, in_all, row.on, row.too_small or not release.has_tables, spoken)


def would_be(engagement: Engagement, *, by: int, on: date | None = None) -> tuple[Release, SignOff, Heard | None]:
    """The figures as they would be published, on whose word, and what was published before. Raises `NotYet`."""
    signed = SignOff.last_of(engagement.id)
    if signed is None:
        raise NotYet("The themes are not signed off yet.")
    if not standing(engagement.id).is_ready or signed.what != as_it_stands(engagement.id):
        raise NotYet("More was said, sorted or reworded since the themes were signed off. Sign them off again first.")
    if signed.by_id == by:
        raise NotYet("You signed the themes off, so a second person publishes them. Ask a colleague.")
    last = db.session.scalar(
        select(Heard)
        .where(Heard.engagement_id == engagement.id)
        .order_by(Heard.number.desc())
        .limit(1)
        .options(undefer(Heard.figures), undefer(Heard.counted))
    )
    if last and last.sign_off_id == signed.id:
        raise NotYet("This is published already. Sign off again when there is more.")
    declaration = declares(engagement.id)
    if declaration is None:
        raise NotYet("There are no themes yet.")
    before = from_text(Kept(last.figures, last.counted)) if last else None
    release = release_of(declaration, counted(engagement.id, declaration), last=before, on=on or uk_today())
    return release, signed, last


def with_meanings(engagement_id: int) -> list[Theme]:
    """The themes in use, each with what it means to whom."""
    query = select(Theme).where(Theme.engagement_id == engagement_id, Theme.ended_on.is_(None)).order_by(Theme.id)
    return list(db.session.scalars(query.options(selectinload(Theme.meanings))))


def _words(theme: Theme, tones: Mapping[int, Tone], agreed: Mapping[int, Any]) -> dict[str, Any]:
    return {
        "id": theme.id,
        "title": theme.title,
        "meaning": theme.meaning,
        "meanings": {each.audience.value: each.words for each in theme.meanings},
        "tone": tones.get(theme.id, Tone.HARD).value,
        "agreement": agreed[theme.id].figure if theme.id in agreed else "",
        "made_on": theme.made_on.isoformat(),
    }


def _rows(release: Release, question: str, counts: Counts, by: By) -> tuple[Row, ...]:
    return next(
        (each.rows for each in release.every_table if (each.question, each.counts, each.by) == (question, counts, by)),
        (),
    )


def _is_newer(theme: Mapping[str, Any], row: Row, release: Release) -> bool:
    """Whether a group whose figures stayed as they were was last counted before there was such a theme."""
    return row.on < release.on and date.fromisoformat(theme["made_on"]) >= row.on
