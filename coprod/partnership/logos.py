"""The logos of the owners, at the foot of every public page."""

from collections.abc import Iterable

from flask import url_for
from flask_login import current_user

from coprod.files.uses import Place, Use
from coprod.partnership.models import Partnership
from coprod.permissions import Permission


def hashes() -> Iterable[str]:
    """Every file that the partnership shows now."""
    current = Partnership.current()
    return {logo["file"] for logo in current.logos} | {current.share_card} - {""}


def is_public(hash: str) -> bool:
    """They stand on every page."""
    return hash in hashes()


def may_see(hash: str) -> bool:
    """Who sets them sees those of before too: one can be put back."""
    return current_user.may(Permission.MANAGE_SETTINGS)


def places(hash: str) -> list[Place]:
    """The page of settings."""
    is_there = any(logo["file"] == hash for logo in Partnership.current().logos)
    return [Place("At the foot of every page", url_for("settings.logos"))] if is_there else []


USE = Use("logos", hashes, is_public, may_see, places, fields=("logos",))
