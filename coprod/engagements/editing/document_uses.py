"""Where the files of documents, and the pictures that go with links, are used; and so who may have them."""

from collections.abc import Collection, Iterable

from flask import url_for
from flask_login import current_user
from sqlalchemy import select

from coprod.activities import for_staff
from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.activities.life import NOT_PUBLIC
from coprod.database import db
from coprod.files.uses import Place, Use, named_in, names
from coprod.permissions import Permission


def hashes() -> Iterable[str]:
    """Every file in any engagement's documents, and every picture that goes with a link."""
    cards = select(Engagement.share_card).union(select(Activity.share_card))
    return named_in(db.session.scalars(select(Engagement.documents))) | set(db.session.scalars(cards)) - {""}


def is_public(hash: str) -> bool:
    """Whether an engagement that anyone may see has it."""
    uses = names(Engagement.documents, hash) | (Engagement.share_card == hash)
    if db.session.scalar(select(Engagement.id).where(Engagement.life.not_in(NOT_PUBLIC), uses).limit(1)):
        return True
    its_card = select(Activity.id).where(Activity.share_card == hash, Activity.opens_at.is_not(None))
    return db.session.scalar(its_card.limit(1)) is not None


def may_see(hash: str) -> bool:
    """Whether whoever asks looks after an engagement that has it."""
    uses = names(Engagement.documents, hash)
    theirs = for_staff.engagements(Permission.EDIT_ACTIVITIES).with_only_columns(Engagement.id)
    return db.session.scalar(theirs.where(uses).limit(1)) is not None


def places(hashes: Collection[str]) -> dict[str, list[Place]]:
    """The engagements that have them, each on the page on which its documents stand for whoever asks."""
    found: dict[str, list[Place]] = {}
    with_some = select(Engagement.title, Engagement.slug, Engagement.documents).order_by(Engagement.id)
    for title, slug, documents in db.session.execute(with_some):
        for hash in named_in([documents]) & set(hashes):
            found.setdefault(hash, []).append(Place(title, hub(slug)))
    return found


def hub(slug: str) -> str:
    """Where staff look after an engagement; nothing for those who do not."""
    return url_for("engagements.hub", slug=slug) if current_user.may(Permission.EDIT_ACTIVITIES) else ""


USE = Use("documents", hashes, is_public, may_see, places, fields=("documents",))
