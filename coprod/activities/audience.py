"""Audience: who somebody says they are, and so whom an activity is for."""

from enum import StrEnum


class Audience(StrEnum):
    """Who somebody says they are."""

    YOUNG_PERSON = "young_person"
    PARENT_CARER = "parent_carer"
    PROFESSIONAL = "professional"
    ORGANISATION = "organisation"
    NOT_SAID = "not_said"

    @property
    def label(self) -> str:
        """As shown beside their words."""
        return AUDIENCE_LABELS[self]


AUDIENCE_LABELS = {
    Audience.YOUNG_PERSON: "A young person",
    Audience.PARENT_CARER: "A parent or carer",
    Audience.PROFESSIONAL: "Someone who works with children",
    Audience.ORGANISATION: "An organisation",
    Audience.NOT_SAID: "Someone who did not say",
}
