"""Words to read first: on top of the queue, covered, one by one, and decided only once somebody saw no worry."""

import pytest
from worrying import WEAK, screen

from addresses import every_address
from builders import a_board, a_note, a_partnership, a_user, an_engagement, an_event, receive, staff_session
from coprod.concerns.concern import Concern
from coprod.concerns.level import Level
from coprod.database import db
from coprod.intake.door import Said
from coprod.moderation.decision_forms import NO_WORRY
from coprod.participation.move import Status
from coprod.participation.submission import Submission
from coprod.permissions import Permission, Role, may
from coprod.rendering import uk_time
from coprod.screening import screen as screening
from deciding import decide, now_is

WORDS = f"Aardvark at home, {WEAK}"


@pytest.fixture(autouse=True)
def foreseen(app, monkeypatch):
    a_partnership()
    monkeypatch.setattr(screening, "screen", screen)


def sent(words: str = WORDS, board=None, form: str = "t") -> Submission:
    [submission] = receive(board or a_board(), token=form, said=[Said("What?", words)]).contribution.submissions
    return submission


def test_it_stands_on_top_covered_with_its_hour(client, sign_in):
    board = a_board()
    older = a_note("Older and plain", board).submission
    submission = sent(board=board)
    sign_in("moderator")
    page = client.get("/staff/moderation").text
    until = uk_time(submission.read_first_until)
    assert "1 to read first" in page and f"Read by {until}" in page and "Words to read first" in page
    assert "Aardvark" not in page and "Covered until you open it" in page
    assert page.index(submission.public_id) < page.index(older.public_id)
    assert client.post("/staff/moderation/start").location.startswith(f"/staff/moderation/{submission.public_id}")


def test_the_next_page_of_the_list_goes_on_below(client, sign_in, monkeypatch):
    monkeypatch.setattr("coprod.moderation.queue.PAGE", 2)
    board = a_board()
    ids = [sent(f"{WORDS} {number}", board, f"{number}").public_id for number in range(3)]
    ids += [a_note("Plain", board).submission.public_id]
    sign_in("moderator")
    page = client.get("/staff/moderation").text
    last = page.split("after=")[1].split('"')[0]
    after = client.get(f"/staff/moderation?after={last}").text
    shown = [[id for id in ids if id in text] for text in (page, after)]
    assert sorted(shown[0] + shown[1]) == sorted(ids) and ids[-1] in shown[1]


def test_it_is_the_next_however_far_down_somebody_is(client, sign_in):
    board = a_board()
    first, _ = a_note("First", board), a_note("Second", board)
    sign_in("moderator")
    submission = sent(board=board)
    went = decide(client, first.submission, "approve")
    assert went.location.startswith(f"/staff/moderation/{submission.public_id}")


@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_without_the_choice_nothing_is_decided(client, sign_in, verb):
    submission = sent()
    sign_in("moderator")
    page = client.get(f"/staff/moderation/{submission.public_id}").text
    assert NO_WORRY in page and page.index("Show the words and how") < page.index(NO_WORRY)
    refused = decide(client, submission, verb, reason="names")
    assert refused.status_code == 422 and "There is a problem" in refused.text
    assert f'href="#no_worry-{submission.public_id}"' in refused.text and "say that there is no worry" in refused.text
    assert '<details class="cover cover--both" open>' in refused.text, "it is not covered again"
    assert now_is(submission).status is Status.PENDING and now_is(submission).read_first_until
    decide(client, submission, verb, reason="names", no_worry="yes")
    [move] = now_is(submission).moves
    assert move.no_worry and now_is(submission).status is not Status.PENDING
    assert "read all of it, saw no worry, and" in client.get(f"/staff/moderation/{submission.public_id}").text


def test_how_it_will_read_can_be_seen_before_that(client, sign_in):
    submission = sent()
    sign_in("moderator")
    seen = client.post(f"/staff/moderation/{submission.public_id}/preview", data={"seen": "0"})
    assert seen.status_code == 200 and now_is(submission).read_first_until


def test_to_escalate_needs_nothing(client, sign_in):
    submission = sent()
    sign_in("moderator")
    assert decide(client, submission, "escalate").status_code == 303
    assert db.session.query(Concern).one().level is Level.CONCERN


@pytest.mark.parametrize("verb", ["approve", "escalate"])
def test_a_break_is_offered_after_what_was_hard_and_not_after_what_was_no_worry(client, sign_in, verb):
    sign_in("moderator")
    went = [decide(client, sent(form=f"{n}", board=a_board(f"b-{n}")), verb, no_worry="yes").location for n in range(3)]
    assert any("rest=1" in address for address in went) is (verb == "escalate")


def test_other_words_are_not_asked_about(client, sign_in):
    submission = a_note("More clubs").submission
    sign_in("moderator")
    assert NO_WORRY not in client.get(f"/staff/moderation/{submission.public_id}").text
    assert decide(client, submission, "approve").status_code == 303


def test_the_first_page_says_how_many(client, sign_in):
    submission = sent()
    sign_in("moderator")
    assert f"1 to read first, by {uk_time(submission.read_first_until)}" in client.get("/staff").text
    decide(client, submission, "approve", no_worry="yes")
    assert "to read first" not in client.get("/staff").text


def test_who_moderates_another_engagement_hears_nothing_of_it(client):
    sent(board=a_board("theirs", an_engagement("theirs")))
    here = a_board("ours", an_engagement("ours")).engagement_id
    reader = a_user(email="ours@example.org", roles=[(Role.MODERATOR, here)])
    with client.session_transaction() as session:
        session.update(staff_session(reader))
    assert "to read first" not in client.get("/staff").text + client.get("/staff/moderation").text


@pytest.mark.parametrize("role", list(Role))
def test_whoever_may_see_the_queue_may_decide_there(role):
    assert may(role, Permission.READ_QUEUE) == may(role, Permission.MODERATE)


ROLES_THAT_READ = [role for role in Role if may(role, Permission.MODERATE)]


@pytest.mark.long
@pytest.mark.parametrize("role", list(Role))
def test_it_stands_on_no_page_but_its_own(client, sign_in, role):
    """Neither in the log, the search, the themes or a download; and for who does not moderate, nowhere."""
    an_event()
    board = a_board()
    a_note("Approved", board).submission.approve(by=a_user().id)
    submission = sent(board=board)
    sign_in(role)
    db.session.commit()
    addresses = every_address(client.application)
    addresses += [("search", f"/staff/feedback-log?words={word}") for word in ("Aardvark", "home")]
    found = {
        address
        for endpoint, address in addresses
        if not endpoint.startswith("accounts.") and b"Aardvark" in client.get(address).data
    }
    own = {f"/staff/moderation/{submission.public_id}"} if role in ROLES_THAT_READ else set()
    assert found == own
