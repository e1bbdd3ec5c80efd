"""No number of people stands in public as it is: all of them come through `results`, rounded, and none is small.

A small installation with numbers that stand nowhere by chance, and every page that a stranger may open.
"""

import re

import pytest

from addresses import public_addresses
from builders import a_partnership, a_user, an_event, at_midnight, saved, staff_session
from coprod.results.release_pages.pictures import draw_pictures
from published import answered, asked_of_people, released

TOOK_PART, OF_SOUTH, PLACES, TAKEN = 547, 103, 983, 266
# What somebody could learn: who took part, in all and in a group, what they chose, and who signed up.
SECRET = {str(number) for number in (TOOK_PART, TOOK_PART - OF_SOUTH, OF_SOUTH, TAKEN, PLACES - TAKEN)}


@pytest.fixture
def everything(client):
    a_partnership()
    questionnaire = asked_of_people()
    answered(questionnaire, {"hall": TOOK_PART - OF_SOUTH})
    answered(questionnaire, {"gate": OF_SOUTH}, district="south", audience="young_person")
    event = an_event(places=PLACES)
    event.taken = TAKEN
    saved(event)
    at_midnight()
    released(questionnaire)
    draw_pictures()
    return client


def numbers(text):
    """Those that people read, without what stands in addresses, and drawings."""
    words = re.sub(r"<(script|style|svg)\b.*?</\1>|<[^>]*>", " ", text, flags=re.S)
    return {number.replace(",", "") for number in re.findall(r"(?<![\w.#-])\d[\d,]*(?![\w-])", words)}


def test_no_page_that_anyone_may_open_has_an_exact_number_of_people(everything):
    found = {}
    for address in public_addresses(everything.application):
        if "/files/" not in address:
            found[address] = numbers(everything.get(address).text) & SECRET
    assert {address: secret for address, secret in found.items() if secret} == {}
    assert len(found) > 30


def test_what_is_shown_is_rounded(everything):
    assert {"550"} <= numbers(everything.get("/").text) & numbers(everything.get("/engagements/for-survey").text)
    assert {"550", "440", "100"} <= numbers(everything.get("/questionnaires/survey/results").text)


def test_the_test_sees_such_numbers_where_they_stand(everything):
    """Staff see them: were they on a page of the public, this test would find them."""
    with everything.session_transaction() as session:
        session.update(staff_session(a_user("engagement_lead")))
    page = numbers(everything.get("/staff/results/1/release").text)
    assert not SECRET & page  # nobody is new in it: all was released
    assert str(TOOK_PART) in numbers(everything.get("/staff/engagements/for-survey").text)


@pytest.mark.parametrize("people", [0, 1, 9])
def test_nobody_and_nine_are_alike_on_home_and_engagement(client, people):
    a_partnership()
    questionnaire = asked_of_people()
    answered(questionnaire, {"hall": people})
    at_midnight()
    assert "ou could be one of the first" in client.get("/").text
    assert "Fewer than 10 people took part" in client.get("/engagements/for-survey").text
