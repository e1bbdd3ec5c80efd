"""Numbers: the numbers of rows as bits, so that half a million of them are sixty kilobytes and compared at once."""

from collections.abc import Iterable, Iterator


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
        for place, byte in enumerate(self._bytes):
            if byte:
                yield from (8 * place + bit for bit in range(8) if byte >> bit & 1)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Numbers) and self._bits == other._bits

    __hash__ = None  # type: ignore[assignment]  # it can be added to
