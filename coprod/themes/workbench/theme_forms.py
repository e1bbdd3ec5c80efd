"""A theme: its name and what people mean by it; several that become one; one that becomes several."""

from collections.abc import Iterator, Sequence
from typing import Any

from wtforms import Field, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from coprod.activities.audience import Audience
from coprod.forms import EditForm, Form, one_line
from coprod.public_ids import is_public_id
from coprod.text import as_read, row_number, words_in
from coprod.themes.models import Theme

NAME_TAKEN = "This engagement has a theme with that name already"
SENTENCE = Length(max=200, message="The sentence must be 200 characters or fewer")
MOST_PARTS = 6


def must_have_letters(form: Form, field: Field) -> None:
    """A name can stand in an address."""
    if field.data and not any(words_in(field.data)):
        raise ValidationError("Use letters or numbers in the name")


NAME = (
    DataRequired("Write a name for the theme"),
    Length(max=60, message="The name must be 60 characters or fewer"),
    must_have_letters,
)


class ThemeForm(Form):
    """A new theme: what many people said, in a few words."""

    title = StringField("Name of the theme", filters=[one_line], validators=NAME)
    meaning = StringField("What people mean by it, in one sentence", filters=[one_line], validators=[SENTENCE])


class ChangeForm(EditForm):
    """A theme in other words, and what each audience means by it."""

    title = StringField("Name of the theme", filters=[one_line], validators=NAME)
    meaning = StringField("What people mean by it, in one sentence", filters=[one_line], validators=[SENTENCE])
    young_person = StringField(filters=[one_line], validators=[SENTENCE])
    parent_carer = StringField(filters=[one_line], validators=[SENTENCE])
    professional = StringField(filters=[one_line], validators=[SENTENCE])
    organisation = StringField(filters=[one_line], validators=[SENTENCE])

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for audience in self.audiences:
            self[audience.value].label.text = audience.many

    @property
    def audiences(self) -> list[Audience]:
        """Those who may have a sentence of their own: of who did not say nobody knows what they mean by it."""
        return [audience for audience in Audience if audience is not Audience.NOT_SAID]

    @classmethod
    def of(cls, theme: Theme, **more: Any) -> "ChangeForm":
        """Filled in from the theme as it stands."""
        own = {each.audience.value: each.words for each in theme.meanings}
        return cls(obj=theme, data=own, **more)

    def meanings(self) -> dict[Audience, str]:
        """What each audience means by it; empty for one without a sentence of its own."""
        return {audience: self[audience.value].data or "" for audience in self.audiences}


class MergeForm(ThemeForm):
    """Two themes or more become one, with a name and a meaning of its own."""

    themes = SelectMultipleField("Themes", coerce=row_number, validate_choice=False)

    def validate_themes(self, field: Field) -> None:
        if len(set(field.data or ())) < 2:
            raise ValidationError("Choose two themes or more")


class SplitForm(Form):
    """One theme becomes several: the names of its parts, one a line."""

    parts = StringField("Names of the parts, one on each line")

    @property
    def names(self) -> list[str]:
        """Each part's name, once."""
        lines = [one_line(line) for line in (self.parts.data or "").split("\n")]
        return list(dict.fromkeys(line for line in lines if line))

    def validate_parts(self, field: Field) -> None:
        names = self.names
        if not names:
            raise ValidationError("Write the name of one part at least")
        if len(names) > MOST_PARTS:
            raise ValidationError(f"A theme can be split into {MOST_PARTS} parts at once. You can split it again later")
        if any(len(name) > 60 for name in names):
            raise ValidationError("Each name must be 60 characters or fewer")
        if not all(any(words_in(name)) for name in names):
            raise ValidationError("Use letters or numbers in each name")
        if len(set(map(as_read, names))) < len(names):
            raise ValidationError("Two of these names read the same")


class PartsForm(Form):
    """Into which parts some texts of a split theme go: "TEXT.PART" for each box that was ticked.

    `seen` is, for each text of the page, "TEXT.MOVES": how often its words had been decided on.
    """

    into = SelectMultipleField("Parts", coerce=str, validate_choice=False)
    seen = SelectMultipleField(coerce=str, validate_choice=False)

    def chosen(self, parts: dict[int, Theme]) -> dict[frozenset[int], dict[str, int]]:
        """The texts, each with its moves, by the parts that they go into. What is no part of this theme is left out."""
        by_text: dict[str, set[int]] = {}
        for text, part in _pairs(self.into.data):
            if part in parts:
                by_text.setdefault(text, set()).add(part)
        seen = dict(_pairs(self.seen.data))
        found: dict[frozenset[int], dict[str, int]] = {}
        for text, into in by_text.items():
            found.setdefault(frozenset(into), {})[text] = seen.get(text, -1)
        return found


def _pairs(sent: Sequence[str] | None) -> Iterator[tuple[str, int]]:
    """A text and a number in each; what cannot be read is left out."""
    for each in sent or ():
        text, _, number = each.partition(".")
        if is_public_id(text) and number.isdecimal() and len(number) < 10:
            yield text, int(number)
