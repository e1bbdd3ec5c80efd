"""Releases of a few questions, made of plain responses."""

import json
from collections.abc import Sequence
from datetime import date

from coprod.results.declaration import By, Counts, Declaration, Kind
from coprod.results.kept import as_text
from coprod.results.release import Release, release
from coprod.results.release_pages.figures_file import as_json, rows
from coprod.results.tally import Response
from populating import FIRST_DAY, SECOND_DAY, asked, named

CHOICE = asked("where", Kind.ONE_CHOICE, "school", "home", "nowhere")
SEVERAL = asked("who", Kind.SEVERAL_CHOICES, "teacher", "nurse")
RANKED = asked("first", Kind.RANKING, "waiting", "training", "trips")
DECLARED = Declaration.declare(
    [CHOICE, SEVERAL, RANKED], named("young_person", "parent_carer"), named("ashmere", "birchall")
)


def some(
    count: int, audience: str = "parent_carer", district: str = "ashmere", start: int = 1, **picks: Sequence[str]
) -> list[Response]:
    """So many people who say the same."""
    return [Response(start + number, audience, district, picks) for number in range(count)]


def who_pick(*counts: int, **where: str) -> list[Response]:
    """So many who pick the first option, the second, and so on."""
    picked = [option.key for option, count in zip(CHOICE.options, counts, strict=False) for _ in range(count)]
    return [somebody for at, pick in enumerate(picked) for somebody in some(1, start=at + 1, where=[pick], **where)]


def made(responses: list[Response], last: Release | None = None, on: date = FIRST_DAY) -> Release:
    """A release of them."""
    return release(DECLARED, responses, last=last, on=on)


def figures(made: Release, group: str = "everyone", question: str = "where", counts: Counts = Counts.ANSWERS) -> tuple:
    """Those of one row."""
    by = By(group.partition(":")[0])
    [row] = [row for row in made.table(question, counts, by).rows if row.group == group]
    return row.figures


def seen(made: Release) -> list[str]:
    """Every form in which the public see it."""
    return [repr(made.tables), repr(list(rows(made))), json.dumps(as_json(made)), as_text(made).figures]


def two_releases(new: int, withdrawn: int = 0) -> tuple[Release, Release]:
    """A hundred in one district, and a release; then so many new there, so many gone, and a hundred elsewhere."""
    before = [*who_pick(60, 40), *some(60, district="birchall", start=300, where=["home"])]
    last = made(before)
    after = [*before[withdrawn:], *some(new, start=500, where=["nowhere"]), *some(100, district="birchall", start=700)]
    return last, made(after, last, SECOND_DAY)


def of_ashmere(made: Release) -> list[object]:
    return [row for table in made.tables for row in table.rows if row.group == "district:ashmere"]
