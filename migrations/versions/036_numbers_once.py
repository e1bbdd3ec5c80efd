"""numbers once: SQLite gives the number of a deleted draft to nothing else; PostgreSQL never did"""

from alembic import op

revision = "036"
down_revision = "035"
branch_labels = None
depends_on = None

TABLES = ("engagement", "activity")


def upgrade() -> None:
    _make_anew(once=True)


def downgrade() -> None:
    _make_anew(once=False)


def _make_anew(*, once: bool) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            with op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_autoincrement": once}):
                pass
