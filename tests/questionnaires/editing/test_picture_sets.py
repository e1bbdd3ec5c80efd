"""Pictures of sets: looked for by a word, chosen in the editor, shown to people, credited; in JSON by their names."""

import json
from html import unescape

import pytest
from playwright.sync_api import Browser, expect

from accessibility import problems
from browsers import DESKTOP, watched
from builders import a_partnership, a_questionnaire, a_user, one_page, staff_session
from coprod.changes import Change
from coprod.database import db
from coprod.engagements.editing.copy_and_delete import copy_activity
from coprod.files import uses
from coprod.questionnaires.editing.reading_json import found_in, written
from coprod.questionnaires.facts import facts_of
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.own_pictures import picture_sets
from coprod.questionnaires.own_pictures.own_picture import OwnPicture
from picture_packages import built

DESK = "/staff/questionnaires/survey"
FIND = f"{DESK}/edit/place/find-picture"
IMAGE = '<img class="own-pic" src="/pictures/openmoji/bus.svg?v=1.2.3" alt="">'


@pytest.fixture(autouse=True)
def some_sets(tmp_path, monkeypatch):
    """Two small sets, whatever set-up brought."""
    monkeypatch.setattr(picture_sets, "FILE", built(tmp_path))


@pytest.fixture
def no_sets(tmp_path, monkeypatch):
    monkeypatch.setattr(picture_sets, "FILE", tmp_path / "nothing.db")


@pytest.fixture
def survey(client, sign_in) -> Questionnaire:
    a_partnership()
    found = a_questionnaire()
    sign_in("engagement_lead")
    return found


def now() -> Questionnaire:
    return db.session.query(Questionnaire).filter_by(slug="survey").one()


def choose(client, picture: str, q: str = "bus", option: str = "hall", shows: str = "", **more: str):
    sent = {"picture": picture, "shows": shows, "edited": str(now().edited), **more}
    return client.post(FIND, query_string={"q": q, "option": option}, data=sent)


def test_a_word_finds_pictures_those_with_short_names_first():
    assert [each.name for each in picture_sets.look_for("BUS").pictures] == [
        "healthicons:bus", "openmoji:bus", "openmoji:bus-stop"
    ]  # fmt: skip
    assert [each.name for each in picture_sets.look_for("stop bus").pictures] == ["openmoji:bus-stop"]
    assert [each.name for each in picture_sets.look_for("scho").pictures] == ["openmoji:school"]  # how a word begins
    assert picture_sets.look_for("buses") == picture_sets.look_for("bus")
    assert picture_sets.look_for("upset").pictures == [] and picture_sets.look_for(" ").pictures == []
    assert picture_sets.look_for("%").pictures == picture_sets.look_for("\U0010ffff").pictures == []
    first = picture_sets.look_for("sign")
    rest = picture_sets.look_for("sign", first.after or 0)
    assert (len(first.pictures), len(rest.pictures), rest.after) == (24, 6, None)
    assert len({each.name for each in (*first.pictures, *rest.pictures)}) == 30


def test_a_picture_is_a_file_of_our_own_that_can_do_nothing_and_stays_for_a_year(client):
    a_partnership()
    page = client.get("/pictures/openmoji/bus.svg?v=1.2.3")
    assert page.mimetype == "image/svg+xml" and page.data.startswith(b"<svg xmlns=") and b"<path" in page.data
    assert page.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "sandbox" in page.headers.getlist("Content-Security-Policy") and "Set-Cookie" not in page.headers
    zipped = client.get("/pictures/openmoji/bus.svg", headers={"Accept-Encoding": "gzip"})
    assert zipped.headers["Content-Encoding"] == "gzip" and "immutable" not in zipped.headers["Cache-Control"]
    for nowhere in ("/pictures/openmoji/none.svg", "/pictures/none/bus.svg", "/pictures/openmoji/%25.svg"):
        assert client.get(nowhere).status_code == 404


def test_it_is_found_chosen_and_shown_to_people(client, survey):
    typed = {"edited": str(now().edited), "easy_read": "Where is it?", "then": "picture-hall"}
    assert client.post(f"{DESK}/edit/place/easy-read", data=typed).location == f"{FIND}?option=hall"
    assert facts_of(now().being_written)[0]["questions"][0]["easy_read"] == "Where is it?"  # nothing typed is lost
    page = client.get(FIND, query_string={"q": "bus", "option": "hall"}).text
    assert 'value="openmoji:bus-stop"' in page and "Bus stop <small>OpenMoji</small>" in page and 'value="bus"' in page
    assert choose(client, "openmoji:bus", shows="The school bus").status_code == 303
    [own] = now().own_pictures
    assert (own.key, own.file, own.shows) == ("openmoji:bus", "openmoji:bus", "The school bus")
    assert own.licence == "From OpenMoji. Licence: CC BY-SA 4.0."
    easy = client.get(f"{DESK}/edit/place/easy-read").text
    assert IMAGE in easy and 'value="The school bus"' in easy
    told = [(each.field, str(each.became)) for each in db.session.query(Change)]
    assert ("own_picture", "The school bus") in told and any("hall (“The school bus”)" in said for _, said in told)
    stranger = client.application.test_client()
    assert "The school bus" not in stranger.get("/credits").text
    choose(client, "openmoji:bus", option="")  # with the question too: an answer's is drawn where it stands alone
    sent = {"edited": str(now().edited), "reason": "A picture helps", "counts-place": "yes"}
    client.post(f"{DESK}/publish", data=sent)
    public = stranger.get("/questionnaires/survey/1").text
    assert IMAGE in public and 'href="/credits"' in public
    credits = stranger.get("/credits").text
    assert "The school bus" in credits and "From OpenMoji. Licence: CC BY-SA 4.0." in credits
    paper = client.get(f"{DESK}/paper?print=easy").text
    assert IMAGE in paper and "/credits" in paper
    assert "/credits" not in client.get(f"{DESK}/paper").text  # no picture, nothing to say
    assert uses.USES["pictures in questionnaires"].hashes() == set()  # it is none of our files


def test_what_cannot_be_chosen_is_said_and_what_was_typed_stays(client, survey):
    assert "Choose a picture" in choose(client, "").text
    strange = choose(client, "openmoji:school")  # it was not found by this word
    assert strange.status_code == 422 and now().own_pictures == []
    twice = choose(client, "openmoji:bus", shows="a FAMILY")  # one of our drawings shows that
    assert twice.status_code == 422 and "Say what is different" in twice.text and 'value="a FAMILY"' in twice.text
    assert 'value="openmoji:bus" checked' in twice.text and now().own_pictures == []
    late = choose(client, "openmoji:bus", edited="0")
    assert late.status_code == 409 and 'value="openmoji:bus" checked' in late.text and now().own_pictures == []
    assert client.get(FIND, query_string={"q": "bus", "option": "none"}).status_code == 404
    assert client.get(FIND, query_string={"q": "bus", "after": "9" * 30}).status_code == 200
    nothing = client.get(FIND, query_string={"q": "<zebra>"}).text
    assert "for “&lt;zebra&gt;”" in nothing and 'name="picture"' not in nothing


def test_two_with_the_same_name_are_told_apart_and_called_otherwise(client, survey):
    choose(client, "openmoji:bus")
    choose(client, "healthicons:bus", option="")
    assert [each.shows for each in now().own_pictures] == ["Bus", "Bus (Health Icons)"]
    assert facts_of(now().being_written)[0]["questions"][0]["picture"] == "healthicons:bus"
    same = {"picture": "openmoji:bus", "shows": "bus (health icons)"}
    assert client.post(f"{DESK}/call-picture", data=same).status_code == 422
    assert "Write what the picture shows" in client.post(f"{DESK}/call-picture", data=same | {"shows": " "}).text
    other = {"picture": "openmoji:bus", "shows": "The red bus"}
    assert client.post(f"{DESK}/call-picture", data=other).status_code == 303
    assert now().own_pictures[0].shows == "The red bus"
    assert (db.session.query(Change).order_by(Change.id.desc()).first()).became == "The red bus"
    choose(client, "openmoji:bus", shows="The green bus")  # again, in other words
    assert [each.shows for each in now().own_pictures] == ["The green bus", "Bus (Health Icons)"]
    page = client.get(f"{DESK}/pictures").text
    assert 'alt="The green bus"' in page and "so it cannot be taken away" in page


def test_a_copy_has_it_too(client, survey):
    choose(client, "openmoji:bus")
    client.post(f"{DESK}/publish", data={"edited": str(now().edited), "reason": "Yes", "counts-place": "yes"})
    copy = copy_activity(now(), now().engagement, by=a_user("engagement_lead").id)
    db.session.commit()
    assert [each.file for each in copy.own_pictures] == ["openmoji:bus"] and "openmoji:bus" in str(facts_of(copy.asks))


def a_file(picture: str) -> str:
    answers = [{"label": "By bus", "key": "bus", "picture": picture}, {"label": "On foot", "key": "foot"}]
    return written("Test", one_page({"key": "way", "kind": "picture_choice", "prompt": "How?", "options": answers}))


def bring_in(client, text: str, **more: str):
    return client.post(f"{DESK}/take-in", data={"text": text, "edited": str(now().edited), **more})


def test_json_names_it_and_a_name_that_there_is_not_is_said_with_its_line(client, survey):
    pages, wrong = found_in(a_file("openmoji:none"))
    line = next(n for n, each in enumerate(a_file("openmoji:none").splitlines(), 1) if "openmoji:none" in each)
    assert pages == [] and wrong[0].says == "there is no picture “openmoji:none” in OpenMoji"
    assert line - 4 < wrong[0].line <= line  # where its answer begins
    assert bring_in(client, a_file("openmoji:none")).status_code == 422
    looked = bring_in(client, a_file("openmoji:bus"))
    assert looked.status_code == 200 and "not here" not in looked.text
    assert db.session.query(OwnPicture).count() == 0
    assert bring_in(client, a_file("openmoji:bus"), sure="y").status_code == 303
    assert [each.shows for each in now().own_pictures] == ["Bus"]
    out = client.get(f"{DESK}/questions.json").text
    assert json.loads(out)["pages"][0]["questions"][0]["options"][0]["picture"] == "openmoji:bus"
    assert "It is all as it is now" in bring_in(client, out).text


def test_of_a_set_that_is_not_here_it_is_said_that_it_comes_in_without(client, survey):
    looked = unescape(bring_in(client, a_file("elsewhere:bus")).text)
    assert "1 picture is not here." in looked and "“elsewhere:bus”, at “How?”" in looked


def test_credits_list_the_sets_that_are_here(client):
    a_partnership()
    page = client.get("/credits").text
    assert 'href="https://openmoji.example/"' in page and 'href="https://licence.example/"' in page
    assert "by Resolve to Save Lives" in page and "We have version 1.2.3" in page


def test_where_there_are_no_sets_that_is_said_and_all_else_works(client, survey, no_sets):
    assert "There are no sets of pictures here." in client.get(f"{FIND}?q=bus").text
    assert choose(client, "openmoji:bus").status_code == 422
    credits = client.get("/credits").text
    assert "OpenMoji" not in credits and "Sets of pictures" not in credits
    assert client.get("/pictures/openmoji/bus.svg").status_code == 404
    assert client.get(f"{DESK}/edit/place/easy-read").status_code == 200
    assert "1 picture is not here." in bring_in(client, a_file("openmoji:bus")).text


def test_a_question_keeps_its_picture_where_the_sets_are_gone(client, survey, tmp_path, monkeypatch):
    choose(client, "openmoji:bus")
    monkeypatch.setattr(picture_sets, "FILE", tmp_path / "nothing.db")
    sent = {"edited": str(now().edited), "picture-hall": "Bus", "easy_read": "Where?"}
    assert client.post(f"{DESK}/edit/place/easy-read", data=sent).status_code == 303
    assert "openmoji:bus" in str(facts_of(now().being_written))


@pytest.mark.browser
@pytest.mark.parametrize("with_script", [True, False], ids=["script", "no script"])
def test_in_a_browser_from_the_keyboard_at_every_size(browser: Browser, app, server: str, with_script: bool):
    a_partnership()
    a_questionnaire()
    value = app.session_interface.get_signing_serializer(app).dumps(staff_session(a_user("engagement_lead")))
    context = browser.new_context(base_url=server, viewport=DESKTOP, java_script_enabled=with_script)
    context.add_cookies([{"name": "coprod", "value": value, "url": server}])
    desk = watched(context, server)
    desk.goto(f"{DESK}/edit/place/easy-read")
    desk.get_by_role("button", name="Look for one in sets of pictures: for the question").click()
    desk.get_by_label("What should it show?").fill("sign")
    desk.get_by_label("What should it show?").press("Enter")
    expect(desk.get_by_role("radio")).to_have_count(24)
    for width, height in ((320, 568), (1280, 900)):
        desk.set_viewport_size({"width": width, "height": height})
        assert not with_script or problems(desk) == []  # axe is a script
        assert not desk.evaluate("document.documentElement.scrollWidth > innerWidth")
    desk.get_by_role("link", name="More pictures").click()
    expect(desk.get_by_role("radio")).to_have_count(6)
    desk.get_by_label("What should it show?").fill("bus stop")
    desk.get_by_role("button", name="Look for it").click()
    desk.get_by_role("radio", name="Bus stop OpenMoji").check()
    desk.get_by_label("What it shows, in your words").fill("Where the bus stops")
    desk.get_by_role("button", name="Use this picture").click()
    expect(desk.get_by_role("combobox", name="Picture for the question")).to_have_value("Where the bus stops")
    drawn = desk.locator('img[src*="bus-stop.svg"]').first
    expect(drawn).to_be_visible()
    assert drawn.evaluate("(each) => each.complete && each.naturalWidth > 0")
    assert desk.troubles == []
    context.close()
