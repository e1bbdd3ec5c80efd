"""How much one network may have us keep of what was not sent: an old cookie begins a draft as often as it is sent."""

from math import ceil

from flask import has_request_context

from coprod import rate_limits, room_left
from coprod.forms import SendAgain

# In kilobytes. A hall of five hundred people who answer a long questionnaire needs a tenth of it.
KEPT = "20000 per hour"


class TooMuchKept(SendAgain):
    """One network has had us keep more than anybody types."""

    def __init__(self) -> None:
        words = (
            "Very much was kept for people on your network in the last hour. We could not keep this. "
            "It is still here: wait some minutes, then send it again. Or use another connection."
        )
        super().__init__("We cannot keep this yet", words, 429)


def must_fit(more: int) -> None:
    """A draft is about to grow by so many bytes. Raises `TooMuchKept`, or `NoRoom` where the disk is nearly full."""
    if more <= 0:
        return
    room_left.must_have_room()
    if has_request_context() and rate_limits.over_limit("kept", KEPT, cost=ceil(more / 1000)):
        raise TooMuchKept
