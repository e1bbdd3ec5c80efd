"""silence: when a worker last gave a sign, and when a letter was last tried"""

import sqlalchemy as sa
from alembic import op

revision = "070"
down_revision = "068"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "heartbeat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_heartbeat_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heartbeat")),
    )
    op.add_column("message", sa.Column("last_try_at", sa.DateTime(timezone=True), nullable=True))
    not_sent = sa.text("sent_on IS NULL")
    op.create_index("ix_message_not_sent", "message", ["written_on"], sqlite_where=not_sent, postgresql_where=not_sent)


def downgrade() -> None:
    op.drop_index("ix_message_not_sent", "message")
    op.drop_column("message", "last_try_at")
    op.drop_table("heartbeat")
