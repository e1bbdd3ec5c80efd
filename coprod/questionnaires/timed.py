"""The time that a questionnaire takes, and until when it can be finished."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from coprod.activities.life import State
from coprod.database import days_after, now
from coprod.rendering import plural


class Timed:
    """What a questionnaire says of its own time. See `Questionnaire` for what stands in its row."""

    if TYPE_CHECKING:  # of the questionnaire
        took_minutes: Any
        minutes: Any
        grace_days: Any
        closes_at: Any
        state: Any
        touch: Any
        must_be_open: Any
        archived: Any

    @property
    def takes(self) -> int:
        """How many minutes it takes: those who sent it, when they are enough; until then, what staff say."""
        return self.took_minutes or self.minutes

    @property
    def how_long(self) -> str:
        """As people read it, with whose minutes these are."""
        if self.took_minutes is None:
            return f"About {plural(self.minutes, 'minute')}"
        return f"Half of the people who did it took {plural(self.took_minutes, 'minute')} or less"

    def took(self, minutes: int | None) -> None:
        """Half of those who sent it were done in so many minutes."""
        if minutes != self.took_minutes:
            self.took_minutes = minutes
            self.touch()

    @property
    def grace(self) -> timedelta:
        """How long after the close answers may be finished that were begun before it."""
        return self.finish_by - self.closes_at

    @property
    def finish_by(self) -> datetime:
        """Until when."""
        return days_after(self.closes_at, self.grace_days)

    @property
    def is_finished(self) -> bool:
        """Whether it is closed, and nothing that was begun can be sent any more."""
        return self.finish_by <= now()

    @property
    def can_be_finished(self) -> bool:
        """Whether it is closed, and answers that were begun before can still be sent: not into an archive."""
        return self.state is State.CLOSED and now() < self.finish_by and not self.archived

    def must_take_answers(self, *, begun: bool) -> None:
        """Raise `NotOpen` unless people can answer it at this moment, or finish what they have `begun`."""
        if not (begun and self.can_be_finished):
            self.must_be_open()
