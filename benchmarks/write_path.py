"""How fast what people send is durably filed, beside a bare application that makes the same four inserts.

`.venv/bin/python -m benchmarks.write_path`, on gunicorn with two workers, in one interleaved run. It wants Debian's
`wrk`. Set DATABASE_URL for PostgreSQL: its database is emptied.
"""

import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from flask_wtf.csrf import generate_csrf

from benchmarks import data, measure
from benchmarks.servers import served
from coprod import create_app
from coprod.config import Config
from coprod.intake.forms import new_token
from coprod.intake.timed_screening import is_worrying
from coprod.screening.screen import screen

ROUNDS = int(os.environ.get("ROUNDS", 5))
SECONDS = 4
CLIENTS = 8
# What screening has nothing to say about, and what it calls a concern. One note in ten is such a one, as far as
# anybody knows too many. Screening is asked whether that is so: see `check_words`.
ORDINARY = (
    "We waited 31 weeks for the draft plan. Nobody rang. A two line email would have helped more than you know.",
    "lunch hall = too loud. can we eat somewhere else",
    "Café staff at the college know my name, my order and my “quiet table” – more of that please",
    "more clubs after school please",
    "One person to ring who knows the whole plan, so that we do not tell the story again at every meeting.",
)
WORRYING = ("he hits me when mum is out", "i dont feel safe at home any more")
KINDS = {"mixed": 0.1, "unflagged": 0.0, "flagged": 1.0}


def main() -> None:
    """Load, serve, measure, print."""
    check_words()
    instance = Path(tempfile.mkdtemp(prefix="coprod-benchmark-"))
    app = create_app(Config(instance=instance, database_url=os.environ.get("DATABASE_URL", "")))
    data.load(app, only_boards=True)
    runs: dict[str, list[tuple[measure.Load, measure.Load]]] = {kind: [] for kind in KINDS}
    with (
        served("benchmarks.four_inserts:application()", instance) as (reference, _),
        served("benchmarks.servers:coprod()", instance) as (site, _),
    ):
        for number in range(ROUNDS):
            sys.stderr.write(f"Round {number + 1} of {ROUNDS}\n")
            for kind, share in KINDS.items():
                least = measure.wrk(reference, CLIENTS, SECONDS, lua=notes(app, "/add", share))
                ours = measure.wrk(site, CLIENTS, SECONDS, lua=notes(app, "/boards/posting/add", share))
                runs[kind].append((ours, least))
    print(f"{'notes, 8 clients':<20}{'a second':>10}{'of reference':>14}{'p99':>9}{'of reference':>14}")
    for kind, pairs in runs.items():
        report(kind, pairs)


def check_words() -> None:
    """Stop when screening no longer finds in the words what their names say."""
    for words in (*ORDINARY, *WORRYING):
        if is_worrying(screen(words)) != (words in WORRYING):
            measure.exit_with(f"screening has changed its mind about these words: {words}")


def report(kind: str, pairs: Sequence[tuple[measure.Load, measure.Load]]) -> None:
    """One line: medians of the rounds, and of the ratios within each."""
    rate = statistics.median(ours.per_second for ours, _ in pairs)
    share = statistics.median(ours.per_second / least.per_second for ours, least in pairs)
    slow = statistics.median(ours.p99_ms for ours, _ in pairs)
    times = statistics.median(ours.p99_ms / least.p99_ms for ours, least in pairs)
    print(f"{kind:<20}{rate:>10.0f}{share:>14.0%}{slow:>7.0f}ms{times:>13.1f}x")


def notes(app: Flask, path: str, worrying: float, count: int = 8_000) -> str:
    """A wrk script that posts so many notes, each with a form of its own; this share of them worries."""
    every = round(1 / worrying) if worrying else 0
    with app.test_request_context():
        csrf = generate_csrf()
        bodies = [
            urlencode(
                {
                    "csrf_token": csrf,
                    "token": new_token(),
                    "words": WORRYING[number % 2] if every and number % every == 0 else ORDINARY[number % 5],
                    "told": "yes",
                    "audience": "young_person",
                    "sharing": "show",
                    "district": "north",
                }
            )
            for number in range(count)
        ]
        cookie = measure.cookie(app, dict(measure.session()))
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    return measure.posting(path, bodies, headers)


if __name__ == "__main__":
    main()
