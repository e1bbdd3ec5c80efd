"""The sets of pictures that came with set-up: who made them, each picture, and finding them by a word.

`frontend.py` makes the file. It is opened for each question and closed again: a process holds none of it in memory.
Where it is not there, there are no sets, and everything else works.
"""

import gzip
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from coprod.config import ROOT
from coprod.loaded_when_used import when_used
from coprod.text import normalise

if TYPE_CHECKING:
    import sqlite3
else:
    sqlite3 = when_used("sqlite3")

FILE = ROOT / "static" / "vendor" / "pictures.db"
A_PAGE = 24  # of what is found
MOST_WORDS = 6  # of what somebody looks for

PICTURES_AFTER = "SELECT picture_set || ':' || name, place FROM picture WHERE place > ?"
WITH_A_WORD = "AND place IN (SELECT place FROM word WHERE word BETWEEN ? AND ?)"
IN_ORDER = "ORDER BY place LIMIT ?"


class PictureSet(NamedTuple):
    """A set, its maker, and the licence under which everyone may use it. `amount` is how many pictures it has."""

    name: str
    title: str
    author: str
    link: str
    licence: str
    licence_link: str
    version: str
    amount: int

    @property
    def credit(self) -> str:
        """Who made a picture of it, and why we may use it, in one line."""
        by = "" if self.author == self.title else f" by {self.author}"
        return f"From {self.title}{by}. Licence: {self.licence}."


class SetPicture(NamedTuple):
    """One picture. `name` has its set's before it, as JSON calls it; `place` is its place in what is found."""

    name: str
    place: int

    @property
    def of(self) -> str:
        """The name of its set."""
        return self.name.partition(":")[0]

    @property
    def shows(self) -> str:
        """What it is called in its set, in words."""
        return self.name.partition(":")[2].replace("-", " ").capitalize()


class Found(NamedTuple):
    """A page of what a word finds. `after` is where the next one begins, when there is more."""

    pictures: Sequence[SetPicture]
    after: int | None


def of_a_set(name: str) -> bool:
    """Whether this is how a picture of a set is called, here or elsewhere: our drawings and staff's files are not."""
    return ":" in name


def sets() -> dict[str, PictureSet]:
    """Those that are here, by their names: read again only when set-up has made the file anew."""
    return _sets_in(FILE, FILE.stat().st_mtime_ns) if FILE.exists() else {}


@lru_cache(maxsize=1)
def _sets_in(file: Path, made_at: int) -> dict[str, PictureSet]:
    with _asked() as database:
        rows = database.execute("SELECT * FROM picture_set ORDER BY title").fetchall() if database else []
        return {row[0]: PictureSet(*row) for row in rows}


def known(names: Collection[str]) -> set[str]:
    """Those of these names under which there is a picture in a set that is here."""
    of_sets = sorted({name for name in names if of_a_set(name)})
    if not of_sets:
        return set()
    with _asked() as database:
        one = "SELECT 1 FROM picture WHERE picture_set = ? AND name = ?"
        return {name for name in of_sets if database and database.execute(one, name.split(":", maxsplit=1)).fetchone()}


def drawing(of: str, name: str) -> bytes | None:
    """A picture as SVG, zipped; None where there is none."""
    with _asked() as database:
        if database is None:
            return None
        row = database.execute("SELECT svg FROM picture WHERE picture_set = ? AND name = ?", (of, name)).fetchone()
        return bytes(row[0]) if row else None


def unzipped(drawn: bytes) -> bytes:
    """The same for a browser that cannot unzip."""
    return gzip.decompress(drawn)


def look_for(typed: str, after: int = 0) -> Found:
    """The pictures that have all these words in their names, those with few words first."""
    words = normalise(typed).casefold().replace("-", " ").split()[:MOST_WORDS]
    with _asked() as database:
        if database is None or not words:
            return Found([], None)
        query = " ".join((PICTURES_AFTER, *([WITH_A_WORD] * len(words)), IN_ORDER))
        between = [bound for word in words for bound in _matching(database, word)]
        rows = database.execute(query, (after, *between, A_PAGE + 1)).fetchall()
    there = [SetPicture(*row) for row in rows[:A_PAGE]]
    return Found(there, there[-1].place if len(rows) > A_PAGE else None)


def _matching(database: Any, word: str) -> tuple[str, str]:
    """Between which two words those stand that a word finds: itself, or the one of many; else all that begin so."""
    for whole in dict.fromkeys((word, word.removesuffix("s"), word.removesuffix("es"))):
        if database.execute("SELECT 1 FROM word WHERE word = ? LIMIT 1", (whole,)).fetchone():
            return whole, whole
    return word, f"{word}\U0010ffff"


@contextmanager
def _asked() -> Iterator[Any]:
    """The file, open to read; None where there is none."""
    if not FILE.exists():
        yield None
        return
    with closing(sqlite3.connect(f"{FILE.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        yield database
