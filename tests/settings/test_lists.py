"""Reasons and districts: lists edited as rows, where what is in use is retired or ended and never deleted."""

from datetime import timedelta

import pytest

from builders import a_board, a_submission, a_user, saved
from coprod.changes import Change
from coprod.database import db, uk_today
from coprod.partnership.district import District
from coprod.partnership.reason import Reason

REASONS, DISTRICTS = "/staff/settings/reasons", "/staff/settings/districts"
NEW = {"reasons-2-slug": "", "reasons-2-label": "Unkind", "reasons-2-words": "It could hurt someone."}
WEST = {"districts-2-slug": "", "districts-2-name": "West Test"}


def days(name: str, day) -> dict[str, list[str]]:
    return {name: [str(day.day), str(day.month), str(day.year)]}


def without(sent: dict, start: str) -> dict:
    return {name: value for name, value in sent.items() if not name.startswith(start)}


def offered() -> list[str]:
    db.session.rollback()
    return [reason.slug for reason in Reason.offered()]


def test_a_new_reason_is_offered_at_once_and_its_sentence_is_read_on_the_receipt(client, admin, typed, changed):
    assert client.post(REASONS, data=typed(REASONS) | NEW).status_code == 303
    assert offered() == ["names", "off-topic", "unkind"]
    [(field, was, became)] = changed()
    assert (
        field == "reasons"
        and len(was) == 2
        and became[2]
        == {
            "slug": "unkind",
            "label": "Unkind",
            "words": "It could hurt someone.",
            "retired": False,
        }
    )


def test_reasons_stand_in_the_order_they_were_moved_to(client, admin, typed):
    moved = client.post(REASONS, data=typed(REASONS) | {"do": "down reasons 0"})
    assert moved.text.index('value="off-topic"') < moved.text.index('value="names"') and offered()[0] == "names"
    sent = typed(REASONS)
    other = {name: name.translate(str.maketrans("01", "10")) for name in sent}
    client.post(REASONS, data={name: sent[other[name]] for name in sent})
    assert offered() == ["off-topic", "names"]
    assert "In another order" in client.get("/staff/settings/changes").text


def test_a_retired_reason_is_no_longer_offered_and_old_decisions_keep_it(client, admin, typed, sign_in):
    submission = a_submission("Kim did it", a_board())
    submission.reject(by=a_user("moderator").id, reason="names")
    saved(submission)
    assert client.post(REASONS, data=typed(REASONS) | {"reasons-0-retired": "y"}).status_code == 303
    assert offered() == ["off-topic"]
    sign_in("engagement_lead")
    assert "Names someone" in client.get("/staff/moderation/log").text
    waiting = a_submission("Another", a_board("other"))
    page = client.get(f"/staff/moderation/{waiting.public_id}").text
    assert "Not about this" in page and '<option value="names"' not in page


def test_a_reason_that_was_given_cannot_be_removed(client, admin, typed, changed):
    submission = a_submission("Kim did it", a_board())
    submission.reject(by=a_user("moderator").id, reason="names")
    saved(submission)
    page = client.get(REASONS).text
    assert "In use" in page and 'value="remove reasons 0"' not in page and 'value="remove reasons 1"' in page
    refused = client.post(REASONS, data=without(typed(REASONS), "reasons-0"))
    assert refused.status_code == 422 and "“Names someone” was given as a reason" in refused.text
    assert offered() == ["names", "off-topic"] and changed() == []
    assert client.post(REASONS, data=without(typed(REASONS), "reasons-1")).status_code == 303
    assert offered() == ["names"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"reasons-0-label": ""}, "Enter what staff call it"),
        ({"reasons-0-label": "x" * 81}, "Use 80 letters or fewer"),
        ({"reasons-0-words": ""}, "Write the sentence that the writer reads"),
        ({"reasons-0-words": "x" * 401}, "Use 400 letters or fewer"),
        ({"reasons-1-label": "names SOMEONE"}, "There is one with this name already"),
        ({"reasons-0-retired": "y", "reasons-1-retired": "y"}, "Offer at least one reason"),
    ],
)
def test_a_reason_that_cannot_be_is_refused(client, admin, typed, changed, wrong, words):
    answer = client.post(REASONS, data=typed(REASONS) | wrong)
    assert answer.status_code == 422 and words in answer.text and changed() == []


def test_a_list_that_a_colleague_changed_meanwhile_is_a_clash(client, admin, typed):
    for address, mine, theirs in (
        (REASONS, {"reasons-0-label": "Mine"}, {"reasons-0-label": "Theirs"}),
        (DISTRICTS, {"districts-0-name": "Mine"}, {"districts-0-name": "Theirs"}),
    ):
        opened = typed(address)
        client.post(address, data=opened | theirs)
        clash = client.post(address, data=opened | mine)
        assert clash.status_code == 409 and "Theirs" in clash.text and "You typed" in clash.text
        assert client.post(address, data=typed(address) | mine).status_code == 303


def test_a_list_is_put_back_whole(client, admin, typed):
    client.post(REASONS, data=without(typed(REASONS), "reasons-1"))
    [change] = db.session.query(Change)
    assert client.post(REASONS, data=typed(f"{REASONS}?put_back={change.id}")).status_code == 303
    assert [each["label"] for each in Reason.listed()] == ["Names someone", "Not about this"]


def choices() -> list[str]:
    db.session.rollback()
    return [name for _, name in District.choices()]


def asked(client) -> str:
    return client.get("/boards/better/add").text


def test_districts_come_and_go_on_their_days(client, admin, typed):
    a_board()
    today = uk_today()
    assert "North Test" in asked(client)
    sent = typed(DISTRICTS) | WEST | days("districts-2-from_on", today + timedelta(days=1))
    assert client.post(DISTRICTS, data=sent | days("districts-0-until_on", today)).status_code == 303
    assert "North Test" in asked(client) and "West Test" not in asked(client)
    later = typed(DISTRICTS) | days("districts-0-until_on", today - timedelta(days=1))
    assert client.post(DISTRICTS, data=later | days("districts-2-from_on", today)).status_code == 303
    assert "North Test" not in asked(client) and "West Test" in asked(client)
    page = client.get(DISTRICTS).text.partition('id="seen"')[2]
    assert "<li>North Test</li>" not in page and "North Test ended on" in page and "<li>West Test</li>" in page
    assert "North Test" not in client.get("/boards/better").text


def test_a_district_that_people_have_chosen_is_ended_and_never_removed(client, admin, typed, changed):
    a_submission("More buses", a_board(), district="north")
    page = client.get(DISTRICTS).text
    assert 'value="remove districts 0"' not in page and 'value="remove districts 1"' in page
    refused = client.post(DISTRICTS, data=without(typed(DISTRICTS), "districts-0"))
    assert refused.status_code == 422 and "People have chosen North Test" in refused.text and changed() == []
    assert client.post(DISTRICTS, data=without(typed(DISTRICTS), "districts-1")).status_code == 303
    assert [each["slug"] for each in District.listed()] == ["north"]


def test_two_districts_may_change_their_names_with_each_other(client, admin, typed):
    sent = typed(DISTRICTS) | {"districts-0-name": "South Test", "districts-1-name": "North Test"}
    assert client.post(DISTRICTS, data=sent).status_code == 303
    assert {each["slug"]: each["name"] for each in District.listed()} == {"north": "South Test", "south": "North Test"}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"districts-0-name": ""} | days("districts-0-from_on", uk_today()), "Enter the name of the district"),
        ({"districts-0-name": "x" * 81}, "Use 80 letters or fewer"),
        ({"districts-1-name": "NORTH test"}, "There is one with this name already"),
        ({"districts-0-from_on": ["31", "2", "2027"]}, "The first day must be a real date"),
        ({"districts-0-until_on": ["a", "b", "c"]}, "The last day must be a real date"),
        (
            days("districts-0-from_on", uk_today()) | days("districts-0-until_on", uk_today() - timedelta(days=1)),
            "The last day must come after the first",
        ),
    ],
)
def test_a_district_that_cannot_be_is_refused(client, admin, typed, changed, wrong, words):
    answer = client.post(DISTRICTS, data=typed(DISTRICTS) | wrong)
    assert answer.status_code == 422 and words in answer.text and changed() == []


def test_the_slug_of_another_cannot_be_taken_by_typing_it(client, admin, typed):
    sent = typed(DISTRICTS) | WEST | {"districts-2-slug": "north", "districts-1-slug": "x" * 500}
    assert client.post(DISTRICTS, data=sent).status_code == 303
    assert [each["slug"] for each in District.listed()] == ["north", "south-test", "west-test"]


def test_lists_cost_the_same_however_long_they_are(client, admin, statements):
    def cost(address: str) -> int:
        client.get(address)
        statements.clear()
        assert client.get(address).status_code == 200
        return len(statements)

    before = cost(REASONS), cost(DISTRICTS)
    saved(*(Reason(f"r{number}", f"Reason {number}", "Why") for number in range(20)))
    saved(*(District(f"d{number}", f"District {number}") for number in range(20)))
    assert (cost(REASONS), cost(DISTRICTS)) == before and max(before) <= 6


def test_an_event_in_a_district_that_has_ended_keeps_it(app):
    saved(District("old", "Old Test", until_on=uk_today() - timedelta(days=1)))
    assert "old" not in dict(District.choices()) and dict(District.choices(also="old"))["old"] == "Old Test"
