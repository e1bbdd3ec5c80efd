"""Each kind of question as it stands on a form: the fields it needs, and the answer that these make together."""

from collections.abc import Callable

from wtforms import Field, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.core import UnboundField
from wtforms.validators import Length, StopValidation, ValidationError

from coprod.forms import CanSkip, Form, choices
from coprod.questionnaires.answering.asked_forms import NOT_OFFERED, Asked, radios
from coprod.questionnaires.answering.number_forms import Day, Number, Scale
from coprod.questionnaires.kinds import (
    OPINIONS,
    ORDINALS,
    Given,
    Kind,
    chose,
    judged_each,
    ranked,
    said,
)
from coprod.questionnaires.question import OptionVersion, QuestionVersion


class OneChoice(Asked):
    """Big radio buttons; pictures have them too."""

    def own_fields(self) -> dict[str, UnboundField]:
        return {self.name: radios(self.question.prompt, self.question.labels, self.must())}

    def own_answer(self, form: Form) -> Given:
        return chose(form[self.name].data) if form[self.name].data else Given()


class Dropdown(OneChoice):
    """A list to open: for many answers that people know by heart."""

    def own_fields(self) -> dict[str, UnboundField]:
        pairs = [("", "Pick one"), *self.question.labels.items()]
        field = SelectField(
            self.question.prompt,
            choices=choices(pairs),
            default="",
            validators=[self.must()],
            invalid_choice_message=NOT_OFFERED,
        )
        return {self.name: field}


class SeveralChoices(Asked):
    """Checkboxes."""

    needed = "Pick one or more answers"

    def own_fields(self) -> dict[str, UnboundField]:
        field = SelectMultipleField(
            self.question.prompt,
            choices=choices(self.question.labels.items()),
            validators=[self.must(), self.is_enough],
            invalid_choice_message=NOT_OFFERED,
        )
        return {self.name: field}

    def is_enough(self, form: Form, field: Field) -> None:
        """Not too few, and not too many."""
        picked = len(field.data or ())
        if picked and not self.question.is_enough(picked):
            least, most = self.question.fewest or 1, self.question.most or len(self.question.options)
            how_many = f"between {least} and {most}" if least > 1 else f"{most} at most"
            how_many = str(most) if least == most else how_many
            raise ValidationError(f"Pick {how_many}. You picked {picked}")

    def own_answer(self, form: Form) -> Given:
        return chose(*(form[self.name].data or ()))


class Words(Asked):
    """A box to write in, small or large."""

    needed = "Write an answer"

    @property
    def box_names(self) -> list[str]:
        return [self.name]

    def own_fields(self) -> dict[str, UnboundField]:
        most = self.question.longest or 0
        prompt = self.question.prompt.replace("%", "%%")  # WTForms fills numbers into this message
        length = Length(max=most, message=f"Your answer must be {most} characters or fewer: {prompt}")
        return {self.name: TextAreaField(self.question.prompt, validators=[self.must(), length])}

    def own_answer(self, form: Form) -> Given:
        return said(form[self.name].data) if form[self.name].data else Given()


class Ranking(Asked):
    """A list to pick from for each place: first choice, second choice, third choice."""

    def __init__(self, question: QuestionVersion) -> None:
        super().__init__(question)
        self.place_names = [f"{self.name}-{place}" for place in range(1, (question.most or 0) + 1)]

    def own_fields(self) -> dict[str, UnboundField]:
        pairs = [("", "No choice"), *self.question.labels.items()]
        return {
            name: SelectField(
                f"{place} choice",
                choices=choices(pairs),
                default="",
                validators=[self.no_hole(number), CanSkip() if number else self.must(), self.not_twice(number)],
                invalid_choice_message=NOT_OFFERED,
            )
            for number, (name, place) in enumerate(zip(self.place_names, ORDINALS, strict=False))
        }

    def no_hole(self, number: int) -> Callable[[Form, Field], None]:
        """No place stays empty above one that is filled: nobody knows whether a second choice is the first, then."""

        def check(form: Form, field: Field) -> None:
            later = [
                ORDINALS[place] for place, name in enumerate(self.place_names) if place > number and form[name].data
            ]
            if later and not field.data:
                this = ORDINALS[number].lower()
                raise StopValidation(
                    f"You have a {later[0].lower()} choice and no {this} choice. Pick your {this} choice, "
                    f"or move your {later[0].lower()} choice up"
                )

        return check

    def not_twice(self, number: int) -> Callable[[Form, Field], None]:
        """No option may stand in two places; the later one is told."""

        def check(form: Form, field: Field) -> None:
            earlier = [form[name].data for name in self.place_names[:number]]
            if field.data in earlier:
                this, first = ORDINALS[number], ORDINALS[earlier.index(field.data)]
                raise ValidationError(
                    f"Your {this.lower()} choice is the same as your {first.lower()} choice. "
                    "Pick a different one, or leave it empty"
                )

        return check

    def own_answer(self, form: Form) -> Given:
        return ranked(*(form[name].data for name in self.place_names if form[name].data))


class Agree(Asked):
    """Yes, partly, no or not sure, for each item."""

    def own_fields(self) -> dict[str, UnboundField]:
        return {f"{self.name}-{option.key}": self.opinion_on(option) for option in self.question.options}

    def opinion_on(self, option: OptionVersion) -> RadioField:
        """The field in which one item is judged."""
        return radios(option.label, OPINIONS, self.must(f"{self.needed} to: {option.plain or option.label}"))

    def own_answer(self, form: Form) -> Given:
        opinions = {option.key: form[f"{self.name}-{option.key}"].data for option in self.question.options}
        return judged_each({key: opinion for key, opinion in opinions.items() if opinion})


class AgreeItem(Agree):
    """One item of it, which stands on a screen of its own. The box beside it stands on another."""

    options_with_boxes = ()

    def __init__(self, question: QuestionVersion, item: str) -> None:
        super().__init__(question)
        [self.item] = [option for option in question.options if option.key == item]
        self.name = f"{self.name}-{item}"

    def own_fields(self) -> dict[str, UnboundField]:
        return {self.name: self.opinion_on(self.item)}

    def own_answer(self, form: Form) -> Given:
        opinion = form[self.name].data
        return judged_each({self.item.key: opinion}) if opinion else Given()


class Information(Asked):
    """Something to read, and nothing to answer."""

    def own_fields(self) -> dict[str, UnboundField]:
        return {}

    def own_answer(self, form: Form) -> Given:
        return Given()


ASKED: dict[Kind, type[Asked]] = {
    Kind.ONE_CHOICE: OneChoice,
    Kind.SEVERAL_CHOICES: SeveralChoices,
    Kind.DROPDOWN: Dropdown,
    Kind.PICTURE_CHOICE: OneChoice,
    Kind.SHORT_TEXT: Words,
    Kind.LONG_TEXT: Words,
    Kind.NUMBER: Number,
    Kind.DATE: Day,
    Kind.SCALE: Scale,
    Kind.AGREE: Agree,
    Kind.RANKING: Ranking,
    Kind.INFORMATION: Information,
}
