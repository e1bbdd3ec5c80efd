"""Two people approve, where an activity asks for it: the second sees what the first wants, and decides."""

from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from builders import a_board, a_partnership, a_submission, a_user, saved
from coprod.database import db, now
from coprod.moderation.decision_forms import DecisionForm
from coprod.moderation.queue import QueueFilters, next_waiting
from coprod.participation.contribution import Contribution
from coprod.participation.move import Hide, Status
from coprod.participation.submission import Submission

WORDS = "Ann Bee and Bo met Ann Bee's mum. Ring 07700 900123"


def decide(client: FlaskClient, submission: Submission, verb: str, **fields):
    fields = {"seen": str(submission.moves_made), "what": "name"} | fields
    return client.post(f"/staff/moderation/{submission.public_id}/{verb}", data=fields)


def now_is(submission: Submission) -> Submission:
    return db.session.get_one(Submission, submission.id, populate_existing=True)


def first_of(submission: Submission) -> str:
    return str(now_is(submission).first_approval.public_id)


PHONE = f"{WORDS.index('07700')}-{len(WORDS)}"


@pytest.fixture
def two() -> Submission:
    """Words that need two people, with one finding: the phone number."""
    a_partnership()
    submission = a_submission(WORDS, a_board(two_people=True))
    at = WORDS.index("07700")
    submission.findings = [{"kind": "phone", "start": at, "end": len(WORDS), "why": "Looks like a phone number"}]
    return saved(submission)


def test_the_first_yes_shows_nothing_and_the_second_does(client, sign_in, two):
    sign_in("moderator")
    sent = decide(client, two, "approve", hide=[PHONE], other="Ann Bee", note="her name")
    page = client.get(sent.location).text
    assert "Approved by you. Somebody else has to approve it too." in page and f"/{two.public_id}/undo" in page
    assert "It needs a second person" in page
    assert now_is(two).status is Status.PENDING
    sign_in("engagement_lead")
    assert "Needs a second person" in client.get("/staff/moderation").text
    page = client.get(f"/staff/moderation/{two.public_id}").text
    assert "One person has approved this. Somebody else has to approve it too." in page
    assert "It was Moderator" in page and "her name</span>" in page and ">Ann Bee</q>" in page
    assert f'value="{PHONE}" checked' in page and "Ann Bee</textarea>" in page
    decide(client, two, "approve", hide=[PHONE], other="Ann Bee", first=first_of(two))
    assert now_is(two).published_words == "[name removed] and Bo met [name removed]'s mum. Ring [phone number removed]"
    history = client.get(f"/staff/moderation/{two.public_id}").text.split('class="past')[1]
    assert history.index("Moderator approved it, as the first of two") < history.index("Engagement_lead approved it")


def test_whoever_is_first_takes_it_back_and_it_waits_for_a_first_again(client, sign_in, two):
    sign_in("moderator")
    address = decide(client, two, "approve").location
    with time_machine.travel(now() + timedelta(minutes=6), tick=False):
        assert "/undo" not in client.get(address).text
    sign_in("moderator")
    page = client.get(decide(client, two, "undo").location).text
    assert "Back in the queue." in page and "You would be the first." in page and "/undo" not in page
    assert "Moderator returned it to the queue" in page
    sign_in("engagement_lead")
    assert "Needs a second person" not in client.get("/staff/moderation").text
    decide(client, now_is(two), "approve")
    assert now_is(two).status is Status.PENDING


def test_a_first_yes_is_not_taken_back_once_the_second_has_decided(client, sign_in, two):
    sign_in("moderator")
    address = decide(client, two, "approve").location
    sign_in("engagement_lead")
    decide(client, two, "approve", first=first_of(two))
    sign_in("moderator")
    assert "/undo" not in client.get(address).text
    sent = decide(client, two, "undo", seen="0")
    assert sent.status_code == 409 and "Someone else has already decided this" in sent.text
    assert now_is(two).status is Status.APPROVED


def test_the_second_starts_from_what_the_first_hides(app, two):
    def starts_with(*hides: Hide) -> tuple[list[str], str, str, list[Hide]]:
        with app.test_request_context():
            form = DecisionForm(two, [], list(hides))
            return form.hide.data, form.other.data, form.what.data, form.hides()

    phone = Hide(39, 51, "phone number")
    assert starts_with() == ([], "", "name", [])
    assert starts_with(phone) == ([PHONE], "", "name", [phone])
    names = [Hide(0, 7, "school"), Hide(19, 26, "school")]
    assert starts_with(*names, phone) == ([PHONE], "Ann Bee", "school", [*names, phone])
    longer = Hide(34, 51, "place")
    assert starts_with(longer) == ([PHONE], "Ring 07700 900123", "place", [longer])


def test_the_same_person_is_not_the_second(client, sign_in, two):
    sign_in("moderator")
    decide(client, two, "approve")
    page = client.get(f"/staff/moderation/{two.public_id}").text
    assert "You have approved this. Somebody else has to approve it too." in page and "</svg>Approve" not in page
    sent = decide(client, two, "approve", first=first_of(two))
    assert sent.status_code == 422 and "You have approved this already" in sent.text
    assert decide(client, two, "approve").status_code == 422
    assert decide(client, two, "reject", reason="names").status_code == 303


def test_whoever_did_not_see_the_first_yes_looks_again(client, sign_in, two):
    sign_in("moderator")
    decide(client, two, "approve", other="Bo")
    client.post("/staff/moderation/stop")
    sign_in("engagement_lead")
    sent = decide(client, two, "approve", other="Ann Bee")
    assert sent.status_code == 409 and "Somebody has approved this since you opened the page" in sent.text
    assert ">Bo</q>" in sent.text and "Ann Bee</textarea>" in sent.text
    assert f'name="first" value="{first_of(two)}"' in sent.text
    assert now_is(two).status is Status.PENDING


def test_what_waits_only_for_somebody_else_is_not_offered(app):
    board = a_board(two_people=True)
    go = Contribution(activity=board)
    for words in ("one", "two"):
        Submission(contribution=go, prompt="What?", words=words, findings=[])
    one, two = saved(go).submissions
    ann, bo = a_user("moderator").id, a_user("engagement_lead").id
    one.approve(by=ann)
    saved(one)
    assert (
        next_waiting(QueueFilters(), ann).public_id == two.public_id
        and next_waiting(QueueFilters(), bo).public_id == one.public_id
    )
    two.approve(by=ann)
    saved(two)
    assert next_waiting(QueueFilters(), ann) is None
    board.two_people = False  # then one is enough, and anybody's
    saved(board)
    assert next_waiting(QueueFilters(), ann).public_id == one.public_id


def test_the_first_goes_on_to_something_else_and_frees_it(client, sign_in, two):
    other = a_submission("other", two.contribution.activity)
    sign_in("moderator")
    client.post(f"/staff/moderation/{two.public_id}/open")
    assert decide(client, two, "approve").location.startswith(f"/staff/moderation/{other.public_id}?")
    sign_in("engagement_lead")
    assert client.post("/staff/moderation/start").location == f"/staff/moderation/{two.public_id}"


def test_hard_words_are_named_and_not_quoted(client, sign_in, two):
    two.findings = [{"kind": "abuse", "start": 0, "end": 3, "why": "Rude"}]
    two.approve(by=a_user("moderator").id, hide=[Hide(0, 3)])
    saved(two)
    sign_in("engagement_lead")
    page = client.get(f"/staff/moderation/{two.public_id}").text
    assert "<q>" not in page and "They hide" in page and "[words removed]" in page
