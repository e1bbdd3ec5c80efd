"""What staff say when they bring something in: which source it is, which file, and what stands in which column."""

from typing import Any, Self

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from coprod.activities.audience import Audience
from coprod.activities.engagement import Engagement
from coprod.brought_in.columns import MOST_VALUES, Columns, audience_of, private, values
from coprod.brought_in.csv_file import LARGEST, NotReadable, Table, decoded, table
from coprod.brought_in.dry_run import LONGEST
from coprod.brought_in.models import BroughtIn
from coprod.database import uk_today
from coprod.date_fields import DateInput, refuse
from coprod.files.uploads import FileField
from coprod.forms import Form, choices, one_line
from coprod.participation.contribution import ELSEWHERE
from coprod.partnership.district import District

NEW = "new"
USES = choices(
    [
        ("team", "Only by the team. Nobody outside reads the words as they were written"),
        ("show", "Words may be quoted, once one of us has read and approved them"),
    ]
)


class SourceForm(Form):
    """Which source it is of: one that is there, or a new one."""

    into = SelectField("Which source is it?")
    title = StringField("What is it called?", [Length(max=100, message="The name must be 100 letters or fewer")])
    source = SelectField("What kind of thing is it?")
    came_from = StringField(
        "Who collected it, and how?", [Length(max=200, message="Who collected it must be 200 letters or fewer")]
    )
    use = RadioField("How may the words be used?", choices=USES, default="team")
    right_to_quote = TextAreaField(
        "By what right can they be quoted?", [Length(max=300, message="By what right must be 300 letters or fewer")]
    )

    engagement: Any = None

    @classmethod
    def of(cls, engagement: Engagement, **more: Any) -> Self:
        """For something that goes into this engagement."""
        form = cls(**more)
        form.engagement = engagement
        there = [(str(each.id), each.title) for each in BroughtIn.into(engagement)]
        form.into.choices = choices([(NEW, "A new source"), *there])
        form.source.choices = choices([("", "Choose one"), *((each.value, each.label) for each in ELSEWHERE)])
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """A new source has a name, a kind and an origin; and a right, where words of it can be quoted."""
        right = super().validate(extra_validators)
        if self.into.data != NEW:
            self.source.errors = []
            return not self.errors
        self.title.data, self.came_from.data = one_line(self.title.data), one_line(self.came_from.data)
        needed = {
            self.title: "Give it a name, like Short breaks review, spring 2026",
            self.source: "Choose what kind of thing it is",
            self.came_from: "Say who collected it, and how",
        }
        for field, message in needed.items():
            if not field.data and not field.errors:
                right = refuse(field, message)
        if self.title.data and BroughtIn.called(self.title.data, self.engagement) is not None:
            right = refuse(self.title, "There is a source of this name. Choose it above, or give this one another name")
        if self.use.data == "show" and not self.right_to_quote.data:
            right = refuse(self.right_to_quote, "Say by what right, or choose that only the team uses them")
        return right

    @property
    def said(self) -> dict[str, Any]:
        """What is kept until it is brought in: the number of a source, or what a new one says."""
        if self.into.data != NEW:
            return {"into": int(self.into.data or 0)}
        right = self.right_to_quote.data if self.use.data == "show" else ""
        return {
            "title": self.title.data,
            "source": self.source.data,
            "came_from": self.came_from.data,
            "right_to_quote": right,
        }


class UploadForm(SourceForm):
    """A file, and which source it is of. `table` is what stands in it, without what says who somebody is."""

    file = FileField("The file")

    table: Table | None = None
    sent = b""
    left_out: list[str] = []

    def validate_file(self, field: FileField) -> None:
        if field.data is None:
            raise ValidationError("Choose a file")
        self.sent = field.data.read(LARGEST + 1)
        try:
            whole = table(decoded(self.sent))
        except NotReadable as why:
            raise ValidationError(str(why)) from None
        self.left_out = private(whole)
        self.table = whole.only([name for name in whole.columns if name not in self.left_out])
        if not self.table.columns:
            raise ValidationError("Every column of the file says who somebody is. There are no words to bring in")


class ColumnsForm(Form):
    """What is taken from which column, for all rows of a file."""

    words = SelectField("Which column has the words?")
    dates = SelectField("Which column has the date?")
    day = DateInput("Date of all rows", "the date", required=False)
    who = SelectField("Which column says who said it?")
    audience = SelectField("Who said all of it?")
    district = SelectField("Which district is it about?")

    table: Any = None
    meanings: list[tuple[str, str]] = []

    @classmethod
    def of(cls, table: Table, columns: Columns) -> "ColumnsForm":
        """As it was chosen, or guessed, so far."""
        found = values(table, columns.who)[:MOST_VALUES] if columns.who else []
        names = [(f"meant-{place}", value) for place, value in enumerate(found)]
        audiences = choices([(each.value, each.label) for each in Audience])
        fields: dict[str, Any] = {name: SelectField(value[:80], choices=audiences) for name, value in names}
        meant = {name: columns.meant.get(value, Audience.NOT_SAID.value) for name, value in names}
        kind = type(cls.__name__, (cls,), fields)
        form: ColumnsForm = kind(data={**columns._asdict(), "day": columns.one_day, **meant})
        form.table, form.meanings = table, names
        every = [(name, name) for name in table.columns]
        form.words.choices = choices(every)
        form.dates.choices = choices([("", "None: one date for all"), *every])
        form.who.choices = choices([("", "None: the same for all"), *every])
        form.audience.choices = audiences
        form.district.choices = choices([("", "Not known, or several"), *District.choices(columns.district)])
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """A date stands somewhere; and the words are not what the other columns say."""
        right = super().validate(extra_validators)
        if not self.dates.data and self.day.data is None and not self.day.errors:
            right = refuse(self.day, "Enter the date, or choose the column that has it")
        if not self.dates.data and self.day.data and self.day.data > uk_today():
            right = refuse(self.day, "The date must not be in the future")
        if self.words.data in (self.dates.data, self.who.data):
            right = refuse(self.words, "The words stand in a column of their own")
        if self.who.data and len(values(self.table, self.who.data)) > MOST_VALUES:
            right = refuse(self.who, f"More than {MOST_VALUES} different things stand in this column")
        return right

    def chosen(self, before: Columns) -> Columns:
        """What was chosen. For a column that says who, and did not before, it is guessed what its values mean."""
        who = self.who.data or ""
        if who == before.who:
            meant = {value: self[name].data for name, value in self.meanings}
        else:
            meant = {value: audience_of(value).value for value in values(self.table, who)} if who else {}
        return Columns(
            words=self.words.data or "",
            dates=self.dates.data or "",
            day=(self.day.data or uk_today()).isoformat(),
            who=who,
            audience=self.audience.data or Audience.NOT_SAID.value,
            meant=meant,
            district=self.district.data or "",
        )


class TypeOneForm(SourceForm):
    """One text that somebody types in: a compliment on a card, what a parent said on the phone."""

    words = TextAreaField(
        "What was said?", [Length(max=LONGEST, message=f"What was said must be {LONGEST:,} letters or fewer")]
    )
    day = DateInput("When was it said?", "the date")
    audience = SelectField("Who said it?")
    district = SelectField("Which district is it about?")

    @classmethod
    def of(cls, engagement: Engagement, **more: Any) -> Self:
        """With who it may have been."""
        form = super().of(engagement, **more)
        form.audience.choices = choices([(each.value, each.label) for each in reversed(Audience)])
        form.district.choices = choices([("", "Not known"), *District.choices()])
        return form

    @property
    def columns(self) -> Columns:
        """As if it were a file of one row."""
        day = self.day.data or uk_today()
        return Columns("words", day=day.isoformat(), audience=self.audience.data, district=self.district.data or "")
