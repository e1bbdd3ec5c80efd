"""A scratch database: one board with 200 notes, 10,000 contributions waiting, 200,000 rows in the feedback log."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select

from coprod.accounts.models import User
from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.activities.life import Life
from coprod.boards.models import Board
from coprod.counting import counting
from coprod.database import db, now, uk_today
from coprod.participation.contribution import Contribution
from coprod.participation.search_words import search_words
from coprod.participation.submission import Submission
from coprod.partnership.district import District
from coprod.partnership.models import Partnership
from coprod.partnership.opening import SiteOpening
from coprod.permissions import Role
from coprod.public_ids import new_public_id

NOTES, WAITING, LOGGED = 200, 10_000, 200_000
PASSWORD = "only for the benchmark"
WORDS = (
    "please ask ME not just my mum",
    "We waited 31 weeks for the draft plan. Nobody rang. A two line email would have helped more than you know.",
    "lunch hall = too loud. can we eat somewhere else",
    "Café staff at the college know my name, my order and my “quiet table” – more of that please",
    "=SUM(everything I asked for) is nothing",
)
AUDIENCES = ("young_person", "parent_carer", "professional", "organisation", "not_said")


def load(
    app: Flask, notes: int = NOTES, waiting: int = WAITING, logged: int = LOGGED, *, only_boards: bool = False
) -> None:
    """Fill an empty database; `only_boards` leaves out what people said."""
    with app.app_context():
        db.drop_all()
        db.create_all()
        times: dict[str, Any] = {"opens_at": now() - timedelta(days=30), "closes_at": now() + timedelta(days=30)}
        engagement = Engagement(slug="refresh", title="The refresh", life=Life.OPEN)
        names = ["north", "south", "east", "west"]
        db.session.add_all(
            [
                Partnership(name="Benchshire SEND Partnership"),
                SiteOpening(),
                *[District(name, name.capitalize()) for name in names],
                *[User(email=f"{r.value}@example.org", name=r.value, roles=[r], password=PASSWORD) for r in Role],
                Board(engagement=engagement, slug="notes", title="Notes", questions=["What would help?"], **times),
                Board(engagement=engagement, slug="log", title="The log", questions=["What would help?"], **times),
                Board(engagement=engagement, slug="posting", title="Posting", questions=["What would help?"], **times),
            ]
        )
        db.session.commit()
        if only_boards:
            return
        boards = {board.slug: board.id for board in db.session.query(Activity)}
        first = 1
        for board, count, status in (
            ("notes", notes, "approved"),
            ("log", logged, "approved"),
            ("posting", waiting, "pending"),
        ):
            fill(boards[board], range(first, first + count), status)
            first += count
        add_counters(boards)
        db.session.commit()
        settle_sequences()


def fill(board_id: int, ids: range, status: str) -> None:
    """One contribution, submission and note for each number."""
    note, asked = db.metadata.tables["note"], db.metadata.tables["board_question"]
    question = db.session.scalar(select(asked.c.id).where(asked.c.board_id == board_id))
    tables: tuple[tuple[Any, Any], ...] = (
        (Contribution.__table__, contribution),
        (Submission.__table__, submission),
        (note, lambda *its: a_note(*its) | {"question_id": question}),
    )
    for table, row in tables:
        for part in parts(ids, 5_000):
            db.session.execute(insert(table), [row(number, board_id, status) for number in part])


def add_counters(boards: dict[str, int]) -> None:
    """What they add to the counters: these rows were not made through the models, which do so themselves."""
    for id in boards.values():
        number = db.session.scalar(select(func.count()).where(Contribution.activity_id == id, Contribution.counts))
        same = dict.fromkeys(counting.COUNTED, number)
        db.session.execute(insert(counting.TookPart).values(activity_id=id, as_of=uk_today(), **same))


def parts(ids: range, size: int) -> Iterator[range]:
    """The numbers, some thousands at a time."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def contribution(number: int, activity_id: int, status: str) -> dict[str, Any]:
    """A row of `contribution`."""
    approved = status == "approved"
    return {
        "id": number,
        "public_id": new_public_id(),
        "activity_id": activity_id,
        "audience": AUDIENCES[number % 5],
        "district_slug": (None, "north", "south", "east", "west")[number % 5],
        "sharing": "show" if number % 7 else "team",
        "source": "online",
        "context": {},
        "submitted_on": sent_on(number),
        "received_at": None if approved else now() - timedelta(minutes=number % 9_000),
        "unusual": False,
        "ticked": False,
        "ticks": "usual",
        "came": True,
        "counts": approved,
        "first_in_activity": approved,
        "first_in_engagement": approved,
        "first_on_site": approved,
        "forgotten": False,
    }


def sent_on(number: int) -> date:
    """The day of a contribution: the numbers are spread over a month."""
    return uk_today() - timedelta(days=30 - number * 30 // (NOTES + WAITING + LOGGED))


def submission(number: int, activity_id: int, status: str) -> dict[str, Any]:
    """A row of `submission`."""
    words = f"{WORDS[number % 5]} ({number})"
    published = words if status == "approved" else None
    return {
        "id": number,
        "public_id": new_public_id(),
        "contribution_id": number,
        "submitted_on": sent_on(number),
        "prompt": "What would help?",
        "words": words,
        "published_words": published,
        "search_words": search_words(published) if published else None,
        "status": status,
        "findings": [],
        "moves_made": 0,
    }


def a_note(number: int, board_id: int, status: str) -> dict[str, Any]:
    """A row of `note`."""
    return {
        "id": number,
        "public_id": new_public_id(),
        "board_id": board_id,
        "submitted_on": sent_on(number),
        "contribution_id": number,
        "submission_id": number,
        "colour": number % 6 + 1,
    }


def settle_sequences() -> None:
    """PostgreSQL counts on after the ids that were given, and both databases learn what the tables hold."""
    if db.engine.dialect.name == "postgresql":
        for table in ("contribution", "submission", "note"):
            db.session.execute(db.text(f"SELECT setval('{table}_id_seq', (SELECT coalesce(max(id), 1) FROM {table}))"))
    db.session.execute(db.text("ANALYZE"))
    db.session.commit()
