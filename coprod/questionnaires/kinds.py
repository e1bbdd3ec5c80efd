"""The kinds of question there are, and what an answer to each can be."""

from enum import StrEnum

# What a question's answer can be while it is written: words, slugs of options, or an opinion on each item.
Value = str | list[str] | dict[str, str]


class Kind(StrEnum):
    """How a question is answered."""

    ONE_CHOICE = "one_choice"
    SEVERAL_CHOICES = "several_choices"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    RANKING = "ranking"
    AGREE = "agree"


TEXT = frozenset({Kind.SHORT_TEXT, Kind.LONG_TEXT})
WITH_OPTIONS = frozenset(Kind) - TEXT

# What people may say of each item of an `agree` question.
OPINIONS = {"yes": "Yes", "partly": "Partly", "no": "No", "not_sure": "Not sure"}

# What the places of a ranking are called; nobody is asked for more.
ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth")
