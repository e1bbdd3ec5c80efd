"""breaks: how many hard things one person reads before a break is offered"""

import sqlalchemy as sa
from alembic import op

revision = "023"
down_revision = "022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("partnership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hard_before_break", sa.Integer(), nullable=False, server_default="3"))
        batch_op.create_check_constraint(
            batch_op.f("ck_partnership_hard_before_break"), "hard_before_break BETWEEN 1 AND 10"
        )
    with op.batch_alter_table("partnership", schema=None) as batch_op:
        batch_op.alter_column("hard_before_break", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("partnership", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_partnership_hard_before_break"), type_="check")
        batch_op.drop_column("hard_before_break")
