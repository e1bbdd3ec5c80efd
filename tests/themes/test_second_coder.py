"""A second coder reads a sample, blind; both are compared once; then they talk, and what they settle counts."""

from random import Random

import pytest
from sqlalchemy import select

from builders import a_board, a_partnership, a_theme, a_user, an_engagement, heard
from coprod.accounts.models import User
from coprod.database import db
from coprod.participation.submission import Submission
from coprod.themes.code_text import Said, code_text
from coprod.themes.coding import in_themes
from coprod.themes.merge_and_split import decide_again, split
from coprod.themes.models import Theme
from coprod.themes.second_coder.models import (
    Agreed,
    NeverAgain,
    NotAllRead,
    NothingToRead,
    NotYours,
    SecondReading,
    agreed_on,
)


@pytest.fixture
def first(app) -> User:
    a_partnership()
    a_board()
    return a_user("analyst")


@pytest.fixture
def second(first) -> User:
    return a_user("engagement_lead")


def after(client, address: str, **sent):
    """The page that one is led to."""
    answer = client.post(address, **sent)
    assert answer.status_code == 303, answer.text
    return client.get(answer.location)


def coded(words: str, theme: Theme | None, by: User) -> Submission:
    said = heard(words)
    code_text(said.id, Said({theme.id: None} if theme else {}), by=by.id, seen=said.moves_made)
    return said


def drawn(theme: Theme, second: User, size: int = 50) -> SecondReading:
    return SecondReading.draw(theme.engagement, second, size, by=second.id, chance=Random(1))


def reads(sample: SecondReading, text: Submission, *themes: Theme) -> None:
    said = Said({theme.id: None for theme in themes})
    sample.read(text.id, said, by=sample.coder_id, seen=text.moves_made)


def test_only_what_another_person_has_read_is_drawn_and_nothing_twice(first, second):
    theme = a_theme()
    mine = [coded(f"text {number}", theme, first) for number in range(4)]
    coded("read by the second", theme, second)
    heard("read by nobody")
    sample = drawn(theme, second, 3)
    assert sample.progress == (0, 3) and {each.submission_id for each in sample.texts} < {each.id for each in mine}
    assert drawn(theme, second).progress == (0, 1)
    with pytest.raises(NothingToRead):
        drawn(theme, second)


def test_what_was_taken_back_is_no_more_to_read(first, second):
    theme = a_theme()
    text, gone = coded("stays", theme, first), coded("goes", theme, first)
    sample = drawn(theme, second)
    gone.contribution.withdraw()
    db.session.flush()
    assert sample.progress == (0, 1) and sample.next_text() is text
    reads(sample, text)
    sample.compare()
    assert agreed_on(theme.engagement_id)[theme.id].texts == 1


def test_agreement_is_counted_once_and_not_after_they_have_talked(first, second):
    waits, lunch = a_theme("Waits"), a_theme("Lunch")
    texts = [coded(f"text {number}", waits if number < 3 else None, first) for number in range(5)]
    sample = drawn(waits, second)
    with pytest.raises(NotAllRead):
        sample.compare()
    for number, text in enumerate(texts):
        reads(sample, text, *([waits] if number in (0, 1, 4) else []), *([lunch] if number == 0 else []))
    sample.compare()
    before = agreed_on(waits.engagement_id)
    assert before == {waits.id: (2, 1, 1, 1), lunch.id: (0, 0, 1, 4)}
    assert [each.submission for each in sample.differences()] == [
        text for text in (db.session.get(Submission, each.submission_id) for each in sample.texts)
        if text in (texts[0], texts[2], texts[4])
    ]  # fmt: skip
    sample.settle(texts[0].id, Said({lunch.id: None}), by=first.id, seen=texts[0].moves_made)
    sample.compare()
    assert agreed_on(waits.engagement_id) == before and len(sample.differences()) == 2
    inside = select(in_themes.c.theme_id).where(in_themes.c.submission_id == texts[0].id)
    assert db.session.scalars(inside).all() == [lunch.id]
    db.session.commit()
    with pytest.raises(NeverAgain):
        db.session.query(Agreed).delete()


def test_a_sample_is_read_by_whoever_was_asked_and_not_after_it_was_compared(first, second):
    theme = a_theme()
    text, other = coded("in it", theme, first), heard("not in it")
    sample = drawn(theme, second)
    for by, which in ((first.id, text), (second.id, other)):
        with pytest.raises(NotYours):
            sample.read(which.id, Said(), by=by, seen=which.moves_made)
    with pytest.raises(NotYours):
        sample.settle(text.id, Said(), by=first.id, seen=text.moves_made)
    reads(sample, text)
    sample.compare()
    with pytest.raises(NotYours):
        reads(sample, text, theme)


def test_the_second_coder_sees_the_words_and_nothing_that_anybody_said_of_them(client, first, second, sign_in):
    theme, other = a_theme("Long waits"), a_theme("Lunch")
    coded("We waited nineteen months", theme, first)
    engagement = theme.engagement.slug
    sign_in("engagement_lead")
    page = after(client, f"/staff/themes/{engagement}/second", data={"coder": second.id, "size": "40"})
    assert "is asked to read 1 text" in page.text
    sample = db.session.query(SecondReading).one()
    address = f"/staff/themes/{engagement}/second/{sample.id}"
    page = client.get(address).text
    assert "We waited nineteen months" in page and page.count(" checked>") == 1  # no tone
    text = db.session.query(Submission).one()
    data = {"text": text.public_id, "seen": str(text.moves_made), "themes": [str(theme.id), str(other.id)]}
    refused = client.post(address, data=data | {"says_nothing": "y"})
    assert refused.status_code == 422 and "Not both" in refused.text and refused.text.count("checked") >= 3
    page = after(client, address, data=data).text
    assert "All of it is read" in page
    page = after(client, f"{address}/compare").text
    assert "First: <strong>Long waits</strong>" in page and "1 text." in page
    page = after(client, f"{address}/settle", data=data | {"themes": [str(other.id)]}).text
    assert "Nothing is left to settle" in page
    page = client.get(f"/staff/themes/{engagement}/sign-off").text
    assert "Agreed on 1 of 1" in page and "What they see differently" in page


def test_another_person_cannot_read_it_for_them(client, first, second, sign_in):
    theme = a_theme()
    coded("hello", theme, first)
    sample = drawn(theme, second)
    db.session.commit()
    sign_in("analyst")
    address = f"/staff/themes/{theme.engagement.slug}/second/{sample.id}"
    answer = client.get(address)
    assert answer.status_code == 303 and "has not read all of it yet" in client.get(answer.location).text
    text = db.session.query(Submission).one()
    assert client.post(address, data={"text": text.public_id, "seen": str(text.moves_made)}).status_code == 404
    assert client.get(f"/staff/themes/{theme.engagement.slug}/second/999").status_code == 404


def test_a_form_that_is_refused_shows_no_words_from_outside_the_sample(client, first, second, sign_in):
    theme = a_theme()
    text = coded("in the sample", theme, first)
    sample = drawn(theme, second)
    elsewhere = heard("said elsewhere", a_board("elsewhere", engagement=an_engagement("other")))
    waits = heard("a child is not safe")
    waits.escalate(by=a_user("moderator").id, note="Please look")
    db.session.commit()
    sign_in("engagement_lead")
    address = f"/staff/themes/{theme.engagement.slug}/second/{sample.id}"
    both = {"themes": [str(theme.id)], "says_nothing": "y", "seen": "1"}
    for other in (elsewhere, waits):
        for form in (address, f"{address}/settle"):
            assert client.post(form, data=both | {"text": other.public_id}).status_code == 404
    assert client.post(address, data=both | {"text": text.public_id}).status_code == 422


@pytest.mark.parametrize("seen", ["", "words", "9" * 5_000])
def test_what_cannot_be_read_is_older_than_any_words(client, first, second, sign_in, seen):
    theme = a_theme()
    text = coded("in the sample", theme, first)
    sample = drawn(theme, second)
    db.session.commit()
    sign_in("engagement_lead")
    address = f"/staff/themes/{theme.engagement.slug}/second/{sample.id}"
    page = after(client, address, data={"text": text.public_id, "seen": seen, "themes": [str(theme.id)]})
    assert "The words are not what they were" in page.text and sample.progress == (0, 1)


def test_nobody_agrees_with_themselves(first, second):
    theme = a_theme()
    text, other = coded("coded anew by the second", theme, first), coded("left as it was", theme, first)
    sample = drawn(theme, second)
    for each in (text, other):
        reads(sample, each, theme)
    code_text(text.id, Said({theme.id: None}), by=second.id, seen=text.moves_made)
    sample.compare()
    assert agreed_on(theme.engagement_id)[theme.id] == (1, 0, 0, 0)


def test_a_theme_that_is_put_away_keeps_what_the_second_coder_said(first, second):
    theme, empty = a_theme("Waits"), a_theme("Lunch")
    text = coded("in the sample", theme, first)
    sample = drawn(theme, second)
    reads(sample, text, empty)
    empty.end(by=first.id)
    sample.compare()
    assert agreed_on(theme.engagement_id) == {theme.id: (0, 1, 0, 0), empty.id: (0, 0, 1, 0)}


def test_a_split_while_somebody_reads_makes_no_difference_of_its_own(first, second):
    waits = a_theme("Waits")
    moves, stays, other = (coded(words, waits, first) for words in ("It moves", "It stays", "It is another thing"))
    sample = drawn(waits, second)
    parts = [Theme.make(waits.engagement, title, by=first.id) for title in ("Letters", "Lists")]
    split(waits, parts, by=first.id)
    reads(sample, moves, waits), reads(sample, stays, parts[0]), reads(sample, other)
    decide_again(waits, {moves.id: moves.moves_made}, parts[1:], by=first.id)
    sample.compare()
    assert agreed_on(waits.engagement_id) == {waits.id: (2, 1, 0, 0)}
    assert [each.submission for each in sample.differences()] == [other]


def test_what_both_left_out_of_a_sample_counts_for_a_theme_that_another_sample_used(first, second):
    waits, lunch, buses = a_theme("Waits"), a_theme("Lunch"), a_theme("Buses")
    for theme in (waits, lunch):
        text = coded(f"about {theme.title}", theme, first)
        sample = drawn(waits, second)
        reads(sample, text, theme)
        sample.compare()
    later = a_theme("Later")
    assert agreed_on(waits.engagement_id) == {waits.id: (1, 0, 0, 1), lunch.id: (1, 0, 0, 1)}
    assert not {buses.id, later.id} & set(agreed_on(waits.engagement_id))


def test_what_was_said_of_older_words_is_compared_with_nothing(first, second):
    waits, lunch = a_theme("Waits"), a_theme("Lunch")
    text = coded("It takes long", waits, first)
    sample = drawn(waits, second)
    reads(sample, text, waits, lunch)
    text.return_to_queue(by=first.id)
    text.approve(by=first.id)
    code_text(text.id, Said({waits.id: None}), by=first.id, seen=text.moves_made)
    reads(sample, text, waits)
    sample.compare()
    assert agreed_on(waits.engagement_id) == {waits.id: (1, 0, 0, 0)} and sample.differences() == []
