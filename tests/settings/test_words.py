"""How those who take part are called: in forms, beside their words, on the first page."""

import pytest

from builders import a_board, a_partnership, an_approved_note, an_event
from coprod.activities.audience import Audience

ADDRESS = "/staff/settings/words"
OWN = {
    "choice_young_person": "A child or young person",
    "label_parent_carer": "A parent carer",
    "first_professional": "It is my job",
}


def test_own_words_stand_where_people_choose_and_where_their_words_are_shown(client, admin, typed, kept):
    an_approved_note("A lift", a_board(), audience="parent_carer")
    an_event()
    assert "A parent or carer" in client.get("/boards/better").text
    assert client.post(ADDRESS, data=typed(ADDRESS) | OWN).status_code == 303
    assert kept().wording == {
        "choice": {"young_person": "A child or young person"},
        "label": {"parent_carer": "A parent carer"},
        "first": {"professional": "It is my job"},
    }
    board = client.get("/boards/better").text
    assert '<p class="note__who">A parent carer' in board and "A parent or carer" not in board
    assert "It is my job" in client.get("/").text
    assert "A child or young person" in client.get("/events/tamworth/sign-up").text


def test_usual_words_are_not_kept_and_an_empty_box_has_them_back(client, admin, typed, kept, changed):
    assert client.post(ADDRESS, data=typed(ADDRESS)).status_code == 303
    assert kept().wording == {} and changed() == []
    client.post(ADDRESS, data=typed(ADDRESS) | OWN)
    client.post(ADDRESS, data=typed(ADDRESS) | dict.fromkeys(OWN, ""))
    assert kept().wording == {}
    assert 'value="A parent or carer"' in client.get(ADDRESS).text


@pytest.mark.parametrize(
    ("field", "most"),
    [("choice_not_said", 60), ("label_young_person", 40), ("first_organisation", 24)],
)
def test_words_that_are_too_long_are_refused(client, admin, typed, changed, field, most):
    answer = client.post(ADDRESS, data=typed(ADDRESS) | {field: "x" * (most + 1)})
    assert answer.status_code == 422 and f'<a href="#{field}">Use {most} letters or fewer' in answer.text
    assert changed() == []


def test_what_is_typed_is_what_people_will_see(client, admin, typed):
    page = client.post(ADDRESS, data=typed(ADDRESS) | OWN | {"do": "look"}).text.partition('id="seen"')[2]
    assert [words for words in OWN.values() if words not in page and words != "A parent carer"] == []


def test_everyone_and_every_kind_has_words_before_anybody_sets_them(app):
    a_partnership()
    for audience in Audience:
        assert audience.label and audience.choice and audience.first
