"""Names that people read as the same are the same, wherever two of one name cannot be: one table of all the places."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st

from builders import a_partnership, a_promise, an_engagement
from coprod.database import db
from coprod.promise.organisation import organisation_key
from coprod.text import as_read, repeated
from coprod.themes.models import Theme

NAME = "Åsgård Straße"
SAME = {
    "put together of parts": unicodedata.normalize("NFD", NAME),
    "in capitals": "ÅSGÅRD STRASSE",
    "with more room": "Åsgård \u00a0 Straße",
    "with marks that nobody sees": "Ås\u00adgård\u200b Stra\u2060ße",
    "with a mark within a letter": "A\u200d\u030asgård Straße",
}
OTHERS = ["Asgard Strasse", "Åsgård Strasse 2", "Åsgårdstraße"]


@pytest.mark.parametrize("other", SAME.values(), ids=SAME)
def test_they_are_read_as_the_same(other):
    assert as_read(other) == as_read(NAME) and repeated([NAME, "", "", other]) == [3]


def test_what_is_read_as_another_is_another():
    assert repeated([NAME, *OTHERS, "", ""]) == []


@given(st.text())
def test_read_again_it_is_the_same(text):
    assert as_read(as_read(text)) == as_read(text)


def rows(name: str, field: str, page: str, **more: str) -> Callable[..., int]:
    """Two rows of a list of the settings, with these names."""

    def send(client, *names: str) -> int:
        sent = {f"{name}-{at}-{field}": typed for at, typed in enumerate(names)} | {"edited": "1"}
        sent |= {f"{name}-{at}-{box}": text for at in range(len(names)) for box, text in more.items()}
        return client.post(f"/staff/settings/{page}", data=sent).status_code

    return send


def audiences(client, first: str, second: str) -> int:
    sent = {"label_young_person": first, "label_parent_carer": second, "edited": "1"}
    return client.post("/staff/settings/words", data=sent).status_code


def hard_words(client, *names: str) -> int:
    sent = {"glossary-term": list(names), "glossary-meaning": ["A", "B"], "edited": "1"}
    return client.post("/staff/engagements/refresh/edit/glossary", data=sent).status_code


def commitments(client, *names: str) -> int:
    promise = a_promise("other", an_engagement("others"))
    sent = {"commits_to-title": list(names), "commits_to-meaning": ["A", "B"], "commits_to-slug": ["", ""]}
    answer = client.post(f"/staff/promise/{promise.slug}/edit", data=sent | {"edited": "1"})
    return 422 if "stands here twice" in answer.text else 303


def themes(client, *names: str) -> int:
    for title in names:
        answer = client.post("/staff/themes/refresh/themes/create", data={"title": title})
    assert db.session.query(Theme).count() == (2 if answer.status_code == 303 else 1)
    return answer.status_code


def screening_words(client, *names: str) -> int:
    for words in names:
        answer = client.post("/staff/moderation/words/add", data={"kind": "school", "words": words})
    return 422 if "It is in the list already" in answer.text else 303


def organisations(client, *names: str) -> int:
    """One that pledges twice is counted once; whether accents count is its own rule, as people leave them out."""
    return 422 if len(set(map(organisation_key, names))) == 1 else 303


PLACES = {
    "districts": rows("districts", "name", "districts"),
    "sectors": rows("sectors", "name", "sectors"),
    "reasons": rows("reasons", "label", "reasons", words="Why"),
    "audiences": audiences,
    "hard words": hard_words,
    "commitments": commitments,
    "themes": themes,
    "screening words": screening_words,
    "organisations": organisations,
}
ROLES = {"hard words": "engagement_lead", "commitments": "engagement_lead", "themes": "engagement_lead"}


@pytest.fixture(params=PLACES)
def place(request, client, sign_in) -> Callable[..., int]:
    a_partnership()
    an_engagement()
    sign_in({"screening words": "safeguarding_lead"}.get(request.param, ROLES.get(request.param, "admin")))
    return lambda *names: PLACES[request.param](client, *names)


@pytest.mark.parametrize("other", SAME.values(), ids=SAME)
def test_one_of_the_same_name_is_refused(place, other):
    assert place(NAME, other) == 422


def test_one_of_another_name_is_not(place):
    assert place(NAME, "Åsgård North") == 303


def test_owners_are_written_once(client, sign_in):
    a_partnership()
    sign_in("admin")
    for number, other in enumerate(SAME.values(), start=1):
        sent = {"name": "P", "owner_1": NAME, "owner_2": other, "owner_3": "NHS", "edited": str(number)}
        assert "NHS" in client.post("/staff/settings/names", data=sent | {"do": "look"}).text
    page = client.post("/staff/settings/names", data=sent | {"do": "look"}).text
    assert f"{NAME} and NHS" in page
