"""Findings: what a table says, in one plain sentence, made by a rule of what is published and of nothing else.

A share is said in tenths, as people say it, and only of a row that is published. What is hidden is never spoken of: a
sentence that says nobody, or everyone but some, could tell what a hidden figure is.
"""

from typing import NamedTuple

from coprod.results.declaration import QUESTIONS, WEEKS, By, Counts
from coprod.results.disclosure import HIDDEN, share
from coprod.results.release import Release, Row, Table

FAR_APART = 15  # in a hundred: from here on it is said that a group says something else
GROUPS = 2  # so many groups are named at most


class Leads(NamedTuple):
    """What most in a row answered, and how many of them in a hundred."""

    option: int
    share: int


def finding(release: Release, table: Table) -> str:
    """One sentence about everyone's table, and how groups differ; empty where nothing can be said."""
    if table.by is not By.EVERYONE or not table.question:
        return ""
    leads = leader(table, table.rows[0])
    if leads is None:
        return ""
    return "; ".join((_sentence(table, leads), *_groups(release, table, leads))) + "."


def leader(table: Table, row: Row) -> Leads | None:
    """What stands first in a row; none where it is hidden, or shares its place with others."""
    shares = {option: each for option, each in enumerate(row.shares) if each is not HIDDEN}
    most = max(shares.values(), default=0)
    first = [option for option, each in shares.items() if each == most]
    return Leads(first[0], most) if most and len(first) == 1 else None


# What people did who were not asked.
_DID = {WEEKS: "wrote in the", QUESTIONS: "wrote under"}


def _sentence(table: Table, leads: Leads) -> str:
    option = _mark(table.columns[leads.option].label)
    of_it = f" of {_mark(table.title)}" if table.of else ""
    many = _in_ten(leads.share)
    if table.question == WEEKS:
        option = _lower(table.columns[leads.option].label)
    said = {
        Counts.FIRST: f"{many} put {option} first",
        Counts.NAMED: f"{many} named {option}",
    }.get(table.counts, f"{many} {_DID.get(table.question, 'said')} {option}{of_it}")
    return said[0].upper() + said[1:]


def _groups(release: Release, table: Table, leads: Leads) -> list[str]:
    """The groups furthest from everyone, as far as one can see: those who say it more often, or less, by a lot."""
    other = [each for each in release.tables if each.by is By.AUDIENCE and each.name.startswith(_stem(table))]
    apart: list[tuple[int, str]] = []
    for row in (row for each in other for row in each.rows):
        of_all = HIDDEN if row.too_small else share(row.figures[leads.option], row.base)
        if of_all is not HIDDEN and abs(of_all - leads.share) >= FAR_APART and not row.group.endswith(":not_said"):
            apart.append((abs(of_all - leads.share), f"{_in_ten(of_all)} {_lower(row.label)}"))
    apart.sort(key=lambda each: -each[0])
    return [words for _, words in apart[:GROUPS]]


def _stem(table: Table) -> str:
    return table.name.removesuffix(By.EVERYONE)


def _in_ten(of_all: int) -> str:
    """ "about 7 in 10"; "nearly all" and "about half" as people say it."""
    tenths = (of_all + 5) // 10
    if tenths >= 10:
        return "nearly all"
    if tenths == 5:
        return "about half"
    return f"about {tenths} in 10" if tenths else "a few"


def _mark(words: str) -> str:
    return f"“{words.rstrip('.')}”"


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
