"""How much slower pages are with 100,000 contributions stored than with none: `python -m benchmarks.growth`.

Nothing waits and the same activities are open both times, so the pages say the same but for the numbers. Set
DATABASE_URL to measure PostgreSQL: its database is emptied.
"""

import os
import statistics
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from benchmarks import data
from coprod import create_app
from coprod.accounts.models import User
from coprod.accounts.sessions import COOKIE_KEY, StaffSession
from coprod.activities.activity import Activity
from coprod.config import Config
from coprod.database import db

STORED, TIMES, TARGET = 100_000, 60, 1.2
PAGES = {
    "home": "/",
    "engagement": "/engagements/refresh",
    "staff home": "/staff",
    "queue": "/staff/moderation",
}


def main() -> None:
    """Measure empty, fill, measure again, print. Public pages are made anew each time: what is kept costs nothing."""
    folder = Path(tempfile.mkdtemp(prefix="coprod-growth-"))
    app = create_app(Config(instance=folder, database_url=os.environ.get("DATABASE_URL", "")))
    data.load(app, notes=0, waiting=0, logged=0)
    before = measured(app)
    with app.app_context():
        log = db.session.query(Activity.id).filter_by(slug="log").scalar()
        data.fill(log, range(1, STORED + 1), "approved")
        data.settle_sequences()
        db.session.execute(text(f"UPDATE took_part SET sent = {STORED}, people = {STORED}, on_site = {STORED}"))
        db.session.commit()
    after = measured(app)
    print(f"{'page':<14}{'nothing stored':>16}{f'{STORED:,} stored':>18}{'over':>8}{'target':>8}")
    for page in PAGES:
        ratio = after[page] / before[page]
        print(f"{page:<14}{before[page]:>13.2f} ms{after[page]:>15.2f} ms{ratio:>8.2f}{TARGET:>8}")


def measured(app: Flask) -> dict[str, float]:
    """Milliseconds that each page takes, the median of many, in turn."""
    client = app.test_client()
    sign_in(app, client)
    took: dict[str, list[float]] = defaultdict(list)
    for _ in range(TIMES):
        for page, address in PAGES.items():
            touch(app)
            started = time.perf_counter()
            answer = client.get(address)
            took[page].append((time.perf_counter() - started) * 1000)
            if answer.status_code != 200:
                raise SystemExit(f"{address} answered {answer.status_code}")
    return {page: statistics.median(times) for page, times in took.items()}


def sign_in(app: Flask, client: FlaskClient) -> None:
    """As somebody who may read the queue."""
    with app.app_context():
        lead = db.session.query(User).filter_by(role="engagement_lead").one()
        token = StaffSession.begin(lead, "Benchmark")
        db.session.commit()
    with client.session_transaction() as session:
        session[COOKIE_KEY] = token


def touch(app: Flask) -> None:
    """Move what is shown, as an approval does."""
    with app.app_context():
        db.session.execute(text("UPDATE activity SET version = version + 1"))
        db.session.commit()


if __name__ == "__main__":
    main()
