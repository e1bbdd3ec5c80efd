"""The privacy notice and the accessibility statement, each in its set form."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import RadioField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from coprod.database import uk_today
from coprod.date_fields import DateInput, refuse
from coprod.forms import WholeNumber, choices
from coprod.partnership.statements import STATUSES, SUGGESTED_ACCESSIBILITY, SUGGESTED_PRIVACY
from coprod.settings.section_forms import SettingsForm, lines_of

MOST = 2000
TOO_LONG = Length(max=MOST, message=f"Use {MOST:,} letters or fewer")
WRITTEN = ("purposes", "lawful_basis", "who_else", "how_long", "officer", "complaints")


class DayUntilToday(DateInput):
    """A day on which something was done: it cannot be still to come."""

    def pre_validate(self, form: Any) -> None:
        """It is there, and it has been."""
        super().pre_validate(form)
        if self.data and self.data > uk_today():
            raise ValidationError(f"{self.what[0].upper()}{self.what[1:]} cannot be in the future")


class PrivacyForm(SettingsForm):
    """What only the partnership can say about privacy; the rest of the notice is what the software does."""

    purposes = TextAreaField("Why you ask people", [DataRequired("Say why you ask people"), TOO_LONG])
    lawful_basis = TextAreaField("Why you may: the lawful basis", [DataRequired("Say on what lawful basis"), TOO_LONG])
    who_else = TextAreaField("Who else gets to see it (you can skip this)", [TOO_LONG])
    how_long = TextAreaField("More about how long you keep it (you can skip this)", [TOO_LONG])
    officer = TextAreaField(
        "Your data protection officer, and how to reach them",
        [DataRequired("Say who your data protection officer is, and how to reach them"), TOO_LONG],
    )
    complaints = TextAreaField("More about complaints (you can skip this)", [TOO_LONG])
    reviewed_on = DayUntilToday("When did somebody last go through all of it?", what="the day of the review")

    @classmethod
    def typed(cls, kept: Mapping[str, Any]) -> dict[str, Any]:
        written = kept["privacy"] or SUGGESTED_PRIVACY
        return {name: written.get(name, "") for name in WRITTEN} | {"reviewed_on": day(written.get("reviewed_on"))}

    def values(self) -> dict[str, Any]:
        written = {name: self[name].data for name in WRITTEN if self[name].data}
        return {"privacy": written | dated(reviewed_on=self.reviewed_on.data)}

    @property
    def is_suggested(self) -> bool:
        """Nobody has written it yet: what stands in it is ours."""
        return not self.kept["privacy"]


class AccessibilityForm(SettingsForm):
    """How accessible the site is, what does not work yet and why, and when that was last looked at."""

    how_far = RadioField(
        "How accessible is it?",
        choices=choices(STATUSES.items()),
        validators=[DataRequired("Choose how accessible it is")],
    )
    problems = TextAreaField("What does not work for everyone yet, and why: one thing to a line", [TOO_LONG])
    burden = TextAreaField(
        "What would be a disproportionate burden", [DataRequired("Say what, or write: We claim none."), TOO_LONG]
    )
    tested = TextAreaField("Who tested it, how, and when (you can skip this)", [TOO_LONG])
    answer_days = WholeNumber(
        "In how many working days do you answer somebody who tells you of a problem?",
        1,
        30,
        "Enter a number of days, from 1 to 30",
    )
    prepared_on = DayUntilToday("When was the statement prepared?", what="the day it was prepared")
    reviewed_on = DayUntilToday("When was it last reviewed?", what="the day of the review")

    @classmethod
    def typed(cls, kept: Mapping[str, Any]) -> dict[str, Any]:
        written: Mapping[str, Any] = kept["accessibility"] or SUGGESTED_ACCESSIBILITY
        days = {name: day(written.get(name)) for name in ("prepared_on", "reviewed_on")}
        texts = {"problems": "\n".join(written.get("problems", [])), "how_far": written.get("status")}
        return {"answer_days": 5} | dict(written) | texts | days

    def values(self) -> dict[str, Any]:
        written = {name: self[name].data for name in ("burden", "tested") if self[name].data} | {
            "status": self.how_far.data or ""
        }
        numbers = {"problems": lines_of(self.problems.data), "answer_days": self.answer_days.data}
        days = dated(prepared_on=self.prepared_on.data, reviewed_on=self.reviewed_on.data)
        return {"accessibility": written | numbers | days}

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: it is prepared before it is reviewed."""
        if not super().validate(extra_validators):
            return False
        prepared, reviewed = self.prepared_on.data, self.reviewed_on.data
        if prepared and reviewed and reviewed < prepared:
            return refuse(self.reviewed_on, "It cannot be reviewed before it was prepared")
        return True

    @property
    def is_suggested(self) -> bool:
        """Nobody has written it yet: what stands in it is ours."""
        return not self.kept["accessibility"]


def day(kept: str | None) -> date | None:
    """A day as it is kept."""
    return date.fromisoformat(kept) if kept else None


def dated(**days: date | None) -> dict[str, str]:
    """The days that were given, as they are kept."""
    return {name: given.isoformat() for name, given in days.items() if given}
