"""The notes of a board that anyone may read: which of them were asked for, and one page of those by its weeks."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, func, select, tuple_

from coprod.activities.audience import Audience
from coprod.boards.models import Board, Note
from coprod.database import db, uk_today
from coprod.participation.contribution import Contribution
from coprod.participation.search import has_words
from coprod.participation.search_words import phrases_in
from coprod.participation.submission import Submission
from coprod.partnership.district import District
from coprod.public_ids import ListPlace
from coprod.text import day, normalise

PAGE = 40
LONGEST_SEARCH = 100  # characters
WEEK = timedelta(days=7)
WEEKS_BY_NAME = 3  # that one can jump to; what is older goes by months


class NoteFilters(NamedTuple):
    """Which notes somebody wants to read: `week`, its Monday, and older; below `before`, the last note of a page."""

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
        return not self.q and not self.before and not (self.audience and self.week)


EVERY_NOTE = NoteFilters()


class Batch(NamedTuple):
    """Notes of one week, under a heading such as "This week". `asked` is their question, if that was another.

    `of` is how many there are of that week, here and on the next page.
    """

    title: str
    asked: str
    notes: list[Row[Any]]
    of: int


class Jump(NamedTuple):
    """A time that one can go to: "Last week", "October"; `week` is the Monday where its newest notes begin."""

    title: str
    week: date


class NotesPage(NamedTuple):
    """One page of notes: those from the `first` to the `last` of so many in all, newest first, by their weeks."""

    batches: list[Batch]
    first: int
    last: int
    in_all: int
    older: ListPlace | None
    jumps: list[Jump]


def page_of(board: Board, wanted: NoteFilters) -> NotesPage:
    """The page of a board that somebody asked for."""
    by_day = days_of(board, wanted)
    notes = shown_notes(board, wanted)
    in_all = sum(by_day.values())
    newer = _how_many_above(board, wanted, by_day)
    end = newer + len(notes)
    last = notes[-1] if notes and end < in_all else None
    return NotesPage(
        batches=by_week(notes, board.wording_id, of=by_day),
        first=newer + 1,
        last=end,
        in_all=in_all,
        older=last and ListPlace(last.submitted_on, last.public_id),
        jumps=jumps_to(by_day) if in_all > PAGE else [],
    )


def shown_notes(board: Board, wanted: NoteFilters | None = None) -> list[Row[Any]]:
    """Notes anyone may read, newest day first, one page of them."""
    return list(db.session.execute(_query_of_notes(board.id, wanted or EVERY_NOTE, PAGE)))


def pinned_notes(board: Board) -> list[Row[Any]]:
    """The notes that staff put on top, in their order: those of them that anyone may read. Without pins, unasked."""
    if not board.pinned:
        return []
    asked = _query_of_notes(board.id, EVERY_NOTE, Board.MOST_PINNED).where(Note.public_id.in_(board.pinned))
    return sorted(db.session.execute(asked), key=lambda note: board.pinned.index(note.public_id))


@lru_cache(maxsize=128)  # to say what is asked takes longer than to ask it
def _query_of_notes(board_id: int, wanted: NoteFilters, most: int) -> Select[Any]:
    columns = (
        Note.public_id,
        Note.colour,
        Submission.published_words,
        Contribution.audience,
        Note.submitted_on,
        Submission.wording_id,
        Submission.prompt,
        District.name.label("district"),
    )
    query = _shown(board_id, wanted, *columns).outerjoin(District, District.slug == Contribution.district_slug)
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


def by_week(
    notes: list[Row[Any]], wording_id: int | None, today: date | None = None, of: Counter[date] | None = None
) -> list[Batch]:
    """Notes in batches of a week, newest first: only the day is kept, so that is all we may say.

    Those that answer an older wording than the board's `wording_id` stand under that one. `of`: how many each day has.
    """
    this_week = _monday(today or uk_today())
    of_weeks: Counter[date] = Counter()
    for when, many in (of or {}).items():
        of_weeks[_monday(when)] += many
    batches = []
    for week, of_week in groupby(notes, key=lambda note: _monday(note.submitted_on)):
        by_wording = sorted(of_week, key=lambda note: note.wording_id or 0, reverse=True)
        for wording, batch in groupby(by_wording, key=lambda note: note.wording_id):
            together = list(batch)
            asked = "" if wording in (wording_id, None) else together[0].prompt
            whole = of_weeks[week] if len(together) == len(by_wording) else 0
            batches.append(Batch(_title(week, this_week), asked, together, max(whole, len(together))))
    return batches


def jumps_to(by_day: Counter[date], today: date | None = None) -> list[Jump]:
    """The times that have notes, newest first: some weeks, then months."""
    this_week = _monday(today or uk_today())
    weeks = sorted({_monday(when) for when in by_day}, reverse=True)
    near, far = weeks[:WEEKS_BY_NAME], weeks[WEEKS_BY_NAME:]
    months = {(week.year, week.month): week for week in reversed(far)}
    named = [Jump(_title(week, this_week), week) for week in near]
    return named + [
        Jump(f"{week:%B}{'' if week.year == this_week.year else f' {week.year}'}", week)
        for _, week in sorted(months.items(), reverse=True)
    ]


def _week(typed: str) -> date:
    """The Monday of a week out of an address; ValueError for one that is still to come."""
    typed_day = day(typed)
    if typed_day > uk_today():
        raise ValueError("a week to come")
    return _monday(typed_day)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _title(week: date, this_week: date) -> str:
    if week >= this_week:
        return "This week"
    if week == this_week - WEEK:
        return "Last week"
    sunday = week + timedelta(days=6)
    start = f"{week.day}" if week.month == sunday.month else f"{week.day} {week:%B}"
    year = "" if sunday.year == this_week.year else f" {sunday.year}"
    return f"{start} to {sunday.day} {sunday:%B}{year}"


def _read(args: Mapping[str, str], name: str, read: Any) -> Any:
    try:
        return read(args[name])
    except (KeyError, ValueError):
        return None
