"""The logos of the owners, at the foot of every public page."""

from collections.abc import Collection, Iterable

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


def places(hashes: Collection[str]) -> dict[str, list[Place]]:
    """The page of settings."""
    shown = {logo["file"] for logo in Partnership.current().logos}
    return {hash: [Place("At the foot of every page", url_for("settings.logos"))] for hash in shown & set(hashes)}


USE = Use("logos", hashes, is_public, may_see, places, fields=("logos",))
