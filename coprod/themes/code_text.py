"""One person reads one text, and says which themes it belongs to. A second coder does the same, blind."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import select

from coprod.activities.activity import Activity
from coprod.database import db
from coprod.participation.submission import Submission
from coprod.themes.coding import Coding, Reading, Tone, add, begun, end
from coprod.themes.models import Ended, Theme


class WordsMoved(Exception):
    """The words are not those that the coder has read: somebody decided on them again, or their author changed them."""


class NothingAndThemes(Exception):
    """A text that says nothing belongs to no theme."""


class SaidSince(Exception):
    """Somebody has said something else of the text since: what was said before that is not brought back."""


class Said(NamedTuple):
    """What a coder says of one text. `themes` maps the id of each to the place of the suggestion that was taken, if
    it was one; `offered` is how many suggestions stood beside the text."""

    themes: Mapping[int, int | None] = {}
    tone: Tone | None = None
    says_nothing: bool = False
    asks_for_help: bool = False
    good_quote: bool = False
    offered: int = 0


def code_text(submission_id: int, said: Said, *, by: int, seen: int, blind: bool = False) -> None:
    """Write down what a person says of a text. What they said before is ended where it was something else.

    `seen` is the `moves_made` of the words that they have read. Raises `WordsMoved`, `NothingAndThemes`, and `Ended`
    where a theme is not open, or is of another engagement; `Archived` where that stays as it is.
    """
    if said.says_nothing and said.themes:
        raise NothingAndThemes
    submission = Submission.locked(submission_id)
    if submission is None or submission.moves_made != seen or not submission.is_heard:
        raise WordsMoved
    submission.contribution.activity.engagement.must_not_be_archived()
    must_be_open(said.themes, submission)
    _code(submission, said, by, blind)
    _read(submission, said, by, blind)


def must_be_open(theme_ids: Collection[int], submission: Submission) -> None:
    """Raise `Ended` unless texts of this engagement may be filed under each."""
    engagement = select(Activity.engagement_id).where(Activity.id == submission.contribution.activity_id)
    may_be = select(Theme.id).where(
        Theme.id.in_(theme_ids), Theme.ended_on.is_(None), Theme.engagement_id.in_(engagement)
    )
    if set(db.session.scalars(may_be.with_for_update(read=True))) != set(theme_ids):
        raise Ended


def _code(submission: Submission, said: Said, by: int, blind: bool) -> None:
    of_it = (Coding.submission_id == submission.id, Coding.blind == blind)
    there = db.session.execute(
        select(Coding.theme_id, Coding.tone, Coding.moves_made).where(Coding.ended_on.is_(None), *of_it)
    ).all()
    same = {theme for theme, tone, moves in there if (tone, moves) == (said.tone, submission.moves_made)}
    stay = same & set(said.themes)
    end(Coding, *of_it, Coding.theme_id.not_in(stay), by=by)
    row = begun(submission.id, submission.moves_made, by, blind=blind) | {"tone": said.tone}
    new = [row | {"theme_id": id, "suggested_as": place} for id, place in said.themes.items() if id not in stay]
    add(Coding, new)


def _read(submission: Submission, said: Said, by: int, blind: bool) -> None:
    of_it = (Reading.submission_id == submission.id, Reading.blind == blind)
    end(Reading, *of_it, by=by)
    says = {
        "says_nothing": said.says_nothing,
        "asks_for_help": said.asks_for_help,
        "good_quote": said.good_quote,
        "offered": said.offered,
    }
    add(Reading, [begun(submission.id, submission.moves_made, by, blind=blind) | says])


def unread(submission_id: int, *, by: int, blind: bool = False) -> None:
    """Take back what was said of a text: it is as if nobody had read it."""
    submission = Submission.locked(submission_id)
    if submission is not None:
        submission.contribution.activity.engagement.must_not_be_archived()
    for table in (Coding, Reading):
        end(table, table.submission_id == submission_id, table.blind == blind, by=by)


def said_of(submission_id: int) -> Said | None:
    """What stands of a text as its words are now; None when nobody has read it. A second coder's is not asked."""
    reading = db.session.execute(
        select(Reading.says_nothing, Reading.asks_for_help, Reading.good_quote, Reading.offered)
        .join(Submission, Submission.id == Reading.submission_id)
        .where(Reading.submission_id == submission_id, Reading.moves_made == Submission.moves_made)
        .where(Reading.ended_on.is_(None), ~Reading.blind)
    ).first()
    if reading is None:
        return None
    codings = db.session.execute(
        select(Coding.theme_id, Coding.suggested_as, Coding.tone)
        .join(Submission, Submission.id == Coding.submission_id)
        .where(Coding.submission_id == submission_id, Coding.moves_made == Submission.moves_made)
        .where(Coding.ended_on.is_(None), ~Coding.blind)
        .order_by(Coding.id)
    ).all()
    tone = next((each.tone for each in codings if each.tone), None)
    return Said({each.theme_id: each.suggested_as for each in codings}, tone, *reading)


def say_again(submission_id: int, before: Said | None, *, instead_of: Said, by: int, seen: int) -> None:
    """Undo: new rows say what was said of a text before, or it is as if nobody had read it.

    Raises `SaidSince` when it is not `instead_of` that stands now, and what `code_text` raises.
    """
    Submission.locked(submission_id)
    if said_of(submission_id) != instead_of:
        raise SaidSince
    if before is None:
        unread(submission_id, by=by)
    else:
        code_text(submission_id, before, by=by, seen=seen)
