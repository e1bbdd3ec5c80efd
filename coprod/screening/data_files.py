"""The word lists and rules, read from the folder `data`."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data"


def text(name: str) -> str:
    """A whole file."""
    return (FOLDER / name).read_text("utf-8")


def lines(name: str) -> Iterator[str]:
    """The lines of a list, without comments and empty ones."""
    return (line for line in text(name).splitlines() if line and not line.startswith("#"))


@cache
def words(name: str) -> frozenset[str]:
    """Every word of a list."""
    return frozenset(word for line in lines(name) for word in line.split())


@cache
def table(name: str) -> dict[str, Any]:
    """A TOML file. Read once, and never changed."""
    return tomllib.loads(text(name))
