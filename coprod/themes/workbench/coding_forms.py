"""What one person says of one text."""

from collections.abc import Mapping, Sequence

from wtforms import BooleanField, Field, HiddenField, SelectMultipleField, StringField
from wtforms.validators import Length, ValidationError

from coprod.forms import Form, one_line
from coprod.text import as_read, row_number
from coprod.themes.code_text import Said
from coprod.themes.coding import Tone
from coprod.themes.models import Theme
from coprod.themes.suggesting.suggestions import Suggested

MOST_THEMES = 12  # of one text
SUGGESTED = 3


class CodingForm(Form):
    """The themes of a text, its tone, and what else it is. `typed` is the name of one more theme, not added yet."""

    themes = SelectMultipleField("Themes", coerce=row_number, validate_choice=False)
    typed = StringField(
        "Another theme",
        filters=[one_line],
        validators=[Length(max=60, message="The name of a theme must be 60 characters or fewer")],
    )
    tone = StringField("Tone")
    good_quote = BooleanField("Good quote")
    says_nothing = BooleanField("Says nothing")
    asks_for_help = BooleanField("Sounds like a request for help")
    seen = HiddenField()
    offered = SelectMultipleField(coerce=row_number, validate_choice=False)

    def __init__(self, open_themes: Sequence[Theme], may_be_quoted: bool, **more: object) -> None:
        super().__init__(**more)
        self._open = {theme.id: theme for theme in open_themes}
        self._may_be_quoted = may_be_quoted

    @classmethod
    def of(
        cls, said: Said | None, seen: int, offered: Sequence[Suggested], themes: Sequence[Theme], may_be_quoted: bool
    ) -> "CodingForm":
        """The form as it stands before anybody presses anything: what was said, or nothing."""
        form = cls(themes, may_be_quoted, formdata=None)
        form.seen.data, form.offered.data = str(seen), [each.theme_id for each in offered]
        form.themes.data = []
        if said is not None:
            form.themes.data = [id for id in said.themes if id in form._open]
            form.tone.data = said.tone.value if said.tone else ""
            form.good_quote.data, form.says_nothing.data = said.good_quote, said.says_nothing
            form.asks_for_help.data = said.asks_for_help
        return form

    @property
    def chosen(self) -> list[Theme]:
        """The themes that are on, in the order in which they were taken."""
        return [self._open[id] for id in dict.fromkeys(self.themes.data or ()) if id in self._open]

    @property
    def named(self) -> Theme | None:
        """The theme whose name was typed, however it was typed."""
        typed = as_read(self.typed.data or "")
        return next((theme for theme in self._open.values() if as_read(theme.title) == typed), None) if typed else None

    def take(self, theme: Theme) -> None:
        """One more theme is on; what was typed is done with."""
        self._open[theme.id] = theme
        self.themes.data = list(dict.fromkeys([*(self.themes.data or ()), theme.id]))
        self.typed.data = ""

    def drop(self, theme_id: int) -> None:
        """A theme is off again."""
        self.themes.data = [id for id in self.themes.data or () if id != theme_id]

    @property
    def moves_seen(self) -> int:
        """How often the words had been decided on when the page was made; what is missing is older than any."""
        sent = str(self.seen.data or "")
        return int(sent) if sent.isdecimal() and len(sent) < 10 else -1

    @property
    def said(self) -> Said:
        """The same, as it is written down."""
        offered = [id for id in self.offered.data or () if id is not None][:SUGGESTED]
        places: Mapping[int, int] = {id: place for place, id in enumerate(offered, start=1)}
        return Said(
            themes={theme.id: places.get(theme.id) for theme in self.chosen},
            tone=Tone(self.tone.data) if self.tone.data else None,
            says_nothing=bool(self.says_nothing.data),
            asks_for_help=bool(self.asks_for_help.data),
            good_quote=bool(self.good_quote.data),
            offered=len(offered),
        )

    def validate_themes(self, field: Field) -> None:
        if any(id not in self._open for id in field.data or ()):
            raise ValidationError("A theme that was on is not used any more. It is off now: look again, and save")
        if len(self.chosen) > MOST_THEMES:
            raise ValidationError(f"A text can have {MOST_THEMES} themes at most")

    def validate_typed(self, field: Field) -> None:
        if field.data and self.named is None:
            raise ValidationError("There is no theme of that name. Make it, choose another, or empty the box")

    def validate_tone(self, field: Field) -> None:
        if field.data and field.data not in set(Tone):
            raise ValidationError("Choose one of the three tones, or none")

    def validate_good_quote(self, field: Field) -> None:
        if field.data and not self._may_be_quoted:
            raise ValidationError("Its author did not let us show these words")

    def validate_says_nothing(self, field: Field) -> None:
        if field.data and (self.chosen or self.named):
            raise ValidationError(
                "A text that says nothing has no theme. Take its themes off, or untick “Says nothing”"
            )
