"""counters"""

from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "020"
down_revision = "019"
branch_labels = None
depends_on = None

ADDED = ("ticked", "first_in_activity", "first_in_engagement", "first_on_site", "forgotten")
COUNTS = """
    UPDATE contribution SET counts = withdrawn_on IS NULL AND (
        ticked
        OR EXISTS (SELECT 1 FROM submission WHERE contribution_id = contribution.id
                   AND status = 'approved' AND published_words IS NOT NULL)
        OR NOT EXISTS (SELECT 1 FROM submission WHERE contribution_id = contribution.id)
    )
"""
TICKED = """
    UPDATE contribution SET ticked = true WHERE id IN (
        SELECT contribution_id FROM response JOIN answer ON answer.response_id = response.id WHERE submission_id IS NULL
    )
"""
# Who holds no code any more, or never had one, is a person each time. {column}: where nobody is counted twice.
FIRST = """
    UPDATE contribution SET {column} = true WHERE id IN (
        SELECT id FROM (
            SELECT contribution.id, row_number() OVER (
                PARTITION BY {within}, coalesce(receipt_id, -contribution.id) ORDER BY contribution.id
            ) AS place
            FROM contribution JOIN activity ON activity.id = contribution.activity_id WHERE counts
        ) AS in_order WHERE place = 1
    )
"""
WITHIN = {"first_in_activity": "activity_id", "first_in_engagement": "engagement_id", "first_on_site": "1"}
FIGURES = """
    INSERT INTO took_part (activity_id, sent, people, in_engagement, on_site, as_of)
    SELECT activity.id, count(*) FILTER (WHERE counts), count(*) FILTER (WHERE first_in_activity),
        count(*) FILTER (WHERE first_in_engagement), count(*) FILTER (WHERE first_on_site), :today
    FROM activity LEFT JOIN contribution ON contribution.activity_id = activity.id GROUP BY activity.id
"""


def upgrade() -> None:
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        for column in ADDED:
            batch_op.add_column(sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.drop_index("ix_contribution_activity_counts")
        batch_op.create_index(batch_op.f("ix_contribution_activity_id"), ["activity_id"], unique=False)
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.add_column(sa.Column("counted_in", sa.JSON(), nullable=False, server_default="[]"))

    op.create_table(
        "took_part",
        sa.Column("activity_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("in_engagement", sa.Integer(), nullable=False),
        sa.Column("on_site", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_took_part_activity_id")),
        sa.PrimaryKeyConstraint("activity_id", name=op.f("pk_took_part")),
    )
    op.create_table(
        "took_part_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("in_engagement", sa.Integer(), nullable=False),
        sa.Column("on_site", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_took_part_change_activity_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_took_part_change")),
    )
    with op.batch_alter_table("took_part_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_took_part_change_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_took_part_change_day"), ["day"], unique=False)

    op.execute("UPDATE contribution SET forgotten = true WHERE receipt_id IS NULL AND token_digest IS NULL")
    op.execute(TICKED)
    op.execute(COUNTS)
    for column, within in WITHIN.items():
        op.execute(FIRST.format(column=column, within=within))
    today = datetime.now(ZoneInfo("Europe/London")).date()
    op.get_bind().execute(sa.text(FIGURES).bindparams(sa.bindparam("today", today, sa.Date())))


def downgrade() -> None:
    op.drop_table("took_part_change")
    op.drop_table("took_part")
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.drop_column("counted_in")
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contribution_activity_id"))
        batch_op.create_index("ix_contribution_activity_counts", ["activity_id", "counts"], unique=False)
        for column in reversed(ADDED):
            batch_op.drop_column(column)
