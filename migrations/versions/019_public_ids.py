"""public ids"""

import base64
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "019"
down_revision = "018"
branch_labels = None
depends_on = None

AS_OURS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789abcdfghjklmnpqrstvwxyz")
NUMBERED = ("contribution", "submission", "move", "first_approval", "note", "pledge", "sign_up", "message")
# Whose day is that of its contribution, and whose is the UK day of its own moment.
SUBMITTED = ("submission", "note", "pledge")
MADE = ("move", "first_approval")
# SQLite does not say what a pointer is called that was added later.
NAMES = {"fk": "fk_%(table_name)s_%(column_0_name)s"}
APPROVED = sa.text("status = 'approved'")
BEFORE = (
    ("ix_contribution_newest", "contribution", ["submitted_on", "id"]),
    ("ix_submission_status_id", "submission", ["status", "id"]),
    ("ix_note_board_id", "note", ["board_id"]),
    ("ix_pledge_promise_id", "pledge", ["promise_id"]),
    ("ix_move_newest", "move", ["at", "id"]),
    ("ix_move_by_id_at", "move", ["by_id", "at"]),
    ("ix_first_approval_newest", "first_approval", ["at", "id"]),
    ("ix_first_approval_by_id_at", "first_approval", ["by_id", "at"]),
)
AFTER = (
    ("ix_submission_newest", "submission", [], "submitted_on", APPROVED),
    ("ix_note_newest", "note", ["board_id"], "submitted_on", None),
    ("ix_pledge_newest", "pledge", ["promise_id"], "submitted_on", None),
    ("ix_pledge_newest_of_all", "pledge", [], "submitted_on", None),
    ("ix_move_newest", "move", [], "made_on", None),
    ("ix_move_newest_of_one", "move", ["by_id"], "made_on", None),
    ("ix_first_approval_newest", "first_approval", [], "made_on", None),
    ("ix_first_approval_newest_of_one", "first_approval", ["by_id"], "made_on", None),
)


def upgrade() -> None:
    for name, table, _ in BEFORE:
        op.drop_index(name, table_name=table)
    for table in NUMBERED:
        op.add_column(table, sa.Column("public_id", sa.String(13), nullable=False, server_default=""))
    for table in SUBMITTED:
        op.add_column(table, sa.Column("submitted_on", sa.Date(), nullable=False, server_default="1970-01-01"))
        change(table, "contribution_id", sa.Integer(), "submitted_on", sa.Date(), days().__getitem__)
    for table in MADE:
        op.add_column(table, sa.Column("made_on", sa.Date(), nullable=False, server_default="1970-01-01"))
        change(table, "at", sa.DateTime(timezone=True), "made_on", sa.Date(), uk_day)
    dates_of_letters()
    for table in NUMBERED:
        change(table, "id", sa.Integer(), "public_id", sa.String(13), new_public_id)
    nothing_by_itself()
    for table in NUMBERED:
        op.create_index(f"ix_{table}_public_id", table, ["public_id"], unique=True)
    for name, table, within, day, only in AFTER:
        op.create_index(name, table, [*within, day, "public_id"], sqlite_where=only, postgresql_where=only)


def nothing_by_itself() -> None:
    """Every row brings its id and its days: one that forgets them is refused, and not given an empty id."""
    for table in NUMBERED:
        days = ["submitted_on"] * (table in SUBMITTED) + ["made_on"] * (table in MADE)
        days += ["written_on"] * (table == "message")
        with triggers_kept(table), op.batch_alter_table(table, naming_convention=NAMES) as batch_op:
            batch_op.alter_column("public_id", existing_type=sa.String(13), server_default=None)
            for day in days:
                batch_op.alter_column(day, existing_type=sa.Date(), server_default=None)


@contextmanager
def triggers_kept(table: str) -> Iterator[None]:
    """SQLite forgets a table's triggers when it makes the table anew: those of submissions fill the search index."""
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        yield
        return
    there = sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
    triggers = bind.execute(there, {"table": table}).scalars().all()
    yield
    for trigger in triggers:
        bind.exec_driver_sql(trigger)


def downgrade() -> None:
    for name, table, *_ in AFTER:
        op.drop_index(name, table_name=table)
    for table in NUMBERED:
        op.drop_index(f"ix_{table}_public_id", table_name=table)
        op.drop_column(table, "public_id")
    for table in SUBMITTED:
        op.drop_column(table, "submitted_on")
    for table in MADE:
        op.drop_column(table, "made_on")
    moments_of_letters()
    for name, table, columns in BEFORE:
        op.create_index(name, table, columns)


def days() -> dict[int, date]:
    """The day of each contribution."""
    sent = sa.table("contribution", sa.column("id", sa.Integer()), sa.column("submitted_on", sa.Date()))
    return {row.id: row.submitted_on for row in op.get_bind().execute(sa.select(sent.c.id, sent.c.submitted_on))}


def dates_of_letters() -> None:
    """A letter keeps the days on which it was written and left, and no moment."""
    op.add_column("message", sa.Column("about", sa.String(), nullable=True))
    op.add_column("message", sa.Column("written_on", sa.Date(), nullable=False, server_default="1970-01-01"))
    op.add_column("message", sa.Column("sent_on", sa.Date(), nullable=True))
    op.create_index("ix_message_about", "message", ["about"])
    change("message", "created_at", sa.DateTime(timezone=True), "written_on", sa.Date(), uk_day)
    change("message", "sent_at", sa.DateTime(timezone=True), "sent_on", sa.Date(), uk_day)
    op.drop_column("message", "created_at")
    op.drop_column("message", "sent_at")


def moments_of_letters() -> None:
    """Midnight of the days: more is not known."""
    moment = sa.DateTime(timezone=True)
    op.add_column("message", sa.Column("created_at", moment, nullable=False, server_default="1970-01-01 00:00:00"))
    op.add_column("message", sa.Column("sent_at", moment, nullable=True))
    change("message", "written_on", sa.Date(), "created_at", moment, midnight)
    change("message", "sent_on", sa.Date(), "sent_at", moment, midnight)
    op.drop_index("ix_message_about", table_name="message")
    for column in ("about", "written_on", "sent_on"):
        op.drop_column("message", column)


def change(table: str, known: str, known_as: Any, wanted: str, wanted_as: Any, work_out: Callable[[Any], Any]) -> None:
    """Fill one column of every row with what can be worked out from another, some thousands at a time."""
    rows = sa.table(table, sa.column("id", sa.Integer()), sa.column(known, known_as), sa.column(wanted, wanted_as))
    statement = sa.update(rows).where(rows.c.id == sa.bindparam("this")).values({wanted: sa.bindparam("value")})
    for some in parts(rows, known):
        op.get_bind().execute(statement, [{"this": id, "value": work_out(value)} for id, value in some])


def parts(rows: Any, known: str) -> Iterator[list[Any]]:
    last = 0
    query = sa.select(rows.c.id, rows.c[known]).where(rows.c[known].is_not(None)).order_by(rows.c.id).limit(5_000)
    while some := op.get_bind().execute(query.where(rows.c.id > last)).all():
        yield list(some)
        last = some[-1][0]


def new_public_id(_: int) -> str:
    return base64.b32encode(secrets.token_bytes(8)).decode()[:13].translate(AS_OURS)


def uk_day(moment: datetime) -> date:
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return aware.astimezone(ZoneInfo("Europe/London")).date()


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
