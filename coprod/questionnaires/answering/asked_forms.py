"""A question as it stands on a form, of whatever kind: its fields, and the boxes beside what it offers."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from wtforms import RadioField, TextAreaField
from wtforms.fields.core import UnboundField
from wtforms.validators import DataRequired, Length

from coprod.forms import CanSkip, Form, choices
from coprod.questionnaires.kinds import LONGEST_BESIDE, Given, Kind
from coprod.questionnaires.question import OptionVersion, QuestionVersion

NOT_OFFERED = "Pick one of the answers on this page"


class Asked(ABC):
    """A question as it stands on a form."""

    needed = "Pick an answer"
    place_names: Sequence[str] = ()  # of a ranking, the name of each place's field, the first choice first

    def __init__(self, question: QuestionVersion) -> None:
        self.question = question
        self.name = f"answer-{question.key}"

    @abstractmethod
    def own_fields(self) -> dict[str, UnboundField]:
        """The fields by name, without the boxes beside options."""

    @abstractmethod
    def own_answer(self, form: Form) -> Given:
        """What was answered in these; nothing when it was skipped."""

    def fields(self) -> dict[str, UnboundField]:
        """Every field by its name."""
        return self.own_fields() | {self.box_name(option): box_beside(option) for option in self.options_with_boxes}

    def answer(self, form: Form) -> Given:
        """What was answered, with what stands beside the options."""
        given = self.own_answer(form)
        beside = {option.key: form[self.box_name(option)].data for option in self.options_with_boxes}
        picked = set(given.options) if self.question.kind is not Kind.AGREE else set(beside)
        kept = {key: words for key, words in beside.items() if words and key in picked}
        return Given(given.picks, {**given.words, **kept})

    @property
    def options_with_boxes(self) -> Sequence[OptionVersion]:
        """Those beside which one can write."""
        return [option for option in self.question.options if option.wording]

    def box_name(self, option: OptionVersion) -> str:
        """The name of the box beside an option."""
        return box_name(self.question, option)

    @property
    def box_names(self) -> list[str]:
        """The names of all fields in which people write words."""
        return [self.box_name(option) for option in self.options_with_boxes]

    def must(self, message: str = "") -> DataRequired | CanSkip:
        """Whether there has to be an answer, and what is said when there is none."""
        if not self.question.required:
            return CanSkip()
        return DataRequired(message or f"{self.needed} to: {self.question.prompt}")


def radios(label: str, labels: dict[str, str], must: DataRequired | CanSkip) -> RadioField:
    """Radio buttons that take only what they offer."""
    return RadioField(label, choices=choices(labels.items()), validators=[must], invalid_choice_message=NOT_OFFERED)


def box_name(question: QuestionVersion, option: OptionVersion) -> str:
    """The name of the box beside an option."""
    return f"words-{question.key}-{option.key}"


def box_beside(option: OptionVersion) -> TextAreaField:
    """The box beside an option."""
    label = option.label.replace("%", "%%")
    message = f"What you write must be {LONGEST_BESIDE} characters or fewer: {label}"
    return TextAreaField(option.label, validators=[CanSkip(), Length(max=LONGEST_BESIDE, message=message)])
