"""The results of a questionnaire: every question that was asked, in its order, counted."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from coprod.questionnaires.counted.answer_count import count_now
from coprod.questionnaires.kinds import SAID_ONLY
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.question import Question, QuestionVersion
from coprod.staff_results.filters import ResultsFilters
from coprod.staff_results.runs import Run, counted, questions_of, runs_of
from coprod.staff_results.tables import Table, table_of
from coprod.staff_results.texts import Texts, texts_of


class Result(NamedTuple):
    """What was answered to one question; `number` is its place now, nought when it is asked no longer.

    `earlier` are results of wordings that do not count together with this one.
    """

    number: int
    run: Run
    table: Table
    texts: Texts | None
    earlier: list["Result"]

    @property
    def has_small_number(self) -> bool:
        """Whether it shows so few that one might know who they are."""
        return self.table.has_small_number or any(each.has_small_number for each in self.earlier)


def results_of(questionnaire: Questionnaire, filters: ResultsFilters, groups: Mapping[str, str]) -> list[Result]:
    """All of it at this moment, in the order in which it is asked; what is asked no longer comes last."""
    rows: defaultdict[int, list[Any]] = defaultdict(list)
    for row in count_now(questionnaire.id, by=filters.by or "", **filters.group):
        rows[row.version_id].append(row)
    chosen = [*_chosen(questionnaire, filters)]
    boxes = {question.id: [each.id for each in runs[0]] for _, question, runs in chosen if has_words(runs[0])}
    texts = texts_of(questionnaire, filters, boxes)

    def result(number: int, versions: list[QuestionVersion], found: Texts | None = None) -> Result:
        run = counted(versions, (row for version in versions for row in rows[version.id]))
        return Result(number, run, table_of(run, groups), found, [])

    found = []
    for number, question, runs in chosen:
        one = result(number, runs[0], texts.get(question.id))
        earlier = [result(number, versions) for versions in runs[1:]]
        found.append(one._replace(earlier=[each for each in earlier if each.run.people]))
    return found


def versions_of(questionnaire: Questionnaire) -> list[int]:
    """The numbers of its versions that people could read."""
    return [version.number for version in questionnaire.versions if not version.is_draft]


def has_words(versions: list[QuestionVersion]) -> bool:
    """Whether people could write something."""
    return any(version.boxes for version in versions)


def _chosen(
    questionnaire: Questionnaire, filters: ResultsFilters
) -> Iterator[tuple[int, Question, list[list[QuestionVersion]]]]:
    """Each question with its place and its wordings, those that count together in one list."""
    public = [version for version in questionnaire.versions if not version.is_draft]
    if filters.version:
        public = [version for version in public if version.number == filters.version]
    if not public:
        return
    asked = [each for each in public[-1].questions if each.kind not in SAID_ONLY]
    places = {each.question_id: number for number, each in enumerate(asked, start=1)}
    read = {each.id for version in public for each in version.questions if each.kind not in SAID_ONLY}
    questions = questions_of(questionnaire)
    for question in sorted(questions, key=lambda each: (places.get(each.id, len(places) + 1), each.id)):
        if runs := runs_of(question, read):
            yield places.get(question.id, 0), question, runs
