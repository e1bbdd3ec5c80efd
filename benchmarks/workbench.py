"""How long staff wait for a text with its list and its themes: `python -m benchmarks.workbench [TEXTS]`.

With 50,000 approved texts in one engagement, half of them read, 60 themes and 40,000 codings; on SQLite, or where
`DATABASE_URL` says so, whose database is emptied. Beside it, a bare Flask reply. The target is 100 ms for the page of
one text; counting anew happens once a minute in each process, and is measured apart, as is what comes before and after
all is published. The time of the processor in this process stands beside: on SQLite, that is all of it.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, select, text, update

from benchmarks import data
from benchmarks.growth import sign_in
from coprod import create_app
from coprod.accounts.models import User
from coprod.activities.engagement import Engagement
from coprod.activities.life import Life
from coprod.boards.models import Board
from coprod.config import Config
from coprod.database import db, uk_today
from coprod.participation.submission import Submission
from coprod.themes.coding import Coding, Reading
from coprod.themes.models import Theme
from coprod.themes.signing_off.models import SignOff
from coprod.themes.workbench.counts import count_anew
from coprod.you_said_we_did.heard.models import Heard

TEXTS, THEMES, TIMES, TARGET = 50_000, 60, 25, 100
HERE = "/staff/themes/refresh"


def main() -> None:
    """Fill, and ask for each page many times, the bare reply in between."""
    texts = int(sys.argv[1]) if len(sys.argv) > 1 else TEXTS
    with tempfile.TemporaryDirectory(prefix="coprod-workbench-") as folder:
        app = create_app(Config(instance=Path(folder), database_url=os.environ.get("DATABASE_URL", "")))
        data.load(app, notes=0, waiting=0, logged=texts)
        with app.app_context():
            ids, theme, engagement = fill()
            look_at_the_tables()
        client = app.test_client()
        sign_in(app, client)
        bare = a_bare_reply()
        pages = {
            "one text": f"{HERE}/{ids[len(ids) // 2]}",
            "the list": HERE,
            "not read yet": f"{HERE}?which=not_read",
            "good quotes": f"{HERE}?which=quote",
            "a theme": f"{HERE}?theme={theme}",
            "a tone": f"{HERE}?tone=hard",
            "words in it": f"{HERE}?q=lunch",
            "the next one": f"{HERE}/next?after={ids[len(ids) // 2]}",
        }
        print(f"{f'{texts:,} texts':<26}{'median':>10}{'processor':>13}{'bare reply':>14}{'target':>10}")

        def report(pages: dict[str, str]) -> None:
            for name, address in pages.items():
                took, ours = milliseconds(lambda: client.get(address))  # noqa: B023 - asked at once
                print(f"{name:<26}{took:>7.1f} ms{ours:>10.1f} ms{milliseconds(bare)[0]:>11.2f} ms{TARGET:>7} ms")

        report(pages)

        def counted() -> None:
            with app.app_context():
                count_anew(engagement)
            client.get(HERE)

        once("the list, counted anew", counted, 5)
        with app.app_context():
            few = a_small_engagement_and_few_left()
            look_at_the_tables()
        report(
            {
                "few left: not read yet": f"{HERE}?which=not_read",
                "few left: the next one": f"{HERE}/next?after={ids[0]}",
                "100 texts beside those": "/staff/themes/small",
                "one of the 100": f"/staff/themes/small/{few}",
            }
        )
        publish(app, client)


def publish(app: Flask, client: Any) -> None:
    """All is read, signed off and out: how long the pages take before it, and what everyone reads after it."""
    with app.app_context():
        read_the_rest()
        engagement = db.session.scalars(select(Engagement).where(Engagement.slug == "refresh")).one()
        first, second = db.session.scalars(select(User.id).order_by(User.id).limit(2))
        once("to sign off, the page", lambda: client.get(f"{HERE}/sign-off"), 3)
        once("to sign off", lambda: SignOff.sign(engagement, by=first))
        db.session.commit()
        once("to publish, the page", lambda: client.get(f"{HERE}/publish"), 3)
        db.session.rollback()  # a look reads in a transaction that cannot write
        once("to publish", lambda: Heard.publish(engagement, {}, by=second))
        db.session.commit()

        def shown() -> Any:
            app.extensions["kept_pages"].__init__()
            return client.get("/engagements/refresh")

        once("what everyone reads, anew", shown, 5)


def once(name: str, ask: Callable[[], Any], times: int = 1) -> None:
    """One line of what has no target."""
    took, ours = milliseconds(ask, times)
    print(f"{name:<26}{took:>7.0f} ms{ours:>10.0f} ms")


def read_the_rest() -> None:
    """The ten that were left; and each theme says what it means."""
    read = select(Reading.submission_id)
    held = {"coder_id": None, "blind": False, "day": uk_today()}
    flags = {"says_nothing": True, "asks_for_help": False, "good_quote": False, "offered": 0}
    left = db.session.execute(select(Submission.id, Submission.moves_made).where(Submission.id.not_in(read))).all()
    rows = [held | flags | {"submission_id": id, "moves_made": moves} for id, moves in left]
    db.session.execute(insert(Reading.__table__), rows)
    db.session.execute(update(Theme).values(meaning="What it means."))
    db.session.commit()


def look_at_the_tables() -> None:
    """What PostgreSQL does by itself a minute after so much was written.

    Of two indexes that serve alike SQLite takes the newest, which is this one where migrations have made them.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE"))
    else:
        of_texts = {each.name: each for each in Submission.metadata.tables["submission"].indexes}
        for verb in ("drop", "create"):
            getattr(of_texts["ix_submission_in_random_order"], verb)(db.session.connection())
    db.session.commit()


def fill() -> tuple[list[str], int, int]:
    """Themes, and what was said of every second text: two themes a text, at most. The ids of the texts, in order."""
    engagement = db.session.scalars(select(Engagement)).one()
    themes = [Theme(engagement=engagement, slug=f"theme-{n}", title=f"Theme {word(n)}") for n in range(THEMES)]
    db.session.add_all(themes)
    db.session.flush()
    chance, codings, readings = random.Random(11), [], []
    rows = db.session.execute(select(Submission.id, Submission.public_id, Submission.moves_made)).all()
    for id, _, moves in rows:
        if chance.random() < 0.5:
            continue
        held = {"submission_id": id, "moves_made": moves, "coder_id": None, "blind": False, "day": uk_today()}
        quote = chance.random() < 0.02
        readings.append(held | {"says_nothing": False, "asks_for_help": False, "good_quote": quote, "offered": 0})
        for theme in {themes[min(int(chance.expovariate(0.08)), THEMES - 1)] for _ in range(2)}:
            tone = chance.choice(("going_well", "hard", "idea"))
            codings.append(held | {"theme_id": theme.id, "tone": tone, "suggested_as": None})
    for table, some in ((Coding, codings), (Reading, readings)):
        for part in data.parts(range(len(some)), 5_000):
            db.session.execute(insert(table.__table__), [some[n] for n in part])
    db.session.commit()
    return sorted(row.public_id for row in rows), themes[0].id, engagement.id


def a_small_engagement_and_few_left() -> str:
    """All texts but ten are read; another engagement has a hundred. Gives the id of one of those."""
    read = select(Reading.submission_id)
    rows = db.session.execute(select(Submission.id, Submission.moves_made).where(Submission.id.not_in(read))).all()
    flags = {"says_nothing": True, "asks_for_help": False, "good_quote": False, "offered": 0}
    held = {"coder_id": None, "blind": False, "day": uk_today()} | flags
    rest = [held | {"submission_id": id, "moves_made": moves} for id, moves in rows[10:]]
    for part in data.parts(range(len(rest)), 5_000):
        db.session.execute(insert(Reading.__table__), [rest[n] for n in part])
    like = db.session.query(Board).filter_by(slug="log").one()
    times = {"opens_at": like.opens_at, "closes_at": like.closes_at}
    small = Engagement(slug="small", title="Small", life=Life.OPEN)
    board = Board(engagement=small, slug="small", title="Small", questions=["What would help?"], **times)
    db.session.add(board)
    db.session.flush()
    first = max(row.id for row in db.session.execute(select(Submission.id))) + 1
    data.fill(board.id, range(first, first + 100), "approved")
    db.session.commit()
    return db.session.scalars(select(Submission.public_id).where(Submission.id == first + 50)).one()


def word(number: int) -> str:
    """A name that reads like no other."""
    return "".join(random.Random(number).choices("abcdefghilmnoprstuv", k=12))


def a_bare_reply() -> Callable[[], Any]:
    """What Flask costs when a page does nothing."""
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: "hello")
    client = app.test_client()
    return lambda: client.get("/")


def milliseconds(ask: Callable[[], Any], times: int = TIMES) -> tuple[float, float]:
    """How long it takes, in the middle of many times; and how long the processor is at it here."""
    took, ours = [], []
    for _ in range(times):
        began, at_it = time.perf_counter(), time.process_time()
        answer = ask()
        took.append((time.perf_counter() - began) * 1000)
        ours.append((time.process_time() - at_it) * 1000)
        if getattr(answer, "status_code", 200) >= 400:
            raise SystemExit(f"answered {answer.status_code}")
    return statistics.median(took), statistics.median(ours)


if __name__ == "__main__":
    main()
