"""Numbers: the numbers of rows as bits, so that half a million of them are sixty kilobytes and compared at once."""

import re
from collections.abc import Iterable, Iterator

_SOME = re.compile(rb"[^\0]")


class Numbers:
    """Whole numbers from nought on, none twice: one bit for each, in the place of the number."""

    def __init__(self, numbers: Iterable[int] = ()) -> None:
        self._bytes = bytearray()
        for number in numbers:
            self.add(number)

    def add(self, number: int) -> None:
        """One more, unless it is there."""
        place = number >> 3
        if place >= len(self._bytes):
            self._bytes.extend(bytes(place + 1 - len(self._bytes)))
        self._bytes[place] |= 1 << (number & 7)

    @property
    def _bits(self) -> int:
        return int.from_bytes(self._bytes, "little")

    def __ior__(self, other: "Numbers") -> "Numbers":
        """Those of another too."""
        both = self._bits | other._bits
        self._bytes = bytearray(both.to_bytes(max(len(self._bytes), len(other._bytes)), "little"))
        return self

    def without(self, other: "Numbers") -> int:
        """How many are here that are not in another."""
        return (self._bits & ~other._bits).bit_count()

    def __len__(self) -> int:
        return self._bits.bit_count()

    def __iter__(self) -> Iterator[int]:
        """The smallest first."""
        for found in _SOME.finditer(self._bytes):  # numbers of rows may begin high: it leaps over long empty stretches
            place, byte = found.start(), found[0][0]
            yield from (8 * place + bit for bit in range(8) if byte >> bit & 1)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Numbers) and self._bits == other._bits

    __hash__ = None  # type: ignore[assignment]  # it can be added to
