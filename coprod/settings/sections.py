"""The pages of settings: what each holds, in the order of the list."""

from typing import Any, NamedTuple

from coprod.changes import Change
from coprod.database import db
from coprod.partnership.district import District
from coprod.partnership.edited_as_list import EditedAsList
from coprod.partnership.models import Partnership
from coprod.partnership.reason import Reason
from coprod.partnership.sectors import Sector


class Section(NamedTuple):
    """One page of settings. `page` is its view; `fields` are what it sets of the partnership.

    `rows` are the rows of a table that it edits as one list, which then is its one field.
    """

    page: str
    name: str
    title: str
    template: str
    fields: tuple[str, ...]
    rows: type[EditedAsList] | None = None

    @property
    def endpoint(self) -> str:
        """As `url_for` knows it."""
        return f"settings.{self.page}"

    def state(self, partnership: Partnership) -> str:
        """What is to be done on it, in a word or two for the list; "" when nothing is."""
        if self is PRIVACY:
            return review(partnership.privacy_is_written, partnership.privacy_needs_review)
        if self is ACCESSIBILITY:
            return review(partnership.accessibility_is_written, partnership.accessibility_needs_review)
        return ""

    def kept(self, partnership: Partnership) -> dict[str, Any]:
        """What stands there now, and the `edited` that it was read at."""
        if self.rows:
            return {self.fields[0]: self.rows.listed(), "edited": partnership.edited}
        return {field: getattr(partnership, field) for field in self.fields} | {"edited": partnership.edited}

    def save(self, partnership: Partnership, values: dict[str, Any], *, by: int, seen: int) -> bool:
        """Set it. Raises `Clash` when a colleague has changed any of it since `seen`, and `InUse`."""
        if self.rows:
            return self.rows.change_list(values[self.fields[0]], partnership, by=by, seen=seen)
        return partnership.change_settings(values, by=by, seen=seen)

    def change_with(self, number: int) -> Change | None:
        """The change of something on this page that has this number."""
        change = db.session.get(Change, number)
        is_ours = change and change.subject == SUBJECT and change.field in self.fields
        return change if is_ours else None


SUBJECT = "partnership 1"
NAMES = Section(
    "names",
    "Names and colours",
    "Names, owners and colours",
    "settings/names.html",
    ("name", "short_name", "strapline", "owners", "colours"),
)
LOGOS = Section("logos", "Logos", "Logos of the owners", "settings/logos.html", ("logos",))
HELP = Section(
    "help",
    "Help and contact",
    "Help and contact",
    "settings/help.html",
    ("help_numbers", "contact", "reading_days"),
)
PRIVACY = Section("privacy", "Privacy", "Privacy notice", "settings/privacy.html", ("privacy",))
ACCESSIBILITY = Section(
    "accessibility", "Accessibility", "Accessibility statement", "settings/accessibility.html", ("accessibility",)
)
REASONS = Section("reasons", "Reasons", "Reasons for turning words down", "settings/reasons.html", ("reasons",), Reason)
DISTRICTS = Section("districts", "Districts", "Districts", "settings/districts.html", ("districts",), District)
SECTORS = Section("sectors", "Organisations", "Kinds of organisations", "settings/sectors.html", ("sectors",), Sector)
MODERATION = Section(
    "moderation",
    "Moderation",
    "Moderation",
    "settings/moderation.html",
    ("moderation_rules", "acknowledge_minutes"),
)
WORDS = Section("words", "Who people are", "Who people are", "settings/words.html", ("wording",))
RETENTION = Section(
    "retention", "How long we keep", "How long you keep it", "settings/retention.html", ("retention_months",)
)
EVENTS = Section("events", "Places at events", "Places at events", "settings/events.html", ("hold_hours",))
HOLIDAYS = Section("holidays", "Holidays", "School holidays", "settings/holidays.html", ("holidays",))
LINKS = Section("links", "Links", "Links to other places", "settings/links.html", ("links",))
SECTIONS = (
    NAMES,
    LOGOS,
    HELP,
    DISTRICTS,
    WORDS,
    SECTORS,
    MODERATION,
    REASONS,
    RETENTION,
    EVENTS,
    HOLIDAYS,
    PRIVACY,
    ACCESSIBILITY,
    LINKS,
)


def review(is_written: bool, needs_review: bool) -> str:
    """What is to be done about a statement."""
    return "To write" if not is_written else "Review" if needs_review else ""


def section_of(field: str) -> Section | None:
    """The page on which this is set."""
    return next((section for section in SECTIONS if field in section.fields), None)
