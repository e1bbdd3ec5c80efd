"""Smaller forms of the editor: a new question, a page, Easy Read, other formats, publishing, and taking JSON in."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from wtforms import BooleanField, Field, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from coprod.activities.forms import LONGEST_REASON, ActivityForm
from coprod.date_fields import DateInput
from coprod.forms import CanSkip, EditForm, WholeNumber, choices, https_link
from coprod.plain_words import how_many_words
from coprod.questionnaires.editing.question_forms import letters
from coprod.questionnaires.editing.ways.in_words import KINDS
from coprod.questionnaires.editing.ways.rule_fields import WhoSees
from coprod.questionnaires.equality.questions import QUESTIONS
from coprod.questionnaires.facts import Facts
from coprod.questionnaires.kinds import TEXT, WITH_OPTIONS, Kind
from coprod.questionnaires.own_pictures.picture_forms import PictureField
from coprod.questionnaires.question import QuestionVersion
from coprod.text import normalise

LONGEST_PLAIN = 200  # of what an answer, or an item, says in plain words


class DetailsForm(ActivityForm):
    """A questionnaire, as staff make it: what every activity has, its first words, and the days of grace."""

    intro = TextAreaField("On its first page", [letters(2000)])
    grace_days = WholeNumber(
        "Days to finish what was begun, after it closes", 0, 14, "Enter a number of days from 0 to 14", default=3
    )

    equality = SelectMultipleField(
        "Questions about equality, after the answers",
        choices=choices((key, asked.prompt) for key, asked in QUESTIONS.items()),
        validators=[CanSkip()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    # What can be picked of each: it is the same wherever they are asked.
    equality_answers = {key: " · ".join(asked.options.values()) for key, asked in QUESTIONS.items()}

    offers_paper = BooleanField("Everyone can print it as a paper form")
    paper_return = TextAreaField("Where to hand the paper form in", [letters(300)])
    paper_days = WholeNumber(
        "Days to type paper forms in, after it closes", 0, 60, "Enter a number of days from 0 to 60", default=14
    )

    def validate_paper_return(self, field: Field) -> None:
        if self.offers_paper.data and not field.data:
            raise ValidationError("Write where people can hand the paper form in")

    def details(self) -> dict[str, Any]:
        """What to make a questionnaire of, or to set on it."""
        own = {name: self[name].data for name in ("grace_days", "offers_paper", "paper_days")}
        own["equality"] = self.equality.data or []
        words = {"intro": self.intro.data or "", "paper_return": self.paper_return.data or ""}
        return super().details() | words | own


class NewQuestionForm(EditForm):
    """A question to begin with: what it asks, how, and on which page."""

    prompt = StringField("Question, as people read it", [DataRequired("Write the question"), letters(300)])
    kind = SelectField("Kind", choices=choices(KINDS.items()), default=Kind.ONE_CHOICE.value)
    answers = TextAreaField("Answers to pick from, one on each line", [letters(8000)])
    page = SelectField("Page", validators=[CanSkip()])

    def said(self) -> Facts:
        """As facts; what its kind needs is there, for staff to change."""
        kind = Kind(self.kind.data)
        said: Facts = {"prompt": self.prompt.data, "kind": kind.value}
        if kind in TEXT:
            said["longest"] = 100 if kind is Kind.SHORT_TEXT else 1000
        if kind is Kind.SCALE:
            said |= {"lowest": 1, "highest": 5}
        if kind in WITH_OPTIONS:
            said["options"] = [line for each in (self.answers.data or "").splitlines() if (line := normalise(each))]
        if kind is Kind.RANKING:
            said["most"] = min(3, len(said["options"])) or None
        return said


class PageForm(EditForm):
    """What a page is called, and who sees it."""

    title = StringField("What the page is called", [DataRequired("Give the page a name"), letters(120)])
    rule = WhoSees("Who sees this page")

    def __init__(self, facts: Facts, earlier: Mapping[str, QuestionVersion], edited: int, **more: Any) -> None:
        shown = {"title": facts["title"], "rule": facts.get("who_sees") or {}, "edited": str(edited)}
        super().__init__(data=shown, **more)
        self.rule.offer(earlier)

    def said(self) -> Facts:
        """As facts to set."""
        return {"title": self.title.data, "who_sees": self.rule.data}


class EasyReadForm(EditForm):
    """The same question in Easy Read: a short sentence, a picture, short words for each answer, and who tried it."""

    easy_read = StringField("Short sentence", [letters(200)])
    picture = PictureField("Picture")
    read_by = StringField("Checked with readers by", [letters(120)])
    read_on = DateInput("On", "the day when readers checked it", required=False)
    keys: tuple[str, ...] = ()

    @classmethod
    def of(cls, facts: Facts, edited: int, pictures: Mapping[str, str], **more: Any) -> "EasyReadForm":
        """The form of one question, with all pictures to choose from."""
        offered = tuple((each["key"], each["label"]) for each in facts.get("options", []))
        shown = {name: facts.get(name, "") for name in ("easy_read", "picture", "read_by")}
        shown["read_on"] = date.fromisoformat(facts["read_on"]) if facts.get("read_on") else None
        for each in facts.get("options", []):
            shown |= {f"plain-{each['key']}": each.get("plain", ""), f"picture-{each['key']}": each.get("picture", "")}
        form = cls._for(offered)(data=shown | {"edited": str(edited)}, **more)
        for name in ("picture", *(f"picture-{key}" for key in form.keys)):
            form[name].offer(pictures)
        return form

    @classmethod
    @lru_cache(maxsize=64)
    def _for(cls, offered: tuple[tuple[str, str], ...]) -> type["EasyReadForm"]:
        fields: dict[str, Any] = {"keys": tuple(key for key, _ in offered)}
        for key, label in offered:
            fields[f"plain-{key}"] = StringField(f"Short words for {label}", [letters(LONGEST_PLAIN)])
            fields[f"picture-{key}"] = PictureField(f"Picture for {label}")
        return type(cls.__name__, (cls,), fields)

    @property
    def sentence_length(self) -> int:
        """How many words its sentence has."""
        return how_many_words(self.easy_read.data or "")

    def validate_read_on(self, field: DateInput) -> None:
        """Who and when belong together."""
        if bool(field.data) != bool(self.read_by.data):
            raise ValidationError("Say who checked it, and on which day; or leave both empty")

    def said(self, facts: Facts) -> Facts:
        """As facts to set."""
        said = {name: self[name].data or "" for name in ("easy_read", "picture", "read_by")}
        said["read_on"] = self.read_on.data.isoformat() if self.read_on.data else None
        options = [
            each
            | {"plain": self[f"plain-{each['key']}"].data or "", "picture": self[f"picture-{each['key']}"].data or ""}
            for each in facts.get("options", [])
        ]
        return said | ({"options": options} if options else {})


class FormatsForm(EditForm):
    """The same question as sound, and in British Sign Language."""

    recording = StringField("A recording of it (you can skip this)", [letters(300), https_link])
    bsl_link = StringField("A video in British Sign Language (you can skip this)", [letters(300), https_link])

    def said(self) -> Facts:
        """As facts to set."""
        return {"recording": self.recording.data or "", "bsl_link": self.bsl_link.data or ""}


class PublishForm(EditForm):
    """Why it changes, where people have answered; and whether answers to other words count together with the old."""

    reason = TextAreaField("Why does it change?", [letters(LONGEST_REASON)])
    keys: tuple[str, ...] = ()

    @classmethod
    def of(cls, reworded: Mapping[str, str], edited: int) -> "PublishForm":
        """`reworded` are the questions, by key, that people have read in other words."""
        fields: dict[str, Any] = {"keys": tuple(reworded)}
        for key in reworded:
            fields[f"counts-{key}"] = RadioField(
                "Do answers to the old words count together with answers to the new?",
                choices=choices([("yes", "Yes, it means the same"), ("no", "No, it is another question now")]),
                validators=[DataRequired("Say whether the answers count together")],
            )
        return type(cls.__name__, (cls,), fields)(data={"edited": str(edited)})

    def counts(self) -> dict[str, bool]:
        """By key."""
        return {key: self[f"counts-{key}"].data == "yes" for key in self.keys}


class JsonForm(EditForm):
    """A questionnaire as JSON, to look at first."""

    text = TextAreaField("The questionnaire as JSON", [DataRequired("Paste it here"), letters(500_000)])
    sure = BooleanField("Do it")
