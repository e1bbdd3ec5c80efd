"""A moderator reads one contribution, and decides."""

from builders import a_board, a_note, a_partnership, a_submission, a_user, saved
from coprod.participation.contribution import Contribution
from coprod.participation.move import Status
from coprod.participation.submission import Submission
from coprod.reading.claims import Claim
from deciding import decide, now_is


def test_the_words_are_whole_with_what_was_found_and_why(client, sign_in):
    a_partnership()
    submission = a_submission("Ring 07700 900123 or write to me@example.org, " + "please " * 60)
    sign_in("moderator")
    page = client.get(f"/staff/moderation/{submission.public_id}").text
    assert '<mark class="mark">07700 900123<sup>1</sup></mark>' in page and "please " * 59 in page
    assert "Looks like a phone number" in page and "Looks like an email address" in page


def test_approve_shows_it(client, sign_in):
    a_partnership()
    note = a_note("a lift that works")
    sign_in("moderator")
    sent = decide(client, note.submission, "approve", note="Fine")
    assert sent.status_code == 303
    assert now_is(note.submission).published_words == "a lift that works"
    assert "a lift that works" in client.get("/boards/better").text
    [move] = now_is(note.submission).moves
    assert (move.by_id, move.to_status, move.note) == (a_user("moderator").id, Status.APPROVED, "Fine")


def test_hide_what_was_found_and_approve(client, sign_in):
    a_partnership()
    submission = a_submission("Ring 07700 900123 or write to me@example.org")
    sign_in("moderator")
    assert 'value="5-17" checked' in client.get(f"/staff/moderation/{submission.public_id}").text
    decide(client, submission, "approve", hide=["5-17"])
    kept = now_is(submission)
    assert kept.published_words == "Ring [phone number removed] or write to me@example.org"
    assert kept.words == "Ring 07700 900123 or write to me@example.org"


def test_hide_other_words_wherever_they_stand(client, sign_in):
    a_partnership()
    submission = a_submission("Ann Bee and Ann Bee's mum at Den House, and Ann")
    sign_in("moderator")
    decide(client, submission, "approve", other="Ann Bee\r\n\r\n  Den House ", what="name")
    assert now_is(submission).published_words == "[name removed] and [name removed]'s mum at [name removed], and Ann"


def test_hiding_the_same_words_twice_hides_them_once(client, sign_in):
    a_partnership()
    submission = a_submission("Ring 07700 900123 now")
    sign_in("moderator")
    decide(client, submission, "approve", hide=["5-17"], other="Ring 07700", what="words")
    assert now_is(submission).published_words == "[phone number removed] now"


def test_words_to_hide_that_are_not_there_are_refused_and_stay_typed(client, sign_in):
    a_partnership()
    submission = a_submission("Ann and Bo")
    sign_in("moderator")
    sent = decide(client, submission, "approve", other="ann\nBo", note="check this")
    assert sent.status_code == 422 and "“ann” is not in what was written" in sent.text
    assert "ann\nBo</textarea>" in sent.text and "check this</textarea>" in sent.text
    assert now_is(submission).status is Status.PENDING


def test_an_unknown_tick_is_refused(client, sign_in):
    a_partnership()
    submission = a_submission("Nothing found")
    sign_in("moderator")
    assert decide(client, submission, "approve", hide=["7"]).status_code == 422
    assert now_is(submission).status is Status.PENDING


def test_a_tick_on_an_old_page_never_hides_something_else(client, sign_in):
    """Staff added a word and had everything looked at again: what was first among the findings is now the second."""
    a_partnership()
    submission = a_submission("Ring 07700 900123")
    sign_in("moderator")
    submission.findings = [{"kind": "school", "start": 0, "end": 4, "why": "-"}, *submission.findings]
    saved(submission)
    decide(client, submission, "approve", hide=["5-17"])
    assert now_is(submission).published_words == "Ring [phone number removed]"


def test_a_tick_for_what_is_found_no_more_is_said(client, sign_in):
    a_partnership()
    submission = a_submission("Ring Ann")
    sign_in("moderator")
    sent = decide(client, submission, "approve", hide=["0-4"])
    assert sent.status_code == 422 and "has changed. Look at it again" in sent.text


def test_reject_needs_a_reason_from_the_list(client, sign_in):
    a_partnership()
    submission = a_submission("Buy my crystals")
    sign_in("moderator")
    for reason in ("", "made-up"):
        sent = decide(client, submission, "reject", reason=reason)
        assert sent.status_code == 422 and "<title>Error: " in sent.text
    assert decide(client, submission, "reject", reason="off-topic").status_code == 303
    [move] = now_is(submission).moves
    assert (move.to_status, move.reason_slug) == (Status.REJECTED, "off-topic")


def test_back_and_forth_leaves_every_step(client, sign_in):
    a_partnership()
    submission = a_submission("More clubs")
    sign_in("moderator")
    for verb in ("approve", "return-to-queue", "reject", "return-to-queue", "approve"):
        assert decide(client, now_is(submission), verb, reason="off-topic", note=f"<b>{verb}</b>").status_code == 303
    page = client.get(f"/staff/moderation/{submission.public_id}").text
    history = page[page.index('class="past') :]
    steps = ["approved it", "returned it", "rejected it: Not about this", "returned it", "approved it"]
    places = [history.index(step) for step in steps]
    assert [history.count(step) for step in ("approved it", "returned it", "rejected it")] == [2, 2, 1]
    assert places[0] < places[1] < places[2]
    assert "&lt;b&gt;reject&lt;/b&gt;" in history and "<b>" not in history


def test_after_a_decision_comes_the_next_in_the_same_part_of_the_queue(client, sign_in):
    a_partnership()
    board = a_board()
    first, other, last = (
        a_submission(words, board, audience=who)
        for words, who in (("one", "young_person"), ("two", "professional"), ("three", "young_person"))
    )
    sign_in("moderator")
    sent = decide(client, first, "approve", "?audience=young_person")
    assert sent.location.startswith(f"/staff/moderation/{last.public_id}?") and "audience=young_person" in sent.location
    page = client.get(sent.location).text
    assert (
        "Approved." in page
        and "This is the next one" in page
        and f'href="/staff/moderation/{first.public_id}?audience=young_person"' in page
    )
    sent = decide(client, last, "escalate", "?audience=young_person")
    assert sent.location.startswith("/staff/moderation?")
    page = client.get(sent.location).text
    assert "Escalated." in page and "Nothing is waiting here" in page
    assert decide(client, other, "approve").status_code == 303


def test_the_rest_of_a_contribution_comes_next_and_then_what_was_passed_over(client, sign_in):
    a_partnership()
    board = a_board()
    passed_over = a_submission("passed over", board)
    contribution = Contribution(activity=board)
    for words in ("one", "two"):
        Submission(contribution=contribution, prompt="What?", words=words)
    saved(contribution)
    one, two = contribution.submissions
    sign_in("moderator")
    sent = decide(client, one, "approve")
    assert sent.location.startswith(f"/staff/moderation/{two.public_id}?")
    assert decide(client, two, "approve").location.startswith(f"/staff/moderation/{passed_over.public_id}?")


def test_statements_for_one_contribution_do_not_grow_with_its_answers(client, sign_in, statements):
    a_partnership()
    board = a_board(two_people=True)
    sign_in("moderator")
    counts = []
    for number in (1, 30):
        contribution = Contribution(activity=board)
        for i in range(number):
            Submission(contribution=contribution, prompt="What?", words=f"answer {i}")
        saved(contribution)
        for submission in contribution.submissions:
            submission.reject(by=a_user("moderator").id, reason="names")
            submission.return_to_queue(by=a_user("moderator").id)
            submission.approve(by=a_user("engagement_lead").id)
        Claim.take(contribution.id, by=a_user("engagement_lead").id)
        saved(contribution)
        id = contribution.submissions[0].public_id
        statements.clear()
        assert client.get(f"/staff/moderation/{id}").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 8


def test_something_that_is_not_there(client, sign_in):
    a_partnership()
    sign_in("moderator")
    assert client.get("/staff/moderation/99").status_code == 404
    assert client.post("/staff/moderation/99/approve", data={"seen": "0"}).status_code == 404
