"""Words kept where even someone who copies the database cannot read them: sealed with the installation's keys.

A model with something private has a random `place` and a sealed column, and reads it as text:

    place: Mapped[int] = a_place()
    sealed_email: Mapped[bytes | None]
    email = SealedOrEmpty("sealed_email")
"""

from typing import Any, Self, overload

from sqlalchemy import BigInteger, CheckConstraint
from sqlalchemy.orm import MappedColumn, mapped_column

from coprod.key_ring import Broken, KeyRing, UnknownKey, new_place
from coprod.keys import kept_keys
from coprod.text import without_unseen, words_in

__all__ = ["Broken", "new_place"]  # for those who seal: they need not know where these come from

# Marks a column of keyed hashes: `rotate-keys` counts what was made with which key.
KEYED = {"keyed": True}
# Marks a column sealed with a key that somebody else has, and the installation has not: nothing here opens it.
NOT_OURS = {"not ours": True}


def ring() -> KeyRing:
    """The keys of this application."""
    return kept_keys().ring


def seal(text: str, column: str, place: int) -> bytes:
    """Seal a text for one column ("concern.sealed_words") of one row (its `place`)."""
    return ring().seal(text, column, place)


def unseal(sealed: bytes, column: str, place: int) -> str:
    """Read what `seal` made for this place; raises `Broken`."""
    try:
        return ring().unseal(sealed, column, place)
    except UnknownKey:
        return kept_keys().read_again().unseal(sealed, column, place)


def a_place() -> MappedColumn[int]:
    """The column `place` of a table with something sealed: give it `new_place()` before anything is sealed."""
    return mapped_column(BigInteger)


class Sealed:
    """A private text of a row: read and set as text, stored sealed for this row's place in the column it names."""

    def __init__(self, column: str) -> None:
        self.column = column

    @overload
    def __get__(self, row: None, model: Any) -> Self: ...

    @overload
    def __get__(self, row: object, model: Any) -> str: ...

    def __get__(self, row: Any, model: Any) -> Self | str:
        return self if row is None else self.opened(model, getattr(row, self.column), row.place)

    def __set__(self, row: Any, text: str) -> None:
        setattr(row, self.column, self.sealed(type(row), text, row.place))

    def opened(self, model: Any, sealed: bytes | None, place: int) -> str:
        """What stands in such a column, for rows that were read without their model; raises `Broken`."""
        return "" if sealed is None else unseal(sealed, self.bound_to(model), place)

    def sealed(self, model: Any, text: str, place: int) -> bytes | None:
        """What to store in such a column, for rows that are stored without their model."""
        return seal(text, self.bound_to(model), place)

    def bound_to(self, model: Any) -> str:
        """The table and column, as a sealed value is bound to them."""
        return f"{model.__tablename__}.{self.column}"


class SealedOrEmpty(Sealed):
    """A private text that may be empty: NULL is stored then, and reads as ''."""

    def sealed(self, model: Any, text: str, place: int) -> bytes | None:
        """NULL for nothing."""
        return super().sealed(model, text, place) if text else None


class SealedAndFound(SealedOrEmpty):
    """A private text that may be empty; rows with the same one are found by its digest, in another column."""

    def __init__(self, column: str, digest: str) -> None:
        super().__init__(column)
        self.digest = digest

    def __set__(self, row: Any, text: str) -> None:
        super().__set__(row, text)
        setattr(row, self.digest, self.digest_of(text))

    def digest_of(self, text: str) -> str | None:
        """The newest key's hash of what makes two of them the same; None when nothing does."""
        raise NotImplementedError


class SealedAddress(SealedAndFound):
    """Somebody's email address, or nothing."""

    def digest_of(self, text: str) -> str | None:
        return address_digests(text)[0] if text else None


class SealedWords(SealedAndFound):
    """What somebody wrote, or nothing. Whoever wrote it with other capitals, accents or marks wrote the same."""

    def digest_of(self, text: str) -> str | None:
        words = " ".join(found.word for found in words_in(without_unseen(text)[0]))
        return ring().digest("same words", words) if words else None


def address_digests(address: str) -> list[str]:
    """The keyed hashes of an address, the newest key's first: rows with the same address have one of them."""
    return ring().digests("address", address.strip().casefold())


def never_empty(column: str) -> CheckConstraint:
    """The database refuses what cannot be something sealed: an empty private field is NULL."""
    return CheckConstraint(f"length({column}) > 17", name=column)
