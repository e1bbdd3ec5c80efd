"""Questionnaire: questions on pages. Response: one person's answers to it."""

from itertools import groupby
from typing import Any, NamedTuple, Self

from sqlalchemy import JSON, CheckConstraint, ForeignKey, delete, func, select
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import Mapped, WriteOnlyMapped, lazyload, mapped_column, relationship, selectinload, validates

from coprod.activities.activity import Activity, Card
from coprod.activities.checks import Check
from coprod.activities.life import must_say_why
from coprod.database import Base, db
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.questionnaires.kinds import TEXT, Kind, Value
from coprod.questionnaires.question import Option, Question
from coprod.rendering import plural


class Page(NamedTuple):
    """The questions that stand together, under their title. `number` counts from 1."""

    number: int
    title: str
    questions: list[Question]


class Questionnaire(Activity):
    """Questions on pages, in order. See `Activity`.

    `intro` says on the first page what this is about: plain text, with an empty line between paragraphs.
    """

    __tablename__ = "questionnaire"
    __mapper_args__ = {"polymorphic_identity": "questionnaires"}

    id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    intro: Mapped[str]

    card = Card("questionnaire", "Answer questions", "sets of answers", "questions", "sky")

    questions: Mapped[list[Question]] = relationship(
        back_populates="questionnaire",
        order_by=Question.position,
        collection_class=ordering_list("position", count_from=1),
        cascade="all, delete-orphan",
    )
    responses: WriteOnlyMapped["Response"] = relationship(back_populates="questionnaire", passive_deletes=True)

    @validates("questions")
    def _ask_here(self, key: str, question: Question) -> Question:
        question.wording.activity = self
        return question

    COPIED = ("intro",)

    @classmethod
    def loaded_for_checks(cls, every: Any) -> list[Any]:
        """Its questions, without what they offer."""
        return [selectinload(every.Questionnaire.questions).options(lazyload(Question.all_options))]

    @classmethod
    def loaded_for_copies(cls, every: Any) -> list[Any]:
        """Its questions, with what they offer."""
        return [selectinload(every.Questionnaire.questions)]

    def own_checks(self) -> list[Check]:
        """Something is asked."""
        asks = len(self.questions)
        return [Check("Questions", f"{plural(asks, 'question')} so far.", bool(asks))]

    @classmethod
    def from_template(cls, facts: dict[str, Any], **shared: Any) -> Self:
        """With its questions as plain facts; `options` are what each offers."""
        says = dict(facts)
        return cls(questions=[Question.from_facts(each) for each in says.pop("questions")], **says, **shared)

    def copied_parts(self) -> dict[str, Any]:
        """The same questions, asked anew."""
        return {"questions": [question.copied() for question in self.questions]}

    def delete_parts(self) -> None:
        """Its questions, with what they offer."""
        for question in self.questions:
            db.session.delete(question)
        db.session.flush()

    @property
    def pages(self) -> list[Page]:
        """Its pages, with their questions."""
        groups = [list(group) for _, group in groupby(self.questions, key=lambda question: question.page)]
        return [Page(number, group[0].page_title, group) for number, group in enumerate(groups, start=1)]

    def reword(self, question: Question, text: str, *, by: int, seen: int | None = None, reason: str = "") -> None:
        """Ask a question in other words. Raises `NeedsReason` when people have answered and no reason is given."""
        if self.is_answered:
            must_say_why(reason)
        self._edit_part("question", question.prompt, text, by, seen, reason)
        question.reword(text)

    def replace(
        self, option: Option, label: str, plain: str = "", *, by: int, seen: int | None = None, reason: str = ""
    ) -> None:
        """Offer something else in an option's place. Raises `NeedsReason` as `reword` does."""
        if self.is_answered:
            must_say_why(reason)
        [question] = [question for question in self.questions if option in question.all_options]
        self._edit_part("option", option.label, label, by, seen, reason)
        question.replace(option, label, plain)

    def _edit_part(self, part: str, was: str, becomes: str, by: int, seen: int | None, reason: str) -> None:
        self.edit_a_part(by=by, seen=seen)
        self.write_down(part, was, becomes, by=by, reason=reason)

    @property
    def is_answered(self) -> bool:
        """Whether somebody has sent answers, read or not."""
        return bool(db.session.scalar(select(select(Response.id).where(Response.questionnaire_id == self.id).exists())))

    def context(self, answers: dict[Question, Value]) -> dict[str, str]:
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


class Response(Base):
    """One person's answers to one questionnaire. Questions they skipped have none."""

    __tablename__ = "response"

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"), index=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), unique=True)

    questionnaire: Mapped[Questionnaire] = relationship(back_populates="responses")
    contribution: Mapped[Contribution] = relationship()
    answers: Mapped[list["Answer"]] = relationship(back_populates="response")

    def __init__(self, *, contribution: Contribution, answers: list["Answer"] | None = None, **ids: int) -> None:
        """`ids` when it is only filed, and never in a session: then it knows its questionnaire by number."""
        super().__init__(contribution=contribution, answers=answers or [], **ids)
        if not contribution.ticked and any(answer.value for answer in self.answers):
            contribution.was_ticked()

    @classmethod
    def of(
        cls, contribution: Contribution, answers: dict[Question, Value], read: dict[Question, int] | None = None
    ) -> "Response":
        """What somebody sent; its words are the contribution's submissions, in the same order.

        `read` has the wording of each question that they read, where that is not the current one.
        """
        read = read or {}
        submissions = iter(contribution.submissions)
        return cls(
            contribution=contribution,
            answers=[
                Answer(question=question, submission=next(submissions), wording_id=read.get(question))
                if isinstance(value, str)
                else Answer(question=question, value=value, wording_id=read.get(question))
                for question, value in answers.items()
            ],
        )


class Answer(Base):
    """What one person answered to one question: either a value, which is counted, or words, which are read.

    `value` is a list of option slugs (a ranking: best first), or, for an `agree` question, a dict from item to
    yes, partly, no or not_sure. Words are a submission. `wording_id` is how it was asked when they answered.
    """

    __tablename__ = "answer"
    __table_args__ = (CheckConstraint("(value IS NULL) <> (submission_id IS NULL)", name="value_or_words"),)

    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True, index=True)
    value: Mapped[list[str] | dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"), unique=True)
    wording_id: Mapped[int] = mapped_column(ForeignKey("wording.id"))

    response: Mapped[Response] = relationship(back_populates="answers")
    question: Mapped[Question] = relationship()
    submission: Mapped[Submission | None] = relationship()

    def __init__(
        self,
        *,
        question: Question,
        value: list[str] | dict[str, str] | None = None,
        submission: Submission | None = None,
        wording_id: int | None = None,
    ) -> None:
        if (submission is not None) != (question.kind in TEXT) or (value is not None) != question.accepts(value):
            raise ValueError(f"not an answer to {question.slug}")
        super().__init__(
            question=question,
            question_id=question.id,  # for what is only filed, and never in a session
            value=value,
            submission=submission,
            wording_id=wording_id or question.wording_id,
        )
