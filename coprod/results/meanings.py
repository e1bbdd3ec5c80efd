"""Meanings: what staff say of a table in one sentence of their own, kept with the release and never changed after.

Without figures: the exact ones, which staff see, could tell who somebody is; the published ones stand beside it.
"""

import re
from collections.abc import Mapping

from coprod.text import normalise

LONGEST = 200
HOW = "One sentence, without numbers. People see the numbers beside it."


class Meaningless(ValueError):
    """One of them cannot stand so: by the name of its table, why."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("a sentence cannot stand so")
        self.problems = dict(problems)


def meanings(typed: Mapping[str, str]) -> dict[str, str]:
    """What stands under which table, as it was typed; without those left empty. Raises `Meaningless`."""
    said = {name: " ".join(normalise(words).split()) for name, words in typed.items()}
    said = {name: words for name, words in said.items() if words}
    problems = {name: problem for name, words in said.items() if (problem := _problem(words))}
    if problems:
        raise Meaningless(problems)
    return said


def _problem(words: str) -> str:
    if re.search(r"\d", words):
        return "Leave numbers out: people see the published ones beside it"
    if len(words) > LONGEST:
        return f"Use {LONGEST} characters or fewer"
    if re.search(r"[.!?…]\s+\w", words):
        return "Say it in one sentence"
    return ""
