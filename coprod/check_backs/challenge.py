"""Challenge: one thing that was heard, as a check-back says it; and where it came from."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.database import Base
from coprod.results.disclosure import HIDDEN, NEW_PEOPLE, Figure, shown
from coprod.themes.models import Theme
from coprod.themes.who_spoke import Spoke

challenge_theme = Table(
    "challenge_theme",
    Base.metadata,
    Column("challenge_id", ForeignKey("challenge.id", ondelete="CASCADE"), primary_key=True),
    Column("theme_id", ForeignKey("theme.id"), primary_key=True, index=True),
)


class Challenge(Base):
    """One thing that was heard. `key` names it for good: the questionnaire's options and answers do.

    What it says stands in the questionnaire, which keeps each wording that people have read. Here stands where it came
    from: themes, or a challenge of an `earlier` round, or neither: then the team wrote it. `people` spoke of it in so
    many `texts` up to `counted_on`, the day when people could first read it. Exact, and it never moves again.
    """

    __tablename__ = "challenge"
    __table_args__ = (
        UniqueConstraint("check_back_id", "key"),
        CheckConstraint(
            "(people IS NULL) = (texts IS NULL) AND (people IS NULL) = (counted_on IS NULL)", name="counted"
        ),
        CheckConstraint("people >= 0 AND texts >= people", name="people"),
        CheckConstraint("earlier_id <> id", name="earlier"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    check_back_id: Mapped[int] = mapped_column(ForeignKey("check_back.id", ondelete="CASCADE"))
    key: Mapped[str]
    earlier_id: Mapped[int | None] = mapped_column(ForeignKey("challenge.id"), index=True)
    people: Mapped[int | None]
    texts: Mapped[int | None]
    counted_on: Mapped[date | None]

    check_back: Mapped[Any] = relationship("CheckBack", back_populates="challenges")  # by name: it stands above
    themes: Mapped[list[Theme]] = relationship(secondary=challenge_theme, order_by=Theme.id, lazy="selectin")
    earlier: Mapped["Challenge | None"] = relationship(remote_side=[id])

    def __init__(self, key: str, *, themes: Sequence[Theme] = (), earlier: "Challenge | None" = None) -> None:
        super().__init__(key=key, themes=[*themes], earlier=earlier, people=None, texts=None, counted_on=None)

    @property
    def title(self) -> str:
        """What it says in short, as people read it now; while it is only written, as it stands there."""
        return str(self.check_back.words_of(self.key).get("label", ""))

    @property
    def of_themes(self) -> frozenset[int]:
        """Of which themes it is made."""
        return frozenset(theme.id for theme in self.themes)

    @property
    def shown_people(self) -> Figure:
        """How many people spoke of it, as everyone may know it."""
        return HIDDEN if self.people is None else shown(self.people)

    @property
    def shown_texts(self) -> Figure:
        """In how many texts."""
        return HIDDEN if self.texts is None else shown(self.texts)

    def count(self, spoke: Spoke, on: date, last: "Challenge | None") -> None:
        """Write down who spoke of it. Where the same themes were counted before, and fewer than 20 people are more
        now, those figures stay with their day: a change would tell of one person."""
        if last is not None and last.people is not None and spoke.people < last.people + NEW_PEOPLE:
            self.people, self.texts, self.counted_on = last.people, last.texts, last.counted_on
            return
        self.people, self.texts, self.counted_on = spoke.people, spoke.texts, on
