"""The kinds of question that are answered with a number: a number, a point on a scale, or a day."""

from datetime import date

from wtforms import Field
from wtforms.fields.core import UnboundField
from wtforms.validators import NumberRange, StopValidation

from coprod.date_fields import DateInput
from coprod.forms import AnyWholeNumber, Form
from coprod.questionnaires.answering.asked_forms import Asked, radios
from coprod.questionnaires.kinds import Given, counted

FAR = 2_000_000_000  # no number that people mean is larger, and every database can keep it
NO_NUMBER = "Write your answer as a whole number, like 12"


class Number(Asked):
    """A whole number."""

    needed = "Write a number as your answer"

    def own_fields(self) -> dict[str, UnboundField]:
        lowest = -FAR if self.question.lowest is None else self.question.lowest
        highest = FAR if self.question.highest is None else self.question.highest
        prompt = self.question.prompt.replace("%", "%%")  # WTForms fills numbers into this message
        bounds = NumberRange(lowest, highest, f"{self.wrong(lowest, highest)}: {prompt}")
        return {self.name: AnyWholeNumber(self.question.prompt, NO_NUMBER, [self.answered, bounds])}

    def wrong(self, lowest: int, highest: int) -> str:
        """What is said of a number that is too small or too large."""
        if (lowest, highest) == (-FAR, FAR):
            return "Your answer must be a smaller number"
        if highest == FAR:
            return f"Your answer must be {lowest} or more"
        return (
            f"Your answer must be {highest} or less" if lowest == -FAR else f"Your answer must be {lowest} to {highest}"
        )

    def answered(self, form: Form, field: Field) -> None:
        """Nought is an answer; nothing is one only where none is needed."""
        if field.data is not None or field.errors:
            return
        if self.question.required:
            raise StopValidation(f"{self.needed} to: {self.question.prompt}")
        raise StopValidation

    def own_answer(self, form: Form) -> Given:
        return Given() if form[self.name].data is None else counted(form[self.name].data)


class Day(Asked):
    """A date: day, month, year."""

    def own_fields(self) -> dict[str, UnboundField]:
        what = f"your answer to: {self.question.prompt}"
        return {self.name: DateInput(self.question.prompt, what, required=self.question.required)}

    def own_answer(self, form: Form) -> Given:
        day: date | None = form[self.name].data
        return counted(day.toordinal()) if day else Given()


class Scale(Asked):
    """A row of numbers, with words at its ends."""

    def own_fields(self) -> dict[str, UnboundField]:
        points = range(self.question.lowest or 0, (self.question.highest or 0) + 1)
        return {self.name: radios(self.question.prompt, {str(n): str(n) for n in points}, self.must())}

    def own_answer(self, form: Form) -> Given:
        return counted(int(form[self.name].data)) if form[self.name].data else Given()
