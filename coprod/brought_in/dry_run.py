"""A dry run: what a file would bring in, row by row, and which rows not and why. Nothing is written."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from math import inf
from time import monotonic
from typing import NamedTuple

from sqlalchemy import select

from coprod.activities.audience import Audience
from coprod.brought_in.columns import Columns
from coprod.brought_in.csv_file import Line, Table
from coprod.concerns.level import Level, Worry
from coprod.database import db, uk_today
from coprod.intake.timed_screening import screened_until
from coprod.participation.contribution import Contribution
from coprod.participation.receipt import digests
from coprod.sealing import ring
from coprod.text import fold, normalise

LONGEST = 10_000  # letters: as many as somebody may type in from paper
EARLIEST = date(1990, 1, 1)
PATIENCE = 2.0  # seconds in which as many rows as possible are screened, for the person who waits
SCREENED_AT_ONCE = 20  # texts; then we look at the clock
AT_ONCE = 500  # digests in one question to the database


class Text(NamedTuple):
    """One row as it would stand. `number` is its line in the file."""

    number: int
    words: str
    day: date
    audience: Audience


class Refused(NamedTuple):
    """One row that is not brought in, its line, and why not."""

    number: int
    why: str


class Worrying(NamedTuple):
    """How many of the rows that were looked at seem to say that somebody is not safe, and how many may, so that they
    are to be read first."""

    number: int
    read_first: int
    looked_at: int


class DryRun(NamedTuple):
    """What a file would bring in."""

    texts: Sequence[Text]
    refused: Sequence[Refused]
    unused: Sequence[str]

    def worrying(self) -> Worrying:
        """How many look like a worry, as far as a person would wait for it; the rest is screened as it comes in."""
        until, looked_at = monotonic() + PATIENCE, 0
        found: Counter[Level] = Counter()
        for start in range(0, len(self.texts), SCREENED_AT_ONCE):
            if monotonic() > until:
                break
            some = self.texts[start : start + SCREENED_AT_ONCE]
            looked_at += len(some)
            worries = map(Worry.of, screened_until(inf, [text.words for text in some]))
            found.update(worry.level for worry in worries if worry)
        return Worrying(found[Level.CONCERN], found[Level.READ_FIRST], looked_at)


def dry_run(table: Table, columns: Columns, source_id: int | None) -> DryRun:
    """What these columns of the file would bring in. `source_id` is the source that it comes into, if it is there."""
    texts: list[Text] = []
    refused: list[Refused] = []
    first_with: dict[str, int] = {}
    for line in table.lines:
        text = _read(line, columns)
        if isinstance(text, Refused):
            refused.append(text)
            continue
        same = first_with.setdefault(plain(text.words), text.number)
        if same != text.number:
            refused.append(Refused(text.number, f"The same words stand in line {same}"))
        else:
            texts.append(text)
    there = there_already(texts, source_id) if source_id else set()
    refused += [Refused(number, "These words are in this source already") for number in there]
    unused = [name for name in table.columns if name not in columns.used]
    return DryRun([each for each in texts if each.number not in there], sorted(refused), unused)


def plain(words: str) -> str:
    """The same for words that differ in capitals, accents and spaces alone."""
    return " ".join(fold(words).split())


def token(source_id: int, words: str) -> str:
    """What makes the same words in one source one contribution, however often they are brought in."""
    return f"brought into {source_id}: {hashlib.sha256(plain(words).encode()).hexdigest()}"


def _read(line: Line, columns: Columns) -> Text | Refused:
    words = normalise(line.cells.get(columns.words, ""))
    if not words:
        return Refused(line.number, "There are no words in it")
    if len(words) > LONGEST:
        return Refused(line.number, f"It has {len(words):,} letters. At most {LONGEST:,} can be brought in as one text")
    cell = line.cells.get(columns.dates, "")
    day = columns.day_of(cell)
    if day is None:
        return Refused(line.number, "It has no date" if not cell.strip() else "Its date cannot be read")
    if day > uk_today():
        return Refused(line.number, "Its date is in the future")
    if day < EARLIEST:
        return Refused(line.number, f"Its date is before {EARLIEST.year}")
    return Text(line.number, words, day, columns.audience_of(line.cells.get(columns.who, "")))


def there_already(texts: Sequence[Text], source_id: int) -> set[int]:
    """The lines of those whose words stand in this source."""
    keys = ring()
    by_digest = {digest: each.number for each in texts for digest in digests(keys, token(source_id, each.words))}
    asked: Iterator[str] = iter(by_digest)
    found: set[int] = set()
    while some := list(islice(asked, AT_ONCE)):
        there = select(Contribution.token_digest).where(Contribution.token_digest.in_(some))
        found |= {by_digest[digest] for digest in db.session.scalars(there) if digest}
    return found
