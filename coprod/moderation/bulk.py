"""Many at once: approving what the list showed in full, where nothing was found."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload
from werkzeug.datastructures import MultiDict

from coprod.database import db
from coprod.moderation.claims import Claim
from coprod.moderation.queue import ANSWERS, PAGE, Waiting, listed
from coprod.participation.activity import Activity
from coprod.participation.contribution import Contribution
from coprod.participation.move import FirstApproval
from coprod.participation.submission import Submission
from coprod.text import row_number

TICK = re.compile(r"(\d{1,10})\.(\d{1,9})")


class Left(StrEnum):
    """Why something is not approved together with others."""

    CHANGED = "changed"
    HELD = "held"
    FOUND = "found"
    NOT_SCREENED = "not_screened"
    UNUSUAL = "unusual"
    LONG = "long"
    WITH_LEAD = "with_lead"
    SECOND = "second"

    @property
    def words(self) -> str:
        """As whoever ticked it reads it."""
        return LEFT_WORDS[self]


LEFT_WORDS = {
    Left.CHANGED: "It has changed since you saw it.",
    Left.HELD: "Somebody else is reading it.",
    Left.FOUND: "Something was found in it.",
    Left.NOT_SCREENED: "The check for personal details did not work on it.",
    Left.UNUSUAL: "It came with many others in a short time.",
    Left.WITH_LEAD: "Something that is shown with it is with the safeguarding lead.",
    Left.LONG: "The list does not show all of it.",
    Left.SECOND: "One person has approved it. The second has to open it and see what is hidden.",
}


class Report(NamedTuple):
    """What became of what was ticked: how much was approved, how much waits for a second person, and what was left."""

    approved: int = 0
    first: int = 0
    left: tuple[tuple[int, Left], ...] = ()

    @classmethod
    def from_address(cls, args: MultiDict[str, str]) -> "Report | None":
        """As it was put in the address; None when nothing was."""
        if "approved" not in args:
            return None
        pairs = (text.partition(".")[::2] for text in args.getlist("left"))
        left = [(int(id), Left(why)) for id, why in pairs if re.fullmatch(r"\d{1,9}", id) and why in set(Left)]
        return cls(args.get("approved", 0, type=row_number), args.get("first", 0, type=row_number), tuple(left))

    def address(self) -> dict[str, Any]:
        """For `url_for`."""
        return {"approved": self.approved, "first": self.first, "left": [f"{id}.{why}" for id, why in self.left]}


def why_not(waiting: Waiting) -> Left | None:
    """Why a contribution cannot be ticked in the list; None when it can."""
    refusals = {
        Left.HELD: waiting.holder is not None and not waiting.is_mine,
        Left.NOT_SCREENED: any(said.findings is None for said in waiting.submissions),
        Left.FOUND: any(said.findings for said in waiting.submissions),
        Left.UNUSUAL: waiting.first.unusual,
        Left.WITH_LEAD: any(label in waiting.first.context for label in waiting.first.held or ()),
        Left.LONG: not waiting.is_in_full,
        Left.SECOND: waiting.needs_another,
    }
    return next((why for why, holds in refusals.items() if holds), None)


def tick_of(waiting: Waiting) -> str:
    """What ticking it sends: each answer that was shown, and how many moves it had made. "12.0-13.1"."""
    return "-".join(f"{said.id}.{said.moves_made}" for said in waiting.submissions)


def read_ticks(ticks: Iterable[str]) -> dict[int, int]:
    """For each submission that was ticked, how many moves it had been seen to have made."""
    pairs = [TICK.fullmatch(part) for tick in ticks for part in tick.split("-")[:ANSWERS]]
    seen = {int(pair[1]): int(pair[2]) for pair in pairs[: PAGE * ANSWERS] if pair}
    return {id: moves for id, moves in seen.items() if 0 < id < 2**31}


def approve_ticked(seen: Mapping[int, int], *, by: int) -> Report:
    """Approve all of it that may be approved unopened, and say what was left and why."""
    locked = _locked(seen)
    of = select(Contribution.id).where(Contribution.id.in_({s.contribution_id for s in locked}))
    now_waiting = {waiting.first.contribution_id: waiting for waiting in listed(of.subquery(), by)}
    approved, first, left = [], 0, []
    for contribution_id, group in groupby(locked, key=lambda submission: submission.contribution_id):
        submissions = list(group)
        waiting = now_waiting.get(contribution_id)
        ticked = {(submission.id, seen[submission.id]) for submission in submissions}
        as_seen = waiting and {(said.id, said.moves_made) for said in waiting.submissions} == ticked
        why = why_not(waiting) if waiting and as_seen else Left.CHANGED
        if why:
            left.append((submissions[0].id, why))
            continue
        yes = [submission.approve(by=by, seen=seen[submission.id]) for submission in submissions]
        first += isinstance(yes[0], FirstApproval)
        approved.append(contribution_id)
    Claim.give_back(*approved, by=by)
    return Report(len(approved) - first, first, tuple(left))


def _locked(ids: Iterable[int]) -> list[Submission]:
    """These submissions, with all that deciding about them needs, in the order in which everybody locks them."""
    return list(
        db.session.scalars(
            select(Submission)
            .join(Submission.contribution)
            .join(Contribution.activity)
            .join(Activity.engagement)
            .where(Submission.id.in_(ids))
            .order_by(Submission.contribution_id, Submission.id)
            .options(
                contains_eager(Submission.contribution).options(
                    contains_eager(Contribution.activity).contains_eager(Activity.engagement),
                    selectinload(Contribution.submissions),
                ),
                selectinload(Submission.first_approvals),
            )
            .with_for_update(of=(Contribution, Submission))
        )
    )
