"""A word that staff want screening to look for, and a sentence to try it with."""

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from coprod.forms import Form, choices
from coprod.partnership.words_to_find import LONGEST_WORD, SHORTEST_WORD, WORD_KINDS
from coprod.reading.found_words import NAMES
from coprod.screening.finding import FindingKind

_LENGTH = f"The word or phrase must be {SHORTEST_WORD} to {LONGEST_WORD} characters long"


class WordForm(Form):
    """A word or phrase, and what it is to be marked as."""

    words = StringField(
        "Word or phrase",
        validators=[
            DataRequired("Write a word or phrase"),
            Length(min=SHORTEST_WORD, max=LONGEST_WORD, message=_LENGTH),
        ],
    )
    kind = RadioField(
        "What should it be marked as?",
        choices=choices((kind, NAMES[FindingKind(kind)].capitalize()) for kind in WORD_KINDS),
        validators=[DataRequired("Choose what it should be marked as")],
    )


class TryForm(Form):
    """A sentence to look at. It is neither kept nor written down anywhere."""

    text = TextAreaField(
        "Write a sentence",
        validators=[
            DataRequired("Write a sentence to try"),
            Length(max=2000, message="The sentence must be 2,000 characters or fewer"),
        ],
    )
