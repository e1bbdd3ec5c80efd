"""The queue: everything that waits, oldest first, and nothing else."""

import re
from datetime import timedelta

import pytest

from builders import a_board, a_partnership, a_questionnaire, a_submission, a_user, an_engagement, saved
from coprod.database import now, uk_today
from coprod.moderation import queue
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.permissions import ALLOWED, Permission, Role
from coprod.reading.claims import Claim
from coprod.screening.screen import screen

QUEUE = "/staff/moderation"


def waiting_since(days: int, words: str, board, **more) -> Submission:
    submission = a_submission(words, board, submitted_on=uk_today() - timedelta(days=days), **more)
    submission.contribution.received_at = now() - timedelta(days=days)
    return saved(submission)


def one_go(activity, *answers: str) -> Contribution:
    """One contribution with several answers."""
    contribution = Contribution(activity=activity)
    for number, words in enumerate(answers):
        Submission(contribution=contribution, prompt=f"Question {number}", words=words, findings=screen(words))
    return saved(contribution)


def test_oldest_first_with_age_context_and_findings(client, sign_in):
    a_partnership()
    board = a_board()
    a_submission("came today", board)
    waiting_since(2, "ring 07700 900123", board, audience="parent_carer", district="north", context={"Group": "Den"})
    sign_in("moderator")
    page = client.get("/staff/moderation").text
    assert page.index('ring <span class="hid">[phone number]</span>') < page.index("came today")
    for words in (
        "2 waiting",
        "2 days",
        "1 minute",
        "Phone number",
        "A parent or carer",
        "North Test",
        'Group: <span dir="auto">Den</span>',
    ):
        assert words in page, words


def test_only_what_waits_is_there(client, sign_in):
    a_partnership()
    board = a_board()
    moderator = a_user("moderator").id
    for words, verb in (
        ("was approved", lambda s: s.approve(by=moderator)),
        ("was rejected", lambda s: s.reject(by=moderator, reason="names")),
        ("was escalated", lambda s: s.escalate(by=moderator)),
        ("was taken back", lambda s: s.contribution.withdraw()),
    ):
        submission = a_submission(words, board)
        verb(submission)
        saved(submission)
    sign_in("moderator")
    page = client.get("/staff/moderation").text
    assert "Nothing is waiting" in page and "was " not in page.split("<main")[1]


def test_one_row_for_one_contribution(client, sign_in):
    a_partnership()
    one_go(a_board(), "first answer", "second answer", "third answer", "fourth answer", "fifth answer")
    sign_in("moderator")
    page = client.get("/staff/moderation").text
    assert page.count('class="said"') == 1 and "1 waiting" in page
    assert "first answer" in page and "5 answers" in page and "second answer" not in page


def test_words_nobody_screened_say_so(client, sign_in):
    a_partnership()
    submission = a_submission("hello")
    submission.findings = None
    saved(submission)
    sign_in("moderator")
    assert "Not screened" in client.get("/staff/moderation").text
    assert "Not screened" in client.get(f"/staff/moderation/{submission.public_id}").text


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("?channel=questionnaires", {"to a survey"}),
        ("?engagement=first", {"to a board", "from a parent"}),
        ("?audience=parent_carer", {"from a parent"}),
        ("?channel=boards&audience=not_said", {"to a board"}),
        ("?channel=questionnaires&audience=parent_carer", set()),
        ("?channel=nonsense&audience=nobody", {"to a board", "from a parent", "to a survey"}),
        ("?engagement=nowhere", set()),
    ],
)
def test_filters(client, sign_in, address, shown):
    a_partnership()
    board = a_board("one", an_engagement("first"))
    a_submission("to a board", board)
    a_submission("from a parent", board, audience="parent_carer")
    a_submission("to a survey", a_questionnaire("two", an_engagement("second")))
    sign_in("moderator")
    page = client.get(f"/staff/moderation{address}").text
    assert {words for words in ("to a board", "from a parent", "to a survey") if words in page} == shown
    assert f"{len(shown)} waiting" in page


def test_each_channel_says_how_many_it_would_show(client, sign_in):
    a_partnership()
    engagement = an_engagement()
    for activity in (a_board("one", engagement), a_questionnaire("two", engagement)):
        a_submission("words", activity)
        a_submission("more", activity, audience="professional")
    sign_in("moderator")
    page = client.get("/staff/moderation?audience=professional&channel=boards").text
    assert "All 2<" in page and "Board 1<" in page and "Questionnaire 1<" in page


def test_pages_hold_all_of_it_once(client, sign_in, monkeypatch):
    monkeypatch.setattr(queue, "PAGE", 3)
    a_partnership()
    board = a_board()
    for day in (1, 3, 2, 2, 0, 5, 4):
        waiting_since(day, f"Longer lunch {day}", board)
    sign_in("moderator")
    address, seen = "/staff/moderation", []
    while address:
        page = client.get(address).text
        seen += re.findall(r'class="said"[^>]*>([^<]*)<', page)
        address = page.split('">Next page')[0].rsplit('href="', 1)[1] if ">Next page" in page else ""
    assert seen == [f"Longer lunch {day}" for day in (5, 4, 3, 2, 2, 1, 0)]


def test_longer_than_promised_is_marked_with_a_word(client, sign_in, monkeypatch):
    a_partnership(reading_days=3)
    board = a_board()
    waiting_since(8, "very late", board)
    waiting_since(0, "just now", board)
    sign_in("moderator")
    page = client.get("/staff/moderation").text
    late, fresh = page.split("just now")
    assert "1 over the promise" in page and late.count("Over the promise") == 1 and "Over the promise" not in fresh


def test_a_script_in_words_or_context_is_only_text(client, sign_in):
    a_partnership()
    script = "<script>alert(1)</script>"
    submission = a_submission(script, context={script: script})
    sign_in("moderator")
    for address in ("/staff/moderation", f"/staff/moderation/{submission.public_id}"):
        page = client.get(address).text
        assert script not in page and page.count("&lt;script&gt;alert(1)") >= 3


def test_the_head_says_since_when_the_oldest_of_these_waits(client, sign_in):
    a_partnership(reading_days=3)
    board = a_board()
    waiting_since(8, "very late", board)
    forgotten = waiting_since(5, "from a parent", board, audience="parent_carer")
    forgotten.contribution.received_at = None
    saved(forgotten)
    sign_in("moderator")
    assert "The oldest: 8 days. We promise to read everything within 3 working days." in client.get(QUEUE).text
    assert "The oldest: 5 days." in client.get(f"{QUEUE}?audience=parent_carer").text
    assert "The oldest" not in client.get(f"{QUEUE}?audience=professional").text


def test_statements_do_not_grow_with_the_queue(client, sign_in, statements):
    a_partnership()
    board = a_board(two_people=True)
    readers = [a_user("moderator", f"m{i}@example.org").id for i in range(5)]
    sign_in("moderator")
    counts = []
    for number in (2, 48):
        for i in range(number):
            go = one_go(board, f"one {i}", f"two {i}")
            go.submissions[0].approve(by=readers[i % 5])
            Claim.take(go.id, by=readers[i % 5])
            saved(go)
        statements.clear()
        assert client.get("/staff/moderation").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 4


def test_the_log_is_one_link_away_for_those_who_may_read_it(client, sign_in, monkeypatch):
    a_partnership()
    sign_in("moderator")
    link = f'href="{QUEUE}/log"'
    assert link in client.get("/staff/moderation").text
    monkeypatch.setitem(ALLOWED, Role.MODERATOR, ALLOWED[Role.MODERATOR] - {Permission.READ_MODERATION_LOG})
    assert link not in client.get("/staff/moderation").text


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("moderator", 200),
        ("engagement_lead", 200),
        ("safeguarding_lead", 200),
        ("admin", 403),
        ("analyst", 403),
        ("event_team", 403),
    ],
)
def test_who_may_read_the_queue(client, sign_in, role, status):
    a_partnership()
    submission = a_submission()
    sign_in(role)
    assert client.get("/staff/moderation").status_code == status
    assert client.get(f"/staff/moderation/{submission.public_id}").status_code == status
    if status == 403:
        assert client.post(f"/staff/moderation/{submission.public_id}/approve", data={"seen": "0"}).status_code == 403
