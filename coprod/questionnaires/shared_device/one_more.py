"""One more set of answers in a session: counted as it is filed, and marked when more came than people are there."""

from typing import Any

from sqlalchemy import bindparam, update

from coprod.intake.filing import Demand
from coprod.intake.judged import Judged
from coprod.prepared import Run, dialect, prepared
from coprod.questionnaires.shared_device.shared_session import SharedSession

MORE_THAN_PEOPLE = {"Shared device": "More sets of answers came than there were people in the room"}

_session: Any = SharedSession.__table__
_ONE_MORE = (
    update(_session)
    .where(_session.c.id == bindparam("session"))
    .values(sent=_session.c.sent + 1)
    .returning(_session.c.sent, _session.c.head_count)
)


class OneMore(Demand):
    """Counts in the filing's own transaction, before the contribution is written: whether it is one too many, nobody
    can know earlier. Only the people of one room wait for this row."""

    def __init__(self, shared: SharedSession, judged: Judged) -> None:
        super().__init__(prepared(_ONE_MORE, dialect()), {"session": shared.id}, LookupError())
        self._judged = judged

    def carry_out(self, run: Run) -> None:
        """Count it. A session that is kept no longer marks nothing."""
        counted = run(self.statement, self._bound)
        if counted and counted[0] > counted[1]:
            context = self._judged.sent.context | MORE_THAN_PEOPLE
            self._judged.contribution.decide({"unusual": True, "context": context})
