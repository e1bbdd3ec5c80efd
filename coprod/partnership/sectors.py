"""Sector: what kind of organisation one is."""

from enum import StrEnum

from coprod.partnership.models import Partnership


class Sector(StrEnum):
    """What kind of organisation it is."""

    EDUCATION = "education"
    HEALTH = "health"
    SOCIAL_CARE = "social-care"
    VOLUNTARY = "voluntary"
    POLICE_FIRE = "police-fire"
    BUSINESS = "business"
    OTHER = "other"

    @property
    def label(self) -> str:
        """As everyone reads it: the partnership's own wording, or the one that the product comes with."""
        return Partnership.current().own_words("sector", self) or SECTOR_LABELS[self]


SECTOR_LABELS = {
    Sector.EDUCATION: "Education",
    Sector.HEALTH: "Health",
    Sector.SOCIAL_CARE: "Social care",
    Sector.VOLUNTARY: "Charity, club or community group",
    Sector.POLICE_FIRE: "Police and fire",
    Sector.BUSINESS: "Business",
    Sector.OTHER: "Something else",
}
