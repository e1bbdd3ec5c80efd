"""Which part of the feedback log is looked at: in the address, so that it can be kept, passed on and downloaded."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists, select

from coprod.participation.activity import Activity
from coprod.participation.contribution import Audience, Contribution, Sharing
from coprod.participation.engagement import Engagement
from coprod.participation.search import has_words, words_of
from coprod.participation.submission import Status, Submission
from coprod.participation.theme import submission_theme
from coprod.text import normalise, row_number

NONE = "none"  # no theme yet; no district said
LONGEST = 200  # characters to search for


class NotAFilter(ValueError):
    """The address asks for something that cannot be; the message says what, in plain words.

    Left out in silence, it would show, and download, more than was asked for.
    """

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


class Filters(NamedTuple):
    """What is chosen. `publishable` leaves only what its author lets us show."""

    q: str = ""
    channel: str = ""
    engagement: str = ""
    activity: int | None = None
    audience: Audience | None = None
    district: str = ""
    theme: int | str | None = None
    sharing: Sharing | None = None
    since: date | None = None
    until: date | None = None
    publishable: bool = False

    @classmethod
    def from_address(cls, args: Mapping[str, str]) -> "Filters":
        """What the address says. Raises `NotAFilter`."""
        chosen = {}
        for field, (name, read, message) in READ.items():
            typed = normalise(args.get(name, ""))
            if typed:
                try:
                    chosen[field] = read(typed)
                except ValueError:
                    raise NotAFilter(name, message) from None
        return cls(**chosen)

    def address(self) -> dict[str, Any]:
        """For `url_for`: only what is chosen."""
        named = {READ[field][0]: value for field, value in self._asdict().items() if value}
        return {name: "1" if value is True else str(value) for name, value in named.items()}

    @property
    def words(self) -> list[str]:
        """The words to search for."""
        return words_of(self.q)

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same in SQL, beside what every row of the log must be: approved, and not taken back."""
        asked = [
            Submission.status == Status.APPROVED,
            Submission.published_words.is_not(None),
            Contribution.withdrawn_on.is_(None),
            *self._about_the_activity(),
        ]
        if self.publishable:
            asked.append(Submission.shown())
        if self.q:
            asked.append(has_words(self.words))
        if self.theme is not None:
            asked.append(_in_theme(self.theme))
        if self.district:
            asked.append(Contribution.district_slug == self.district if self.district != NONE else _nowhere())
        for column, value in ((Contribution.audience, self.audience), (Contribution.sharing, self.sharing)):
            if value:
                asked.append(column == value)
        if self.since:
            asked.append(Contribution.submitted_on >= self.since)
        if self.until:
            asked.append(Contribution.submitted_on <= self.until)
        return asked

    def _about_the_activity(self) -> list[ColumnElement[bool]]:
        columns = {Activity.kind: self.channel, Engagement.slug: self.engagement, Activity.id: self.activity}
        chosen = [column == value for column, value in columns.items() if value]
        # A few activities, found once; the many contributions are then asked for one number only.
        these = select(Activity.id).join(Engagement, Engagement.id == Activity.engagement_id).where(*chosen)
        return [Contribution.activity_id.in_(these)] if chosen else []


def _in_theme(theme: int | str) -> ColumnElement[bool]:
    link = submission_theme.c
    if theme == NONE:
        return ~exists().where(link.submission_id == Submission.id)
    return Submission.id.in_(select(link.submission_id).where(link.theme_id == theme))


def _nowhere() -> ColumnElement[bool]:
    return Contribution.district_slug.is_(None)


def _day(typed: str) -> date:
    # A browser's own date field sends the first; people whose browser has none type the second.
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(typed, form).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    raise ValueError(typed)


def _theme(typed: str) -> int | str:
    return NONE if typed == NONE else row_number(typed)


def _short(typed: str) -> str:
    if len(typed) > LONGEST:
        raise ValueError("too long")
    return typed


_DATE = "must be a real date, like 27/3/2027"
_LIST = "Choose one from the list"
# From each field: its name in the address, what reads it, and what to say when it cannot be read.
READ: dict[str, tuple[str, Callable[[str], Any], str]] = {
    "q": ("q", _short, f"The words to search for must be {LONGEST} characters or fewer"),
    "channel": ("channel", str, _LIST),
    "engagement": ("engagement", str, _LIST),
    "activity": ("activity", row_number, f"{_LIST} of activities"),
    "audience": ("audience", Audience, f"{_LIST} of who said it"),
    "district": ("district", str, _LIST),
    "theme": ("theme", _theme, f"{_LIST} of themes"),
    "sharing": ("sharing", Sharing, f"{_LIST} of how it may be used"),
    "since": ("from", _day, f"The first day {_DATE}"),
    "until": ("to", _day, f"The last day {_DATE}"),
    "publishable": ("publishable", "1".__eq__, ""),
}
