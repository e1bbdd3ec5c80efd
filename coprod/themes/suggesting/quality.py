"""How good suggestions are, beside a person who did not see them."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from coprod.themes.suggesting.learning import SortedText, learn

PARTS = 5


class Judged(NamedTuple):
    """Suggestions beside what a second coder said, who saw none, of the texts to which they gave a theme.

    `first_right`: for how many texts the first suggestion was right. `themes` are all that the second coder gave, and
    `among_three` those of them that were suggested: a theme with too few texts to be learned is missed.
    """

    texts: int
    first_right: int
    themes: int
    among_three: int


def judge(read: Sequence[SortedText], blind: Sequence[SortedText], may_use: Collection[str]) -> Judged | None:
    """Compare them, each text with what was learned from other people's texts; None where there is nothing to compare.

    The texts are put into five parts, all that one person wrote into the same. Each part is judged by numbers learned
    from the four others alone: what was learned from a text is never asked about it, and nothing is kept away from the
    numbers that the team is helped with.
    """
    blind = [each for each in blind if each.themes]
    right = themes = among_three = 0
    for part in {each.person % PARTS for each in blind}:
        others = [each for each in read if each.person % PARTS != part]
        learned = learn(others, may_use, fewest_texts=1)
        weights = learned.to_use if learned else None
        for each in blind:
            if each.person % PARTS == part:
                suggested = [sum.theme_id for sum in weights.suggest(each.words)] if weights else []
                right += suggested[:1] != [] and suggested[0] in each.themes
                themes += len(each.themes)
                among_three += len(each.themes & set(suggested))
    return Judged(len(blind), right, themes, among_three) if blind else None
