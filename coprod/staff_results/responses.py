"""Every response to a questionnaire, to work with and not to publish: who answered what, and the words we may read.

Four files: a row for each response, a row for each answer, what the keys in them mean, and the questionnaire as it was
asked. Rows stand in the order of a random number: nobody can see who answered before whom.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Select, String, case, literal, null, select, type_coerce

from coprod import exports
from coprod.activities.audience import AUDIENCE_LABELS
from coprod.database import db
from coprod.participation.contribution import SHARING_LABELS, Contribution
from coprod.participation.move import Status
from coprod.participation.submission import Submission
from coprod.partnership.district import District
from coprod.questionnaires.facts import facts_of
from coprod.questionnaires.kinds import OPINIONS
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.question import Question, QuestionVersion
from coprod.questionnaires.response import Answer, Pick, Response
from coprod.staff_results.filters import SOURCES
from coprod.staff_results.runs import questions_of

RESPONSES = (
    "Response",
    "Day",
    "Who they are",
    "District",
    "How it came",
    "How words may be used",
    "Counts as a person",
)
ANSWERS = ("Response", "Question", "Wording", "Option", "Opinion", "Number", "Words")
CODEBOOK = ("Question", "Wording", "Kind", "Counts with the wording before", "What it asks", "Option", "What it says")


def files_of(questionnaire: Questionnaire) -> Mapping[str, Iterable[bytes]]:
    """Each file by its name. The rows are read when somebody takes them: all else stands here already."""
    engine, id = db.engine, questionnaire.id
    book, asked = list(codebook(questionnaire)), as_asked(questionnaire)
    return {
        "responses.csv": exports.csv_chunks(RESPONSES, exports.read(engine, responses(id))),
        "answers.csv": exports.csv_chunks(
            ANSWERS, chain(exports.read(engine, picks(id)), exports.read(engine, texts(id)))
        ),
        "codebook.csv": exports.csv_chunks(CODEBOOK, book),
        "questionnaire.json": [asked],
    }


def responses(questionnaire_id: int) -> Select[Any]:
    """A row for each response that counts: people are as many as stand by theirs, each by the first."""
    query = select(
        Contribution.public_id,
        Contribution.submitted_on,
        _labelled(Contribution.audience, AUDIENCE_LABELS),
        District.name,
        _labelled(Contribution.source, SOURCES),
        _labelled(Contribution.sharing, SHARING_LABELS),
        case((Contribution.first_in_activity, "yes"), else_="no"),
    )
    of = _that_count(query.select_from(Response), questionnaire_id)
    return of.outerjoin(District, District.slug == Contribution.district_slug)


def picks(questionnaire_id: int) -> Select[Any]:
    """A row for each thing picked."""
    opinion = case(OPINIONS, value=Pick.detail, else_=Pick.detail)
    query = (
        select(Contribution.public_id, Question.key, QuestionVersion.number, Pick.option, opinion, Pick.number, null())
        .select_from(Pick)
        .join(Response, Response.id == Pick.response_id)
        .join(Question, Question.id == Pick.question_id)
        .join(QuestionVersion, QuestionVersion.id == Pick.version_id)
    )
    return _that_count(query, questionnaire_id).order_by(Question.id, Pick.number, Pick.option)


def texts(questionnaire_id: int) -> Select[Any]:
    """A row for each text that was approved, as it was approved."""
    nothing = literal("")
    query: Any = (
        select(
            Contribution.public_id, Question.key, QuestionVersion.number, Answer.option, nothing, null(),
            Submission.published_words,
        )
        .select_from(Answer)
        .join(Submission, Submission.id == Answer.submission_id)
        .join(Response, Response.id == Answer.response_id)
        .join(Question, Question.id == Answer.question_id)
        .join(QuestionVersion, QuestionVersion.id == Answer.version_id)
        .where(Submission.has_status(Status.APPROVED), Submission.published_words.is_not(None))
    )  # fmt: skip
    return _that_count(query, questionnaire_id).order_by(Question.id, Answer.option)


def _that_count(query: Select[Any], questionnaire_id: int) -> Select[Any]:
    return (
        query.join(Contribution, Contribution.id == Response.contribution_id)
        .where(Response.questionnaire_id == questionnaire_id, Contribution.counts, Contribution.withdrawn_on.is_(None))
        .order_by(Contribution.public_id)
    )


def _labelled(column: Any, labels: Mapping[Any, str]) -> Any:
    return case({each.value: label for each, label in labels.items()}, value=type_coerce(column, String))


def codebook(questionnaire: Questionnaire) -> Iterator[Sequence[Any]]:
    """What each key means, in every wording that there was."""
    for question in questions_of(questionnaire):
        for version in question.versions:
            counts = "yes" if version.counts_with_earlier else "no"
            before = (
                question.key,
                version.number,
                version.kind.value,
                counts if version.number > 1 else "",
                version.prompt,
            )
            yield (*before, None, None)
            yield from ((*before, option.key, option.label) for option in version.options)


def as_asked(questionnaire: Questionnaire) -> bytes:
    """Every version that people could read, as plain facts."""
    versions = [
        {"version": each.number, "since": each.published_at.isoformat(), "pages": facts_of(each)}
        for each in questionnaire.versions
        if each.published_at
    ]
    plain = {"title": questionnaire.title, "intro": questionnaire.intro, "versions": versions}
    return json.dumps(plain, ensure_ascii=False, indent=2).encode()
