"""Prints a table from one interleaved run. Set DATABASE_URL to measure PostgreSQL: its database is emptied."""

import http.client
import os
import statistics
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from benchmarks import data, measure, references
from benchmarks.servers import served
from benchmarks.write_path import check_words, notes
from coprod import create_app
from coprod.accounts.models import User
from coprod.accounts.sessions import COOKIE_KEY, StaffSession
from coprod.config import Config
from coprod.database import db
from coprod.permissions import Role

ROUNDS = int(os.environ.get("ROUNDS", 5))
GZIP = {"Accept-Encoding": "gzip"}


def main() -> None:
    """Load, serve, measure, print."""
    check_words()
    instance = Path(tempfile.mkdtemp(prefix="coprod-benchmark-"))
    app = create_app(Config(instance=instance, database_url=os.environ.get("DATABASE_URL", "")))
    sys.stderr.write("Loading 210,200 contributions ...\n")
    data.load(app)
    with (
        served("benchmarks.servers:bare", instance) as (bare, _),
        served("benchmarks.servers:coprod()", instance) as (site, master),
    ):
        rates, slow = rounds(app, bare, site)
        report_rates(rates, slow)
        report_download(app, site, master)


def rounds(app: Flask, bare: str, site: str) -> tuple[dict[str, list[float]], list[float]]:
    """Every case once a round, so that a noisy minute meets them all."""
    board = f"{site}/boards/notes"
    staff = {"Cookie": staff_cookie(app)}
    etag = {"If-None-Match": board_etag(board)}
    rates: dict[str, list[float]] = defaultdict(list)
    slow: list[float] = []
    for number in range(ROUNDS):
        sys.stderr.write(f"Round {number + 1} of {ROUNDS}\n")
        rates["bare Flask reply"].append(measure.wrk(bare).per_second)
        rates["board, unchanged"].append(measure.wrk(board, headers=GZIP).per_second)
        rates["board, 304"].append(measure.wrk(board, headers=etag).per_second)
        posted = measure.wrk(site, connections=8, seconds=3, lua=notes(app, "/boards/posting/add", 0.1))
        rates["note to durable commit, 8 clients"].append(posted.per_second)
        slow.append(posted.p99_ms)
        rates["bare, one client"].append(measure.one_by_one(bare, 200))
        rates["board, rebuilt"].append(measure.one_by_one(board, 100, GZIP, before=lambda: touch(app)))
        for name, path in (
            ("queue, 10,000 waiting", "/staff/moderation"),
            ("log, first page of 200,000", "/staff/feedback-log"),
            ("log, a search", "/staff/feedback-log?q=fridge+phone+email"),
        ):
            rates[name].append(measure.one_by_one(site + path, 20, staff))
    return rates, slow


def board_etag(board: str) -> str:
    """The tag of the board as it stands."""
    connection = http.client.HTTPConnection(board.split("/")[2])
    connection.request("GET", "/boards/notes")
    return connection.getresponse().headers["ETag"]


def staff_cookie(app: Flask) -> str:
    """A signed-in analyst's cookie, who may read the queue too for the length of this run."""
    with app.app_context():
        lead = db.session.query(User).filter(User.holds(Role.ENGAGEMENT_LEAD)).one()
        token = StaffSession.begin(lead, "Benchmark")
        db.session.commit()
        return measure.cookie(app, {COOKIE_KEY: token})


def touch(app: Flask) -> None:
    """Move what the board shows, as an approval does."""
    with app.app_context():
        db.session.execute(text("UPDATE activity SET shown = shown + 1 WHERE slug = 'notes'"))
        db.session.commit()


TARGETS = {
    "board, unchanged": ("bare Flask reply", 0.50),
    "board, 304": ("bare Flask reply", 0.60),
    "board, rebuilt": ("bare, one client", 0.12),
    "note to durable commit, 8 clients": ("bare Flask reply", 0.15),
}


def report_rates(rates: dict[str, list[float]], slow: list[float]) -> None:
    """The table of requests a second, each beside its reference."""
    print(f"{'case':<36}{'a second':>10}{'of bare':>9}{'target':>8}")
    for name, values in rates.items():
        reference, target = TARGETS.get(name, ("bare, one client" if "one" not in name else name, None))
        if name == "bare Flask reply":
            reference = name
        ratio = statistics.median(v / r for v, r in zip(values, rates[reference], strict=True))
        wanted = f"{target:.0%}" if target else ""
        print(f"{name:<36}{statistics.median(values):>10.0f}{ratio:>9.1%}{wanted:>8}")
    print(f"{'  its slowest in a hundred (p99)':<36}{statistics.median(slow):>8.1f}ms{'':>9}{'25ms':>8}")


def report_download(app: Flask, site: str, master: int) -> None:
    """The download of 200,000 rows beside the database's own tool, three times each, in turn."""
    staff = {"Cookie": staff_cookie(app)}
    runs = []
    for _ in range(3):
        ours = measure.download(f"{site}/staff/feedback-log.csv", staff, master)
        runs.append((ours, references.own_tool(app)))
    ratio = statistics.median(ours.seconds / own for ours, own in runs)
    first = statistics.median(ours.first_byte for ours, _ in runs) * 1000
    grew = max(ours.grew_mib for ours, _ in runs)
    sqlite = app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
    print(f"{'CSV of 200,000 rows, times own tool':<36}{ratio:>10.2f}{'':>9}{'3' if sqlite else '1.5':>8}")
    print(f"{'  first byte':<36}{first:>8.0f}ms{'':>9}{'100ms':>8}")
    print(f"{'  peak above idle':<36}{grew:>7.1f}MiB{'':>9}{'16MiB':>8}")


if __name__ == "__main__":
    main()
