"""The form with which staff write the Promise: what it means, and what it commits to."""

from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from coprod.activities.forms import LONGEST_REASON, ActivityForm
from coprod.forms import WholeNumber, is_https
from coprod.promise.models import RESOURCES, Promise
from coprod.row_fields import Box, Rows
from coprod.text import repeated


class PromiseForm(ActivityForm):
    """The Promise, as staff make and change it."""

    blamed = "commits_to"

    version_year = WholeNumber("Of which year is it?", 2000, 2100, "Enter a year, like 2027")
    definition = TextAreaField(
        "What does working together mean here?",
        [DataRequired("Say what it means"), Length(max=600, message="Use 600 letters or fewer")],
    )
    wording_note = StringField("Whose words are they? (you can skip this)", [Length(max=300)])
    commits_to = Rows(
        "Commitments",
        (
            Box("slug", "", required=False, hidden=True),
            Box("title", "In a few words", longest=80),
            Box("meaning", "What it means", longest=300, lines=2),
        ),
        most=12,
    )
    resources = Rows(
        "What helps to keep it (you can skip this)",
        (
            Box("title", "What is it called?", longest=80),
            Box("address", "Its address", longest=300),
            Box("what", "What is it for?", longest=200),
            Box("kind", "What kind is it?", choices=RESOURCES),
        ),
        most=20,
    )
    pledging_lead = StringField("Who can pledge? (you can skip this)", [Length(max=300)])
    pledging = TextAreaField("How does one pledge? (you can skip this)", [Length(max=1500)])
    reason = TextAreaField(
        "If you change what organisations have pledged to: why?",
        [Length(max=LONGEST_REASON, message="Use 300 letters or fewer")],
    )

    def __init__(self, *args: Any, activity: Promise | None = None, **more: Any) -> None:
        shown: dict[str, Any] = {}
        if activity is not None:
            shown = {
                "pledging": "\n".join(activity.pledging_words),
                "commits_to": activity.as_rows(),
                "resources": activity.resources,
            }
        super().__init__(*args, activity=activity, **shown, **more)
        if activity is None or not activity.has_pledges:
            del self.reason

    def validate_commits_to(self, field: Rows) -> None:
        """Each is said once."""
        titles = [row["title"] for row in field.data]
        if again := repeated(titles):
            raise ValidationError(f"“{titles[again[0]]}” stands here twice")

    def validate_resources(self, field: Rows) -> None:
        """Each leads to a secure page."""
        for number, row in enumerate(field.data, start=1):
            if not is_https(row["address"]):
                raise ValidationError(f"Row {number}: enter an address that begins with https://")

    def details(self) -> dict[str, Any]:
        """What to make it of, or to set on it."""
        return super().details() | {
            "version_year": self.version_year.data,
            "definition": self.definition.data,
            "wording_note": self.wording_note.data or "",
            "pledging_lead": self.pledging_lead.data or "",
            "pledging_words": [line.strip() for line in (self.pledging.data or "").splitlines() if line.strip()],
            "commitments": self.commits_to.data,
            "resources": self.resources.data,
        }
