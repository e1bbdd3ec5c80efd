"""Staff's own pictures: put there, found by a word, shown to people, and kept while anybody may see them."""

import html

import pytest

from builders import SPOTS, a_partnership, a_questionnaire, a_user, one_page
from coprod.changes import Change
from coprod.database import db
from coprod.engagements.editing.copy_and_delete import copy_activity, delete_draft
from coprod.files.models import StoredFile
from coprod.questionnaires.facts import facts_of
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.own_pictures.own_picture import OwnPicture
from coprod.questionnaires.own_pictures.picture_forms import chosen
from uploads import a_pdf, a_picture, sent

DESK = "/staff/questionnaires/survey"
PICTURES = f"{DESK}/pictures"
SAID = {"shows": "The bus stop at Hill School", "licence": "Our photo, May 2026"}


@pytest.fixture
def survey(client, sign_in) -> Questionnaire:
    a_partnership()
    found = a_questionnaire()
    sign_in("engagement_lead")
    return found


def add(client, colour: str = "#14503e", **said: str):
    data = {**SAID, **said, "file": sent(a_picture(colour=colour), "stop.png")}
    return client.post(PICTURES, data=data, content_type="multipart/form-data")


def choose(client, words: str, **more: str):
    """The Easy Read of the question `place`, with this for the picture of its first answer."""
    edited = db.session.query(Questionnaire).filter_by(slug="survey").one().edited
    return client.post(f"{DESK}/edit/place/easy-read", data={"edited": str(edited), "picture-hall": words, **more})


def own() -> OwnPicture:
    return db.session.query(OwnPicture).first()


def publish(client):
    edited = db.session.query(Questionnaire).filter_by(slug="survey").one().edited
    sent = {"edited": str(edited), "reason": "A picture helps", "counts-place": "yes"}
    return client.post(f"{DESK}/publish", data=sent)


def test_what_is_missing_is_said_and_nothing_that_came_is_lost(client, survey):
    refused = client.post(PICTURES, data=SAID)
    assert refused.status_code == 422 and "Choose a picture" in refused.text
    assert SAID["shows"] in refused.text and SAID["licence"] in refused.text
    broken = client.post(PICTURES, data={**SAID, "file": sent(a_pdf(), "stop.png")}, content_type="multipart/form-data")
    assert broken.status_code == 422 and "not a picture that we can show" in broken.text
    half = add(client, licence=" ")
    assert half.status_code == 422 and "Write who made it" in half.text and "We have “stop.png”" in half.text
    assert own() is None
    came = db.session.query(StoredFile).one().address
    assert f'name="came" value="{came}"' in half.text
    assert client.post(PICTURES, data={**SAID, "came": came}).status_code == 303
    assert (own().key, own().file) == ("the-bus-stop-at-hill-school", came)
    told = [(each.field, each.became) for each in db.session.query(Change)]
    assert told == [("own_picture", SAID["shows"])]
    assert "is here already" in add(client, shows="Another").text
    assert "Say what is different" in add(client, "#fff").text
    assert add(client, "#fff", shows="a FAMILY").status_code == 422  # one of our drawings shows that


def test_it_is_found_by_a_word_and_shown_to_people_once_they_are_asked_with_it(client, survey):
    add(client)
    address = f"/files/{own().file}"
    image = f'<img class="own-pic" src="{address}" alt="">'
    stranger = client.application.test_client()
    vague = choose(client, "a", picture="zebra")
    assert vague.status_code == 422 and "More than one picture shows “a”" in html.unescape(vague.text)
    assert "No picture shows “zebra”" in vague.text and 'value="zebra"' in vague.text
    assert choose(client, "A school", picture="bus stop", easy_read="Where?").status_code == 303
    assert image in client.get(f"{DESK}/edit/place/easy-read").text
    assert 'value="The bus stop at Hill School"' in client.get(f"{DESK}/edit/place/easy-read").text
    told = " ".join(str(each.became) for each in db.session.query(Change))
    assert "Picture: “The bus stop at Hill School”" in told and own().hash not in told
    with client.get(address) as seen:
        assert seen.status_code == 200 and stranger.get(address).status_code == 404
    assert SAID["licence"] not in stranger.get("/credits").text
    assert publish(client).status_code == 303
    with stranger.get(address) as seen:
        assert seen.headers["Cache-Control"].startswith("public")
    credits = stranger.get("/credits").text
    assert SAID["licence"] in credits and image.removesuffix(">") in credits
    assert image in client.get(f"{DESK}/paper?print=easy").text
    assert image in stranger.get("/questionnaires/survey/1").text


@pytest.mark.parametrize(("stands", "shown"), [("alone", 2), ("with another", 1)])
def test_a_preview_shows_pictures_where_people_will_see_them(client, sign_in, stands, shown):
    a_partnership()
    place = {"key": "place", "kind": "one_choice", "prompt": "Where?", "options": SPOTS}
    another = {"key": "word", "kind": "short_text", "prompt": "One word?", "longest": 20}
    a_questionnaire(pages=one_page(place, *([another] if stands != "alone" else [])))
    sign_in("engagement_lead")
    add(client)
    choose(client, "bus stop", picture="bus stop", easy_read="Where?")
    publish(client)
    image = f'<img class="own-pic" src="/files/{own().file}" alt="">'
    assert client.get(f"{DESK}/preview").text.count(image) == shown  # of the question, and of its first answer
    assert client.get("/questionnaires/survey/1").text.count(image) == shown


def test_what_a_question_has_or_had_cannot_be_taken_away(client, survey):
    add(client)
    choose(client, "bus stop")
    page = client.get(PICTURES).text
    assert "so it cannot be taken away" in page and "Take it away" not in page
    sent = {"picture": own().key, "edited": str(db.session.query(Questionnaire).one().edited)}
    refused = client.post(f"{DESK}/take-away-picture", data=sent)
    assert refused.status_code == 422 and "and so it stays" in refused.text and own()
    choose(client, "")  # nobody has read it
    assert client.post(f"{DESK}/take-away-picture", data=sent).status_code == 409 and own()  # an old page
    sent["edited"] = str(db.session.query(Questionnaire).one().edited)
    assert client.post(f"{DESK}/take-away-picture", data=sent).status_code == 303 and own() is None


def test_a_copy_of_the_questionnaire_has_it_too(client, survey):
    add(client)
    choose(client, "bus stop")
    publish(client)
    lead = a_user("engagement_lead")
    copy = copy_activity(db.session.get_one(Questionnaire, survey.id), survey.engagement, by=lead.id)
    db.session.commit()
    [there] = copy.own_pictures
    assert (there.shows, there.licence, there.file) == (SAID["shows"], SAID["licence"], own().file)
    assert there.file in str(facts_of(copy.asks))
    delete_draft(copy, by=lead)
    db.session.commit()
    assert db.session.query(OwnPicture).count() == 1


def test_json_calls_it_by_its_key_and_says_first_that_it_is_not_there(client, survey):
    add(client)
    choose(client, "bus stop")
    text = client.get(f"{DESK}/questions.json").text
    assert '"picture": "the-bus-stop-at-hill-school"' in text and own().hash not in text
    edited = str(db.session.query(Questionnaire).one().edited)
    assert "It is all as it is now" in client.post(f"{DESK}/take-in", data={"text": text, "edited": edited}).text
    other = a_questionnaire("other", survey.engagement)
    looked = client.post("/staff/questionnaires/other/take-in", data={"text": text, "edited": str(other.edited)})
    assert "1 picture is not here." in looked.text and "“the-bus-stop-at-hill-school”, at “" in looked.text
    hidden = text.replace("the-bus-stop-at-hill-school", own().file)  # a file of another questionnaire's
    sure = {"text": hidden, "edited": str(other.edited), "sure": "y"}
    client.post("/staff/questionnaires/other/take-in", data=sure)
    assert own().file not in str(facts_of(db.session.query(Questionnaire).filter_by(slug="other").one().being_written))


def test_a_word_names_a_picture():
    offered = {"bus": "Getting there", "cup": "Food and drink", "a.png": "A bus stop", "b.png": "A bus"}
    assert chosen("", offered) == ("", "")
    assert chosen("a BUS", offered) == ("b.png", "")  # these words, and no others
    assert chosen("stop", offered)[0] == "a.png"
    assert chosen("cup", offered) == ("cup", "")  # as it is called in JSON
    assert "“A bus stop”, “A bus”. Write which one" in chosen("bus", offered)[1]
