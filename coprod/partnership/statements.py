"""The two statements that the law asks for: what of them a partnership writes itself, and when it must look again.

The rest of each is what the software does, and stands in its template.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from coprod.database import uk_today

# Words that fit most partnerships, for a form that nobody has filled in yet. Whoever saves them says they are true.
SUGGESTED_PRIVACY = {
    "purposes": "We ask children, young people, families and professionals what should change in the help for special "
    "educational needs and disabilities (SEND), so that we decide with them.",
    "lawful_basis": "Asking people before we decide is part of our public job. The law calls that a “public task” "
    "(UK GDPR, Article 6). When you tell us about health or a disability we use it for the same job, because it is "
    "very much in the public interest (Article 9).",
}
SUGGESTED_ACCESSIBILITY = {
    "status": "partially",
    "problems": ["Not every page has an Easy Read, audio or British Sign Language version. You can ask for one."],
    "burden": "We claim none.",
}
# The software does not mark the language of what people write (WCAG 2.2, 3.1.2), so nobody can say "fully" with it.
STATUSES = {"partially": "Partially compliant", "not": "Not compliant"}


class HasStatements:
    """The privacy notice and the accessibility statement of a partnership.

    `privacy` has "purposes", "lawful_basis", "who_else", "how_long", "officer", "complaints" and "reviewed_on".
    `accessibility` has "status", "problems" (a list), "burden", "tested", "answer_days", "prepared_on", "reviewed_on".
    Dates are kept as JSON has them: "2026-11-21".
    """

    if TYPE_CHECKING:  # of `Partnership`
        privacy: Any
        accessibility: Any

    @property
    def privacy_is_written(self) -> bool:
        """All that only the partnership can say about privacy is there."""
        return all(self.privacy.get(part) for part in ("purposes", "lawful_basis", "officer", "reviewed_on"))

    @property
    def accessibility_is_written(self) -> bool:
        """The accessibility statement says how accessible the site is, and when it was prepared and reviewed."""
        return all(self.accessibility.get(part) for part in ("status", "prepared_on", "reviewed_on"))

    @property
    def privacy_reviewed_on(self) -> date | None:
        """When a person last went through the privacy notice."""
        return _day(self.privacy.get("reviewed_on"))

    @property
    def accessibility_prepared_on(self) -> date | None:
        """When the accessibility statement was first written."""
        return _day(self.accessibility.get("prepared_on"))

    @property
    def accessibility_reviewed_on(self) -> date | None:
        """When a person last went through the accessibility statement."""
        return _day(self.accessibility.get("reviewed_on"))

    @property
    def privacy_needs_review(self) -> bool:
        """It was last looked at more than a year ago."""
        return _is_over_a_year_ago(self.privacy_reviewed_on)

    @property
    def accessibility_needs_review(self) -> bool:
        """It was last looked at more than a year ago: the law asks for once a year at least."""
        return _is_over_a_year_ago(self.accessibility_reviewed_on)


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None


def _is_over_a_year_ago(day: date | None) -> bool:
    today = uk_today()
    return day is not None and (day.year + 1, day.month, day.day) < (today.year, today.month, today.day)
