"""One question a screen: an answer is one press, everything can be skipped, and nobody is asked more than fits."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from answering import ABOUT, HERE, TOLD, token_on, values
from builders import SPOTS, a_partnership, a_questionnaire, one_page
from coprod.database import db
from coprod.participation.submission import Submission
from coprod.questionnaires.answering.drafts.draft import OpenDraft
from coprod.questionnaires.answering.drafts.draft_key import DraftKey
from coprod.questionnaires.models import Questionnaire

ITEMS = [
    {"key": "wait", "label": "Inconsistent or delayed support", "plain": "We wait too long."},
    {"key": "heard", "label": "Not being heard", "plain": "Nobody listens."},
]
AGREE: dict[str, Any] = {"key": "true", "kind": "agree", "prompt": "Is it so?", "options": ITEMS}
WORD: dict[str, Any] = {"key": "word", "kind": "short_text", "prompt": "One word?", "longest": 20}
PLACE: dict[str, Any] = {"key": "place", "kind": "one_choice", "prompt": "Where?", "options": SPOTS}
WHO: dict[str, Any] = {"key": "who", "kind": "several_choices", "prompt": "With whom?", "options": SPOTS}
FIRST: dict[str, Any] = {"key": "first", "kind": "ranking", "prompt": "First?", "most": 3, "options": SPOTS}
MANY = [{"key": f"o{number}", "label": f"Number {number}"} for number in range(12)]


def asking(*pages: list[dict[str, Any]], **more: Any) -> Questionnaire:
    """A questionnaire with these pages of questions."""
    a_partnership()
    titles = (f"Page {number}" for number in range(1, len(pages) + 1))
    return a_questionnaire(
        pages=[{"title": title, "questions": questions} for title, questions in zip(titles, pages, strict=False)],
        **more,
    )


def press(client, place: str, **fields: Any) -> str:
    """Where it leads."""
    return client.post(f"{HERE}/{place}", data=fields).location.removeprefix(HERE).removeprefix("/")


def heading(client, place: str) -> str:
    return re.search(r"<h1[^>]*>(?:<label[^>]*>)?([^<]+)", client.get(f"{HERE}/{place}").text)[1]


def mine(client, place: str) -> list[str]:
    """Which answers a screen calls yours."""
    return re.findall(r'<button class="answer[^>]*value="(\w*)"[^>]* aria-describedby="mine"', client.get(place).text)


def order(client, place: str) -> list[str]:
    return re.findall(r'value="(o\d+)"', client.get(f"{HERE}/{place}").text)[:12]


def kept(client) -> Mapping[str, list[str]]:
    """What the draft of this browser holds."""
    with client.session_transaction() as session:
        key = DraftKey.read(session["drafts"]["survey"])
    return OpenDraft.find(db.session.query(Questionnaire).one(), key).typed


def sent(client) -> str:
    client.post(f"{HERE}/about-you", data=ABOUT)
    page = client.get(f"{HERE}/check").text
    assert client.post(f"{HERE}/check", data={"token": token_on(page)}).location == f"{HERE}/sent"
    return page


# --- an answer is one press -------------------------------------------------------------------------------------


def test_each_item_stands_alone_and_one_press_saves_it_and_goes_on(client):
    asking([AGREE, WORD])
    first = client.get(f"{HERE}/1").text
    assert heading(client, "1") == "We wait too long." and "<b>Inconsistent or delayed support</b>" in first
    assert "1 of 4" in re.sub("<[^>]+>", "", first) and "Nobody listens." not in first
    assert press(client, "1", **{"answer-true-wait": "partly"}) == "1/2"
    assert press(client, "1/2", **{"answer-true-heard": "no"}) == "1/3"
    assert press(client, "1/3", **{"answer-word": "calm"}) == "about-you"
    sent(client)
    assert values() == {"true": {"wait": "partly", "heard": "no"}, "word": "calm"}


def test_the_answer_one_gave_is_marked_and_stays_when_one_only_looks(client):
    asking([AGREE])
    press(client, "1", **{"answer-true-wait": "yes"})
    assert mine(client, f"{HERE}/1") == ["yes"] == mine(client, f"{HERE}/1?check=1")
    for button in ("back", "keep", "more"):
        press(client, "1", go=button)
        assert mine(client, f"{HERE}/1") == ["yes"], button
    press(client, "1", **{"answer-true-wait": ""})
    assert mine(client, f"{HERE}/1") == [""]


def test_skip_is_one_of_the_answers_and_is_said_on_the_check_page(client):
    asking([AGREE])
    assert press(client, "1", **{"answer-true-wait": ""}) == "1/2"
    press(client, "1/2", **{"answer-true-heard": "yes"})
    client.post(f"{HERE}/about-you", data=ABOUT)
    rows = client.get(f"{HERE}/check").text.split("govuk-summary-list__row")
    assert (
        "We wait too long." in rows[1]
        and "You skipped this" in rows[1]
        and 'href="/questionnaires/survey/1?' in rows[1]
    )
    assert "Nobody listens." in rows[2] and "Yes" in rows[2] and 'href="/questionnaires/survey/1/2?' in rows[2]


def test_a_choice_alone_on_its_page_is_answered_by_buttons_unless_it_asks_for_words(client):
    other = {"key": "other", "label": "Something else", "box": True}
    asking(
        [PLACE], [{**PLACE, "key": "also", "options": [*SPOTS, other]}], [{**PLACE, "key": "must", "required": True}]
    )
    assert 'name="answer-place" value="hall"' in client.get(f"{HERE}/1").text
    assert press(client, "1", **{"answer-place": "hall"}) == "2"
    assert 'type="radio" name="answer-also" id="answer-also-4" value="other"' in client.get(f"{HERE}/2").text
    assert press(client, "2", **{"answer-also": "other", "words-also-other": "The bus"}) == "3"
    must = client.get(f"{HERE}/3").text
    assert "Skip this one" not in must and "We need an answer to this one." in must
    missing = client.post(f"{HERE}/3")
    assert missing.status_code == 422 and 'href="#answer-must">Pick an answer to: Where?' in missing.text


# --- say more ---------------------------------------------------------------------------------------------------


def test_say_more_opens_a_box_of_its_own_and_goes_on_once_the_item_is_judged(client):
    asking([{**AGREE, "says_more": True}])
    assert press(client, "1", go="more") == "1/1/more"
    assert "You read: <b>We wait too long.</b>" in client.get(f"{HERE}/1/1/more").text
    assert press(client, "1/1/more", **{"words-true-wait": "Two years"}) == "1", "it is not judged yet"
    assert press(client, "1", **{"answer-true-wait": "yes"}) == "1/2"
    assert press(client, "1/1/more", **{"words-true-wait": "Two years and a half"}) == "1/2"
    assert press(client, "1/1/more", **{"words-true-wait": "Three years", "go": "back"}) == "1"
    assert "Three years" in sent(client)
    assert [row.prompt for row in db.session.query(Submission)] == ["Is it so? Inconsistent or delayed support"]
    assert client.get(f"{HERE}/1/9/more").status_code == 404
    client.post(f"{HERE}/delete")
    assert client.post(f"{HERE}/1/2/more", data={"words-true-books": "Old"}).status_code == 409, "it begins nothing"


def test_too_many_words_are_asked_for_again_before_sending(client):
    asking([{**AGREE, "says_more": True}])
    press(client, "1/1/more", **{"words-true-wait": "y" * 501, "go": "back"})
    client.post(f"{HERE}/about-you", data=ABOUT)
    again = client.get(f"{HERE}/check").location
    assert again == f"{HERE}/1/1/more?check=1" and "500 characters or fewer" in client.get(again).text


def test_an_item_without_a_box_has_nothing_more_to_say(client):
    asking([AGREE])
    assert "Say more" not in client.get(f"{HERE}/1").text and client.get(f"{HERE}/1/1/more").status_code == 404


# --- skip, and move up --------------------------------------------------------------------------------------------


def test_skipping_one_of_several_empties_it_alone_and_leads_to_the_next(client):
    asking([WORD, WHO, {**PLACE, "required": True}])
    page = client.get(f"{HERE}/1").text
    assert re.findall(r'name="skip" value="(\w+)"', page) == ["word", "who"]
    typed = {"answer-word": "calm", "answer-who": ["hall", "gate"]}
    assert press(client, "1", **typed, skip="who") == "1#question-place"
    page = client.get(f"{HERE}/1").text
    assert "calm</textarea>" in page and " checked" not in page


@pytest.mark.parametrize(
    "question",
    [
        WORD,
        WHO,
        FIRST,
        {"key": "x", "kind": "dropdown", "prompt": "Which?", "options": SPOTS},
        {"key": "x", "kind": "number", "prompt": "How many?"},
        {"key": "x", "kind": "date", "prompt": "When?"},
        {"key": "x", "kind": "scale", "prompt": "How safe?", "lowest": 1, "highest": 5},
        {"key": "x", "kind": "picture_choice", "prompt": "How?", "options": SPOTS},
    ],
    ids=lambda question: question["kind"],
)
def test_every_kind_can_be_skipped_with_a_button_even_half_filled_in(client, question):
    asking([question])
    wrong = {f"answer-{question['key']}": "nonsense", "answer-first-1": "hall"}
    assert press(client, "1", skip=question["key"], **wrong) == "about-you"
    client.post(f"{HERE}/about-you", data=ABOUT)
    page = client.get(f"{HERE}/check").text
    assert "You skipped this" in page
    nothing = client.post(f"{HERE}/check", data={"token": token_on(page)})
    assert nothing.status_code == 422 and values() == {}


def test_move_up_changes_two_places(client):
    asking([FIRST])
    ranks = {"answer-first-1": "hall", "answer-first-2": "", "answer-first-3": "gate"}
    assert press(client, "1", **ranks, up="answer-first-3") == "1#question-first"
    assert press(client, "1", **{**ranks, "answer-first-2": "gate", "answer-first-3": ""}, up="answer-first-2")
    picked = re.findall(r'value="(\w+)" selected', client.get(f"{HERE}/1").text)
    assert picked == ["gate", "hall"]
    whole = {**ranks, "answer-first-2": "gate", "answer-first-3": ""}
    assert press(client, "1", up="answer-first-1", **whole) == "about-you", "nothing stands above the first"


def test_a_date_comes_back_in_its_three_parts(client):
    asking([{"key": "day", "kind": "date", "prompt": "When?"}])
    press(client, "1", **{"answer-day": ["27", "3", "2020"]})
    assert re.findall(r'name="answer-day"[^>]* value="(\d+)"', client.get(f"{HERE}/1").text) == ["27", "3", "2020"]


# --- an order of one's own ----------------------------------------------------------------------------------------


def test_each_person_finds_an_order_of_their_own_which_stays(client, app):
    other = {"key": "other", "label": "Something else", "box": True}
    asking([{**PLACE, "shuffled": True, "options": [*MANY, other]}], [WORD])
    page = client.get(f"{HERE}/1").text
    client.post(f"{HERE}/1", data={"seed": re.search(r'name="seed"[^>]*value="(\w+)"', page)[1], "answer-place": "o1"})
    found = re.findall(r'value="(o\w+)"', page)
    assert sorted(found[:12]) == sorted(option["key"] for option in MANY) and found[12] == "other"
    assert order(client, "1") == found[:12] == order(client, "1") == order(client, "1?check=1")
    assert len({tuple(order(app.test_client(), "1")) for _ in range(5)}) > 1


def test_shuffled_items_are_each_asked_once(client):
    asking([{**AGREE, "shuffled": True, "options": MANY}])
    page, step, met = client.get(f"{HERE}/1").text, "1", []
    while "about-you" not in step:
        name, seed = (
            re.search(r'name="(answer-true-\w+)"', page)[1],
            re.search(r'name="seed"[^>]*value="(\w+)"', page)[1],
        )
        met.append(name)
        step = press(client, step, seed=seed, **{name: "yes"})
        page = client.get(f"{HERE}/{step}").text
    assert len(met) == len(set(met)) == 12 and met != [f"answer-true-o{number}" for number in range(12)]
    sent(client)
    assert len(values()["true"]) == 12


def test_what_was_answered_in_another_tab_is_kept_for_the_item_that_stood_there(client):
    asking([{**AGREE, "shuffled": True, "options": MANY}])
    tabs = [client.get(f"{HERE}/1").text for _ in range(2)]
    met = [re.search(r'name="(answer-true-\w+)"', tab)[1] for tab in tabs]
    seeds = [re.search(r'name="seed"[^>]*value="(\w+)"', tab)[1] for tab in tabs]
    for name, seed in zip(met, seeds, strict=True):
        press(client, "1", seed=seed, **{name: "yes"})
    typed = kept(client)
    assert set(met) <= set(typed) and typed["seed"] == [seeds[0]]


def test_the_order_is_there_from_the_first_answer_on(client):
    """So that "Change" on the check page leads to the item it names, met or not."""
    asking([WORD], [{**AGREE, "shuffled": True, "options": MANY}])
    press(client, "1", **{"answer-word": "calm"})
    client.post(f"{HERE}/about-you", data=ABOUT)
    rows = client.get(f"{HERE}/check").text.split("govuk-summary-list__row")[2:14]
    for row in rows:
        key, change = re.search(r"<dt[^>]*>([^<]+)", row)[1], re.search(r'href="([^"]+)"', row)[1]
        assert re.search(r"<h1[^>]*>([^<]+)", client.get(change).text)[1] == key


# --- as much as one has time for ------------------------------------------------------------------------------------


def test_whoever_has_two_minutes_is_asked_less_and_may_go_on_after_all(client):
    asking([{**WHO, "minutes": 10}], [{**PLACE, "minutes": 2}], [WORD, {**FIRST, "minutes": 10}])
    start = client.get(HERE).text
    assert "I have 2 minutes" in start and f'href="{HERE}/1?time=2"' in start and f'href="{HERE}/1?time=more"' in start
    assert press(client, "1?time=2") == "2?time=2"
    assert client.get(f"{HERE}/1?time=2").location == f"{HERE}/2?time=2"
    assert press(client, "2?time=2", **{"time": "2", "answer-place": "hall"}) == "about-you?time=2"
    client.post(f"{HERE}/about-you", data=ABOUT)
    check = client.get(f"{HERE}/check").text
    assert "There are 3 more questions." in check and f'href="{HERE}/1?time=more"' in check and "One word?" not in check
    assert press(client, "1?time=more", **{"time": "more", "answer-who": "gate"}) == "2?time=more"
    assert "One word?" in client.get(f"{HERE}/check").text and "more questions" not in client.get(f"{HERE}/check").text


def test_what_was_answered_before_the_time_was_short_is_shown_and_not_sent(client):
    asking([{**WORD, "minutes": 10}], [{**PLACE, "minutes": 2}])
    press(client, "1?time=more", time="more", **{"answer-word": "calm"})
    press(client, "2?time=2", time="2", **{"answer-place": "hall"})
    dropped = sent(client).split("We do not send these")[1].split("Before you send")[0]
    assert "or how much time you have" in dropped and "calm" in dropped and values() == {"place": ["hall"]}


def test_ten_minutes_ask_what_two_do_and_more(client):
    asking([{**WHO, "minutes": 10}], [{**PLACE, "minutes": 2}], [WORD])
    assert press(client, "1?time=10", time="10") == "2?time=10"
    assert press(client, "2?time=10", time="10") == "about-you?time=10"


def test_where_nothing_is_marked_nobody_is_asked_for_their_time(client):
    asking([WORD], [PLACE])
    assert "How much time" not in client.get(HERE).text
    assert press(client, "1?time=2") == "2?time=2", "nothing would be left to ask"


# --- who somebody is, and how they read -----------------------------------------------------------------------------


ONLY_FOR_PARENTS = {"who_sees": {"all_of": [{"test": "is", "options": ["parent_carer"]}]}}


def test_who_you_are_comes_first_where_questions_hang_on_it(client):
    asking([WORD], [PLACE | ONLY_FOR_PARENTS])
    assert f'href="{HERE}/about-you"' in client.get(HERE).text
    assert "Next" in client.get(f"{HERE}/about-you").text
    assert press(client, "about-you", **ABOUT) == "1"
    assert press(client, "1") == "check", "the second page is for others"
    assert press(client, "about-you", **{**ABOUT, "audience": "parent_carer"}) == "1"
    assert press(client, "1") == "2" and press(client, "2", go="back") == "1"
    assert (
        press(client, "1", go="back") == "about-you"
        and press(client, "about-you", go="back", audience="parent_carer", sharing="team") == ""
    )
    assert f'href="{HERE}/2"' in client.get(f"{HERE}/check").text, "Back leads to the last question"


def test_easy_read_has_its_own_words_and_stays_from_page_to_page(client):
    easy = {"easy_read": "Is this true for you?", "picture": "talk", "bsl_link": "https://bsl.example/1"}
    asking([AGREE | easy], [{**WORD, "recording": "https://listen.example/1"}])
    page = client.get(f"{HERE}/1").text
    assert (
        f'href="{HERE}/1?read=easy"' in page and 'href="https://bsl.example/1"' in page and "Is this true" not in page
    )
    page = client.get(f"{HERE}/1?read=easy").text
    assert "Is this true for you?" in page and "Inconsistent or delayed" not in page and "#talk" in page
    assert f'action="{HERE}/1?read=easy"' in page and f'href="{HERE}/1?read=all"' in page
    assert press(client, "1?read=easy", **{"answer-true-wait": "yes"}) == "1/2?read=easy"
    assert press(client, "1/2?read=all", **{"answer-true-heard": "yes"}) == "2"
    page = client.get(f"{HERE}/2").text
    assert 'href="https://listen.example/1"' in page and "Easy Read" not in page and "data-listen" not in page


def test_what_is_only_said_is_read_and_never_listed(client):
    asking([{"key": "told", "kind": "information", "prompt": "Before you go on", "hint": "Take **your** time"}], [WORD])
    page = client.get(f"{HERE}/1").text
    assert "<strong>your</strong>" in page and "Skip this one" not in page
    client.post(f"{HERE}/about-you", data=TOLD | ABOUT)
    check = client.get(f"{HERE}/check").text
    assert "Before you go on" not in check and "One word?" in check


def test_nothing_but_what_was_typed_is_kept(client):
    a_partnership()
    a_questionnaire(pages=one_page(AGREE))
    press(client, "1", **{"answer-true-wait": "yes", "answer-else": "x", "skip": "no", "go": "on"})
    assert set(kept(client)) <= {"answer-true-wait", "read-true", "seed", "time", "told-only"}
