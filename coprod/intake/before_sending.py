"""Before sending: words that seem to say who somebody is are handed back to their writer, kindly and once.

Of words that worry, or that hurt, their writer is never told: a child who says here that they are not safe gets the
answer that everybody gets, whoever looks over their shoulder.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from wtforms import Field, HiddenField, TextAreaField
from wtforms.validators import Length

from coprod.forms import Form
from coprod.intake.timed_screening import screened
from coprod.screening.finding import Finding, FindingKind
from coprod.text import normalise

# What the writer is asked about, in a child's words. Any other kind is left to those who read.
PERSONAL = {
    FindingKind.PERSON_NAME: "a name",
    FindingKind.SCHOOL: "a school",
    FindingKind.ADDRESS: "an address",
    FindingKind.PHONE: "a phone number",
    FindingKind.EMAIL: "an email address",
    FindingKind.POSTCODE: "a postcode",
    FindingKind.NHS_NUMBER: "an NHS number",
    FindingKind.DATE_OF_BIRTH: "a birthday",
    FindingKind.HANDLE: "a user name",
}


class Seen(NamedTuple):
    """Some words that seem to say who somebody is, and what they may be: "a name"."""

    words: str
    what: str


class Notice:
    """What the writer is asked, above the form: is this in your words on purpose?"""

    MOST = 5  # shown; more would push what they wrote off a phone

    def __init__(self, box: str, seen: Sequence[Seen]) -> None:
        self.box = box  # the id of the first box in which something was seen
        self.seen = seen[: self.MOST]
        self.more = len(seen) - len(self.seen)
        self.kinds = list(dict.fromkeys(each.what for each in seen))

    @property
    def what(self) -> str:
        """All of it in a few words: "a name", "a name or a school", "something private"."""
        return " or ".join(self.kinds) if len(self.kinds) < 3 else "something private"


class BeforeSending(Form):
    """A form that people write words on. `told` says that its writer has been asked once; then it goes as it is."""

    told = HiddenField()
    notice: Notice | None = None

    def asks_first(self) -> bool:
        """Whether the form goes back to its writer before anything is kept, with a `notice` above it.

        It does so once, and never when screening was too slow or broke.
        """
        if self.told.data:
            return False
        boxes = self.boxes()
        seen = {
            box.id: self.seen_in(box.data, findings or ())
            for box, findings in zip(boxes, screened([box.data or "" for box in boxes]), strict=True)
        }
        everything = list(dict.fromkeys(each for found in seen.values() for each in found))
        if not everything:
            return False
        self.notice = Notice(next(box for box in seen if seen[box]), everything)
        self.told.data = "yes"
        return True

    def fits(self) -> bool:
        """Whether no field holds far more than fits in it: so much is asked also where right or wrong is not.

        Somebody who has written too much in a box, and presses Back, loses none of it: ten pages of it are kept.
        """
        too_long = [field for field in self if _is_too_long(field)]
        for field in too_long:
            length = _length(field)
            field.errors = [length.message % vars(length) if length and length.message else "This is too long"]
        return not too_long

    def boxes(self) -> Sequence[Field]:
        """The fields that people write words in."""
        return [self["words"]] if "words" in self else []

    def may_stay(self, kind: FindingKind, words: str) -> bool:
        """Whether something found needs no question on this form."""
        return False

    @property
    def at_work(self) -> bool:
        """Whether somebody writes who may well name the service they work for."""
        return False

    def seen_in(self, text: str, findings: Iterable[Finding]) -> list[Seen]:
        """What the writer is asked about. The postcode inside an address is part of that, and not asked about again."""
        seen, end = [], 0
        for finding in sorted(findings, key=lambda f: (f.start, -f.end)):
            words = text[finding.start : finding.end]
            if finding.kind in PERSONAL and finding.end > end and not self.may_stay(finding.kind, words):
                seen.append(Seen(" ".join(words.split()), PERSONAL[finding.kind]))
                end = finding.end
        return seen


# What a list of choices can send: how many at one time, and how long each is at most.
MOST_CHOSEN, LONGEST_CHOICE = 100, 200
LONGEST_IN_A_BOX = 25_000  # characters: ten pages, whatever the box asks for


def _is_too_long(field: Field) -> bool:
    """Whether more was sent in a field than anybody picks or types there. All that was sent counts, not the first."""
    sent, length = [value for value in field.raw_data or () if isinstance(value, str)], _length(field)
    if isinstance(field, TextAreaField):
        return len(sent) > MOST_CHOSEN or sum(map(len, sent)) > LONGEST_IN_A_BOX
    most = max(2 * length.max, LONGEST_CHOICE) if length else LONGEST_CHOICE
    return len(sent) > MOST_CHOSEN or any(len(normalise(value)) > most for value in sent)


def _length(field: Field) -> Length | None:
    return next((each for each in field.validators if isinstance(each, Length)), None)
