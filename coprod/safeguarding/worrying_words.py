"""What screening found in the sealed words, marked in them, and why: the words are screened anew each time."""

from typing import NamedTuple

from markupsafe import Markup, escape

from coprod.intake.timed_screening import screened
from coprod.screening.finding import WORRIES, Finding, FindingKind, apart


class Marked(NamedTuple):
    """Words with the worrying parts set apart and numbered, and the reasons in the same order."""

    words: Markup
    reasons: list[str]
    was_screened: bool = True


def marked(words: str) -> Marked:
    """Screen the words again, for as long as a person would wait."""
    [findings] = screened([words])
    if findings is None:
        return Marked(escape(words), [], was_screened=False)
    serious_first = sorted(findings, key=lambda finding: finding.kind is not FindingKind.CONCERN)
    worrying = apart([finding for finding in serious_first if finding.kind in WORRIES])
    return Marked(_set_apart(words, worrying), [finding.why for finding in worrying])


def _set_apart(words: str, findings: list[Finding]) -> Markup:
    html, at = Markup(""), 0
    for number, finding in enumerate(findings, start=1):
        mark = Markup('<mark class="mark mark--late">{}<sup>{}</sup></mark>')
        html += escape(words[at : finding.start]) + mark.format(words[finding.start : finding.end], number)
        at = finding.end
    return html + escape(words[at:])
