"""The numbers of rows, which nobody outside the database may ever see: in the demonstration they can be told apart."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from sqlalchemy import event, func, select

from coprod.boards.models import Note
from coprod.database import db
from coprod.events.sign_up import SignUp
from coprod.mail import Message
from coprod.participation.contribution import Contribution
from coprod.participation.move import FirstApproval, Move
from coprod.participation.submission import Submission
from coprod.promise.pledge import Pledge

COUNTED = (Contribution, Submission, Move, FirstApproval, Note, Pledge, SignUp, Message)
# Where they begin in these tables, so that they are not taken for anything else: of seven digits, and as low as that
# goes, because whoever counts by rows keeps a bit for each number below.
FIRST = 1_070_001


@contextmanager
def counted_from_high() -> Iterator[None]:
    """What is stored meanwhile in these tables, empty until now, has inner numbers of seven digits."""
    if db.engine.dialect.name == "postgresql":
        for model in COUNTED:
            db.session.execute(select(func.setval(func.pg_get_serial_sequence(model.__tablename__, "id"), FIRST)))
        db.session.commit()
        yield
        return
    numbers = count(FIRST)

    def give(mapper: Any, connection: Any, row: Any) -> None:
        row.id = next(numbers)

    for model in COUNTED:
        event.listen(model, "before_insert", give)
    try:
        yield
    finally:
        for model in COUNTED:
            event.remove(model, "before_insert", give)


def inner_numbers(page: str) -> set[str]:
    """Numbers on a page, or in a file, that can only be those of rows: alone, or after a letter as in `id="s12"`."""
    found = re.findall(r"(?<![0-9A-Za-z])[a-z]{0,2}(\d{7})(?![0-9A-Za-z])", page)
    return {number for number in found if FIRST <= int(number) < FIRST + 100_000}
