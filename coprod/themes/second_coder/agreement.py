"""How far two coders agree on one theme: more than two people would by chance, or not."""

from typing import NamedTuple

FEWEST_TEXTS, FEWEST_USES = 50, 5  # below, one text more or less makes another number of it


class Agreement(NamedTuple):
    """Of the texts that both have read, neither seeing what the other said: how many each put in a theme.

    `first` and `second` count those where one of them alone used it.
    """

    both: int = 0
    first: int = 0
    second: int = 0
    neither: int = 0

    @property
    def texts(self) -> int:
        """How many texts both have read."""
        return sum(self)

    @property
    def agreed(self) -> int:
        """On how many of them they said the same."""
        return self.both + self.neither

    @property
    def is_enough(self) -> bool:
        """Whether kappa means anything: see the two numbers above."""
        return self.texts >= FEWEST_TEXTS and min(self.both + self.first, self.both + self.second) >= FEWEST_USES

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa: 1 where they always agree, 0 where chance alone would do as well. None where both said the
        same of every text: there chance cannot be told from agreement.

        Source: J. Cohen, A coefficient of agreement for nominal scales, 1960.
        """
        if not self.texts:
            return None
        by_chance = (self.both + self.first) * (self.both + self.second) + (self.second + self.neither) * (
            self.first + self.neither
        )
        room = self.texts**2 - by_chance
        return (self.agreed * self.texts - by_chance) / room if room else None

    @property
    def figure(self) -> str:
        """As it stands beside a count: "0.84", or "agreed on 38 of 40"."""
        if self.is_enough and self.kappa is not None:
            return f"{self.kappa:.2f}"
        return f"agreed on {self.agreed} of {self.texts}"

    @property
    def is_good(self) -> bool:
        """Whether they agree as well as practised people do, and better than about half of them."""
        return self.is_enough and (self.kappa or 0) >= GOOD

    def __add__(self, other: object) -> "Agreement":
        if not isinstance(other, Agreement):
            return NotImplemented
        return Agreement(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


GOOD = 0.6
