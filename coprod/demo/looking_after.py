"""What staff of the demonstration did after they had opened it: words made plainer, notes on top, pledges checked."""

from collections.abc import Sequence

from sqlalchemy import func, select

from coprod.accounts.models import User
from coprod.activities.engagement import Engagement
from coprod.boards.models import Board, Note
from coprod.changes import Change
from coprod.database import db, uk_today
from coprod.demo import content
from coprod.participation.submission import Submission
from coprod.permissions import Role
from coprod.promise.models import Promise
from coprod.promise.organisation import Organisation
from coprod.promise.pledge import Pledge
from coprod.promise.report import REMINDED_AFTER, Report, report
from coprod.screening.screen import screen

# The notes to pin are of a length that is read at a glance.
SHORTEST, LONGEST = 50, 90
# Organisations: how many on the register nobody has checked; from and to which name; and which two are one.
NOT_CHECKED = 3
CORRECTED = ("The Helpful Hedgehog Advice Line", "Helpful Hedgehog Advice Line")
SAME = ("Wibbly Dandelion Nursery School", "Wibbly Dandelion Nursery")


def look_after(staff: Sequence[User]) -> None:
    """In the caller's transaction, when all that was said has been read."""
    [first, *_] = [person for person in staff if Role.ENGAGEMENT_LEAD in person.roles]
    lead = first.id
    look_after_organisations(first)
    ask_what_was_done(first)
    put_the_promise_in_other_words(first)
    engagement = db.session.scalars(select(Engagement).where(Engagement.slug == "strategy-refresh")).one()
    summary, phone = engagement.summary, engagement.contact
    # As they were before somebody looked at how they read: so that there is something to put back.
    engagement.summary = summary.replace("put first", "prioritise")
    engagement.contact = phone | {"phone_words": "Telephone submissions are accepted."}
    db.session.flush()
    engagement.change({"summary": summary}, by=lead)
    engagement.change({"contact": phone}, by=lead)
    board = db.session.scalars(select(Board).where(Board.slug == "better-for-you")).one()
    short = func.length(Submission.published_words).between(SHORTEST, LONGEST)
    shown = select(Note.public_id).join(Note.submission).join(Note.contribution).where(Submission.shown(), short)
    for note in db.session.scalars(shown.where(Note.board_id == board.id).order_by(Note.id).limit(2)).all():
        board.pin(note, by=lead)


def look_after_organisations(lead: User) -> None:
    """Most on the register are checked. One name is corrected; one organisation was written in two ways."""
    shown = select(Pledge.organisation_id).join(Pledge.submission).join(Pledge.contribution).where(Submission.shown())
    by_name = {each.name: each for each in db.session.scalars(select(Organisation).order_by(Organisation.id))}
    for organisation in db.session.scalars(
        select(Organisation).where(Organisation.id.in_(shown)).order_by(Organisation.id).offset(NOT_CHECKED)
    ):
        organisation.check(by=lead)
    # The contact of the newest is told by the worker: whoever tries it out finds that letter, with its link.
    of_them = select(Pledge).where(Pledge.organisation_id.in_(shown))
    for told in db.session.scalars(of_them.order_by(Pledge.submitted_on.desc(), Pledge.id).offset(1)):
        told.told_on = told.submitted_on
    corrected, (same, other) = by_name[CORRECTED[0]], [by_name[name] for name in SAME]
    corrected.correct(CORRECTED[1], by=lead.id, seen=corrected.edited)
    same.merge(other, by=lead.id, seen=same.edited)


def ask_what_was_done(lead: User) -> None:
    """Two said what they did of their pledges and it was approved; of two who were asked, one has let it lapse."""
    named = select(Organisation.name, Pledge).join(Pledge.organisation).order_by(Pledge.id)
    pledges = {row.name: row.Pledge for row in db.session.execute(named)}
    for facts in content.toml("pledges")["pledges"]:
        pledge = pledges[facts["organisation"]]
        if "did" in facts:
            report(pledge, facts["did"], screen(facts["did"]))
            db.session.flush()
            [said] = db.session.scalars(select(Report).where(Report.pledge_id == pledge.id))
            said.submission.approve(by=lead.id)
            said.reported_on = pledge.answered_on = content.day(facts["did_in_days"])
        elif "asked_in_days" in facts:
            pledge.asked_on = content.day(facts["asked_in_days"])
            reminded_on = pledge.asked_on + REMINDED_AFTER
            pledge.reminded_on = reminded_on if reminded_on <= uk_today() else None


def put_the_promise_in_other_words(lead: User) -> None:
    """After some had pledged: the definition, and a commitment that took the place of another one."""
    facts = content.toml("promise")
    promise = db.session.scalars(select(Promise).where(Promise.slug == facts["slug"])).one()
    definition = facts["earlier_definition"]
    moved = [("definition", definition["was"], promise.definition, definition)]
    for commitment in promise.commitments:
        if commitment.replaces is not None:
            [words] = [each for each in facts["earlier_commitments"] if each["slug"] == commitment.replaces.slug]
            moved.append(("commitment", commitment.replaces.in_words, commitment.in_words, words))
    for field, was, became, told in moved:
        promise.count_edit(promise.edited)
        change = Change(
            subject=promise.subject,
            edit=promise.edited,
            field=field,
            was=was,
            became=became,
            by=lead.id,
            reason=told["reason"],
        )
        change.at = content.opening(told["changed_in_days"])
        db.session.add(change)
