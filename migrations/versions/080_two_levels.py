"""two levels of worry: what is certain is with the lead at once, and what is not is read first"""

import sqlalchemy as sa
from alembic import op

revision = "080"
down_revision = "079"
branch_labels = None
depends_on = None

STEPS = (
    "'asked', 'acknowledged', 'note', 'referral', 'message', 'message_off', 'released', {held}'closed', 'put_back', "
    "{lead}'deputy_told', 'everyone_told'"
)
BY_NO_STAFF = "(by_id IS NULL) = (what IN ('asked', 'put_back', {}'deputy_told', 'everyone_told'))"
READ_FIRST = sa.text("read_first_until IS NOT NULL")


def upgrade() -> None:
    # Whatever is a concern already was taken for one without a doubt.
    op.add_column("concern", sa.Column("level", sa.String(30), nullable=False, server_default="concern"))
    op.add_column("concern", sa.Column("sure", sa.Integer(), nullable=False, server_default="100"))
    op.add_column("concern", sa.Column("quiet_until", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("concern", schema=None) as batch:
        batch.alter_column("level", existing_type=sa.String(30), existing_nullable=False, server_default=None)
        batch.alter_column("sure", existing_type=sa.Integer(), existing_nullable=False, server_default=None)
        batch.create_check_constraint(batch.f("ck_concern_level"), "level IN ('concern', 'read_first')")
        batch.create_check_constraint(batch.f("ck_concern_sure_in_percent"), "sure BETWEEN 0 AND 100")
    steps("'lead_told', ", "'held', ")

    for table in ("move", "first_approval"):
        op.add_column(table, sa.Column("no_worry", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("first_approval", schema=None) as batch:
        batch.alter_column("no_worry", existing_type=sa.Boolean(), existing_nullable=False, server_default=None)
    with op.batch_alter_table("move", schema=None) as batch:
        batch.alter_column("no_worry", existing_type=sa.Boolean(), existing_nullable=False, server_default=None)
        batch.create_check_constraint(
            batch.f("ck_move_no_worry_decides"), "NOT no_worry OR to_status IN ('approved', 'rejected')"
        )

    op.create_table(
        "lead_digest",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_first", sa.Integer(), nullable=False),
        sa.Column("quiet", sa.Integer(), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "hour", name=op.f("pk_lead_digest")),
    )

    op.create_table(
        "screened_with",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_screened_with_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screened_with")),
    )

    triggers = triggers_of_submission()
    op.add_column("submission", sa.Column("read_first_until", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("submission", schema=None) as batch:
        batch.create_check_constraint(
            batch.f("ck_submission_only_what_waits_is_read_first"), "read_first_until IS NULL OR status = 'pending'"
        )
        batch.create_index(
            "ix_submission_read_first",
            ["read_first_until", "contribution_id"],
            sqlite_where=READ_FIRST,
            postgresql_where=READ_FIRST,
        )
    make_again(triggers)


def downgrade() -> None:
    triggers = triggers_of_submission()
    with op.batch_alter_table("submission", schema=None) as batch:
        batch.drop_index("ix_submission_read_first", sqlite_where=READ_FIRST, postgresql_where=READ_FIRST)
        batch.drop_constraint(batch.f("ck_submission_only_what_waits_is_read_first"), type_="check")
        batch.drop_column("read_first_until")
    make_again(triggers)
    for table in ("lead_digest", "screened_with"):
        op.drop_table(table)
    with op.batch_alter_table("move", schema=None) as batch:
        batch.drop_constraint(batch.f("ck_move_no_worry_decides"), type_="check")
        batch.drop_column("no_worry")
    with op.batch_alter_table("first_approval", schema=None) as batch:
        batch.drop_column("no_worry")
    # No step there says this; that a letter left is in the letters.
    op.execute("DELETE FROM concern_step WHERE what = 'lead_told'")
    op.execute("UPDATE concern_step SET what = 'note' WHERE what = 'held'")
    steps()
    with op.batch_alter_table("concern", schema=None) as batch:
        batch.drop_constraint(batch.f("ck_concern_level"), type_="check")
        batch.drop_constraint(batch.f("ck_concern_sure_in_percent"), type_="check")
        for column in ("level", "sure", "quiet_until"):
            batch.drop_column(column)


def steps(lead: str = "", held: str = "") -> None:
    """What may be done about a concern, and what of it no member of staff does."""
    with op.batch_alter_table("concern_step", schema=None) as batch:
        batch.drop_constraint(batch.f("ck_concern_step_what"), type_="check")
        batch.drop_constraint(batch.f("ck_concern_step_by_whom"), type_="check")
        batch.create_check_constraint(
            batch.f("ck_concern_step_what"), f"what IN ({STEPS.format(lead=lead, held=held)})"
        )
        batch.create_check_constraint(batch.f("ck_concern_step_by_whom"), BY_NO_STAFF.format(lead))


def triggers_of_submission() -> list[str]:
    """SQLite makes a changed table anew, and forgets its triggers."""
    if op.get_bind().dialect.name != "sqlite":
        return []
    asked = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'submission'"
    return list(op.get_bind().exec_driver_sql(asked).scalars())


def make_again(triggers: list[str]) -> None:
    for trigger in triggers:
        op.get_bind().exec_driver_sql(trigger)
