"""Words that only the safeguarding lead may read now, or that their author took back, leave the database's own files.

Setting them to nothing is not enough. SQLite's search index keeps deleted words until its parts are merged, and its
log of writes (WAL) keeps older pages until it is cut. PostgreSQL keeps old rows until it is vacuumed.
"""

from sqlalchemy import event
from sqlalchemy.orm import Session, UOWTransaction, attributes

from coprod import jobs
from coprod.database import db
from coprod.participation.private_field import PrivateField
from coprod.participation.search import forget_erased
from coprod.participation.submission import Submission
from coprod.transactions import write_transaction

# Where words stand, or what is private, that may have to go; used codes, which nobody may join to answers; and what was
# learned from words.
TABLES = ("submission", "contribution", "organisation", "entry_code", "theme_model")


def remove_traces() -> None:
    """Cut the log of writes, or clean the tables. A reader may keep some of it: the next time takes that too."""
    if db.engine.dialect.name == "sqlite":
        connection = db.engine.raw_connection()  # outside any transaction
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            connection.close()
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as autocommit:
        for table in TABLES:
            autocommit.exec_driver_sql(f"VACUUM {table}")


@jobs.task
def words_have_left() -> None:
    """What was not published is in no index: only older pages and rows have it."""
    remove_traces()


@jobs.task
def published_words_have_left() -> None:
    """What was published is in the index as well."""
    with write_transaction():
        forget_erased(db.session.connection())
    remove_traces()


@event.listens_for(db.session, "after_flush")
def _when_words_leave(session: Session, context: UOWTransaction) -> None:
    left = [thing for thing in session.dirty if isinstance(thing, Submission) and not thing.words]
    left = [each for each in left if attributes.get_history(each, "words").deleted]
    if any(any(attributes.get_history(each, "published_words").deleted or ()) for each in left):
        jobs.run_afterwards(published_words_have_left)
    elif left or any(isinstance(thing, PrivateField) and thing.is_held for thing in session.new | session.dirty):
        jobs.run_afterwards(words_have_left)
