"""The forms with which staff begin a reply and write it."""

from collections.abc import Sequence
from typing import Any

from wtforms import StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from coprod.activities.audience import Audience
from coprod.activities.pictures import EASY_WORDS, PICTURES
from coprod.database import uk_today
from coprod.date_fields import DateInput, refuse
from coprod.forms import EditForm, Form, Ticked, choices, one_line
from coprod.plain_words import how_many_words
from coprod.row_fields import Box, Rows
from coprod.themes.models import Theme
from coprod.you_said_we_did.decisions.models import Decision, Verdict
from coprod.you_said_we_did.decisions.standing import Standing, Stands
from coprod.you_said_we_did.replies.models import ReplyVersion
from coprod.you_said_we_did.replies.quotes import MOST_QUOTES, Candidate
from coprod.you_said_we_did.replies.says import Says

LONGEST_QUOTE_SHOWN = 300  # of the words beside a box to tick


def most(letters: int) -> Length:
    """No more letters than that."""
    return Length(max=letters, message=f"Use {letters:,} letters or fewer")


class AboutForm(Form):
    """What a reply is about: themes on which the same was decided, for the same people."""

    about = Ticked("Which themes is it about?")

    def __init__(self, standing: Sequence[Standing], only: Audience | None | str = "any", **more: Any) -> None:
        super().__init__(**more)
        self.offered: dict[str, tuple[Theme, Audience | None, Decision]] = {}
        for each in standing:
            for stands in each.all_of_it:
                if stands.decision and only in ("any", stands.audience):
                    self.offered[key_of(each.theme, stands)] = (each.theme, stands.audience, stands.decision)
        self.about.choices = choices((key, in_words(*one)) for key, one in self.offered.items())

    @property
    def chosen(self) -> list[tuple[Theme, Audience | None, Decision]]:
        """What was ticked, as far as it still stands: a theme may be merged, or decided anew, while somebody writes."""
        return [self.offered[key] for key in self.about.data or [] if key in self.offered]

    @property
    def decided(self) -> dict[Theme, Decision]:
        """Each theme that was ticked, with what was decided on it."""
        return {theme: decision for theme, _, decision in self.chosen}

    @property
    def audience(self) -> Audience | None:
        """For whom it was decided; None for everyone."""
        return self.chosen[0][1]

    def validate(self, *more: Any, **named: Any) -> bool:
        """And it is about something."""
        is_valid = super().validate(*more, **named)
        return is_valid if self.about.data else refuse(self.about, "Choose one theme or more")

    def validate_about(self, field: Any) -> None:
        """Decided in one way, for the same people: else one reply could not say what becomes of them."""
        if len({decision.verdict for _, _, decision in self.chosen}) > 1:
            raise ValidationError("These were decided in different ways. Write a reply for each")
        if len({audience for _, audience, _ in self.chosen}) > 1:
            raise ValidationError("These were decided for different people. Write a reply for each")


class BeginReplyForm(AboutForm):
    """A new reply: what it is about, and its title."""

    title = StringField("What did you do? In one line", [DataRequired("Enter a title"), most(120)], filters=[one_line])


class WriteReplyForm(AboutForm, EditForm):
    """All that a version of a reply says."""

    title = StringField("What did you do? In one line", [DataRequired("Enter a title"), most(120)], filters=[one_line])
    text = TextAreaField("What did you do, in plain words?", [most(4000)])
    done_on = DateInput("When was it done?", "the day on which it was done", required=False)
    late_why = TextAreaField("Does it run late? Say why", [most(500)])
    look_again_on = DateInput("When do you look again?", "the day on which you look again", required=False)
    easy_read = Rows(
        "Easy Read",
        (
            Box("picture", "Picture", choices=PICTURES, required=False, pictures=True),
            Box("words", "Sentence", longest=200, lines=2),
        ),
    )
    quotes = Ticked("Whose words stand beside it?")

    def __init__(
        self, standing: Sequence[Standing], version: ReplyVersion, offered: Sequence[Candidate], **more: Any
    ) -> None:
        self.version = version
        ticked = [key_of(each.theme, None, version.reply.audience) for each in version.about]
        chosen = {each.submission_id: each for each in version.quotes}
        quoted = [
            each.submission.public_id
            for each in offered
            if each.submission.id in chosen and chosen[each.submission.id].moves_made == each.submission.moves_made
        ]
        said = {name: getattr(version, name) for name in Says.__dataclass_fields__}
        shown = said | {"edited": str(version.number), "about": ticked, "quotes": quoted}
        super().__init__(standing, version.reply.audience, data=shown, **more)
        self.candidates = offered
        self.quotes.choices = choices((each.submission.public_id, shortened(each)) for each in offered)
        if version.verdict is not Verdict.NOW:
            del self.done_on, self.late_why
        if version.verdict is Verdict.NOT_NOW:
            del self.look_again_on

    @property
    def too_long(self) -> list[tuple[int, int]]:
        """The sentences with more words than Easy Read has: (number, how many words). They are saved all the same."""
        counted = [(place, how_many_words(row["words"])) for place, row in enumerate(self.easy_read.data, start=1)]
        return [(place, words) for place, words in counted if words > EASY_WORDS]

    def validate_about(self, field: Any) -> None:
        """As when it began; and what was decided is what it was then."""
        super().validate_about(field)
        if self.chosen and self.chosen[0][2].verdict is not self.version.verdict:
            raise ValidationError("This was decided in another way. Write a new reply for it")

    def validate_done_on(self, field: Any) -> None:
        """Nobody says that something is done before it is."""
        if field.data and field.data > uk_today():
            raise ValidationError("The day on which it was done cannot be in the future")

    def validate_late_why(self, field: Any) -> None:
        """What is done does not run late any more."""
        if field.data and self.done_on.data:
            raise ValidationError("It is done, so it does not run late. Take one of the two out")

    def validate_look_again_on(self, field: Any) -> None:
        """A day to come."""
        if field.data and field.data <= uk_today():
            raise ValidationError("The day on which you look again must be in the future")

    def validate_quotes(self, field: Any) -> None:
        """A few: who reads many reads none."""
        if len(field.data or []) > MOST_QUOTES:
            raise ValidationError(f"Choose {MOST_QUOTES} quotes or fewer")

    def says(self) -> Says:
        """What was written."""
        late = "late_why" in self
        return Says(
            title=self.title.data or "",
            text=self.text.data or "",
            easy_read=self.easy_read.data,
            done_on=self.done_on.data if late else None,
            late_why=(self.late_why.data or "") if late else "",
            look_again_on=self.look_again_on.data if "look_again_on" in self else None,
        )


def key_of(theme: Theme, stands: Stands | None = None, audience: Audience | None = None) -> str:
    """By what a theme with its decision is known in a form."""
    whom = stands.audience if stands else audience
    return f"{theme.id}-{whom.value}" if whom else str(theme.id)


def in_words(theme: Theme, audience: Audience | None, decision: Decision) -> str:
    """As staff choose it."""
    whom = f", for {audience.many.lower()}" if audience else ""
    return f"{theme.title}{whom}: {decision.verdict.label.lower()}"


def shortened(candidate: Candidate) -> str:
    """Words to choose from: long ones are cut here, and stand whole where they are published."""
    words = candidate.submission.published_words or ""
    return words if len(words) <= LONGEST_QUOTE_SHOWN else f"{words[:LONGEST_QUOTE_SHOWN].rstrip()}…"
