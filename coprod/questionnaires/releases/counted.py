"""The responses to a questionnaire as they are counted: one for each person, without words."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.questionnaires.kinds import Kind
from coprod.questionnaires.question import Question
from coprod.questionnaires.releases.declared import item_key, keys_of
from coprod.questionnaires.response import Pick, Response
from coprod.results.declaration import NOT_SAID, Declaration
from coprod.results.tally import Response as Counted

_AT_A_TIME = 2000


def responses(questionnaire_id: int, declaration: Declaration) -> Iterator[Counted]:
    """Everyone who took part and is counted. Who answered twice with one code is one person: their first answers."""
    keys = _keys(questionnaire_id)
    counted = {question.key for question in declaration.questions}
    query = (
        select(
            Response.id, Contribution.audience, Contribution.district_slug,
            Pick.version_id, Pick.option, Pick.detail, Pick.number,
        )
        .join(Contribution, Contribution.id == Response.contribution_id)
        .outerjoin(Pick, Pick.response_id == Response.id)
        .where(Response.questionnaire_id == questionnaire_id, Contribution.counts, Contribution.first_in_activity)
        .order_by(Response.id, Pick.question_id, Pick.number, Pick.option)
        .execution_options(yield_per=_AT_A_TIME)
    )  # fmt: skip
    for _, rows in groupby(db.session.execute(query), key=lambda row: row.id):
        theirs = list(rows)
        who = theirs[0]
        picks: defaultdict[str, list[str]] = defaultdict(list)
        for row in theirs:
            if row.version_id is not None:
                key, option = _picked(keys[row.version_id], row)
                if key in counted:  # numbers and dates have no table
                    picks[key].append(option)
        yield Counted(who.id, who.audience.value, who.district_slug or NOT_SAID, picks)


def _picked(version: tuple[str, Kind], row: Any) -> tuple[str, str]:
    """The question that it counts for, and the option."""
    key, kind = version
    if kind is Kind.AGREE:
        return item_key(key, row.option), row.detail
    return key, str(row.number) if kind is Kind.SCALE else row.option


def _keys(questionnaire_id: int) -> dict[int, tuple[str, Kind]]:
    """How each version of a question is counted."""
    asked = select(Question).where(Question.questionnaire_id == questionnaire_id)
    found = db.session.scalars(asked.options(selectinload(Question.versions))).all()
    return {
        version.id: (keys[version.number], version.kind)
        for question in found
        for keys in [keys_of(question)]
        for version in question.versions
    }
