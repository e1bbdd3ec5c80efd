"""releases of boards: what is counted of them is declared; and what staff say of a table is kept with its release"""

import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "049"
down_revision = "048"
branch_labels = None
depends_on = None

UK = ZoneInfo("Europe/London")
MOMENT = sa.DateTime(timezone=True)
AUDIENCES = {
    "young_person": "Young people",
    "parent_carer": "Parents and carers",
    "professional": "People who work with children",
    "organisation": "Organisations",
}


def upgrade() -> None:
    for table in ("release", "release_request"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("meanings", sa.JSON(), nullable=False, server_default="{}"))
        with op.batch_alter_table(table) as batch:
            batch.alter_column("meanings", existing_type=sa.JSON(), existing_nullable=False, server_default=None)
    declare_boards(op.get_bind())


def declare_boards(connection: sa.Connection) -> None:
    """What is published of each board that people have seen: from now on it only grows."""
    there = connection.execute(
        sa.text("SELECT slug, name, from_on, until_on FROM district").columns(from_on=sa.Date(), until_on=sa.Date())
    )
    districts = [[row.slug, row.name] for row in sorted(there, key=lambda row: row.name.casefold()) if is_offered(row)]
    boards = connection.execute(
        sa.text(
            "SELECT activity.id, opens_at, closes_at, audiences FROM activity"
            " WHERE kind = 'boards' AND opens_at IS NOT NULL ORDER BY id"
        ).columns(opens_at=MOMENT, closes_at=MOMENT, audiences=sa.JSON())
    ).all()
    declaration = sa.table(
        "declaration",
        sa.column("activity_id"), sa.column("number"), sa.column("at", MOMENT), sa.column("tables", sa.JSON()),
    )  # fmt: skip
    for board in boards:
        weeks = [
            [day.isoformat(), f"Week of {day.day} {day:%B %Y}"] for day in weeks_of(board.opens_at, board.closes_at)
        ]
        questions = [asked("*weeks", "When did people write?", weeks)]
        if len(under := questions_of(connection, board.id)) > 1:
            questions.append(asked("*questions", "What did people write about?", under))
        for_one = len(board.audiences or ()) == 1
        audiences = [[key, words] for key, words in AUDIENCES.items() if not for_one or key in board.audiences]
        tables = {"questions": questions, "audiences": audiences, "districts": districts}
        values = {
            "activity_id": board.id,
            "number": 1,
            "at": datetime.now(UTC),
            "tables": json.loads(json.dumps(tables)),
        }
        connection.execute(declaration.insert().values(values))


def is_offered(district: sa.Row) -> bool:
    """Whether people can say today that they live there."""
    today = datetime.now(UTC).date()
    return (district.from_on or today) <= today <= (district.until_on or today)


def asked(key: str, label: str, options: list[list[str]]) -> dict[str, object]:
    """One question as a declaration has it."""
    return {
        "key": key, "label": label, "kind": "several_choices", "options": options, "in_order": True, "of": "",
    }  # fmt: skip


def questions_of(connection: sa.Connection, board_id: int) -> list[list[str]]:
    """All that a board asks, or has asked, in their order."""
    query = sa.text(
        "SELECT board_question.part, wording.text FROM board_question JOIN wording ON wording.id ="
        " board_question.wording_id WHERE board_id = :board AND position IS NOT NULL ORDER BY position"
    )
    return [[row[0], row[1]] for row in connection.execute(query, {"board": board_id})]


def weeks_of(opens_at: datetime, closes_at: datetime) -> list[date]:
    """The Mondays of the weeks in which it takes notes."""
    first, last = (moment_in_uk(moment).date() for moment in (opens_at, closes_at))
    monday = first - timedelta(days=first.weekday())
    return [monday + timedelta(days=7 * week) for week in range((last - monday).days // 7 + 1)]


def moment_in_uk(moment: datetime) -> datetime:
    """SQLite hands back what it was given, in UTC, without saying so."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UK)


def downgrade() -> None:
    connection = op.get_bind()
    activity, picture = _keys("activity", "id", "kind"), _keys("release_picture", "release_id")
    boards = sa.select(activity.c.id).where(activity.c.kind == "boards")
    released = _keys("release", "id", "activity_id")
    theirs = sa.select(released.c.id).where(released.c.activity_id.in_(boards))
    connection.execute(picture.delete().where(picture.c.release_id.in_(theirs)))
    for table in (_keys(name, "activity_id") for name in ("release_request", "release", "declaration")):
        connection.execute(table.delete().where(table.c.activity_id.in_(boards)))
    for table in ("release_request", "release"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("meanings")


def _keys(table: str, *columns: str) -> sa.TableClause:
    return sa.table(table, *(sa.column(name) for name in columns))
