"""Offered on paper: what staff say of a questionnaire's paper form, and until when forms are typed in."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Mapped

from coprod.activities.life import NotAllowed, State
from coprod.database import UK, days_after, last_day, now, uk_today
from coprod.questionnaires.paper.pile import forget_typed
from coprod.rendering import closing_time, uk_date


class OfferedOnPaper:
    """Whether everyone can print the form, where it is handed in, and how long after the close staff may type it in.

    Typing takes time: what was written before the close counts, whenever in these days somebody types it.
    """

    offers_paper: Mapped[bool]
    paper_return: Mapped[str]
    paper_days: Mapped[int]

    PAPER_DAYS = 14
    ON_PAPER = ("offers_paper", "paper_return", "paper_days")
    NOT_ON_PAPER: dict[str, Any] = {"offers_paper": False, "paper_return": "", "paper_days": PAPER_DAYS}

    opens_at: Any
    closes_at: Any
    state: Any
    is_open: Any
    is_finished: Any
    equality: Any

    @property
    def can_be_printed(self) -> bool:
        """Whether everyone finds the paper form now."""
        return self.offers_paper and bool(self.is_open)

    @property
    def paper_wait(self) -> timedelta:
        """How long after the close forms are typed in."""
        return self.type_until - self.closes_at

    @property
    def type_until(self) -> datetime:
        """Until when."""
        return days_after(self.closes_at, self.paper_days)

    @property
    def can_be_typed(self) -> bool:
        """Whether forms are typed in at this moment."""
        return self.state in (State.OPEN, State.CLOSED) and now() < self.type_until

    @property
    def takes_sheets(self) -> bool:
        """Whether sheets about equality are typed in: as long as forms, where it is offered on paper.

        Where it is not, no longer than people answer: then the last numbers move, and one sheet more would be seen.
        """
        return bool(self.equality) and self.can_be_typed and (self.offers_paper or not self.is_finished)

    def forget(self, contributions: Collection[int]) -> None:
        """What typed forms say of the sheets that they came from."""
        forget_typed(contributions)

    def must_be_typed(self) -> None:
        """Raise `NotAllowed` unless forms are typed in at this moment."""
        if self.state in (State.DRAFT, State.COMING):
            raise NotAllowed("It is not open yet, so nobody can have answered it on paper.")
        if not self.can_be_typed:
            raise NotAllowed(f"Forms could be typed in until {closing_time(self.type_until)}.")

    def must_be_written_on(self, day: date) -> None:
        """Raise `NotAllowed` unless somebody can have filled in the form on that day."""
        first, last = self.opens_at.astimezone(UK).date(), last_day(self.closes_at)
        if day > uk_today():
            raise NotAllowed("The day it was written cannot be after today.")
        if day < first:
            raise NotAllowed(f"It opened on {uk_date(first, year=True)}: a form cannot have been written before that.")
        if day > last:
            raise NotAllowed(
                f"It closed on {uk_date(last, year=True)}. Only forms that were written by then are counted."
            )
