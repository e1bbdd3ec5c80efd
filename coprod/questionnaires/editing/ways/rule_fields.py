"""A form field that says who sees a page or a question: a few conditions, all or any of them. It needs no script."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from wtforms import Field
from wtforms.utils import unset_value
from wtforms.validators import ValidationError

from coprod.activities.audience import Audience
from coprod.questionnaires.editing.ways.in_words import TESTS
from coprod.questionnaires.editing.ways.problems import fitting_tests
from coprod.questionnaires.facts import Facts
from coprod.questionnaires.question import QuestionVersion
from coprod.questionnaires.rules import OF_A_COUNT, OF_A_DATE, OF_OPTIONS, Test
from coprod.text import day, normalise
from coprod.whole_numbers import read_whole_number

BUTTON = "rows"  # as in `coprod.row_fields`: it changes rows without saving
MOST = 12
LARGEST = 2_000_000_000
WHO = "who"  # in the place of a question: who somebody says they are. Questions are "q-" and their key
HOW = {"all_of": "all", "any_of": "any"}


class Line(NamedTuple):
    """One condition as it stands on the form. `about` is `WHO`, or "q-" and the key of a question, or nothing yet."""

    about: str = ""
    test: str = ""
    options: tuple[str, ...] = ()
    number: str = ""

    @property
    def question(self) -> str | None:
        """The key of the question that it is about; None for who somebody is."""
        return None if self.about == WHO else self.about[2:]


class WhoSees(Field):
    """`data` is what `facts` call "who_sees": empty when everyone sees it. `earlier` are the questions to ask of."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, **more)
        self.earlier: Mapping[str, QuestionVersion] = {}
        self.how = "all_of"
        self.lines: list[Line] = []

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """What was typed, or what there is."""
        self.process_errors: list[str] = []
        self.object_data = self.default if data is unset_value else data
        self.data: Facts = self.object_data or {}
        for how, conditions in self.data.items():
            self.how, self.lines = how, [_line(each) for each in conditions]
        if formdata and f"{self.name}-how" in formdata:
            typed = str(formdata.get(f"{self.name}-how"))
            self.how = typed if typed in HOW else "all_of"
            lines = [self._typed(formdata, number) for number in range(1, MOST + 1)]
            self.lines = [each for each in lines if each.about]
            self._pressed(str(formdata.get(BUTTON, "")))

    def offer(self, earlier: Mapping[str, QuestionVersion]) -> None:
        """These are the questions that are asked before. Now it is known what each condition can ask."""
        self.earlier = earlier
        self.lines = [self._fitting(each) for each in self.lines]

    def pre_validate(self, form: Any) -> None:
        """Every condition is whole. What they make together is `data`."""
        conditions = [self._condition(each, number) for number, each in enumerate(self.lines, 1) if each.about]
        self.data = {self.how: conditions} if conditions else {}

    # --- for the page -----------------------------------------------------------------------------------------

    @property
    def abouts(self) -> list[tuple[str, str]]:
        """What a condition can be about."""
        asked = [(f"q-{key}", f"{each.prompt}") for key, each in self.earlier.items()]
        there = {each.about for each in self.lines if each.about} - {WHO, *(value for value, _ in asked)}
        return [
            ("", "Choose a question"),
            (WHO, "Who they say they are"),
            *asked,
            *((gone, "A question that is not asked before") for gone in sorted(there)),
        ]

    def tests(self, line: Line) -> list[tuple[str, str]]:
        """What it can ask."""
        return [(test.value, TESTS[test]) for test in self._tests(line)]

    def options(self, line: Line) -> list[tuple[str, str]]:
        """What the answer can be compared with."""
        if line.about == WHO:
            return [(each.value, each.label) for each in Audience]
        question = self.earlier.get(line.question or "")
        return list(question.labels.items()) if question else []

    def wants(self, line: Line) -> str:
        """What is compared: "options", a "count", a "number", a "day"; nothing while no question is chosen."""
        if not line.about or not line.test:
            return ""
        test = Test(line.test)
        if test in OF_OPTIONS:
            return "options"
        return "day" if test in OF_A_DATE else "count" if test in OF_A_COUNT else "number"

    def _value(self) -> str:
        told = (" ".join(part for part in (each.about, each.test, *each.options, each.number)) for each in self.lines)
        return f"{HOW[self.how]}: {'; '.join(told)}" if self.lines else "everyone"

    # --- what was typed ---------------------------------------------------------------------------------------

    def _typed(self, formdata: Any, number: int) -> Line:
        name = f"{self.name}-{number}"
        return Line(
            about=normalise(str(formdata.get(f"{name}-about", ""))),
            test=normalise(str(formdata.get(f"{name}-test", ""))),
            options=tuple(normalise(str(each)) for each in formdata.getlist(f"{name}-options")),
            number=normalise(str(formdata.get(f"{name}-number", ""))),
        )

    def _pressed(self, pressed: str) -> None:
        name, _, rest = pressed.partition(":")
        verb, _, place = rest.partition(":")
        if name != self.name:
            return
        if verb == "more" and len(self.lines) < MOST:
            self.lines.append(Line())
        elif verb == "out" and place.isdecimal() and 1 <= int(place) <= len(self.lines):
            self.lines.pop(int(place) - 1)

    def _tests(self, line: Line) -> list[Test]:
        if line.about == WHO:
            return fitting_tests(None)
        question = self.earlier.get(line.question or "")
        return fitting_tests(question.kind) if question else []

    def _fitting(self, line: Line) -> Line:
        """What does not fit the question that is chosen now falls away."""
        fit = [test.value for test in self._tests(line)]
        there = {value for value, _ in self.options(line)}
        test = line.test if line.test in fit else next(iter(fit), "")
        return line._replace(test=test, options=tuple(each for each in line.options if each in there))

    def _condition(self, line: Line, number: int) -> Facts:
        where = f"{self.label.text}, line {number}: "
        if line.about != WHO and line.question not in self.earlier:
            raise ValidationError(f"{where}choose a question that is asked on an earlier page")
        facts: Facts = {"question": line.question} if line.question else {}
        facts["test"] = line.test
        if self.wants(line) != "options":
            return facts | {"number": _number(line, where)}
        if not line.options:
            raise ValidationError(f"{where}pick an answer to compare with")
        if line.test in (Test.IS, Test.IS_NOT) and len(line.options) > 1:
            raise ValidationError(f"{where}pick one answer, or choose “is any of” or “is none of”")
        return facts | {"options": list(line.options)}


def _line(condition: Facts) -> Line:
    number = condition.get("number")
    written = "" if number is None else str(number)
    if Test(condition["test"]) in OF_A_DATE and number:
        written = date.fromordinal(number).isoformat()
    about = f"q-{condition['question']}" if condition.get("question") else WHO
    return Line(about, str(condition["test"]), tuple(condition.get("options") or ()), written)


def _number(line: Line, where: str) -> int:
    try:
        number = day(line.number).toordinal() if Test(line.test) in OF_A_DATE else read_whole_number(line.number)
    except ValueError as no:
        what = "a day, like 27/3/2027" if Test(line.test) in OF_A_DATE else f"a whole number. {no}".removesuffix(". ")
        raise ValidationError(f"{where}write {what}") from None
    if abs(number) > LARGEST:
        raise ValidationError(f"{where}write a smaller number")
    return number
