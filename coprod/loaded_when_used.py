"""Modules that a process loads when it first uses them, and not before: most workers never use most of them.

if TYPE_CHECKING:
    import segno
else:
    segno = when_used("segno")
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any


class WhenUsed:
    """Stands in for a module: the first use of anything in it loads it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, what: str) -> Any:
        return getattr(import_module(self._name), what)


def when_used(name: str) -> Any:
    """The module of this name, loaded when something in it is used."""
    return WhenUsed(name)


@contextmanager
def without(*names: str) -> Iterator[None]:
    """To import what would load these too, just because they are installed: it thinks that they are not."""
    kept_out = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(kept_out))  # type: ignore[arg-type]  # None there is how Python says "not there"
    try:
        yield
    finally:
        for name in kept_out:
            del sys.modules[name]
