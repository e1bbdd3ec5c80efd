"""What staff choose for a check-back, and what one challenge says."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from coprod.check_backs.asked import MOST_RANKED
from coprod.check_backs.challenge import Challenge
from coprod.check_backs.models import FEWEST, Says
from coprod.check_backs.who_spoke import Spoke
from coprod.database import uk_today
from coprod.date_fields import DateInput, refuse
from coprod.forms import CanSkip, EditForm, choices
from coprod.rendering import plural
from coprod.row_fields import Box, Rows
from coprod.themes.models import Theme

LONGEST_TITLE, LONGEST_MEANING = 120, 200
USUAL_DAYS = 28  # four weeks: what people who take part expect
MOST_TYPED = 30


class Ticked(SelectMultipleField):
    """Some of a list, each with a box to tick. There may be nothing to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, **more: Any) -> None:
        more |= {"choices": [], "validators": [CanSkip()], "invalid_choice_message": "Choose from this list"}
        super().__init__(label, **more)


class ChooseForm(EditForm):
    """Of what a check-back is made: themes, challenges of an earlier round, or some that staff type."""

    title = StringField(
        "Title", [DataRequired("Enter a title"), Length(max=120, message="Use 120 letters or fewer")],
        default="Did we hear you right?",
    )  # fmt: skip
    closes_on = DateInput("The last day", what="the last day", default=lambda: uk_today() + timedelta(days=USUAL_DAYS))
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
        self, themes: Sequence[Theme], spoke: Mapping[int, Spoke], earlier: Sequence[Challenge], **more: Any
    ) -> None:
        """Themes stand in the order of how many people spoke of them."""
        self.offered = sorted(themes, key=lambda theme: (-spoke.get(theme.id, Spoke()).people, theme.title))
        self.rounds = earlier
        super().__init__(**more)
        self.themes.choices = choices((str(theme.id), theme.title) for theme in self.offered)
        self.earlier.choices = choices((str(each.id), each.title) for each in earlier)
        self.hints = {str(theme.id): _behind(theme, spoke.get(theme.id, Spoke())) for theme in self.offered}
        self.of_rounds = {str(each.id): each.check_back.questionnaire.title for each in earlier}

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: the last day is still to come, there are two challenges at least, and no two are called the same."""
        if not super().validate(extra_validators):
            return False
        if self.closes_on.data and self.closes_on.data < uk_today():
            return refuse(self.closes_on, "The last day must be today or later")
        said = [each.title for each in self.chosen()]
        if len(said) < FEWEST:
            return refuse(self.themes, "Choose two things at least: of one, nobody can say what comes first")
        if twice := [title for title in said if said.count(title) > 1]:
            return refuse(self.typed if self.typed.data else self.themes, f"Two of them are called “{twice[0]}”")
        return True

    def chosen(self) -> list[Says]:
        """All that was chosen, in the order in which it will stand."""
        themes = [theme for theme in self.offered if str(theme.id) in (self.themes.data or ())]
        rounds = [each for each in self.rounds if str(each.id) in (self.earlier.data or ())]
        return [
            *(Says(theme.title, theme.meaning[:LONGEST_MEANING], [theme]) for theme in themes),
            *(_once_more(each) for each in rounds),
            *(Says(row["title"], row["meaning"]) for row in self.typed.data),
        ]


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


def _once_more(challenge: Challenge) -> Says:
    """A challenge of an earlier round, in the words in which it was checked."""
    words = challenge.check_back.words_of(challenge.key)
    return Says(words.get("label", ""), words.get("plain", ""), earlier=challenge)
