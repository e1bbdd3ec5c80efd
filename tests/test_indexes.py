"""An index gives each list its order: a page costs the same whatever is stored, for nothing is sorted."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import event, insert, text

from builders import a_board, a_partnership, a_promise
from coprod.boards.models import Note
from coprod.boards.notes_to_read import NoteFilters, shown_notes
from coprod.database import db, uk_today
from coprod.feedback_log import downloads, log as feedback_log
from coprod.feedback_log.filters import FeedbackLogFilters
from coprod.moderation_log import log as moderation_log
from coprod.moderation_log.filters import ModerationLogFilters
from coprod.participation.contribution import Contribution
from coprod.participation.counted import NOT_COUNTED
from coprod.participation.move import Move
from coprod.participation.submission import Submission
from coprod.promise.organisation import Organisation
from coprod.promise.organisations import contacts
from coprod.promise.pledge import Pledge
from coprod.promise.register import public_pledges as register
from coprod.public_ids import ListPlace, new_public_id

ROWS = 3_000
AFTER = ListPlace(uk_today() - timedelta(days=20), "m" * 13)


@pytest.fixture
def much(app) -> dict[str, Any]:
    """A board and a Promise with thousands of rows, over two months; a third of the words are approved."""
    a_partnership()
    board, promise = a_board(), a_promise()
    organisation = Organisation(name="Hill School")
    db.session.add(organisation)
    db.session.flush()
    for model, activity, row in (
        (Note, board, {"board_id": board.id, "question_id": board.asked[0].id, "colour": 1}),
        (Pledge, promise, {"promise_id": promise.id, "organisation_id": organisation.id, "place": 1,
                           "sector": "education", "by_when": uk_today(), "email_confirmed_at": promise.opens_at}),
    ):  # fmt: skip
        first = (db.session.query(Contribution).count()) + 1
        days = {first + number: uk_today() - timedelta(days=number * 60 // ROWS) for number in range(ROWS)}
        fill(Contribution, [{"id": id, "activity_id": activity.id, "audience": "not_said", "sharing": "show",
                             "source": "online", "context": {}, "submitted_on": day, "unusual": False, "ticked": False,
                             "ticks": "usual", "came": True}
                            | dict.fromkeys(NOT_COUNTED, True) for id, day in days.items()])  # fmt: skip
        fill(Submission, [{"id": id, "contribution_id": id, "submitted_on": day, "prompt": "?", "words": "words",
                           "published_words": "words" if id % 3 else None, "findings": [], "moves_made": 1,
                           "search_words": "words" if id % 3 else None,
                           "status": "approved" if id % 3 else "rejected"} for id, day in days.items()])  # fmt: skip
        fill(Move, [{"submission_id": id, "made_on": day, "at": board.opens_at, "from_status": "pending",
                     "to_status": "approved", "no_worry": False, "place": id} for id, day in days.items()])  # fmt: skip
        fill(model, [row | {"contribution_id": id, "submission_id": id, "submitted_on": day}
                     for id, day in days.items()])  # fmt: skip
    db.session.commit()
    with db.engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    db.engine.dispose()  # SQLite reads what was counted when a connection is opened
    return {"board": board, "promise": promise}


def fill(model: Any, rows: list[dict[str, Any]]) -> None:
    db.session.execute(insert(model.__table__), [row | {"public_id": new_public_id()} for row in rows])


LISTS = {
    "board": (lambda much, place: shown_notes(much["board"], NoteFilters(before=place)), "ix_note_newest"),
    "register": (lambda much, place: register.public_pledges(much["promise"], before=place), "ix_pledge_newest"),
    "contacts": (lambda much, place: contacts.contacts(before=place), "ix_pledge_newest_of_all"),
    "feedback log": (lambda much, place: feedback_log.page(FeedbackLogFilters(), place), "ix_submission_newest"),
    "download": (
        lambda much, place: db.session.execute(downloads.query_for(FeedbackLogFilters(), db.engine)),
        "ix_submission_newest",
    ),
    "moderation log": (lambda much, place: moderation_log.page(ModerationLogFilters(), place), "ix_move_newest"),
}


# Of the logs one page is put in order once more, after it was found; of the others nothing.
PUT_IN_ORDER = ("feedback log", "moderation log")


def test_each_list_is_read_in_the_order_of_its_index(much):
    """All in one test: to store so much takes longer than to look at how it is read."""
    wrong = {}
    for (which, (read, index)), (page, place) in product(LISTS.items(), {"first": None, "later": AFTER}.items()):
        db.session.rollback()
        plans = plans_of(lambda read=read, place=place: read(much, place))
        told = next((plan for plan in plans if f"{index} " in f"{plan} ".replace("\n", " ")), None)
        is_sorted = told is not None and ("Sort Key" in told or "TEMP B-TREE FOR ORDER BY" in told)
        if told is None or (is_sorted and which not in PUT_IN_ORDER):
            wrong[which, page] = told or plans
    assert wrong == {}


def plans_of(read) -> list[str]:
    """How the database answers each question that is put to it meanwhile."""
    asked: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, given: Any, *rest: Any) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, given))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        read()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN"
    with db.engine.connect() as connection:
        if db.engine.dialect.name == "postgresql":  # it knows too little of these tables to expect more than a row
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            connection.execute(text("SET LOCAL enable_sort = off"))
        return ["\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {statement}", given))
                for statement, given in asked]  # fmt: skip
