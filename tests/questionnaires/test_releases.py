"""What everyone sees of the answers, on pages, in files and in pictures: nobody can be worked out from them."""

import csv
import io

import pytest
import time_machine
from playwright.sync_api import expect

from accessibility import problems
from builders import a_partnership, at_midnight
from coprod.results.release_pages.pictures import ReleasePicture, draw_pictures
from published import answered, asked_of_people, released

RESULTS = "/questionnaires/{}/results"
PAGES = (
    "/questionnaires/{}/results",
    "/questionnaires/{}/results/1",
    "/questionnaires/{}/results/1/figures.csv",
    "/questionnaires/{}/results/1/figures.json",
    "/engagements/for-{}/results",
    "/engagements/for-{}",
    "/questionnaires/{}",
)


@pytest.fixture(autouse=True)
def partnership(app):
    """On a day that stands still: pages say when something closed, to the minute."""
    with time_machine.travel("2026-06-03 12:00", tick=False):
        a_partnership()
        yield


def out(slug, *groups):
    """A questionnaire whose answers are out. Groups are (picks, who)."""
    questionnaire = asked_of_people(slug)
    for picks, who in groups:
        answered(questionnaire, picks, **who)
    at_midnight()
    return released(questionnaire)


def every_byte(client, slug):
    """All that everyone sees of it, but for the words in its address."""
    return {page: client.get(page.format(slug)).text.replace(slug, "it") for page in PAGES}


@pytest.mark.parametrize(
    ("these", "those"),
    [
        ({"hall": 60, "field": 0, "gate": 9}, {"hall": 60, "field": 9, "gate": 0}),  # two hidden counts change places
        ({"hall": 56}, {"hall": 55, "field": 9}),  # nobody, or nine
        ({"hall": 61, "field": 22, "gate": 18}, {"hall": 61, "field": 18, "gate": 22}),  # shown alike
        ({"hall": 31}, {"hall": 30, "gate": 4}),  # fewer than fifty: how many, and nothing of what they say
    ],
)
def test_what_is_shown_alike_is_alike_in_every_byte_of_every_page_file_and_picture(client, these, those):
    one, other = out("survey-a", (these, {})), out("survey-b", (those, {}))
    assert every_byte(client, "survey-a") == every_byte(client, "survey-b")
    draw_pictures()
    pictures = ReleasePicture.of(one.id)
    assert pictures and pictures == ReleasePicture.of(other.id)


def test_zero_and_nine_in_a_group_are_alike(client):
    """One district has nobody, or nine; all others say the same."""
    out("survey-a", ({"hall": 51}, {"audience": "young_person"}))
    out("survey-b", ({"hall": 45}, {"audience": "young_person"}), ({"hall": 9}, {"district": "south"}))
    assert every_byte(client, "survey-a") == every_byte(client, "survey-b")


def test_the_page_has_each_table_with_its_base_and_its_date(client):
    out("survey", ({"hall": 50, "field": 13}, {}), ({"gate": 60}, {"audience": "young_person"}))
    page = client.get("/questionnaires/survey/results").text
    assert "About 120 people took part." in page and "Published on Wednesday" in page
    assert "about 120 people answered" in page and "about 60 people answered" in page
    assert "As at 3 June 2026." in page and "fewer than 10" in page and "Fewer than 50 answered" in page
    assert page.index("By district") and "North Test" in page and "Organisations" in page


def test_files_say_what_the_page_says_and_where_nothing_is_shown_the_number_is_empty(client):
    out("survey", ({"hall": 50, "field": 13, "gate": 4}, {}))
    answer = client.get("/questionnaires/survey/results/1/figures.csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    of_all = {row["Answer"]: row for row in rows if row["Question"] == "Where?" and row["Group"] == "Everyone"}
    assert (of_all["The hall"]["People, as a number"], of_all["The hall"]["In a hundred"]) == ("50", "71")
    assert of_all["The gate"]["People"] == "fewer than 10"
    assert {row["People"] for row in rows if row["Group"] == "Young people" and row["Question"]} == {
        "fewer than 50 answered"
    }
    assert client.get("/questionnaires/survey/results/1/figures.json").json["figures"][0]["number"] == 70


def test_under_fifty_people_only_how_many_they_are_is_said(client):
    out("survey", ({"hall": 31}, {}))
    page = client.get("/questionnaires/survey/results").text
    assert "About 30 people took part." in page and "By district" not in page and "The hall" not in page
    assert "North" not in client.get("/questionnaires/survey/results/1/figures.csv").text


def test_a_release_stays_as_it_is_when_people_take_back_and_when_others_come(client):
    questionnaire = asked_of_people()
    sent = answered(questionnaire, {"hall": 60, "field": 40})
    released(questionnaire)
    pages = [page for page in PAGES if "engagements" not in page]
    before = {page: client.get(page.format("survey")).data for page in pages}
    for contribution in sent[:30]:
        contribution.withdraw()
    answered(questionnaire, {"gate": 19})
    assert {page: client.get(page.format("survey")).data for page in pages} == before


@pytest.mark.parametrize(("new", "moves"), [(19, False), (20, True)])
def test_a_group_moves_with_twenty_new_people(client, new, moves):
    with time_machine.travel("2026-06-03 12:00"):
        questionnaire = asked_of_people()
        answered(questionnaire, {"hall": 60})
        released(questionnaire)
    with time_machine.travel("2026-07-01 12:00"):
        answered(questionnaire, {"gate": new})
        answered(questionnaire, {"gate": 60}, district="south", audience="young_person")
        released(questionnaire)
        page = client.get("/questionnaires/survey/results/2").text
        figures = client.get("/questionnaires/survey/results/2/figures.json").json["figures"]
    of_north = [each for each in figures if each["group"] == "North Test"]
    assert {each["as_at"] for each in of_north} == {"2026-07-01" if moves else "2026-06-03"}
    assert "as at 3 June 2026" in page  # of organisations, at least
    assert client.get("/questionnaires/survey/results/1").text.count("about 60 people") >= 1


def test_each_release_has_an_address_and_all_of_them_are_listed(client):
    questionnaire = asked_of_people()
    answered(questionnaire, {"hall": 60})
    released(questionnaire)
    first = client.get("/questionnaires/survey/results/1/figures.csv").data
    answered(questionnaire, {"gate": 60})
    released(questionnaire)
    assert client.get("/questionnaires/survey/results/1/figures.csv").data == first
    listed = client.get("/engagements/for-survey/results").text
    assert "/questionnaires/survey/results/1" in listed and "/questionnaires/survey/results/2" in listed
    assert "/questionnaires/survey/results/1" in client.get("/questionnaires/survey/results").text
    assert client.get("/questionnaires/survey/results/3").status_code == 404


def test_where_nothing_was_released_there_is_no_page_and_no_link(client):
    asked_of_people()
    for page in PAGES[:5]:
        assert client.get(page.format("survey")).status_code == 404
    assert "/results" not in client.get("/engagements/for-survey").text + client.get("/questionnaires/survey").text
    assert "/results" not in client.get("/").text


def test_closed_pages_home_and_the_engagement_lead_to_it(client):
    before = client.get("/").text + client.get("/engagements/for-survey").text  # kept, and not shown again
    assert "/results" not in before
    out("survey", ({"hall": 60}, {}))
    for page in ("/", "/engagements/for-survey"):
        assert "/engagements/for-survey/results" in client.get(page).text
    assert "/questionnaires/survey/results" in client.get("/questionnaires/survey").text


def test_a_kept_page_comes_again_only_when_it_is_another(client):
    out("survey", ({"hall": 60}, {}))
    first = client.get("/questionnaires/survey/results")
    again = client.get("/questionnaires/survey/results", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304) and "Set-Cookie" not in first.headers


def test_pictures_are_offered_once_they_are_drawn(client):
    one = out("survey", ({"hall": 60}, {}))
    assert ".png" not in client.get("/questionnaires/survey/results").text
    draw_pictures()
    draw_pictures()  # twice is once
    assert set(ReleasePicture.of(one.id)) == {"people:everyone", "where:answers:everyone"}
    hash = ReleasePicture.of(one.id)["where:answers:everyone"]
    assert f"/files/{hash}.png" in client.get("/questionnaires/survey/results").text
    with client.get(f"/files/{hash}.png") as picture:
        assert picture.mimetype == "image/png"


# --- in a browser ------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_can_be_read_by_everyone(desk, width):
    out("survey", ({"hall": 50, "field": 13}, {}), ({"gate": 60}, {"audience": "young_person"}))
    desk.set_viewport_size({"width": width, "height": 800})
    desk.goto("/questionnaires/survey/results")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("The answers")
    for summary in desk.locator("summary").all():
        summary.click()
    assert problems(desk) == []
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
