"""Rules as sentences, and the names of kinds and tests: "people who picked “A bus” in question 2"."""

from collections.abc import Mapping, Sequence
from datetime import date

from coprod.activities.audience import Audience
from coprod.questionnaires.kinds import Kind
from coprod.questionnaires.question import QuestionVersion
from coprod.questionnaires.rules import Condition, Rule, Test
from coprod.questionnaires.version import QuestionnaireVersion
from coprod.rendering import plural, uk_date

KINDS = {
    Kind.ONE_CHOICE: "One choice",
    Kind.SEVERAL_CHOICES: "Several choices",
    Kind.DROPDOWN: "A list to open",
    Kind.PICTURE_CHOICE: "Picture choice",
    Kind.SHORT_TEXT: "Short text",
    Kind.LONG_TEXT: "Long text",
    Kind.NUMBER: "Number",
    Kind.DATE: "Date",
    Kind.SCALE: "Scale",
    Kind.AGREE: "Agree, per item",
    Kind.RANKING: "Ranking",
    Kind.INFORMATION: "Something to read",
}

TESTS = {
    Test.IS: "is",
    Test.IS_NOT: "is not",
    Test.ANY_OF: "is any of",
    Test.NONE_OF: "is none of",
    Test.ALL_OF: "has all of",
    Test.AT_LEAST: "has at least",
    Test.AT_MOST: "has at most",
    Test.MORE: "is more than",
    Test.LESS: "is less than",
    Test.BEFORE: "is before",
    Test.AFTER: "is after",
}


class Names:
    """What pages, questions and options of one version are called."""

    def __init__(self, version: QuestionnaireVersion) -> None:
        self.numbers = {question.key: place for place, question in enumerate(version.questions, start=1)}
        self.questions: Mapping[str, QuestionVersion] = {question.key: question for question in version.questions}
        self.pages = {page.key: page for page in version.pages}

    def question(self, key: str) -> str:
        """As in "question 2"."""
        return f"question {self.numbers[key]}" if key in self.numbers else "a question that is not there any more"

    def of_rule(self, rule: Rule) -> str:
        """What it stands for, as in "Page 4", at the beginning of a sentence."""
        if rule.question_key is not None:
            return self.question(rule.question_key).capitalize()
        page = self.pages.get(rule.page_key or "")
        return f"Page {page.number}" if page else "A page"

    def options(self, condition: Condition) -> list[str]:
        """What it is compared with."""
        if condition.question_key is None:
            known = {each.value: each.label for each in Audience}
            return [_small(known.get(each, each)) for each in condition.options]
        question = self.questions.get(condition.question_key)
        labels = question.labels if question else {}
        return [f"“{labels.get(each, each)}”" for each in condition.options]

    def condition(self, condition: Condition) -> str:
        """As it goes on after "people who"."""
        test, options = condition.test, self.options(condition)
        if condition.question_key is None:
            return (
                f"say that they are {_or(options)}" if test in _PICKED else f"do not say that they are {_or(options)}"
            )
        where = self.question(condition.question_key)
        if test in _PICKED:
            return f"picked {_or(options)} in {where}"
        if test in (Test.IS_NOT, Test.NONE_OF):
            return f"did not pick {_or(options)} in {where}"
        if test is Test.ALL_OF:
            return f"picked {_and(options)} in {where}"
        if test in (Test.BEFORE, Test.AFTER):
            return f"gave a day {test.value} {_day(condition.number)} in {where}"
        if test in (Test.MORE, Test.LESS):
            return f"answered {test.value} than {condition.number} in {where}"
        how_many = plural(condition.number or 0, "answer")
        return f"picked at {'least' if test is Test.AT_LEAST else 'most'} {how_many} in {where}"

    def who_sees(self, rule: Rule | None) -> str:
        """Who sees what it stands for."""
        if rule is None:
            return "everyone"
        parts = [self.condition(each) for each in rule.conditions]
        return "people who " + (", and who " if rule.all_of else ", or who ").join(parts)


_PICKED = (Test.IS, Test.ANY_OF)


def _day(number: int | None) -> str:
    return uk_date(date.fromordinal(number or 1), year=True)


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def _or(words: Sequence[str]) -> str:
    return _listed(words, "or")


def _and(words: Sequence[str]) -> str:
    return _listed(words, "and")


def _listed(words: Sequence[str], last: str) -> str:
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)
