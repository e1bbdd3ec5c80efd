"""Share cards: the picture that WhatsApp and the like show beside a link. Drawn by the worker when what it says moves.

Everybody's text on it is the title, the kind and the name of the partnership. It is kept by what is in it, so its
address changes with it.
"""

import json
import logging
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from flask import current_app, render_template
from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Mapper

from coprod import jobs
from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.activities.life import NOT_PUBLIC
from coprod.config import ROOT
from coprod.database import db
from coprod.files import on_disk, take_in
from coprod.files.models import StoredFile
from coprod.files.pictures import drawn
from coprod.files.recognise import Refused
from coprod.partnership.colours import COLOURS
from coprod.partnership.models import Partnership
from coprod.transactions import write_transaction

log = logging.getLogger(__name__)

WIDTH, HEIGHT = 1200, 630
ROOM = 1056  # between the margins
SIZES = (84, 72, 60, 52)
MOST_LINES = 3
FONTS = ROOT / "static" / "vendor" / "fonts"
# What a card shows of each: when one of these moves, it is drawn again.
SHOWN_OF: dict[type, tuple[str, ...]] = {
    Engagement: ("title", "life"),
    Activity: ("title", "life", "opens_at"),
    Partnership: ("name", "colours"),
}


class Card(NamedTuple):
    """One thing that has a page, and what its card says."""

    model: type[Any]
    id: int
    top: str
    title: str
    now: str


def draw_cards() -> None:
    """Draw what has no card, or one that does not say any more what it should. Safe to run twice, and late."""
    partnership = Partnership.current()
    colours = COLOURS | partnership.colours
    wanted = [(card, as_svg(card, partnership.name, colours)) for card in cards(partnership)]
    drawings = select(StoredFile.drawn_from, StoredFile.hash).where(StoredFile.drawn_from != "")
    by_drawing = {row.drawn_from: row.hash for row in db.session.execute(drawings)}
    db.session.rollback()
    for card, svg in wanted:
        known = by_drawing.get(take_in.hash_of(svg))
        if known != card.now or not known or not on_disk.path_of(known).exists():
            try:
                draw(card, svg)
            except Refused:
                log.error("the share card of %s %s cannot be drawn", card.model.__tablename__, card.id)


def draw(card: Card, svg: str) -> None:
    """Draw one, keep it, and from now on it goes with the links."""
    there = take_in.drawing(svg, drawn(svg, width=WIDTH, height=HEIGHT, fonts=typeface()), "share-card.png")
    with write_transaction():
        kept = take_in.keep(there, by=None)
        kept.drawn_from = there.drawn_from
        thing = db.session.get(card.model, card.id)
        if thing is not None:
            thing.share_card = kept.hash


def cards(partnership: Partnership) -> Iterator[Card]:
    """Everything that has a public page."""
    if db.session.get(Partnership, 1) is not None:
        yield Card(Partnership, 1, "Have your say", "Your words can change things here", partnership.share_card)
    public = select(Engagement.id, Engagement.title, Engagement.share_card).where(Engagement.life.not_in(NOT_PUBLIC))
    for id, title, now in db.session.execute(public).all():
        yield Card(Engagement, id, "Have your say", title, now)
    kinds = {mapper.polymorphic_identity: mapper.class_ for mapper in Activity.__mapper__.polymorphic_map.values()}
    opened = select(Activity.id, Activity.kind, Activity.title, Activity.share_card).where(
        Activity.opens_at.is_not(None), Activity.is_listed
    )
    for id, kind, title, now in db.session.execute(opened).all():
        name = kinds[kind].card.name
        yield Card(Activity, id, name[:1].upper() + name[1:], title, now)


def as_svg(card: Card, name: str, colours: dict[str, str]) -> str:
    """What is drawn."""
    size, lines = in_lines(card.title)
    block = size * 1.16 * len(lines)
    first = round(165 + (333 - block) / 2 + size * 0.8)
    return render_template(
        "share_card.svg",
        colours=colours, top=card.top, lines=lines, size=size, first=first, name=in_lines(name, (34,), 1)[1][0],
    )  # fmt: skip


def in_lines(words: str, sizes: tuple[int, ...] = SIZES, most: int = MOST_LINES) -> tuple[int, list[str]]:
    """The largest size in which it has room, and its lines; what has room in none ends with three dots.

    Words in letters that our typeface does not have cannot be drawn, and are left out.
    """
    known = [word for word in words.split() if all(letter in widths() for letter in word)]
    for size in sizes:
        lines = wrapped(known, size)
        if len(lines) <= most and all(width(line) * size <= ROOM for line in lines):
            return size, lines or [""]
    lines = wrapped(known, sizes[-1])[:most]
    last = lines[-1]
    while last and width(last + "…") * sizes[-1] > ROOM:
        last = last[:-1]
    return sizes[-1], [*lines[:-1], last.rstrip() + "…"]


def wrapped(words: list[str], size: int) -> list[str]:
    """Words in lines that have room in this size, as far as they are short enough."""
    lines: list[str] = []
    for word in words:
        if lines and width(f"{lines[-1]} {word}") * size <= ROOM:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def width(words: str) -> float:
    """How wide it is in bold, in parts of the size of the letters."""
    return sum(widths().get(letter, 0.6) for letter in words)


def typeface() -> list[Path]:
    """The files of our typeface, those with the common letters first: where a file lacks one, another is looked for."""
    return sorted(FONTS.glob("*.ttf"), key=lambda path: ("-ext-" in path.name, path.name))


@cache
def widths() -> dict[str, float]:
    """How wide each letter of our typeface is."""
    found: dict[str, float] = json.loads((FONTS / "widths.json").read_text("utf-8"))
    return found


draw_soon = jobs.task(draw_cards)


def _when_shown_moves(mapper: Mapper, connection: Any, row: Any) -> None:
    names = next(names for model, names in SHOWN_OF.items() if isinstance(row, model))
    state = inspect(row)
    if current_app and any(state.attrs[name].history.has_changes() for name in names):
        jobs.run_afterwards(draw_soon)


for _model in SHOWN_OF:
    for _moment in ("after_insert", "after_update"):
        event.listen(_model, _moment, _when_shown_moves, propagate=True)
