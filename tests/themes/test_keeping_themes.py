"""Themes are made, said in other words, merged, split and put away; and what to look at in a set of them."""

import re
from datetime import timedelta

import pytest

from builders import a_board, a_partnership, a_theme, a_user, an_engagement, heard
from coprod.activities.audience import Audience
from coprod.audit import Record
from coprod.changes import Change
from coprod.database import db, uk_today
from coprod.participation.submission import Submission
from coprod.themes.code_text import Said, code_text
from coprod.themes.coding import in_themes
from coprod.themes.models import Theme
from coprod.themes.who_spoke import Spoke
from coprod.themes.workbench.counts import Counts, Progress, counts_of
from coprod.themes.workbench.health import Do, hints, new_ones, reads_alike
from coprod.themes.workbench.texts import Within

PAGE = "/staff/themes/refresh"


@pytest.fixture
def bench(client, sign_in):
    a_partnership()
    a_board(engagement=an_engagement())
    sign_in("analyst")
    return client


def code(*themes: Theme, words: str = "More clubs") -> int:
    row = heard(words)
    code_text(row.id, Said({theme.id: None for theme in themes}), by=a_user("analyst").id, seen=row.moves_made)
    db.session.commit()
    return row.id


def inside(theme: Theme) -> set[int]:
    rows = db.session.execute(in_themes.select().where(in_themes.c.theme_id == theme.id))
    return {row.submission_id for row in rows}


def named(title: str) -> Theme:
    return db.session.query(Theme).filter_by(title=title, ended_on=None).one()


def test_make_a_theme(bench):
    data = {"title": "Quiet places", "meaning": "Somewhere calm."}
    assert bench.post(f"{PAGE}/themes/create", data=data).location == f"{PAGE}/themes"
    theme = named("Quiet places")
    assert (theme.slug, theme.meaning) == ("quiet-places", "Somewhere calm.")
    assert db.session.query(Record).filter_by(action="created theme").count() == 1
    assert (
        "Quiet places" in bench.get(f"{PAGE}/themes").text and "Quiet places" in bench.get("/staff/feedback-log").text
    )
    same = bench.post(f"{PAGE}/themes/create", data=data | {"title": "quiet PLACES!"})
    assert same.status_code == 422 and "already" in same.text and "quiet PLACES!" in same.text


@pytest.mark.parametrize("wrong", [{"title": ""}, {"title": "?!"}, {"title": "x" * 61}, {"meaning": "x" * 201}])
def test_a_theme_that_is_not_right_is_refused_and_comes_back(bench, wrong):
    data = {"title": "Lunch", "meaning": "Too loud"} | wrong
    sent = bench.post(f"{PAGE}/themes/create", data=data)
    assert sent.status_code == 422 and data["title"] in sent.text and db.session.query(Theme).count() == 0


def test_a_theme_in_other_words_for_each_audience_with_its_history(bench):
    theme = a_theme()
    address = f"{PAGE}/theme/long-waits"
    data = {"title": "Timely support", "meaning": "Help when it is needed.", "young_person": "Too slow", "edited": "1"}
    assert bench.post(address, data=data).status_code == 303
    db.session.refresh(theme)
    assert (theme.title, theme.slug, theme.meant_by(Audience.YOUNG_PERSON)) == (
        "Timely support",
        "long-waits",
        "Too slow",
    )
    page = bench.get(address).text
    assert "<del>Long waits</del>" in page and "Meaning for young people" in page and "<ins>Too slow</ins>" in page
    assert db.session.query(Record).filter_by(action="changed theme").count() == 1
    # Who had the page open from before is shown both texts.
    late = bench.post(address, data=data | {"young_person": "Far too slow"})
    assert late.status_code == 409 and "Somebody else changed this" in late.text and "Far too slow" in late.text
    taken = a_theme("Lunch")
    refused = bench.post(address, data=data | {"title": taken.title, "edited": "2"})
    assert refused.status_code == 422 and "already" in refused.text


def test_merged_themes_leave_one_with_each_text_once(bench):
    waits, late, other = a_theme(), a_theme("Late letters"), a_theme("Lunch")
    both, one = code(waits, late), code(waits)
    code(other)
    asked = bench.get(f"{PAGE}/themes/merge?themes={waits.id}&themes={late.id}").text
    assert "<strong>2 texts</strong> will be in the new theme" in asked
    data = {"themes": [waits.id, late.id], "title": "Long waits", "meaning": "All of it"}
    answer = bench.post(f"{PAGE}/themes/merge", data=data)
    into = named("Long waits")
    assert answer.location == f"{PAGE}/theme/{into.slug}" and into.id != waits.id and inside(into) == {both, one}
    page = bench.get(answer.location).text
    assert "2 themes became “Long waits”, with 2 texts." in page and "was merged into this" in page
    old = bench.get(f"{PAGE}/theme/long-waits").text
    assert "It became" in old and "Split it" not in old
    for wrong in ({"themes": [waits.id]}, {"themes": [waits.id, other.id]}, {"title": "LUNCH"}, {"title": ""}):
        refused = bench.post(f"{PAGE}/themes/merge", data={"themes": [into.id, other.id], "title": "x"} | wrong)
        assert (refused.status_code == 303) == (wrong == {"title": "LUNCH"}), wrong
        if wrong == {"title": "LUNCH"}:  # the name of one of those that end
            break
    assert db.session.query(Record).filter_by(action="merged themes").count() == 2


def test_a_theme_is_split_and_its_texts_are_gone_through(bench):
    waits = a_theme()
    ids = [code(waits, words=f"number {i}") for i in range(3)]
    address = f"{PAGE}/theme/long-waits"
    for wrong in ("", "Letters\nletters", "Long waits", "?!", "\n".join(f"part {i}" for i in range(7)), "x" * 61):
        assert bench.post(f"{address}/split", data={"parts": wrong}).status_code == 422, wrong
    assert bench.post(f"{address}/split", data={"parts": "Letters\n\n Phone  calls"}).status_code == 303
    letters, calls = named("Letters"), named("Phone calls")
    page = bench.get(f"{address}/split").text
    boxes = re.findall(r'name="into" value="([^"]+)"', page)
    assert len(boxes) == 6 and inside(waits) == set(ids)
    text = {word: re.search(rf'number {word}</p>.*?value="([^."]+)', page, re.S).group(1) for word in "012"}
    ticked = [f"{text['0']}.{letters.id}", f"{text['0']}.{calls.id}", f"{text['1']}.{calls.id}"]
    wrong = [f"{text['2']}.{waits.id}", "x", f"{text['2']}.x", f"{text['2']}.{2**70}"]
    seen = re.findall(r'name="seen" value="([^"]+)', page)
    assert "0 texts moved" in bench.get(bench.post(f"{address}/decide-again", data={"into": ticked}).location).text
    answer = bench.post(f"{address}/decide-again", data={"into": [*ticked, *wrong], "seen": [*seen, "x", "x.1"]})
    assert "2 texts moved" in bench.get(answer.location).text
    assert (inside(waits), inside(letters), inside(calls)) == ({ids[2]}, {ids[0]}, {ids[0], ids[1]})
    assert "There are texts in it" in bench.get(bench.post(f"{address}/end").location).text
    last = db.session.get_one(Submission, ids[2])
    last.return_to_queue(by=a_user("moderator").id)
    last.approve(by=a_user("moderator").id)
    code_text(last.id, Said({waits.id: None}), by=a_user("analyst").id, seen=last.moves_made)
    db.session.commit()
    answer = bench.post(f"{address}/decide-again", data={"into": [f"{text['2']}.{letters.id}"], "seen": seen})
    page = bench.get(answer.location).text
    assert "1 ticked text did not move" in page and inside(waits) == {ids[2]}
    now_seen = re.findall(r'name="seen" value="([^"]+)', page)
    bench.post(f"{address}/decide-again", data={"into": [f"{text['2']}.{letters.id}"], "seen": now_seen})
    assert "All its texts are in its parts" in bench.get(f"{address}/split").text
    assert "“Long waits” is put away." in bench.get(bench.post(f"{address}/end").location).text
    assert not db.session.get(Theme, waits.id).is_open
    for verb in ("split", "decide-again"):
        assert bench.post(f"{address}/{verb}", data={"parts": "More"}).location == address
    assert bench.post(address, data={"title": "x", "edited": "1"}).location == address
    assert "Split into: Letters, Phone calls." in bench.get(address).text
    assert db.session.query(Change).filter_by(field="split into").count() == 1


def test_many_texts_are_gone_through_page_by_page(bench, statements):
    waits = a_theme()
    theme_page = f"{PAGE}/theme/long-waits/split"
    bench.post(theme_page, data={"parts": "Letters"})
    bench.get(theme_page)
    spent = []
    for number in (2, 38):
        for i in range(number):
            code(waits, words=f"number {i}")
        statements.clear()
        page = bench.get(theme_page).text
        spent.append(len(statements))
    assert spent[0] == spent[1] and page.count('name="into"') == 20
    [after] = re.findall(r'split\?after=([^"]+)"', page)
    assert bench.get(f"{theme_page}?after={after}").text.count('name="into"') == 20
    last = bench.get(f"{theme_page}?after=zzzzzzzzzzzzz").text
    assert "gone through all of them" in last
    sent = bench.post(f"/staff/themes/refresh/theme/long-waits/decide-again?after={after}", data={})
    assert sent.location == f"{theme_page}?after={after}"


def test_what_to_look_at(bench):
    big, near, lone, empty = a_theme("Big"), a_theme("Near"), a_theme("Sleep"), a_theme("Empty")
    for i in range(24):
        code(*([big, near] if i < 9 else [big] if i < 12 else [lone] if i == 12 else []))
    counted = counts_of(Within.of(big.engagement))
    assert counted.behind(big.id) == Spoke(12, 12) and counted.all == Progress(24, 24) and counted.all.percent == 100
    found = hints([big, near, lone, empty], counted)
    assert [each.says for each in found[big.id]] == [
        "Holds 50 of every 100 texts.",
        "10 in 10 are in both this and “Near”.",
    ]
    assert [each.do for each in found[lone.id]] == [Do.LONE] and empty.id not in found
    page = bench.get(PAGE).text
    assert "Split it?<span" in page and "Merge them?<span" in page and "Fewer than 5: a lone voice" in page


def test_few_texts_say_nothing_about_shares_and_many_themes_are_pointed_at(bench):
    theme = a_theme()
    code(theme)
    counted = counts_of(Within.of(theme.engagement))
    assert [each.do for each in hints([theme], counted)[theme.id]] == [Do.LONE]
    assert hints([theme], Counts({}, {}, {})) == {} and Progress().percent == 0
    for i in range(70):
        a_theme(f"theme {i:02} of many")
    assert "71 themes are more than one person keeps in mind" in bench.get(PAGE).text


def test_a_theme_that_came_after_others_is_new_for_some_days(bench):
    old, new = a_theme(), a_theme("Sleep")
    assert "New since" not in bench.get(PAGE).text
    old.made_on = uk_today() - timedelta(days=30)
    db.session.commit()
    assert new_ones([old, new], uk_today()) == {new.id} and bench.get(PAGE).text.count("New since") == 1
    assert new_ones([old, new], uk_today() + timedelta(days=7)) == set() == new_ones([], uk_today())


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Getting help in time", "Getting help on time", True),
        ("Waiting for help", "help for waiting", True),
        ("Lunch time", "Lunch times", True),
        ("Lunch", "Sleep", False),
        ("Brothers and sisters", "Brothers and letters", False),
        ("?", "!", False),
    ],
)
def test_names_that_read_alike(one, other, alike):
    assert reads_alike(one, other) is alike
