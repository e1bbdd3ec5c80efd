"""Page codes: what stands at the foot of each page of a printed form, as "57-3K". It names no person.

The first number is the version of the questionnaire, the second the page; the letter shows a slip of the pen.
"""

import re
from typing import NamedTuple

from coprod.text import LAST_ROW

# Without I, L and O, which look like numbers. Twenty-three: any one wrong digit, or two swapped, changes the letter.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"
MOST_PAGES = 60  # of one form
EXAMPLE = "57-3K"
_SHAPE = re.compile(r"(\d{1,9})[\s-]*[-\s][\s-]*(\d{1,2})[\s-]*([A-Za-z])")


class PageCode(NamedTuple):
    """One page of the printed form of one version of a questionnaire."""

    version: int
    page: int = 1

    def __str__(self) -> str:
        return f"{self.version}-{self.page}{self.letter}"

    @property
    def letter(self) -> str:
        """What checks the two numbers."""
        return LETTERS[(self.version * 100 + self.page) % len(LETTERS)]

    @classmethod
    def read(cls, typed: str) -> "PageCode":
        """What somebody typed, as a code. Raises `ValueError`, in plain words."""
        found = _SHAPE.fullmatch(typed.strip())
        if found is None or int(found[1]) > LAST_ROW:
            raise ValueError(f"Type the page code from the foot of a page, like {EXAMPLE}")
        code = cls(int(found[1]), int(found[2]))
        if code.letter != found[3].upper():
            raise ValueError("There is a slip in this page code. Look at the foot of the page again")
        return code


def at_the_foot(version: int) -> str:
    """Styles that put the page's own code at the foot of every printed page."""
    codes = " ".join(f'"{PageCode(version, page)}"' for page in range(1, MOST_PAGES + 1))
    return (
        f"@counter-style page-code{{system:fixed;symbols:{codes}}}"
        '@page{@bottom-right{content:"Page code " counter(page,page-code)}'
        '@bottom-left{content:"Page " counter(page) " of " counter(pages)}}'
    )
