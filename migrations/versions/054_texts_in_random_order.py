"""texts in random order: an index that a page of the workbench walks; and on SQLite one of codings that it can use"""

import sqlalchemy as sa
from alembic import op

revision = "054"
down_revision = "053"
branch_labels = None
depends_on = None

HEARD = sa.text("status = 'approved' AND published_words IS NOT NULL")
CODED = ["theme_id", "submission_id", "moves_made"]
# Where something is a boolean, statements on SQLite say `= 0`: an index of "NOT blind" is none that it finds.
BEFORE = AFTER = sa.text("ended_on IS NULL AND NOT blind")
AFTER_ON_SQLITE = sa.text("ended_on IS NULL AND blind = 0")


def upgrade() -> None:
    op.create_index(
        "ix_submission_in_random_order", "submission", ["public_id", "contribution_id", "moves_made"],
        sqlite_where=HEARD, postgresql_where=HEARD,
    )  # fmt: skip
    op.drop_index("ix_coding_theme", "coding")
    op.create_index("ix_coding_theme", "coding", CODED, sqlite_where=AFTER_ON_SQLITE, postgresql_where=AFTER)


def downgrade() -> None:
    op.drop_index("ix_coding_theme", "coding")
    op.create_index("ix_coding_theme", "coding", CODED, sqlite_where=BEFORE, postgresql_where=BEFORE)
    op.drop_index("ix_submission_in_random_order", "submission")
