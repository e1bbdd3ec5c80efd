"""Search: which submissions have these words in what was published of them, and where.

SQLite keeps an FTS5 table beside `submission`, filled by triggers; PostgreSQL an index over an expression. Both are
made with the table and hold `published_words` only: what was not approved cannot be found, nor read in the file.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, event, false, func, literal, literal_column, select, table
from sqlalchemy.orm import Session, UOWTransaction, attributes

from coprod.database import db
from coprod.participation.submission import Submission

# People type letters with or without their accents; and FTS5 ends a word where PostgreSQL sees a name of a host or a
# tag, so there these marks become spaces.
_ACCENTED, _PLAIN = "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿ", "aaaaaaceeeeiiiinoooooouuuuyy"
_MARKS = "'’‘-–—./_@&+:;<>\\"
_FOLD = str.maketrans(_ACCENTED, _PLAIN)

_LETTERS = (_ACCENTED + _MARKS).replace("'", "''")
_VECTOR = f"to_tsvector('simple', translate(lower(published_words), '{_LETTERS}', '{_PLAIN}{' ' * len(_MARKS)}'))"

MAKE_ON_POSTGRESQL = (f"CREATE INDEX ix_submission_fts ON submission USING gin ({_VECTOR})",)
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


def make(connection: Connection) -> None:
    """Make the index beside the table `submission`, of what is there. After that table was rebuilt: `drop`, `make`."""
    for statement in MAKE_ON_SQLITE if connection.dialect.name == "sqlite" else MAKE_ON_POSTGRESQL:
        connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    """Take the index away."""
    for statement in DROP_ON_SQLITE if connection.dialect.name == "sqlite" else DROP_ON_POSTGRESQL:
        connection.exec_driver_sql(statement)


@event.listens_for(Submission.__table__, "after_create")
def _make_with_the_table(target: Any, connection: Connection, **more: Any) -> None:
    make(connection)


@event.listens_for(Submission.__table__, "before_drop")
def _drop_with_the_table(target: Any, connection: Connection, **more: Any) -> None:
    drop(connection)


def words_of(typed: str) -> list[str]:
    """The words somebody looks for, lower case and without accents; what they type is never syntax."""
    return re.findall(r"[^\W_]+", _folded(unicodedata.normalize("NFC", typed)))


def has_words(words: list[str]) -> ColumnElement[bool]:
    """The condition that a submission has all these words; the last may be only the beginning of one."""
    if not words:
        return false()
    if db.engine.dialect.name == "sqlite":
        asked = " ".join(f'"{word}"' for word in words) + "*"
        found = select(literal_column("rowid", Integer)).select_from(table("submission_fts"))
        return Submission.id.in_(found.where(literal_column("submission_fts").bool_op("MATCH")(asked)))
    asked = " & ".join(f"'{word}'" for word in words) + ":*"
    return literal_column(_VECTOR).bool_op("@@")(func.to_tsquery(literal_column("'simple'"), literal(asked)))


def pieces(text: str, words: list[str]) -> Iterator[tuple[str, bool]]:
    """The text cut where the words stand in it: each piece, and whether it is one of them."""
    folded = _folded(text)
    if not words or len(folded) != len(text):  # some letters grow when they become small; then nothing is marked
        yield text, False
        return
    *whole, beginning = map(re.escape, words)
    pattern = "|".join([*(rf"{word}(?![^\W_])" for word in whole), rf"{beginning}[^\W_]*"])
    end = 0
    for found in re.finditer(rf"(?<![^\W_])(?:{pattern})", folded):
        yield text[end : found.start()], False
        yield text[found.start() : found.end()], True
        end = found.end()
    yield text[end:], False


def forget_erased(connection: Connection) -> None:
    """Make erased words leave the bytes of SQLite's index, where they stay until its parts are merged.

    Called by itself when a model's words are erased; whoever erases with a statement of their own calls it after.
    With 200,000 submissions it takes about half a second. PostgreSQL's own vacuum does the same there.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO submission_fts (submission_fts) VALUES ('optimize')")


@event.listens_for(db.session, "after_flush")
def _forget_with_the_words(session: Session, context: UOWTransaction) -> None:
    if any(isinstance(thing, Submission) and _was_erased(thing) for thing in session.dirty):
        forget_erased(session.connection())


def _was_erased(submission: Submission) -> bool:
    return submission.words == "" and attributes.get_history(submission, "words").has_changes()


def _folded(text: str) -> str:
    return text.lower().translate(_FOLD)
