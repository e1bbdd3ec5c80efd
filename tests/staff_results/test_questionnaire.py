"""Results of a questionnaire, as staff see them: exact, at this moment, and under the filters in the address."""

import re
from datetime import date

import pytest

from builders import SPOTS, a_board, a_partnership, a_questionnaire, a_theme, a_user, one_page, saved
from coprod.audit import Record
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.questionnaires.counted import folding
from coprod.questionnaires.facts import rewrite
from coprod.questionnaires.kinds import Given, chose, counted, judged_each, ranked, said
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.response import Response
from coprod.questionnaires.where_people_left import Step, StepTaken, What
from coprod.rendering import nth

KINDS = one_page(
    {"key": "place", "kind": "one_choice", "prompt": "Where?", "options": SPOTS},
    {"key": "who", "kind": "several_choices", "prompt": "With whom?", "options": SPOTS},
    {"key": "true", "kind": "agree", "prompt": "Is it true?", "options": SPOTS},
    {"key": "first", "kind": "ranking", "prompt": "What comes first?", "most": 2, "options": SPOTS},
    {"key": "point", "kind": "scale", "prompt": "How good?", "lowest": 1, "highest": 5, "low_words": "Bad"},
    {"key": "age", "kind": "number", "prompt": "How old?", "lowest": 0, "highest": 200},
    {"key": "day", "kind": "date", "prompt": "Which day?"},
    {"key": "told", "kind": "information", "prompt": "Thank you so far."},
    {"key": "change", "kind": "long_text", "prompt": "What would you change?", "longest": 500},
)


def sent(survey: Questionnaire, answers: dict[str, Given], **whose: str) -> Contribution:
    """One person's answers; their words are approved."""
    asked = {each.key: each for each in survey.asks.questions}
    contribution = Contribution(activity=survey, **whose)
    for key, given in answers.items():
        for words in given.words.values():
            Submission(
                contribution=contribution, prompt=asked[key].prompt, words=words, wording_id=asked[key].wording.id
            )
    survey.responses.add(Response.of(contribution, {asked[key]: given for key, given in answers.items()}))
    db.session.commit()
    for submission in contribution.submissions:
        submission.approve(by=a_user("moderator").id)
    return saved(contribution)


@pytest.fixture
def survey(client, sign_in) -> Questionnaire:
    a_partnership()
    sign_in("analyst")
    return a_questionnaire(pages=KINDS)


def results(client, survey: Questionnaire, filters: str = "") -> dict[str, str]:
    """What is said of each question, by its key, without tags."""
    page = client.get(f"/staff/results/{survey.id}?{filters}").text
    parts = re.findall(r'<section class="panel result" id="(\w+)">(.*?)</section>', page, re.DOTALL)
    return {key: re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part)) for key, part in parts}


def test_one_choice_is_counted_of_those_who_answered(client, survey):
    for place in ("hall", "hall", "gate"):
        sent(survey, {"place": chose(place)})
    sent(survey, {"who": chose("hall")})
    place = results(client, survey)["place"]
    assert "1. Where?" in place and "The hall 2 (67%)" in place
    assert "The field 0 (0%)" in place and "By the gate 1 (33%)" in place and "3 answered this" in place


def test_several_choices_are_shares_of_people_and_not_of_ticks(client, survey):
    sent(survey, {"who": chose("hall", "gate")})
    sent(survey, {"who": chose("hall")})
    who = results(client, survey)["who"]
    assert "The hall 2 (100%)" in who and "By the gate 1 (50%)" in who and "2 answered this" in who


def test_each_item_has_its_own_base(client, survey):
    sent(survey, {"true": judged_each({"hall": "yes", "gate": "not_sure"})})
    sent(survey, {"true": judged_each({"hall": "no"})})
    true = results(client, survey)["true"]
    assert "The hall Yes 1 (50%) , Partly 0 (0%) , No 1 (50%)" in true and "Not sure 1 (100%)" in true


def test_a_ranking_has_points_with_the_method_and_how_sure_the_order_is(client, survey):
    for _ in range(30):
        sent(survey, {"first": ranked("gate", "hall")})
    sent(survey, {"first": ranked("hall")})
    first = results(client, survey)["first"]
    assert (
        "By the gate surely 1st 60" in first and "The hall surely 2nd 32" in first and "The field surely 3rd 0" in first
    )
    assert "A first choice gives 2 points" in first and "The full bar is 62" in first and "1,000 times" in first
    assert "By the gate 30 30 The hall 1 31 The field 0 0" in first  # put first, and named at all


def test_a_scale_has_a_line_for_each_point_and_numbers_a_middle(client, survey):
    for point, age in ((1, 9), (4, 12), (4, 15), (5, 150)):
        sent(survey, {"point": counted(point), "age": counted(age)})
    found = results(client, survey)
    assert (
        "1: Bad 1 (25%)" in found["point"]
        and "3 0 (0%)" in found["point"]
        and "Least 1 , middle 4 , most 5" in found["point"]
    )
    assert "Least 9 , middle 12 or 15 , most 150" in found["age"] and "150 1 (25%)" in found["age"]


def test_many_numbers_stand_in_ranges_that_hold_them_all(client, survey):
    for age in range(0, 60, 2):
        sent(survey, {"age": counted(age)})
    age = results(client, survey)["age"]
    assert "0 to 5 3 (10%)" in age and "54 to 58 3 (10%)" in age and "30 answered this" in age


def test_days_are_said_as_days(client, survey):
    sent(survey, {"day": counted(date(2026, 5, 4).toordinal())})
    day = results(client, survey)["day"]
    assert "4 May 2026 1 (100%)" in day and "First Monday 4 May 2026" in day


def test_words_are_counted_beside_their_themes_and_what_is_only_said_is_left_out(client, survey):
    theme = a_theme("Bells", survey.engagement)
    theme.add([sent(survey, {"change": said("No bells")}).submissions[0].id])
    sent(survey, {"change": said("No queues")})
    db.session.commit()
    page = client.get(f"/staff/results/{survey.id}").text
    found = results(client, survey)
    assert "8. What would you change?" in found["change"] and "told" not in found
    assert "2 approved texts" in found["change"] and "Bells: 1" in found["change"]
    link = f"/staff/feedback-log?activity={survey.id}&amp;question=change"
    assert link in page
    log = client.get(f"{link.replace('&amp;', '&')}&theme={theme.id}").text
    assert "No bells" in log and "No queues" not in log


def test_the_filters_leave_only_those_who_fit(client, survey):
    sent(survey, {"place": chose("hall"), "change": said("Bells")}, audience="young_person", district="north")
    sent(survey, {"place": chose("gate"), "change": said("Queues")}, audience="young_person", source="paper")
    sent(survey, {"place": chose("gate")}, audience="professional", district="north")
    for filters, hall, gate, texts in (
        ("audience=young_person", 1, 1, "2 approved texts"), ("district=north", 1, 1, "1 approved text"),
        ("district=none", 0, 1, "1 approved text"), ("source=paper", 0, 1, "1 approved text"),
        ("audience=young_person&district=north&source=online", 1, 0, "1 approved text"),
    ):  # fmt: skip
        for _ in range(2):
            found = results(client, survey, filters)
            assert f"The hall {hall} " in found["place"] and f"By the gate {gate} " in found["place"], filters
            assert texts in found["change"], filters
            folding.count_ahead()


def test_groups_stand_side_by_side(client, survey):
    sent(survey, {"place": chose("hall"), "first": ranked("hall")}, audience="young_person")
    sent(survey, {"place": chose("gate")}, audience="professional")
    found = results(client, survey, "by=audience")
    assert "The hall 1 1 0 0 0 0" in found["place"] and "By the gate 1 0 0 1 0 0" in found["place"]
    assert "A young person 1" in found["place"] and "The hall surely 1st 2 2 0 0 0 0" in found["first"]


@pytest.mark.parametrize("filters", ["audience=martian", "source=x", "version=x", "by=shoe"])
def test_a_filter_that_cannot_be_says_so_and_shows_nothing(client, survey, filters):
    sent(survey, {"place": chose("hall")})
    page = client.get(f"/staff/results/{survey.id}?{filters}")
    assert page.status_code == 422 and "Choose one from the list" in page.text and "The hall" not in page.text


def reworded(survey: Questionnaire, **facts: object) -> None:
    survey.begin_draft()
    placed = next(each for page in survey.draft.pages for each in page.placed if each.asked.key == "place")
    rewrite(placed, facts)
    survey.publish(by=a_user("engagement_lead").id, reason="Clearer")
    db.session.commit()


def test_wordings_that_mean_the_same_count_together(client, survey):
    sent(survey, {"place": chose("hall")})
    reworded(survey, prompt="Where at school?")
    sent(survey, {"place": chose("hall")})
    together = results(client, survey)["place"]
    assert "1. Where at school?" in together and "The hall 2 (100%)" in together
    assert "before it was put in other words: Where?" in together
    assert "The hall 1 (100%)" in results(client, survey, "version=1")["place"]
    assert "1. Where?" in results(client, survey, "version=1")["place"]


def test_wordings_that_do_not_stand_apart(client, survey):
    sent(survey, {"place": chose("hall")})
    sent(survey, {"place": chose("hall")})
    reworded(survey, prompt="Where do you eat?", counts_with_earlier=False)
    sent(survey, {"place": chose("hall")})
    apart = results(client, survey)["place"]
    assert "The hall 1 (100%)" in apart and "not counted together: 2 answers" in apart and "The hall 2 (100%)" in apart


def test_who_saw_a_small_number_is_written_down_once_a_look(client, survey):
    client.get(f"/staff/results/{survey.id}")
    assert db.session.query(Record).count() == 0
    sent(survey, {"place": chose("hall"), "who": chose("hall")})
    client.get(f"/staff/results/{survey.id}?district=none")
    [record] = db.session.query(Record).filter_by(action="looked at results of")
    assert (record.subject, record.details) == (f"activity {survey.id}", {"filters": {"district": "none"}})


def test_how_far_people_came_is_counted_for_everyone_together(client, survey):
    steps = [Step(What.BEGAN)] * 5 + [Step(What.PAGE, survey.asks.pages[0].key)] * 4 + [Step(What.ABOUT_YOU)] * 4
    saved(*(StepTaken(survey.asks_id, step) for step in steps), StepTaken(survey.asks_id, Step(What.SENT), minutes=3))
    page = client.get(f"/staff/results/{survey.id}").text
    told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition('id="how-far"')[2]))
    assert "Began 5" in told and "1 left" in told and "About you 4" in told and "Sent 1" in told
    assert 'id="how-far"' not in client.get(f"/staff/results/{survey.id}?audience=parent_carer").text


def test_before_anybody_answered(client, survey):
    assert "Nobody has answered this." in results(client, survey)["place"]
    draft = a_questionnaire("later", survey.engagement, opens_at=None)
    assert "Results stand here from the moment" in client.get(f"/staff/results/{draft.id}").text


def test_what_has_no_results_has_no_page(client, survey):
    assert client.get("/staff/results/999").status_code == 404


def test_the_list_has_what_was_open(client, survey):
    a_board("notes", survey.engagement, title="The notes")
    a_questionnaire("later", survey.engagement, opens_at=None, title="Not yet")
    page = client.get("/staff/results").text
    assert survey.title in page and "The notes" in page and "Not yet" not in page


@pytest.mark.parametrize(
    ("place", "words"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (22, "22nd")]
)
def test_a_place_in_words(place, words):
    assert nth(place) == words


def test_more_answers_and_more_questionnaires_cost_no_more_statements(client, survey, statements):
    answers = {"place": chose("hall"), "first": ranked("gate"), "change": said("Bells")}
    sent(survey, answers)
    addresses = ("/staff/results", f"/staff/results/{survey.id}", f"/staff/results/{survey.id}?by=audience")

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            statements.clear()
            assert client.get(address).status_code == 200
            counts.append(len(statements))
        return counts

    before = asked()
    for number in range(4):
        sent(survey, answers | {"who": chose("hall")})
        a_questionnaire(f"other-{number}", survey.engagement)
    assert asked() == before
