"""The notes of a board that anyone may read: which of them were asked for, and one page of those by its weeks."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, func, select, tuple_

from coprod.activities.audience import Audience
from coprod.boards.batches import WEEK, Batch, Jump, by_week, jumps_to, monday
from coprod.boards.models import Board, Note
from coprod.boards.question import BoardQuestion, is_part
from coprod.database import db, uk_today
from coprod.participation.contribution import Contribution
from coprod.participation.search import has_words
from coprod.participation.search_words import phrases_in
from coprod.participation.submission import Submission
from coprod.partnership.district import District
from coprod.public_ids import ListPlace
from coprod.text import day, normalise
from coprod.you_said_we_did.replies.for_words import reply_to_words
from coprod.you_said_we_did.replies.models import Reply, ReplyVersion

PAGE = 40
LONGEST_SEARCH = 100  # characters


class NoteFilters(NamedTuple):
    """Which notes somebody wants to read: `week`, its Monday, and older; below `before`, the last note of a page.

    `question` is the part that they answer, as in `BoardQuestion`.
    """

    question: str | None = None
    audience: Audience | None = None
    week: date | None = None
    q: str = ""
    before: ListPlace | None = None

    @classmethod
    def from_address(cls, args: Mapping[str, str]) -> "NoteFilters":
        """What an address says; what cannot be read in it is left out."""
        if not args:
            return EVERY_NOTE
        return cls(
            question=_read(args, "question", _part),
            audience=_read(args, "audience", Audience),
            week=_read(args, "week", _week),
            q=normalise(args.get("q", ""))[:LONGEST_SEARCH],
            before=_read(args, "before", ListPlace.from_address),
        )

    def address(self, **other: Any) -> dict[str, Any]:
        """For `url_for`: the same, with some of it set anew. A new choice begins at its newest note."""
        chosen = self._replace(**({"before": None} | other))._asdict()
        return {name: str(value) for name, value in chosen.items() if value}

    @property
    def is_used(self) -> bool:
        """Whether somebody looks for something."""
        return bool(self.audience or self.q)

    @property
    def has_address_of_ours(self) -> bool:
        """Whether it is one of the few pages that everybody comes to: not one that anyone can name at will."""
        return not self.q and not self.before and sum(map(bool, (self.question, self.audience, self.week))) < 2

    def on(self, board: Board) -> "NoteFilters":
        """The same on this board: a question that it does not have is left out."""
        return self if self.question is None or board.named(self.question) else self._replace(question=None)


EVERY_NOTE = NoteFilters()


class NotesPage(NamedTuple):
    """One page of notes: those from the `first` to the `last` of so many in all, newest first, by their weeks."""

    batches: list[Batch]
    first: int
    last: int
    in_all: int
    older: ListPlace | None
    jumps: list[Jump]

    @property
    def is_answered(self) -> bool:
        """Whether something has come of a note here, and stands on it."""
        return any(note.reply for batch in self.batches for note in batch.notes)


def page_of(board: Board, wanted: NoteFilters) -> NotesPage:
    """The page of a board that somebody asked for."""
    by_day = days_of(board, wanted)
    notes = shown_notes(board, wanted)
    in_all = sum(by_day.values())
    newer = _how_many_above(board, wanted, by_day)
    end = newer + len(notes)
    last = notes[-1] if notes and end < in_all else None
    return NotesPage(
        batches=by_week(notes, board.questions, of=by_day, named=len(board.questions) > 1 and not wanted.question),
        first=newer + 1,
        last=end,
        in_all=in_all,
        older=last and ListPlace(last.submitted_on, last.public_id),
        jumps=jumps_to(by_day) if in_all > PAGE else [],
    )


def shown_notes(board: Board, wanted: NoteFilters | None = None) -> list[Row[Any]]:
    """Notes anyone may read, newest day first, one page of them."""
    return list(db.session.execute(_query_of_notes(board.id, wanted or EVERY_NOTE, PAGE)))


def pinned_notes(board: Board, wanted: NoteFilters | None = None) -> list[Row[Any]]:
    """The notes that staff put on top, in their order: those of them that anyone may read. Without pins, unasked."""
    if not board.pinned:
        return []
    asked = _query_of_notes(board.id, wanted or EVERY_NOTE, Board.MOST_PINNED).where(Note.public_id.in_(board.pinned))
    return sorted(db.session.execute(asked), key=lambda note: board.pinned.index(note.public_id))


@lru_cache(maxsize=128)  # to say what is asked takes longer than to ask it
def _query_of_notes(board_id: int, wanted: NoteFilters, most: int) -> Select[Any]:
    columns = (
        Note.public_id,
        Note.colour,
        Submission.published_words,
        Contribution.audience,
        Note.submitted_on,
        Note.question_id,
        Submission.wording_id,
        Submission.prompt,
        District.name.label("district"),
        Reply.public_id.label("reply"),
        ReplyVersion.title.label("came_of_it"),
    )
    query = (
        _shown(board_id, wanted, *columns)
        .outerjoin(District, District.slug == Contribution.district_slug)
        .outerjoin(ReplyVersion, ReplyVersion.id == reply_to_words())
        .outerjoin(Reply, Reply.id == ReplyVersion.reply_id)
    )
    if wanted.week:
        query = query.where(Note.submitted_on < wanted.week + WEEK)
    if wanted.before:
        query = query.where(wanted.before.is_above(Note.submitted_on, Note.public_id))
    newest = (Note.submitted_on.desc(), Note.public_id.desc())
    return query.order_by(*newest).limit(most)


def days_of(board: Board, wanted: NoteFilters) -> Counter[date]:
    """How many notes there are of each day, on all pages."""
    return Counter({row[0]: row[1] for row in db.session.execute(_query_of_days(board.id, wanted))})


@lru_cache(maxsize=128)
def _query_of_days(board_id: int, wanted: NoteFilters) -> Select[Any]:
    return _shown(board_id, wanted, Note.submitted_on, func.count()).group_by(Note.submitted_on)


def _how_many_above(board: Board, wanted: NoteFilters, by_day: Counter[date]) -> int:
    """How many notes stand on the pages before this one, which begins where `week` or `before` does: at the older."""
    end = wanted.week and wanted.week + WEEK
    if wanted.before and not (end and end <= wanted.before.day):
        above = tuple_(Note.submitted_on, Note.public_id) >= tuple_(*wanted.before)
        return db.session.scalar(_shown(board.id, wanted, func.count()).where(above)) or 0
    return sum(many for when, many in by_day.items() if end and when >= end)


def _shown(board_id: int, wanted: NoteFilters, *columns: Any) -> Select[Any]:
    asked: list[ColumnElement[bool]] = [Note.board_id == board_id, Submission.shown()]
    if wanted.question:
        of_board = (BoardQuestion.board_id == board_id, BoardQuestion.part == wanted.question)
        asked.append(Note.question_id == select(BoardQuestion.id).where(*of_board).scalar_subquery())
    if wanted.audience:
        asked.append(Contribution.audience == wanted.audience)
    if wanted.q:
        asked.append(has_words(phrases_in(wanted.q)))
    return (
        select(*columns)
        .select_from(Note)
        .join(Submission, Submission.id == Note.submission_id)
        .join(Contribution, Contribution.id == Note.contribution_id)
        .where(*asked)
    )


def _part(typed: str) -> str:
    """What a question is called, out of an address; ValueError for what is no such name."""
    if not is_part(typed):
        raise ValueError("no name of a question")
    return typed


def _week(typed: str) -> date:
    """The Monday of a week out of an address; ValueError for one that is still to come."""
    typed_day = day(typed)
    if typed_day > uk_today():
        raise ValueError("a week to come")
    return monday(typed_day)


def _read(args: Mapping[str, str], name: str, read: Any) -> Any:
    try:
        return read(args[name])
    except (KeyError, ValueError):
        return None
