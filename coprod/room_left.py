"""How much room the disk has left: what can wait stops before what must not.

Under the mark no draft grows and no file is taken in. What people send is filed until nothing fits any more, and with
it every concern.
"""

import logging
import shutil

from flask import current_app

from coprod.forms import SendAgain

LEAST = 200 * 1024 * 1024  # bytes: weeks of what people send
FULL = (
    "There is no room to keep this just now. It is our fault, and the people who look after this site can see it. "
    "Nothing that you have sent before is lost."
)
log = logging.getLogger(__name__)


class NoRoom(SendAgain):
    """The disk is nearly full."""

    def __init__(self) -> None:
        super().__init__("We cannot keep this just now", f"{FULL} Try again later.", 503)


def there_is_room() -> bool:
    """Whether there is more room than the mark, where Coprod keeps its files. A database elsewhere has its own disk."""
    free = shutil.disk_usage(current_app.config["COPROD"].instance).free
    if free < LEAST:
        log.error("only %s MB are free on the disk: drafts and files are not taken in", free // 1024**2)
    return free >= LEAST


def must_have_room() -> None:
    """Raise `NoRoom` under the mark."""
    if not there_is_room():
        raise NoRoom
