"""How an activity opens and closes: within its engagement, and at the moments that people have been told."""

from datetime import datetime, timedelta
from typing import Any

from coprod.activities import checks
from coprod.activities.checks import Check
from coprod.activities.life import Life, NotAllowed, must_lead, must_say_why
from coprod.activities.lived import Lived
from coprod.database import now


class OpensAndCloses(Lived):
    """The life of an activity: see `Lived`. It closes when `closes_at` comes, without anybody doing anything."""

    engagement: Any
    opens_at: Any
    closes_at: Any

    @property
    def stage(self) -> Life:
        """Where it is in its life at this moment, as staff speak of it."""
        return Life.CLOSED if self.life is Life.OPEN and self.closes_at <= now() else self.life

    @property
    def archived(self) -> Lived | None:
        """Its engagement, or itself."""
        return self.engagement.archived or super().archived

    @property
    def two_open(self) -> bool:
        """Whether the last person who edited it may not be the one who opens it."""
        return self.engagement.two_to_open

    def let_one_open(self) -> int | None:
        """Who said so of its engagement."""
        return self.engagement.let_one_open()

    def checks(self) -> list[Check]:
        """Its checklist."""
        return checks.of_activity(self)

    def must_have_time(self) -> None:
        """Raise `NotAllowed` when its closing time has passed."""
        if self.closes_at <= now():
            raise NotAllowed("Its closing time has passed. Choose a later one first.")

    def must_last_until(self, moment: datetime) -> None:
        """Neither it nor its engagement has closed by then."""
        if self.closes_at <= moment:
            raise NotAllowed("It would have closed before it opens. Choose an earlier moment.")
        if self.engagement.closes_at is not None and self.engagement.closes_at <= moment:
            raise NotAllowed("Its engagement would have closed before it opens. Choose an earlier moment.")

    def must_open(self, *, by: int) -> None:
        """Also: its engagement is public and goes on, and there is time left."""
        must_lead(self.stage, Life.OPEN, "open")
        self.engagement.must_let_open()
        self.must_have_time()
        super().must_open(by=by)

    def opened(self, *, by: int, seen: int | None = None) -> None:
        """People can take part from now on."""
        self.change({"life": Life.OPEN, "opens_at": now(), "opening_at": None}, by=by, seen=seen)

    def close(self, *, by: int, seen: int | None = None, reason: str) -> None:
        """Take nothing more from now on."""
        must_lead(self.stage, Life.CLOSED, "close")
        must_say_why(reason)
        # The database wants closing after opening, even when both are asked for within one tick of the clock.
        moment = max(now(), (self.opens_at or now()) + timedelta(microseconds=1))
        self.change({"closes_at": moment}, by=by, seen=seen, reason=reason)

    def must_reopen(self) -> None:
        """Raise `NotAllowed` when it has closed for good. Most kinds can be opened again."""

    def extend(self, closes_at: datetime, *, by: int, seen: int | None = None, reason: str) -> None:
        """Give people until a later moment; opens a closed one again."""
        self.must_reopen()
        self.engagement.must_take_activities()
        if not self.was_public:
            raise NotAllowed("Open it first.")
        if self.stage is not Life.OPEN:
            must_lead(self.stage, Life.OPEN, "extend")
        if closes_at <= max(now(), self.closes_at):
            raise NotAllowed("The new closing time must be later than the old one, and not in the past.")
        must_say_why(reason)
        self.change({"closes_at": closes_at}, by=by, seen=seen, reason=reason)
