"""What staff choose for a check-back, and what one challenge says."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from wtforms import Field, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from coprod.check_backs.asked import MOST_RANKED
from coprod.check_backs.models import FEWEST, Says
from coprod.database import uk_today
from coprod.date_fields import DateInput, refuse
from coprod.forms import EditForm, Ticked, choices
from coprod.questionnaires.checking_back.rounds import Rounds
from coprod.rendering import plural
from coprod.row_fields import Box, Rows
from coprod.themes.models import Theme
from coprod.themes.who_spoke import Spoke

LONGEST_TITLE, LONGEST_MEANING = 120, 200
USUAL_DAYS = 28  # four weeks: what people who take part expect
MOST_TYPED = 30


class ChooseForm(EditForm):
    """Of what a check-back is made: themes, challenges of an earlier round, or some that staff type."""

    themes = Ticked("What people spoke of")
    earlier = Ticked("From an earlier round")
    typed = Rows(
        "Written by the team",
        (
            Box("title", "Title", longest=LONGEST_TITLE),
            Box("meaning", "In plain words", longest=LONGEST_MEANING, required=False, lines=2),
        ),
        most=MOST_TYPED,
        blank=1,
    )

    def __init__(
        self, themes: Sequence[Theme], spoke: Mapping[int, Spoke], earlier: Sequence[Rounds], **more: Any
    ) -> None:
        """Themes stand in the order of how many people spoke of them, `earlier` ones under each engagement."""
        self.offered = sorted(themes, key=lambda theme: (-spoke.get(theme.id, Spoke()).people, theme.title))
        self.rounds = earlier
        self.spoke = spoke
        super().__init__(**more)
        self.themes.choices = choices((str(theme.id), theme.title) for theme in self.offered)
        asked = [each for rounds in earlier for each in rounds.asked]
        self.earlier.choices = choices((str(each.challenge.id), each.label) for each in asked)
        self.hints = {str(theme.id): _behind(theme, spoke.get(theme.id, Spoke())) for theme in self.offered}
        self.of_rounds = {str(each.challenge.id): each.round for each in asked}

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: there are two challenges at least, and no two are called the same."""
        if not super().validate(extra_validators):
            return False
        said = [each.title for each in self.chosen()]
        if len(said) < FEWEST:
            return refuse(self.themes, "Choose two things at least: of one, nobody can say what comes first")
        if twice := [title for title in said if said.count(title) > 1]:
            return refuse(self.typed if self.typed.data else self.themes, f"Two of them are called “{twice[0]}”")
        return True

    def chosen(self) -> list[Says]:
        """All that was chosen, in the order in which it will stand."""
        themes = [theme for theme in self.offered if str(theme.id) in (self.themes.data or ())]
        asked = [each for rounds in self.rounds for each in rounds.asked]
        again = [each for each in asked if str(each.challenge.id) in (self.earlier.data or ())]
        return [
            *(Says(theme.title, theme.meaning[:LONGEST_MEANING], [theme]) for theme in themes),
            *(Says(each.label, each.plain, earlier=each.challenge) for each in again),
            *(Says(row["title"], row["meaning"]) for row in self.typed.data),
        ]


class NewForm(ChooseForm):
    """The same for a new one, with what it is called and when it closes."""

    title = StringField(
        "Title", [DataRequired("Enter a title"), Length(max=120, message="Use 120 letters or fewer")],
        default="Did we hear you right?",
    )  # fmt: skip
    closes_on = DateInput("The last day", what="the last day", default=lambda: uk_today() + timedelta(days=USUAL_DAYS))

    def validate_closes_on(self, field: Field) -> None:
        if field.data and field.data < uk_today():
            raise ValidationError("The last day must be today or later")


class ChallengeForm(EditForm):
    """What one challenge says, and of which themes it is made."""

    title = StringField(
        "Title",
        [DataRequired("Enter a title"), Length(max=LONGEST_TITLE, message=f"Use {LONGEST_TITLE} letters or fewer")],
    )
    meaning = TextAreaField(
        "In plain words", [Length(max=LONGEST_MEANING, message=f"Use {LONGEST_MEANING} letters or fewer")]
    )
    themes = Ticked("Made of these themes")

    def __init__(self, themes: Sequence[Theme], spoke: Mapping[int, Spoke], **more: Any) -> None:
        super().__init__(**more)
        self.spoke = spoke
        self.offered = sorted(themes, key=lambda theme: (-spoke.get(theme.id, Spoke()).people, theme.title))
        self.themes.choices = choices((str(theme.id), theme.title) for theme in self.offered)
        self.hints = {str(theme.id): _behind(theme, spoke.get(theme.id, Spoke())) for theme in self.offered}

    def says(self, fixed: Sequence[Theme] | None = None) -> Says:
        """What it says now. `fixed` are its themes where these stay."""
        ticked = [theme for theme in self.offered if str(theme.id) in (self.themes.data or ())]
        return Says(self.title.data or "", self.meaning.data or "", ticked if fixed is None else fixed)


class RankForm(EditForm):
    """How many challenges people put in order."""

    most = SelectField("People put in order", coerce=int)

    def __init__(self, offered: int, **more: Any) -> None:
        super().__init__(**more)
        last = min(offered, MOST_RANKED)
        named = {each: f"up to {each}" for each in range(1, last + 1)}
        self.most.choices = choices((named | {last: "all of them" if last == offered else f"up to {last}"}).items())


def _behind(theme: Theme, spoke: Spoke) -> str:
    """What stands under a theme: what it means, and who spoke of it. Exact: for staff."""
    said = f"{plural(spoke.people, 'person', 'people')}, {plural(spoke.texts, 'text')}."
    return f"{theme.meaning} {said}" if theme.meaning else said
