"""What is looked at at a start. Where going on would betray somebody Coprod stops, and says all reasons at once."""

import logging
import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NoReturn

from flask import Flask

from coprod.config import Config
from coprod.database import db
from coprod.database_trouble import NOT_MIGRATED
from coprod.examination import CLOSED, IN_DATABASE, OF_SETTINGS, Looked, Part, State, as_set_here, examine, running
from coprod.keys import GIVE_UP
from coprod.private_files import close, is_for_many

SERVING = {"worker", "run"}  # commands that go on; all others do one thing, such as to mend what is wrong
CHECK = "check"  # says everything itself
log = logging.getLogger(__name__)


def refuse_unread(config: Config) -> None:
    """Stop when a setting cannot be read, or there is no folder, before anything is made of them."""
    unusable = _wrong_with_folder(config.instance)
    faults = [*config.faults, *unusable]
    if not faults:
        return
    if not unusable:
        close(*config.private)
    strictly = replace(config, by_gunicorn=True)  # what could not be read may have said so
    looked = examine(
        Part(name, partial(look, strictly)) for name, look in OF_SETTINGS.items() if name != CLOSED or not unusable
    )
    stop([*faults, *(part.sentence for part in looked if part.betrays)])


def _wrong_with_folder(folder: Path) -> list[str]:
    if is_for_many(folder):
        return [
            f"Others use {folder}, too: give Coprod a folder of its own (COPROD_INSTANCE), which is closed to them."
        ]
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            return []
        reason = "it is not ours to write"
    except OSError as error:
        reason = str(error.strerror)
    return [
        f"Nothing can be kept in {folder} ({reason}): give it to the account that runs Coprod, or see COPROD_INSTANCE."
    ]


def init_app(app: Flask) -> None:
    """Close the folder to others; look at the settings, and in production at the database too."""
    config: Config = app.config["COPROD"]
    if config.testing:
        return
    close(*config.private)
    if (command := _command()) == CHECK:
        return
    with app.app_context():
        looked = examine(as_set_here(*part) for part in OF_SETTINGS.items())
        if command in SERVING and config.in_production:
            looked += _looked_at_database()
    tell(looked, only_refusals=command not in SERVING)


def _command() -> str:
    """What this process is for: of `flask`, its command; else it serves. Flask makes the app before it knows."""
    if not os.environ.get("FLASK_RUN_FROM_CLI"):
        return "run"
    return next((word for word in sys.argv[1:] if word in SERVING | {CHECK}), "")


def _looked_at_database() -> list[Looked]:
    """Nothing of one that does not answer: it is asked again when somebody looks."""
    if db.engine.dialect.name == "sqlite" and not Path(db.engine.url.database or "").exists():
        return [Looked("Tables", State.WRONG, NOT_MIGRATED)]  # and asking would make it
    looked = examine([Part("Database", running.database_answers)])
    if looked[0].state is State.GOOD:
        looked += examine([Part("Tables", running.database_is_migrated)])
        looked += examine(as_set_here(*part) for part in IN_DATABASE.items())
    db.engine.dispose()  # processes that are forked from this one open their own connections
    return looked


def tell(looked: Iterable[Looked], *, only_refusals: bool) -> None:
    """Stop for what betrays; what is only wrong, or worrying, is for the log."""
    if refused := [part.sentence for part in looked if part.betrays]:
        stop(refused)
    worries = {part.sentence: part for part in looked if part.state is not State.GOOD}
    for part in () if only_refusals else worries.values():
        log.log(logging.ERROR if part.state is State.WRONG else logging.WARNING, "%s: %s", part.name, part.sentence)


def stop(faults: Iterable[str]) -> NoReturn:
    """End this process with a sentence for each fault; gunicorn does not try again."""
    sys.stderr.write("".join(f"{fault}\n" for fault in dict.fromkeys(faults)))
    raise SystemExit(GIVE_UP)
