"""Pictures of figures, to share: one for each question of a release, drawn once, by a worker, when it is out."""

import logging
from collections.abc import Collection, Iterable

from flask import url_for
from sqlalchemy import ForeignKey, exists, select
from sqlalchemy.orm import Mapped, mapped_column

from coprod import jobs
from coprod.activities.activity import Activity
from coprod.database import Base, db, kept
from coprod.files import take_in, uses
from coprod.files.pictures import drawn
from coprod.files.recognise import Refused
from coprod.files.take_in import OnDisk
from coprod.files.uses import Place, Use
from coprod.partnership.colours import COLOURS
from coprod.partnership.models import Partnership
from coprod.results.declaration import By
from coprod.results.published import NeverEdited, Published
from coprod.results.release import Release, Table
from coprod.results.release_pages import chart
from coprod.share_cards import typeface
from coprod.transactions import write_transaction

log = logging.getLogger(__name__)


@kept(NeverEdited("a picture of a release is drawn once"))
class ReleasePicture(Base):
    """The picture of one table of a release; `name` is the table's."""

    __tablename__ = "release_picture"

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(ForeignKey("stored_file.hash"), index=True)

    def __init__(self, release_id: int, name: str, hash: str) -> None:
        super().__init__(release_id=release_id, name=name, hash=hash)

    @classmethod
    def of(cls, release_id: int) -> dict[str, str]:
        """The hashes of a release's pictures, by the names of their tables."""
        rows = db.session.execute(select(cls.name, cls.hash).where(cls.release_id == release_id))
        return {row[0]: row[1] for row in rows}


def draw_pictures() -> None:
    """Draw those of every release that has none: of everyone's tables. Safe to run twice, and late."""
    partnership = Partnership.current()
    colours, name = COLOURS | partnership.colours, partnership.name
    without = select(Published).where(~exists().where(ReleasePicture.release_id == Published.id))
    releases = [(one.id, one.as_shown, f"{one.activity.title}. {name}") for one in db.session.scalars(without)]
    db.session.rollback()
    for id, release, whose in releases:
        drawings = [drawing(release, table, colours, whose) for table in release.tables if table.by is By.EVERYONE]
        with write_transaction():
            _keep(id, [each for each in drawings if each])


def drawing(release: Release, table: Table, colours: dict[str, str], whose: str) -> tuple[str, OnDisk] | None:
    """The picture of one table, on the disk, with whose answers these are; none when it cannot be drawn."""
    svg, height = chart.as_svg(release, table, colours, whose), chart.drawn(release, table, whose).height
    try:
        made = drawn(svg, width=chart.WIDTH, height=height, fonts=typeface())
    except Refused:
        log.error("table %s of a release cannot be drawn", table.name)
        return None
    return table.name, take_in.drawing(svg, made, "results.png")


def _keep(release_id: int, drawings: list[tuple[str, OnDisk]]) -> None:
    """All at once, unless another worker was faster."""
    if ReleasePicture.of(release_id):
        return
    for name, there in drawings:
        stored = take_in.keep(there, by=None)
        db.session.flush()
        db.session.add(ReleasePicture(release_id, name, stored.hash))


draw_soon = jobs.task(draw_pictures)


# --- files in use ----------------------------------------------------------------------------------------------


def hashes() -> Iterable[str]:
    """All of them: a release stays."""
    return set(db.session.scalars(select(ReleasePicture.hash)))


def is_public(hash: str) -> bool:
    """Whatever has been released."""
    return bool(db.session.scalar(select(exists().where(ReleasePicture.hash == hash))))


def may_see(hash: str) -> bool:
    """Staff see no more than everyone."""
    return False


def places(wanted: Collection[str]) -> dict[str, list[Place]]:
    """The page of each release."""
    query = (
        select(ReleasePicture.hash, Published.number, Activity.title, Activity.kind, Activity.slug)
        .join(Published, Published.id == ReleasePicture.release_id)
        .join(Activity, Activity.id == Published.activity_id)
        .where(ReleasePicture.hash.in_(wanted))
    )
    found: dict[str, list[Place]] = {}
    for hash, number, title, kind, slug in db.session.execute(query):
        address = url_for(f"{kind}.one_release", slug=slug, number=number)
        found.setdefault(hash, []).append(Place(f"The answers to {title}", address))
    return found


uses.register(Use("pictures of results", hashes, is_public, may_see, places))
