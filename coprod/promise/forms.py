"""The forms with which an organisation pledges, and changes its pledge."""

from datetime import date
from typing import Any

from wtforms import RadioField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from coprod.activities.audience import Audience
from coprod.database import uk_today
from coprod.date_fields import DateInput
from coprod.forms import Form, choices, deliverable, one_line
from coprod.intake.before_sending import BeforeSending
from coprod.intake.forms import ContributionForm, opened_token
from coprod.intake.timed_screening import screened
from coprod.participation.contribution import Sharing
from coprod.partnership.sectors import Sector
from coprod.promise.commitment import Commitment
from coprod.promise.models import Promise
from coprod.promise.organisation import organisation_key
from coprod.promise.pledge import CONTACT, ORGANISATION, Pledge
from coprod.rendering import uk_date
from coprod.screening.finding import FindingKind

MOST = 1000  # characters
YEARS_AHEAD = 5
COMMITMENTS = [DataRequired("Choose one commitment or more")]
LENGTH = Length(max=MOST, message=f"Use {MOST:,} characters or fewer")
WORDS = [DataRequired("Enter what your organisation will do"), LENGTH]


class PledgeForm(ContributionForm):
    """A pledge. It is public, and an organisation makes it: so it does not ask for audience, sharing or district."""

    organisation = StringField(
        "Name of your organisation",
        filters=[one_line],
        validators=[
            DataRequired("Enter the name of your organisation"),
            Length(max=120, message="The name must be 120 characters or fewer"),
        ],
    )
    sector = RadioField(
        "What kind of organisation is it?",
        validators=[DataRequired("Choose what kind of organisation it is")],
    )
    commitments = SelectMultipleField("Which commitments will you keep?", COMMITMENTS)
    words = TextAreaField("What will you do?", WORDS)
    by_when = DateInput("By when?", what="the date you will do it by")
    contact_name = StringField(
        "Your name",
        filters=[one_line],
        validators=[
            DataRequired("Enter your name"),
            Length(max=100, message="Your name must be 100 characters or fewer"),
        ],
    )
    contact_email = StringField(
        "Your email address",
        validators=[
            DataRequired("Enter your email address"),
            deliverable,
        ],
    )

    def __init__(self, promise: Promise, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("audience", "sharing", "district", "same_code"):
            del self[name]
        self.promise = promise
        self.sector.choices = choices(Sector.choices())
        self.commitments.choices = choices((each.slug, each.title) for each in promise.commitments)

    def validate_organisation(self, field: StringField) -> None:
        """A name has letters or numbers in it."""
        if not organisation_key(field.data):
            raise ValidationError("Enter the name of your organisation in letters or numbers")

    def validate_by_when(self, field: DateInput) -> None:
        """After today, and soon enough that somebody will remember."""
        if field.data is not None:
            must_be_soon(field.data)

    def may_stay(self, kind: FindingKind, words: str) -> bool:
        """An organisation names itself, and schools; a pledge is public."""
        return names_itself(kind, words, self.organisation.data)

    def one_go(self) -> dict[str, Any]:
        """The arguments for `judge`: a pledge is public, whoever makes it."""
        return {
            "token": opened_token(self.token.data),
            "audience": Audience.ORGANISATION,
            "sharing": Sharing.SHOW,
            "same_code_as": None,
        }

    def context(self) -> dict[str, str]:
        """What the moderator sees beside the words, because it will be shown with them. Nothing about the contact."""
        return {
            ORGANISATION: self.organisation.data,
            "Sector": Sector.names()[self.sector.data],
            "Commitments": ", ".join(each.title for each in self.chosen()),
            "By when": uk_date(self.day(), year=True),
        }

    def private(self) -> dict[str, str]:
        """What of it is no submission and may all the same say that someone is not safe, by its label."""
        return {ORGANISATION: self.organisation.data or "", CONTACT: self.contact_name.data or ""}

    def day(self) -> date:
        """The date by which it will be done."""
        if self.by_when.data is None:
            raise ValueError("ask this of a form that is valid")
        return self.by_when.data

    def meanings(self) -> dict[str, str]:
        """What each commitment means, by its slug: the line under its box."""
        return {each.slug: each.meaning for each in self.promise.commitments}

    def chosen(self) -> list[Commitment]:
        """The commitments that were ticked, in the order of the Promise."""
        return [each for each in self.promise.commitments if each.slug in self.commitments.data]


class ChangeForm(BeforeSending):
    """A pledge, as its organisation changes it. Which organisation it is stays."""

    at_work = True
    words = TextAreaField("What will you do?", WORDS)
    commitments = SelectMultipleField("Which commitments will you keep?", COMMITMENTS)
    by_when = DateInput("By when?", what="the date you will do it by")

    def __init__(self, pledge: Pledge, *args: Any, **kwargs: Any) -> None:
        kept = {"words": pledge.submission.as_written, "commitments": [each.slug for each in pledge.commitments]}
        super().__init__(*args, data=kept | {"by_when": pledge.by_when}, **kwargs)
        self.pledge = pledge
        now_made = pledge.promise.commitments
        # One that was put in other words since stays to choose for those who chose it.
        self.to_choose = [*now_made, *(each for each in pledge.commitments if each not in now_made)]
        self.commitments.choices = choices((each.slug, each.title) for each in self.to_choose)

    def validate_by_when(self, field: DateInput) -> None:
        """As on the first form; a day that has gone by may stay as it is."""
        if field.data is not None and field.data != self.pledge.by_when:
            must_be_soon(field.data)

    def may_stay(self, kind: FindingKind, words: str) -> bool:
        """As on the first form."""
        return names_itself(kind, words, self.pledge.organisation_as_written)

    def changed(self) -> dict[str, Any]:
        """What to change it to; the words are screened."""
        words = self.words.data or ""
        return {
            "words": words,
            "findings": screened([words])[0],
            "commitments": [each for each in self.to_choose if each.slug in (self.commitments.data or ())],
            "by_when": self.by_when.data,
        }

    def meanings(self) -> dict[str, str]:
        """What each commitment means, by its slug."""
        return {each.slug: each.meaning for each in self.to_choose}


class ReportForm(BeforeSending):
    """What an organisation did of its pledge."""

    at_work = True
    words = TextAreaField("What did you do?", [DataRequired("Enter what your organisation did"), LENGTH])

    def __init__(self, pledge: Pledge, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pledge = pledge

    def may_stay(self, kind: FindingKind, words: str) -> bool:
        """As on the first form."""
        return names_itself(kind, words, self.pledge.organisation_as_written)


class LinkForm(Form):
    """Somebody asks for the link with which they change their pledge."""

    email = StringField("Your email address", [DataRequired("Enter your email address"), deliverable])


def names_itself(kind: FindingKind, words: str, organisation: str | None) -> bool:
    """Whether something found in a pledge needs no question: an organisation names itself, and schools."""
    own_name, found = organisation_key(organisation or ""), organisation_key(words)
    return kind is FindingKind.SCHOOL or f" {found} " in f" {own_name} "


def must_be_soon(day: date) -> None:
    """Refuse a day that has gone by, and one that nobody will remember."""
    if day <= uk_today():
        raise ValidationError("The date must be in the future")
    if day > latest_day():
        raise ValidationError(f"The date must be {uk_date(latest_day(), year=True)} or sooner")


def latest_day() -> date:
    """The last day a pledge may name."""
    today = uk_today()
    leap_day = (today.month, today.day) == (2, 29)
    return today.replace(year=today.year + YEARS_AHEAD, day=28 if leap_day else today.day)
