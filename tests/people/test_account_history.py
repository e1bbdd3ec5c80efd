"""What was done, on the page of somebody's account: in plain words, and nothing of what is locked away."""

import html
import re
from datetime import timedelta

from builders import a_user, an_app
from coprod import audit
from coprod.accounts.models import User
from coprod.database import db
from coprod.people.account_history import MOST, account_history


def page_of(client, user: User) -> str:
    return html.unescape(client.get(f"/staff/people/{user.id}").text)


def test_what_somebody_did_is_told_in_plain_words_and_never_what_is_locked_away(client, admin):
    lead = db.session.query(User).filter_by(email="safeguarding-lead@example.org").one()
    for action, subject in [
        ("password accepted", f"user {lead.id}"),
        ("signed in", f"user {lead.id}"),
        ("read the words of", "concern 4711"),
        ("closed", "concern 4712"),
        ("escalated access needs", "sign-up abcdefgh"),
        ("downloaded", "feedback log"),
        ("deactivated", f"user {admin.id}"),
        ("polished", "theme 12"),
    ]:
        audit.record(action, subject, by=lead)
    audit.record("sign-in refused", f"user {lead.id}")
    db.session.commit()
    name = lead.name
    lines = [(line.what, line.by) for line in account_history(lead).lines]
    assert lines == [
        ("A sign-in was refused: the password was wrong", "Nobody who was signed in"),
        ("Polished theme", name),
        ("Admin: the account was ended", name),
        ("Downloaded the feedback log", name),
        ("Looked after access needs", name),
        ("Worked on concerns, 2 times", name),
        ("Signed in", name),
    ]
    page = page_of(client, lead)
    assert "Worked on concerns" in page and "4711" not in page and "abcdefgh" not in page


def test_what_is_long_ago_stands_on_a_page_of_its_own(client, admin):
    maya = a_user("moderator")
    for number in range(MOST + 5):
        row = audit.record(f"step {number} of", "theme 1", by=maya)
        row.at -= timedelta(days=MOST - number)
    db.session.commit()
    page = page_of(client, maya)
    older = re.search(r'href="([^"]+)">Older', page)[1]
    both = re.findall(r"Step (\d+) of theme", page + client.get(older).text)
    assert [int(each) for each in both] == list(reversed(range(MOST + 5)))
    assert client.get(f"/staff/people/{maya.id}?before=x").status_code == 200


def test_much_that_was_done_costs_no_more_questions_than_little(client, admin, statements):
    maya = a_user("moderator")
    an_app(maya)

    def asked() -> int:
        page_of(client, maya)
        statements.clear()
        page_of(client, maya)
        return len(statements)

    few = asked()
    for number in range(200):
        audit.record("changed the roles of", f"user {a_user('analyst', f'{number % 9}@example.org').id}", by=maya)
    db.session.commit()
    assert asked() == few
