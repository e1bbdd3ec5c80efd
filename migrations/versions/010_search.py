"""search"""

from alembic import op

revision = "010"
down_revision = "009"
branch_labels = None
depends_on = None

ACCENTED, PLAIN = "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿ", "aaaaaaceeeeiiiinoooooouuuuyy"
MARKS = "'’‘-–—./_@&+:;<>\\"

LETTERS = (ACCENTED + MARKS).replace("'", "''")
VECTOR = f"to_tsvector('simple', translate(lower(published_words), '{LETTERS}', '{PLAIN}{' ' * len(MARKS)}'))"

MAKE_ON_POSTGRESQL = (f"CREATE INDEX ix_submission_fts ON submission USING gin ({VECTOR})",)
DROP_ON_POSTGRESQL = ("DROP INDEX IF EXISTS ix_submission_fts",)

MAKE_ON_SQLITE = (
    """CREATE VIRTUAL TABLE submission_fts USING fts5(
        published_words, content='submission', content_rowid='id', columnsize=0,
        tokenize='unicode61 remove_diacritics 2'
    )""",
    """CREATE TRIGGER submission_fts_added AFTER INSERT ON submission WHEN new.published_words IS NOT NULL BEGIN
        INSERT INTO submission_fts (rowid, published_words) VALUES (new.id, new.published_words);
    END""",
    """CREATE TRIGGER submission_fts_changed AFTER UPDATE OF published_words ON submission
    WHEN old.published_words IS NOT new.published_words BEGIN
        INSERT INTO submission_fts (submission_fts, rowid, published_words)
            SELECT 'delete', old.id, old.published_words WHERE old.published_words IS NOT NULL;
        INSERT INTO submission_fts (rowid, published_words)
            SELECT new.id, new.published_words WHERE new.published_words IS NOT NULL;
    END""",
    """CREATE TRIGGER submission_fts_removed AFTER DELETE ON submission WHEN old.published_words IS NOT NULL BEGIN
        INSERT INTO submission_fts (submission_fts, rowid, published_words)
            VALUES ('delete', old.id, old.published_words);
    END""",
    "INSERT INTO submission_fts (submission_fts) VALUES ('rebuild')",
)
DROP_ON_SQLITE = (
    "DROP TRIGGER IF EXISTS submission_fts_added",
    "DROP TRIGGER IF EXISTS submission_fts_changed",
    "DROP TRIGGER IF EXISTS submission_fts_removed",
    "DROP TABLE IF EXISTS submission_fts",
)


def upgrade() -> None:
    run(MAKE_ON_SQLITE, MAKE_ON_POSTGRESQL)


def downgrade() -> None:
    run(DROP_ON_SQLITE, DROP_ON_POSTGRESQL)


def run(on_sqlite: tuple[str, ...], on_postgresql: tuple[str, ...]) -> None:
    connection = op.get_bind()
    for statement in on_sqlite if connection.dialect.name == "sqlite" else on_postgresql:
        connection.exec_driver_sql(statement)
