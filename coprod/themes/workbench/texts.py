"""The texts of an engagement, whatever door they came through: as a list, one of them, and the one to read next.

They stand in the order of their random ids: nobody chose it, and whoever reads the first two hundred has read an
honest sample of all. Staff see here what was published of them, and nothing else.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, exists, func, select

from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.activities.wording import Wording
from coprod.database import db
from coprod.participation.contribution import Contribution, Sharing
from coprod.participation.search import pieces
from coprod.participation.search_words import Phrase, indexed
from coprod.participation.submission import Submission
from coprod.partnership.district import District
from coprod.themes.coding import Coding, Reading, in_themes
from coprod.themes.models import Theme
from coprod.themes.suggesting.suggestions import Suggested
from coprod.themes.workbench.filters import TextFilters, Which, stands_of

PAGE = 30
LARGE = 5_000  # contributions
BEFORE = 4  # texts above the one that is open
SNIPPET = 110  # characters: as many as one line of a list holds
_HIDDEN = re.compile(r"\[[a-z ]{1,30} removed\]")


class Within(NamedTuple):
    """An engagement, and the names of the activities in it by their ids. `is_large` when much was sent to them."""

    engagement: Engagement
    activities: dict[int, str]
    is_large: bool

    @classmethod
    def of(cls, engagement: Engagement) -> "Within":
        """All that people could answer in it, drafts too, in the order in which it was made."""
        found = select(Activity.id, Activity.title).where(Activity.heard_in(engagement.id))
        activities = {row.id: row.title for row in db.session.execute(found.order_by(Activity.id))}
        sent = select(Contribution.id).where(Contribution.activity_id.in_(activities)).limit(LARGE + 1).subquery()
        number = db.session.scalar(select(func.count()).select_from(sent)) or 0
        return cls(engagement, activities, number > LARGE)


class InList(NamedTuple):
    """One text in the list. `said` has its reading, if somebody has read it."""

    said: Row[Any]
    themes: list[str]

    @property
    def snippet(self) -> str:
        """Its first words, on one line."""
        line = " ".join(self.said.words.split())
        return line[:SNIPPET] + ("…" if len(line) > SNIPPET else "")


class TextPage(NamedTuple):
    """Some texts of the list. `after` leads to the next page; `starts` says that nothing stands above."""

    rows: list[InList]
    after: str | None
    starts: bool


class OneText(NamedTuple):
    """One text as its coder sees it."""

    said: Row[Any]

    @property
    def hidden(self) -> int:
        """How many parts of it were hidden before anybody here saw it."""
        return len(_HIDDEN.findall(self.said.words))

    def marked(self, offered: Sequence[Suggested]) -> list[tuple[str, int]]:
        """Its words, cut where those stand that made a suggestion: each piece, with that one's place or 0."""
        parts = [(self.said.words, 0)]
        for place, suggested in enumerate(offered, start=1):
            phrases = [[found.word for found in indexed(words)] for words in suggested.words]
            parts = [new for part in parts for new in ([part] if part[1] else _cut(part[0], phrases, place))]
        return [part for part in parts if part[0]]

    @property
    def may_be_quoted(self) -> bool:
        """Whether its author lets us show the words."""
        return self.said.sharing is Sharing.SHOW


def _cut(words: str, phrases: Sequence[Phrase], place: int) -> list[tuple[str, int]]:
    return [(piece, place if found else 0) for piece, found in pieces(words, list(filter(None, phrases)))]


def page(within: Within, filters: TextFilters, after: str | None = None) -> TextPage:
    """One page of the list; `after` is the last text of the page above."""
    rows = _listed(db.session.scalars(_ids(within, filters, after).limit(PAGE + 1)).all())
    return TextPage(rows[:PAGE], rows[PAGE - 1].said.public_id if len(rows) > PAGE else None, after is None)


def beside(within: Within, filters: TextFilters, id: str) -> TextPage:
    """The part of the list in which this text stands, and itself whatever the filters say of it now."""
    above = _ids(within, filters).where(Submission.public_id < id).order_by(None)
    above = above.order_by(Submission.public_id.desc()).limit(BEFORE + 1)
    before = sorted(db.session.scalars(above))
    below = db.session.scalars(_ids(within, filters, id).limit(PAGE)).all()
    shown = [*before[-BEFORE:], id, *below[: PAGE - 1]]
    rows = _listed(shown)
    return TextPage(rows, shown[-1] if len(below) == PAGE else None, len(before) <= BEFORE)


def one(within: Within, id: str) -> OneText | None:
    """The text at an address, if it is of this engagement and was heard."""
    row = db.session.execute(
        _in_full(
            Submission.id,
            Submission.moves_made,
            Submission.prompt,
            Submission.submitted_on,
            Contribution.sharing,
            Contribution.source,
            Contribution.activity_id,
        ).where(Submission.public_id == id, Submission.heard(), Contribution.activity_id.in_(within.activities))
    ).first()
    return OneText(row) if row else None


def is_of(within: Within, id: str) -> bool:
    """Whether there is such a text in this engagement, heard or not."""
    there = exists().where(
        Submission.public_id == id,
        Contribution.id == Submission.contribution_id,
        Contribution.activity_id.in_(within.activities),
    )
    return bool(db.session.scalar(select(there)))


def next_to_read(within: Within, filters: TextFilters, after: str | None) -> str | None:
    """The next text: of what was asked for, or else of what nobody has read. At the end of the list it begins again."""
    if filters.which is None and filters.theme is None and filters.tone is None:
        filters = filters._replace(which=Which.NOT_READ)
    found = db.session.scalar(_ids(within, filters, after).limit(1))
    if found is None and after is not None:
        found = db.session.scalar(_ids(within, filters).where(Submission.public_id < after).limit(1))
    return found


def questions(within: Within, activity: int | None) -> list[tuple[str, str]]:
    """What one activity asked, part by part: what each is called in an address, and its latest wording."""
    if activity not in within.activities:
        return []
    latest = select(Wording.part, Wording.text).where(Wording.activity_id == activity).order_by(Wording.id)
    found = {row.part.partition("/")[0]: row.text for row in db.session.execute(latest) if "/" not in row.part}
    return list(found.items())


def _ids(within: Within, filters: TextFilters, after: str | None = None) -> Select[Any]:
    query = select(Submission.public_id).order_by(Submission.public_id)
    query = query.where(*filters.conditions(within.activities, are_large=within.is_large))
    return query.where(Submission.public_id > after) if after is not None else query


def _in_full(*more: Any) -> Select[Any]:
    return (
        select(
            Submission.public_id,
            Submission.published_words.label("words"),
            Contribution.audience,
            District.name.label("district"),
            *more,
        )
        .select_from(Submission)
        .join(Contribution, Contribution.id == Submission.contribution_id)
        .outerjoin(District, District.slug == Contribution.district_slug)
    )


def these(ids: Collection[int], *, besides: int) -> list[InList]:
    """Some texts, named by what is inside the database; none where there are none."""
    wanted = [id for id in ids if id != besides]
    if not wanted:
        return []
    return _listed(db.session.scalars(select(Submission.public_id).where(Submission.id.in_(wanted))).all())


def _listed(ids: Collection[str]) -> list[InList]:
    read = Reading.id.is_not(None).label("is_read")
    rows = db.session.execute(
        _in_full(read, Reading.says_nothing, Reading.asks_for_help, Reading.good_quote)
        .outerjoin(Reading, stands_of(Reading))
        .where(Submission.public_id.in_(ids))
        .order_by(Submission.public_id)
    ).all()
    themes = _themes([row.public_id for row in rows])
    return [InList(row, themes.get(row.public_id, [])) for row in rows]


def _themes(public_ids: Collection[str]) -> dict[str, list[str]]:
    rows = db.session.execute(
        select(Submission.public_id, Theme.title)
        .join(Coding, stands_of(Coding))
        .join(Theme, Theme.id == Coding.theme_id)
        .where(Submission.public_id.in_(public_ids))
        .order_by(Coding.id)
    )
    found = defaultdict(list)
    for public_id, title in rows:
        found[public_id].append(title)
    return found


def of_theme(theme: Theme, after: str | None, size: int) -> Sequence[Row[Any]]:
    """Texts of one theme, to be looked at again; one more than `size`, where there are more."""
    inside = select(in_themes.c.submission_id).where(in_themes.c.theme_id == theme.id)
    query = (
        _in_full(Submission.moves_made).where(Submission.id.in_(inside)).order_by(Submission.public_id).limit(size + 1)
    )
    return db.session.execute(query.where(Submission.public_id > after) if after is not None else query).all()
