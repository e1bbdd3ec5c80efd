"""Which part of the results is looked at: in the address, under the names that the feedback log has for the same."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import select

from coprod.activities.audience import Audience, audience_labels
from coprod.database import db
from coprod.feedback_log.filters import NONE
from coprod.participation.contribution import SOURCE_LABELS, Source
from coprod.partnership.district import District
from coprod.questionnaires.counted.answer_count import NOT_SAID
from coprod.reading import address_filters as filters
from coprod.reading.address_filters import LIST, Readers
from coprod.text import row_number, sort_key

SOURCES = SOURCE_LABELS


class By(StrEnum):
    """What groups stand side by side."""

    AUDIENCE = "audience"
    DISTRICT = "district"
    SOURCE = "source"

    @property
    def words(self) -> str:
        """As it stands in a list."""
        return {By.AUDIENCE: "Who they are", By.DISTRICT: "District", By.SOURCE: "How it came"}[self]


class ResultsFilters(NamedTuple):
    """What is chosen. `version` is a version of the questionnaire: only what people answered who had read that."""

    audience: Audience | None = None
    district: str = ""
    source: Source | None = None
    version: int | None = None
    by: By | None = None

    @classmethod
    def from_address(cls, args: Mapping[str, str]) -> "ResultsFilters":
        """What the address says. Raises `NotAFilter`."""
        return cls(**filters.chosen(args, READ))

    def address(self) -> dict[str, Any]:
        """For `url_for`: only what is chosen."""
        return filters.address(self._asdict(), READ)

    @property
    def group(self) -> dict[str, str]:
        """Whose answers these are, by the columns of a count."""
        district = {"district": NOT_SAID if self.district == NONE else self.district} if self.district else {}
        said = {"audience": self.audience, "source": self.source}
        return {name: value.value for name, value in said.items() if value} | district

    @property
    def log_address(self) -> dict[str, Any]:
        """The same in the feedback log, as far as it knows it."""
        return {name: value for name, value in self.address().items() if name in ("audience", "district")}


def districts() -> dict[str, str]:
    """Every district there is or was, by its slug, in the order of their names."""
    rows = db.session.execute(select(District.slug, District.name)).all()
    return dict(sorted(rows, key=lambda row: sort_key(row[1])))


def groups(by: By | None, names: Mapping[str, str]) -> dict[str, str]:
    """The groups that stand side by side: key and words; `names` are those of districts."""
    if by is By.AUDIENCE:
        return {audience.value: label for audience, label in audience_labels().items()}
    if by is By.DISTRICT:
        return {**names, NOT_SAID: "Did not say"}
    return {source.value: words for source, words in SOURCES.items()} if by is By.SOURCE else {}


READ: Readers = {
    "audience": ("audience", Audience, f"{LIST} of who they are"),
    "district": ("district", str, f"{LIST} of districts"),
    "source": ("source", Source, f"{LIST} of how it came"),
    "version": ("version", row_number, f"{LIST} of wordings"),
    "by": ("by", By, f"{LIST} of what stands side by side"),
}
