"""The desk at which a questionnaire is written: all that its pages show beside the form."""

from functools import cached_property
from typing import Any

from sqlalchemy import func, select

from coprod.accounts.who_changed import who_changed
from coprod.activities import for_staff
from coprod.activities.audience import Audience
from coprod.database import db
from coprod.questionnaires.editing.outline import short
from coprod.questionnaires.editing.ways.in_words import Names
from coprod.questionnaires.editing.ways.map import Map
from coprod.questionnaires.editing.ways.paths import UNDECIDED, Way
from coprod.questionnaires.editing.ways.problems import Problems, easy_read_to_do, fitting_tests
from coprod.questionnaires.facts import facts_of
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.question import QuestionVersion
from coprod.questionnaires.response import Response
from coprod.questionnaires.version import Page, QuestionnaireVersion


def to_write(slug: str) -> Questionnaire:
    """The questionnaire that somebody wants to change. Raises `Archived` where everything stays as it is."""
    questionnaire = for_staff.of_kind(Questionnaire, slug)
    questionnaire.must_not_be_archived()
    return questionnaire


class Desk:
    """One questionnaire with the version that is being written; a question may be open on it, a page, or a new one."""

    def __init__(self, questionnaire: Questionnaire, open: str = "", page: str = "", *, adds: bool = False) -> None:
        self.questionnaire = questionnaire
        self.open = open
        self.open_page = page
        self.is_open = bool(open or page or adds)

    def look_again(self) -> None:
        """Somebody else has changed it: what was read before is stale."""
        for name in ("version", "pages", "problems", "names", "map", "stuck", "last_saved"):
            self.__dict__.pop(name, None)

    @property
    def lost(self) -> str:
        """What was open and is not there any more: a "question", a "page", or nothing."""
        if self.open and self.open not in self.names.questions:
            return "question"
        return "page" if self.open_page and self.open_page not in self.names.pages else ""

    @cached_property
    def version(self) -> QuestionnaireVersion:
        """What is being written."""
        return self.questionnaire.being_written

    @cached_property
    def pages(self) -> list[dict[str, Any]]:
        """The same as plain facts."""
        return facts_of(self.version)

    @cached_property
    def pictures(self) -> dict[str, str]:
        """Every picture to choose from, by its name, and what it shows."""
        return self.questionnaire.pictures

    @cached_property
    def problems(self) -> Problems:
        """What must be put right, and what to think about."""
        return Problems(self.version)

    @cached_property
    def names(self) -> Names:
        """What everything is called."""
        return self.problems.names

    @cached_property
    def map(self) -> Map:
        """Every way through."""
        return Map(self.version, self.problems.ways, self.names)

    @cached_property
    def stuck(self) -> set[str]:
        """The keys of pages and questions with something that must be put right."""
        return {each.page or each.question for each in self.problems.stopping}

    @cached_property
    def answers(self) -> int:
        """How many sets of answers there are."""
        of_this = Response.questionnaire_id == self.questionnaire.id
        return db.session.scalar(select(func.count(Response.id)).where(of_this)) or 0

    @cached_property
    def last_saved(self) -> Any:
        """The last change, with who made it."""
        return next(iter(who_changed(self.questionnaire.subject, most=1)), None)

    @property
    def is_new(self) -> bool:
        """Whether nobody has been able to read it yet: what is written is asked when it opens."""
        return not self.questionnaire.was_public

    @property
    def number_of_next(self) -> int:
        """The version that is being written, or that would be begun."""
        draft = self.questionnaire.draft
        return draft.number if draft else self.questionnaire.versions[-1].number + 1

    def number(self, question: QuestionVersion) -> int:
        """A question's place among all."""
        return self.names.numbers[question.key]

    def earlier(self, page_number: int) -> dict[str, QuestionVersion]:
        """The questions on earlier pages on whose answers a rule can hang."""
        return {
            placed.asked.key: placed.asked
            for page in self.version.pages
            if page.number < page_number
            for placed in page.placed
            if fitting_tests(placed.asked.kind)
        }

    def page_of(self, question: QuestionVersion) -> Page:
        """The page on which it stands."""
        return self.problems.ways.page_of[question.key]

    def next_to(self, question: QuestionVersion) -> QuestionVersion | None:
        """The question after it."""
        after = self.version.questions[self.number(question) :]
        return after[0] if after else None

    def easy_read_to_do(self, question: QuestionVersion) -> int:
        """How many things its Easy Read still needs; of one that was not begun, all."""
        return len(easy_read_to_do(question))

    def formats(self, question: QuestionVersion) -> int:
        """In how many of sound and sign language it is there."""
        return bool(question.recording) + bool(question.bsl_link)

    def somebody(self, question: QuestionVersion) -> list[str]:
        """Somebody who comes to a question: what they said before. Empty when everyone does, or nobody."""
        way: Way | None = self.problems.ways.to_question(question.key)
        rules = self.version.rule_of(question) or self.version.rule_of(self.page_of(question))
        if way is None or way is UNDECIDED or rules is None:
            return []
        said = [f"who you are: {Audience(way.audience).label}"] if way.audience else []
        for key, given in way.answers.items():
            asked = self.names.questions[key]
            said.append(f"{self.names.question(key)}: {', '.join(asked.in_words(given))}")
        return said

    def short(self, words: str) -> str:
        """Words that stand in a list."""
        return short(words)
