"""What everyone sees of "did we get this right?": only what a person has let out, in tens, and nothing small."""

import re
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy.exc import IntegrityError

from answering_replies import answers_of, some_answers
from builders import a_user, staff_session
from coprod.activities.life import Archived, Life, NotAllowed
from coprod.audit import Record
from coprod.database import db, uk_today
from coprod.permissions import Role
from coprod.results.disclosure import HIDDEN
from coprod.you_said_we_did.got_it_right.counting import declares, months_between
from coprod.you_said_we_did.got_it_right.models import GotItRight, RightAnswer
from coprod.you_said_we_did.got_it_right.releases import GotItRightRelease, LooksOther, NeverEdited
from replying import a_decided_theme, a_published_reply, lead


@pytest.fixture
def reply(client):
    return a_published_reply(a_decided_theme())


def shown(reply):
    """Somebody lets out what there is."""
    asked = GotItRight.of(reply.id)
    would = GotItRightRelease.as_it_would_be(asked, by=lead())
    made = GotItRightRelease.make(asked, by=lead(), seen=would.looks)
    db.session.commit()
    return made


def page_of(client, reply):
    """What everyone reads, without what differs from reply to reply."""
    return client.get(f"/you-said-we-did/{reply.public_id}").text


def test_nothing_is_shown_until_somebody_shows_it(client, reply):
    before = page_of(client, reply)
    some_answers(reply, yes=60, not_yet=40)
    assert page_of(client, reply) == before and 'id="right"' not in before
    shown(reply)
    after = page_of(client, reply)
    assert "About 100 people have answered." in after
    assert "about 60 (60%)" in after and "about 40 (40%)" in after and "fewer than 10" in after
    some_answers(reply, partly=19)
    assert page_of(client, reply) == after


def test_it_moves_only_for_twenty_more_and_taking_back_changes_nothing(client, reply):
    theirs = some_answers(reply, yes=60, not_yet=40)
    shown(reply)
    after = page_of(client, reply)
    theirs[0].withdraw()
    some_answers(reply, partly=19)
    with pytest.raises(NotAllowed, match="Fewer than 20"):
        shown(reply)
    assert page_of(client, reply) == after
    some_answers(reply, partly=1)
    assert shown(reply).people == 120
    assert "about 20 (17%)" in page_of(client, reply)


@pytest.mark.parametrize("number", [0, 1, 9])
def test_nobody_and_nine_are_alike(client, reply, number):
    some_answers(reply, yes=number)
    made = shown(reply)
    assert made.people is None and made.in_all is None
    assert "Too few people have answered to show numbers." in page_of(client, reply)
    assert not re.search(r"\babout \d", page_of(client, reply))


def test_of_fewer_than_fifty_only_how_many(client, reply):
    some_answers(reply, yes=44)
    shown(reply)
    page = page_of(client, reply)
    assert "About 40 people have answered, too few to show what they said." in page and "%)" not in page


def test_a_month_stands_only_where_about_fifty_answered(client, reply):
    asked = GotItRight.of(reply.id)
    asked.opens_at -= timedelta(days=70)
    today = uk_today()
    before = (today.replace(day=1) - timedelta(days=1)).replace(day=5)
    some_answers(reply, on=today, yes=55)
    some_answers(reply, on=before, not_yet=44)
    months = dict(shown(reply).months)
    assert months[f"{today:%B %Y}"].base == 60 and months[f"{before:%B %Y}"] is None


def test_no_small_number_whatever_people_answer(client, reply):
    """Every figure in the release and on the page is hidden, or ten or more and a multiple of it."""
    chance = Random(8)
    asked = GotItRight.of(reply.id)
    asked.opens_at -= timedelta(days=100)
    for round in range(6):
        for back in (0, 40, 80):
            counts = {answer: chance.choice([0, 1, 4, 9, 10, 13, 26, 55]) for answer in ("yes", "partly", "not_yet")}
            some_answers(reply, on=uk_today() - timedelta(days=back), **counts)
        try:
            made = shown(reply)
        except NotAllowed:
            continue
        figures = [figure for table in made.release.every_table for row in table.rows for figure in row.figures]
        bases = [row.base for table in made.release.every_table for row in table.rows]
        assert all(figure is HIDDEN or (figure >= 10 and figure % 10 == 0) for figure in [*figures, *bases])
        assert all(row.too_small or row.base >= 50 for table in made.release.tables[1:] for row in table.rows)
        text = page_of(client, reply).split('id="right"')[1].split("</section>")[0]
        people = {int(number) for number in re.findall(r"about (\d+)", text, re.I)}
        assert people and all(number >= 10 and number % 10 == 0 for number in people), round


def test_swapping_two_hidden_counts_changes_no_byte(reply):
    asked = GotItRight.of(reply.id)
    some_answers(reply, yes=60, partly=9)
    one = GotItRightRelease.as_it_would_be(asked, by=lead())
    for each in answers_of():
        if each.answer is RightAnswer.PARTLY:
            each.answer = RightAnswer.NOT_YET
    db.session.commit()
    other = GotItRightRelease.as_it_would_be(asked, by=lead())
    assert one.figures == other.figures and one.looks == other.looks


def test_nobody_shows_what_they_have_not_seen(client, reply):
    asked = GotItRight.of(reply.id)
    some_answers(reply, yes=60)
    seen = GotItRightRelease.as_it_would_be(asked, by=lead()).looks
    some_answers(reply, not_yet=30)
    with pytest.raises(LooksOther):
        GotItRightRelease.make(asked, by=lead(), seen=seen)


def test_what_is_out_stays_and_archived_takes_no_more(client, reply):
    some_answers(reply, yes=60)
    made = shown(reply)
    made.people = 70
    with pytest.raises(NeverEdited):
        db.session.flush()
    db.session.rollback()
    some_answers(reply, yes=30)
    reply.engagement.life = Life.ARCHIVED
    db.session.commit()
    with pytest.raises(Archived):
        shown(reply)


def test_the_database_too_refuses_a_small_number(client, reply):
    asked = GotItRight.of(reply.id)
    some_answers(reply, yes=60)
    made = GotItRightRelease.as_it_would_be(asked, by=lead())
    made.people = 9
    db.session.add(made)
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_months_over_a_new_year():
    assert [*months_between(date(2026, 11, 30), date(2027, 2, 1))] == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
        date(2027, 2, 1),
    ]
    first, later = declares(date(2026, 11, 30), date(2026, 12, 1)), declares(date(2026, 11, 30), date(2027, 2, 1))
    assert later.questions[: len(first.questions)] == first.questions


# --- for staff -------------------------------------------------------------------------------------------------------


def signed_in(client, role=Role.ENGAGEMENT_LEAD):
    with client.session_transaction() as session:
        session.update(staff_session(a_user(role)))


def test_staff_see_exact_numbers_by_month_and_where_a_version_came_and_their_look_is_on_record(client, reply):
    some_answers(reply, yes=3, not_yet=13)
    signed_in(client)
    page = client.get(f"/staff/replies/{reply.public_id}/right").text
    assert "Version 2 published" in page
    row = page.split(f"{uk_today():%B %Y}")[1].split("</tr>")[0]
    assert re.findall(r"<div>(?:<b>)?(\d+)", row) == ["3", "0", "13", "16"]
    assert "looked at how people answer a reply" in [each.action for each in db.session.query(Record)]


def test_a_lead_shows_the_figures(client, reply):
    some_answers(reply, yes=60)
    signed_in(client)
    address = f"/staff/replies/{reply.public_id}/right"
    seen = re.search(r'name="seen" value="(\w+)"', client.get(address).text)[1]
    assert client.post(address, data={"seen": "other"}).status_code == 409
    assert client.post(address, data={"seen": seen}).status_code == 303
    assert "About 60 people have answered." in page_of(client, reply)
    assert "nothing would change" in client.get(address).text
