"""The forms of a questionnaire: the questions of some pages, then who you are."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.core import UnboundField
from wtforms.validators import DataRequired, Length, ValidationError

from coprod.activities.wording import Wording
from coprod.forms import CanSkip, Form, choices
from coprod.intake.before_sending import BeforeSending
from coprod.intake.forms import ContributionForm
from coprod.questionnaires.draft import Typed
from coprod.questionnaires.kinds import OPINIONS, ORDINALS, Kind, Value
from coprod.questionnaires.question import Question

# What the names begin with of the fields that say which wording somebody read, and that they were asked about names.
READ, TOLD = "read-", "told-"
NOT_OFFERED = "Pick one of the answers on this page"


class Asked(ABC):
    """A question as it stands on a form: the fields it needs, and the answer that these make together."""

    needed = "Pick an answer"

    def __init__(self, question: Question) -> None:
        self.question = question
        self.name = f"answer-{question.slug}"
        self.read_name = f"{READ}{question.slug}"

    @abstractmethod
    def fields(self) -> dict[str, UnboundField]:
        """The form's fields by name."""

    def answer(self, form: Form) -> Value | None:
        """What was answered; nothing when it was skipped."""
        return form[self.name].data or None

    def must(self, message: str = "") -> DataRequired | CanSkip:
        """Whether there has to be an answer, and what is said when there is none."""
        if not self.question.required:
            return CanSkip()
        return DataRequired(message or f"{self.needed} to: {self.question.prompt}")


class OneChoice(Asked):
    """Big radio buttons."""

    def fields(self) -> dict[str, UnboundField]:
        return {self.name: radios(self.question.prompt, self.question.labels, self.must())}

    def answer(self, form: Form) -> Value | None:
        return [form[self.name].data] if form[self.name].data else None


class SeveralChoices(Asked):
    """Checkboxes."""

    needed = "Pick one or more answers"

    def fields(self) -> dict[str, UnboundField]:
        field = SelectMultipleField(
            self.question.prompt,
            choices=choices(self.question.labels.items()),
            validators=[self.must()],
            invalid_choice_message=NOT_OFFERED,
        )
        return {self.name: field}


class Words(Asked):
    """A box to write in, small or large."""

    needed = "Write an answer"

    def fields(self) -> dict[str, UnboundField]:
        most = self.question.max_length or 0
        prompt = self.question.prompt.replace("%", "%%")  # WTForms fills numbers into this message
        length = Length(max=most, message=f"Your answer must be {most} characters or fewer: {prompt}")
        return {self.name: TextAreaField(self.question.prompt, validators=[self.must(), length])}


class Ranking(Asked):
    """A list to pick from for each place: first choice, second choice, third choice."""

    @property
    def names(self) -> list[str]:
        """The name of each place's field."""
        return [f"{self.name}-{place}" for place in range(1, (self.question.choices or 0) + 1)]

    def fields(self) -> dict[str, UnboundField]:
        pairs = [("", "No choice"), *self.question.labels.items()]
        return {
            name: SelectField(
                f"{place} choice",
                choices=choices(pairs),
                default="",
                validators=[CanSkip() if number else self.must(), self.not_twice(number)],
                invalid_choice_message=NOT_OFFERED,
            )
            for number, (name, place) in enumerate(zip(self.names, ORDINALS, strict=False))
        }

    def not_twice(self, number: int) -> Callable[[Form, Field], None]:
        """No option may stand in two places; the later one is told."""

        def check(form: Form, field: Field) -> None:
            earlier = [form[name].data for name in self.names[:number]]
            if field.data in earlier:
                this, first = ORDINALS[number], ORDINALS[earlier.index(field.data)]
                raise ValidationError(
                    f"Your {this.lower()} choice is the same as your {first.lower()} choice. "
                    "Pick a different one, or leave it empty"
                )

        return check

    def answer(self, form: Form) -> Value | None:
        return [form[name].data for name in self.names if form[name].data] or None


class Agree(Asked):
    """Yes, partly, no or not sure, for each item."""

    def fields(self) -> dict[str, UnboundField]:
        return {
            f"{self.name}-{option.slug}": radios(option.label, OPINIONS, self.must(f"{self.needed} to: {option.label}"))
            for option in self.question.options
        }

    def answer(self, form: Form) -> Value | None:
        said = {option.slug: form[f"{self.name}-{option.slug}"].data for option in self.question.options}
        return {slug: opinion for slug, opinion in said.items() if opinion} or None


ASKED: dict[Kind, type[Asked]] = {
    Kind.ONE_CHOICE: OneChoice,
    Kind.SEVERAL_CHOICES: SeveralChoices,
    Kind.SHORT_TEXT: Words,
    Kind.LONG_TEXT: Words,
    Kind.RANKING: Ranking,
    Kind.AGREE: Agree,
}


class AnswersForm(BeforeSending):
    """Some of a questionnaire's questions, filled in with what was typed: just now, or earlier."""

    asked: Sequence[Asked]

    class Meta(BeforeSending.Meta):
        csrf = False  # the guard has looked at the token; what is kept in a draft has none

    @classmethod
    def of(cls, questions: Sequence[Question], typed: Typed) -> "AnswersForm":
        """A form with just these questions on it."""
        return cls._for(tuple(questions))(formdata=MultiDict(typed))

    @classmethod
    @lru_cache(maxsize=128)
    def _for(cls, questions: tuple[Question, ...]) -> type["AnswersForm"]:
        """The same form for everybody who is asked these: to make it takes longer than to fill it in."""
        asked = [ASKED[question.kind](question) for question in questions]
        fields: dict[str, Any] = {name: field for one in asked for name, field in one.fields().items()}
        fields |= {one.read_name: HiddenField() for one in asked}
        if questions:  # the draft keeps on which pages somebody was asked: changing an answer there does not ask again
            fields["told"] = HiddenField(name=f"{TOLD}{questions[0].page}")
        return type(cls.__name__, (cls,), {**fields, "asked": asked})

    @property
    def names(self) -> list[str]:
        """The names of all its fields."""
        return [field.name for field in self]

    def boxes(self) -> Sequence[Field]:
        """The boxes to write in, small and large."""
        return [self[one.name] for one in self.asked if isinstance(one, Words)]

    def read(self) -> dict[Question, Wording]:
        """Each question as they read it when they answered."""
        return {one.question: one.question.wording.as_read(self[one.read_name].data) for one in self.asked}

    def shows_now(self) -> None:
        """It is about to be shown, with the questions as they are asked now: from here on it carries those."""
        for one in self.asked:
            self[one.read_name].data = str(one.question.wording_id)

    def answers(self) -> dict[Question, Value]:
        """What was answered, without the questions that were skipped. Valid only after `validate()`."""
        answers = ((one.question, one.answer(self)) for one in self.asked)
        return {question: answer for question, answer in answers if answer is not None}


class AboutYouForm(ContributionForm):
    """Who you are, where you live, and how we may use your words: what every channel asks."""

    names = ("audience", "sharing", "district")

    class Meta(ContributionForm.Meta):
        csrf = False  # as above

    @classmethod
    def of(cls, typed: Typed, token: str | None = None) -> "AboutYouForm":
        """As kept in a draft, which is sent with `token`."""
        return cls(formdata=MultiDict({**typed, "token": [token or ""]}))


class SendForm(Form):
    """The button that sends a draft; `token` says which."""

    token = HiddenField()


def radios(label: str, labels: dict[str, str], must: DataRequired | CanSkip) -> RadioField:
    """Radio buttons that take only what they offer."""
    return RadioField(label, choices=choices(labels.items()), validators=[must], invalid_choice_message=NOT_OFFERED)
