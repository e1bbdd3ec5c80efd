"""What somebody sent, as they sent it: read once more for themselves."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.questionnaires.kinds import Given, Picked
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.question import OptionVersion, QuestionVersion
from coprod.questionnaires.response import Answer, Pick, Response


class Sent(NamedTuple):
    """One question as they had read it, and what they answered: a line for each thing."""

    prompt: str
    lines: list[str]


def as_sent(questionnaire: Questionnaire, contribution: Contribution) -> list[Sent]:
    """Every answer, in the order in which it is asked. Their words are as they wrote them, whoever holds them now."""
    version = joinedload(Pick.version), joinedload(Answer.version)
    options = selectinload(QuestionVersion.options).joinedload(OptionVersion.wording)
    query = (
        select(Response)
        .where(Response.contribution_id == contribution.id)
        .options(
            selectinload(Response.picks).options(version[0].options(options)),
            selectinload(Response.answers).options(
                version[1].options(options), joinedload(Answer.submission).joinedload(Submission.newest_concern)
            ),
        )
    )
    response = db.session.scalar(query)
    picks: dict[QuestionVersion, list[Picked]] = {}
    words: dict[QuestionVersion, dict[str, str]] = {}
    for pick in response.picks if response else ():
        picks.setdefault(pick.version, []).append(Picked(pick.option, pick.detail, pick.number))
    for answer in response.answers if response else ():
        words.setdefault(answer.version, {})[answer.option] = answer.submission.as_written or ""
    place = {question.key: number for number, question in enumerate(questionnaire.asks.questions)}
    read = sorted({*picks, *words}, key=lambda version: (place.get(version.key, len(place)), version.id))
    return [Sent(each.prompt, each.in_words(Given(tuple(picks.get(each, ())), words.get(each, {})))) for each in read]
