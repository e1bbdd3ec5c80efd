"""How many picked what, by audience. Numbers move by ten or more at once, so that none of them tells who came last.

What waits for its ten is mixed anew each time that it is looked at: a database keeps together what was written at one
moment (PostgreSQL writes beside each row which transaction made it), and that would join the answers of one person.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from random import SystemRandom
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from coprod import jobs
from coprod.activities.audience import Audience
from coprod.database import Base, choice, db
from coprod.questionnaires.equality.questions import QUESTIONS
from coprod.questionnaires.equality.ticket import EqualityTicket
from coprod.questionnaires.models import Questionnaire
from coprod.sealing import new_place
from coprod.transactions import write_transaction

# Of one questionnaire, the people of one audience, at one question.
Group = tuple[int, Audience, str]
BATCH = 10
shuffle = SystemRandom().shuffle


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
    """Every hour, and when somebody has answered: of each question and audience, as many tens as there are.

    Once nobody can answer any more, all of it, but for those who are too few.
    """
    with write_transaction():
        EqualityTicket.purge()
        # Taken out by one statement: of two that count at once, each has what the other has not.
        taken = delete(EqualityAnswer).returning(*_columns).execution_options(synchronize_session=False)
        waiting: dict[Group, list[str]] = defaultdict(list)
        for number, audience, question, option in db.session.execute(taken):
            waiting[number, audience, question].append(option)
        ids = {questionnaire_id for questionnaire_id, _, _ in waiting}
        every = db.session.scalars(select(Questionnaire).where(Questionnaire.id.in_(ids))).all()
        over = {each.id for each in every if each.is_finished and not each.takes_sheets}
        left: list[EqualityAnswer] = []
        for group, options in together_at_the_end(waiting, over).items():
            shuffle(options)
            tens = len(options) if group[0] in over else len(options) - len(options) % BATCH
            for option, people in Counter(options[:tens]).items():
                db.session.execute(_more((*group, option), people))
            left += [EqualityAnswer(*group, option) for option in options[tens:]]
        put_back(left)


def together_at_the_end(waiting: Mapping[Group, list[str]], over: Collection[int]) -> dict[Group, list[str]]:
    """The same, but where nobody can answer any more, audiences of fewer than ten people are counted as one.

    One organisation that answered alone would be known by its numbers. Those few count with the people who did not say
    who they are; are these fewer than ten too, they count nowhere.
    """
    kept: dict[Group, list[str]] = {}
    few: dict[Group, list[str]] = defaultdict(list)
    for group, options in waiting.items():
        number, audience, question = group
        if number not in over or (audience is not Audience.NOT_SAID and _are_ten(group, options)):
            kept[group] = options
        else:
            few[number, Audience.NOT_SAID, question] += options
    return kept | {group: options for group, options in few.items() if _are_ten(group, options)}


def _are_ten(group: Group, more: list[str]) -> bool:
    """Whether ten people or more are in a group, with those who come to it now."""
    number, audience, question = group
    mine = EqualityCount.questionnaire_id == number, EqualityCount.audience == audience
    there = select(func.coalesce(func.sum(EqualityCount.people), 0)).where(*mine, EqualityCount.question == question)
    return int(db.session.scalar(there) or 0) + len(more) >= BATCH


def put_back(rows: list[EqualityAnswer]) -> None:
    """Those wait on, in an order that says nothing, and written at one moment."""
    for row in sorted(rows, key=lambda row: row.number):
        db.session.add(row)
        db.session.flush()  # each by itself: a unit of work would order them in its own way


@jobs.task
def count_soon() -> None:
    """Somebody has answered."""
    count_in_tens()


def counts_of(questionnaire: Questionnaire) -> dict[str, dict[Audience, Counter[str]]]:
    """How many people of each audience picked what, by question, as far as the numbers have moved."""
    found: dict[str, dict[Audience, Counter[str]]] = {}
    for row in db.session.scalars(select(EqualityCount).where(EqualityCount.questionnaire_id == questionnaire.id)):
        found.setdefault(row.question, {}).setdefault(row.audience, Counter())[row.option] = row.people
    return found


_KEY = ("questionnaire_id", "audience", "question", "option")
_columns = [getattr(EqualityAnswer, name) for name in _KEY]


def _more(key: tuple[Any, ...], people: int) -> Any:
    insert: Any = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert
    new = insert(EqualityCount.__table__).values(dict(zip(_KEY, key, strict=True)) | {"people": people})
    return new.on_conflict_do_update(
        index_elements=[*_KEY], set_={"people": EqualityCount.__table__.c.people + new.excluded.people}
    )
