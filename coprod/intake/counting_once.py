"""Counting somebody once who sends something more under a code: asked inside the filing, where no session is."""

import json

from sqlalchemy import bindparam, func, select

from coprod.activities.activity import Activity
from coprod.participation.contribution import Contribution
from coprod.prepared import Run, dialect, prepared

_theirs, _activity = Contribution.__table__, Activity.__table__
# How many of theirs count: in the activity, in its engagement, and at all.
_COUNTED = (
    select(
        func.count().filter(_activity.c.id == bindparam("activity")),
        func.count().filter(_activity.c.engagement_id == bindparam("engagement")),
        func.count(),
    )
    .select_from(_theirs.join(_activity))
    .where(_theirs.c.receipt_id == bindparam("receipt"), _theirs.c.counts)
)


def where_first(run: Run, *, receipt: tuple[int, str], activity: tuple[int, int]) -> dict[str, bool]:
    """By which flags something new that counts stands for its person; see `count_once`, which says the same.

    `receipt` is its id and its `counted_in` as text, and nobody else decides about it now; `activity` is an activity's
    id and its engagement's.
    """
    (receipt_id, counted_in), (activity_id, engagement_id) = receipt, activity
    ask = prepared(_COUNTED, dialect())
    in_activity, in_engagement, on_site = run(
        ask, ask.bound({"receipt": receipt_id, "activity": activity_id, "engagement": engagement_id})
    )
    forgotten = json.loads(counted_in)
    return {
        "first_in_activity": not in_activity and activity_id not in [pair[0] for pair in forgotten],
        "first_in_engagement": not in_engagement and engagement_id not in [pair[1] for pair in forgotten],
        "first_on_site": not on_site and not forgotten,
    }
