"""Rule: who sees a page or a question, by what they answered before. Condition: one thing that must be so."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.database import Base, choice
from coprod.questionnaires.kinds import Given


class Test(StrEnum):
    """What a condition asks of an answer. Of a question that was not answered, "not", "none" and "at most" are true."""

    __test__ = False  # pytest looks for tests by their name

    IS = "is"
    IS_NOT = "is_not"
    ANY_OF = "any_of"
    NONE_OF = "none_of"
    ALL_OF = "all_of"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE = "more"
    LESS = "less"
    BEFORE = "before"
    AFTER = "after"


OF_OPTIONS = frozenset({Test.IS, Test.IS_NOT, Test.ANY_OF, Test.NONE_OF, Test.ALL_OF})
OF_A_COUNT = frozenset({Test.AT_LEAST, Test.AT_MOST})  # how many things were picked
OF_A_NUMBER = frozenset({Test.MORE, Test.LESS})
OF_A_DATE = frozenset({Test.BEFORE, Test.AFTER})


class Condition(Base):
    """One thing that must be so: of the answer to an earlier question, or, without a question, of who somebody is.

    `options` are keys of options, or audiences. `number` is a count, a number, or a day (`date.toordinal`).
    """

    __tablename__ = "condition"
    __table_args__ = (
        CheckConstraint(
            "(test IN ('is', 'is_not', 'any_of', 'none_of', 'all_of')) = (number IS NULL)", name="number_or_options"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("rule.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    question_key: Mapped[str | None]
    test: Mapped[Test] = mapped_column(choice(Test, "test"))
    options: Mapped[list[str]] = mapped_column(JSON)
    number: Mapped[int | None]

    def __init__(
        self,
        test: Test | str,
        *,
        question: str | None = None,
        options: list[str] | None = None,
        number: int | None = None,
    ) -> None:
        """Raises `ValueError`, in plain words, when it asks nothing."""
        test = Test(test)
        if (test in OF_OPTIONS) != (number is None) or (test in OF_OPTIONS) != bool(options):
            raise ValueError("Choose what the answer is compared with.")
        if test in (Test.IS, Test.IS_NOT) and len(options or ()) != 1:
            raise ValueError("Choose one answer, or say “any of”.")
        super().__init__(question_key=question, test=test, options=options or [], number=number)

    def copied(self) -> "Condition":
        """The same, for another rule."""
        return Condition(self.test, question=self.question_key, options=[*self.options] or None, number=self.number)

    def holds(self, answers: Mapping[str, Given], audience: str | None) -> bool:
        """Whether it is so for somebody."""
        if self.question_key is None:
            return self._holds_of_options([audience] if audience else [])
        given = answers.get(self.question_key, Given())
        if self.test in OF_OPTIONS:
            return self._holds_of_options(given.options)
        return self._holds_of_number(len(given.options) if self.test in OF_A_COUNT else given.number)

    def _holds_of_options(self, picked: list[str]) -> bool:
        wanted, there = set(self.options), set(picked)
        if self.test in (Test.IS, Test.ANY_OF):
            return bool(wanted & there)
        return wanted <= there if self.test is Test.ALL_OF else not wanted & there

    def _holds_of_number(self, value: int | None) -> bool:
        if value is None or self.number is None:
            return False
        if self.test is Test.AT_LEAST:
            return value >= self.number
        if self.test is Test.AT_MOST:
            return value <= self.number
        return value > self.number if self.test in (Test.MORE, Test.AFTER) else value < self.number


class Rule(Base):
    """Who sees a page, or a question, of one version of a questionnaire. What has no rule is seen by everyone.

    It stands for the page `page_key` or for the question `question_key`. `all_of`: every condition must hold; else one
    is enough.
    """

    __tablename__ = "rule"
    __table_args__ = (
        CheckConstraint("(page_key IS NULL) <> (question_key IS NULL)", name="page_or_question"),
        UniqueConstraint("version_id", "page_key"),
        UniqueConstraint("version_id", "question_key", name="uq_rule_version_id_question_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id", ondelete="CASCADE"))
    page_key: Mapped[str | None]
    question_key: Mapped[str | None]
    all_of: Mapped[bool]

    conditions: Mapped[list[Condition]] = relationship(
        order_by=Condition.position,
        collection_class=ordering_list("position", count_from=1),
        cascade="all, delete-orphan",
        lazy="selectin",
    )

    def __init__(self, *, conditions: list[Condition], all_of: bool = True, **of: Any) -> None:
        """`of` says for what: `page_key` or `question_key`."""
        if not conditions:
            raise ValueError("A rule needs one condition at least.")
        super().__init__(conditions=conditions, all_of=all_of, **of)

    def copied(self) -> "Rule":
        """The same, for another version of the questionnaire."""
        of = {"page_key": self.page_key, "question_key": self.question_key}
        return Rule(conditions=[each.copied() for each in self.conditions], all_of=self.all_of, **of)

    def holds(self, answers: Mapping[str, Given], audience: str | None) -> bool:
        """Whether somebody sees what it stands for."""
        found = (condition.holds(answers, audience) for condition in self.conditions)
        return all(found) if self.all_of else any(found)
