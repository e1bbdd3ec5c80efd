"""A note on a board tells what came of it, once a reply to its theme is published; and only then."""

import pytest

from builders import a_note, a_user, saved
from coprod.activities.audience import Audience
from coprod.activities.life import Life
from coprod.boards.models import Board, Note
from coprod.database import db
from coprod.themes.models import Theme
from deciding_on import decide, not_now
from replying import a_decided_theme, a_published_reply, a_reply, colleague, lead


@pytest.fixture
def waits(app) -> Theme:
    return a_decided_theme("Long waits")


def on_the_board(theme: Theme, words: str = "I waited two years", **who: object) -> Note:
    note = a_note(words, db.session.query(Board).first(), **({"audience": "young_person"} | who))
    note.submission.approve(by=a_user("moderator").id)
    theme.add([note.submission.id], by=lead())
    return saved(note)


def test_the_line_comes_when_it_is_published_and_goes_when_it_is_taken_down(client, waits):
    on_the_board(waits)
    reply = a_reply(waits)
    assert "What came of it" not in (page := client.get("/boards/better").text) and "note_reply" not in page
    reply.publish(by=colleague(), seen=2)
    db.session.commit()
    page = client.get("/boards/better").text
    assert f'What came of it: <a href="/you-said-we-did/{reply.public_id}">Two new teams</a>' in page
    assert "note_reply" in page
    reply.take_down(by=lead())
    db.session.commit()
    assert "What came of it" not in client.get("/boards/better").text


def test_the_same_statements_with_and_without(client, waits, statements):
    on_the_board(waits)
    counts = []
    for number in (0, 3):
        for each in range(number):
            on_the_board(waits, f"note {each}")
            a_published_reply(waits)
        client.get("/boards/better?question=none")
        statements.clear()
        assert client.get("/boards/better").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 3, statements  # and one from the driver itself


def test_a_reply_to_others_is_none_to_those_who_have_their_own(client, waits):
    on_the_board(waits), on_the_board(waits, "Mine too", audience="parent_carer")
    a_published_reply(waits, title="For all")
    assert client.get("/boards/better").text.count("What came of it") == 2
    decide(waits, not_now(lead()), Audience.YOUNG_PERSON, by=lead())
    db.session.commit()
    assert client.get("/boards/better").text.count("What came of it") == 1
    a_published_reply(waits, title="For the young", audience=Audience.YOUNG_PERSON)
    page = client.get("/boards/better").text
    assert page.count("For all") == 1 and page.count("For the young") == 1


def test_not_where_the_reply_can_be_read_no_more(client, waits):
    on_the_board(waits)
    a_published_reply(waits)
    waits.engagement.life = Life.ARCHIVED
    saved(waits.engagement)
    assert "What came of it" not in client.get("/boards/better").text
