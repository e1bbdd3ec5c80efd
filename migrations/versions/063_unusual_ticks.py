"""unusual ticks: they wait for staff; results count each person once"""

import sqlalchemy as sa
from alembic import op

revision = "063"
down_revision = "062"
branch_labels = None
depends_on = None

TICKS = ("usual", "wait", "count", "left_out")
VERDICTS = ("count", "leave_out")
UNUSUAL = sa.text("ticks <> 'usual'")


def one_of(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=30)


def upgrade() -> None:
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ticks", sa.String(length=30), nullable=False, server_default="usual"))
        batch_op.create_check_constraint(batch_op.f("ck_contribution_ticks"), sa.column("ticks").in_(TICKS))
    op.create_index(
        "ix_contribution_unusual_ticks", "contribution", ["activity_id", "submitted_on"],
        sqlite_where=UNUSUAL, postgresql_where=UNUSUAL,
    )  # fmt: skip
    op.create_table(
        "tick_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("verdict", one_of("verdict", *VERDICTS), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_tick_decision_number")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_tick_decision_activity_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_tick_decision_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tick_decision")),
    )
    op.create_index(op.f("ix_tick_decision_activity_id"), "tick_decision", ["activity_id"])
    count_answers_anew()


def downgrade() -> None:
    op.drop_table("tick_decision")
    op.drop_index("ix_contribution_unusual_ticks", "contribution")
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_contribution_ticks"), type_="check")
        batch_op.drop_column("ticks")
    count_answers_anew()


def count_answers_anew() -> None:
    """A job counts all of them ahead again, each minute some; until then results are counted from the rows."""
    op.execute("DELETE FROM answer_count")
    op.execute("UPDATE counted_up_to SET response_id = 0")
