"""Static files of the build before: a page that somebody opened before the upgrade, or kept, still finds its styles.

Each build puts its files into the folder of the installation, by the names under which they are served. What a later
build has no more is served for a week.
"""

import hashlib
import logging
import os
import re
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

KEPT = 7 * 24 * 60 * 60  # seconds
# A name holds the first of the hash of what is in the file: nothing else is ever served under it.
NAME = re.compile(r"(?:[\w-]+/)*[\w.-]+\.([0-9a-f]{12})\.\w+")

log = logging.getLogger(__name__)


class FormerFiles:
    """The files of this build and of those before, in one folder for all processes and hosts of an installation."""

    def __init__(self, folder: Path) -> None:
        self._now, self._before = folder / "now", folder / "before"

    def keep(self, files: Mapping[str, bytes]) -> None:
        """This build begins. Where nothing can be kept, the site starts all the same."""
        try:
            for name, content in files.items():
                if not (self._now / name).exists():
                    _write(self._now / name, content)
            for name, path in _all_in(self._now):
                if name not in files:
                    (self._before / name).parent.mkdir(parents=True, exist_ok=True)
                    os.utime(path)  # its week begins
                    path.replace(self._before / name)
            for _, path in _all_in(self._before):
                if path.stat().st_mtime < time.time() - KEPT:
                    path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("static files are not kept for pages of the build before: %s", error.strerror)

    def find(self, name: str) -> bytes | None:
        """What this name stands for, in whichever build."""
        match = NAME.fullmatch(name)
        for folder in (self._now, self._before) if match else ():
            try:
                content = (folder / name).read_bytes()
            except OSError:
                continue
            if match and hashlib.sha256(content).hexdigest().startswith(match[1]):
                return content
        return None

    def all(self) -> dict[str, bytes]:
        """Every file that is served, by its name."""
        names = {name for folder in (self._now, self._before) for name, _ in _all_in(folder)}
        return {name: content for name in sorted(names) if (content := self.find(name)) is not None}


def _all_in(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and NAME.fullmatch(name := path.relative_to(folder).as_posix()):
            yield name, path


def _write(path: Path, content: bytes) -> None:
    # Whole or not at all: another process may read it this moment.
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).replace(path)
