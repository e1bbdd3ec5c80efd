"""A release at a glance, for pages that lead to it: how many took part, one finding, and the chart that says most.

All of it is published: nothing here is counted.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from coprod.results.disclosure import took_part
from coprod.results.published import Published
from coprod.results.release import Release
from coprod.results.release_pages.figures_file import as_at
from coprod.results.release_pages.release_page import Line, sections, who_took_part

MOST = 5  # bars


class Glance(NamedTuple):
    """`title` is of the chart whose `lines` these are, the largest first; `base` says of how many."""

    kind: str
    slug: str
    activity: str
    people: str
    finding: str
    title: str
    base: str
    lines: tuple[Line, ...]
    is_cut: bool
    on: date

    @property
    def as_at(self) -> str:
        """ "as at 3 June 2026"."""
        return f"as {as_at(self.on)[3:]}"


def glances(releases: Iterable[Published]) -> list[Glance]:
    """One for each."""
    return [glance(each) for each in releases]


def glance(one: Published) -> Glance:
    """The first chart of many answers is what says most; else who took part."""
    release, activity = one.as_shown, one.activity
    found = sections(release)
    title, base, lines = _chart(release)
    return Glance(
        activity.kind,
        activity.slug,
        activity.title,
        took_part(release.people),
        next((sentence for section in found for sentence in section.findings), ""),
        title,
        base,
        tuple(line._replace(places=()) for line in lines[:MOST]),
        len(lines) > MOST,
        release.on,
    )


def _chart(release: Release) -> tuple[str, str, tuple[Line, ...]]:
    for section in sections(release):
        everyone = section.items[0].everyone
        if everyone.lines and not (section.is_list or section.is_pieces or section.items[0].is_counted_of_notes):
            return f"{section.title} {section.counts}".strip(), everyone.answered, everyone.lines
    for words, lines in who_took_part(release):
        return f"Who took part, {words[0].lower()}{words[1:]}", "A full bar is the largest group", lines
    return "", "", ()
