"""pledge links: a pledge is changed through a link by letter, and its contact is told when it stands on the register"""

import sqlalchemy as sa
from alembic import op

revision = "033"
down_revision = "032"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NOT_TOLD = sa.text("told_on IS NULL AND email_confirmed_at IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("change_digest", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("change_ends_at", MOMENT, nullable=True))
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        batch_op.create_unique_constraint(batch_op.f("uq_pledge_change_digest"), ["change_digest"])
    # Whoever stands on the register already is sent no letter about it now.
    op.execute(
        "UPDATE pledge SET told_on = submitted_on WHERE submission_id IN"
        " (SELECT id FROM submission WHERE status = 'approved')"
    )
    op.create_index("ix_pledge_not_told", "pledge", ["id"], sqlite_where=NOT_TOLD, postgresql_where=NOT_TOLD)
    op.create_table(
        "pledge_link_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("sealed_address", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(sealed_address) > 17", name=op.f("ck_pledge_link_request_sealed_address")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge_link_request")),
    )


def downgrade() -> None:
    op.drop_table("pledge_link_request")
    op.drop_index("ix_pledge_not_told", table_name="pledge")
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_pledge_change_digest"), type_="unique")
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        for column in ("change_ends_at", "change_digest", "told_on"):
            batch_op.drop_column(column)
