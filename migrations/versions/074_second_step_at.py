"""when somebody last gave a code in a session of theirs; those there are began with one"""

import sqlalchemy as sa
from alembic import op

revision = "074"
down_revision = "070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff_session", sa.Column("second_step_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE staff_session SET second_step_at = started_at")
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.alter_column("second_step_at", existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade() -> None:
    op.drop_column("staff_session", "second_step_at")
