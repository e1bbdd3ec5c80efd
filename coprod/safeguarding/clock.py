"""The two clocks of a concern: by when somebody must have it, and by when it must be decided."""

from datetime import datetime, timedelta
from typing import NamedTuple

from coprod.database import now
from coprod.partnership.models import Partnership
from coprod.working_days import one_working_day_after


class Clock(NamedTuple):
    """When what was done about one concern; empty for what has still to be done.

    It is decided when others who can help were told, or when it was closed. `put_back_at` is when whoever had it last
    could no longer open it: from then on somebody must have it within the same time as at first. While it is quiet, it
    stands on the list, and its time begins at `quiet_until`, unless somebody took it on before.
    """

    opened_at: datetime
    acknowledged_at: datetime | None
    referred_at: datetime | None
    closed_at: datetime | None
    put_back_at: datetime | None = None
    quiet_until: datetime | None = None

    @property
    def waits_since(self) -> datetime:
        """Since when somebody has to take it on."""
        taken_on_before = self.acknowledged_at and self.quiet_until and self.acknowledged_at < self.quiet_until
        return self.put_back_at or (not taken_on_before and self.quiet_until) or self.opened_at

    @property
    def is_quiet(self) -> bool:
        """Whether it only stands on the list: no letter has left yet."""
        return self.is_unacknowledged and self.quiet_until is not None and self.waits_since > now()

    @property
    def acknowledge_by(self) -> datetime:
        """When a deputy is told, unless somebody has said "I have this"."""
        return self.waits_since + timedelta(minutes=Partnership.current().acknowledge_minutes)

    @property
    def decide_by(self) -> datetime:
        """One working day after it was opened."""
        return one_working_day_after(self.opened_at)

    @property
    def is_unacknowledged(self) -> bool:
        """Whether nobody has it yet."""
        return self.acknowledged_at is None

    @property
    def is_decided(self) -> bool:
        """Whether there is nothing more to hurry for."""
        return (self.referred_at or self.closed_at) is not None

    @property
    def acknowledge_is_late(self) -> bool:
        """Whether the time to acknowledge it is over, and nobody has."""
        return self.is_unacknowledged and now() > self.acknowledge_by

    @property
    def decide_is_late(self) -> bool:
        """Whether the time to decide is over, and nobody has."""
        return not self.is_decided and now() > self.decide_by

    @property
    def is_late(self) -> bool:
        """Whether either time is over."""
        return self.acknowledge_is_late or self.decide_is_late
