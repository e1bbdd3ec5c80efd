"""Every page on which people write, how a test fills it in, and what a writer is asked before it is sent."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from flask.testing import FlaskClient

from answering import HERE, TOLD
from builders import a_board, a_partnership, a_promise, a_questionnaire, an_event, some_pages
from coprod.database import uk_today
from coprod.screening.finding import Finding, FindingKind

LOUD = "The hall is loud. Ask Pip Pretend"
ABOUT_ME = {"audience": "not_said", "sharing": "show"}


class Door(NamedTuple):
    """A page on which people write: how to make it, where it is, the box, and what else is filled in."""

    make: Callable[[], Any]
    address: str
    box: str
    fields: dict[str, Any]


NOTE = Door(a_board, "/boards/better/add", "words", ABOUT_ME)
SIGN_UP = Door(
    an_event, "/events/tamworth/sign-up", "words", ABOUT_ME | {"name": "Pip Pretend", "email": "pip@example.org"}
)
PLEDGE = Door(
    a_promise,
    "/promise/promise/pledge",
    "words",
    {
        "organisation": "Marmalade Youth Club",
        "sector": "education",
        "commitments": ["we-ask-first"],
        "by_when": ["30", "6", str(uk_today().year + 1)],
        "contact_name": "Pip Pretend",
        "contact_email": "pip@example.org",
    },
)


def a_questionnaire_with_room() -> Any:
    pages = some_pages()
    pages[1]["questions"][0]["longest"] = 200
    return a_questionnaire(pages=pages)


LONG_ANSWER = Door(a_questionnaire, f"{HERE}/2", "answer-change", TOLD | {"answer-word": "loud"})
SHORT_ANSWER = Door(a_questionnaire_with_room, f"{HERE}/2", "answer-word", TOLD)
DOORS = {"note": NOTE, "sign-up": SIGN_UP, "pledge": PLEDGE, "long answer": LONG_ANSWER, "short answer": SHORT_ANSWER}


def says(*marks: tuple[str, FindingKind]) -> Callable[..., list[Finding]]:
    """A screen that finds these words, wherever they stand, and nothing else."""

    def screen(text: str, *how: Any) -> list[Finding]:
        return [
            Finding(kind, match.start(), match.end(), "Why")
            for words, kind in marks
            for match in re.finditer(re.escape(words), text)
        ]

    return screen


PIP = ("Pip Pretend", FindingKind.PERSON_NAME)


def opened(client: FlaskClient, door: Door) -> dict[str, Any]:
    """The fields of the page as somebody fills them in, but for the words."""
    a_partnership()
    door.make()
    return again(client, door)


def again(client: FlaskClient, door: Door) -> dict[str, Any]:
    token = re.search(r'name="token" type="hidden" value="([^"]+)"', client.get(door.address).text)
    return door.fields | ({"token": token[1]} if token else {})


def asked(page: Any) -> str:
    """What the writer is asked; empty when they are not."""
    found = re.search(r'<section class="panel before.*?</section>', page.text, re.DOTALL)
    return " ".join(re.sub("<.*?>", " ", found[0]).split()) if found else ""


def seen(page: Any) -> list[tuple[str, str]]:
    return re.findall(r'<li><q dir="auto">(.*?)</q> <span>(.*?)</span></li>', page.text)


def without_token(page: Any) -> str:
    """The page without what is new each time it is opened."""
    return re.sub(r'name="(csrf_token|token)"[^>]*>', "", page.text)


def the_told(page: Any) -> dict[str, str]:
    return dict(re.findall(r'name="(told[\w.-]*)" type="hidden" value="(yes)"', page.text))
