"""Which texts are looked at: in the address, so that a colleague can be sent there, and the next is one of the same."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, select

from coprod.activities.wording import Wording
from coprod.participation.contribution import Contribution, Source
from coprod.participation.search import has_words
from coprod.participation.search_words import Phrase, phrases_in
from coprod.participation.submission import Submission
from coprod.reading import address_filters
from coprod.reading.address_filters import LIST, Readers
from coprod.text import row_number
from coprod.themes.coding import Coding, Reading, Tone, in_themes, is_read

LONGEST = 200  # characters to search for


class Which(StrEnum):
    """How far a text is, or what somebody has said of it."""

    NOT_READ = "not_read"
    READ = "read"
    NO_THEME = "no_theme"
    QUOTE = "quote"
    SAYS_NOTHING = "says_nothing"
    ASKS_FOR_HELP = "asks_for_help"

    @property
    def label(self) -> str:
        """As it is chosen in a list."""
        return {
            "not_read": "Not read yet",
            "read": "Read",
            "no_theme": "Read, and in no theme",
            "quote": "Good quotes",
            "says_nothing": "Says nothing",
            "asks_for_help": "Sounds like a request for help",
        }[self.value]

    def condition(self) -> ColumnElement[bool]:
        """The same in SQL, of a submission."""
        if self is Which.NOT_READ:
            return ~is_read()
        if self is Which.READ:
            return is_read()
        if self is Which.NO_THEME:
            fits = exists().where(in_themes.c.submission_id == Submission.id)
            return and_(is_read(), ~fits, ~_said(Reading.says_nothing))
        said = {"quote": Reading.good_quote, "says_nothing": Reading.says_nothing}
        return _said(said.get(self.value, Reading.asks_for_help))


def stands_of(table: type[Coding] | type[Reading]) -> ColumnElement[bool]:
    """The condition under which a row of coding or reading stands for a submission as its words are now."""
    return and_(
        table.submission_id == Submission.id,
        table.moves_made == Submission.moves_made,
        table.ended_on.is_(None),
        ~table.blind,
    )


def _said(what: Any) -> ColumnElement[bool]:
    return exists().where(stands_of(Reading), what)


class TextFilters(NamedTuple):
    """What is chosen. `question` is the part of the activity that was answered, as in `Wording`."""

    activity: int | None = None
    question: str = ""
    which: Which | None = None
    theme: int | None = None
    tone: Tone | None = None
    source: Source | None = None
    q: str = ""

    @classmethod
    def from_address(cls, args: Mapping[str, str]) -> "TextFilters":
        """What the address says. Raises `NotAFilter`."""
        return cls(**address_filters.chosen(args, READ))

    def address(self) -> dict[str, Any]:
        """For `url_for`: only what is chosen."""
        return address_filters.address(self._asdict(), READ)

    @property
    def words(self) -> list[Phrase]:
        """The words to search for."""
        return phrases_in(self.q)

    @property
    def is_narrow(self) -> bool:
        """Whether more is chosen than the activity."""
        return self._replace(activity=None) != TextFilters()

    def conditions(self, activities: Collection[int], *, are_large: bool) -> list[ColumnElement[bool]]:
        """The same in SQL, of texts of these activities; nothing has to be joined.

        Of large ones it is asked of each text in turn: a database then walks the list in its order, and stops when a
        page is full. SQLite asks in the order given, so what was said of a text comes before where it was sent: where
        few are left, one look at each is enough. Of others it begins with what was sent to them.
        """
        ids = [id for id in activities if self.activity in (None, id)]
        sent = [Contribution.activity_id.in_(ids), *([Contribution.source == self.source] if self.source else [])]
        in_turn = exists().where(Contribution.id == Submission.contribution_id, *sent)
        within = in_turn if are_large else Submission.contribution_id.in_(select(Contribution.id).where(*sent))
        return (
            [Submission.heard(), *self._asked(), within] if are_large else [Submission.heard(), within, *self._asked()]
        )

    def _asked(self) -> list[ColumnElement[bool]]:
        asked = []
        if self.question:
            asked.append(_to_question(self.question, self.activity))
        if self.which:
            asked.append(self.which.condition())
        if self.theme is not None:
            inside = select(in_themes.c.submission_id).where(in_themes.c.theme_id == self.theme)
            asked.append(Submission.id.in_(inside))
        if self.tone:
            asked.append(exists().where(stands_of(Coding), Coding.tone == self.tone))
        if self.q:
            asked.append(has_words(self.words))
        return asked


def _to_question(part: str, activity: int | None) -> ColumnElement[bool]:
    of_it = (Wording.part == part) | Wording.part.startswith(f"{part}/", autoescape=True)
    return Submission.wording_id.in_(select(Wording.id).where(Wording.activity_id == activity, of_it))


def _short(typed: str) -> str:
    if len(typed) > LONGEST:
        raise ValueError("too long")
    return typed


READ: Readers = {
    "activity": ("activity", row_number, f"{LIST} of activities"),
    "question": ("question", str, f"{LIST} of questions"),
    "which": ("which", Which, LIST),
    "theme": ("theme", row_number, f"{LIST} of themes"),
    "tone": ("tone", Tone, f"{LIST} of tones"),
    "source": ("source", Source, f"{LIST} of how it came"),
    "q": ("q", _short, f"The words to search for must be {LONGEST} characters or fewer"),
}
