"""What must be put right before a version of a questionnaire is published, and what its writers should think about."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from coprod.plain_words import LONG_SENTENCE, read_closely
from coprod.questionnaires.editing.ways.in_words import KINDS, TESTS, Names
from coprod.questionnaires.editing.ways.paths import UNDECIDED, Ways
from coprod.questionnaires.kinds import PICK_ONE, WITH_OPTIONS, Kind
from coprod.questionnaires.question import QuestionVersion
from coprod.questionnaires.rules import Condition, Rule, Test
from coprod.questionnaires.version import QuestionnaireVersion


class Sort(StrEnum):
    """What kind of problem it is. Those of a way cannot be saved, an empty page only not be published."""

    WAY = "Must be put right"
    EMPTY = "Must be put right "
    EASY_READ = "Easy Read"
    WORDS = "Words"
    MAYBE = "Think about it"


class Problem(NamedTuple):
    """One thing. `says` is the sentence, `more` why; `page` or `question` is the key of where it is put right."""

    sort: Sort
    says: str
    more: str = ""
    page: str = ""
    question: str = ""

    @property
    def stops(self) -> bool:
        """Whether it stops publishing."""
        return self.sort in (Sort.WAY, Sort.EMPTY)


def fitting_tests(kind: Kind | None) -> list[Test]:
    """What a rule can ask of an answer of this kind; None: of who somebody is."""
    if kind is None or kind in PICK_ONE:
        return [Test.ANY_OF, Test.NONE_OF, Test.IS, Test.IS_NOT]
    if kind in (Kind.SEVERAL_CHOICES, Kind.RANKING):
        return [Test.ANY_OF, Test.NONE_OF, Test.ALL_OF, Test.IS, Test.IS_NOT, Test.AT_LEAST, Test.AT_MOST]
    if kind is Kind.AGREE:
        return [Test.AT_LEAST, Test.AT_MOST]
    if kind in (Kind.NUMBER, Kind.SCALE):
        return [Test.MORE, Test.LESS]
    return [Test.BEFORE, Test.AFTER] if kind is Kind.DATE else []


class Problems(list[Problem]):
    """All there is to say of one version: what must be put right first."""

    def __init__(self, version: QuestionnaireVersion) -> None:
        self.version, self.names, self.ways = version, Names(version), Ways(version)
        self.page_number = {each.asked.key: page.number for page in version.pages for each in page.placed}
        super().__init__([*self._of_rules(), *self._of_reach(), *self._empty(), *self._easy_read(), *self._words()])

    @property
    def stopping(self) -> list[Problem]:
        """What stops publishing."""
        return [each for each in self if each.stops]

    @property
    def of_ways(self) -> list[Problem]:
        """What is not even saved."""
        return [each for each in self if each.sort is Sort.WAY]

    def _of_rules(self) -> Iterator[Problem]:
        for rule in self.version.rules:
            where = {"page": rule.page_key or "", "question": rule.question_key or ""}
            for condition in rule.conditions:
                if why := self._why_wrong(rule, condition):
                    yield Problem(Sort.WAY, f"{self.names.of_rule(rule)} has a rule that cannot work.", why, **where)

    def _why_wrong(self, rule: Rule, condition: Condition) -> str:
        key = condition.question_key
        if key is None:
            return ""
        question = self.names.questions.get(key)
        if question is None:
            return "It asks about a question that is not there any more."
        page = self.names.pages.get(rule.page_key or "")
        number = page.number if page else self.page_number.get(rule.question_key or "", 0)
        if self.page_number[key] >= number:
            return f"It asks about {self.names.question(key)}, which does not stand on an earlier page."
        if condition.test not in fitting_tests(question.kind):
            return f"“{TESTS[condition.test]}” does not fit {self.names.question(key)}: {KINDS[question.kind].lower()}."
        if gone := [each for each in condition.options if each not in question.labels]:
            return f"It asks for “{gone[0]}”, and {self.names.question(key)} has no such answer."
        return ""

    def _of_reach(self) -> Iterator[Problem]:
        for page in self.version.pages:
            lost = [placed.asked for placed in page.placed if self.ways.to_question(placed.asked.key) is None]
            if page.placed and len(lost) == len(page.placed):
                who = self.names.who_sees(self.version.rule_of(page) or self.version.rule_of(lost[0]))
                yield Problem(Sort.WAY, f"Page {page.number} can never be reached.", f"It is for {who}.", page=page.key)
                continue
            for question in lost:
                says = f"{self.names.question(question.key).capitalize()} can never be reached."
                who = self.names.who_sees(self.version.rule_of(question))
                yield Problem(Sort.WAY, says, f"It is for {who}.", question=question.key)
        if any(self.ways.to_question(each.key) is UNDECIDED for each in self.version.questions):
            yield Problem(
                Sort.MAYBE, "Very many rules hang on each other here.", "We cannot tell whether everything is reached."
            )

    def _empty(self) -> Iterator[Problem]:
        if not self.version.questions:
            yield Problem(Sort.EMPTY, "Nothing is asked yet.", "Add a question.")
        for page in self.version.pages:
            if not page.placed and self.version.questions:
                says = f"Page {page.number} is empty."
                yield Problem(Sort.EMPTY, says, "Put a question on it, or take it out.", page=page.key)

    def _easy_read(self) -> Iterator[Problem]:
        ready = sum(not easy_read_to_do(each) for each in self.version.questions)
        for question in self.version.questions:
            if ready and (to_do := easy_read_to_do(question)):
                says = f"{self.names.question(question.key).capitalize()} has no {to_do[0]}."
                more = f"Easy Read is ready for {ready} of {len(self.version.questions)}."
                yield Problem(Sort.EASY_READ, says, more, question=question.key)

    def _words(self) -> Iterator[Problem]:
        for question in self.version.questions:
            reads = read_closely("\n".join([question.prompt, question.hint, *question.labels.values()]))
            where = self.names.question(question.key).capitalize()
            for word, plainer in reads.hard:
                yield Problem(Sort.WORDS, f"“{word}” is hard.", f"{where}. Try “{plainer}”.", question=question.key)
            if reads.long_sentences:
                says = f"{where} has a sentence of more than {LONG_SENTENCE} words."
                yield Problem(Sort.WORDS, says, "Make two of it.", question=question.key)


def easy_read_to_do(question: QuestionVersion) -> list[str]:
    """What its Easy Read still needs."""
    to_do = [
        name for name, there in (("short sentence", question.easy_read), ("picture", question.picture)) if not there
    ]
    if question.kind in WITH_OPTIONS:
        to_do += [f"short words for “{each.label}”" for each in question.options if not each.plain]
    return to_do + ([] if question.read_by and question.read_on else ["check with readers"])
