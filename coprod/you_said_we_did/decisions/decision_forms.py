"""The forms with which a theme is decided, and of the day by which all should be."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from coprod.accounts.models import User
from coprod.database import uk_today
from coprod.date_fields import DateInput, refuse
from coprod.forms import CanSkip, EditForm, Form, choices, is_https, one_line
from coprod.you_said_we_did.decisions.models import Decided, Verdict

LONGEST, SHORT = 1000, 160
AHEAD = "must be a day to come"
# What each way asks for, and the words when it is missing.
NEEDED = {
    Verdict.NOW: {"priority": "Say which priority it leads to"},
    Verdict.NOT_NOW: {
        "keeper": "Say who keeps it: a role, as everyone will read it",
        "keeper_id": "Choose who is reminded",
        "look_again_on": "Enter the day on which somebody looks again",
    },
    Verdict.NOT_OURS: {"whose": "Say whose it is", "way": "Say how people get there"},
}
ALSO = {Verdict.NOW: ("first_step", "step_by"), Verdict.NOT_NOW: (), Verdict.NOT_OURS: ("way_url", "way_phone")}


def most(letters: int) -> Length:
    """No more than so many letters."""
    return Length(max=letters, message=f"Use {letters:,} letters or fewer")


def line(label: str) -> StringField:
    """A text that stands on one line."""
    return StringField(label, [most(SHORT)], filters=[one_line])


class DecideForm(Form):
    """One of three ways, each with what it needs; and for all of them why, where and when.

    `asks_why_early`: people can still answer. `asks_what_happened`: it takes the place of a "not now".
    """

    verdict = RadioField("What do we do about it?", [CanSkip()], choices=choices((v.value, v.label) for v in Verdict))
    priority = line("Which priority does it lead to?")
    first_step = line("The first step, if you know it")
    step_by = DateInput("When that step is done", what="when the first step is done", required=False)
    keeper = line("Who keeps it, as everyone reads it")
    keeper_id = SelectField("Who is reminded", [CanSkip()], coerce=lambda value: int(value) if value else None)
    look_again_on = DateInput("When somebody looks again", what="when somebody looks again", required=False)
    whose = line("Whose is it?")
    way = TextAreaField("How do people get there?", [most(LONGEST)])
    way_url = line("A link")
    way_phone = line("A phone number")
    reason = TextAreaField("Why? In plain words, for everyone", [most(LONGEST)])
    meeting = line("Which meeting decided it?")
    met_on = DateInput("The day of that meeting", what="the day of the meeting")
    early = BooleanField("We decide although people can still answer")
    early_why = TextAreaField("Why so early?", [most(LONGEST)])
    happened = TextAreaField("What happened when you looked again?", [most(LONGEST)])
    seen = HiddenField()

    def __init__(
        self, people: Sequence[User], *, asks_why_early: bool = False, asks_what_happened: bool = False, **more: Any
    ) -> None:
        super().__init__(**more)
        self.keeper_id.choices = choices([("", "Choose a person"), *((each.id, each.name) for each in people)])
        self.asks_why_early, self.asks_what_happened = asks_why_early, asks_what_happened

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: what this way needs is there. What was typed for another way is not looked at."""
        super().validate(extra_validators)
        chosen = self._chosen()
        for verdict in Verdict:
            if verdict is not chosen:
                for name in (*NEEDED[verdict], *ALSO[verdict]):
                    self[name].errors = []
        if chosen is None:
            self.verdict.errors = ["Choose one of the three"]
        else:
            self._must_have({name: words for name, words in NEEDED[chosen].items() if not self[name].errors})
            self._look_at(chosen)
        self._must_have({"reason": "Say why", "meeting": "Say which meeting decided it"})
        self._look_at_dates()
        if self.asks_what_happened:
            self._must_have({"happened": "Say what happened: it stood on the not-now register"})
        if self.asks_why_early:
            if not self.early.data:
                refuse(self.early, "Tick this if you decide while people can still answer")
            self._must_have({"early_why": "Say why you decide so early"})
        return not self.errors

    def _chosen(self) -> Verdict | None:
        return Verdict(self.verdict.data) if self.verdict.data in set(Verdict) else None

    def _must_have(self, needed: dict[str, str]) -> None:
        for name, words in needed.items():
            if not self[name].data:
                refuse(self[name], words)

    def _look_at(self, chosen: Verdict) -> None:
        if chosen is Verdict.NOW and self.step_by.data:
            if not self.first_step.data:
                refuse(self.first_step, "Say what the first step is, or leave out its day")
            if self.step_by.data < uk_today():
                refuse(self.step_by, f"The day of the first step {AHEAD}")
        if chosen is Verdict.NOT_NOW and self.look_again_on.data and self.look_again_on.data <= uk_today():
            refuse(self.look_again_on, f"When somebody looks again {AHEAD}")
        if chosen is Verdict.NOT_OURS and self.way_url.data and not is_https(self.way_url.data):
            refuse(self.way_url, "Enter an address that begins with https://")

    def _look_at_dates(self) -> None:
        if self.met_on.data and self.met_on.data > uk_today():
            refuse(self.met_on, "The meeting has been: enter today or a day before")

    def decided(self) -> Decided:
        """What it says, of this way alone."""
        verdict = Verdict(self.verdict.data)
        of_it = (*NEEDED[verdict], *ALSO[verdict])
        said = {name: value for name in of_it if (value := self[name].data)}
        if self.met_on.data is None:
            raise ValueError("ask this of a form that is valid")
        return Decided(
            verdict,
            self.reason.data or "",
            self.meeting.data or "",
            self.met_on.data,
            early_why=(self.early_why.data or "") if self.asks_why_early else "",
            **said,
        )


class DecideByForm(EditForm):
    """The day by which every theme should be decided; none where staff have set none."""

    decide_by = DateInput("Every theme is decided by", what="the day", required=False)

    def validate_decide_by(self, field: DateInput) -> None:
        """It is to come, or it is the one that stands there."""
        if field.data and field.data < uk_today() and field.data != field.object_data:
            refuse(field, "The day must be today or a day to come")
