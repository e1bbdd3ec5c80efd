"""The one rule under which the public see a count of people: rounded to tens, and nothing small.

Who takes part is often the only child with that need in that school. So a count under ten is never shown, a shown one
stands for up to ten numbers, and a group's answers are shown only where about fifty people gave one. Hidden counts and
rounded ones are then equally wide, and tables cannot be subtracted from one another until one person is left.

Every number in public, on any page, in a file or in a picture, comes through `shown`. What is made of it (shares, bars,
places, words such as "most") is made of the shown figure and never of the count behind it. Whole numbers only, and no
chance: the same count is always shown in the same way, so that asking twice tells nothing.
"""

from collections.abc import Sequence
from enum import Enum
from typing import Final, Literal, NamedTuple

# The numbers of the rule: constants and no settings, because with smaller ones made-up populations could be worked out.
FEWEST = 10  # a count under this is hidden, zero too
STEP = 10  # all others are rounded to the nearest of these
LOWEST_BASE = 50  # a row stands where at least so many answered, as shown: fewer make its shares untrue
NEW_PEOPLE = 20  # a group's figures move when so many people are new in it: one new answer would show in the change
QUOTE_GROUP = 20  # a quote stands with audience and district where so many people share both


class Hidden(Enum):
    """A count that is too small to be shown: zero or not, nobody can tell."""

    HIDDEN = "hidden"


HIDDEN: Final = Hidden.HIDDEN
Figure = int | Literal[Hidden.HIDDEN]  # what the public may see of a count


def shown(count: int) -> Figure:
    """What the public see of a count: the nearest ten, or that it is hidden."""
    if count < 0:
        raise ValueError("nobody can count fewer than none")
    return HIDDEN if count < FEWEST else STEP * ((count + STEP // 2) // STEP)


def is_enough(base: Figure) -> bool:
    """Whether the answers of those who answered are shown at all: about fifty of them, or more."""
    return base is not HIDDEN and base >= LOWEST_BASE


def share(figure: Figure, base: Figure) -> Figure:
    """How many in a hundred, of two shown figures, without decimals. What is hidden has no share."""
    if figure is HIDDEN or base is HIDDEN:
        return HIDDEN
    return (200 * figure + base) // (2 * base)


class Place(NamedTuple):
    """Where an option stands in a list: `option` is its number in the questionnaire, `place` begins with 1."""

    option: int
    place: int


def order(figures: Sequence[Figure]) -> list[Place]:
    """The largest first, the hidden last. Equals, and all hidden ones, share a place, in the questionnaire's order."""
    sizes = [-1 if figure is HIDDEN else figure for figure in figures]
    by_size = sorted(range(len(sizes)), key=lambda index: -sizes[index])  # sorted keeps equals as they were
    return [Place(index, 1 + sum(other > sizes[index] for other in sizes)) for index in by_size]


# --- in words --------------------------------------------------------------------------------------------


def in_words(figure: Figure) -> str:
    """What stands in a cell: "1,240", or "fewer than 10"."""
    return f"fewer than {FEWEST}" if figure is HIDDEN else f"{figure:,}"


def too_small_in_words() -> str:
    """What stands in the place of a whole row."""
    return f"fewer than {LOWEST_BASE} answered"


def people(figure: Figure) -> str:
    """ "about 670 people", or "fewer than 10 people"."""
    return f"{in_words(figure)} people" if figure is HIDDEN else f"about {in_words(figure)} people"


def took_part(figure: Figure) -> str:
    """All that is said of an activity in which fewer than about fifty people took part, and of all engagements."""
    return f"{people(figure)} took part"


def you_and(figure: Figure) -> str:
    """For somebody whose answers are among so many: "you and about 410 others", or "you, and others too".

    Of fewer than ten nobody may know whether there is anyone else: then it says nothing of others.
    """
    if figure is HIDDEN:
        return "you"
    return "you, and others too" if figure < 2 * STEP else f"you and about {in_words(figure)} others"


class QuotedAs(NamedTuple):
    """What may stand beside a quote."""

    audience: bool
    district: bool


def quoted_as(share_both: int, share_audience: int) -> QuotedAs:
    """What may stand beside a quote, by how many are of that audience and district, and of that audience.

    Where they are too few, the district goes first: it says more about who somebody is.
    """
    both = share_both >= QUOTE_GROUP
    return QuotedAs(audience=both or share_audience >= QUOTE_GROUP, district=both)
