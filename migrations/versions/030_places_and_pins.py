"""places and pins: how people find an event, which notes stand on top of a board, and what was sent by day"""

import sqlalchemy as sa
from alembic import op

revision = "030"
down_revision = "029"
branch_labels = None
depends_on = None

NEW = {"event": ("map_url", "getting_there"), "board": ("pinned",)}


def upgrade() -> None:
    for table, columns in NEW.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                kind, empty = (sa.JSON(), "[]") if column == "pinned" else (sa.String(), "")
                batch_op.add_column(sa.Column(column, kind, nullable=False, server_default=empty))
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.alter_column(column, server_default=None)
    op.drop_index("ix_contribution_activity_id", table_name="contribution")
    op.create_index("ix_contribution_activity_day", "contribution", ["activity_id", "submitted_on"])


def downgrade() -> None:
    op.drop_index("ix_contribution_activity_day", table_name="contribution")
    op.create_index("ix_contribution_activity_id", "contribution", ["activity_id"])
    for table, columns in NEW.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.drop_column(column)
