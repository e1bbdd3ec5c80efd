"""What staff may have a word marked as, what that leads to, and the words they have added."""

from typing import NamedTuple

from coprod.partnership.models import Partnership
from coprod.partnership.words_to_find import WORD_KINDS
from coprod.reading.found_words import NAMES
from coprod.screening.finding import FindingKind
from coprod.text import sort_key

# What becomes of words that hold one of these.
CONSEQUENCES = {
    FindingKind.CONCERN: "What holds one of these goes to the safeguarding lead at once. Other staff no longer see it.",
    FindingKind.READ_FIRST: (
        "What holds one of these stays in the queue, at the top and covered, until a moderator has read all of it."
    ),
    FindingKind.ABUSE: "Moderators are told before they read it.",
    FindingKind.PERSON_NAME: "Hidden when words are approved, unless the moderator decides otherwise.",
    FindingKind.SCHOOL: "Hidden when words are approved, unless the moderator decides otherwise.",
    FindingKind.ADDRESS: "Hidden when words are approved, unless the moderator decides otherwise.",
}


class WordKind(NamedTuple):
    """One kind of own words: what they are marked as, what that leads to, and the words in alphabetical order."""

    value: str
    name: str
    consequence: str
    words: list[str]


def word_kinds() -> list[WordKind]:
    """Every kind that staff may add words to, with those they have added."""
    own = Partnership.current().screening_words
    return [
        WordKind(
            value=kind,
            name=NAMES[FindingKind(kind)],
            consequence=CONSEQUENCES[FindingKind(kind)],
            words=sorted((words for there, words in own if there == kind), key=sort_key),
        )
        for kind in WORD_KINDS
    ]
