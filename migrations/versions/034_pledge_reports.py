"""pledge reports: every six months an organisation is asked what it did, and a pledge without an answer lapses"""

import sqlalchemy as sa
from alembic import op

revision = "034"
down_revision = "033"
branch_labels = None
depends_on = None

DAYS = ("answered_on", "asked_on", "reminded_on")


def upgrade() -> None:
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        for column in DAYS:
            batch_op.add_column(sa.Column(column, sa.Date(), nullable=True))
    op.create_table(
        "pledge_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pledge_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledge.id"], name=op.f("fk_pledge_report_pledge_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_pledge_report_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge_report")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_pledge_report_submission_id")),
    )
    op.create_index("ix_pledge_report_pledge_id", "pledge_report", ["pledge_id"])


def downgrade() -> None:
    op.drop_index("ix_pledge_report_pledge_id", table_name="pledge_report")
    op.drop_table("pledge_report")
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        for column in DAYS:
            batch_op.drop_column(column)
