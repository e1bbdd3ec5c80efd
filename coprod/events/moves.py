"""How an event moves or is called off after people were told of it; see `letters_of_changes` for who hears of it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from coprod.activities.activity import Activity
from coprod.activities.life import NotAllowed, must_say_why
from coprod.changes import plain
from coprod.database import UTCDateTime, now
from coprod.rendering import kept_moment, uk_date, uk_time

# What people with a place are told of when it changes. A typo in the description is none of it.
TOLD = ("starts_at", "ends_at", "doors_at", "venue", "address", "online_url")


class MovesAndIsCalledOff(Activity):
    """An activity at a place and a time.

    `moved_from` has what moved last of `TOLD`, as it was before. `news_edit` is the edit that people with a place were
    last told of. `called_off_at` and `called_off_why` are set together: it does not take place, and everyone reads why.
    """

    __abstract__ = True

    starts_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    doors_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    online_url: Mapped[str]
    called_off_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    called_off_why: Mapped[str]
    moved_from: Mapped[dict[str, str | None]] = mapped_column(JSON)
    news_edit: Mapped[int]

    venue: Any
    address: Any

    @property
    def is_over(self) -> bool:
        """Whether it has been."""
        return self.ends_at <= now()

    @property
    def is_called_off(self) -> bool:
        """Whether it does not take place."""
        return self.called_off_at is not None

    @property
    def moved_words(self) -> str:
        """Where and when it was before it moved, in words; "" when it has not moved, or only its doors or its link."""
        was = self.moved_from
        when = [kept_moment(text) for name in ("starts_at", "ends_at") if (text := was.get(name))]
        if not (when or was.get("venue") or was.get("address")):
            return ""
        starts = kept_moment(was.get("starts_at") or "") if was.get("starts_at") else self.starts_at
        ends = kept_moment(was.get("ends_at") or "") if was.get("ends_at") else self.ends_at
        time = f"{uk_date(starts)}, {uk_time(starts)} to {uk_time(ends)}" if when else ""
        place = was.get("address") or was.get("venue") or ""
        return ", ".join(part for part in (time, place) if part)

    def change(self, values: dict[str, Any], *, by: int, seen: int | None = None, reason: str = "") -> bool:
        """Also: when it moves after people were told of it, they are told again, once for one save."""
        was = {field: plain(getattr(self, field)) for field in TOLD if field in values and self._moves(field, values)}
        changed = super().change(values, by=by, seen=seen, reason=reason)
        if was and self.was_public and not (self.is_over or self.is_called_off):
            self.moved_from, self.news_edit = was, self.edited
        return changed

    def _moves(self, field: str, values: dict[str, Any]) -> bool:
        return bool(getattr(self, field) != values[field])

    def call_off(self, *, by: int, seen: int | None = None, reason: str) -> None:
        """It does not take place. It stays where it was, with the reason; nobody can sign up any more."""
        if not self.was_public:
            raise NotAllowed("Nobody has seen it yet: delete the draft instead.")
        if self.is_over:
            raise NotAllowed("It has been: what has taken place cannot be called off.")
        if self.is_called_off:
            raise NotAllowed("It is called off already.")
        must_say_why(reason)
        closes = min(self.closes_at, max(now(), (self.opens_at or now()) + timedelta(microseconds=1)))
        self.change({"called_off_at": now(), "called_off_why": reason, "closes_at": closes}, by=by, seen=seen)
        self.news_edit = self.edited

    def take_place(self, *, by: int, seen: int | None = None) -> None:
        """It takes place after all. Sign-up stays closed until people get more time."""
        if not self.is_called_off or self.is_over:
            raise NotAllowed("Only what is called off, and has still to come, can take place after all.")
        self.change({"called_off_at": None, "called_off_why": ""}, by=by, seen=seen)
        self.news_edit = self.edited

    def must_reopen(self) -> None:
        """What is called off takes nobody."""
        super().must_reopen()
        if self.is_called_off:
            raise NotAllowed("It is called off.")
