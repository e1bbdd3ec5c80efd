"""What every page of settings does: who may, two at once, what was changed and the way back, an empty installation."""

import pytest

from builders import a_partnership, a_user
from coprod.changes import Change
from coprod.database import db
from coprod.partnership.models import Partnership
from coprod.permissions import Permission, Role, may
from coprod.settings.sections import SECTIONS

NAMES = "/staff/settings/names"
ADDRESSES = [f"/staff/settings/{section.page.replace('_', '-')}" for section in SECTIONS]


def test_only_those_who_manage_settings_are_led_there(client, sign_in):
    a_partnership()
    for role in Role:
        sign_in(role)
        allowed = may(role, Permission.MANAGE_SETTINGS)
        assert allowed is (role is Role.ADMIN)
        assert ('href="/staff/settings"' in client.get("/staff").text) is allowed
        for address in ["/staff/settings", "/staff/settings/changes", *ADDRESSES]:
            assert client.get(address).status_code == (200 if allowed else 403)
            if address in ADDRESSES:
                assert client.post(address, data={"do": "look"}).status_code == (200 if allowed else 403)


def test_the_list_leads_to_every_page(client, admin):
    page = client.get("/staff/settings").text
    assert [address for address in [*ADDRESSES, "/staff/settings/changes"] if f'href="{address}"' not in page] == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_opens_and_is_saved_before_there_is_a_partnership(client, sign_in, typed, address):
    sign_in("admin")
    assert client.get(address).status_code == 200 and db.session.query(Partnership).count() == 0
    assert client.post(address, data=typed(address) | {"do": "look"}).status_code == 200
    assert db.session.query(Partnership).count() == 0


def test_the_first_save_makes_the_partnership(client, sign_in, typed):
    sign_in("admin")
    assert client.post(NAMES, data=typed(NAMES) | {"name": ""}).status_code == 422
    assert db.session.query(Partnership).count() == 0
    sent = typed(NAMES) | {"name": "Fernshire SEND", "owner_1": "Fernshire Council"}
    assert client.post(NAMES, data=sent).status_code == 303
    assert "Fernshire SEND" in client.get("/help").text
    [made] = db.session.query(Partnership)
    assert made.name == "Fernshire SEND" and made.help_numbers[0]["number"] == "999"


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_costs_a_fixed_number_of_statements(client, admin, statements, address):
    client.get(address)
    statements.clear()
    assert client.get(address).status_code == 200
    assert len(statements) <= 6


def test_a_colleague_who_was_faster_is_not_undone_unawares(client, admin, typed, kept):
    opened = typed(NAMES)
    colleague = a_user("admin", "colleague@example.org")
    colleague.name = "Ottoline"
    db.session.commit()
    kept().change({"name": "Theirs"}, by=colleague.id)
    db.session.commit()
    clash = client.post(NAMES, data=opened | {"name": "Mine"})
    assert clash.status_code == 409 and kept().name == "Theirs"
    for words in ("Ottoline saved a change", "You typed", "What stands there now", "Theirs", "Save mine over it"):
        assert words in clash.text, words
    assert client.post(NAMES, data=opened | {"name": "Mine", "edited": str(kept().edited)}).status_code == 303
    assert kept().name == "Mine"


def test_what_a_colleague_changed_on_another_page_is_no_clash(client, admin, typed, kept):
    opened = typed(NAMES)
    kept().change({"hard_before_break": 5}, by=admin.id)
    db.session.commit()
    assert client.post(NAMES, data=opened | {"name": "Mine"}).status_code == 303
    assert (kept().name, kept().hard_before_break) == ("Mine", 5)


@pytest.mark.parametrize("edited", [None, "", "0", "x", "99999999999999", "2"])
def test_a_form_that_does_not_say_what_it_was_opened_from_changes_nothing(client, admin, typed, kept, edited):
    opened = typed(NAMES)
    del opened["edited"]
    sent = opened | {"name": "Mine"} | ({} if edited is None else {"edited": edited})
    assert client.post(NAMES, data=sent).status_code == 409
    assert kept().name == "Testshire SEND Partnership"


def test_every_change_is_listed_and_can_be_put_back_which_is_a_change_too(client, admin, typed, kept, changed):
    client.post(NAMES, data=typed(NAMES) | {"name": "Second name"})
    [change] = db.session.query(Change)
    page = client.get("/staff/settings/changes").text
    assert ">Testshire SEND Partnership</del>" in page and ">Second name</ins>" in page and "Admin" in page
    back = f"{NAMES}?put_back={change.id}"
    assert back in page
    filled = client.get(back)
    assert (
        'value="Testshire SEND Partnership"' in filled.text and "Nothing is changed until you press Save" in filled.text
    )
    assert kept().name == "Second name"
    assert client.post(NAMES, data=typed(back)).status_code == 303
    assert kept().name == "Testshire SEND Partnership"
    assert changed()[-1] == ("name", "Second name", "Testshire SEND Partnership")


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "999", "9" * 30])
def test_what_was_never_changed_cannot_be_put_back(client, admin, number):
    assert client.get(f"{NAMES}?put_back={number}").status_code == 404


def test_a_change_of_something_else_is_not_put_back_here(client, admin, kept):
    kept().change({"hard_before_break": 5}, by=admin.id)
    db.session.commit()
    [change] = db.session.query(Change)
    assert client.get(f"{NAMES}?put_back={change.id}").status_code == 404
    page = client.get("/staff/settings/changes").text
    assert "Hard things before a break" in page and "Put back" not in page


def test_the_changes_are_listed_by_page_and_cost_the_same_however_many(client, admin, kept, statements):
    assert "Nothing has been changed yet" in client.get("/staff/settings/changes").text
    for number in range(60):
        kept().change({"name": f"Name {number}", "reading_days": number + 1}, by=admin.id)
        db.session.commit()
    client.get("/staff/settings/changes")
    statements.clear()
    page = client.get("/staff/settings/changes?of=names").text
    assert len(statements) <= 4
    assert page.count("</del>") == 50 and ">Name 59</ins>" in page and "Promised" not in page
    older = page.partition("Older changes")[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert client.get(older).text.count("</del>") == 10
    assert "There are no older changes" in client.get("/staff/settings/changes?before=1").text
    for junk in ("of=nothing", "before=x", "before=" + "9" * 30):
        assert client.get(f"/staff/settings/changes?{junk}").text.count("</del>") == 50
