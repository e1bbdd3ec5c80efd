"""What somebody looks for on the public register."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, false, or_, true

from coprod.partnership.sectors import Sector
from coprod.promise.organisation import Organisation, joined_key, organisation_key
from coprod.promise.pledge import Pledge
from coprod.text import normalise

LONGEST = 100


class RegisterFilters(NamedTuple):
    """Pledges of organisations of one sector, by its slug, or that are called like `q`."""

    sector: str = ""
    q: str = ""

    @classmethod
    def from_address(cls, args: Mapping[str, str]) -> "RegisterFilters":
        """What an address says; what cannot be read in it is left out."""
        sector = args.get("sector", "")
        return cls(sector if sector in Sector.names() else "", normalise(args.get("q", ""))[:LONGEST])

    def address(self, **other: Any) -> dict[str, str]:
        """For `url_for`: the same, with some of it set anew."""
        return {name: str(value) for name, value in self._replace(**other)._asdict().items() if value}

    @property
    def is_used(self) -> bool:
        """Whether somebody looks for something."""
        return bool(self.sector or self.q)

    def met(self) -> ColumnElement[bool]:
        """The condition; join `Organisation` and `Main`. A name is found as it was typed, and as everyone reads it."""
        conditions: list[ColumnElement[bool]] = [true()]
        if self.sector:
            conditions.append(Pledge.sector == self.sector)
        if self.q:
            key = organisation_key(self.q)
            called = [joined_key().contains(key, autoescape=True), Organisation.key.contains(key, autoescape=True)]
            conditions.append(or_(*called) if key else false())
        return and_(*conditions)


EVERYBODY = RegisterFilters()
