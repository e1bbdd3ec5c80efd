"""Everybody who works here, is invited or has left, and who may do what."""

import re
from datetime import timedelta

import pytest
import time_machine

from builders import a_user, an_app, an_engagement, saved
from coprod.accounts.models import User
from coprod.audit import Record
from coprod.database import db, now
from coprod.people.invitation import Invitation
from coprod.people.role_words import COLUMNS, IN_ORDER, WORDS, permission_map
from coprod.permissions import ALLOWED, BY_ENGAGEMENT, Permission, Role


def rows(page: str) -> list[str]:
    """The lines of the list, as text."""
    [body] = re.findall(r"<tbody>(.*?)</tbody>", page.split('id="map"')[0], re.S)
    lines = [re.sub(r"<[^>]+>", " ", row) for row in re.findall(r"<tr>(.*?)</tr>", body, re.S)]
    return [" ".join(line.split()).replace("\xa0", " ") for line in lines]


def an_invitation(by: User, name: str = "Nia Vale", email: str = "nia@example.org", **more) -> Invitation:
    return saved(Invitation(name=name, email=email, by=by, **({"roles": ["moderator"]} | more)))


@time_machine.travel("2037-11-26 09:40Z", tick=False)
def test_each_line_says_who_what_for_when_and_how_it_stands(client, sign_in, admin):
    sign_in("admin")
    engagement = an_engagement()
    rowan = a_user("moderator", "rowan@example.org", [(Role.MODERATOR, engagement.id), Role.ANALYST])
    an_app(rowan)
    saved(Record(action="signed in", subject=f"user {rowan.id}", by_id=rowan.id, details={}))
    left = a_user("event_team")
    with time_machine.travel("2037-06-30 12:00Z"):
        left.deactivate()
        db.session.commit()
    an_invitation(admin)
    page = client.get("/staff/people").text
    assert "3 work here, 1 is invited, 1 has left." in page
    assert rows(page) == [
        "Admin (you) Administrator Everything Today, 9:40am Here today",
        "Moderator Moderator Analyst The refresh Everything Today, 9:40am Here today",
        "Safeguarding_lead Safeguarding lead Everything Never No second step yet",
        "Nia Vale Moderator Everything Never Invited, until Sunday 9:40am "
        "Send a new link to Nia Vale Withdraw the invitation of Nia Vale",
        "Event_team Event team Nothing now Never Ended 30 June",
    ]
    with time_machine.travel(now() + timedelta(days=4)):
        sign_in("admin")
        late = rows(client.get("/staff/people").text)
        assert "Invited, the link has ended" in late[3]
        assert "22 November" not in late[1] and "26 November Active" in late[1]


def test_when_somebody_was_here_is_known_after_their_sessions_are_forgotten(client, admin):
    rowan = a_user("moderator")
    an_app(rowan)
    with time_machine.travel(now() - timedelta(days=400)):
        saved(Record(action="signed in", subject=f"user {rowan.id}", by_id=rowan.id, details={}))
        year = str(now().year)
    assert re.search(rf"\d+ \w+ {year} Active", rows(client.get("/staff/people").text)[1])


def test_a_role_and_a_name_narrow_it_down(client, admin):
    a_user("moderator")
    saved(User(email="e@example.org", name="Élodie Ünal", roles=["analyst"], password="a long enough password"))
    an_invitation(admin, name="Amir Ahmed", roles=["analyst"])
    names = [row.split()[0] for row in rows(client.get("/staff/people?role=analyst").text)]
    assert names == ["Élodie", "Amir"]
    assert len(rows(client.get("/staff/people?role=queen").text)) == 5
    for words in ("elodie", "ÜNAL é", "e@EXAMPLE"):
        answer = client.post("/staff/people/find", data={"words": words})
        assert [row.split()[0] for row in rows(answer.text)] == ["Élodie"] and answer.status_code == 200
    none = client.post("/staff/people/find", data={"words": "elodie", "role": "moderator"})
    assert "Nobody’s name or address has “elodie” in it, with that role." in none.text
    assert "Nobody holds this role" in client.get("/staff/people?role=event_team").text
    nothing = client.post("/staff/people/find", data={"words": " ", "role": "analyst"})
    assert (nothing.status_code, nothing.location) == (303, "/staff/people?role=analyst")


def test_many_are_read_page_by_page_and_each_stands_there_once(client, admin):
    for number in range(60):
        a_user("moderator", f"m{number}@example.org")
        an_invitation(admin, name=f"Invited {number}", email=f"i{number}@example.org")
    found, address = [], "/staff/people?role=moderator"
    while address:
        page = client.get(address).text
        found += rows(page)
        onward = re.search(r'href="([^"]+)">More people', page)
        address = onward and onward[1].replace("&amp;", "&")
        assert "@" not in str(address)
    assert len(found) == 120 and sum("Invited, until" in row for row in found) == 60
    assert "Back to the first page" in page and len(rows(client.get("/staff/people?after=u9999").text)) == 50
    sought = client.post("/staff/people/find", data={"words": "example", "role": "moderator"}).text
    assert "120 fit, and the first 50 are shown" in sought


def test_two_hundred_cost_no_more_questions_than_two(client, admin, statements):
    def asked() -> int:
        client.get("/staff/people")
        statements.clear()
        assert client.get("/staff/people").status_code == 200
        return len(statements)

    engagement = an_engagement()
    a_user("moderator", "m@example.org", [(Role.MODERATOR, engagement.id)])
    an_invitation(admin)
    few = asked()
    for number in range(100):
        an_app(a_user("moderator", f"m{number}@example.org", [(Role.MODERATOR, engagement.id), Role.ANALYST]))
        an_invitation(admin, name=f"Invited {number}", email=f"i{number}@example.org")
    assert asked() <= few <= 13


def test_the_map_is_the_one_that_the_guard_goes_by(app, client, admin):
    assert set(WORDS) == set(Permission) and set(IN_ORDER) == set(Role)
    rows_by_words = {row.what: row for row in permission_map()}
    for permission, words in WORDS.items():
        row = rows_by_words[words[0].upper() + words[1:]]
        assert row.by_engagement is (permission in BY_ENGAGEMENT)
        for (_, roles), (_, allowed) in zip(COLUMNS, row.cells, strict=True):
            assert [permission in ALLOWED[role] for role in roles] == [allowed] * len(roles)
    page = client.get("/staff/people").text.split('id="map"')[1]
    assert page.count(">may<") == sum(allowed for row in rows_by_words.values() for _, allowed in row.cells)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_people_stands_in_the_header_of_administrators_alone(client, sign_in, admin, role):
    assert client.get("/staff").text.count('href="/staff/people"') == 2
    sign_in(role)
    assert 'href="/staff/people"' not in client.get("/staff").text
