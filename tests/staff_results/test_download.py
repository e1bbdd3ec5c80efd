"""The responses as files: for whoever shows once more who they are, and written down."""

import csv
import io
import json
import zipfile

import pytest

from builders import a_partnership, a_questionnaire, a_user, an_app, saved
from coprod.accounts.second_step import code_now
from coprod.audit import Record
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.questionnaires.kinds import chose, judged_each, ranked, said
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.response import Response

GIVEN = {"place": chose("hall"), "change": said("=No bells"), "true": judged_each({"gate": "not_sure"})}


def sent(survey: Questionnaire, given=GIVEN, **whose: str) -> Contribution:
    asked = {each.key: each for each in survey.asks.questions}
    contribution = Contribution(activity=survey, **whose)
    for key, value in given.items():
        for words in value.words.values():
            Submission(contribution=contribution, prompt=asked[key].prompt, words=words)
    survey.responses.add(Response.of(contribution, {asked[key]: value for key, value in given.items()}))
    return saved(contribution)


@pytest.fixture
def survey(client) -> Questionnaire:
    a_partnership()
    return a_questionnaire()


@pytest.fixture
def download(client, sign_in, survey):
    """The files by their names; CSV as rows."""
    user = sign_in("analyst")
    key = an_app(user)

    def get():
        answer = client.post(f"/staff/results/{survey.id}/responses", data={"one_time_code": code_now(key)})
        assert answer.status_code == 200 and answer.headers["Content-Disposition"].endswith(".zip"), answer.text
        with zipfile.ZipFile(io.BytesIO(answer.data)) as inside:
            assert inside.testzip() is None
            return {name: inside.read(name).decode("utf-8-sig") for name in inside.namelist()}

    return get


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))[1:]


def test_a_row_for_each_response_and_each_answer(download, survey):
    one = sent(survey, audience="young_person", district="north", sharing="team", source="paper")
    one.submissions[0].approve(by=a_user("moderator").id)
    db.session.commit()
    files = download()
    id, day = one.public_id, one.submitted_on.isoformat()
    assert rows(files["responses.csv"]) == [
        [id, day, "A young person", "North Test", "On paper", "Only for the team", "yes"]
    ]
    assert rows(files["answers.csv"]) == [
        [id, "place", "1", "hall", "", "", ""],
        [id, "true", "1", "gate", "Not sure", "", ""],
        [id, "change", "1", "", "", "", "'=No bells"],
    ]


def test_the_codebook_says_what_each_key_means_and_the_questionnaire_how_it_was_asked(download, survey):
    files = download()
    assert ["place", "1", "one_choice", "", "Where?", "hall", "The hall"] in rows(files["codebook.csv"])
    asked = json.loads(files["questionnaire.json"])
    assert asked["versions"][0]["pages"][0]["questions"][0]["prompt"] == "Where?"


def test_words_that_nobody_approved_and_what_was_taken_back_are_not_in_it(download, survey):
    waits, gone = sent(survey), sent(survey, {"first": ranked("gate", "hall")})
    gone.withdraw()
    db.session.commit()
    files = download()
    assert [row[0] for row in rows(files["responses.csv"])] == [waits.public_id]
    assert [row[1] for row in rows(files["answers.csv"])] == ["place", "true"]


def test_it_is_written_down(download, survey):
    download()
    [record] = db.session.query(Record).filter_by(action="downloaded responses of")
    assert record.subject == f"activity {survey.id}"


@pytest.mark.parametrize("code", ["", "123"])
def test_without_a_code_there_is_no_file(client, sign_in, survey, code):
    an_app(sign_in("analyst"))
    sent(survey)
    answer = client.post(f"/staff/results/{survey.id}/responses", data={"one_time_code": code})
    assert answer.status_code == 422 and "There is a problem" in answer.text
    assert db.session.query(Record).filter_by(action="downloaded responses of").count() == 0


def test_a_code_lets_one_download_through(client, sign_in, survey):
    code = {"one_time_code": code_now(an_app(sign_in("analyst")))}
    address = f"/staff/results/{survey.id}/responses"
    assert [client.post(address, data=code).status_code for _ in range(2)] == [200, 422]


def test_who_may_not_see_it_may_not_take_it(client, sign_in, survey):
    sign_in("moderator")
    assert client.get(f"/staff/results/{survey.id}/responses").status_code == 403
    assert client.get(f"/staff/results/{survey.id}").status_code == 403
