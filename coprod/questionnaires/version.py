"""QuestionnaireVersion: a questionnaire as it is asked for a time: pages, questions on them, and who sees what."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.database import Base, UTCDateTime
from coprod.questionnaires.kinds import Given
from coprod.questionnaires.question import Question, QuestionVersion
from coprod.questionnaires.rules import Rule


class QuestionnaireVersion(Base):
    """A questionnaire as it is asked from one moment on, or, without `published_at`, as it is being written.

    What is published is never edited: the next version is written beside it, and takes its place at once.
    """

    __tablename__ = "questionnaire_version"
    __table_args__ = (
        UniqueConstraint("questionnaire_id", "number"),
        CheckConstraint("number > 0", name="number"),
        Index(
            "ix_questionnaire_version_draft",
            "questionnaire_id",
            unique=True,
            sqlite_where=text("published_at IS NULL"),
            postgresql_where=text("published_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))  # which points back: not to its own table
    number: Mapped[int]
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    questionnaire: Mapped[Any] = relationship("Questionnaire", back_populates="versions", foreign_keys=questionnaire_id)
    pages: Mapped[list["Page"]] = relationship(
        back_populates="version",
        order_by="Page.number",
        collection_class=ordering_list("number", count_from=1),
        cascade="all, delete-orphan",
        lazy="selectin",
    )
    rules: Mapped[list[Rule]] = relationship(cascade="all, delete-orphan", lazy="selectin", order_by=Rule.id)

    @property
    def is_draft(self) -> bool:
        """Whether it is still being written."""
        return self.published_at is None

    @property
    def questions(self) -> list[QuestionVersion]:
        """All it asks, in order."""
        return [placed.asked for page in self.pages for placed in page.placed]

    def rule_of(self, thing: "Page | QuestionVersion") -> Rule | None:
        """Who sees a page or a question; None when everyone does."""
        of = "page_key" if isinstance(thing, Page) else "question_key"
        return next((rule for rule in self.rules if getattr(rule, of) == thing.key), None)

    @property
    def asks_who_first(self) -> bool:
        """Whether what people see depends on who they are: then that is asked before everything else."""
        return any(condition.question_key is None for rule in self.rules for condition in rule.conditions)

    @property
    def short_ways(self) -> list[int]:
        """For how many minutes there is a shorter way through: staff marked what is asked then."""
        return sorted({placed.minutes for page in self.pages for placed in page.placed if placed.minutes})

    @property
    def shuffles(self) -> bool:
        """Whether anything in it stands in an order of each person's own."""
        return any(question.shuffled for question in self.questions)

    def how_many(self, minutes: int | None = None) -> int:
        """How many things it asks of somebody who has so many minutes and sees them all."""
        fits = [placed.asked for page in self.pages for placed in page.placed if placed.fits(minutes)]
        return sum(question.asks_for for question in fits)

    def way_through(
        self, answers: Mapping[str, Given], audience: str | None, minutes: int | None = None
    ) -> Iterator["PageSeen"]:
        """The pages that somebody sees who answers so, each with its questions. A page without any is passed over.

        An answer on a page that they do not see counts for nothing: what hangs on it is not seen either. `minutes` are
        what they have; None: all that it takes.
        """
        known: dict[str, Given] = {}
        for page in self.pages:
            if (rule := self.rule_of(page)) and not rule.holds(known, audience):
                continue
            fits = [each for each in page.placed if each.fits(minutes)]
            seen = [each for each in fits if self._is_seen(each.asked, known, audience)]
            if seen:
                yield PageSeen(page, seen)
                known |= {each.asked.key: answers[each.asked.key] for each in seen if each.asked.key in answers}

    def _is_seen(self, question: QuestionVersion, known: Mapping[str, Given], audience: str | None) -> bool:
        rule = self.rule_of(question)
        return rule is None or rule.holds(known, audience)


class Page(Base):
    """Questions that stand together under a title. `number` counts from 1; `key` names it for rules."""

    __tablename__ = "questionnaire_page"
    __table_args__ = (UniqueConstraint("version_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id", ondelete="CASCADE"))
    number: Mapped[int]
    key: Mapped[str]
    title: Mapped[str]

    version: Mapped[QuestionnaireVersion] = relationship(back_populates="pages")
    placed: Mapped[list["Placed"]] = relationship(
        back_populates="page",
        order_by="Placed.position",
        collection_class=ordering_list("position", count_from=1),
        cascade="all, delete-orphan",
        lazy="selectin",
    )

    def __init__(self, version: QuestionnaireVersion, key: str, title: str) -> None:
        """The last page of a version."""
        super().__init__(key=key, title=title)
        version.pages.append(self)

    @property
    def questions(self) -> list[QuestionVersion]:
        """What it asks, in order."""
        return [placed.asked for placed in self.placed]


class Placed(Base):
    """A question in its place on a page, as one version of the questionnaire puts it.

    `minutes`: it is asked of people who have 2 minutes, or 10, and of those who have more; None: only of the last.
    """

    __tablename__ = "placed_question"
    __table_args__ = (
        UniqueConstraint("version_id", "question_id"),
        CheckConstraint("minutes IN (2, 10)", name="minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id", ondelete="CASCADE"))
    page_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_page.id", ondelete="CASCADE"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"), index=True)
    position: Mapped[int]
    minutes: Mapped[int | None]

    version: Mapped[QuestionnaireVersion] = relationship()
    page: Mapped[Page] = relationship(back_populates="placed")
    question: Mapped[Question] = relationship(lazy="joined", innerjoin=True)
    asked: Mapped[QuestionVersion] = relationship(lazy="joined", innerjoin=True)

    def __init__(self, page: Page, asked: QuestionVersion, minutes: int | None = None) -> None:
        """The last on its page."""
        super().__init__(version=page.version, question=asked.question, asked=asked, minutes=minutes)
        page.placed.append(self)

    def fits(self, minutes: int | None) -> bool:
        """Whether it is asked of somebody who has so many minutes; None: all that it takes."""
        return minutes is None or (self.minutes is not None and self.minutes <= minutes)


class PageSeen(NamedTuple):
    """A page as one person sees it: some of its questions may be for others."""

    page: Page
    placed: list[Placed]

    @property
    def questions(self) -> list[QuestionVersion]:
        """What it asks of them, in order."""
        return [each.asked for each in self.placed]
