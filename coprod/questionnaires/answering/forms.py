"""The forms of a questionnaire: the questions of some pages, then who you are."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField

from coprod.forms import Form
from coprod.intake.before_sending import BeforeSending
from coprod.intake.forms import ContributionForm
from coprod.questionnaires.answering.kept import Typed
from coprod.questionnaires.answering.question_forms import ASKED, Asked
from coprod.questionnaires.kinds import Given
from coprod.questionnaires.question import QuestionVersion

# What the names begin with of the fields that say which version of a question somebody read, and that they were asked
# about names.
READ, TOLD = "read-", "told-"


class AnswersForm(BeforeSending):
    """Some of a questionnaire's questions, filled in with what was typed: just now, or earlier."""

    asked: Sequence[Asked]

    class Meta(BeforeSending.Meta):
        csrf = False  # the guard has looked at the token; what is kept in a draft has none

    @classmethod
    def of(cls, questions: Sequence[QuestionVersion], typed: Typed, page: str = "") -> "AnswersForm":
        """A form with just these questions on it; `page` is the key of the page on which they stand."""
        return cls._for(tuple(questions), page)(formdata=MultiDict(typed))

    @classmethod
    @lru_cache(maxsize=128)
    def _for(cls, questions: tuple[QuestionVersion, ...], page: str) -> type["AnswersForm"]:
        """The same form for everybody who is asked these: to make it takes longer than to fill it in."""
        asked = [ASKED[question.kind](question) for question in questions]
        fields: dict[str, Any] = {name: field for one in asked for name, field in one.fields().items()}
        fields |= {f"{READ}{one.question.key}": HiddenField() for one in asked}
        if page:  # the draft keeps on which pages somebody was asked: changing an answer there does not ask again
            fields["told"] = HiddenField(name=f"{TOLD}{page}")
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
