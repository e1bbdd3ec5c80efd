"""Every minute, what was answered since is added to what is counted ahead."""

from sqlalchemy import func, select, text, update
from sqlalchemy.exc import OperationalError

from coprod.database import db
from coprod.questionnaires.counted.answer_count import CountedUpTo, add, cells, of_people
from coprod.questionnaires.question import Question
from coprod.questionnaires.response import Pick, Response
from coprod.transactions import write_transaction

AT_A_TIME = 500  # responses: whoever takes theirs back meanwhile, or on SQLite sends, waits for so many
PATIENCE = "100ms"  # for which somebody who sends may have to wait


def count_ahead() -> None:
    """Every minute: what was answered is counted. Twice at once, or after a stop, and nothing is counted twice."""
    last = last_of_all()
    behind = select(Response.questionnaire_id).join(
        CountedUpTo, CountedUpTo.questionnaire_id == Response.questionnaire_id
    )
    behind = behind.where(Response.id > CountedUpTo.response_id, Response.id <= last).distinct()
    for questionnaire_id in db.session.scalars(behind).all():
        while fold(questionnaire_id, last):
            pass


def last_of_all() -> int:
    """The last response, such that none before it can still come; 0 when that cannot be said now.

    PostgreSQL gives out numbers before it commits. Who writes a response holds its table a little, so when nobody does,
    each number that was given is there or will never be. Nobody is let in only as long as it takes to look.
    """
    with write_transaction():
        try:
            if db.engine.dialect.name == "postgresql":
                db.session.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
                db.session.execute(text("LOCK TABLE response IN SHARE MODE"))
            return db.session.scalar(select(func.max(Response.id))) or 0
        except OperationalError:
            db.session.rollback()  # somebody is at it for long: in a minute again
            return 0


def fold(questionnaire_id: int, last: int) -> bool:
    """Count some more of a questionnaire's responses, none after `last`; whether there were any."""
    mark = CountedUpTo.questionnaire_id == questionnaire_id
    with write_transaction():
        up_to = db.session.scalar(select(CountedUpTo.response_id).where(mark).with_for_update())
        new = select(Response.id).where(Response.questionnaire_id == questionnaire_id, Response.id <= last)
        some = new.where(Response.id > up_to).order_by(Response.id).limit(AT_A_TIME).subquery()
        until = db.session.scalar(select(func.max(some.c.id)))
        if until is None:
            return False
        asked = select(Question.id).where(Question.questionnaire_id == questionnaire_id)
        people = of_people(Response.id > up_to, Response.id <= until, Response.questionnaire_id == questionnaire_id)
        these = Pick.response_id > up_to, Pick.response_id <= until, Pick.response_id.in_(people)
        add(cells(*these, Pick.question_id.in_(asked)).subquery())
        db.session.execute(update(CountedUpTo).where(mark).values(response_id=until))
    return True
