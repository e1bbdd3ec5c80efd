"""A sheet of paper goes through the one door, like everything that people send: screened, moderated, with a receipt."""

from collections.abc import Mapping
from typing import Any

from coprod.intake.door import Said, judge
from coprod.intake.judged import Judged
from coprod.participation.contribution import Source
from coprod.participation.move import Status
from coprod.questionnaires.kinds import Given
from coprod.questionnaires.paper.pile import Pile, TypedForm
from coprod.questionnaires.question import QuestionVersion
from coprod.questionnaires.response import Answer, Pick, Response, in_order


def judge_sheet(pile: Pile, sheet: Any, token: str, *, escalated_by: int | None = None) -> Judged:
    """Everything that can be decided about it before it is filed. `sheet` is what the form made of what was typed.

    No limit of speed: whoever types in a pile is as fast as they can be. What was written before the close is taken
    as long as staff said.
    """
    questionnaire = pile.questionnaire
    given: Mapping[QuestionVersion, Given] = sheet.given
    judged = judge(
        questionnaire.id,
        token=token,
        said=[
            Said(question.boxes[option].text, answer.words[option], question.boxes[option].id)
            for question, answer in given.items()
            for option in in_order(question, answer)
        ],
        source=Source.PAPER,
        context={**questionnaire.context(given), "From": pile.label},
        ticked=any(answer.picks for answer in given.values()),
        came=False,
        grace=questionnaire.paper_wait,
        submitted_on=sheet.written_on,
        escalated_by=escalated_by,
        **sheet.about,
    )
    add_rows(judged, questionnaire.id, given)
    found = any(each.findings or each.status is Status.ESCALATED for each in judged.sent.submissions)
    typed = TypedForm(
        pile.id,
        said=sheet.said,
        code=judged.code if sheet.wants_code else "",
        number=sheet.number,
        found=found,
        not_counted=dict(sheet.not_counted),
    )
    judged.row(typed, contribution_id=judged.contribution)
    return judged


def add_rows(judged: Judged, questionnaire_id: int, given: Mapping[QuestionVersion, Given]) -> None:
    """A row for each thing that counts, and for each box of words. On paper words stand beside what was not ticked."""
    response = judged.row(
        Response(contribution=judged.sent, questionnaire_id=questionnaire_id), contribution_id=judged.contribution
    )
    boxes = [(question, option) for question, answer in given.items() for option in in_order(question, answer)]
    for (question, option), row, submission in zip(boxes, judged.submissions, judged.sent.submissions, strict=True):
        judged.row(Answer(question, option, submission), response_id=response, submission_id=row)
    for question, answer in given.items():
        for picked in answer.picks:
            judged.row(Pick(judged.sent, question, picked), response_id=response)
