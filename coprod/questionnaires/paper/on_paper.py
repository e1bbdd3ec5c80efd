"""A questionnaire laid out for a pen: its questions numbered, and in words who goes on where."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import NamedTuple

from coprod.activities.audience import Audience
from coprod.questionnaires.kinds import ORDINALS, PICK_ONE, SAID_ONLY, Kind
from coprod.questionnaires.paper.page_code import PageCode
from coprod.questionnaires.question import QuestionVersion
from coprod.questionnaires.rules import Condition, Rule, Test
from coprod.questionnaires.version import Page, QuestionnaireVersion
from coprod.rendering import plural, uk_date

# Who you are is asked last, or first where it decides what else is asked.
ABOUT_YOU = "the part About you"
THE_END = "the end"


class Numbered(NamedTuple):
    """A question with its number on paper; what is only to be read has none."""

    number: int | None
    question: QuestionVersion


class Run(NamedTuple):
    """Questions that stand together because the same people answer them; `go_to` says who, in a sentence."""

    go_to: str
    questions: list[Numbered]


class PaperPage(NamedTuple):
    """A page of the questionnaire as a part of the form, with who answers it."""

    title: str
    go_to: str
    runs: list[Run]


class OnPaper:
    """One version of a questionnaire as a form. `easy`: in Easy Read where a question has it."""

    def __init__(self, version: QuestionnaireVersion, *, easy: bool = False) -> None:
        self.version = version
        self.easy = easy
        asked = [question for question in version.questions if question.kind not in SAID_ONLY]
        self.numbers: Mapping[str, int] = {question.key: place for place, question in enumerate(asked, start=1)}
        self.questions = {question.key: question for question in asked}
        self.code = PageCode(version.id or 0)

    @property
    def has_easy_read(self) -> bool:
        """Whether any of its questions is there in Easy Read."""
        return any(question.easy_read for question in self.questions.values())

    @property
    def owes_credits(self) -> bool:
        """Whether a picture stands on it that is none of our drawings: then it says where one reads who made it."""
        asked = [each for each in self.version.questions if self.easy or each.kind is Kind.PICTURE_CHOICE]
        pictures = {each.picture for each in asked} | {option.picture for each in asked for option in each.options}
        return any("." in name or ":" in name for name in pictures)

    @property
    def pages(self) -> Iterator[PaperPage]:
        """Its parts, in order."""
        for page in self.version.pages:
            numbered = [Numbered(self.numbers.get(each.key), each) for each in page.questions]
            runs = [
                Run(self._go_to(rule, group), group)
                for rule, group in (
                    (self.version.rule_of(same[0].question), same)
                    for same in ([*group] for _, group in groupby(numbered, self._told_apart))
                )
            ]
            if numbered:
                yield PaperPage(page.title, self._go_to_page(page, numbered), runs)

    def heading(self, question: QuestionVersion) -> str:
        """What a question says first."""
        return (self.easy and question.easy_read) or question.prompt

    def how(self, question: QuestionVersion) -> str:
        """What to do with the pen."""
        if question.kind in PICK_ONE:
            return "Tick one box."
        if question.kind is Kind.SEVERAL_CHOICES:
            return _how_many("Tick", question, "Tick every box that fits.")
        if question.kind is Kind.RANKING:
            places = ", ".join(f"{place} for your {word.lower()} choice" for place, word in _places(question.most or 1))
            return f"Write numbers in the boxes: {places}. Leave the others empty."
        if question.kind is Kind.AGREE:
            return "Tick one box in each line."
        if question.kind is Kind.SCALE:
            return "Put a ring around one number."
        if question.kind is Kind.DATE:
            return "Write a day, a month and a year."
        if question.kind is Kind.NUMBER:
            return f"Write a whole number{_bounds(question)}."
        return ""

    def _told_apart(self, numbered: Numbered) -> object:
        rule = self.version.rule_of(numbered.question)
        return rule and (rule.all_of, [(c.question_key, c.test, c.options, c.number) for c in rule.conditions])

    def _go_to_page(self, page: Page, numbered: list[Numbered]) -> str:
        return self._go_to(self.version.rule_of(page), numbered)

    def _go_to(self, rule: Rule | None, group: list[Numbered]) -> str:
        """Who answers these, and where everybody else goes on."""
        mine = [each.number for each in group if each.number]
        if rule is None:
            return ""
        if not mine:
            return f"This is for you if {self.who(rule)}."
        after = mine[-1] + 1
        last = THE_END if self.version.asks_who_first else ABOUT_YOU
        onward = str(after) if after <= len(self.numbers) else last
        return f"If {self.who(rule)}, go on to {mine[0]}. Otherwise go to {onward}."

    def who(self, rule: Rule) -> str:
        """Whom a rule is for, as one says it to them: "you ticked “Yes” at 3"."""
        return (", and " if rule.all_of else ", or ").join(self._condition(each) for each in rule.conditions)

    def _condition(self, condition: Condition) -> str:
        test = condition.test
        if condition.question_key is None:
            known = {each.value: f"“{each.choice}”" for each in Audience}
            who = " or ".join(known.get(each, each) for each in condition.options)
            did = "ticked" if test in (Test.IS, Test.ANY_OF) else "did not tick"
            return f"you {did} {who} at “Who are you?”"
        at = f"at {self.numbers.get(condition.question_key, '?')}"
        question = self.questions.get(condition.question_key)
        labels = question.labels if question else {}
        options = [f"“{labels.get(each, each)}”" for each in condition.options]
        did = "gave a number to" if question and question.kind is Kind.RANKING else "ticked"
        if test in (Test.IS, Test.ANY_OF):
            return f"you {did} {' or '.join(options)} {at}"
        if test in (Test.IS_NOT, Test.NONE_OF):
            return f"you did not {'give a number to' if did.startswith('gave') else 'tick'} {' or '.join(options)} {at}"
        if test is Test.ALL_OF:
            return f"you {did} {' and '.join(options)} {at}"
        if test in (Test.AT_LEAST, Test.AT_MOST):
            least = "at least" if test is Test.AT_LEAST else "at most"
            return f"you chose {least} {plural(condition.number or 0, 'answer')} {at}"
        if test in (Test.BEFORE, Test.AFTER):
            day = uk_date(date.fromordinal(condition.number or 1), year=True)
            return f"the day you wrote {at} is {test.value} {day}"
        return f"the number {at} is {test.value} than {condition.number}"


def _places(most: int) -> list[tuple[int, str]]:
    return list(enumerate(ORDINALS[:most], start=1))


def _how_many(verb: str, question: QuestionVersion, any_number: str) -> str:
    least, most = question.fewest, question.most
    if least and most:
        return f"{verb} {least}." if least == most else f"{verb} {least} to {most}."
    if most:
        return f"{verb} {most} at most."
    return f"{verb} {least} or more." if least else any_number


def _bounds(question: QuestionVersion) -> str:
    if question.lowest is not None and question.highest is not None:
        return f" from {question.lowest} to {question.highest}"
    if question.lowest is not None:
        return f", {question.lowest} or more"
    return f", {question.highest} or less" if question.highest is not None else ""
