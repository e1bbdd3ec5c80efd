"""The library of standard questions: in our own words, each with when to ask it and where it comes from."""

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from coprod.questionnaires.facts import Facts


class Standard(NamedTuple):
    """One standard question."""

    name: str
    about: str
    source: str
    facts: Facts


@cache
def standard_questions() -> tuple[Standard, ...]:
    """All of them, in order."""
    text = Path(__file__).with_name("standard_questions.toml").read_text("utf-8")
    listed = tomllib.loads(text)["questions"]
    return tuple(Standard(each.pop("name"), each.pop("about"), each.pop("source"), each) for each in listed)
