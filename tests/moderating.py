"""What waits to be read, and somebody who reads it in a browser."""

from playwright.sync_api import Page

from builders import a_board, a_partnership, a_submission, a_user, saved, staff_session
from coprod.participation.submission import Submission
from coprod.screening.screen import screen

LAPTOP = {"width": 1366, "height": 650}
SOME = (
    "My teacher Mrs Penhallow at Moorgate Primary School says I am lazy but I am trying really hard. "
    "I need more time in maths and a table that is quiet.",
    "Lunch hall is too loud",
    "Ring me on 07700 900123 about the bus. " + "We wait and wait for it every day. " * 30,
    "More clubs after school, with a ramp",
    "We were told eighteen months.\n\nThen we were told two years.\nNobody wrote to us.",
)


def notes(number: int) -> list[Submission]:
    """Notes of all lengths that wait to be read."""
    a_partnership()
    board = a_board()
    made = [a_submission(SOME[i % len(SOME)], board, audience="young_person", district="north") for i in range(number)]
    for submission in made:
        submission.findings = [finding.to_dict() for finding in screen(submission.words)]
    return [saved(submission) for submission in made]


def a_rude_one() -> Submission:
    submission = a_submission("you zzz", a_board("rude"))
    submission.findings = [{"kind": "abuse", "start": 4, "end": 7, "why": "A rude word"}]
    return saved(submission)


def sign_in(page: Page, app, server: str, role: str = "moderator") -> None:
    cookie = app.session_interface.get_signing_serializer(app).dumps(staff_session(a_user(role)))
    page.context.add_cookies([{"name": "coprod", "value": cookie, "url": server}])
