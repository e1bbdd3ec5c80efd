"""The parts of an activity that have rows of their own: what is asked, offered or promised in it."""

import re
import unicodedata
from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Update, update

from coprod.activities.activity import Activity


def shown_on(activity_id: Callable[[Any], int]) -> Callable[[list[Any]], Update]:
    """For `shown_with`: the activity that a row is shown on, whose id `activity_id` gives."""
    return lambda rows: one_more_of({activity_id(row) for row in rows})


def one_more_of(activity_ids: Any) -> Update:
    """Moves what is shown of some activities: their ids, or the question that finds them."""
    table: Any = Activity.__table__
    return update(table).where(table.c.id.in_(activity_ids)).values(shown=table.c.shown + 1)


def next_slug(slug: str, taken: Collection[str]) -> str:
    """The slug of what replaces something: the same, with the next free number."""
    stem, _, number = slug.rpartition("-")
    stem = stem if stem and number.isdigit() else slug
    count = 2
    while f"{stem}-{count}" in taken:
        count += 1
    return f"{stem}-{count}"


def slug_of(title: str) -> str:
    """A title in small letters and hyphens, 60 at most, cut between words."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower().replace("'", "")
    slug = ""
    for word in re.findall("[a-z0-9]+", plain):
        if len(slug) + len(word) >= 60:
            break
        slug += f"-{word}" if slug else word
    return slug
