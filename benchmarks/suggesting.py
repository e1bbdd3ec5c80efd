"""How good suggestions of themes are, and what 50,000 texts cost: `python -m benchmarks.suggesting [TEXTS]`.

The lines are the demonstration's, sorted by its keywords: made-up words, and themes that hang on single words, which is
harder, with few lines, than what a team does, and knows no second opinion.

Then a site with 50,000 texts, put together from those lines, of which 400 were sorted, 60 of them by two. A worker of
its own learns from them, suggests for all others, and holds all side by side, while somebody reads and writes.
The targets are 60 s and 400 MiB for the suggestions. On SQLite, or PostgreSQL where `DATABASE_URL` says so.
"""

import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from flask import Flask
from flask_wtf.csrf import generate_csrf
from sqlalchemy import func, insert, select

from benchmarks import data, measure
from benchmarks.servers import ROOT, served
from coprod import create_app, jobs
from coprod.accounts.models import User
from coprod.activities.activity import Activity
from coprod.config import Config
from coprod.database import db
from coprod.demo import content
from coprod.demo.themes import pattern
from coprod.intake.forms import new_token
from coprod.participation.contribution import Contribution
from coprod.participation.search_words import search_words
from coprod.participation.submission import Submission
from coprod.themes.code_text import Said, code_text
from coprod.themes.models import Theme
from coprod.themes.suggesting import alike, relearning
from coprod.themes.suggesting.how_good import how_good
from coprod.themes.suggesting.learning import SortedText, learn
from coprod.themes.suggesting.models import Likeness, Suggestion, ThemeModel
from coprod.themes.suggesting.written_by import written_by_enough

TEXTS, SORTED, BY_TWO = 50_000, 400, 60
TARGET_SECONDS, TARGET_MIB = 60, 400
WORDS = ROOT / "coprod" / "demo_content" / "words"
NOT_SAID = ("names", "reject", "escalate", "access_needs")  # files that hold something else than ideas


def main() -> None:
    """Measure both, or be the worker that is measured."""
    if sys.argv[1:] == ["work"]:
        work()
        return
    said = lines()
    report_quality(said)
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else TEXTS
    with tempfile.TemporaryDirectory(prefix="coprod-suggesting-") as folder:
        app = create_app(Config.from_environment(), instance=Path(folder))
        sys.stderr.write(f"Loading {wanted:,} texts ...\n")
        load(app, said, wanted)
        with served("benchmarks.servers:coprod()", Path(folder)) as (site, _):
            report_pages(app, site, Path(folder))


# --- how good ---------------------------------------------------------------------------------------------


def lines() -> list[str]:
    """What people say in the demonstration, each once."""
    files = [path for path in sorted(WORDS.rglob("*.txt")) if path.stem not in NOT_SAID]
    every = {line.strip() for path in files for line in path.read_text("utf-8").splitlines()}
    return sorted(line for line in every if len(line) > 15 and not line.startswith("#"))


def themes_of(said: list[str]) -> list[frozenset[int]]:
    """The themes of each line, by the demonstration's keywords."""
    rules = [pattern(each["keywords"]) for each in content.toml("themes")["themes"]]
    return [frozenset(number for number, rule in enumerate(rules, start=1) if rule.search(line)) for line in said]


def report_quality(said: list[str]) -> None:
    """Learned from so many lines, and asked about 400 others that have a theme; five times, in five orders."""
    texts = [
        SortedText(at, at, line, themes) for at, (line, themes) in enumerate(zip(said, themes_of(said), strict=True))
    ]
    may_use = written_by_enough(said, enumerate(said))
    print(f"{'lines sorted':<20}{'first right':>12}{'of themes, among three':>24}")
    for number in (50, 100, 200, 400):
        right, asked, found, themes = 0, 0, 0, 0
        for seed in range(5):
            mixed = Random(seed).sample(texts, len(texts))
            learned = learn(mixed[:number], may_use)
            assert learned is not None
            weights = learned.to_use
            for each in [other for other in mixed[number:] if other.themes][:400]:
                suggested = [one.theme_id for one in weights.suggest(each.words)]
                right, asked = right + (suggested[:1] != [] and suggested[0] in each.themes), asked + 1
                found, themes = found + len(each.themes & set(suggested)), themes + len(each.themes)
        print(f"{number:<20}{right / asked:>12.2f}{found / themes:>24.2f}")


# --- how fast ---------------------------------------------------------------------------------------------


def load(app: Flask, said: list[str], wanted: int) -> None:
    """So many texts of so many people, each a piece of two lines; the first of them sorted by their keywords."""
    data.load(app, only_boards=True)
    chance = Random(1)
    split = [line.split() for line in said]
    words = [f"{piece(split, chance)} {piece(split, chance)}" for _ in range(wanted)]
    with app.app_context():
        board = db.session.scalars(select(Activity).where(Activity.slug == "log")).one()
        for part in data.parts(range(1, wanted + 1), 5_000):
            people = [data.contribution(number, board.id, "approved") for number in part]
            db.session.execute(insert(Contribution.__table__), people)
            rows = [a_text(number, board.id, words[number - 1]) for number in part]
            db.session.execute(insert(Submission.__table__), rows)
            db.session.commit()
        data.settle_sequences()
        first, second = db.session.scalars(select(User.id).order_by(User.id).limit(2)).all()
        facts = content.toml("themes")["themes"]
        themes = [Theme.make(board.engagement, each["title"], by=first) for each in facts]
        db.session.flush()
        for number, found in enumerate(themes_of(words[:SORTED]), start=1):
            as_said = Said(themes={themes[each - 1].id: None for each in found})
            code_text(number, as_said, by=first, seen=0)
            if number <= BY_TWO:
                code_text(number, as_said, by=second, seen=0, blind=True)
        db.session.commit()


def piece(split: list[list[str]], chance: Random) -> str:
    """Some of a line, from its beginning or to its end."""
    line = chance.choice(split)
    at = chance.randint(len(line) // 2, len(line))
    return " ".join(line[:at] if chance.random() < 0.5 else line[-at:])


def a_text(number: int, activity_id: int, words: str) -> dict[str, Any]:
    """A row of `submission`."""
    row = data.submission(number, activity_id, "approved")
    return row | {"words": words, "published_words": words, "search_words": search_words(words)}


class Waited(NamedTuple):
    """Milliseconds that somebody waited, in the middle and at the slowest in a hundred."""

    middle: float
    slow: float


def report_pages(app: Flask, site: str, folder: Path) -> None:
    """What somebody waits who reads the first page and sends notes, alone, and while the worker works."""
    ask(app, site, None, 3)
    alone = ask(app, site, None, 15)
    environment = {**os.environ, "COPROD_INSTANCE": str(folder)}
    worker = subprocess.Popen([sys.executable, "-m", "benchmarks.suggesting", "work"], cwd=ROOT, env=environment)
    beside = ask(app, site, worker, 600)
    if worker.wait():
        raise SystemExit("the worker failed")
    print(f"{'somebody waits for':<20}{'alone':>24}{'beside the worker':>26}")
    for what in alone:
        both = [f"{each.middle:.1f} ms, p99 {each.slow:.1f}" for each in (alone[what], beside[what])]
        print(f"{what:<20}{both[0]:>24}{both[1]:>26}")


def ask(app: Flask, site: str, until: subprocess.Popen | None, seconds: float) -> dict[str, Waited]:
    """Read a page, send a note, wait a moment, again; until the worker has done, or for so long."""
    place = urlsplit(site).netloc
    took: dict[str, list[float]] = {"the first page": [], "a note to be kept": []}
    ends = time.monotonic() + seconds
    with app.test_request_context():
        same = {"csrf_token": generate_csrf(), "words": "More clubs please", "told": "yes"}
        same |= {"audience": "young_person", "sharing": "show", "district": "north"}
        cookie = measure.cookie(app, dict(measure.session()))
        while time.monotonic() < ends and (until is None or until.poll() is None):
            took["the first page"].append(answered(place, "GET", "/"))
            note = urlencode(same | {"token": new_token()})
            took["a note to be kept"].append(answered(place, "POST", "/boards/posting/add", note, cookie))
            time.sleep(0.03)
    return {
        what: Waited(statistics.median(times), statistics.quantiles(times, n=100)[-1]) for what, times in took.items()
    }


def answered(place: str, method: str, path: str, body: str = "", cookie: str = "") -> float:
    """Milliseconds to one answer."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    began = time.perf_counter()
    connection = http.client.HTTPConnection(place)
    connection.request(method, path, body or None, headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status not in (200, 303, 302):
        raise SystemExit(f"{path} answered {answer.status}")
    return (time.perf_counter() - began) * 1000


def work() -> None:
    """What a worker does, in a process of its own: it says how long it took and how large it became."""
    app = create_app(Config.from_environment())
    print(f"{'worker':<44}{'seconds':>9}{'of processor':>14}{'at most':>12}")
    print(f"{'began':<67}{memory():>8.0f} MiB")
    with app.app_context():
        report_job(
            "learned, and suggested for {:,} texts", suggest_all, func.count(Suggestion.submission_id.distinct())
        )
        print(f"{'  target':<44}{TARGET_SECONDS:>9}{'':>14}{TARGET_MIB:>8} MiB")
        report_job("{:,} texts held side by side", alike.compare_every_night, func.count(Likeness.submission_id))
        model = db.session.scalars(select(ThemeModel)).one()
        engagement = db.session.scalars(select(Activity).where(Activity.slug == "log")).one().engagement
        print(f"{len(model.features):,} features, {len(model.themes)} themes; {how_good(engagement).judged}")


def suggest_all() -> None:
    """What the clock begins, and all the jobs that go on with it."""
    relearning.suggest_what_is_new()
    while task := jobs.huey.dequeue():
        jobs.huey.execute(task)


def report_job(name: str, job: Callable[[], None], texts: Any) -> None:
    """Do it, and say what it took; of how many texts, it has written down itself."""
    began, worked = time.perf_counter(), time.process_time()
    job()
    took, worked = time.perf_counter() - began, time.process_time() - worked
    named = name.format(db.session.scalar(select(texts)))
    print(f"{named:<44}{took:>9.1f}{worked:>14.1f}{memory():>8.0f} MiB", flush=True)


def memory() -> float:
    """The most that this process has held until now, in MiB (Linux)."""
    [held] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(held.split()[1]) / 1024


if __name__ == "__main__":
    main()
