"""The list beside one that is open: it shows that one, and what may be ticked stands in it in full."""

import re

import pytest

from builders import a_board, a_partnership, a_submission, saved
from coprod.moderation import list_pane
from coprod.moderation.queue import WHOLE
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission


def rows(page: str) -> list[str]:
    """The first words of each row."""
    return re.findall(r'class="said"[^>]*>([^<]*)<', page)


def test_the_head_of_the_queue_or_what_begins_with_the_one_that_is_open(client, sign_in, monkeypatch):
    monkeypatch.setattr(list_pane, "BESIDE", 3)
    a_partnership()
    board = a_board()
    made = [a_submission(f"number {i}", board) for i in range(6)]
    sign_in("moderator")
    pages = [client.get(f"/staff/moderation/{submission.public_id}").text for submission in made]
    assert [rows(page) for page in pages[:3]] == [["number 0", "number 1", "number 2"]] * 3
    assert rows(pages[3]) == ["number 3", "number 4", "number 5"] and rows(pages[5]) == ["number 5"]
    assert "Back to the oldest" in pages[3] and "Back to the oldest" not in pages[0]
    assert ">Next page" in pages[0] and ">Next page" not in pages[3]
    for submission, page in zip(made, pages, strict=True):
        [current] = re.findall(r'<button class="said"[^>]* aria-current="true"', page)
        assert f'id="w{submission.public_id}"' in current


def test_what_is_decided_stands_beside_what_still_waits(client, sign_in):
    a_partnership()
    board = a_board()
    done = a_submission("turned down", board)
    done.reject(by=sign_in("moderator").id, reason="names")
    saved(done)
    a_submission("still waits", board)
    page = client.get(f"/staff/moderation/{done.public_id}").text
    assert rows(page) == ["still waits"] and "Return to queue" in page and ">Leave it<" not in page


@pytest.mark.parametrize(("length", "may_be_ticked"), [(WHOLE, True), (WHOLE + 1, False)])
def test_only_words_that_stand_there_in_full_can_be_ticked(client, sign_in, length, may_be_ticked):
    a_partnership()
    submission = a_submission("x" * length)
    submission.findings = []
    saved(submission)
    sign_in("moderator")
    page = client.get("/staff/moderation").text
    assert ('name="ticked"' in page, "is-whole" in page) == (may_be_ticked, may_be_ticked)
    assert "x" * length in page


def test_the_other_answers_of_a_person_are_there_to_read_and_each_has_its_page(client, sign_in):
    a_partnership()
    go = Contribution(activity=a_board())
    for words in ("one", "two", "you zzz"):
        Submission(contribution=go, prompt=f"About {words[:3]}?", words=words, findings=[])
    go.submissions[2].findings = [{"kind": "abuse", "start": 4, "end": 7, "why": "Rude"}]
    one, two, three = saved(go).submissions
    sign_in("moderator")
    page = client.get(f"/staff/moderation/{two.public_id}").text
    assert "Answer 2 of 3." in page and page.count('class="decide"') == 1
    others = page.split("The same person also wrote")[1]
    assert "About one?" in others and ">one</p>" in others and "About two?" not in others
    assert "Show the words: rude words were found" in others
    for other in (one, three):
        assert f'href="/staff/moderation/{other.public_id}"' in others
