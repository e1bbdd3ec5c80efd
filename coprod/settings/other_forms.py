"""Rules for moderators, how long things are kept and held, school holidays, and where else people find help."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from wtforms import Field, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from coprod.changes import plain
from coprod.date_fields import DateInput
from coprod.forms import CanSkip, Form, WholeNumber, one_line
from coprod.partnership.models import MOST_HOURS, MOST_MONTHS
from coprod.settings.section_forms import Rows, SettingsForm, lines_of

LINKS = ("local_offer", "newsletter")
MOST_RULES, LONGEST_RULE = 12, 240
LEAST_MINUTES, MOST_MINUTES = 5, 480


class ModerationForm(SettingsForm):
    """The rules, one to a line, and the minutes until a deputy is told of a concern."""

    moderation_rules = TextAreaField("Rules, one to a line")
    acknowledge_minutes = WholeNumber(
        "After how many minutes is the next person told?",
        LEAST_MINUTES,
        MOST_MINUTES,
        f"Enter a number of minutes, from {LEAST_MINUTES} to {MOST_MINUTES}",
    )

    @classmethod
    def typed(cls, kept: Mapping[str, Any]) -> dict[str, Any]:
        return dict(kept) | {"moderation_rules": "\n".join(kept["moderation_rules"])}

    def values(self) -> dict[str, Any]:
        return {
            "moderation_rules": lines_of(self.moderation_rules.data),
            "acknowledge_minutes": self.acknowledge_minutes.data,
        }

    def validate_moderation_rules(self, field: Field) -> None:
        """There are not too many, and each can be read in one go."""
        rules = lines_of(field.data)
        if len(rules) > MOST_RULES:
            raise ValidationError(f"Write {MOST_RULES} rules at most: nobody reads more")
        if too_long := next((rule for rule in rules if len(rule) > LONGEST_RULE), None):
            raise ValidationError(f"A rule has {LONGEST_RULE} letters at most. This one is longer: {too_long[:60]}…")


class RetentionForm(SettingsForm):
    """The months that a new activity begins with."""

    retention_months = WholeNumber(
        "For how many months do you keep who said what?",
        1,
        MOST_MONTHS,
        f"Enter a number of months, from 1 to {MOST_MONTHS}",
    )


class EventsForm(SettingsForm):
    """The hours that a place at an event is held."""

    hold_hours = WholeNumber(
        "For how many hours is a place held?", 1, MOST_HOURS, f"Enter a number of hours, from 1 to {MOST_HOURS}"
    )


class Holiday(Form):
    """Days on which schools are shut."""

    name = StringField(
        "Name",
        [DataRequired("Enter a name, like Christmas 2026"), Length(max=80, message="Use 80 letters or fewer")],
        filters=[one_line],
    )
    from_on = DateInput("First day", what="the first day")
    until_on = DateInput("Last day", what="the last day")


class HolidaysForm(SettingsForm):
    """The school holidays, the first to come first."""

    holidays = Rows(Holiday, "School holidays", 30)

    @classmethod
    def typed(cls, kept: Mapping[str, Any]) -> dict[str, Any]:
        days = ("from_on", "until_on")
        return {"holidays": [row | {name: date.fromisoformat(row[name]) for name in days} for row in kept["holidays"]]}

    def values(self) -> dict[str, Any]:
        names = ("name", "from_on", "until_on")
        rows = [{name: plain(row[name]) or "" for name in names} for row in self.holidays.rows]
        return {"holidays": sorted(rows, key=lambda row: (row["from_on"], row["name"]))}

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: none ends before it begins, or lasts longer than any school is shut."""
        fine = super().validate(extra_validators)
        for entry in self.holidays.entries:
            first, last = entry.form.from_on.data, entry.form.until_on.data
            if first and last and last < first:
                fine = self.holidays.refuse(entry.form.until_on, "The last day must come after the first")
            elif first and last and (last - first).days > 70:
                fine = self.holidays.refuse(entry.form.until_on, "No holiday is longer than ten weeks")
        return fine


def a_web_address(form: Any, field: Field) -> None:
    """Refuse what is not the address of a page; nobody is led anywhere without https."""
    try:
        parts = urlsplit(field.data or "")
        is_one = parts.scheme == "https" and "." in (parts.hostname or "") and not parts.username
    except ValueError:
        is_one = False
    if not is_one or any(letter.isspace() for letter in field.data or ""):
        raise ValidationError("Enter a full address that begins with https://")


def link_field(label: str) -> StringField:
    """The address of a page elsewhere."""
    return StringField(label, [CanSkip(), Length(max=300, message="Use 300 letters or fewer"), a_web_address])


class LinksForm(SettingsForm):
    """Where people find help and news that are not here."""

    local_offer = link_field("Your Local Offer (you can skip this)")
    newsletter = link_field("Your newsletter (you can skip this)")

    @classmethod
    def typed(cls, kept: Mapping[str, Any]) -> dict[str, Any]:
        return dict(kept["links"])

    def values(self) -> dict[str, Any]:
        return {"links": {name: self[name].data for name in LINKS if self[name].data}}
