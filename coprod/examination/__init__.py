"""The examination: is all there that this site needs, and set right? For `/ready`, the admins' page and `flask check`.

A part is a function that looks at one thing and says in one plain sentence how it stands. A new one goes into `PARTS`.
"""

from collections.abc import Callable, Iterable

from flask import current_app

from coprod.config import Config
from coprod.database_trouble import trouble
from coprod.examination import configured, in_database, running
from coprod.examination.answers import Answer, Looked, Part, State
from coprod.examination.running import revisions

__all__ = (
    "CLOSED",
    "IN_DATABASE",
    "OF_SETTINGS",
    "PARTS",
    "Looked",
    "Part",
    "State",
    "can_serve",
    "examine",
    "revisions",
)

CLOSED = "Closed to others"
OF_SETTINGS: dict[str, Callable[[Config], Answer]] = {
    "Names of settings": configured.variables_are_known,
    "Key of cookies": configured.secret_key_is_secret,
    "Keys that seal": configured.keys_are_secret,
    "Public address": configured.address_is_right,
    "Redis": configured.redis_asks_who_comes,
    "Sender of letters": configured.sender_is_right,
    CLOSED: configured.folder_is_closed,
}
IN_DATABASE: dict[str, Callable[[Config], Answer]] = {
    "People of the demonstration": in_database.demonstration_is_elsewhere,
    "Keys of the database": in_database.keys_are_its_own,
    "Database closed to others": in_database.database_is_closed,
    "Clocks": in_database.clocks_agree,
}


def as_set_here(name: str, look: Callable[[Config], Answer]) -> Part:
    """A part that looks at the settings of this application."""
    return Part(name, lambda: look(current_app.config["COPROD"]))


PARTS = (
    Part("Database", running.database_answers, needed=True),
    Part("Tables", running.database_is_migrated, needed=True),
    Part("Storing", running.database_can_be_written, needed=True),
    Part("Disk of the database", running.database_file_has_room, needed=True),
    Part("Folder of the installation", running.folder_has_room),
    Part("Worker", running.worker_runs),
    Part("Mail", running.mail_leaves),
    *(as_set_here(name, look) for name, look in (OF_SETTINGS | IN_DATABASE).items()),
    as_set_here("Proxies", configured.proxies_fit),
)


def examine(parts: Iterable[Part] = PARTS) -> list[Looked]:
    """Look at every part. One that cannot be looked at is wrong, and says why."""
    return [Looked(part.name, *_looked_at(part)) for part in parts]


def can_serve() -> list[Looked]:
    """What is wrong of all that is needed: empty when pages can be served, and what people send can be stored."""
    for part in PARTS:
        # The first is enough: what comes after it would wait for the same in vain.
        if part.needed and (answer := _looked_at(part)).state is State.WRONG:
            return [Looked(part.name, *answer)]
    return []


def _looked_at(part: Part) -> Answer:
    try:
        return part.look()
    except Exception as error:
        return Answer(State.WRONG, trouble(error) or f"This could not be looked at ({type(error).__name__}).")
