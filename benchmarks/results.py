"""How long staff wait for the results of 20 questions: `python -m benchmarks.results [RESPONSES]`.

Beside it, one count of all that was picked, as the database does it. On SQLite with 100,000 responses; on PostgreSQL,
where `DATABASE_URL` says so, with 500,000. The database is emptied first. The target is 300 ms for the whole page under
any three filters, whether a worker has counted ahead all but the last hundred responses.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from benchmarks import data
from benchmarks.growth import sign_in
from benchmarks.servers import resident
from coprod import create_app, zip_export
from coprod.activities.activity import Activity
from coprod.config import Config
from coprod.database import db, uk_today
from coprod.participation.contribution import Contribution
from coprod.public_ids import new_public_id
from coprod.questionnaires.counted import folding
from coprod.questionnaires.kinds import OPINIONS
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.response import Pick, Response
from coprod.staff_results.responses import files_of

TIMES, TARGET, FRESH = 15, 300, 100
AT_A_TIME, DRAWN = 2_000, 20_000
KINDS = ["one_choice"] * 6 + ["several_choices"] * 4 + ["agree"] * 4 + ["ranking"] * 2 + ["scale"] * 4
FILTERS = ("", "?audience=parent_carer", "?audience=parent_carer&district=north&source=online", "?by=district")
DISTRICTS = ("north", "south", "east", "west", None)


def main() -> None:
    """Fill, count ahead, and ask."""
    with tempfile.TemporaryDirectory(prefix="coprod-results-") as folder:
        app = create_app(Config.from_environment(), instance=Path(folder)) if postgresql() else create_app(
            Config(instance=Path(folder)))  # fmt: skip
        wanted = int(sys.argv[1]) if len(sys.argv) > 1 else (500_000 if postgresql() else 100_000)
        data.load(app, only_boards=True)
        with app.app_context():
            id = a_questionnaire()
            fill(id, 1, wanted - FRESH)
            sys.stderr.write(f"{wanted - FRESH:,} responses\n")
            began = time.perf_counter()
            folding.count_ahead()
            print(f"{wanted - FRESH:,} responses counted ahead in {time.perf_counter() - began:.1f} s")
            fill(id, wanted - FRESH + 1, FRESH)
        client = app.test_client()
        sign_in(app, client)
        print(f"{'page':<50}{'median':>12}{'target':>10}")
        for filters in FILTERS:
            took = milliseconds(lambda f=filters: client.get(f"/staff/results/{id}{f}"))  # type: ignore[misc]
            print(f"{filters or 'everyone':<50}{took:>9.0f} ms{TARGET:>7} ms")
        with app.app_context():
            print(f"{'one count of all that was picked':<50}{milliseconds(bare):>9.0f} ms")
            report_download(db.session.get_one(Questionnaire, id))


def report_download(questionnaire: Questionnaire) -> None:
    """All responses as files in one: how much, how long, and by how much this process grew over it."""
    before, size, most = resident(os.getpid()), 0, 0
    began = time.perf_counter()
    for number, chunk in enumerate(zip_export.chunks(files_of(questionnaire))):
        size += len(chunk)
        if number % 64 == 0:
            most = max(most, resident(os.getpid()) - before)
    took = time.perf_counter() - began
    print(f"{'all responses as files':<50}{took:>9.1f} s, {size / 1e6:.0f} MB; grew by {most / 1024:.1f} MiB (16)")


def postgresql() -> bool:
    """Whether the environment names one."""
    return Config.from_environment().database_url.startswith("postgresql")


def milliseconds(ask: Callable[[], Any]) -> float:
    """How long it takes, in the middle of many times."""
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def bare() -> None:
    """What the page would have to ask without counting ahead."""
    db.session.execute(
        select(Pick.question_id, Pick.option, func.count()).group_by(Pick.question_id, Pick.option)
    ).all()
    db.session.rollback()


def a_questionnaire() -> int:
    """Twenty questions of five kinds."""
    options = [{"key": f"option-{number}", "label": f"Option {number}"} for number in range(8)]
    more: dict[str, Any] = {"ranking": {"most": 3}, "scale": {"lowest": 1, "highest": 5, "options": []}}
    questions = [
        {"key": f"q{number}", "kind": kind, "prompt": f"Question {number}?", "options": options} | more.get(kind, {})
        for number, kind in enumerate(KINDS)
    ]
    board = db.session.query(Activity).first()
    assert board is not None
    times = {"opens_at": board.opens_at, "closes_at": board.closes_at}
    pages = [{"title": "All", "questions": questions}]
    made = Questionnaire(engagement=board.engagement, slug="survey", title="Survey", pages=pages, **times)
    db.session.add(made)
    db.session.commit()
    return made.id


def fill(id: int, first: int, how_many: int) -> None:
    """So many people answer all of it: the first ones as chance has it, the others as those did, so many at a time."""
    drawn = min(how_many, DRAWN)
    draw(id, first, drawn)
    for begin in range(first + drawn, first + how_many, drawn):
        again(id, first, min(drawn, first + how_many - begin), begin - first)
    data.settle_sequences()


def again(id: int, first: int, how_many: int, later: int) -> None:
    """So many people pick what those picked whose numbers are smaller by `later`; copied by the database itself."""
    copied = {"first": first, "last": first + how_many - 1, "later": later}
    who = db.session.execute(
        select(Contribution.id, Contribution.audience, Contribution.district_slug, Contribution.source).where(
            Contribution.id.between(first, first + how_many - 1)
        )
    ).all()
    rows = [contribution(id, n + later, a.value, d, s.value) for n, a, d, s in who]
    db.session.execute(insert(Contribution.__table__), rows)
    db.session.execute(insert(Response.__table__), [answered(id, n + later) for n in range(first, first + how_many)])
    columns = [each.name for each in Pick.__table__.columns if each.name not in ("id", "response_id")]
    same = ", ".join(columns)
    if db.engine.dialect.name == "postgresql":  # each copied row points where its model points: not asked again
        db.session.execute(db.text("SET LOCAL session_replication_role = replica"))
    db.session.execute(
        db.text(
            f"INSERT INTO pick (response_id, {same}) SELECT response_id + :later, {same} FROM pick "
            "WHERE response_id BETWEEN :first AND :last"
        ),
        copied,
    )
    db.session.commit()


def draw(id: int, first: int, how_many: int) -> None:
    """So many people answer as chance has it."""
    asked = [
        (each.question_id, each.id, each.kind.value) for each in db.session.get_one(Questionnaire, id).asks.questions
    ]
    chance = random.Random(first)
    for begin in range(first, first + how_many, AT_A_TIME):
        numbers = range(begin, min(begin + AT_A_TIME, first + how_many))
        who = {
            number: (
                chance.choice(data.AUDIENCES),
                chance.choice(DISTRICTS),
                chance.choice(("online", "online", "paper")),
            )
            for number in numbers
        }
        db.session.execute(insert(Contribution.__table__), [contribution(id, n, *who[n]) for n in numbers])
        db.session.execute(insert(Response.__table__), [answered(id, n) for n in numbers])
        picked = [pick for n in numbers for pick in picks(n, who[n], asked, chance)]
        db.session.execute(insert(Pick.__table__), picked)
        db.session.commit()


def answered(id: int, number: int) -> dict[str, int]:
    """A row of `response`."""
    return {"id": number, "questionnaire_id": id, "contribution_id": number}


def contribution(activity_id: int, id: int, audience: str, district: str | None, source: str) -> dict[str, Any]:
    """A row of somebody who counts."""
    flags = ("ticked", "counts", "first_in_activity", "first_in_engagement", "first_on_site")
    said = {"audience": audience, "district_slug": district, "source": source, "sharing": "show", "context": {}}
    row = {"id": id, "public_id": new_public_id(), "activity_id": activity_id, "submitted_on": uk_today()}
    return row | said | dict.fromkeys(flags, True) | {"unusual": False, "ticks": "usual", "forgotten": False}


def picks(response: int, who: Any, asked: Any, chance: random.Random) -> Iterator[dict[str, Any]]:
    """All that one person picks."""
    audience, district, source = who
    for question, version, kind in asked:
        of = {"response_id": response, "question_id": question, "version_id": version}
        of |= {"audience": audience, "district": district, "source": source}
        for option, detail, number in picked(kind, chance):
            yield of | {"option": option, "detail": detail, "number": number}


def picked(kind: str, chance: random.Random) -> list[tuple[str, str, int | None]]:
    """An answer of this kind."""
    options = [f"option-{number}" for number in range(8)]
    if kind == "scale":
        return [("", "", chance.randint(1, 5))]
    if kind == "agree":
        return [(option, chance.choice([*OPINIONS]), None) for option in options]
    if kind == "ranking":
        return [(option, "", place) for place, option in enumerate(chance.sample(options, 3), start=1)]
    return [(option, "", None) for option in chance.sample(options, 1 if kind == "one_choice" else 3)]


if __name__ == "__main__":
    main()
