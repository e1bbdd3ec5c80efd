"""What the holder of a receipt reads about their pledge."""

from coprod.activities.per_kind import ToCome
from coprod.promise.pledge import Pledge
from coprod.promise.report import EVERY


def receipt_lines(pledge: Pledge | None) -> list[str]:
    """Whether the email address is confirmed, and whether it still can be."""
    if pledge is None:
        return []
    if pledge.email_confirmed_at is not None:
        return ["Your email address is confirmed."]
    if pledge.link_has_ended:
        return ["Your email address was not confirmed in time, so your pledge is not on the list."]
    return ["Your email address is not confirmed yet. Please open the link in the email that we sent you."]


def steps_to_come(pledge: Pledge | None) -> list[ToCome]:
    """The list that everyone reads, and when we ask what was done of it."""
    if pledge is None or pledge.link_has_ended:
        return []
    asks = ToCome("We ask you: what did you do?", "questions", (pledge.answered_on or pledge.submitted_on) + EVERY)
    return [asks] if pledge.told_on else [ToCome("If we say yes, it goes on the public list", "promise"), asks]
