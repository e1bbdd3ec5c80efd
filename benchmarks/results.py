"""How long staff wait for the results of 20 questions: `python -m benchmarks.results [RESPONSES]`.

Beside it, one count of all that was picked, as the database does it. On SQLite with 100,000 responses; on PostgreSQL,
where `DATABASE_URL` says so, with 500,000. The database is emptied first. The target is 300 ms for the whole page under
any three filters, whether a worker has counted ahead all but the last hundred responses.
"""

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
from coprod import create_app
from coprod.activities.activity import Activity
from coprod.config import Config
from coprod.database import db, uk_today
from coprod.participation.contribution import Contribution
from coprod.public_ids import new_public_id
from coprod.questionnaires.counted import folding
from coprod.questionnaires.kinds import OPINIONS
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.response import Pick, Response

TIMES, TARGET, FRESH = 15, 300, 100
AT_A_TIME = 2_000
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
    """So many people answer all of it."""
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
        rows = [{"id": n, "questionnaire_id": id, "contribution_id": n} for n in numbers]
        db.session.execute(insert(Response.__table__), rows)
        picked = [pick for n in numbers for pick in picks(n, who[n], asked, chance)]
        db.session.execute(insert(Pick.__table__), picked)
        db.session.commit()
    data.settle_sequences()


def contribution(activity_id: int, id: int, audience: str, district: str | None, source: str) -> dict[str, Any]:
    """A row of somebody who counts."""
    flags = ("ticked", "counts", "first_in_activity", "first_in_engagement", "first_on_site")
    said = {"audience": audience, "district_slug": district, "source": source, "sharing": "show", "context": {}}
    row = {"id": id, "public_id": new_public_id(), "activity_id": activity_id, "submitted_on": uk_today()}
    return row | said | dict.fromkeys(flags, True) | {"unusual": False, "forgotten": False}


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
