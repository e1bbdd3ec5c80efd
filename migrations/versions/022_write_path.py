"""write path: places taken are counted on the event, saves on a draft"""

import sqlalchemy as sa
from alembic import op

revision = "022"
down_revision = "020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("taken", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE event SET taken = (SELECT count(*) FROM sign_up WHERE sign_up.event_id = event.id)")
    # What had more sign-ups than places keeps them all.
    op.execute("UPDATE event SET places = taken WHERE taken > places")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.alter_column("taken", server_default=None)
        batch_op.create_check_constraint(op.f("ck_event_taken"), "taken BETWEEN 0 AND places")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("saves", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.alter_column("saves", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_column("saves")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_event_taken"), type_="check")
        batch_op.drop_column("taken")
