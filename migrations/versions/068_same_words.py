"""concerns about the same words are found by a keyed hash of them"""

import sqlalchemy as sa
from alembic import op

revision = "068"
down_revision = "065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.add_column(sa.Column("words_digest", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_concern_words_digest"), ["words_digest"])


def downgrade() -> None:
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_concern_words_digest"))
        batch_op.drop_column("words_digest")
