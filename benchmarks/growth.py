"""How much slower pages are with 100,000 contributions stored than with none: `python -m benchmarks.growth`.

Nothing waits and the same activities are open on both, so the pages say the same but for the numbers and four notes.
On SQLite, whose plans went wrong; that PostgreSQL's do not is a test (tests/test_growth.py).
"""

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
from coprod.config import Config
from coprod.database import db
from coprod.permissions import Role

STORED, TIMES, TARGET = 100_000, 60, 1.2
PAGES = {
    "home": "/",
    "engagement": "/engagements/refresh",
    "staff home": "/staff",
    "queue": "/staff/moderation",
}


def main() -> None:
    """Two sites, one empty, asked in turn. Public pages are made anew each time: what is kept costs nothing."""
    with tempfile.TemporaryDirectory(prefix="coprod-growth-") as folder:
        sites = [site(Path(folder) / name, stored) for name, stored in (("empty", 0), ("full", STORED))]
        took: dict[str, list[list[float]]] = defaultdict(lambda: [[], []])
        for _ in range(TIMES):
            for page, address in PAGES.items():
                for times, (app, client) in zip(took[page], sites, strict=True):
                    times.append(milliseconds(app, client, address))
    print(f"{'page':<14}{'nothing stored':>16}{f'{STORED:,} stored':>18}{'over':>8}{'target':>8}")
    for page, (empty, full) in took.items():
        ratio = statistics.median(full) / statistics.median(empty)
        middle = statistics.median(empty), statistics.median(full)
        print(f"{page:<14}{middle[0]:>13.2f} ms{middle[1]:>15.2f} ms{ratio:>8.2f}{TARGET:>8}")


def site(instance: Path, stored: int) -> tuple[Flask, FlaskClient]:
    """A site on SQLite with so many contributions in its log, and somebody signed in to it."""
    instance.mkdir()
    app = create_app(Config(instance=instance))
    data.load(app, notes=0, waiting=0, logged=stored)
    client = app.test_client()
    sign_in(app, client)
    return app, client


def milliseconds(app: Flask, client: FlaskClient, address: str) -> float:
    """How long one page takes when what it shows has just moved."""
    touch(app)
    started = time.perf_counter()
    answer = client.get(address)
    took = (time.perf_counter() - started) * 1000
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}")
    return took


def sign_in(app: Flask, client: FlaskClient) -> None:
    """As somebody who may read the queue."""
    with app.app_context():
        lead = db.session.query(User).filter(User.holds(Role.ENGAGEMENT_LEAD)).one()
        token = StaffSession.begin(lead, "Benchmark")
        db.session.commit()
    with client.session_transaction() as session:
        session[COOKIE_KEY] = token


def touch(app: Flask) -> None:
    """Move what is shown, as an approval does."""
    with app.app_context():
        db.session.execute(text("UPDATE activity SET shown = shown + 1"))
        db.session.commit()


if __name__ == "__main__":
    main()
