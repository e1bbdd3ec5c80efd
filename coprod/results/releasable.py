"""Releasable: an activity of which figures are released. It says what can be counted of it, and counts it."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from coprod.activities.activity import Activity
from coprod.activities.life import Life, NotAllowed
from coprod.database import db
from coprod.rendering import uk_date
from coprod.results.declaration import Declaration, Group
from coprod.results.published import Declared, Published
from coprod.results.release import Release
from coprod.results.tally import Tally

if TYPE_CHECKING:
    Base = Activity
else:
    Base = object


class Releasable(Base):
    """Before the other base of such a kind of activity."""

    def declares(self) -> Declaration:
        """What can be counted of it as it stands now."""
        raise NotImplementedError

    def tallied(self, declaration: Declaration, until: date | None = None) -> Mapping[Group, Tally]:
        """What every group said, exactly, up to a day, or to this moment: counted without holding it all."""
        raise NotImplementedError

    def reported(self, release: Release) -> Any:
        """What a release says of it besides its tables: nothing, unless a kind has more to say."""
        return None

    def declare(self) -> None:
        """Write down what will be published of it, before anybody takes part."""
        db.session.flush()
        Declared.declare(self.id, self.declares())

    def opened(self, *, by: int, seen: int | None = None) -> None:
        """People take part from now on, in what was declared."""
        super().opened(by=by, seen=seen)
        self.declare()

    def must_reopen(self) -> None:
        """Whoever took part after they had read what others said would say something else."""
        if self.stage is Life.CLOSED and (last := Published.last_of(self.id)):
            day = uk_date(last.day, year=True)
            raise NotAllowed(f"It has closed, and its answers were published on {day}. It does not open again.")
