"""The demonstration partnership: real facts, made-up people, and everything they said. For an empty database only."""

import gc
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random

from flask import Flask
from sqlalchemy import exists, select

from coprod.accounts.models import User
from coprod.accounts.second_step import SecondStep
from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.counting import counting
from coprod.database import db, now
from coprod.demo import (
    bringing_in,
    came_of_it,
    checking_back,
    hiring,
    leaving,
    looking_after,
    moderating,
    releasing,
    replying,
    setting_up,
    themes,
    unusual,
)
from coprod.demo.said import on_paper, sharing, taking_part, ticking
from coprod.demo.said.people import Crowd
from coprod.participation import receipt
from coprod.participation.receipt import Receipt
from coprod.partnership.models import Partnership
from coprod.partnership.opening import SiteOpening
from coprod.sealing import ring
from coprod.transactions import write_transaction

# The same people say the same things wherever it is loaded; only the days move.
SEED = 2026


def load_if_empty(app: Flask) -> bool:
    """Load the demonstration, unless there is anything in the database. Says whether it did."""
    with app.app_context(), write_transaction():
        if any(db.session.scalar(select(exists().select_from(m))) for m in (Partnership, Engagement, Activity, User)):
            return False
        gc.disable()  # it makes a hundred thousand things and throws none away: to look for any takes a seventh of it
        try:
            load()
        finally:
            gc.enable()
        return True


def sign_ins(app: Flask) -> list[tuple[str, str, str, str]]:
    """Role, email, password and authenticator key of each member of the demonstration's staff who is in the database.

    Somebody whose app was set up again has no key here: whoever did that has it.
    """
    staff = {person["email"]: person for person in hiring.people()}
    with app.app_context():
        there = select(User, SecondStep).outerjoin(SecondStep, SecondStep.user_id == User.id)
        found = db.session.execute(there.where(User.email.in_(staff), User.active).order_by(User.id)).all()
        return [
            (
                ", ".join(role.words for role in user.roles),
                user.email,
                staff[user.email]["password"],
                step.key if step and step.key == staff[user.email]["key"] else "",
            )
            for user, step in found
        ]


def example_code(app: Flask) -> str | None:
    """A receipt code to try, as people write it: it leads to words that are shown, that wait, and that were refused."""
    with app.app_context():
        codes = receipt.codes(ring(), moderating.EXAMPLE)
        found = Receipt.find(codes)
        return receipt.as_read(codes[found.digest]) if found else None


def load() -> None:
    """Everything, in the caller's transaction."""
    rng = Random(SEED)
    with db.session.no_autoflush, ThreadPoolExecutor(4) as threads:
        # A password takes a sixth of a second to hash: that goes on beside the rest.
        hired = threads.map(hiring.hire, hiring.people())
        activities = setting_up.build()
        crowd = Crowd(rng)
        everyone = taking_part.everyone(crowd, activities)
        staff = list(hired)
        hiring.settle(staff)
        db.session.add(SiteOpening())
        moderating.Staff(rng, staff).take_in(everyone)
        ticking.everyone_else(crowd, activities)
        bringing_in.bring_in(staff)
        themes.sort_into_themes(staff)
        checking_back.tie()
        hiring.remember(staff)
        hiring.invite(by=staff[0])
        db.session.flush()
        looking_after.look_after(staff)
        sharing.share(staff)
        on_paper.type_in(staff, activities)
        unusual.come(staff, activities)
        counting.count_what_was_there_before()
        leaving.leave_some(activities, Random(SEED))
        releasing.release(staff)
        came_of_it.finish(staff, Random(SEED))
        replying.reply(staff)
    for engagement in {activity.engagement for activity in activities}:
        # The pages of what is over have not changed since.
        engagement.updated_at = min(now(), (engagement.closes_at or now()) + timedelta(days=14))
