"""The parts of the settings for which the database is asked: whose it is, who may read it, and what time it is."""

from datetime import UTC, datetime

from sqlalchemy import Boolean, Float, cast, column, extract, func, select, table, text

from coprod.config import Config
from coprod.database import UTCDateTime, db, now
from coprod.examination.answers import Answer, good, worrying, wrong
from coprod.heartbeat import CLOCK_OF_THE_LAST
from coprod.key_ring import NotKeys
from coprod.keys import Keys, fingerprints_of
from coprod.one_question import first_row
from coprod.rendering import plural

STAFF = table("user_account", column("demonstration", Boolean), column("active", Boolean))
MADE_UP = select(func.count()).select_from(STAFF).where(STAFF.c.demonstration.is_(True), STAFF.c.active.is_(True))
# A table that PostgreSQL shows to every account it knows: 0 is everybody.
SHOWN_TO_ALL = select(text("min(c.relname)")).select_from(
    text(
        "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace CROSS JOIN LATERAL aclexplode(c.relacl) may "
        "WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm') AND may.grantee = 0"
    )
)
NOTICED, TOO_MUCH = 5, 30  # seconds; the codes of authenticator apps are good for thirty


def demonstration_is_elsewhere(config: Config) -> Answer:
    """Nobody can sign in whose password is printed for all to see."""
    people = first_row(MADE_UP)[0]
    if not people:
        return good("Nobody of the demonstration can sign in.")
    if not config.in_production:
        return good("This is the demonstration, which serves this machine only.")
    return wrong(
        f"{plural(people, 'member')} of the demonstration's staff can sign in here, with passwords that everybody "
        "knows: use another database (DATABASE_URL, COPROD_INSTANCE), or end each (`flask --app coprod deactivate`).",
        betrays=True,
    )


def keys_are_its_own(config: Config) -> Answer:
    """What is sealed in it opens with the keys that are here."""
    known, keys = fingerprints_of(db.engine), Keys(config.keys, config.instance / "keys")
    if known or config.keys or keys.path.exists():
        try:
            keys.compared_with(known)
        except NotKeys as refusal:
            return wrong(str(refusal), betrays=True)
    return good("The keys are those that the database was sealed with.")


def database_is_closed(config: Config) -> Answer:
    """PostgreSQL shows our tables to nobody but us. SQLite's file is looked at with the folder."""
    if db.engine.dialect.name != "postgresql":
        return good("The database is a file, and is looked at with the folder.")
    if (found := first_row(SHOWN_TO_ALL)[0]) is None:
        return good("No table is open to every account of PostgreSQL.")
    return wrong(
        f"Every account of this PostgreSQL may use the table {found}: run REVOKE ALL ON ALL TABLES IN SCHEMA public "
        "FROM PUBLIC there.",
        betrays=config.in_production,
    )


def clocks_agree(config: Config) -> Answer:
    """This machine, the database and the worker have the same time."""
    sign = first_row(CLOCK_OF_THE_LAST)
    early = (UTCDateTime.from_driver(sign[0]) - now()).total_seconds() if sign else 0.0
    if abs(ahead := _ahead_of_database()) > NOTICED:
        return _is_apart("this machine", ahead, "Codes to sign in are refused.")
    if sign and abs(sign[1]) > NOTICED:
        return _is_apart("the worker's machine", sign[1], "What is done at a time of day is done at another.")
    if early > NOTICED:
        return wrong(
            f"The worker's last sign is {plural(round(early), 'second')} in the future: a clock was put back, or the "
            "worker's machine has another time. Let all be set by the network (NTP)."
        )
    return good("No clock is seen to differ: this machine, the database, the worker.")


def _is_apart(whose: str, ahead: float, then: str) -> Answer:
    """A clock that does not agree with the database's, by so many seconds; and what comes of it when they are many."""
    how = f"{plural(round(abs(ahead)), 'second')} {'ahead of' if ahead > 0 else 'behind'} the database's"
    sentence = f"The clock of {whose} is {how}: let both be set by the network (NTP)."
    return wrong(f"{sentence} {then}") if abs(ahead) > TOO_MUCH else worrying(sentence)


def _ahead_of_database() -> float:
    """By how many seconds. SQLite has the clock of its machine, on which we are."""
    if db.engine.dialect.name != "postgresql":
        return 0.0
    asked = datetime.now(UTC)
    theirs = first_row(select(cast(extract("epoch", func.clock_timestamp()), Float)))[0]
    return (asked + (datetime.now(UTC) - asked) / 2).timestamp() - float(theirs)
