"""AnswerCount: how often one thing was answered by one group of people; and what is not counted ahead yet.

Nobody who sends something waits for a counter. A job counts ahead, a piece at a time, up to a response: see `folding`.
What came after it is counted from the rows when somebody asks: both in one statement, so that staff see all there is
at one moment. Each person is counted once, by the first of their responses that counts: `first_in_activity`. When that
moves, as when somebody takes their answers back, the count moves with it in the same transaction.
"""

from collections import defaultdict
from collections.abc import Sequence
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
    event,
    func,
    inspect,
    literal,
    select,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from coprod.activities.audience import Audience
from coprod.database import Base, choice, db
from coprod.participation.contribution import Contribution, Source
from coprod.questionnaires.question import Question
from coprod.questionnaires.response import Pick, Response

NOT_SAID = ""  # the district of whoever did not say
AT_A_TIME = 500
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
    up_to = select(CountedUpTo.response_id).where(CountedUpTo.questionnaire_id == questionnaire_id)
    new = of_people(Response.questionnaire_id == questionnaire_id, Response.id > up_to.scalar_subquery())
    asked = select(Question.id).where(Question.questionnaire_id == questionnaire_id)
    # The mark only ever moves up, so nothing before this one is new. It leaves out nothing more; but from the number
    # the database can tell how few the new ones are, and from a subquery it cannot: it reads every pick there is.
    not_before = Pick.response_id > (db.session.scalar(up_to) or 0)
    ahead, fresh = AnswerCount.__table__.c, cells(not_before, Pick.response_id.in_(new)).subquery().c

    def summed(rows: Any, people: ColumnElement[int]) -> Select[Any]:
        told = [rows[name] for name in ("question_id", "version_id", "what", "option", "detail", "number")]
        group = (rows[by] if by else literal("")).label("group")
        query = select(*told, group, people.label("people")).where(*(rows[name] == of[name] for name in of))
        return query.group_by(*told, *([group] if by else [])).having(people > 0)

    kept = summed(ahead, func.sum(ahead.people)).where(ahead.question_id.in_(asked))
    return list(db.session.execute(union_all(kept, summed(fresh, func.count()))))


def of_people(*which: ColumnElement[bool]) -> Select[Any]:
    """The ids of the responses by which people are counted."""
    theirs = select(Response.id).join(Contribution, Contribution.id == Response.contribution_id)
    return theirs.where(Contribution.first_in_activity, *which)


@event.listens_for(db.session, "before_flush")
def _count_those_that_moved(session: Session, context: Any, instances: Any) -> None:
    """By which response somebody is counted, or whether at all, is another now."""
    moved: dict[int, dict[bool, list[int]]] = defaultdict(lambda: {True: [], False: []})
    for thing in session.dirty:
        if isinstance(thing, Contribution) and thing.ticked and inspect(thing).attrs.first_in_activity.history.deleted:
            moved[thing.activity_id][thing.first_in_activity].append(thing.id)
    for questionnaire_id in sorted(moved):  # everybody holds them in this order
        move(questionnaire_id, into=moved[questionnaire_id][True], out=moved[questionnaire_id][False])


def move(questionnaire_id: int, *, into: Sequence[int], out: Sequence[int]) -> None:
    """These contributions are counted from now on, and those no more: as far as anything is counted ahead."""
    # Held, so that nobody counts them while they move.
    held = select(CountedUpTo.response_id).where(CountedUpTo.questionnaire_id == questionnaire_id).with_for_update()
    up_to = db.session.scalar(held)
    if not up_to:
        return  # whoever counts them finds them as they are now
    for ids, change in ((out, _take_out), (into, add)):
        for start in range(0, len(ids), AT_A_TIME):
            some = ids[start : start + AT_A_TIME]
            theirs = select(Response.id).where(Response.contribution_id.in_(some), Response.id <= up_to)
            change(cells(Pick.response_id.in_(theirs)).subquery())


def add(found: Any) -> None:
    """So many more, where these cells add one each."""
    counted = _summed(found)
    dialect: Any = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    new: Any = dialect.insert(AnswerCount.__table__).from_select([*AnswerCount.__table__.c.keys()], counted)
    there = AnswerCount.__table__.c.people
    db.session.execute(new.on_conflict_do_update(index_elements=KEYS, set_={"people": there + new.excluded.people}))


def _take_out(found: Any) -> None:
    counted = _summed(found).subquery()
    keys = [counted.c[key.name] for key in KEYS]
    number = select(counted.c.number_of_them).where(*(mine == key for mine, key in zip(keys, KEYS, strict=True)))
    less = update(AnswerCount).where(tuple_(*KEYS).in_(select(*keys)))
    values = {"people": AnswerCount.people - number.scalar_subquery()}
    db.session.execute(less.values(values), execution_options={"synchronize_session": False})


def _summed(found: Any) -> Select[Any]:
    keys = [found.c[key.name] for key in KEYS]
    return select(*keys, func.count().label("number_of_them")).group_by(*keys)
