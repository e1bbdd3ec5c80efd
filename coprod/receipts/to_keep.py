"""What somebody keeps of their receipt: the trail in plain words, and a square that opens the page for a code.

Neither has the code in it, nor what they wrote: whoever finds it learns nothing of them.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from coprod.loaded_when_used import when_used
from coprod.receipts.what_came_of_it import Came
from coprod.receipts.what_happened import Gone, Happened, Told
from coprod.rendering import uk_date

if TYPE_CHECKING:
    import segno
else:
    segno = when_used("segno")


@lru_cache(maxsize=2)
def square(address: str) -> Markup:
    """An address to point a phone at. Drawn with attributes alone: the page's policy allows no styles inside it."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(
        omitsize=True, light="#fff", svgclass=None, lineclass=None
    )
    return Markup(drawn)  # noqa: S704 - our own


def in_plain_words(goes: list[Gone], address: str) -> str:
    """The trail of everything under one code, a line to each step."""
    lines = ["What happened to my words"]
    for go in goes:
        sent = uk_date(go.contribution.submitted_on, year=True)
        lines += ["", go.contribution.activity.title, f"Sent: {sent}"]
        if go.contribution.is_withdrawn:
            lines.append("Taken back.")
            continue
        for told in go.told:
            lines += _steps(told)
        for step in go.to_come:
            lines.append(f"To come: {step.title}{', ' + uk_date(step.day, year=True) if step.day else ''}")
    return "\n".join([*lines, "", f"Look again: {address}"])


def _steps(told: Told) -> Iterator[str]:
    if told.outcome is Happened.WAITING:
        yield "It waits for a person to read it."
        return
    yield f"Read by a person: {uk_date(told.decided_on, year=True) if told.decided_on else 'yes'}"
    for came in told.came:
        yield from _of_theme(came)


def _of_theme(came: Came) -> Iterator[str]:
    yield f"The theme is {came.title}{', ' + came.others if came.others.startswith('with') else ''}."
    if came.decision:
        decided = came.decision
        day = uk_date(decided.met_on, year=True)
        yield f"Decided: {decided.verdict.label.lower()}, {decided.meeting}, {day}. {decided.reason}"
    if came.reply:
        yield f"{came.reply.state.label}: {came.reply.title}"
    if came.first_step:
        yield f"To come: {came.first_step[0]}, {uk_date(came.first_step[1], year=True)}"
    if came.look_again_on:
        yield f"We look again: {uk_date(came.look_again_on, year=True)}"
