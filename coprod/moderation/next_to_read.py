"""What a member of staff reads next: found, held for them, and opened."""

from collections.abc import Collection
from typing import Any

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from coprod import transactions
from coprod.moderation.breaks.sitting import Sitting
from coprod.moderation.queue import QueueFilters, QueuePlace, next_waiting
from coprod.reading.claims import Claim
from coprod.transactions import write_transaction

TRIES = 20  # others may take what was found, in the moment before we do


def go_on(reader: int, after: QueuePlace | None = None, **address: Any) -> ResponseReturnValue:
    """To what waits next in the same part of the queue, held for this person; to the list when nothing does."""
    filters = QueueFilters.from_address(request.args)
    following = take_next(filters, reader, after, Sitting(session).passed_over)
    address |= filters.address()
    if following is None:
        return redirect(url_for("moderation.queue", nothing_free=1, **address), 303)
    return redirect(url_for("moderation.show", id=following.public_id, **address), 303)


def take_next(
    filters: QueueFilters, reader: int, after: QueuePlace | None, passed_over: Collection[str]
) -> Row[Any] | None:
    """What is next, held from now on; None when nothing is free."""
    for _ in range(TRIES):
        transactions.end_writing()  # looking for it only reads: other people's words need not wait
        found = next_waiting(filters, reader, after, passed_over)
        if found is None:
            return None
        with write_transaction():
            if Claim.take(found.contribution_id, by=reader):
                return found
    return None
