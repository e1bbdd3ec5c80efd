"""Whether there is a Promise that anyone may read."""

from functools import cache
from typing import Any

from sqlalchemy import Select, select

from coprod.activities.engagement import Engagement
from coprod.activities.life import NOT_PUBLIC
from coprod.one_question import first_row
from coprod.partnership.on_every_page import known_on_every_page
from coprod.promise.models import Promise

_engagement = Engagement.__table__.c


def promise_is_there() -> bool:
    """Asked for the first row of every page, which leads to nothing that is not there."""
    return known_on_every_page("a promise", lambda: first_row(_one()) is not None, unknown=False)


@cache
def _one() -> Select[Any]:
    one = select(Promise.id).join(Engagement.__table__, _engagement.id == Promise.engagement_id)
    in_public = (_engagement.life != life for life in sorted(NOT_PUBLIC))
    return one.where(Promise.opens_at.is_not(None), *in_public).limit(1)
