"""How each theme of an engagement is decided at this moment: what stands, what waits for a second person, what is open.

When themes have become one, what was decided on them stands only where it was the same. Else it is decided again.
"""

from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from coprod.activities.audience import Audience
from coprod.activities.engagement import Engagement
from coprod.changes import Change
from coprod.database import db, uk_today
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.text import sort_key
from coprod.themes.coding import in_themes
from coprod.themes.merge_and_split import MADE_OF
from coprod.themes.models import Theme
from coprod.themes.signing_off.models import SignOff
from coprod.you_said_we_did.decisions.models import Decision


class WhyNot(StrEnum):
    """Why nothing stands for a theme."""

    NOT_YET = "not_yet"
    TAKEN_OUT = "taken_out"
    DIFFERENT = "different"
    PARTLY = "partly"

    @property
    def label(self) -> str:
        """As staff read it."""
        return {
            "not_yet": "Not decided yet.",
            "taken_out": "It was taken out of another theme, and is decided on its own.",
            "different": "Themes with different decisions became one. It must be decided again.",
            "partly": "One of the themes that it was made of had not been decided. It must be decided again.",
        }[self.value]


class Stands(NamedTuple):
    """For one audience, or for all where there is none: the decision that stands, or why there is none.

    `proposed` waits for a second person. `were` are the decisions that no longer agree, since their themes became one.
    """

    audience: Audience | None
    decision: Decision | None
    why: WhyNot | None = None
    proposed: Decision | None = None
    were: Sequence[Decision] = ()


class Standing(NamedTuple):
    """One theme: which audiences spoke of it, what stands for all, and for each with a decision of its own."""

    theme: Theme
    audiences: set[Audience]
    for_all: Stands
    own: dict[Audience, Stands]

    def of(self, audience: Audience | None) -> Stands:
        """What stands for an audience: its own, and else what stands for all."""
        own = self.own.get(audience) if audience else None
        return own if own and own.decision else self.for_all

    @property
    def is_decided(self) -> bool:
        """Whether something stands for everyone who spoke of it."""
        return all(self.of(each).decision for each in self.audiences or (None,))

    @property
    def proposals(self) -> int:
        """How many wait for a second person."""
        return sum(each.proposed is not None for each in self.all_of_it)

    @property
    def all_of_it(self) -> list[Stands]:
        """What stands for all, then for each audience."""
        return [self.for_all, *self.own.values()]


class Undecided(NamedTuple):
    """The day by which all should have been decided has gone by. `themes` are named once they are signed off."""

    by: date
    themes: list[Theme]


def current(engagement_id: int) -> list[Standing]:
    """Each open theme of an engagement, in the order of their names."""
    return in_each([engagement_id])[engagement_id]


def in_each(engagement_ids: Collection[int]) -> dict[int, list[Standing]]:
    """The same for several engagements, in the same few statements."""
    of_them = Theme.engagement_id.in_(engagement_ids)
    themes = db.session.scalars(select(Theme).where(of_them).order_by(Theme.id)).all()
    decided = select(Decision).join(Decision.theme).where(of_them).order_by(Decision.id)
    decisions = db.session.scalars(decided.options(selectinload(Decision.covers))).all()
    audiences, made_of = _audiences(of_them), _made_of_others(themes)
    about: dict[int, list[Decision]] = {}
    for each in decisions:
        for covered in each.covers:
            about.setdefault(covered.became_id or covered.id, []).append(each)
    found: dict[int, list[Standing]] = {id: [] for id in engagement_ids}
    for theme in sorted((each for each in themes if each.is_open), key=lambda each: sort_key(each.title)):
        parts = [theme, *(each for each in themes if each.became_id == theme.id)]
        said = list(dict.fromkeys(about.get(theme.id, ())))
        own = {audience for each in said if (audience := each.audience)}
        found[theme.engagement_id].append(
            Standing(
                theme,
                audiences.get(theme.id, set()),
                _stands(parts, said, made_of, None),
                {audience: _stands(parts, said, made_of, audience) for audience in Audience if audience in own},
            )
        )
    return found


def undecided(engagement: Engagement) -> Undecided | None:
    """What everyone may read of the themes that were not decided by the day that staff set; None where all is well."""
    if engagement.decide_by is None or uk_today() <= engagement.decide_by:
        return None
    if SignOff.last_of(engagement.id) is None:
        return Undecided(engagement.decide_by, [])
    late = [each.theme for each in current(engagement.id) if not each.is_decided]
    return Undecided(engagement.decide_by, late) if late else None


def _stands(parts: list[Theme], about: list[Decision], made_of: set[str], audience: Audience | None) -> Stands:
    theme = parts[0]
    last = next((each for each in reversed(about) if each.theme_id == theme.id and each.audience is audience), None)
    proposed = last if last and not last.counts else None
    by_part = [(part, _decided_on(part, about, audience)) for part in parts]
    # A theme that began as several others had nothing of its own to decide.
    said = [decided for part, decided in by_part if decided or part.subject not in made_of]
    there = sorted({each.id: each for each in said if each}.values(), key=lambda each: each.id)
    if not there:
        return Stands(audience, None, WhyNot.TAKEN_OUT if theme.split_from_id else WhyNot.NOT_YET, proposed)
    if len({each.says_the_same_of for each in there}) > 1:
        return Stands(audience, None, WhyNot.DIFFERENT, proposed, there)
    if None in said:
        return Stands(audience, None, WhyNot.PARTLY, proposed, there)
    return Stands(audience, there[-1], None, proposed)


def _decided_on(part: Theme, about: list[Decision], audience: Audience | None) -> Decision | None:
    speaks = [each for each in about if each.counts and part.id in {covered.id for covered in each.covers}]
    own = [each for each in speaks if each.audience is audience]
    return own[-1] if own else next((each for each in reversed(speaks) if each.audience is None), None)


def _made_of_others(themes: Sequence[Theme]) -> set[str]:
    if not any(theme.became_id for theme in themes):
        return set()
    said = select(Change.subject).where(
        Change.subject.in_([theme.subject for theme in themes]), Change.field == MADE_OF
    )
    return set(db.session.scalars(said))


def _audiences(of_them: ColumnElement[bool]) -> dict[int, set[Audience]]:
    query = (
        select(in_themes.c.theme_id, Contribution.audience)
        .join(Theme, Theme.id == in_themes.c.theme_id)
        .join(Submission, Submission.id == in_themes.c.submission_id)
        .join(Submission.contribution)
        .where(of_them, Contribution.withdrawn_on.is_(None))
        .distinct()
    )
    found: dict[int, set[Audience]] = {}
    for theme, audience in db.session.execute(query):
        found.setdefault(theme, set()).add(audience)
    return found
