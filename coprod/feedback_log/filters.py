"""Which part of the feedback log is looked at: in the address, so that it can be kept, passed on and downloaded."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists, literal_column, select

from coprod.activities.activity import Activity
from coprod.activities.audience import Audience
from coprod.activities.engagement import Engagement
from coprod.activities.reach import activity_within
from coprod.activities.wording import Wording
from coprod.participation.contribution import Contribution, Sharing, Source
from coprod.participation.move import Status
from coprod.participation.search import has_words
from coprod.participation.search_words import Phrase, phrases_in
from coprod.participation.submission import Submission
from coprod.permissions import Permission
from coprod.reading import address_filters as filters
from coprod.reading.address_filters import DATE, LIST, Readers
from coprod.text import day, row_number
from coprod.themes.coding import in_themes

NONE = "none"  # no theme yet; no district said
LONGEST = 200  # characters to search for


class FeedbackLogFilters(NamedTuple):
    """What is chosen. `publishable` leaves only what its author lets us show.

    `question` is the part of the activity that was answered, as in `Wording`: what stands beside its options is too.
    """

    q: str = ""
    channel: str = ""
    engagement: str = ""
    activity: int | None = None
    question: str = ""
    audience: Audience | None = None
    district: str = ""
    theme: int | str | None = None
    sharing: Sharing | None = None
    source: Source | None = None
    since: date | None = None
    until: date | None = None
    publishable: bool = False

    @classmethod
    def from_address(cls, args: Mapping[str, str]) -> "FeedbackLogFilters":
        """What the address says. Raises `NotAFilter`."""
        return cls(**filters.chosen(args, READ))

    def address(self) -> dict[str, Any]:
        """For `url_for`: only what is chosen."""
        return filters.address(self._asdict(), READ)

    @property
    def words(self) -> list[Phrase]:
        """The words to search for."""
        return phrases_in(self.q)

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same in SQL, beside what every row must be: approved, not taken back, and for whoever asks to read."""
        asked = [
            _approved(),
            Submission.published_words.is_not(None),
            Contribution.withdrawn_on.is_(None),
            activity_within(Permission.READ_LOG, Contribution.activity_id),
            *filters.about_activities(
                {Activity.kind: self.channel, Engagement.slug: self.engagement, Activity.id: self.activity}
            ),
        ]
        if self.question:
            asked.append(_to_question(self.question, self.activity))
        if self.publishable:
            asked.append(Submission.shown())
        if self.q:
            asked.append(has_words(self.words))
        if self.theme is not None:
            asked.append(_in_theme(self.theme))
        if self.district:
            asked.append(Contribution.district_slug == self.district if self.district != NONE else _nowhere())
        said = {
            Contribution.audience: self.audience,
            Contribution.sharing: self.sharing,
            Contribution.source: self.source,
        }
        asked += [column == value for column, value in said.items() if value]
        if self.since:
            asked.append(Submission.submitted_on >= self.since)
        if self.until:
            asked.append(Submission.submitted_on <= self.until)
        return asked


def _approved() -> ColumnElement[bool]:
    # The value stands in the statement itself: only then may a database use the index of what was approved.
    return Submission.status == literal_column(f"'{Status.APPROVED}'")


def _in_theme(theme: int | str) -> ColumnElement[bool]:
    link = in_themes.c
    if theme == NONE:
        return ~exists().where(link.submission_id == Submission.id)
    return Submission.id.in_(select(link.submission_id).where(link.theme_id == theme))


def _to_question(part: str, activity: int | None) -> ColumnElement[bool]:
    of_it = (Wording.part == part) | Wording.part.startswith(f"{part}/", autoescape=True)
    return Submission.wording_id.in_(select(Wording.id).where(Wording.activity_id == activity, of_it))


def _nowhere() -> ColumnElement[bool]:
    return Contribution.district_slug.is_(None)


def _theme(typed: str) -> int | str:
    return NONE if typed == NONE else row_number(typed)


def _short(typed: str) -> str:
    if len(typed) > LONGEST:
        raise ValueError("too long")
    return typed


READ: Readers = {
    "q": ("q", _short, f"The words to search for must be {LONGEST} characters or fewer"),
    "channel": ("channel", str, LIST),
    "engagement": ("engagement", str, LIST),
    "activity": ("activity", row_number, f"{LIST} of activities"),
    "question": ("question", str, LIST),
    "audience": ("audience", Audience, f"{LIST} of who said it"),
    "district": ("district", str, LIST),
    "theme": ("theme", _theme, f"{LIST} of themes"),
    "sharing": ("sharing", Sharing, f"{LIST} of how it may be used"),
    "source": ("source", Source, f"{LIST} of how it came"),
    "since": ("from", day, f"The first day {DATE}"),
    "until": ("to", day, f"The last day {DATE}"),
    "publishable": ("publishable", "1".__eq__, ""),
}
