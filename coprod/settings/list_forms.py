"""Lists that staff edit as rows: reasons for turning words down, districts, and the kinds of organisations."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from coprod.changes import plain
from coprod.date_fields import DateInput, refuse
from coprod.forms import Form, one_line
from coprod.partnership.sectors import LONGEST
from coprod.settings.section_forms import Rows, SettingsForm, slug_of
from coprod.text import repeated

A_NAME = Length(max=80, message="Use 80 letters or fewer")


class ReasonRow(Form):
    """One reason: how staff call it, and what whoever wrote the words reads."""

    slug = HiddenField()
    label = StringField("For staff", [DataRequired("Enter what staff call it"), A_NAME], filters=[one_line])
    words = TextAreaField(
        "What the writer reads",
        [
            DataRequired("Write the sentence that the writer reads"),
            Length(max=400, message="Use 400 letters or fewer"),
        ],
    )
    retired = BooleanField("No longer offered")


class ReasonsForm(SettingsForm):
    """Every reason, in the order in which moderators see them."""

    reasons = Rows(ReasonRow, "Reasons", 30)

    def values(self) -> dict[str, Any]:
        rows = with_slugs(self.reasons.rows, self.kept["reasons"], "label")
        return {"reasons": [{name: row[name] for name in ("slug", "label", "words", "retired")} for row in rows]}

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: no two have the same name, and there is one to choose."""
        fine = super().validate(extra_validators) and each_once(self.reasons, "label")
        if fine and all(row["retired"] for row in self.reasons.rows):
            return refuse(self.reasons, "Offer at least one reason: without one nothing can be turned down")
        return fine


class DistrictRow(Form):
    """One district, and the days from which and until which people can choose it."""

    slug = HiddenField()
    name = StringField("Name", [DataRequired("Enter the name of the district"), A_NAME], filters=[one_line])
    from_on = DateInput("First day", what="the first day", required=False)
    until_on = DateInput("Last day", what="the last day", required=False)


class DistrictsForm(SettingsForm):
    """Every district there is, was, or will be."""

    districts = Rows(DistrictRow, "Districts", 40)

    @classmethod
    def typed(cls, kept: Mapping[str, Any]) -> dict[str, Any]:
        return {"districts": [row | {name: _day(row[name]) for name in DAYS} for row in kept["districts"]]}

    def values(self) -> dict[str, Any]:
        rows = with_slugs(self.districts.rows, self.kept["districts"], "name")
        return {"districts": [{name: plain(row[name]) for name in ("slug", "name", *DAYS)} for row in rows]}

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: no two have the same name, and none ends before it begins."""
        fine = super().validate(extra_validators) and each_once(self.districts, "name")
        for entry in self.districts.entries:
            first, last = entry.form.from_on.data, entry.form.until_on.data
            if first and last and last < first:
                fine = self.districts.refuse(entry.form.until_on, "The last day must come after the first")
        return fine


DAYS = ("from_on", "until_on")


class SectorRow(Form):
    """One kind of organisation."""

    slug = HiddenField()
    name = StringField(
        "Name",
        [DataRequired("Enter what you call it"), Length(max=LONGEST, message=f"Use {LONGEST} letters or fewer")],
        filters=[one_line],
    )
    retired = BooleanField("No longer offered")


class SectorsForm(SettingsForm):
    """Every kind of organisation, in the order in which people read them."""

    sectors = Rows(SectorRow, "Kinds of organisations", 20)

    def values(self) -> dict[str, Any]:
        rows = with_slugs(self.sectors.rows, self.kept["sectors"], "name")
        return {"sectors": [{name: row[name] for name in ("slug", "name", "retired")} for row in rows]}

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: no two have the same name, and there is one to choose."""
        fine = super().validate(extra_validators) and each_once(self.sectors, "name")
        if fine and all(row["retired"] for row in self.sectors.rows):
            return refuse(self.sectors, "Offer at least one: whoever pledges has to choose")
        return fine


def with_slugs(rows: Sequence[dict[str, Any]], kept: Sequence[Mapping[str, Any]], name: str) -> list[dict[str, Any]]:
    """The rows, each under the slug it has, or under a new one that is like its name."""
    known = {row["slug"] for row in kept}
    return list(_with_slugs(rows, known, name))


def _with_slugs(rows: Sequence[dict[str, Any]], known: set[str], name: str) -> Iterator[dict[str, Any]]:
    given: set[str] = set()
    for row in rows:
        is_known = row["slug"] in known and row["slug"] not in given
        slug = row["slug"] if is_known else slug_of(row[name] or "", known | given)
        given.add(slug)
        yield row | {"slug": slug}


def each_once(rows: Rows, name: str) -> bool:
    """No two rows have the same name; says so beside the second."""
    again = repeated(entry.form[name].data or "" for entry in rows.entries)
    for at in again:
        rows.refuse(rows.entries[at].form[name], "There is one with this name already")
    return not again


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None
