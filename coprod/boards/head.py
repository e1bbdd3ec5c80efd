"""Head: the few values on which all that is kept of a board depends."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select

from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.activities.life import NOT_PUBLIC
from coprod.activities.wording import Wording
from coprod.boards.models import Board
from coprod.boards.question import Asked, BoardQuestion
from coprod.database import UTCDateTime, now
from coprod.one_question import first_row
from coprod.partnership.models import Partnership


class Head(NamedTuple):
    """What decides whether a kept page of a public board is still right: read in one statement."""

    id: int
    shown: int
    opens_at: datetime
    closes_at: datetime
    engagement_shown: int
    engagement_life: str
    partnership_version: int | None
    colours: str
    question_id: int
    part: str
    wording_id: int
    question: str

    @classmethod
    def find(cls, slug: str) -> "Head | None":
        """Of the board at an address; None when no board is public there."""
        row = first_row(HEAD, slug=slug)
        if row is None:
            return None
        head = cls(*row)
        Partnership.has_version(head.partnership_version)
        if head.opens_at is None or head.engagement_life in NOT_PUBLIC:
            return None
        return head._replace(
            opens_at=UTCDateTime.from_driver(head.opens_at), closes_at=UTCDateTime.from_driver(head.closes_at)
        )

    @property
    def first(self) -> Asked:
        """The question that it asks first."""
        return Asked(self.question_id, self.part, self.wording_id, self.question)

    def asked_at(self, part: str) -> Asked:
        """The question that an address names, or the first when it names none that is asked."""
        found = Asked.at(part, self.id) if part not in ("", self.part) else None
        return found if found and found.is_asked else self.first

    @property
    def is_open(self) -> bool:
        """Whether people can write notes at this moment."""
        return self.opens_at <= now() < self.closes_at


# Written once and without the object layer: most requests of a board, and of the site, ask no more than this.
_board, _activity, _wording = Board.__table__, Activity.__table__, Wording.__table__
_question = BoardQuestion.__table__
HEAD = (
    select(
        _activity.c.id,
        _activity.c.shown,
        _activity.c.opens_at,
        _activity.c.closes_at,
        Engagement.__table__.c.shown,
        Engagement.__table__.c.life,
        select(Partnership.__table__.c.version).scalar_subquery(),
        _board.c.colours,
        _question.c.id,
        _question.c.part,
        _wording.c.id,
        _wording.c.text,
    )
    .select_from(_board.join(_activity, _activity.c.id == _board.c.id).join(Engagement.__table__))
    .join(_question, (_question.c.board_id == _board.c.id) & _question.c.is_asked)
    .join(_wording, _wording.c.id == _question.c.wording_id)
    .where(_activity.c.slug == bindparam("slug"), _activity.c.kind == "boards")
    .order_by(_question.c.position)
    .limit(1)
)
