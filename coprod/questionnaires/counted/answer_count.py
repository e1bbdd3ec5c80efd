"""AnswerCount: how often one thing was answered by one group of people; and what is not counted ahead yet.

Nobody who sends something waits for a counter. A job counts ahead, a piece at a time, up to a response: see `folding`.
What came after it is counted from the rows when somebody asks: both in one statement, so that staff see all there is
at one moment. Whoever takes their answers back is taken out at once, and no trace of what they picked stays.
"""

from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    CompoundSelect,
    ForeignKey,
    Select,
    String,
    and_,
    func,
    literal,
    select,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from coprod.activities.audience import Audience
from coprod.database import Base, choice, db
from coprod.participation.contribution import Source
from coprod.questionnaires.question import Question
from coprod.questionnaires.response import Pick, Response

NOT_SAID = ""  # the district of whoever did not say
THEN = ">"  # between the options of a ranking; no key has one


class What(StrEnum):
    """What is counted: one thing picked; that a question was answered at all; all that somebody ranked, in order."""

    PICKED = "picked"
    ANSWERED = "answered"
    RANKED = "ranked"


class AnswerCount(Base):
    """How many of one group gave one answer, up to a response: `option`, `detail` and `number` are as in a `Pick`.

    `number` is nought where there is none. Of a ranking, `option` holds all keys, the first choice first.
    """

    __tablename__ = "answer_count"
    __table_args__ = (CheckConstraint("people >= 0", name="people"), {"sqlite_with_rowid": False})

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"), primary_key=True)
    what: Mapped[What] = mapped_column(choice(What, "what"), primary_key=True)
    option: Mapped[str] = mapped_column(primary_key=True)
    detail: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    audience: Mapped[Audience] = mapped_column(choice(Audience, "audience"), primary_key=True)
    district: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[Source] = mapped_column(choice(Source, "source"), primary_key=True)
    people: Mapped[int]


class CountedUpTo(Base):
    """Up to which response the answers to a questionnaire are counted ahead. There from the beginning."""

    __tablename__ = "counted_up_to"

    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"), primary_key=True, autoincrement=False)
    response_id: Mapped[int]

    def __init__(self) -> None:
        super().__init__(response_id=0)


KEYS = [AnswerCount.__table__.c[column.name] for column in AnswerCount.__table__.primary_key]


def cells(*which: ColumnElement[bool]) -> CompoundSelect[Any]:
    """Where each of these picks adds one: the key of a count, as often as there are people in it."""
    number = func.coalesce(Pick.number, 0).label("number")
    group = [Pick.audience, func.coalesce(Pick.district, NOT_SAID).label("district"), Pick.source]
    in_a_ranking = and_(Pick.option != "", Pick.number.is_not(None))
    nothing = literal("").label("detail"), literal(0).label("number")

    def of(what: What, option: Any, *more: Any) -> Select[Any]:
        named = literal(what.value, String).label("what"), option.label("option")
        return select(Pick.question_id, Pick.version_id, *named, *more, *group).where(*which)

    picked = of(What.PICKED, Pick.option, Pick.detail, number).where(~in_a_ranking)
    once = [Pick.response_id, Pick.question_id, Pick.version_id, Pick.audience, Pick.district, Pick.source]
    answered = of(What.ANSWERED, literal(""), *nothing).group_by(*once)
    ranked = of(What.RANKED, _in_order(), *nothing).where(in_a_ranking, Pick.number == 1)
    return union_all(picked, answered, ranked)


def _in_order() -> ColumnElement[str]:
    """All that the person of a pick ranked, the first choice first."""
    theirs = aliased(Pick)
    # Put in order before they are joined: SQLite can order what it joins only since 3.44.
    places = (
        select(theirs.option)
        .where(theirs.response_id == Pick.response_id, theirs.question_id == Pick.question_id)
        .correlate(Pick)
        .order_by(theirs.number)
        .subquery()
    )
    join = func.group_concat if db.engine.dialect.name == "sqlite" else func.string_agg
    return select(join(places.c.option, THEN)).select_from(places).scalar_subquery()


def count_now(questionnaire_id: int, *, by: str = "", **of: str) -> list[Any]:
    """All that was answered up to this moment: question_id, version_id, what, option, detail, number, group, people.

    `of` narrows it down to an audience, a district, a source; `by` names the one that `group` is then told by. What is
    counted ahead and what is not may each have a row of the same.
    """
    up_to = select(CountedUpTo.response_id).where(CountedUpTo.questionnaire_id == questionnaire_id).scalar_subquery()
    new = select(Response.id).where(Response.questionnaire_id == questionnaire_id, Response.id > up_to)
    asked = select(Question.id).where(Question.questionnaire_id == questionnaire_id)
    ahead, fresh = AnswerCount.__table__.c, cells(Pick.response_id.in_(new)).subquery().c

    def summed(rows: Any, people: ColumnElement[int]) -> Select[Any]:
        told = [rows[name] for name in ("question_id", "version_id", "what", "option", "detail", "number")]
        group = (rows[by] if by else literal("")).label("group")
        query = select(*told, group, people.label("people")).where(*(rows[name] == of[name] for name in of))
        return query.group_by(*told, *([group] if by else [])).having(people > 0)

    kept = summed(ahead, func.sum(ahead.people)).where(ahead.question_id.in_(asked))
    return list(db.session.execute(union_all(kept, summed(fresh, func.count()))))


def take_out(questionnaire_id: int, contribution_id: int) -> None:
    """Somebody takes their answers back: where they were counted ahead, there is one less."""
    # Held, so that nobody counts them while they go.
    held = select(CountedUpTo.response_id).where(CountedUpTo.questionnaire_id == questionnaire_id).with_for_update()
    up_to = db.session.scalar(held) or 0
    theirs = select(Response.id).where(Response.contribution_id == contribution_id, Response.id <= up_to)
    counted = cells(Pick.response_id == theirs.scalar_subquery()).subquery()
    where = tuple_(*KEYS).in_(select(*(counted.c[key.name] for key in KEYS)))
    less = update(AnswerCount).where(where).values(people=AnswerCount.people - 1)
    db.session.execute(less, execution_options={"synchronize_session": False})
