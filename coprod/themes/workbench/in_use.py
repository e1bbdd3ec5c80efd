"""The themes of an engagement that are in use, and one of them by its address."""

from collections.abc import Sequence

from flask import abort
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from coprod.activities.engagement import Engagement
from coprod.database import db
from coprod.permissions import Permission
from coprod.text import sort_key
from coprod.themes.models import Theme
from coprod.themes.signing_off.models import SignOff


def themes_of(engagement: Engagement, *, with_meanings: bool = False) -> list[Theme]:
    """Those that texts may be filed under, by their names."""
    query = select(Theme).where(Theme.engagement_id == engagement.id, Theme.ended_on.is_(None))
    if with_meanings:
        query = query.options(selectinload(Theme.meanings))
    return sorted(db.session.scalars(query), key=lambda theme: sort_key(theme.title))


def parts_of(theme: Theme) -> Sequence[Theme]:
    """Those in use that were taken out of this one."""
    query = select(Theme).where(Theme.split_from_id == theme.id, Theme.ended_on.is_(None))
    return sorted(db.session.scalars(query), key=lambda part: sort_key(part.title))


SETTLED = "These themes are signed off, and people may read them. An engagement lead changes them from here on."


def is_settled(engagement: Engagement) -> bool:
    """Whether whoever asks may not change themes any more: they are signed off, and that is for those who decide."""
    may = current_user.may(Permission.DECIDE, engagement.id)
    return not may and SignOff.last_of(engagement.id) is not None


def theme_at(engagement: Engagement, slug: str) -> Theme:
    """The theme at an address, in use or not, or 404."""
    query = select(Theme).where(Theme.engagement_id == engagement.id, Theme.slug == slug)
    return db.session.scalar(query.options(selectinload(Theme.meanings))) or abort(404)
