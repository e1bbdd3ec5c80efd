"""The responses to a questionnaire, counted by the database: how many of each group picked what, without words.

Of half a million people nothing is held here but one bit for each.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload
from sqlalchemy.sql.functions import count

from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.questionnaires.kinds import Kind
from coprod.questionnaires.question import Question
from coprod.questionnaires.releases.declared import item_key, keys_of
from coprod.questionnaires.response import Pick, Response
from coprod.results.declaration import NOT_SAID, Counts, Declaration, Group, Kind as Counted, Question as Asked
from coprod.results.tally import Tally, by_group

_AT_A_TIME = 2000


class _Version(NamedTuple):
    """How one version of a question is counted: under which key, and as what kind it was asked."""

    key: str
    kind: Kind


def tallied(questionnaire_id: int, declaration: Declaration, until: date | None = None) -> dict[Group, Tally]:
    """What every group said. Who answered twice with one code is one person: their first answers."""
    together: defaultdict[tuple[str, str], Tally] = defaultdict(Tally)
    versions = _versions(questionnaire_id)
    asked = {question.key: question for question in declaration.questions}
    several = [id for id, version in versions.items() if version.kind is Kind.SEVERAL_CHOICES]
    of_these = _of(questionnaire_id, until)
    for row in db.session.execute(of_these(Response.id).execution_options(yield_per=_AT_A_TIME)):
        together[_who(row)].ids.add(row.id)
    what = (Pick.version_id, Pick.option, Pick.detail, Pick.number)
    picks = of_these(*what, count().label("people")).join(Pick, Pick.response_id == Response.id)
    for row in db.session.execute(picks.where(Pick.version_id.in_(versions)).group_by(*what, *_WHO)):
        _add(together[_who(row)], asked, versions[row.version_id], row)
    people = count(Pick.response_id.distinct()).label("people")
    answered = of_these(Pick.version_id, people).join(Pick, Pick.response_id == Response.id)
    for row in db.session.execute(answered.where(Pick.version_id.in_(several)).group_by(Pick.version_id, *_WHO)):
        if versions[row.version_id].key in asked:
            together[_who(row)].answered[versions[row.version_id].key] += row.people
    return by_group(declaration, together)


_WHO = (Contribution.audience, Contribution.district_slug)


def _of(questionnaire_id: int, until: date | None) -> Any:
    """To select something of everyone who took part and is counted, with who they are."""
    which = [Response.questionnaire_id == questionnaire_id, Contribution.counts, Contribution.first_in_activity]
    if until:
        which.append(Contribution.submitted_on <= until)

    def of_these(*columns: Any) -> Select[Any]:
        found = select(*columns, *_WHO).select_from(Response)
        return found.join(Contribution, Contribution.id == Response.contribution_id).where(*which)

    return of_these


def _who(row: Any) -> tuple[str, str]:
    return row.audience.value, row.district_slug or NOT_SAID


def _add(tally: Tally, asked: Mapping[str, Asked], version: _Version, row: Any) -> None:
    """So many people of one audience and district who picked one thing."""
    key, option = version.key, row.option
    if version.kind is Kind.AGREE:
        key, option = item_key(key, row.option), row.detail
    elif version.kind is Kind.SCALE:
        option = str(row.number)
    question = asked.get(key)
    if question is None:
        return  # numbers and dates have no table
    question.refuse([option])
    if question.kind is Counted.RANKING:
        tally.picked[key, Counts.NAMED, option] += row.people
        if row.number == 1:
            tally.picked[key, Counts.FIRST, option] += row.people
            tally.answered[key] += row.people
        return
    tally.picked[key, Counts.ANSWERS, option] += row.people
    if question.kind is not Counted.SEVERAL_CHOICES:  # of those each person may have picked more
        tally.answered[key] += row.people


def _versions(questionnaire_id: int) -> dict[int, _Version]:
    asked = select(Question).where(Question.questionnaire_id == questionnaire_id)
    found = db.session.scalars(asked.options(selectinload(Question.versions))).all()
    return {
        version.id: _Version(keys[version.number], version.kind)
        for question in found
        for keys in [keys_of(question)]
        for version in question.versions
    }
