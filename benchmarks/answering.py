"""How a questionnaire stands many people at once: `.venv/bin/python -m benchmarks.answering [SECONDS]`.

Eight people at a time go through 11 questions on gunicorn with two workers, from the first page to the thank-you page,
as fast as they are served; each request beside a bare Flask reply under the same load. Then 10,000 people spread over
an hour are worked out from the processor time that one person took: 2.8 of them begin each second.
Set DATABASE_URL for PostgreSQL: its database is emptied.
"""

import http.client
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from benchmarks import data
from benchmarks.measure import exit_with
from benchmarks.one_person import ABOUT, QUESTIONS, TICKS, WORDS, ask_eleven_questions, hidden
from benchmarks.servers import served
from benchmarks.write_path import check_words
from coprod import create_app
from coprod.config import Config

PEOPLE, SECONDS = 8, 20
IN_AN_HOUR = 10_000
Took = dict[str, list[float]]


def main() -> None:
    """Load, serve, send people, print."""
    check_words()
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    instance = Path(tempfile.mkdtemp(prefix="coprod-answering-"))
    app = create_app(Config(instance=instance, database_url=os.environ.get("DATABASE_URL", "")))
    data.load(app, only_boards=True)
    ask_eleven_questions(app)
    with (
        served("benchmarks.servers:bare", instance) as (bare, _),
        served("benchmarks.servers:coprod()", instance) as (site, master),
    ):
        least = statistics.median(crowd(reply, bare, seconds / 4)["reply"])
        before = processor_seconds(master)
        took = crowd(answer, site, seconds)
        spent = processor_seconds(master) - before
    report(took, least, spent, seconds)


def report(took: Took, least: float, spent: float, seconds: float) -> None:
    """How long each step took, in the middle and for one in a hundred, and what one person costs."""
    people = len(took["send"])
    print(f"{'8 people at a time':<34}{'median':>10}{'of bare':>9}{'p99':>10}")
    for step, times in took.items():
        middle, slow = statistics.median(times), sorted(times)[len(times) * 99 // 100]
        print(f"{step:<34}{middle * 1000:>7.1f} ms{middle / least:>9.1f}{slow * 1000:>7.1f} ms")
    print(f"{people:,} people in {seconds:.0f} s; {spent / people * 1000:.1f} ms of processor each")
    share = spent / people * IN_AN_HOUR / 3600
    print(f"{IN_AN_HOUR:,} people in an hour take {share:.0%} of one core (17 % expected)")


def crowd(way: Callable[["Browser"], None], site: str, seconds: float) -> Took:
    """So many people do the same for so long, each in a process of its own."""
    until = time.monotonic() + seconds
    with multiprocessing.Pool(PEOPLE) as people:
        each = people.starmap(_again_and_again, [(way.__name__, site, until)] * PEOPLE)
    together: Took = defaultdict(list)
    for one in each:
        for step, times in one.items():
            together[step] += times
    return together


def _again_and_again(way: str, site: str, until: float) -> Took:
    took: Took = defaultdict(list)
    while time.monotonic() < until:
        WAYS[way](Browser(site, took))
    return dict(took)


class Browser:
    """One person's browser: it keeps cookies and hidden fields, and notes how long it waited."""

    def __init__(self, site: str, took: Took) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(site).netloc)
        self.cookies: dict[str, str] = {}
        self.took = took

    def asks(self, step: str, path: str, said: dict[str, str] | None = None, expect: int = 200) -> str:
        """One page, or one thing sent; gives what came back."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if said is not None:
            body, headers["Content-Type"] = urlencode(said), "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self.connection.request("POST" if body else "GET", path, body, headers)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        self.took[step].append(time.perf_counter() - began)
        if answer.status != expect:
            exit_with(f"{path} answered {answer.status}")
        for header in answer.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: crumb.value for name, crumb in SimpleCookie(header).items()}
        return page


def reply(person: Browser) -> None:
    """The least that Flask can do."""
    person.asks("reply", "/")


def answer(person: Browser) -> None:
    """Start, answer, say who you are, check, send, read the thank-you page."""
    person.asks("first page", QUESTIONS)
    for path, said in (("1", WORDS | TICKS), ("about-you", ABOUT)):
        page = person.asks("a page of questions", f"{QUESTIONS}/{path}")
        person.asks("save", f"{QUESTIONS}/{path}", hidden(page) | said, 303)
    page = person.asks("check your answers", f"{QUESTIONS}/check")
    person.asks("send", f"{QUESTIONS}/check", hidden(page), 303)
    person.asks("thank you", f"{QUESTIONS}/sent")


WAYS = {way.__name__: way for way in (reply, answer)}


def processor_seconds(master: int) -> float:
    """What the workers have used of the processor until now (Linux)."""
    ticks = os.sysconf("SC_CLK_TCK")
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    used = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in children)
    return sum(int(fields[11]) + int(fields[12]) for fields in used) / ticks


if __name__ == "__main__":
    main()
