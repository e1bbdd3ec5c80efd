"""The form on which one question is written: what it says and offers, by its kind, and who sees it."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, StopValidation

from coprod.forms import AnyWholeNumber, CanSkip, EditForm, choices
from coprod.questionnaires.editing.ways.in_words import KINDS
from coprod.questionnaires.editing.ways.rule_fields import WhoSees
from coprod.questionnaires.facts import Facts
from coprod.questionnaires.kinds import ORDINALS, SAID_ONLY, TEXT, WITH_OPTIONS, Kind
from coprod.questionnaires.question import QuestionVersion
from coprod.row_fields import Box, Rows

MOST_OPTIONS = 60
LARGEST = 2_000_000_000
LENGTHS = (100, 250, 500, 1000, 2000, 4000)
OTHER = "other"
OTHER_WORDS = "Something else"
OPTION = (Box("label", "Answer", longest=200), Box("key", "Key", required=False, hidden=True))
OF_KIND = {
    "longest": TEXT,
    "fewest": {Kind.SEVERAL_CHOICES, Kind.RANKING},
    "most": {Kind.SEVERAL_CHOICES, Kind.RANKING},
    "lowest": {Kind.NUMBER, Kind.SCALE},
    "highest": {Kind.NUMBER, Kind.SCALE},
    "low_words": {Kind.SCALE},
    "high_words": {Kind.SCALE},
    "shuffled": WITH_OPTIONS - {Kind.DROPDOWN},
    "says_more": {Kind.AGREE},
    "asks_more": {Kind.AGREE},
    "other": WITH_OPTIONS - {Kind.AGREE, Kind.RANKING},
    "options": WITH_OPTIONS,
    "required": set(Kind) - SAID_ONLY,
}


def letters(most: int) -> Length:
    """No more letters than that."""
    return Length(max=most, message=f"Use {most:,} letters or fewer")


class Number(AnyWholeNumber):
    """A whole number, or nothing."""

    def __init__(self, label: str, **more: Any) -> None:
        bounds = NumberRange(-LARGEST, LARGEST, "Write a smaller number")
        super().__init__(label, "Write a whole number", [bounds], **more)

    def pre_validate(self, form: Any) -> None:
        """Nothing is fine; what is no number is told once."""
        if self.data is None:
            raise StopValidation


class Options(Rows):
    """What can be picked, one to a row; `key` comes along, so that other words are still the same thing."""

    def _rearrange(self, pressed: str) -> None:
        super()._rearrange(pressed)
        name, _, rest = pressed.partition(":")
        verb, _, place = rest.partition(":")
        if name != self.name or not place.isdecimal():
            return
        at = int(place)
        if verb == "down" and 0 <= at < len(self.data) - 1:
            self.data.insert(at + 1, self.data.pop(at))
        elif verb == "out" and 0 <= at < len(self.data):
            self.data.pop(at)


class PlainForm(EditForm):
    """A question in plain words. What does not belong to its kind is not there."""

    prompt = StringField("Question, as people read it", [DataRequired("Write the question"), letters(300)])
    hint = StringField("A hint under it", [letters(300)])
    kind = SelectField("Kind", choices=choices(KINDS.items()))
    longest = SelectField("Longest", coerce=int)
    shuffled = SelectField("Order", choices=choices([("", "As here"), ("y", "Shuffled")]), validators=[CanSkip()])
    options = Options(
        "Answers",
        (Box("label", "Answer", longest=200), Box("key", "Key", required=False, hidden=True)),
        most=MOST_OPTIONS,
        blank=1,
    )
    other = BooleanField("“Other, please say”: read by a person first")
    says_more = BooleanField("A box beside each, to say more")
    asks_more = StringField("What that box asks (“Say more about this one” if empty)", [letters(120)])
    fewest = Number("Pick at least")
    most = Number("Pick at most")
    lowest = Number("Lowest")
    highest = Number("Highest")
    low_words = StringField("Words at the low end", [letters(60)])
    high_words = StringField("Words at the high end", [letters(60)])
    required = BooleanField("It needs an answer")
    minutes = SelectField(
        "Asked of people who have",
        choices=choices([("2", "2 minutes or more"), ("10", "10 minutes or more"), ("", "time for all of it")]),
        validators=[CanSkip()],
    )
    official = TextAreaField("The same in official words", [letters(1000)])
    rule = WhoSees("Who sees this")

    def __init__(self, facts: Facts, earlier: Mapping[str, QuestionVersion], edited: int, **more: Any) -> None:
        """`facts` are the question as it stands, `earlier` the questions on which a rule can hang."""
        self.facts = facts
        super().__init__(data=as_shown(facts) | {"edited": str(edited)}, **more)
        there = facts.get("longest")
        lengths = sorted({*LENGTHS, *([there] if there else [])})
        self.longest.choices = choices((each, f"{each:,} letters") for each in lengths)
        for name, kinds in OF_KIND.items():
            if self.now not in kinds:
                del self[name]
        if "longest" in self and not self.longest.data:
            self.longest.data = 1000 if self.now is Kind.LONG_TEXT else 100
        self.rule.offer(earlier)

    @property
    def now(self) -> Kind:
        """The kind that is chosen in it."""
        return Kind(self.kind.data) if self.kind.data in KINDS else Kind(self.facts["kind"])

    def said(self) -> Facts:
        """What it says now, as facts to set; what belongs to another kind goes."""
        said: Facts = {"prompt": self.prompt.data, "kind": self.now.value, "who_sees": self.rule.data}
        for name in ("hint", "official", "low_words", "high_words", "asks_more"):
            said[name] = (self[name].data or "") if name in self else ""
        for name in ("fewest", "most", "lowest", "highest", "longest"):
            said[name] = self[name].data if name in self else None
        for name in ("required", "shuffled", "says_more"):
            said[name] = bool(self[name].data) if name in self else False
        said["minutes"] = int(self.minutes.data) if self.minutes.data else None
        said["options"] = self._offered() if "options" in self else []
        if self.now is Kind.RANKING and said["most"] is None:
            said["most"] = min(3, len(said["options"]), len(ORDINALS)) or None
        if self.now is Kind.SCALE and said["lowest"] is None and said["highest"] is None:
            said["lowest"], said["highest"] = 1, 5
        return said

    def _offered(self) -> list[Facts]:
        there = {each["key"]: each for each in self.facts.get("options", [])}
        offered = []
        for row in self.options.data:
            kept = dict(there.get(row["key"], {}))
            if not kept:
                kept = {"key": row["key"]} if row["key"] else {}
            if kept.get("box") and "other" not in self:
                del kept["box"]
            offered.append(kept | {"label": row["label"]})
        if "other" in self and self.other.data:
            offered.append(there.get(OTHER) or {"key": OTHER, "label": OTHER_WORDS, "box": True})
        return offered


def as_shown(facts: Facts) -> dict[str, Any]:
    """A question's facts as the fields of its form have them."""
    listed = facts.get("options", [])
    others = [each for each in listed if each["key"] == OTHER and each.get("box")]
    shown = {name: facts.get(name) for name in OF_KIND if name not in ("other", "options")}
    return shown | {
        "prompt": facts["prompt"],
        "hint": facts.get("hint", ""),
        "official": facts.get("official", ""),
        "kind": facts["kind"],
        "shuffled": "y" if facts.get("shuffled") else "",
        "minutes": str(facts.get("minutes") or ""),
        "options": [{"key": each["key"], "label": each["label"]} for each in listed if each not in others],
        "other": bool(others),
        "rule": facts.get("who_sees") or {},
    }
