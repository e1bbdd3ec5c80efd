"""short name: what a partnership is called where there is little room"""

import sqlalchemy as sa
from alembic import op

revision = "024"
down_revision = "023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("partnership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("short_name", sa.String(), nullable=False, server_default=""))
        batch_op.create_check_constraint(op.f("ck_partnership_short_name"), "length(short_name) <= 16")
    with op.batch_alter_table("partnership", schema=None) as batch_op:
        batch_op.alter_column("short_name", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("partnership", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_partnership_short_name"), type_="check")
        batch_op.drop_column("short_name")
