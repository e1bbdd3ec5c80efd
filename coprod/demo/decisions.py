"""What a member of staff decides about one submission, through the same verbs as on the pages.

Where screening was not certain, they have read all of it, and saw no worry.
"""

from collections.abc import Callable

from coprod.concerns.concern import Origin
from coprod.participation.submission import Submission
from coprod.reading import found_words as marks

# Given the words and the id of whoever decides.
Decision = Callable[[Submission, int], object]


def show(submission: Submission, by: int) -> None:
    """As they are; but with what screening found taken out."""
    found = marks.found(submission.words or "", submission.findings)
    submission.approve(by=by, hide=marks.merged(mark.hide for mark in found if mark.is_personal), no_worry=True)


def show_without(part: str, what: str) -> Decision:
    """Without some words, wherever they stand."""

    def decide(submission: Submission, by: int) -> object:
        return submission.approve(by=by, hide=marks.everywhere(submission.words or "", part, what), no_worry=True)

    return decide


def reject(reason: str) -> Decision:
    """Not, and why."""
    return lambda submission, by: submission.reject(by=by, reason=reason, no_worry=True)


def escalate(submission: Submission, by: int) -> None:
    """Only the safeguarding lead reads on."""
    submission.escalate(by=by)


def find(submission: Submission, by: int) -> None:
    """Screening escalates it, the moment it is sent."""
    submission.escalate(by=None, origin=Origin.SCREENING)


def find_just_now(submission: Submission, by: int) -> None:
    """Likewise; and it was sent minutes ago."""
    find(submission, by)


def leave(submission: Submission, by: int) -> None:
    """Nothing yet: it waits in the queue."""


def second_thoughts(submission: Submission, by: int) -> None:
    """First not, and then shown after all: the history has both moves."""
    submission.reject(by=by, reason="off-topic", note="Is this about school?", no_worry=True)
    submission.approve(by=by, note="Read again. It is about the way to school.")
