"""One more set of answers in a session: counted before it is filed, and marked when more came than people are there.

What counts it has a transaction of its own. In one with the answers PostgreSQL would write the same number beside both:
the room would lead to what was sent there last, long after it has been forgotten which room that was.
"""

from typing import Any

from sqlalchemy import bindparam, update

from coprod.intake.door import file
from coprod.intake.judged import Judged
from coprod.prepared import dialect, prepared, transaction
from coprod.questionnaires.shared_device.shared_session import SharedSession

MORE_THAN_PEOPLE = {"Shared device": "More sets of answers came than there were people in the room"}

_session: Any = SharedSession.__table__
_COUNT = (
    update(_session)
    .where(_session.c.id == bindparam("session"))
    .values(sent=_session.c.sent + bindparam("more"))
    .returning(_session.c.sent, _session.c.head_count)
)


def file_in(shared: SharedSession, judged: Judged) -> None:
    """Count it, and file it. What could not be filed, or had been before, counts not."""
    if _count(shared, 1) > 0:
        judged.contribution.decide({"unusual": True, "context": judged.sent.context | MORE_THAN_PEOPLE})
        judged.ticks_wait()
    is_new = False
    try:
        is_new = file(judged).new
    finally:
        if not is_new:
            _count(shared, -1)


def _count(shared: SharedSession, more: int) -> int:
    """How many more sets came now than people are there; of a session that is kept no longer, none."""
    with transaction() as run:
        count = prepared(_COUNT, dialect())
        found = run(count, count.bound({"session": shared.id, "more": more}))
    return found[0] - found[1] if found else 0
