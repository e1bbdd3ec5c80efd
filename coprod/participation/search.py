"""Search: which submissions have these words in what was published of them, and where.

SQLite keeps an FTS5 table beside `submission`, filled by triggers; PostgreSQL an index over an expression. Both are
made with the table, of `search_words`, which is NULL while nothing is published: what was not approved cannot be
found, nor read in the file.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, event, false, func, literal, literal_column, select, table
from sqlalchemy.orm import Session, UOWTransaction, attributes

from coprod.database import db
from coprod.participation.search_words import Phrase, indexed, search_words
from coprod.participation.submission import Submission
from coprod.text import FoundWord

_VECTOR = "to_tsvector('simple', search_words)"

MAKE_ON_POSTGRESQL = (f"CREATE INDEX ix_submission_fts ON submission USING gin ({_VECTOR})",)
DROP_ON_POSTGRESQL = ("DROP INDEX IF EXISTS ix_submission_fts",)

MAKE_ON_SQLITE = (
    """CREATE VIRTUAL TABLE submission_fts USING fts5(
        search_words, content='submission', content_rowid='id', columnsize=0, tokenize='ascii'
    )""",
    """CREATE TRIGGER submission_fts_added AFTER INSERT ON submission WHEN new.search_words IS NOT NULL BEGIN
        INSERT INTO submission_fts (rowid, search_words) VALUES (new.id, new.search_words);
    END""",
    """CREATE TRIGGER submission_fts_changed AFTER UPDATE OF search_words ON submission
    WHEN old.search_words IS NOT new.search_words BEGIN
        INSERT INTO submission_fts (submission_fts, rowid, search_words)
            SELECT 'delete', old.id, old.search_words WHERE old.search_words IS NOT NULL;
        INSERT INTO submission_fts (rowid, search_words)
            SELECT new.id, new.search_words WHERE new.search_words IS NOT NULL;
    END""",
    """CREATE TRIGGER submission_fts_removed AFTER DELETE ON submission WHEN old.search_words IS NOT NULL BEGIN
        INSERT INTO submission_fts (submission_fts, rowid, search_words)
            VALUES ('delete', old.id, old.search_words);
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


@event.listens_for(Submission.published_words, "set")
def _search_the_same(submission: Submission, published: str | None, *more: Any) -> None:
    """Nothing is found that is not published, and all that is published is found."""
    submission.search_words = None if published is None else search_words(published)


def has_words(phrases: Sequence[Phrase]) -> ColumnElement[bool]:
    """The condition that a submission has all these phrases; the last word may be only the beginning of one."""
    if not phrases:
        return false()
    if db.engine.dialect.name == "sqlite":
        asked = " ".join(f'"{" ".join(phrase)}"' for phrase in phrases) + "*"
        found = select(literal_column("rowid", Integer)).select_from(table("submission_fts"))
        return Submission.id.in_(found.where(literal_column("submission_fts").bool_op("MATCH")(asked)))
    asked = " & ".join(" <-> ".join(phrase) for phrase in phrases) + ":*"
    return literal_column(_VECTOR).bool_op("@@")(func.to_tsquery(literal_column("'simple'"), literal(asked)))


def pieces(text: str, phrases: Sequence[Phrase]) -> Iterator[tuple[str, bool]]:
    """The text cut where the phrases stand in it: each piece, and whether it is one of them."""
    words = list(indexed(text)) if phrases else []
    firsts = tuple(phrase[0] for phrase in phrases)
    at = end = 0
    while at < len(words):
        size = _longest(at, words, phrases) if words[at].word.startswith(firsts) else 0
        if size and words[at].start >= end:  # ½ is two words in one place
            yield text[end : words[at].start], False
            end = words[at + size - 1].end
            yield text[words[at].start : end], True
        at += size or 1
    yield text[end:], False


def _longest(at: int, words: Sequence[FoundWord], phrases: Sequence[Phrase]) -> int:
    """How many words from here on are one of the phrases; 0 when none is."""
    return max((len(phrase) for phrase in phrases if _stands_at(at, words, phrase, phrase is phrases[-1])), default=0)


def _stands_at(at: int, words: Sequence[FoundWord], phrase: Phrase, unfinished: bool) -> bool:
    """Whether these words begin with the phrase at this place; of an unfinished one the last is only a beginning."""
    there = [found.word for found in words[at : at + len(phrase)]]
    if len(there) < len(phrase) or there[:-1] != phrase[:-1]:
        return False
    return there[-1].startswith(phrase[-1]) if unfinished else there[-1] == phrase[-1]


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
    return not submission.words and attributes.get_history(submission, "words").has_changes()
