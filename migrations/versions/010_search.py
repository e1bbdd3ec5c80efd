"""search"""

from alembic import op

from coprod.participation import search

revision = "010"
down_revision = "009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    search.make(op.get_bind())


def downgrade() -> None:
    search.drop(op.get_bind())
