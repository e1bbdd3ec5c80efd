"""Themes are never fixed: two become one, one becomes several, and what was filed under them goes along."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from coprod.database import db
from coprod.participation.submission import Submission
from coprod.themes.coding import Coding, add, begun, end
from coprod.themes.models import Ended, Theme

MADE_OF = "made of"  # what the change of a theme is called that began as several others


class NotTheSame(Exception):
    """Themes of several engagements, or fewer than two: they cannot become one."""


def merge(themes: Sequence[Theme], into: Theme, *, by: int) -> int:
    """These themes become one new one. Each text of them is in it once, as whoever coded it first had said.

    The old codings are ended. Returns how many texts are in the new theme.
    """
    if len({theme.id for theme in themes}) < 2:
        raise NotTheSame
    into.is_known_by(themes)
    moved = _move(themes, into, by)
    into.write_down(MADE_OF, None, ", ".join(theme.title for theme in themes), by=by)
    return moved


def merge_into(theme: Theme, into: Theme, *, by: int) -> int:
    """What was filed under this theme is a part of another; returns how many texts are new there."""
    if theme is into:
        raise NotTheSame
    return _move([theme], into, by)


def _move(themes: Sequence[Theme], into: Theme, by: int) -> int:
    if {theme.engagement_id for theme in themes} != {into.engagement_id}:
        raise NotTheSame
    _held([*themes, into])
    ids = [theme.id for theme in themes]
    _end_of_older_words([*ids, into.id], by)
    unended = select(Coding).where(Coding.ended_on.is_(None)).order_by(Coding.id)
    there = {(each.submission_id, each.blind) for each in db.session.scalars(unended.where(Coding.theme_id == into.id))}
    copied: dict[tuple[int, bool], Coding] = {}
    for each in db.session.scalars(unended.where(Coding.theme_id.in_(ids))):
        copied.setdefault((each.submission_id, each.blind), each)
    rows = [
        begun(each.submission_id, each.moves_made, each.coder_id, blind=each.blind)
        | {"theme_id": into.id, "tone": each.tone, "suggested_as": None}
        for place, each in copied.items()
        if place not in there
    ]
    for theme in themes:
        theme.end(by=by, became=into)
    add(Coding, rows)
    return sum(not row["blind"] for row in rows)


def split(theme: Theme, into: Sequence[Theme], *, by: int) -> None:
    """Texts of this theme will be looked at again, one by one: until then each stays where it is."""
    _held([theme, *into])
    for each in into:
        if each.engagement_id != theme.engagement_id:
            raise NotTheSame
        each.split_from = theme
    theme.write_down("split into", None, ", ".join(each.title for each in into), by=by)


def decide_again(theme: Theme, texts: Mapping[int, int], into: Collection[Theme], *, by: int) -> int:
    """Texts of a theme that was split go into some of its parts, and out of it; returns how many they were.

    `texts` has, for each, how often its words had been decided on when somebody read them: where they are others by
    now, it stays where it is.
    """
    _held([theme, *into])
    _end_of_older_words([theme.id, *(part.id for part in into)], by)
    of_it = select(Coding).where(
        Coding.theme_id == theme.id, Coding.ended_on.is_(None), ~Coding.blind, Coding.submission_id.in_(texts)
    )
    there = [each for each in db.session.scalars(of_it) if each.moves_made == texts[each.submission_id]]
    ids = [each.submission_id for each in there]
    for part in into:
        in_it = select(Coding.submission_id).where(
            Coding.theme_id == part.id, Coding.ended_on.is_(None), ~Coding.blind, Coding.submission_id.in_(ids)
        )
        have = set(db.session.scalars(in_it))
        rows = [
            begun(each.submission_id, each.moves_made, by)
            | {"theme_id": part.id, "tone": each.tone, "suggested_as": None}
            for each in there
            if each.submission_id not in have
        ]
        add(Coding, rows)
    end(Coding, Coding.theme_id == theme.id, Coding.submission_id.in_(ids), ~Coding.blind, by=by)
    return len(ids)


def _end_of_older_words(theme_ids: Collection[int], by: int) -> None:
    """What was said of words that were approved anew since counts nowhere, and must not stand in the way."""
    now = select(Submission.moves_made).where(Submission.id == Coding.submission_id).scalar_subquery()
    end(Coding, Coding.theme_id.in_(theme_ids), Coding.moves_made != now, by=by)


def _held(themes: Sequence[Theme]) -> None:
    for theme in themes:
        theme.engagement.must_not_be_archived()
    # In one order, so that two who do this at once come one after the other.
    ids = sorted(theme.id for theme in themes)
    held = select(Theme).where(Theme.id.in_(ids)).order_by(Theme.id).with_for_update()
    if any(not theme.is_open for theme in db.session.scalars(held.execution_options(populate_existing=True))):
        raise Ended
