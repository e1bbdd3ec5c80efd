"""Replies as everyone reads them: which of them somebody asked for, a page of those, and all that stands in each."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import contains_eager, joinedload, undefer

from coprod.activities.engagement import Engagement
from coprod.activities.life import NOT_PUBLIC, Life
from coprod.database import db
from coprod.public_ids import ListPlace
from coprod.results.disclosure import HIDDEN, Figure, people
from coprod.themes.models import InPublic, Theme
from coprod.you_said_we_did.decisions.models import Decision, Verdict
from coprod.you_said_we_did.got_it_right.releases import GotItRightRelease
from coprod.you_said_we_did.heard.models import Heard
from coprod.you_said_we_did.not_now.models import due_on
from coprod.you_said_we_did.replies.models import Reply, ReplyTheme, ReplyVersion, decided_since
from coprod.you_said_we_did.replies.quotes import Quote, quotes_of
from coprod.you_said_we_did.replies.says import ReplyState

PAGE = 20

# The pills above the list. What runs late is no kind of its own: it stands among what we are doing.
STATES: dict[str, tuple[str, ColumnElement[bool]]] = {
    "done": ("Done", and_(ReplyVersion.verdict == Verdict.NOW, ReplyVersion.done_on.is_not(None))),
    "doing": ("Doing it now", and_(ReplyVersion.verdict == Verdict.NOW, ReplyVersion.done_on.is_(None))),
    "not_now": ("Not now", ReplyVersion.verdict == Verdict.NOT_NOW),
    "not_ours": ("Not ours to change", ReplyVersion.verdict == Verdict.NOT_OURS),
}


class ReplyFilters(NamedTuple):
    """Which replies somebody wants to read; below `before`, the last one of a page."""

    state: str = ""
    engagement: str = ""
    before: ListPlace | None = None

    @classmethod
    def from_address(cls, args: Mapping[str, str]) -> "ReplyFilters":
        """What an address says; what cannot be read in it is left out."""
        state = args.get("state", "")
        try:
            before = ListPlace.from_address(args.get("before", ""))
        except ValueError:
            before = None
        return cls(state if state in STATES else "", args.get("engagement", ""), before)

    def address(self, **other: Any) -> dict[str, Any]:
        """For `url_for`: the same, with some of it set anew. A new choice begins at the newest."""
        chosen = self._replace(**({"before": None} | other))._asdict()
        return {name: str(value) for name, value in chosen.items() if value}


class Published(NamedTuple):
    """A reply as everyone reads it. `themes` are those it is about, as far as everyone knows them.

    `again` is the decision that counts by now, where the reply still tells of another one. `right` is what everyone
    may see of whether people say that we got it right.
    """

    public_id: str
    version: ReplyVersion
    engagement: Engagement
    themes: list[InPublic]
    decisions: list[Decision]
    look_again_on: date | None
    quotes: list[Quote]
    figure: Figure
    again: Decision | None
    right: GotItRightRelease | None

    @property
    def state(self) -> ReplyState:
        """How far it is."""
        return self.version.state

    @property
    def said_alike(self) -> str:
        """How many people said something like it, as far as everyone may know; empty where no figure is out."""
        if self.figure is HIDDEN:
            return ""
        more = ", or more," if len(self.themes) > 1 else ""
        return f"{people(self.figure).capitalize()}{more} said something like"


class RepliesPage(NamedTuple):
    """One page of replies, and what else one can choose: states with how many there are, engagements with replies."""

    replies: list[Published]
    in_all: int
    states: list[tuple[str, str, int]]
    engagements: list[tuple[str, str]]
    older: ListPlace | None


def standing(*columns: Any) -> Select[Any]:
    """What everyone may read: published, of engagements that stand in public."""
    return (
        select(*columns)
        .select_from(ReplyVersion)
        .join(Reply, Reply.id == ReplyVersion.reply_id)
        .join(Engagement, Engagement.id == Reply.engagement_id)
        .where(
            ReplyVersion.published_on.is_not(None),
            ReplyVersion.ended_on.is_(None),
            Engagement.life.not_in((*NOT_PUBLIC, Life.ARCHIVED)),
        )
    )


def page_of(wanted: ReplyFilters) -> RepliesPage:
    """The page that somebody asked for: in the same few statements for two and for two thousand."""
    there = _how_many()
    chosen = [row for row in there if wanted.engagement in ("", row.slug)]
    numbers = {state: sum(row._mapping[state] for row in chosen) for state in STATES}
    query = standing(ReplyVersion).options(contains_eager(ReplyVersion.reply).contains_eager(Reply.engagement))
    if wanted.state:
        query = query.where(STATES[wanted.state][1])
    if wanted.engagement:
        query = query.where(Engagement.slug == wanted.engagement)
    if wanted.before:
        query = query.where(wanted.before.is_above(ReplyVersion.published_on, Reply.public_id))
    newest = (ReplyVersion.published_on.desc(), Reply.public_id.desc())
    found = list(db.session.scalars(query.order_by(*newest).limit(PAGE + 1)))
    last = found[PAGE - 1] if len(found) > PAGE else None
    return RepliesPage(
        replies=as_published(found[:PAGE]),
        in_all=sum(numbers.values()),
        states=[(state, words, numbers[state]) for state, (words, _) in STATES.items()],
        engagements=sorted(((row.slug, row.title) for row in there), key=lambda each: each[1].lower()),
        older=ListPlace(last.published_on, last.reply.public_id) if last and last.published_on else None,
    )


def find_published(public_id: str) -> Published | None:
    """One reply at its address, if everyone may read it."""
    query = standing(ReplyVersion).where(Reply.public_id == public_id)
    loaded = query.options(contains_eager(ReplyVersion.reply).contains_eager(Reply.engagement))
    version = db.session.scalar(loaded)
    return next(iter(as_published([version])), None) if version else None


def as_published(versions: Sequence[ReplyVersion]) -> list[Published]:
    """All that stands in each of these: what is quoted, how many said it, what was decided, and decided since."""
    if not versions:
        return []
    ids = [each.id for each in versions]
    about = (
        select(ReplyTheme, due_on())
        .join(ReplyTheme.decision)
        .where(ReplyTheme.version_id.in_(ids))
        .options(contains_eager(ReplyTheme.decision), joinedload(ReplyTheme.theme).joinedload(Theme.became))
        .order_by(ReplyTheme.theme_id)
    )
    themes: dict[int, list[tuple[ReplyTheme, date | None]]] = {}
    for row, due in db.session.execute(about).unique():
        themes.setdefault(row.version_id, []).append((row, due))
    quotes = quotes_of(ids)
    heard = latest_heard({each.reply.engagement_id for each in versions})
    right = GotItRightRelease.latest({each.reply_id for each in versions})
    since = decided_since({each: [row for row, _ in themes[each.id]] for each in versions})
    found = []
    for each in versions:
        of_it = [row.theme for row, _ in themes[each.id]]
        told = [_now(row, each, since, due) for row, due in themes[each.id]]
        other = (now for now in since.get(each.id, {}).values() if now.verdict is not each.verdict)
        found.append(
            Published(
                public_id=each.reply.public_id,
                version=each,
                engagement=each.reply.engagement,
                themes=[known for theme in of_it if (known := theme.known_as)],
                decisions=[decision for decision, _ in told],
                look_again_on=each.look_again_on or min((due for _, due in told if due), default=None),
                quotes=quotes.get(each.id, []),
                figure=_figure(heard.get(each.reply.engagement_id), of_it),
                again=next(other, None),
                right=right.get(each.reply_id),
            )
        )
    return found


def _now(
    row: ReplyTheme, version: ReplyVersion, since: Mapping[int, Mapping[int, Decision]], due: date | None
) -> tuple[Decision, date | None]:
    """The decision that a reply tells of, with when somebody looks again; the one that has replaced it, of its kind."""
    newer = since.get(version.id, {}).get(row.theme_id)
    return (newer, newer.look_again_on) if newer and newer.verdict is version.verdict else (row.decision, due)


def latest_heard(engagement_ids: Collection[int]) -> dict[int, Heard]:
    """What was published last of each of these engagements: the only public figures of themes. In one statement."""
    newest = select(func.max(Heard.id)).where(Heard.engagement_id.in_(engagement_ids)).group_by(Heard.engagement_id)
    query = select(Heard).where(Heard.id.in_(newest)).options(undefer(Heard.figures))
    return {each.engagement_id: each for each in db.session.scalars(query)}


def _figure(heard: Heard | None, themes: Sequence[Theme]) -> Figure:
    """The largest: people who spoke of several themes are counted in each, so nobody may add them up."""
    found = [heard.figure_of(id) for each in themes for id in {each.id, each.became_id or each.id}] if heard else []
    return max((each for each in found if each is not HIDDEN), default=HIDDEN)


def _how_many() -> Sequence[Any]:
    counts = [func.count().filter(condition).label(state) for state, (_, condition) in STATES.items()]
    query = standing(Engagement.slug, Engagement.title, *counts).group_by(Engagement.id)
    return db.session.execute(query).all()


def are_there(engagement_id: int | None = None) -> bool:
    """Whether anybody can read a reply; of one engagement, if it is named."""
    query = standing(ReplyVersion.id)
    if engagement_id:
        query = query.where(Reply.engagement_id == engagement_id)
    return db.session.scalar(query.limit(1)) is not None


def latest(most: int, engagement_id: int | None = None) -> list[Published]:
    """The newest replies, for the pages that show some of them."""
    query = standing(ReplyVersion).options(contains_eager(ReplyVersion.reply).contains_eager(Reply.engagement))
    if engagement_id:
        query = query.where(Reply.engagement_id == engagement_id)
    newest = (ReplyVersion.published_on.desc(), Reply.public_id.desc())
    return as_published(list(db.session.scalars(query.order_by(*newest).limit(most))))
