"""Audience: who somebody says they are, and so whom an activity is for."""

from enum import StrEnum

from coprod.partnership.models import Partnership


class Audience(StrEnum):
    """Who somebody says they are."""

    YOUNG_PERSON = "young_person"
    PARENT_CARER = "parent_carer"
    PROFESSIONAL = "professional"
    ORGANISATION = "organisation"
    NOT_SAID = "not_said"

    @property
    def label(self) -> str:
        """As shown beside their words: the partnership's own wording, or the one that the product comes with."""
        return Partnership.current().own_words("label", self) or AUDIENCE_LABELS[self]

    @property
    def many(self) -> str:
        """As a group of people whose answers are counted."""
        return AUDIENCE_GROUPS[self]

    @property
    def choice(self) -> str:
        """As they choose it in a form."""
        return Partnership.current().own_words("choice", self) or AUDIENCE_CHOICES[self]

    @property
    def first(self) -> str:
        """As they choose it on the first page, where there is little room."""
        return Partnership.current().own_words("first", self) or AUDIENCE_FIRST.get(self, self.label)


AUDIENCE_LABELS = {
    Audience.YOUNG_PERSON: "A young person",
    Audience.PARENT_CARER: "A parent or carer",
    Audience.PROFESSIONAL: "Someone who works with children",
    Audience.ORGANISATION: "An organisation",
    Audience.NOT_SAID: "Someone who did not say",
}
AUDIENCE_GROUPS = {
    Audience.YOUNG_PERSON: "Young people",
    Audience.PARENT_CARER: "Parents and carers",
    Audience.PROFESSIONAL: "People who work with children",
    Audience.ORGANISATION: "Organisations",
    Audience.NOT_SAID: "Not said",
}
AUDIENCE_CHOICES = {
    Audience.YOUNG_PERSON: "A young person (up to 25)",
    Audience.PARENT_CARER: "A parent or carer",
    Audience.PROFESSIONAL: "I work with children and young people",
    Audience.ORGANISATION: "An organisation or group",
    Audience.NOT_SAID: "I would rather not say",
}
AUDIENCE_FIRST = {
    Audience.YOUNG_PERSON: "A young person",
    Audience.PARENT_CARER: "A parent or carer",
    Audience.PROFESSIONAL: "I work with children",
    Audience.ORGANISATION: "An organisation",
}


def audience_labels() -> dict[Audience, str]:
    """How each stands beside words, for lists and downloads."""
    return {audience: audience.label for audience in Audience}


def audience_choices() -> list[tuple[Audience, str]]:
    """How each is chosen in a form."""
    return [(audience, audience.choice) for audience in Audience]


def audiences_in_short() -> list[tuple[str, str]]:
    """How each is chosen in the small box on a board: who does not say comes first."""
    said = [(audience.value, audience.label) for audience in Audience if audience is not Audience.NOT_SAID]
    return [(Audience.NOT_SAID.value, "Not said"), *said]
