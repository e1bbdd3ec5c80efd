"""The forms of a questionnaire: the questions of some pages, then who you are."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField

from coprod.forms import Form
from coprod.intake.before_sending import BeforeSending
from coprod.intake.forms import ContributionForm
from coprod.questionnaires.answering.asked_forms import Asked, box_beside, box_name
from coprod.questionnaires.answering.drafts.kept import Typed
from coprod.questionnaires.answering.question_forms import ASKED, AgreeItem
from coprod.questionnaires.kinds import Given
from coprod.questionnaires.question import QuestionVersion
from coprod.questionnaires.screens import Screen

# What the names begin with of the fields that say which version of a question somebody read, and that they were asked
# about names.
READ, TOLD = "read-", "told-"
# What a draft keeps beside answers: in which order this person finds things, and how much time they have.
BESIDES = ("seed", "time")


class AnswersForm(BeforeSending):
    """Some of a questionnaire's questions, filled in with what was typed: just now, or earlier."""

    asked: Sequence[Asked]

    class Meta(BeforeSending.Meta):
        csrf = False  # the guard has looked at the token; what is kept in a draft has none

    @classmethod
    def of(cls, questions: Sequence[QuestionVersion], typed: Typed) -> "AnswersForm":
        """A form with just these questions on it."""
        return cls._for(tuple(questions))(formdata=MultiDict(typed))

    @classmethod
    def on(cls, screen: Screen, typed: Typed) -> "AnswersForm":
        """A form with what one screen asks. The box beside an item is on a page of its own."""
        return cls._for(tuple(screen.questions), told_on(screen), screen.item and screen.item.key)(
            formdata=MultiDict(typed)
        )

    @classmethod
    @lru_cache(maxsize=128)
    def _for(
        cls, questions: tuple[QuestionVersion, ...], told: str = "", item: str | None = None
    ) -> type["AnswersForm"]:
        """The same form for everybody who is asked these: to make it takes longer than to fill it in."""
        asked = [
            ASKED[question.kind](question) if item is None else AgreeItem(question, item) for question in questions
        ]
        fields: dict[str, Any] = {name: field for one in asked for name, field in one.fields().items()}
        fields |= {f"{READ}{one.question.key}": HiddenField() for one in asked}
        if told:
            fields["time"] = HiddenField()
            if any(question.shuffled for question in questions):
                fields["seed"] = HiddenField()
            # The draft keeps on which screens somebody was asked: changing an answer there does not ask again.
            fields["told"] = HiddenField(name=told)
        return type(cls.__name__, (cls,), {**fields, "asked": asked})

    @property
    def names(self) -> list[str]:
        """The names of all its fields."""
        return [field.name for field in self]

    def boxes(self) -> Sequence[Field]:
        """The boxes to write in."""
        return [self[name] for one in self.asked for name in one.box_names]

    def shows_now(self) -> None:
        """It is about to be shown, with the questions as they are asked now: from here on it carries those."""
        for one in self.asked:
            self[f"{READ}{one.question.key}"].data = str(one.question.id)

    def answers(self) -> Mapping[QuestionVersion, Given]:
        """What was answered, without the questions that were skipped. Valid only after `validate()`."""
        return {one.question: given for one in self.asked if (given := one.answer(self))}

    def as_read(self) -> Mapping[QuestionVersion, Given]:
        """The same, each under the version of the question that they had read when they answered."""
        return {
            question.as_read(self[f"{READ}{question.key}"].data, given): given
            for question, given in self.answers().items()
        }


class SayMoreForm(BeforeSending):
    """The box beside one item: whoever has judged it may say more."""

    box: Field

    class Meta(BeforeSending.Meta):
        csrf = False  # as above

    @classmethod
    def on(cls, screen: Screen, typed: Typed) -> "SayMoreForm":
        """The box beside the item of this screen."""
        [question], item = screen.questions, screen.item
        assert item is not None and item.wording is not None  # noqa: S101 - the view has looked
        name = box_name(question, item)
        fields = {name: box_beside(item), "told": HiddenField(name=f"{told_on(screen)}.more")}
        form: SayMoreForm = type(cls.__name__, (cls,), fields)(formdata=MultiDict(typed))
        form.box = form[name]
        return form

    @property
    def names(self) -> list[str]:
        """The names of all its fields."""
        return [field.name for field in self]

    def boxes(self) -> Sequence[Field]:
        """The one there is."""
        return [self.box]


def told_on(screen: Screen) -> str:
    """The name of the field that says that somebody was asked about names on this screen."""
    return f"{TOLD}{screen.page.key}" if screen.step == 1 else f"{TOLD}{screen.page.key}.{screen.step}"


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
