"""What each kind of activity may say of itself: its checks, what it keeps beyond words, how it is copied."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from coprod.activities.checks import Check
from coprod.rendering import plural

# The kind of what was said elsewhere, and brought in by staff: words stand in it, and nobody takes part in it.
BROUGHT_IN = "brought_in"


class Overdue(NamedTuple):
    """What others owe us of an activity and have not given, in words, and the address of the list that shows it."""

    says: str
    address: str


class ToCome(NamedTuple):
    """One step that is still to come for somebody who sent something; `day` is when, if that is known."""

    title: str
    picture: str
    day: date | None = None


class PerKind:
    """The methods that a board, a questionnaire, an event or the Promise overrides where it has more to say."""

    # What a copy has of its own columns, as its constructor takes them.
    COPIED: tuple[str, ...] = ()
    # Whether people need weeks to answer. Nobody needs four of them to come to a conversation.
    needs_weeks = True

    # Whether who sends something took part. What was said elsewhere, and brought in by staff, is nobody's taking part.
    counts_people = True

    # Whether what is sent without words, and with nothing ticked, is something: a place that was booked is.
    counts_without_words = True

    # How many letters somebody may write in a box of it, when they change what they wrote.
    longest_words = 1000

    if TYPE_CHECKING:
        minutes: Any

    @classmethod
    def loaded_for_checks(cls, every: Any) -> list[Any]:
        """How to load, with many activities at once, what `own_checks` looks at; `every` is `all_kinds()`."""
        return []

    @classmethod
    def loaded_for_copies(cls, every: Any) -> list[Any]:
        """The same for what a copy begins with."""
        return cls.loaded_for_checks(every)

    @property
    def takes(self) -> int:
        """How many minutes it takes: what staff say, unless a kind knows better."""
        return int(self.minutes)

    @property
    def how_long(self) -> str:
        """The same as people read it, wherever they do."""
        return f"About {plural(self.takes, 'minute')}"

    def so_far(self, counted: Any) -> str:
        """How many have taken part, as staff read it. `counted` is a `SoFar`: people, and what they sent."""
        return plural(counted.people, "person", "people")

    @classmethod
    def overdue(cls, ids: Collection[int]) -> dict[int, Overdue]:
        """Of these activities of this kind, those of which something is overdue that whoever asks may see."""
        return {}

    def own_checks(self) -> list[Check]:
        """What this kind needs before it opens, beyond what every activity needs."""
        return []

    def copied_parts(self) -> dict[str, Any]:
        """More of what a copy begins with, such as its questions, as its constructor takes them."""
        return {}

    @classmethod
    def from_template(cls, facts: dict[str, Any], **shared: Any) -> Self:
        """One as a template describes it; `shared` is its engagement, its address and its closing time."""
        return cls(**facts, **shared)

    def delete_parts(self) -> None:
        """Delete the rows that stand in it, as a draft that nobody has answered is deleted."""

    def erase(self, contribution_id: int) -> None:
        """Someone withdrew: forget what this kind of activity keeps about them beyond their words."""

    def forget(self, contributions: Collection[int]) -> None:
        """The time has come to forget who sent these: names, addresses, needs. What they did stays, as numbers do.

        Given are the ids of contributions that nobody withdraws any more; their words and codes are seen to already.
        """

    def private_words(self, contribution_id: int) -> dict[str, str]:
        """What this kind of activity keeps that a person typed and that is no submission, by its label."""
        return {}

    def put_private(self, contribution_id: int, label: str, text: str) -> None:
        """Write one of these, nothing in place of what the safeguarding lead holds from now on, and back on release."""

    def receipt_lines(self, contribution_id: int, *, is_withdrawn: bool) -> list[str]:
        """What this kind of activity tells the holder of a receipt, beyond what became of their words."""
        return []

    def steps_to_come(self, contribution_id: int) -> list[ToCome]:
        """What comes next for whoever sent this, beyond what becomes of their words."""
        return []

    def words_changed(self, contribution_id: int) -> None:
        """Whoever sent this has put their words otherwise, and they wait to be read again."""
