"""Personal details, worrying words and abuse, found in text so that a person looks twice.

An aid, never proof: it marks some things that are harmless and misses some that are not. It changes nothing; people
decide. It needs no database and no other service, keeps nothing between texts, and the time it takes grows only with
the length of the text. Word lists, rules and weights are files in the folder `data`, read once.
"""

from collections.abc import Iterable, Sequence
from math import inf
from time import monotonic

from coprod.screening import own_words
from coprod.screening.details import birthdays, contact, numbers, postcodes
from coprod.screening.details.figures import in_figures
from coprod.screening.details.handles import Handles
from coprod.screening.details.names import Names
from coprod.screening.details.rewritten import on_one_line, without_pauses
from coprod.screening.details.schools import Schools
from coprod.screening.finding import WORRIES, Finding, FindingKind, OwnWord, apart
from coprod.screening.spelling import Speller
from coprod.screening.tokens import tokens_of
from coprod.screening.worries import Worries
from coprod.text import plain_letters, without_unseen

__all__ = ["Finding", "FindingKind", "OwnWord", "screen"]

_SPELLER = Speller()
_HANDLES = Handles(_SPELLER)
_NAMES = Names(_SPELLER)
_SCHOOLS = Schools(_SPELLER)
_WORRIES = Worries(_SPELLER)


class TooSlow(Exception):
    """It took longer than whoever waits for it can wait."""


def screen(text: str, own: Sequence[OwnWord] = (), until: float = inf) -> list[Finding]:
    """Everything found in the text, from its start to its end; two findings of one kind never overlap.

    Marks that nobody sees hide nothing: a number with a joiner inside is that number, and all of it is marked.
    Raises `TooSlow` when it is not finished `until` then, by the monotonic clock: asked between one look and the next,
    none of which takes long, as the time of each grows only with the length of the text.
    """
    seen, places = without_unseen(text)
    seen = plain_letters(seen)
    found: list[Finding] = []
    for look in (lambda: own_words.find(seen, own), lambda: _worries(seen), lambda: _details(seen)):
        if monotonic() > until:
            raise TooSlow
        found += look()
    by_kind: dict[FindingKind, list[Finding]] = {}
    for finding in found:
        by_kind.setdefault(finding.kind, []).append(finding)
    kept = [finding for some in by_kind.values() for finding in apart(some)]
    if places is not None:
        kept = [finding.moved(places) for finding in kept]
    return sorted(kept, key=lambda finding: (finding.start, finding.end, finding.kind))


def _worries(text: str) -> list[Finding]:
    """Worrying words and abuse. A line may end because a thought does, or because a letter was pasted; three dots may
    stand between two thoughts or in one. So a text is read as it is written and without them: the worse worry counts,
    and every insult."""
    found, runs_on = list(_WORRIES.find(text)), without_pauses(text)
    if not runs_on.changed:
        return found
    also = [*map(runs_on.back, _WORRIES.find(runs_on.text))]
    insults = [finding for finding in (*found, *also) if finding.kind is FindingKind.ABUSE]
    return insults + max((_of_worry(some) for some in (found, also)), key=_how_bad)


def _of_worry(found: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.kind in WORRIES]


def _how_bad(worries: Sequence[Finding]) -> tuple[bool, int]:
    """The level first, then how sure."""
    return (
        any(finding.kind is FindingKind.CONCERN for finding in worries),
        max((finding.sure for finding in worries), default=0),
    )


def _details(text: str) -> list[Finding]:
    """Personal details. What is part of a longer one, as "Will" in an email address, is not said twice."""
    line = on_one_line(text)
    figures = in_figures(line)
    found = [*map(line.back, contact.find(line.text))]
    told = (*numbers.find(figures.text), *postcodes.find(figures.text), *birthdays.find_said(figures.text))
    found += map(figures.back, told)
    if figures.changed:
        found += postcodes.find(text)
    found += _not_within([finding for finding in found if finding.kind is FindingKind.PHONE], birthdays.find(text))
    found += _outside(found, _HANDLES.find(text))
    if line.changed:
        found += _outside(found, map(line.back, _HANDLES.find(line.text)))
    tokens = tokens_of(text)
    found += _outside(found, _SCHOOLS.find(text, tokens))
    found += _outside(found, _NAMES.find(text, tokens))
    return found


def _not_within(taken: Sequence[Finding], findings: Iterable[Finding]) -> list[Finding]:
    """Those that are no part of what is taken: a phone number may begin with the last figures of a date."""
    covered = _covered(taken)
    return [each for each in findings if each.end > len(covered) or covered.find(0, each.start, each.end) >= 0]


def _outside(taken: Sequence[Finding], findings: Iterable[Finding]) -> list[Finding]:
    """Those that touch none of what is taken."""
    covered = _covered(taken)
    return [each for each in findings if covered.find(1, each.start, each.end) < 0]


def _covered(taken: Sequence[Finding]) -> bytearray:
    """1 for each character that is taken."""
    covered = bytearray(max((finding.end for finding in taken), default=0))
    for finding in taken:
        covered[finding.start : finding.end] = b"\1" * (finding.end - finding.start)
    return covered
