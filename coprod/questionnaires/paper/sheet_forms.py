"""The form with which one sheet of paper is typed in, by keyboard alone: numbers for ticks, words as they stand."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import Length

from coprod.activities.audience import Audience, audience_choices
from coprod.activities.life import NotAllowed
from coprod.date_fields import refuse
from coprod.forms import Form
from coprod.intake.forms import SHARINGS, new_token, opened_token
from coprod.participation.contribution import Sharing
from coprod.partnership.district import District
from coprod.questionnaires.kinds import TEXT, Given
from coprod.questionnaires.paper.as_typed import (
    ABOUT,
    CANNOT_BE_READ,
    AsTyped,
    Mistyped,
    Why,
    as_typed,
    fields_of,
    name_of_box,
    numbers_in,
    read_day,
)
from coprod.questionnaires.paper.pile import Pile
from coprod.questionnaires.question import QuestionVersion

LONGEST = 10_000  # letters: nobody writes more into the lines of one question


class Sheet(NamedTuple):
    """One sheet of paper as it was read. `said` is all that stands on it, in one text."""

    answers: Mapping[QuestionVersion, AsTyped]
    about: Mapping[str, Any]
    not_counted: Mapping[str, str]
    written_on: date
    number: str
    wants_code: bool
    said: str

    @property
    def given(self) -> dict[QuestionVersion, Given]:
        """What counts, and the words, of whatever was answered."""
        return {question: read.given for question, read in self.answers.items() if read.given}


class SheetForm(Form):
    """One sheet of paper. `again`: whoever types was told of one just like it, and says that this is another."""

    token = HiddenField()
    again = HiddenField()
    written_on = StringField("Date on the form", [Length(max=20, message="Type a real day, like 18 11 2026")])
    audience = StringField(ABOUT["audience"], [Length(max=20)])
    district = StringField(ABOUT["district"], [Length(max=20)])
    sharing = StringField(ABOUT["sharing"], [Length(max=20)])
    wants_code = StringField("Wants a code", [Length(max=20)])
    number = StringField(
        "Number on the sheet, if it has one", [Length(max=12, message="The number must be 12 letters or fewer")]
    )

    questions: Sequence[QuestionVersion] = ()
    pile: Any = None
    sheet: Sheet | None = None

    @classmethod
    def of(cls, pile: Pile) -> "SheetForm":
        """For the next sheet of a pile."""
        questions = tuple(pile.version.questions)
        day = pile.written_on
        form = cls._for(questions)(data={"written_on": f"{day.day} {day.month} {day.year}"})
        form.pile = pile
        if not opened_token(form.token.data):
            form.token.data = new_token()
        return form

    @classmethod
    def _for(cls, questions: tuple[QuestionVersion, ...]) -> type["SheetForm"]:
        fields: dict[str, Any] = {}
        for question in questions:
            boxes = {name_of_box(question, option.key) for option in question.options}
            for name, option in fields_of(question):
                label = question.labels.get(option, "") or question.prompt
                is_words = question.kind in TEXT or name in boxes
                long = Length(max=LONGEST, message=f"What you type must be {LONGEST} letters or fewer")
                short = Length(max=200, message="That is too long for numbers")
                fields[name] = TextAreaField(label, [long]) if is_words else StringField(label, [short])
        return type(cls.__name__, (cls,), {**fields, "questions": questions})

    @property
    def typed(self) -> dict[str, str]:
        """What was typed for the questions, by field; without what was left empty."""
        names = [name for question in self.questions for name, _ in fields_of(question)]
        return {name: self[name].data for name in names if self[name].data}

    def validate(self, extra_validators: Any = None) -> bool:
        """Everything stands so on a sheet of paper; `sheet` is what it says."""
        if not super().validate(extra_validators):
            return False
        answers = {question: self._tried(partial(as_typed, question, self.typed)) for question in self.questions}
        about = {name: self._tried(partial(self._about, name)) for name in ABOUT}
        written_on = self._tried(self._day)
        wants_code = self._tried(lambda: bool(numbers_in((self.wants_code.data or "").strip("0"), 1, "wants_code")))
        if self.errors:
            return False
        self.sheet = self._sheet(answers, about, written_on, wants_code)
        if not self.sheet.given:
            nothing = (
                "Nothing is typed yet" if not self.typed else "Nothing on this sheet counts, and nothing is to be read"
            )
            refuse(next(self[name] for question in self.questions for name, _ in fields_of(question)), nothing)
        return not self.errors

    def _tried(self, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except Mistyped as wrong:
            refuse(self[wrong.field], str(wrong))
        except NotAllowed as refusal:
            refuse(self.written_on, str(refusal))
        return None

    def _day(self) -> date:
        day = read_day(self.written_on.data or "", "written_on")
        self.pile.questionnaire.must_be_written_on(day)
        return day

    def _about(self, name: str) -> tuple[Any, Why | None]:
        """Who it is, where they live, who may see it: the careful answer where none is clear."""
        offered: Sequence[tuple[Any, str]] = self.offered(name)
        nothing = {"audience": Audience.NOT_SAID, "district": None, "sharing": Sharing.TEAM}[name]
        text = self[name].data or ""
        if text == CANNOT_BE_READ:
            return nothing, Why.UNREADABLE
        numbers = numbers_in(text, len(offered), name)
        if len(numbers) > 1:
            return nothing, Why.TOO_MANY
        return (offered[numbers[0] - 1][0], None) if numbers else (nothing, None)

    @staticmethod
    def offered(name: str) -> Sequence[tuple[Any, str]]:
        """What one can tick there, in the order in which it is printed."""
        return {"audience": audience_choices, "district": District.choices, "sharing": lambda: SHARINGS}[name]()  # type: ignore[operator]

    def _sheet(self, answers: Any, about: Any, written_on: date, wants_code: bool) -> Sheet:
        audience = Audience(about["audience"][0])
        seen = self.pile.version.way_through({q.key: read.given for q, read in answers.items()}, audience)
        asked = {question.key for page in seen for question in page.questions}
        kept = {question: read if question.key in asked else _not_asked(read) for question, read in answers.items()}
        not_counted = {
            f"{question.key}/{item}" if item else question.key: why.value
            for question, read in kept.items()
            for item, why in read.not_counted.items()
        }
        not_counted |= {f"about/{name}": why.value for name, (_, why) in about.items() if why}
        chosen = {name: value for name, (value, _) in about.items()} | {"audience": audience}
        said = json.dumps([self.pile.version_id, chosen, self.typed], sort_keys=True)
        return Sheet(kept, chosen, not_counted, written_on, self.number.data or "", wants_code, said)


def _not_asked(read: AsTyped) -> AsTyped:
    """Ticks at a question that was for others count for nothing. Words are words: they are read."""
    if not read.given.picks:
        return read
    return AsTyped(Given(words=read.given.words), {"": Why.NOT_ASKED})


def first_to_type(form: SheetForm, names: Sequence[str]) -> str:
    """Where the cursor goes: what is wrong, or what comes after the last thing that was typed; "" for the buttons."""
    wrong = [name for name in names if form[name].errors]
    if wrong:
        return wrong[0]
    typed = [place for place, name in enumerate(names) if form[name].data and name != "written_on"]
    after = typed[-1] + 1 if typed else 0
    return names[after] if after < len(names) else ""
