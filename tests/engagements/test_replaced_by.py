"""An engagement that a newer one replaces: where its page leads, and that no saving loses it."""

import pytest

from builders import a_partnership, a_user, an_engagement, saved, staff_session
from coprod.activities.engagement import Engagement
from coprod.activities.life import Life
from coprod.database import db
from coprod.permissions import Role

EDIT = "/staff/engagements/refresh/edit"


def test_replaced_by_leads_to_the_newer_one_once_that_is_public(client):
    a_partnership()
    older, newer = an_engagement(), an_engagement("newer", title="Lunch again", life=Life.DRAFT)
    older.replaced_by = newer
    saved(older)
    assert "Lunch again" not in client.get("/engagements/refresh").text
    newer.change({"life": Life.OPEN}, by=a_user("engagement_lead").id)
    saved(newer)
    assert '<a href="/engagements/newer">Lunch again</a>' in client.get("/engagements/refresh").text


@pytest.mark.parametrize("life", [Life.DRAFT, Life.OPEN])
def test_saving_the_duties_does_not_lose_what_replaces_it(client, life):
    """Also when whoever saves does not work on the other one; then a draft does not tell its title either."""
    a_partnership()
    older, newer = an_engagement(), an_engagement("newer", title="Lunch again", life=life)
    older.replaced_by = newer
    saved(older)
    user = a_user("engagement_lead", roles=[(Role.ENGAGEMENT_LEAD, older.id)])
    with client.session_transaction() as browser:
        browser.update(staff_session(user))
    page = client.get(f"{EDIT}/duties").text
    assert f'<option value="{newer.id}" selected>' in page and ("Lunch again" in page) is (life is Life.OPEN)
    sent = {"purpose": "Other words", "replaced_by_id": str(newer.id), "edited": "1"}
    assert client.post(f"{EDIT}/duties", data=sent).status_code == 303
    db.session.expire_all()
    assert (older.purpose, older.replaced_by_id) == ("Other words", newer.id)


def test_what_replaces_it_is_a_choice_however_old_it_is(client, sign_in):
    a_partnership()
    newer = an_engagement("newer", title="Lunch again")
    older = an_engagement(replaced_by_id=newer.id)
    db.session.add_all(Engagement(slug=f"other-{number}", title="Other") for number in range(200))
    saved(older)
    sign_in("engagement_lead")
    assert f'<option value="{newer.id}" selected>Lunch again' in client.get(f"{EDIT}/duties").text
