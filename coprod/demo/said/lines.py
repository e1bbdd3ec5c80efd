"""Lines that people say in the demonstration, and what staff make of each."""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from coprod.activities.audience import Audience
from coprod.demo import content
from coprod.demo.decisions import Decision, escalate, find, find_just_now, leave, reject, show, show_without

# Who thinks that somebody may not be safe, as the file of such lines says it.
WHO_ESCALATES = {"moderator": escalate, "screening": find, "just now": find_just_now}


class Line(NamedTuple):
    """Words, who says them, and what staff decide once they have read them."""

    words: str
    audience: Audience
    decide: Decision = show

    @property
    def is_sorted(self) -> bool:
        """Whether it waits in any case, or never does: screening finds it worrying the moment it is sent."""
        return self.decide in (leave, find, find_just_now)

    @property
    def is_left(self) -> bool:
        """Whether it waits, however long it has done so already."""
        return self.decide is leave


def said_by(audience: str, name: str) -> list[Line]:
    """The lines of a file that one audience says."""
    return [Line(row[0], Audience(audience)) for row in content.rows(name)]


def said(name: str) -> list[Line]:
    """The lines of a file that names the audience of each."""
    return [Line(words, Audience(audience)) for words, audience in content.rows(name)]


def that_need_care() -> list[Line]:
    """Lines that cannot simply be shown: something to hide, nothing to show, or somebody who may not be safe."""
    hidden, rejected = content.rows("hide_words.txt"), content.rows("reject.txt")
    escalated, found = content.rows("escalate.txt"), content.rows("with_findings.txt")
    return [
        *(Line(words, Audience(who), show_without(part, what)) for words, part, what, who in hidden),
        *(Line(words, Audience(who), reject(reason)) for words, reason, who in rejected),
        *(Line(words, Audience(who), WHO_ESCALATES[how]) for words, who, how in escalated),
        # Screening misses names: those lines wait for a person, and so do some in which it found something.
        *(Line(words, Audience(who), {"waits": leave, "shown": show}[fate]) for words, fate, who in found),
    ]


def deal(rng: Random, lines: Sequence[Line], audiences: Sequence[Audience]) -> list[Line | None]:
    """One line or none for each person, from those that their audience says; no line twice."""
    dealt: list[Line | None] = [None] * len(audiences)
    for audience in Audience:
        people = [number for number, who in enumerate(audiences) if who is audience]
        theirs = [line for line in lines if line.audience is audience]
        # Whoever comes without a line stays silent; so does the end of the file when too few people come.
        for number, line in zip(rng.sample(people, len(people)), theirs, strict=False):
            dealt[number] = line
    return dealt
