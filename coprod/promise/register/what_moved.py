"""What changed in the Promise since it opened: each version beside the one before, when, why, and who pledged to it."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, select

from coprod.changes import Change
from coprod.database import UK, db
from coprod.promise.models import Promise
from coprod.promise.register.by_commitment import Keeper, Keeping, everybody_keeping, keepers
from coprod.promise.register.moved_words import Compared, compare, compare_lists

# Their name on the page. A list of commitments moves when one is added or taken away.
PARTS = {"definition": "The definition", "commitment": "A commitment", "commitments": "The list of commitments"}


class Moved(NamedTuple):
    """One part in other words. Who pledged to a list is said of its commitments."""

    part: str
    day: date
    reason: str
    compared: Compared
    pledged_before: list[Keeper]
    pledged_since: list[Keeper]

    @property
    def name(self) -> str:
        """What it is."""
        return PARTS[self.part]

    @property
    def is_list(self) -> bool:
        """Whether its pieces are lines."""
        return self.part == "commitments"


def last_moved(promise: Promise) -> dict[str, date]:
    """The day on which each part of its words moved last since everyone could read them."""
    if promise.edited == 1 or promise.opens_at is None:
        return {}
    query = select(Change.field, func.max(Change.at)).where(_in_public(promise)).group_by(Change.field)
    return {field: at.astimezone(UK).date() for field, at in db.session.execute(query)}


def what_moved(promise: Promise) -> list[Moved]:
    """Every change since everyone could read it, the latest first."""
    if promise.edited == 1:
        return []
    changes = db.session.scalars(select(Change).where(_in_public(promise)).order_by(Change.id.desc())).all()
    everybody = everybody_keeping(promise) if changes else []
    days = [_day(change) for change in changes if change.field == "definition"]
    return [_moved(change, promise, everybody, days) for change in changes]


def _in_public(promise: Promise) -> ColumnElement[bool]:
    of_it = Change.subject == promise.subject, Change.field.in_(PARTS)
    return and_(*of_it, Change.at >= promise.opens_at)


def _day(change: Change) -> date:
    return change.at.astimezone(UK).date()


def _moved(change: Change, promise: Promise, everybody: list[Keeping], days: list[date]) -> Moved:
    """`days` are those on which the definition moved."""
    day = _day(change)
    before: list[Keeping] = []
    since: list[Keeping] = []
    if change.field == "definition":
        earlier = max((each for each in days if each < day), default=date.min)
        later = min((each for each in days if each > day), default=date.max)
        before = [each for each in everybody if earlier <= each.pledged_on < day]
        since = [each for each in everybody if day <= each.pledged_on < later]
    elif change.field == "commitment":
        before, since = (_to_words(words, promise, everybody) for words in (change.was, change.became))
    put = compare_lists if change.field == "commitments" else compare
    return Moved(
        part=change.field,
        day=day,
        reason=change.reason,
        compared=put(change.was, change.became),
        pledged_before=keepers(before),
        pledged_since=keepers(since),
    )


def _to_words(words: str, promise: Promise, everybody: list[Keeping]) -> list[Keeping]:
    """Who pledged to a commitment in these words. Nobody pledged to words of which no commitment is left."""
    ids = {each.id for each in promise.all_commitments if each.in_words == words}
    return [each for each in everybody if each.commitment_id in ids]
