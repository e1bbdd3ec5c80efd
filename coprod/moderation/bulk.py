"""Many at once: approving what the list showed in full, where nothing was found; and taking that back."""

import re
from collections.abc import Iterable, Mapping
from itertools import groupby

from sqlalchemy import exists, or_, select, tuple_
from sqlalchemy.orm import contains_eager, selectinload

from coprod.activities.activity import Activity
from coprod.database import db, now
from coprod.moderation.bulk_report import Left, Report
from coprod.moderation.queue import ANSWERS, PAGE, Waiting, listed
from coprod.participation.contribution import Contribution
from coprod.participation.move import UNDO, AlreadyMoved, FirstApproval, Move, MoveRefused, TooLate
from coprod.participation.receipt import Receipt
from coprod.participation.submission import Submission
from coprod.permissions import Permission, within
from coprod.reading.claims import Claim

TICK = re.compile(r"(\w{1,20})\.(\d{1,9})")


def why_not(waiting: Waiting) -> Left | None:
    """Why a contribution cannot be ticked in the list; None when it can."""
    refusals = {
        Left.HELD: waiting.holder is not None and not waiting.is_mine,
        Left.READ_FIRST: waiting.read_first_until is not None,
        Left.NOT_SCREENED: any(said.findings is None for said in waiting.submissions),
        Left.FOUND: any(said.findings for said in waiting.submissions),
        Left.UNUSUAL: waiting.first.unusual,
        Left.WITH_LEAD: None in waiting.first.context.values(),
        Left.LONG: not waiting.is_in_full,
        Left.SECOND: waiting.needs_another,
    }
    return next((why for why, holds in refusals.items() if holds), None)


def tick_of(waiting: Waiting) -> str:
    """What ticking it sends: each answer that was shown, and how many moves it had made, as "….0-….1"."""
    return "-".join(f"{said.public_id}.{said.moves_made}" for said in waiting.submissions)


def read_ticks(ticks: Iterable[str]) -> dict[str, int]:
    """For each submission that was ticked, how many moves it had been seen to have made."""
    pairs = [TICK.fullmatch(part) for tick in ticks for part in tick.split("-")[:ANSWERS]]
    return {pair[1]: int(pair[2]) for pair in pairs[: PAGE * ANSWERS] if pair}


def approve_ticked(seen: Mapping[str, int], *, by: int) -> Report:
    """Approve all of it that may be approved unopened, and say what was left and why."""
    locked = _locked(seen)
    of = select(Contribution.id).where(Contribution.id.in_({s.contribution_id for s in locked}))
    now_waiting = {waiting.first.contribution_id: waiting for waiting in listed(of.subquery(), by)}
    approved, first, left, undo = [], 0, [], []
    for contribution_id, group in groupby(locked, key=lambda submission: submission.contribution_id):
        submissions = list(group)
        waiting = now_waiting.get(contribution_id)
        ticked = {(submission.public_id, seen[submission.public_id]) for submission in submissions}
        as_seen = waiting and {(said.public_id, said.moves_made) for said in waiting.submissions} == ticked
        why = why_not(waiting) if waiting and as_seen else Left.CHANGED
        if why:
            left.append((submissions[0].public_id, why))
            continue
        yes = [submission.approve(by=by, seen=seen[submission.public_id]) for submission in submissions]
        first += isinstance(yes[0], FirstApproval)
        approved.append(contribution_id)
        undo.append("-".join(f"{submission.public_id}.{submission.moves_made}" for submission in submissions))
    Claim.give_back(*approved, by=by)
    return Report(len(approved) - first, first, tuple(left), tuple(undo))


def may_be_undone(ticks: Iterable[str], *, by: int) -> bool:
    """Whether this person approved any of these less than five minutes ago, and nobody decided about it since."""
    seen = read_ticks(ticks)
    if not seen:
        return False
    recent = [
        exists().where(yes.submission_id == Submission.id, yes.by_id == by, yes.at >= now() - UNDO)
        for yes in (Move, FirstApproval)
    ]
    as_seen = tuple_(Submission.public_id, Submission.moves_made).in_(list(seen.items()))
    return bool(db.session.scalar(select(exists().where(as_seen, or_(*recent)))))


def undo_approvals(seen: Mapping[str, int], *, by: int) -> Report:
    """Undo one's own approvals of a moment ago, each as a new move, and say what was left and why."""
    undone, left = 0, []
    for _, group in groupby(_locked(seen), key=lambda submission: submission.contribution_id):
        outcomes = [(submission.public_id, _undo(submission, seen[submission.public_id], by)) for submission in group]
        undone += any(why is None for _, why in outcomes)
        left += [(id, why) for id, why in outcomes if why][:1]  # its page shows the rest of it
    return Report(undone=undone, left=tuple(left))


def _undo(submission: Submission, seen: int, by: int) -> Left | None:
    """Undo one; gives why it was left."""
    try:
        submission.must_be_as_seen(seen)
        submission.undo(by=by, seen=seen)
    except AlreadyMoved:
        return Left.MOVED
    except TooLate:
        return Left.LATE
    except MoveRefused:
        return Left.CHANGED
    return None


def _locked(ids: Iterable[str]) -> list[Submission]:
    """These submissions, with all that deciding about them needs, in the order in which everybody locks them."""
    of = Submission.contribution_id == Contribution.id
    Receipt.lock(
        Receipt.id.in_(select(Contribution.receipt_id).where(exists().where(of, Submission.public_id.in_(ids))))
    )
    return list(
        db.session.scalars(
            select(Submission)
            .join(Submission.contribution)
            .join(Contribution.activity)
            .join(Activity.engagement)
            .where(Submission.public_id.in_(ids), within(Permission.MODERATE, Activity.engagement_id))
            .order_by(Submission.contribution_id, Submission.id)
            .options(
                contains_eager(Submission.contribution).options(
                    contains_eager(Contribution.activity).contains_eager(Activity.engagement),
                    selectinload(Contribution.submissions),
                    selectinload(Contribution.receipt),
                    selectinload(Contribution.under_one_receipt).joinedload(Contribution.activity),
                ),
                selectinload(Submission.first_approvals),
                selectinload(Submission.moves),
            )
            .with_for_update(of=(Contribution, Submission))
        )
    )
