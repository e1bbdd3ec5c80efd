"""Hard words show when they are asked for: in the list, beside the words, and in how they will read."""

import re

import pytest

from builders import a_board, a_partnership, a_submission, saved
from coprod.participation.submission import Submission

COVERED = re.compile("<details(?![^>]* open)[^>]*>.*?</details>", re.S)


def with_finding(words: str, kind: str, part: str, board=None) -> Submission:
    submission = a_submission(words, board or a_board())
    start = words.index(part)
    submission.findings = [{"kind": kind, "start": start, "end": start + len(part), "why": "It may be one"}]
    return saved(submission)


def at_first(page: str) -> str:
    """What a page shows, and what a screen reader finds, before anything is opened."""
    return COVERED.sub("", page[page.index("<main") :])


@pytest.mark.parametrize("kind", ["abuse", "concern"])
def test_the_list_covers_words_that_may_be_hard_to_read(client, sign_in, kind):
    a_partnership()
    board = a_board()
    submission = with_finding("he is a zzz really", kind, "zzz", board)
    a_submission("good lunches", board)
    sign_in("moderator")
    page = client.get("/staff/moderation").text
    assert "he is a" not in page and page.count("Covered until you open it") == 1 and "good lunches" in page
    assert f'formaction="/staff/moderation/{submission.public_id}/open"' in page


@pytest.mark.parametrize(("kind", "shown"), [("person_name", "name"), ("phone", "phone number")])
def test_the_list_masks_what_may_say_who_somebody_is(client, sign_in, kind, shown):
    a_partnership()
    board = a_board()
    with_finding("he is zzz really", kind, "zzz", board)
    cut = with_finding("a" * 155 + "zzzzzzzzzz", kind, "zzzzzzzzzz", board)
    sign_in("moderator")
    page = client.get("/staff/moderation").text
    assert f'he is <span class="hid">[{shown}]</span> really' in page
    assert f'{"a" * 155}<span class="hid">[{shown}]</span>…' in page  # though the row has only the head of it
    assert "zzz" not in page and "Covered until" not in page and 'name="ticked"' not in page
    assert "zzzzzzzzzz" in client.get(f"/staff/moderation/{cut.public_id}").text


def test_the_list_covers_words_that_nobody_screened(client, sign_in):
    a_partnership()
    submission = a_submission("good lunches")
    submission.findings = None
    saved(submission)
    sign_in("moderator")
    page = client.get("/staff/moderation").text
    assert "good lunches" not in at_first(page) and "Not screened" in at_first(page)


@pytest.mark.parametrize(("kind", "named"), [("abuse", "rude words"), ("concern", "worrying words")])
def test_hard_words_are_covered_on_their_page_too(client, sign_in, kind, named):
    a_partnership()
    submission = with_finding("he is a zzz really", kind, "zzz")
    sign_in("moderator")
    page = client.get(f"/staff/moderation/{submission.public_id}").text
    assert f"Show the words and how they will read: {named} were found" in page and '<mark class="mark' in page
    assert "zzz" not in at_first(page) and "</svg>Approve" in at_first(page)
    # Whoever asked how it will read has seen it.
    sent = client.post(f"/staff/moderation/{submission.public_id}/preview", data={"seen": "0", "other": "really"})
    assert "zzz" in at_first(sent.text)


def test_a_reason_that_quotes_hard_words_is_covered_with_them(client, sign_in):
    a_partnership()
    submission = with_finding("he is a zzz really", "concern", "zzz")
    submission.findings = [submission.findings[0] | {"why": "Like others that were worrying: “zzz”"}]
    saved(submission)
    sign_in("moderator")
    page = client.get(f"/staff/moderation/{submission.public_id}").text
    assert "Like others" in page and "Like others" not in at_first(page)


def test_a_name_is_not_covered_on_the_page_of_its_words(client, sign_in):
    a_partnership()
    submission = with_finding("Ann is kind", "person_name", "Ann")
    sign_in("moderator")
    assert '<mark class="mark">Ann' in at_first(client.get(f"/staff/moderation/{submission.public_id}").text)


def test_what_was_decided_stays_covered(client, sign_in):
    a_partnership()
    submission = with_finding("he is a zzz really", "abuse", "zzz")
    sign_in("moderator")
    client.post(
        f"/staff/moderation/{submission.public_id}/approve", data={"seen": "0", "what": "name", "other": "really"}
    )
    page = client.get(f"/staff/moderation/{submission.public_id}").text
    assert "he is a zzz [name removed]" in page.replace('<span class="hid">', "").replace("</span>", "")
    assert "zzz" not in at_first(page)


def test_how_it_will_read_before_it_is_approved(client, sign_in):
    a_partnership()
    submission = with_finding("Ann & Bo <3", "person_name", "Ann")
    sign_in("moderator")
    reads = 'data-reads="" dir="auto"><span class="hid">[name removed]</span> &amp; '
    assert reads + "Bo &lt;3<" in client.get(f"/staff/moderation/{submission.public_id}").text
    address = f"/staff/moderation/{submission.public_id}/preview"
    sent = client.post(address, data={"seen": "0", "hide": "0-3", "other": "Bo", "what": "school", "note": "mine"})
    assert sent.status_code == 200 and reads + '<span class="hid">[school removed]</span> &lt;3<' in sent.text
    assert "mine</textarea>" in sent.text
    assert client.post(address, data={"seen": "0", "other": "Cy"}).status_code == 422
    submission.escalate(by=None)
    saved(submission)
    assert client.post(address, data={"seen": "0", "other": "Cy"}).status_code == 303


def test_what_screening_escalated_reads_as_nobodys_doing(client, sign_in):
    a_partnership()
    submission = a_submission("words nobody may see")
    submission.escalate(by=None)
    saved(submission)
    sign_in("moderator")
    page = client.get(f"/staff/moderation/{submission.public_id}").text
    assert "It went there by itself, before anyone read it" in page and "Screening escalated it" in page
    assert "nobody may see" not in page and "if it was you" not in page
