"""BoardQuestion: one of the questions that a board asks."""

import re
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.activities.parts import shown_on
from coprod.activities.wording import Wording
from coprod.changes import shown_with
from coprod.database import Base
from coprod.one_question import first_row
from coprod.text import row_number

FIRST = "question"
ASKED, CLOSED = "asked", "closed"


class Asked(NamedTuple):
    """A question as somebody has read it: whose `part` it is, the number of its wording, and the words."""

    id: int
    part: str
    wording_id: int
    text: str
    is_asked: bool = True

    @classmethod
    def in_a_form(cls, carried: str, board_id: int) -> "Asked | None":
        """The question of this board whose wording a form carries: it may be an older one."""
        try:
            row = first_row(AS_READ, board_id=board_id, wording_id=row_number(carried))
        except ValueError:
            return None
        return cls(*row) if row else None

    @classmethod
    def at(cls, part: str, board_id: int) -> "Asked | None":
        """The question of this board that an address names, as it is asked now."""
        row = first_row(AS_ASKED, board_id=board_id, part=part) if is_part(part) else None
        return cls(*row) if row else None


@shown_with(shown_on(lambda row: row.board_id))
class BoardQuestion(Base):
    """One of the questions of a board; `wording` is how it is asked now.

    `part` is what it is called in addresses and with its wordings: no other question of the board is ever called that.
    `position` is its place on the board; empty when staff took it away, which nobody can once people have answered. One
    that is asked no longer keeps its place and its notes, and gets no new ones.
    """

    __tablename__ = "board_question"
    __table_args__ = (
        UniqueConstraint("board_id", "part"),
        CheckConstraint("position > 0", name="position"),
        CheckConstraint("position IS NOT NULL OR NOT is_asked", name="asked_in_a_place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    part: Mapped[str]
    position: Mapped[int | None]
    is_asked: Mapped[bool]
    wording_id: Mapped[int] = mapped_column(ForeignKey("wording.id"))

    wording: Mapped[Wording] = relationship(lazy="joined", innerjoin=True)
    board: Mapped[Any] = relationship("Board", back_populates="all_questions")  # by name: it stands above this file

    def __init__(self, *, activity: Any, number: int, text: str) -> None:
        """The question with this `number` among all that the board has ever asked."""
        part = FIRST if number == 1 else f"{FIRST}-{number}"
        wording = Wording(activity=activity, part=part, text=text)
        super().__init__(part=part, position=number, is_asked=True, wording=wording)

    @property
    def text(self) -> str:
        """What it asks now."""
        return self.wording.text

    @property
    def row(self) -> dict[str, str]:
        """The same as staff edit it."""
        return {"key": self.part, "text": self.text, "asked": ASKED if self.is_asked else CLOSED}

    def stand(self, row: dict[str, str], position: int) -> None:
        """Ask it from now on as this row of the edit page says, in this place."""
        if row["text"] != self.text:
            self.wording = Wording(activity=self.board, part=self.part, text=row["text"])
        self.position, self.is_asked = position, row["asked"] != CLOSED

    def take_away(self) -> None:
        """It is not on the board any more. Its row stays: a form with it may still be open somewhere."""
        self.position, self.is_asked = None, False


def is_part(typed: str) -> bool:
    """Whether a question could be called that."""
    return re.fullmatch(rf"{FIRST}(-[1-9][0-9]{{0,3}})?", typed, re.ASCII) is not None


# As the head of a board: without the object layer, for these are asked whenever somebody answers a later question.
def _of_board(*, now: bool) -> Select[Any]:
    question: Any = BoardQuestion.__table__
    wording: Any = Wording.__table__
    query = select(question.c.id, question.c.part, wording.c.id, wording.c.text, question.c.is_asked)
    query = query.join(wording, (wording.c.activity_id == question.c.board_id) & (wording.c.part == question.c.part))
    query = query.where(question.c.board_id == bindparam("board_id"))
    if now:
        return query.where(question.c.part == bindparam("part"), wording.c.id == question.c.wording_id)
    return query.where(wording.c.id == bindparam("wording_id"))


AS_READ, AS_ASKED = _of_board(now=False), _of_board(now=True)
