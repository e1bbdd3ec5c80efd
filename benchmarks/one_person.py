"""How much processor time one person takes: `.venv/bin/python -m benchmarks.one_person`, beside a bare Flask reply.

A note from its empty form to its durable commit, and a questionnaire of 11 questions on one page, six of them in words,
from its first page to the thank-you page. Asked in one process, without a server or a browser.
"""

import re
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from benchmarks import data
from benchmarks.servers import bare
from benchmarks.write_path import ORDINARY, check_words
from coprod import create_app
from coprod.boards.models import Board
from coprod.config import Config
from coprod.database import db
from coprod.questionnaires.models import Questionnaire

TIMES = 100
NOTE, QUESTIONS = "/boards/posting/add", "/questionnaires/eleven"
ABOUT = {"audience": "young_person", "sharing": "show", "district": "north"}
WORDS = {f"answer-q{number}": ORDINARY[number % 5] for number in range(6)}
TICKS = {f"answer-q{number}": "yes" for number in range(6, 11)}


def main() -> None:
    """Each in turn, so that a noisy minute meets them all."""
    check_words()
    with tempfile.TemporaryDirectory(prefix="coprod-one-person-") as folder:
        app = create_app(Config(instance=Path(folder)))
        data.load(app, only_boards=True)
        ask_eleven_questions(app)
        took: dict[str, list[float]] = {"bare": [], "note": [], "questionnaire": []}
        ways = {"bare": reply, "note": send_a_note, "questionnaire": answer_eleven_questions}
        for number in range(TIMES + 5):
            for name, way in ways.items():
                client = (bare if name == "bare" else app).test_client()
                spent = processor_ms(lambda way=way, client=client: way(client))
                if number >= 5:  # pages are kept by now
                    took[name].append(spent)
    least = statistics.median(took["bare"])
    print(f"{'what one person does':<46}{'processor':>11}{'bare replies':>14}{'target':>9}")
    print(f"{'a note: form page, and sent':<46}{line(took['note'], least)}{'3 ms':>9}")
    print(f"{'11 questions: start, page, about you, check':<46}{line(took['questionnaire'], least)}{'15 ms':>9}")


def line(took: list[float], least: float) -> str:
    """The middle of what it took, and that in bare replies."""
    middle = statistics.median(took)
    return f"{middle:>8.1f} ms{middle / least:>14.0f}"


def processor_ms(work: Callable[[], None]) -> float:
    """Milliseconds of processor that this takes."""
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


def reply(client: FlaskClient) -> None:
    """The least that Flask can do."""
    must(client.get("/").status_code == 200)


def send_a_note(client: FlaskClient) -> None:
    """Open the form, and send it."""
    page = client.get(NOTE).text
    must(client.post(NOTE, data=hidden(page) | ABOUT | {"words": ORDINARY[0]}).status_code == 303)


def answer_eleven_questions(client: FlaskClient) -> None:
    """Start, answer, say who you are, check, send, read the thank-you page."""
    must(client.get(QUESTIONS).status_code == 200)
    page = client.get(f"{QUESTIONS}/1").text
    must(client.post(f"{QUESTIONS}/1", data=hidden(page) | WORDS | TICKS).status_code == 303)
    page = client.get(f"{QUESTIONS}/about-you").text
    must(client.post(f"{QUESTIONS}/about-you", data=hidden(page) | ABOUT).status_code == 303)
    page = client.get(f"{QUESTIONS}/check").text
    must(client.post(f"{QUESTIONS}/check", data=hidden(page)).status_code == 303)
    must(client.get(f"{QUESTIONS}/sent").status_code == 200)


def hidden(page: str) -> dict[str, str]:
    """What a page sends back untouched."""
    return dict(re.findall(r'<input [^>]*?name="([\w-]+)" type="hidden" value="([^"]*)"', page))


def must(happen: bool) -> None:
    """Stop when the site answered something else than a person would be glad of."""
    if not happen:
        raise SystemExit("the site answered something else")


def ask_eleven_questions(app: Flask) -> None:
    """A questionnaire with six boxes for words and five questions to tick, on one page."""
    with app.app_context():
        posting = db.session.query(Board).filter_by(slug="posting").one()
        words = [{"key": f"q{n}", "kind": "long_text", "prompt": f"Say {n}?", "longest": 500} for n in range(6)]
        ticks = [
            {"key": f"q{n}", "kind": "one_choice", "prompt": f"Tick {n}?", "options": ["Yes", "No"]}
            for n in range(6, 11)
        ]
        db.session.add(
            Questionnaire(
                engagement=posting.engagement,
                slug="eleven",
                title="Eleven questions",
                intro="Tell us.",
                opens_at=posting.opens_at,
                closes_at=posting.closes_at,
                pages=[{"title": "All of it", "questions": [*words, *ticks]}],
            )
        )
        db.session.commit()


if __name__ == "__main__":
    main()
