"""How many picked what, by audience. Numbers move by ten or more at once, so that none of them tells who came last."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from coprod.activities.audience import Audience
from coprod.database import Base, choice, db, now
from coprod.questionnaires.equality.questions import QUESTIONS
from coprod.questionnaires.models import Questionnaire
from coprod.sealing import new_place
from coprod.transactions import write_transaction

BATCH = 10


class EqualityAnswer(Base):
    """One answer to one of these questions that is in no number yet. It does not know to which person it belongs.

    Its own number is random: two answers of one person do not stand beside each other.
    """

    __tablename__ = "equality_answer"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id", ondelete="CASCADE"), index=True)
    audience: Mapped[Audience] = mapped_column(choice(Audience, "audience"))
    question: Mapped[str]
    option: Mapped[str]

    def __init__(self, questionnaire_id: int, audience: Audience, question: str, option: str) -> None:
        """Raises `ValueError` for what is not asked."""
        if question not in QUESTIONS or option not in QUESTIONS[question].options:
            raise ValueError("not an answer to a question about equality")
        super().__init__(
            number=new_place(),
            questionnaire_id=questionnaire_id,
            audience=audience,
            question=question,
            option=option,
        )


class EqualityCount(Base):
    """How many people of one audience picked this, as far as the numbers have moved."""

    __tablename__ = "equality_count"

    questionnaire_id: Mapped[int] = mapped_column(
        ForeignKey("questionnaire.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    audience: Mapped[Audience] = mapped_column(choice(Audience, "audience"), primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    option: Mapped[str] = mapped_column(primary_key=True)
    people: Mapped[int]


def answers_of(questionnaire_id: int, audience: Audience, picked: Mapping[str, str]) -> list[EqualityAnswer]:
    """A row for each question that somebody answered, in an order that says nothing."""
    rows = [EqualityAnswer(questionnaire_id, audience, *each) for each in picked.items()]
    return sorted(rows, key=lambda row: row.number)


def count_in_tens() -> None:
    """Every hour: of each question and audience, as many tens as there are; all of it after the end."""
    with write_transaction():
        waiting = defaultdict(list)
        for row in db.session.scalars(select(EqualityAnswer).order_by(EqualityAnswer.number)):
            waiting[row.questionnaire_id, row.audience, row.question].append(row)
        ids = {questionnaire_id for questionnaire_id, _, _ in waiting}
        every = db.session.scalars(select(Questionnaire).where(Questionnaire.id.in_(ids))).all()
        over = {each.id for each in every if each.finish_by <= now()}
        for (questionnaire_id, audience, question), rows in waiting.items():
            ready = rows if questionnaire_id in over else rows[: len(rows) - len(rows) % BATCH]
            for option, people in Counter(row.option for row in ready).items():
                db.session.execute(_more((questionnaire_id, audience, question, option), people))
            numbers = [row.number for row in ready]
            db.session.execute(delete(EqualityAnswer).where(EqualityAnswer.number.in_(numbers)))


_KEY = ("questionnaire_id", "audience", "question", "option")


def _more(key: tuple[Any, ...], people: int) -> Any:
    insert: Any = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert
    new = insert(EqualityCount.__table__).values(dict(zip(_KEY, key, strict=True)) | {"people": people})
    return new.on_conflict_do_update(
        index_elements=[*_KEY], set_={"people": EqualityCount.__table__.c.people + new.excluded.people}
    )
