"""The desk: its pages, its buttons, what is typed and what is refused. All of it works without script."""

import re
from typing import Any

import pytest

from answering import send
from builders import a_partnership, a_questionnaire, a_user, an_engagement, staff_session
from coprod.changes import Change
from coprod.database import db, uk_today
from coprod.permissions import Role
from coprod.questionnaires.editing.library import standard_questions
from coprod.questionnaires.facts import facts_of
from coprod.questionnaires.kinds import Kind
from coprod.questionnaires.models import Questionnaire

DESK = "/staff/questionnaires/survey"
DETAILS: dict[str, Any] = {
    "title": "Lunch", "summary": "Tell us about lunch.", "intro": "Hello.", "grace_days": "5",
    "closes_on": ["11", "12", str(uk_today().year + 1)], "closes_time": "11:59pm", "minutes": "2",
    "readers": "The SEND engagement team", "audiences": ["young_person"], "purpose": "To find out what to change",
    "retention_months": "24", "edited": "1",
}  # fmt: skip


@pytest.fixture
def survey(client, sign_in) -> Questionnaire:
    a_partnership()
    found = a_questionnaire()
    sign_in("engagement_lead")
    return found


def pages() -> list[dict[str, Any]]:
    return facts_of(db.session.query(Questionnaire).one().being_written)


def question(key: str) -> dict[str, Any]:
    return next(each for page in pages() for each in page["questions"] if each["key"] == key)


def edited() -> str:
    return str(db.session.query(Questionnaire).one().edited)


def press(client, what: str, **sent: str) -> Any:
    return client.post(f"{DESK}/{what}", data={"edited": edited(), **sent})


def filled(page: str) -> dict[str, Any]:
    """What a browser would send of the form on a page."""
    form = page.partition('id="edit"')[2].partition("</form>")[0]
    sent: dict[str, Any] = {}
    for tag, name, rest in re.findall(r'<(input|textarea|select)[^>]*?\sname="([^"]+)"([^>]*>)', form):
        before = re.search(rf'<{tag}[^>]*?\sname="{re.escape(name)}"[^>]*>', form)
        whole = before[0] if before else rest
        if 'type="checkbox"' in whole or 'type="radio"' in whole:
            found = re.findall(rf'name="{re.escape(name)}"\s+(?:id="[^"]*"\s+)?value="([^"]*)"\s+checked', form)
            sent[name] = found
        elif tag == "input":
            sent[name] = re.findall(rf'<input[^>]*?\sname="{re.escape(name)}"[^>]*?\svalue="([^"]*)"', form)
        elif tag == "textarea":
            sent[name] = re.findall(rf'<textarea[^>]*?\sname="{re.escape(name)}"[^>]*>([^<]*)</textarea>', form)
        else:
            listed = re.findall(rf'<select[^>]*?\sname="{re.escape(name)}"[^>]*>(.*?)</select>', form, re.S)
            sent[name] = [
                (re.findall(r'value="([^"]*)"\s+selected', each) or re.findall(r'value="([^"]*)"', each))[0]
                for each in listed
            ]
    sent.pop("csrf_token", None)
    return sent


def save(client, key: str, **changes: Any) -> Any:
    page = client.get(f"{DESK}/edit/{key}").text
    return client.post(f"{DESK}/edit/{key}", data=filled(page) | changes)


def test_a_new_one_is_made_from_the_hub_and_then_written(client, sign_in):
    a_partnership()
    an_engagement()
    sign_in("engagement_lead")
    assert "/staff/questionnaires/new?engagement=refresh" in client.get("/staff/engagements/refresh").text
    made = client.post("/staff/questionnaires/new?engagement=refresh", data=DETAILS)
    assert (made.status_code, made.location) == (303, "/staff/questionnaires/lunch/edit")
    found = db.session.query(Questionnaire).one()
    assert (found.state, found.intro, found.grace_days, found.asks.questions) == ("draft", "Hello.", 5, [])
    assert "Begin with one question" in client.get(made.location).text
    client.post("/staff/questionnaires/lunch/details", data=DETAILS | {"title": "Dinner", "grace_days": "15"})
    assert db.session.query(Questionnaire).one().title == "Lunch"
    client.post("/staff/questionnaires/lunch/details", data=DETAILS | {"title": "Dinner"})
    assert db.session.query(Questionnaire).one().title == "Dinner"


def test_what_people_were_told_stays_said(client, survey):
    said = {**DETAILS, "made_safe": "No names"}
    del said["closes_on"], said["closes_time"]
    assert client.post(f"{DESK}/details", data=said | {"edited": "0"}).status_code == 409
    assert client.post(f"{DESK}/details", data=said).status_code == 303
    assert "No names" in client.get("/questionnaires/survey").text
    taken_back = client.post(f"{DESK}/details", data=said | {"made_safe": "", "edited": "2"})
    assert taken_back.status_code == 422 and "People have read this" in taken_back.text


def test_saving_a_form_as_it_stands_changes_nothing(client, survey):
    was = pages()
    for key in ("place", "school", "word", "change", "first"):
        if any(each["key"] == key for page in was for each in page["questions"]):
            assert save(client, key).status_code == 303
    assert pages() == was and db.session.query(Change).count() == 0
    assert db.session.query(Questionnaire).one().draft is None


def test_a_question_is_changed_and_people_go_on_answering_the_old_one(client, survey):
    assert save(client, "change", prompt="What would help?", hint="One line").location.endswith("/edit/change?saved=1")
    assert (question("change")["prompt"], question("change")["hint"]) == ("What would help?", "One line")
    assert "What would you change?" in client.get("/questionnaires/survey/2").text
    assert "Version 2, draft" in client.get(f"{DESK}/edit").text


def test_save_and_next_goes_to_the_next_question(client, survey):
    keys = [each["key"] for page in pages() for each in page["questions"]]
    assert save(client, keys[0], then="next").location == f"{DESK}/edit/{keys[1]}"


def test_the_arrows_keep_the_focus(client, survey):
    moved = press(client, "move", move="question:down:place", open="place")
    assert moved.location.startswith(f"{DESK}/edit/place?moved=")
    page = client.get(moved.location).text
    assert re.search(r'value="question:down:place"[^>]* autofocus', page)


def test_what_cannot_be_done_is_said(client, survey):
    first = pages()[0]["key"]
    refused = press(client, "move", move=f"page:up:{first}")
    assert refused.status_code == 422 and "It stands at that end already" in refused.text
    assert press(client, "move", move="").status_code == 422
    assert press(client, "take-out", question="gone").status_code == 422
    assert press(client, "copy-question").status_code == 422


def test_a_button_pressed_on_an_old_page_changes_nothing(client, survey):
    old = edited()
    press(client, "copy-question", question="change")
    was = pages()
    late = client.post(f"{DESK}/take-out", data={"edited": old, "question": "change"})
    assert late.status_code == 409 and "Somebody else changed this first" in late.text
    assert pages() == was


def test_a_form_opened_before_a_colleague_saved_shows_both(client, survey):
    page = client.get(f"{DESK}/edit/change").text
    save(client, "change", hint="Theirs")
    late = client.post(f"{DESK}/edit/change", data=filled(page) | {"hint": "Mine"})
    assert late.status_code == 409 and "Theirs" in late.text and "Mine" in late.text
    assert question("change")["hint"] == "Theirs"
    assert client.post(f"{DESK}/edit/change", data=filled(late.text)).status_code == 303
    assert question("change")["hint"] == "Mine"


@pytest.mark.parametrize("part", ["", "/easy-read"])
def test_what_was_typed_is_shown_when_a_colleague_took_the_question_out(client, survey, part):
    form = filled(client.get(f"{DESK}/edit/word{part}").text)
    press(client, "take-out", question="word")
    typed = {"easy_read": "Say one word."} if part else {"prompt": "In a word?", "hint": "Any <b>word</b>"}
    page = client.post(f"{DESK}/edit/word{part}", data=form | typed)
    assert page.status_code == 409 and "was taken out while you were typing" in page.text
    assert "saved a change" in page.text
    for words in typed.values():
        assert words.replace("<", "&lt;").replace(">", "&gt;") in page.text
    assert client.get(f"{DESK}/edit/word").status_code == 404
    if not part:
        sent = {"prompt": "In a word?", "kind": form["kind"], "answers": "", "edited": edited()}
        assert f'name="edited" value="{sent["edited"]}"' in page.text
        there = client.post(f"{DESK}/add-question", data=sent).location
        assert question(there.rpartition("/")[2])["prompt"] == "In a word?"


def test_what_was_typed_is_shown_when_a_colleague_took_the_page_out(client, survey):
    form = filled(client.get(f"{DESK}/edit-page/{pages()[1]['key']}").text)
    address = f"{DESK}/edit-page/{pages()[1]['key']}"
    press(client, "take-out", page=pages()[1]["key"])
    page = client.post(address, data=form | {"title": "All that is loud"})
    assert page.status_code == 409 and "This page was taken out" in page.text and "All that is loud" in page.text


def test_options_are_added_moved_and_taken_out_and_keep_their_keys(client, survey):
    labels = [each["label"] for each in question("place")["options"]]
    page = client.get(f"{DESK}/edit/place").text
    sent = filled(page)
    sent["options-label"] = ["Somewhere new", *labels[1:], ""]
    looked = client.post(f"{DESK}/edit/place", data=sent | {"rows": "options:down:0"})
    assert looked.status_code == 200 and db.session.query(Change).count() == 0
    again = filled(looked.text)
    assert again["options-label"][:2] == [labels[1], "Somewhere new"]
    client.post(f"{DESK}/edit/place", data=again | {"other": "y"})
    now = question("place")["options"]
    assert [each["key"] for each in now][:2] == ["field", "hall"] and now[1]["label"] == "Somewhere new"
    assert now[-1] == {"key": "other", "label": "Something else", "box": True}
    out = client.post(
        f"{DESK}/edit/place", data=filled(client.get(f"{DESK}/edit/place").text) | {"rows": "options:out:0"}
    )
    client.post(f"{DESK}/edit/place", data=filled(out.text))
    assert "field" not in [each["key"] for each in question("place")["options"]]


@pytest.mark.parametrize("kind", Kind)
def test_a_question_of_every_kind_is_made_shown_and_changed(client, survey, kind):
    made = press(client, "add-question", prompt="How is it?", kind=kind, answers="Good\nBad", page=pages()[0]["key"])
    assert made.status_code == 303 and made.location == f"{DESK}/edit/how-is-it"
    assert question("how-is-it")["kind"] == kind
    for part in ("", "/easy-read", "/formats"):
        assert client.get(f"{made.location}{part}").status_code == 200
    assert save(client, "how-is-it", hint="Think of today").status_code == 303
    assert question("how-is-it")["hint"] == "Think of today"


def test_another_kind_shows_what_it_needs_before_anything_is_saved(client, survey):
    sent = filled(client.get(f"{DESK}/edit/change").text) | {"kind": "one_choice"}
    looked = client.post(f"{DESK}/edit/change", data=sent | {"rows": "kind:look"})
    assert looked.status_code == 200 and 'name="options-label"' in looked.text
    refused = client.post(f"{DESK}/edit/change", data=sent)
    assert refused.status_code == 422 and "two answers at least" in refused.text
    both = filled(refused.text) | {"options-label": ["Yes", "No"], "options-key": ["", ""]}
    saved = client.post(f"{DESK}/edit/change", data=both)
    assert saved.status_code == 303, re.findall("error-message[^>]*>.*", saved.text)
    assert question("change")["kind"] == "one_choice" and "longest" not in question("change")


def test_a_rule_is_made_line_by_line(client, survey):
    sent = filled(client.get(f"{DESK}/edit/change").text)
    more = client.post(f"{DESK}/edit/change", data=sent | {"rows": "rule:more"})
    about = filled(more.text) | {"rule-1-about": "q-place"}
    looked = client.post(f"{DESK}/edit/change", data=about | {"rows": "rule:look"})
    assert 'name="rule-1-options"' in looked.text
    empty = client.post(f"{DESK}/edit/change", data=filled(looked.text))
    assert empty.status_code == 422 and "pick an answer to compare with" in empty.text
    saved = client.post(f"{DESK}/edit/change", data=filled(looked.text) | {"rule-1-options": ["hall", "field"]})
    assert saved.status_code == 303
    told = {"all_of": [{"question": "place", "test": "any_of", "options": ["hall", "field"]}]}
    assert question("change")["who_sees"] == told
    page = client.get(f"{DESK}/edit/change").text
    assert "people who picked “The hall” or “The field” in question 1" in page
    assert client.post(f"{DESK}/edit/change", data=filled(page)).status_code == 303
    out = client.post(f"{DESK}/edit/change", data=filled(page) | {"rows": "rule:out:1"})
    client.post(f"{DESK}/edit/change", data=filled(out.text))
    assert "who_sees" not in question("change")


def test_a_rule_that_nobody_can_fulfil_is_not_saved(client, survey):
    rule = {"rule-how": "all_of", "rule-1-about": "q-place", "rule-1-test": "is", "rule-1-options": "hall",
            "rule-2-about": "q-place", "rule-2-test": "is", "rule-2-options": "field"}  # fmt: skip
    refused = save(client, "change", **rule)
    assert refused.status_code == 422 and "can never be reached" in refused.text
    assert "who_sees" not in question("change")


def test_a_rule_hangs_on_who_somebody_is(client, survey):
    page = pages()[1]["key"]
    rule = {"rule-how": "all_of", "rule-1-about": "who", "rule-1-test": "any_of", "rule-1-options": "parent_carer"}
    client.post(f"{DESK}/edit-page/{page}", data={"edited": edited(), "title": "For families", **rule})
    assert pages()[1]["who_sees"] == {"all_of": [{"test": "any_of", "options": ["parent_carer"]}]}
    desk = client.get(f"{DESK}/edit").text
    assert "say that they are a parent or carer" in desk and "way--if" in desk
    assert "What would you change?" in client.get(f"{DESK}/preview?version=draft&as=parent_carer").text
    young = client.get(f"{DESK}/preview?version=draft&as=young_person").text
    assert "What would you change?" not in young


def test_easy_read_and_other_formats(client, survey):
    shown = client.get(f"{DESK}/edit/place/easy-read").text
    sent = filled(shown) | {"easy_read": "Where is it loud?", "picture": "school", "plain-hall": "Hall"}
    half = client.post(f"{DESK}/edit/place/easy-read", data=sent | {"read_by": "A reading group"})
    assert half.status_code == 422 and "leave both empty" in half.text
    whole = sent | {"read_by": "A reading group", "read_on": ["12", "10", "2026"]}
    assert client.post(f"{DESK}/edit/place/easy-read", data=whole).status_code == 303
    kept = question("place")
    assert (kept["easy_read"], kept["picture"], kept["read_on"]) == ("Where is it loud?", "school", "2026-10-12")
    assert kept["options"][0]["plain"] == "Hall"
    assert "Easy Read is ready for 0 of" not in client.get(f"{DESK}/edit").text
    unsafe = client.post(f"{DESK}/edit/place/formats", data={"edited": edited(), "recording": "javascript:alert(1)"})
    assert unsafe.status_code == 422
    client.post(f"{DESK}/edit/place/formats", data={"edited": edited(), "bsl_link": "https://films.example/place"})
    assert question("place")["bsl_link"] == "https://films.example/place"


def test_publishing_says_what_changes_and_asks_why(client, survey):
    with client.session_transaction() as session:
        session.clear()
    send(client)
    with client.session_transaction() as session:
        session.update(staff_session(a_user("engagement_lead")))
    save(client, "change", prompt="What would help?")
    page = client.get(f"{DESK}/publish").text
    assert "What would you change?" in page and "What would help?" in page
    silent = press(client, "publish", reason="Plainer")
    assert silent.status_code == 422 and "Say whether the answers count together" in silent.text
    no_reason = press(client, "publish", **{"counts-change": "no"})
    assert no_reason.status_code == 422 and "Say why" in no_reason.text
    done = press(client, "publish", reason="Plainer", **{"counts-change": "no"})
    assert done.location == f"{DESK}/versions?published=1"
    versions = client.get(done.location).text
    assert "Version 2" in versions and "Version 1" in versions and "What would help?" in versions
    assert "Plainer" in client.get("/questionnaires/survey").text
    [asked] = [each for each in db.session.query(Questionnaire).one().asks.questions if each.key == "change"]
    assert not asked.counts_with_earlier


def test_every_standard_question_can_be_added(client, survey):
    page = client.get(f"{DESK}/library").text
    for each in standard_questions():
        assert each.source and each.about in page.replace("&#39;", "'")
        assert press(client, "library", name=each.name, page=pages()[0]["key"]).status_code == 303
    assert press(client, "library", name="Nothing").status_code == 404


def test_a_desk_costs_the_same_for_two_questions_as_for_forty(client, sign_in, statements):
    a_partnership()
    many = [{"kind": "one_choice", "prompt": f"Question {n}?", "options": ["Yes", "No"]} for n in range(40)]
    engagement = an_engagement()
    two = [{"title": "A", "questions": many[:2]}]
    a_questionnaire("few", engagement, pages=two)
    a_questionnaire("many", engagement, pages=[{"title": f"P{n}", "questions": [many[n]]} for n in range(40)])
    sign_in("engagement_lead")
    cost = {}
    for slug in ("few", "many"):
        client.get(f"/staff/questionnaires/{slug}/edit")
        statements.clear()
        assert client.get(f"/staff/questionnaires/{slug}/edit").status_code == 200
        cost[slug] = len(statements)
    assert cost["few"] == cost["many"]


def test_outside_of_their_engagement_there_is_no_desk(client, survey):
    other = an_engagement("other")
    user = a_user(Role.ENGAGEMENT_LEAD, "limited@example.org", roles=[(Role.ENGAGEMENT_LEAD, other.id)])
    with client.session_transaction() as session:
        session.update(staff_session(user))
    for address in ("edit", "edit/change", "details", "publish", "versions", "library", "take-in", "questions.json"):
        assert client.get(f"{DESK}/{address}").status_code == 404, address
    assert press(client, "take-out", question="change").status_code == 404
