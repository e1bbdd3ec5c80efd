"""The forms with which staff write an engagement, part by part; and the one for a new engagement."""

import re
from collections.abc import Mapping
from typing import Any

from flask_login import current_user
from sqlalchemy import select
from wtforms import BooleanField, EmailField, Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from coprod.activities import for_staff
from coprod.activities.engagement import LAWFUL_BASES, RESERVED_SLUGS, Engagement
from coprod.activities.pictures import EASY_WORDS, PICTURES
from coprod.database import db
from coprod.engagements.starting_points import STARTING_POINTS
from coprod.forms import CanSkip, EditForm, choices, deliverable, https_link, one_line
from coprod.permissions import Permission
from coprod.plain_words import how_many_words
from coprod.row_fields import Box, Rows
from coprod.text import repeated


def most(letters: int) -> Length:
    """No more letters than that."""
    return Length(max=letters, message=f"Use {letters:,} letters or fewer")


class PartForm(EditForm):
    """One part of an engagement. Its fields have the names of what they set."""

    def __init__(self, *args: Any, engagement: Any = None, **more: Any) -> None:
        super().__init__(*args, obj=engagement, **more)
        self.engagement = engagement

    def details(self) -> dict[str, Any]:
        """What to set."""
        left_out = ("edited", "csrf_token")
        return {field.name: field.data for field in self if field.name not in left_out}


class WordsForm(PartForm):
    """What it is called and why we ask. Its address is chosen while nobody has seen it."""

    title = StringField("Title", [DataRequired("Enter a title"), most(120)], filters=[one_line])
    slug = StringField("Address", [DataRequired("Enter the last part of its address"), most(60)])
    summary = TextAreaField("Summary", [most(300)])
    background = TextAreaField("Background", [most(8000)])

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if self.engagement.was_public:
            del self.slug

    def validate_slug(self, field: Field) -> None:
        """Small letters, numbers and hyphens, and not taken."""
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", field.data or "") or field.data in RESERVED_SLUGS:
            raise ValidationError("Use small letters, numbers and hyphens, like better-lunchtimes")
        taken = select(Engagement.id).where(Engagement.slug == field.data, Engagement.id != self.engagement.id)
        if db.session.scalar(taken):  # also one that this member of staff may not see
            raise ValidationError("Another engagement has this address. Choose another one")


class EasyReadForm(PartForm):
    """The background again: each short sentence with a picture."""

    easy_read = Rows(
        "Easy Read",
        (
            Box("picture", "Picture", choices=PICTURES, required=False, pictures=True),
            Box("words", "Sentence", longest=200, lines=2),
        ),
    )

    @property
    def too_long(self) -> list[tuple[int, int]]:
        """The sentences with more words than Easy Read has: (number, how many words). They are saved all the same."""
        counted = [(place, how_many_words(row["words"])) for place, row in enumerate(self.easy_read.data, start=1)]
        return [(place, words) for place, words in counted if words > EASY_WORDS]


class DecisionsForm(PartForm):
    """What can still change, what cannot, and what happens next."""

    can_change = TextAreaField("What can still change?", [most(2000)])
    decided = TextAreaField("What is already decided?", [most(2000)])
    next_steps = Rows(
        "What happens next",
        (Box("when", "When", longest=60, required=False), Box("words", "What happens", longest=300, lines=2)),
        most=12,
    )


class PeopleForm(PartForm):
    """Who stands behind it, whom to ask, and the other forms that it has."""

    sponsors = TextAreaField("Who stands behind it?", [most(1000)])
    contact_name = StringField("Whom can people ask? (you can skip this)", [most(120)])
    contact_email = EmailField("Email address (you can skip this)", [CanSkip(), deliverable])
    contact_phone = StringField("Phone number (you can skip this)", [most(30)])
    contact_phone_words = StringField("How to take part by phone (you can skip this)", [most(200)])
    contact_post = TextAreaField("Address for letters (you can skip this)", [most(300)])
    contact_post_words = StringField("How to take part by post (you can skip this)", [most(200)])
    bsl_url = StringField("A video in British Sign Language (you can skip this)", [most(300), https_link])
    audio_url = StringField("A recording to listen to (you can skip this)", [most(300), https_link])

    CONTACT = ("name", "email", "phone", "phone_words", "post", "post_words")

    def __init__(self, *args: Any, engagement: Any = None, **more: Any) -> None:
        shown: dict[str, Any] = {}
        if engagement is not None:
            shown = {f"contact_{name}": engagement.contact.get(name, "") for name in self.CONTACT}
        super().__init__(*args, engagement=engagement, data=shown, **more)
        if engagement is not None and not self.is_submitted():
            self.sponsors.data = "\n".join(engagement.sponsors)

    def details(self) -> dict[str, Any]:
        """What to set."""
        ways = {name: self[f"contact_{name}"].data or "" for name in self.CONTACT}
        return {
            "sponsors": [line.strip() for line in (self.sponsors.data or "").splitlines() if line.strip()],
            "contact": {name: text for name, text in ways.items() if text},
            "bsl_url": self.bsl_url.data or "",
            "audio_url": self.audio_url.data or "",
        }


class GlossaryForm(PartForm):
    """Hard words, made plain."""

    glossary = Rows(
        "Hard words", (Box("term", "Word", longest=80), Box("meaning", "What it means", longest=400, lines=2))
    )

    def __init__(self, *args: Any, engagement: Any = None, **more: Any) -> None:
        words: Mapping[str, str] = engagement.glossary if engagement is not None else {}
        rows = [{"term": term, "meaning": meaning} for term, meaning in words.items()]
        super().__init__(*args, engagement=WithoutField(engagement, "glossary"), data={"glossary": rows}, **more)

    def validate_glossary(self, field: Rows) -> None:
        """Each word once."""
        terms = [row["term"] for row in field.data]
        if again := repeated(terms):
            raise ValidationError(f"“{terms[again[0]]}” stands here twice. Say what it means once")

    def details(self) -> dict[str, Any]:
        """What to set."""
        return {"glossary": {row["term"]: row["meaning"] for row in self.glossary.data}}


class DutiesForm(PartForm):
    """What the law asks for, and how careful opening is."""

    purpose = TextAreaField("Why do you ask?", [most(300)])
    lawful_basis = SelectField(
        "Lawful basis", choices=choices([("", "Choose one"), *LAWFUL_BASES.items()]), validators=[CanSkip()]
    )
    two_to_open = BooleanField("Two people agree to open it")
    two_to_decide = BooleanField("Two people agree to each decision on a theme")
    replaced_by_id = SelectField("Replaced by", coerce=lambda value: int(value) if value else None)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        others = for_staff.engagements().with_only_columns(Engagement.id, Engagement.title)
        newest = others.where(Engagement.id != self.engagement.id).order_by(Engagement.id.desc()).limit(200)
        found = {row.id: row.title for row in db.session.execute(newest)}
        stands = db.session.get(Engagement, self.engagement.id)
        if stands is not None and stands.replaced_by is not None:  # saving the rest does not lose it
            found.setdefault(stands.replaced_by.id, _title(stands.replaced_by))
        self.replaced_by_id.choices = choices([("", "Nothing"), *found.items()])


def _title(engagement: Engagement) -> str:
    """What it is called, to whoever may know that."""
    if engagement.is_public or current_user.may(Permission.EDIT_ACTIVITIES, engagement.id):
        return engagement.title
    return "An engagement that you do not work on"


class AnswerPartForm(PartForm):
    """What changed, once that has been said."""

    what_changed = TextAreaField("What changed?", [DataRequired("Say what changed"), most(4000)])


class NewForm(EditForm):
    """What it is called, and what to begin with."""

    title = StringField("What is it called?", [DataRequired("Enter a title"), most(120)], filters=[one_line])
    start = RadioField(
        "What do you want to begin with?",
        choices=choices((point.key, point.name) for point in STARTING_POINTS),
        validators=[DataRequired("Choose what to begin with")],
    )


class WithoutField:
    """A thing without one of its fields: a form is filled from the rest."""

    def __init__(self, thing: Any, name: str) -> None:
        self._thing = thing
        self._name = name

    def __getattr__(self, name: str) -> Any:
        if name == self._name:
            raise AttributeError(name)
        return getattr(self._thing, name)


# The parts, in the order of their tabs: the last word of the address, its name, its form, its template.
PARTS: dict[str, tuple[str, type[PartForm], str]] = {
    "words": ("Words", WordsForm, "engagements/editing/words.html"),
    "easy-read": ("Easy Read", EasyReadForm, "engagements/editing/easy_read.html"),
    "decisions": ("What can change", DecisionsForm, "engagements/editing/decisions.html"),
    "documents": ("Documents", PartForm, "engagements/editing/documents.html"),  # has a view of its own
    "people": ("People and formats", PeopleForm, "engagements/editing/people.html"),
    "glossary": ("Hard words", GlossaryForm, "engagements/editing/glossary.html"),
    "duties": ("Duties", DutiesForm, "engagements/editing/duties.html"),
}
ANSWER = {"answer": ("What changed", AnswerPartForm, "engagements/editing/answer.html")}
