"""Files that nobody but their owner reads: a secret that is made once, and a folder that is closed to others."""

import contextlib
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

OTHERS = 0o077  # what somebody else on this machine might do with a file: 0700 and 0600 leave nothing of it
FOR_MANY = {
    *(
        "/",
        "/bin",
        "/boot",
        "/dev",
        "/etc",
        "/home",
        "/lib",
        "/media",
        "/mnt",
        "/opt",
        "/proc",
        "/root",
        "/run",
        "/sbin",
    ),
    *("/srv", "/sys", "/usr", "/usr/local", "/var", "/var/lib", "/var/log", "/var/www"),
}
HAS_OWNERS = os.name == "posix"  # Windows has other means, which a mode does not show


def made_once(path: Path, make: Callable[[], str]) -> None:
    """A file with what is made. Two that make it at once, processes or threads, end with the same one."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written aside and linked into place: nobody ever reads a file that is still empty.
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(make())
    with contextlib.suppress(FileExistsError):
        os.link(aside, path)
    aside.unlink()


def close(folder: Path, *within: Path) -> None:
    """Take from others what they might do with a folder, and with all of these; what comes later is closed at once."""
    if not HAS_OWNERS:
        return
    os.umask(OTHERS)
    for path, mode in _open(folder, within):
        with contextlib.suppress(OSError):  # somebody else's: whoever looks finds it open still
            path.chmod(mode & ~OTHERS)


@contextlib.contextmanager
def for_everyone() -> Iterator[None]:
    """What is made meanwhile may be read by everybody on this machine."""
    before = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(before)


def first_open(folder: Path, *within: Path) -> Path | None:
    """What others may do something with: the folder, or the first of these or in these; None when all are closed."""
    return next((path for path, _ in _open(folder, within)), None) if HAS_OWNERS else None


def is_for_many(folder: Path) -> bool:
    """Whether other programs live in this folder: to close it would lock them out."""
    place = folder.resolve()
    return str(place) in FOR_MANY or (place.exists() and bool(place.stat().st_mode & stat.S_ISVTX))  # as /tmp


def _open(folder: Path, within: tuple[Path, ...]) -> Iterator[tuple[Path, int]]:
    yield from _open_itself(folder.resolve())
    for place in within:
        yield from _open_itself(place)
        for parent, folders, files in os.walk(place):
            for name in (*folders, *files):
                yield from _open_itself(Path(parent, name))


def _open_itself(path: Path) -> Iterator[tuple[Path, int]]:
    with contextlib.suppress(OSError):  # it has just gone
        mode = path.lstat().st_mode
        if not stat.S_ISLNK(mode) and mode & OTHERS:
            yield path, stat.S_IMODE(mode)
