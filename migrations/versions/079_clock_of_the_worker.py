"""how far the clock of the worker's machine is ahead; the one row there is gives its next sign within a minute"""

import sqlalchemy as sa
from alembic import op

revision = "079"
down_revision = "078"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("heartbeat", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ahead", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("heartbeat", schema=None) as batch_op:
        batch_op.alter_column("ahead", existing_type=sa.Integer(), server_default=None)


def downgrade() -> None:
    op.drop_column("heartbeat", "ahead")
