"""The register the other way round: each commitment, and the organisations that pledged to it."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from coprod.database import db
from coprod.promise.commitment import Commitment, pledge_commitment
from coprod.promise.models import Promise
from coprod.promise.organisation import joined_key, joined_name
from coprod.promise.pledge import Pledge
from coprod.promise.register.filters import EVERYBODY, RegisterFilters
from coprod.promise.register.public_pledges import on_the_register
from coprod.promise.report import has_lapsed


class Keeping(NamedTuple):
    """That an organisation pledged to a commitment, and when."""

    commitment_id: int
    key: str
    organisation: str
    pledged_on: date
    reminded_on: date | None


class Keeper(NamedTuple):
    """An organisation, once, however often it pledged; it has lapsed when each of those pledges has."""

    organisation: str
    has_lapsed: bool


class Pledged(NamedTuple):
    """A commitment with everybody who pledged to it. `became` is what took its place."""

    commitment: Commitment
    keepers: list[Keeper]
    became: Commitment | None

    @property
    def lapsed(self) -> int:
        """How many of them have lapsed."""
        return sum(each.has_lapsed for each in self.keepers)


def everybody_keeping(promise: Promise, wanted: RegisterFilters = EVERYBODY) -> list[Keeping]:
    """Every pledge on the register, once for each of its commitments, in the order of the organisations' names."""
    columns = (pledge_commitment.c.commitment_id, joined_key(), joined_name(), Pledge.submitted_on, Pledge.reminded_on)
    query = on_the_register(promise, *columns).join(pledge_commitment, pledge_commitment.c.pledge_id == Pledge.id)
    query = query.where(wanted.met()).order_by(joined_key(), Pledge.submitted_on.desc(), Pledge.public_id)
    return [Keeping(*row) for row in db.session.execute(query)]


def keepers(keeping: Iterable[Keeping]) -> list[Keeper]:
    """Each organisation once, in the same order, under the name of its newest pledge."""
    found: dict[str, Keeper] = {}
    for each in keeping:
        before = found.get(each.key, Keeper(each.organisation, has_lapsed=True))
        found[each.key] = before._replace(has_lapsed=before.has_lapsed and has_lapsed(each.reminded_on))
    return list(found.values())


def by_commitment(promise: Promise, wanted: RegisterFilters) -> tuple[list[Pledged], list[Pledged]]:
    """Each commitment that it makes now, and each that was replaced, with the organisations that are looked for."""
    of_each: dict[int, list[Keeping]] = {}
    for keeping in everybody_keeping(promise, wanted):
        of_each.setdefault(keeping.commitment_id, []).append(keeping)
    became = {each.replaces_id: each for each in promise.all_commitments if each.replaces_id}
    every = [Pledged(each, keepers(of_each.get(each.id, ())), became.get(each.id)) for each in promise.all_commitments]
    return [each for each in every if each.became is None], [each for each in every if each.became is not None]
