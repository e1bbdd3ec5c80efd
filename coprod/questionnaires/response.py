"""Response: one person's answers to one questionnaire. Pick: something ticked, which is counted. Answer: words."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.activities.audience import Audience
from coprod.database import Base, choice, db
from coprod.participation.contribution import Contribution, Source
from coprod.participation.submission import Submission
from coprod.questionnaires.kinds import Given, Picked
from coprod.questionnaires.question import Question, QuestionVersion


class Response(Base):
    """One person's answers to one questionnaire. Questions they skipped have none."""

    __tablename__ = "response"
    __table_args__ = (Index("ix_response_questionnaire_id_id", "questionnaire_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"))
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), unique=True)

    questionnaire: Mapped[Any] = relationship("Questionnaire", back_populates="responses")
    contribution: Mapped[Contribution] = relationship()
    picks: Mapped[list["Pick"]] = relationship(back_populates="response")
    answers: Mapped[list["Answer"]] = relationship(back_populates="response")

    def __init__(self, *, contribution: Contribution, **ids: int) -> None:
        """`ids` when it is only filed, and never in a session: then it knows its questionnaire by number."""
        super().__init__(contribution=contribution, **ids)

    @classmethod
    def of(cls, contribution: Contribution, answers: Mapping[QuestionVersion, Given]) -> "Response":
        """What somebody sent; its words are the contribution's submissions, in the same order."""
        response = cls(contribution=contribution)
        picks, words = rows_of(contribution, answers)
        response.picks, response.answers = picks, words
        if picks and not contribution.ticked:
            contribution.was_ticked()
        return response

    @classmethod
    def has_picks(cls, contribution_id: int) -> bool:
        """Whether something is ticked in what a contribution sent, and counted."""
        theirs = select(Pick.option).join(cls).where(cls.contribution_id == contribution_id)
        return db.session.scalar(theirs.limit(1)) is not None


class Pick(Base):
    """One thing that one person picked, as it is counted.

    `option` is the key of what was picked: empty for a number. `detail` is the opinion on an item. `number` is a place
    in a ranking, from 1, or the number itself. `version_id` is the question as they had read it. Audience, district
    and source stand here too: that is three times as fast to count as to join them.
    """

    __tablename__ = "pick"
    __table_args__ = (Index("ix_pick_question_id_option", "question_id", "option"),)

    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)
    option: Mapped[str] = mapped_column(primary_key=True)
    detail: Mapped[str]
    number: Mapped[int | None]
    version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"))
    audience: Mapped[Audience] = mapped_column(choice(Audience, "audience"))
    district: Mapped[str | None]
    source: Mapped[Source] = mapped_column(choice(Source, "source"))

    response: Mapped[Response] = relationship(back_populates="picks")
    question: Mapped[Question] = relationship()
    version: Mapped[QuestionVersion] = relationship()

    def __init__(self, contribution: Contribution, version: QuestionVersion, picked: Picked) -> None:
        super().__init__(
            question_id=version.question_id,  # for what is only filed, and never in a session
            version_id=version.id,
            question=version.question,
            version=version,
            option=picked.option,
            detail=picked.detail,
            number=picked.number,
            audience=contribution.audience,
            district=contribution.district_slug,
            source=contribution.source,
        )


class Answer(Base):
    """Words that one person wrote for one question, or beside one of its options. They are a submission: they are read.

    `option` is the key of the option beside which they stand, empty for the question's own box.
    """

    __tablename__ = "answer"

    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True, index=True)
    option: Mapped[str] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), unique=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"))

    response: Mapped[Response] = relationship(back_populates="answers")
    question: Mapped[Question] = relationship()
    version: Mapped[QuestionVersion] = relationship()
    submission: Mapped[Submission] = relationship()

    def __init__(self, version: QuestionVersion, option: str, submission: Submission) -> None:
        super().__init__(
            question_id=version.question_id,
            version_id=version.id,
            question=version.question,
            version=version,
            option=option,
            submission=submission,
        )


def rows_of(contribution: Contribution, answers: Mapping[QuestionVersion, Given]) -> tuple[list[Pick], list[Answer]]:
    """A row for each thing picked and for each box of words; words are its submissions, in the same order.

    Raises `ValueError` for what nobody could have answered.
    """
    picks: list[Pick] = []
    words: list[Answer] = []
    submissions = iter(contribution.submissions)
    for version, given in answers.items():
        if not version.accepts(given):
            raise ValueError(f"not an answer to {version.key}")
        picks += [Pick(contribution, version, picked) for picked in given.picks]
        words += [Answer(version, option, next(submissions)) for option in in_order(version, given)]
    return picks, words


def in_order(version: QuestionVersion, given: Given) -> list[str]:
    """Beside which options words were written, in the order in which these stand; "" for the question's own box."""
    return [key for key in version.boxes if key in given.words]
