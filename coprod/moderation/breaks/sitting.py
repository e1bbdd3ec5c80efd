"""Sitting: what one member of staff has read since they signed in, as far as it says what to offer them next."""

from collections.abc import MutableMapping
from datetime import timedelta
from typing import Any

from coprod.database import now
from coprod.partnership.models import Partnership

KEY = "sitting"
REMEMBERED = 30  # contributions passed over; the cookie that holds them is small
WITHIN = timedelta(minutes=30)  # after as many hard things in that time as the partnership says, a break


class Sitting:
    """It is kept in the person's own browser and nowhere else: nobody counts what anybody can bear to read."""

    def __init__(self, session: MutableMapping[str, Any]) -> None:
        self._session = session
        kept = session.get(KEY) or {}
        self.passed_over: list[str] = kept.get("passed_over", [])
        self._hard: list[tuple[str, int]] = kept.get("hard", [])

    def pass_over(self, contribution_id: str) -> None:
        """Do not offer this again, without asking why."""
        others = [id for id in self.passed_over if id != contribution_id]
        self.passed_over = [*others, contribution_id][-REMEMBERED:]
        self._keep()

    def met_something_hard(self, submission_id: str) -> bool:
        """Worrying or rude words were read, or something was escalated. True when it is time to offer a break."""
        moment = int(now().timestamp())
        since = moment - WITHIN.total_seconds()
        lately = [(id, at) for id, at in self._hard if at > since and id != submission_id]
        lately.append((submission_id, moment))
        is_time = len(lately) >= Partnership.current().hard_before_break
        self._hard = [] if is_time else lately  # after as many again, it is offered again
        self._keep()
        return is_time

    def _keep(self) -> None:
        # Set as a whole: a session does not notice a change inside what it holds.
        self._session[KEY] = {"passed_over": self.passed_over, "hard": self._hard}
