"""Shares and how far they may be off."""

from math import sqrt
from typing import NamedTuple


class Share(NamedTuple):
    """So many of so many."""

    part: int
    whole: int

    @property
    def share(self) -> float:
        """The share itself; nothing of nothing is nothing."""
        return self.part / self.whole if self.whole else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval (Wilson, 1927): good for few lines and for shares near all."""
        z = 1.96
        middle = self.share + z * z / (2 * self.whole)
        reach = z * sqrt(self.share * (1 - self.share) / self.whole + (z / (2 * self.whole)) ** 2)
        low, high = ((middle + sign * reach) / (1 + z * z / self.whole) for sign in (-1, 1))
        return low, high

    def __str__(self) -> str:
        """The share and its interval."""
        if not self.whole:
            return f"{'-':>21}"
        low, high = self.interval
        return f"{self.share:>7.3f} ({low:.3f}-{high:.3f})"
