"""Questionnaire: questions on pages. Response: one person's answers to it."""

from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint, delete, func, select
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import Mapped, WriteOnlyMapped, mapped_column, relationship

from coprod.activities.activity import Activity, Card
from coprod.database import Base, choice, db
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.questionnaires.kinds import OPINIONS, ORDINALS, TEXT, WITH_OPTIONS, Kind, Value
from coprod.rendering import plural


class Page(NamedTuple):
    """The questions that stand together, under their title. `number` counts from 1."""

    number: int
    title: str
    questions: list["Question"]


class Questionnaire(Activity):
    """Questions on pages, in order. See `Activity`.

    `intro` says on the first page what this is about: plain text, with an empty line between paragraphs.
    """

    __tablename__ = "questionnaire"
    __mapper_args__ = {"polymorphic_identity": "questionnaires"}

    id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    intro: Mapped[str]

    card = Card("questionnaire", "Answer questions", "sets of answers", "questions", "sky")

    questions: Mapped[list["Question"]] = relationship(
        back_populates="questionnaire",
        order_by="Question.position",
        collection_class=ordering_list("position", count_from=1),
        cascade="all, delete-orphan",
    )
    responses: WriteOnlyMapped["Response"] = relationship(back_populates="questionnaire", passive_deletes=True)

    @property
    def pages(self) -> list[Page]:
        """Its pages, with their questions."""
        groups = [list(group) for _, group in groupby(self.questions, key=lambda question: question.page)]
        return [Page(number, group[0].page_title, group) for number, group in enumerate(groups, start=1)]

    def context(self, answers: dict["Question", Value]) -> dict[str, str]:
        """What a moderator sees beside somebody's words: what they picked where there was one list to pick from."""
        lists = (Kind.ONE_CHOICE, Kind.SEVERAL_CHOICES)
        picked = {q.prompt: ", ".join(q.in_words(answer)) for q, answer in answers.items() if q.kind in lists}
        return {"Questionnaire": self.title} | picked

    def erase(self, contribution_id: int) -> None:
        """Someone withdrew: what they ticked and ranked is forgotten."""
        theirs = select(Response.id).where(Response.contribution_id == contribution_id).scalar_subquery()
        db.session.execute(delete(Answer).where(Answer.response_id == theirs, Answer.value.is_not(None)))

    def receipt_lines(self, contribution_id: int, *, is_withdrawn: bool) -> list[str]:
        """That ticks are counted: nobody reads those, so nothing else on the receipt speaks of them."""
        ticked = db.session.scalar(
            select(func.count())
            .select_from(Answer)
            .join(Response)
            .where(Response.contribution_id == contribution_id, Answer.value.is_not(None))
        )
        if not ticked:
            return []
        return [f"You picked answers to {plural(ticked, 'question')}. We count them together with everyone else's."]


class Question(Base):
    """One question of a questionnaire: what is asked and how it can be answered.

    `page` numbers the page it stands on, `page_title` is that page's heading. `max_length` is in characters, for
    text. `choices` is how many options a person may rank. The options of an `agree` question are its items.
    """

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("questionnaire_id", "slug"),
        CheckConstraint("max_length > 0", name="max_length"),
        CheckConstraint(f"choices BETWEEN 1 AND {len(ORDINALS)}", name="choices"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"))
    slug: Mapped[str]
    position: Mapped[int]
    page: Mapped[int]
    page_title: Mapped[str]
    kind: Mapped[Kind] = mapped_column(choice(Kind, "kind"))
    prompt: Mapped[str]
    hint: Mapped[str]
    required: Mapped[bool]
    max_length: Mapped[int | None]
    choices: Mapped[int | None]

    questionnaire: Mapped[Questionnaire] = relationship(back_populates="questions")
    options: Mapped[list["Option"]] = relationship(
        order_by="Option.position",
        collection_class=ordering_list("position", count_from=1),
        cascade="all, delete-orphan",
        lazy="selectin",
    )

    def __init__(
        self,
        *,
        slug: str,
        kind: Kind | str,
        prompt: str,
        page: int = 1,
        page_title: str = "",
        hint: str = "",
        required: bool = False,
        max_length: int | None = None,
        choices: int | None = None,
        options: list["Option"] | None = None,
    ) -> None:
        kind, options = Kind(kind), options or []
        if (kind in WITH_OPTIONS) != bool(options) or len({option.slug for option in options}) < len(options):
            raise ValueError(f"{slug}: only a question that offers options has them, each once")
        if (kind in TEXT) != bool(max_length):
            raise ValueError(f"{slug}: a question answered in words, and no other, has a longest answer")
        if (kind is Kind.RANKING) != bool(choices) or (choices or 0) > min(len(options), len(ORDINALS)):
            raise ValueError(f"{slug}: only a ranking has choices, five at most, and no more than there are options")
        super().__init__(
            slug=slug,
            kind=kind,
            prompt=prompt,
            page=page,
            page_title=page_title or prompt,
            hint=hint,
            required=required,
            max_length=max_length,
            choices=choices,
            options=options,
        )

    @property
    def labels(self) -> dict[str, str]:
        """What each option says, by its slug."""
        return {option.slug: option.label for option in self.options}

    def accepts(self, value: Any) -> bool:
        """Whether `value` is an answer that someone could have picked here."""
        if self.kind in TEXT or not value or not set(value) <= set(self.labels):
            return False
        if self.kind is Kind.AGREE:
            return isinstance(value, dict) and set(value.values()) <= set(OPINIONS)
        most = {Kind.ONE_CHOICE: 1, Kind.RANKING: self.choices or 0}.get(self.kind, len(self.options))
        return isinstance(value, list) and len(value) == len(set(value)) <= most

    def in_words(self, value: Value) -> list[str]:
        """An answer as people read it, a line for each option; words stay as they are."""
        if isinstance(value, str):
            return [value]
        if isinstance(value, dict):
            return [f"{label}: {OPINIONS[value[slug]]}" for slug, label in self.labels.items() if slug in value]
        if self.kind is Kind.RANKING:
            return [f"{place}. {self.labels[slug]}" for place, slug in enumerate(value, start=1)]
        return [label for slug, label in self.labels.items() if slug in value]


class Option(Base):
    """One thing to pick in a question, or one item to agree with; `plain` says the same more simply."""

    __tablename__ = "question_option"
    __table_args__ = (UniqueConstraint("question_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    slug: Mapped[str]
    label: Mapped[str]
    plain: Mapped[str]
    position: Mapped[int]

    def __init__(self, slug: str, label: str, plain: str = "") -> None:
        super().__init__(slug=slug, label=label, plain=plain)


class Response(Base):
    """One person's answers to one questionnaire. Questions they skipped have none."""

    __tablename__ = "response"

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"), index=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), unique=True)

    questionnaire: Mapped[Questionnaire] = relationship(back_populates="responses")
    contribution: Mapped[Contribution] = relationship()
    answers: Mapped[list["Answer"]] = relationship(back_populates="response")

    def __init__(self, *, contribution: Contribution, answers: list["Answer"]) -> None:
        super().__init__(contribution=contribution, answers=answers)
        if not contribution.ticked and any(answer.value for answer in answers):
            contribution.was_ticked()

    @classmethod
    def of(cls, contribution: Contribution, answers: dict[Question, Value]) -> "Response":
        """What somebody sent; its words are the contribution's submissions, in the same order."""
        submissions = iter(contribution.submissions)
        return cls(
            contribution=contribution,
            answers=[
                Answer(question=question, submission=next(submissions))
                if isinstance(value, str)
                else Answer(question=question, value=value)
                for question, value in answers.items()
            ],
        )


class Answer(Base):
    """What one person answered to one question: either a value, which is counted, or words, which are read.

    `value` is a list of option slugs (a ranking: best first), or, for an `agree` question, a dict from item to
    yes, partly, no or not_sure. Words are a submission.
    """

    __tablename__ = "answer"
    __table_args__ = (CheckConstraint("(value IS NULL) <> (submission_id IS NULL)", name="value_or_words"),)

    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True, index=True)
    value: Mapped[list[str] | dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"), unique=True)

    response: Mapped[Response] = relationship(back_populates="answers")
    question: Mapped[Question] = relationship()
    submission: Mapped[Submission | None] = relationship()

    def __init__(
        self,
        *,
        question: Question,
        value: list[str] | dict[str, str] | None = None,
        submission: Submission | None = None,
    ) -> None:
        if not (
            question.kind in TEXT and submission and value is None or submission is None and question.accepts(value)
        ):
            raise ValueError(f"not an answer to {question.slug}")
        super().__init__(question=question, value=value, submission=submission)
