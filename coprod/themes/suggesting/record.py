"""The record of what a machine did to find themes: published with them, in the form that government uses for this.

That form is the Algorithmic Transparency Recording Standard. Departments of government must fill it in; we choose to.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func

from coprod.activities.engagement import Engagement
from coprod.database import db, uk_today
from coprod.participation.submission import Submission
from coprod.themes.coding import is_read
from coprod.themes.suggesting import how_good
from coprod.themes.suggesting.quality import Judged
from coprod.themes.suggesting.relearning import newest
from coprod.themes.suggesting.sorted_texts import in_engagement


class Record(NamedTuple):
    """What there is to say of one engagement, on one day; exact. Who shows it to the public makes the numbers round.

    `texts` may be worked with, and people have `read` so many; the machine learned `themes` from `learned_from` texts.
    Plain numbers throughout, so that it can be kept as it was when somebody signed the themes off.
    """

    as_of: date
    texts: int
    read: int
    learned_from: int
    themes: int
    judged: Judged | None
    taken: how_good.Taken

    def as_plain(self) -> dict[str, Any]:
        """As JSON keeps it, with the themes that it was published with."""
        return self._asdict() | {
            "as_of": self.as_of.isoformat(),
            "judged": self.judged and self.judged._asdict(),
            "taken": self.taken._asdict(),
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Record":
        """The one that was kept."""
        judged = plain["judged"] and Judged(**plain["judged"])
        taken = how_good.Taken(**plain["taken"])
        return cls(**dict(plain) | {"as_of": date.fromisoformat(plain["as_of"]), "judged": judged, "taken": taken})


def record_of(engagement: Engagement) -> Record | None:
    """As it is now; None where nothing was learned, and so no machine has helped."""
    model = newest(engagement.id)
    if model is None:
        return None
    texts, read = db.session.execute(
        in_engagement(engagement.id, func.count(), func.count().filter(is_read())).select_from(Submission)
    ).one()
    judged, taken = how_good.how_good(engagement)
    return Record(uk_today(), texts, read, model.learned_from, len(model.themes), judged, taken)
