"""Staff read texts one by one, and say which themes each belongs to."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from builders import a_board, a_partnership, a_submission, a_theme, a_user, an_engagement, heard
from coprod.audit import Record
from coprod.database import db
from coprod.participation.contribution import Sharing, Source
from coprod.themes.code_text import Said, SaidSince, code_text, said_of, say_again
from coprod.themes.coding import Coding, Reading, Tone
from coprod.themes.models import Theme
from coprod.themes.suggesting.suggestions import Suggested
from coprod.themes.workbench import counts, texts
from coprod.themes.workbench.filters import TextFilters
from coprod.themes.workbench.texts import OneText, Within

PAGE = "/staff/themes/refresh"


@pytest.fixture
def bench(client, sign_in):
    a_partnership()
    a_board(engagement=an_engagement())
    sign_in("analyst")
    return client


def within() -> Within:
    return Within.of(a_theme("Any").engagement)


def sent(submission, *themes: Theme, **more: Any) -> dict[str, Any]:
    """What the form sends about a text."""
    return {"seen": submission.moves_made, "themes": [theme.id for theme in themes]} | more


def test_a_text_is_coded_and_the_next_one_is_opened(bench):
    rows = sorted([heard(f"number {i}") for i in range(3)], key=lambda row: row.public_id)
    first, second, third = (row.public_id for row in rows)
    id, waits = rows[0].id, a_theme()
    form = sent(rows[0], waits, tone="hard", good_quote="y", asks_for_help="y")
    answer = bench.post(f"{PAGE}/{first}/code", data=form)
    assert (answer.status_code, answer.location) == (303, f"{PAGE}/{second}")
    assert said_of(id) == Said({waits.id: None}, Tone.HARD, False, True, True)
    page = bench.get(answer.location).text
    assert "Undo the last" in page and "</svg>Quote, Long waits" in page and "1 of 3 read" in page
    assert bench.get(f"{PAGE}/next?after={third}").location == f"{PAGE}/{second}"
    for row in rows[1:]:
        answer = bench.post(f"{PAGE}/{row.public_id}/code", data=sent(row, says_nothing="y"))
    assert answer.location == f"{PAGE}?all_read=1" and "Everything here is read" in bench.get(answer.location).text


def test_texts_stand_in_the_order_of_their_random_ids_page_by_page(bench):
    ids = sorted(heard(f"number {i}").public_id for i in range(40))
    seen = re.compile(rf'href="{PAGE}/([0-9a-z]{{13}})"')
    first = bench.get(PAGE).text
    assert seen.findall(first) == ids[:30]
    [more] = re.findall(rf'"({PAGE}\?after=[^"]+)"', first)
    assert seen.findall(bench.get(more).text) == ids[30:]
    around = seen.findall(bench.get(f"{PAGE}/{ids[20]}").text)
    assert around == ids[16:40]


def test_every_channel_is_there_and_only_what_was_approved_and_not_taken_back(bench):
    heard("from paper", source=Source.PAPER)
    gone, waits = heard("taken back"), a_submission("still waits", a_board("other", a_theme().engagement))
    gone.contribution.withdraw()
    db.session.commit()
    page = bench.get(PAGE).text
    assert "from paper" in page and "taken back" not in page and "still waits" not in page
    assert bench.get(f"{PAGE}/{waits.public_id}").status_code == 404
    answer = bench.post(f"{PAGE}/{gone.public_id}/code", data=sent(gone))
    assert answer.status_code == 303 and "not here any more" in bench.get(answer.location).text


def test_staff_see_what_was_published_and_how_it_may_be_used(bench):
    words = heard("I am Sam and I wait", sharing=Sharing.TEAM)
    words.published_words = "I am [name removed] and I wait"
    db.session.commit()
    page = bench.get(f"{PAGE}/{words.public_id}").text
    assert "Sam" not in page and '<span class="hid">[name removed]</span>' in page
    assert (
        "Only for the team, 1 part hidden" in page
        and "Good quote" not in page.split('id="code"')[1].split("</form>")[0]
    )
    refused = bench.post(f"{PAGE}/{words.public_id}/code", data=sent(words, good_quote="y"))
    assert refused.status_code == 422 and "did not let us show" in refused.text and said_of(words.id) is None


def test_words_that_moved_are_read_anew_and_what_was_ticked_is_kept(bench):
    words, theme = heard("as it was"), a_theme()
    form = sent(words, theme, tone="idea")
    words.return_to_queue(by=a_user("moderator").id)
    words.approve(by=a_user("moderator").id)
    words.published_words = "as it is now"
    db.session.commit()
    answer = bench.post(f"{PAGE}/{words.public_id}/code", data=form)
    assert answer.status_code == 409 and "These words are others now" in answer.text and "as it is now" in answer.text
    assert f'name="themes" value="{theme.id}"' in answer.text and said_of(words.id) is None
    [seen] = re.findall(r'name="seen" value="(\d+)"', answer.text)
    assert bench.post(f"{PAGE}/{words.public_id}/code", data=form | {"seen": seen}).status_code == 303
    assert said_of(words.id) == Said({theme.id: None}, Tone.IDEA)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"says_nothing": "y"}, "A text that says nothing has no theme"),
        ({"themes": [999]}, "not used any more"),
        ({"themes": ["x", 2**70]}, "could not be coerced"),
        ({"tone": "angry"}, "one of the three tones"),
        ({"typed": "Nobody made this"}, "There is no theme of that name"),
        ({"typed": "x" * 61}, "60 characters"),
    ],
)
def test_what_cannot_be_is_refused_and_comes_back(bench, wrong, says):
    words, theme = heard(), a_theme()
    answer = bench.post(f"{PAGE}/{words.public_id}/code", data=sent(words, theme) | wrong)
    assert answer.status_code == 422 and says in answer.text and said_of(words.id) is None


def test_a_theme_that_ends_meanwhile_is_off(bench):
    words, theme = heard(), a_theme()
    form = sent(words, theme)
    theme.end(by=a_user("analyst").id)
    db.session.commit()
    answer = bench.post(f"{PAGE}/{words.public_id}/code", data=form)
    assert answer.status_code == 422 and f'name="themes" value="{theme.id}"' not in answer.text


def test_themes_are_taken_and_taken_off_without_a_script(bench):
    words, waits, lunch = heard(), a_theme(), a_theme("Lunch")
    choose = f"{PAGE}/{words.public_id}/choose"
    answer = bench.post(choose, data=sent(words, waits, typed=" LONG  waits", tone="hard"))
    assert answer.status_code == 200 and answer.text.count('name="themes"') == 1
    answer = bench.post(choose, data=sent(words, waits, typed="lunch"))
    assert f'name="themes" value="{lunch.id}"' in answer.text and said_of(words.id) is None
    answer = bench.post(choose, data=sent(words, waits, lunch, drop=waits.id, tone="hard"))
    assert f'name="themes" value="{waits.id}"' not in answer.text and 'value="hard" checked' in answer.text
    answer = bench.post(choose, data=sent(words, typed="Sleep"))
    assert answer.status_code == 422 and "Make this theme" in answer.text and 'value="Sleep"' in answer.text
    assert bench.post(f"{PAGE}/{words.public_id}/code", data=sent(words, typed="LUNCH")).status_code == 303
    assert said_of(words.id).themes == {lunch.id: None}


def test_a_theme_is_made_while_one_reads_and_a_name_that_is_there_is_taken(bench):
    words, waits = heard(), a_theme()
    made = bench.post(f"{PAGE}/{words.public_id}/make", data=sent(words, waits, typed="Sleep", says_nothing=""))
    sleep = db.session.query(Theme).filter_by(slug="sleep").one()
    assert made.status_code == 200
    assert [f'name="themes" value="{theme.id}"' in made.text for theme in (waits, sleep)] == [True, True]
    assert db.session.query(Record).filter_by(action="created theme", subject=f"theme {sleep.id}").count() == 1
    again = bench.post(f"{PAGE}/{words.public_id}/make", data=sent(words, typed="SLEEP"))
    assert f'name="themes" value="{sleep.id}"' in again.text and db.session.query(Theme).count() == 2
    for wrong in ("", "?!", "x" * 61):
        refused = bench.post(f"{PAGE}/{words.public_id}/make", data=sent(words, typed=wrong))
        assert refused.status_code == 422 and db.session.query(Theme).count() == 2, wrong


def test_undo_says_again_what_was_said_before_in_new_rows(bench):
    words, waits, lunch = heard(), a_theme(), a_theme("Lunch")
    id, code = words.id, f"{PAGE}/{words.public_id}/code"
    bench.post(code, data=sent(words, waits, tone="hard"))
    bench.post(code, data=sent(words, lunch, good_quote="y"))
    answer = bench.post(f"{PAGE}/undo")
    assert answer.location == f"{PAGE}/{words.public_id}" and "Undone" in bench.get(answer.location).text
    db.session.rollback()
    assert said_of(id) == Said({waits.id: None}, Tone.HARD)
    assert (db.session.query(Coding).count(), db.session.query(Reading).count()) == (3, 3)
    bench.post(f"{PAGE}/undo")
    db.session.rollback()
    assert said_of(id) is None and db.session.query(Coding).filter(Coding.ended_on.is_(None)).count() == 0
    assert "nothing of yours to undo" in bench.get(bench.post(f"{PAGE}/undo").location).text


def test_what_somebody_else_said_since_is_not_undone(bench):
    words, waits, lunch = heard(), a_theme(), a_theme("Lunch")
    id, seen = words.id, words.moves_made
    bench.post(f"{PAGE}/{words.public_id}/code", data=sent(words, waits))
    code_text(id, Said({lunch.id: None}), by=a_user("engagement_lead").id, seen=seen)
    db.session.commit()
    assert "Not undone" in bench.get(bench.post(f"{PAGE}/undo").location).text
    db.session.rollback()
    assert said_of(id) == Said({lunch.id: None})
    with pytest.raises(SaidSince):
        say_again(id, None, instead_of=Said({waits.id: None}), by=a_user("analyst").id, seen=seen)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, "abcdef"),
        ({"which": "not_read"}, "f"),
        ({"which": "read"}, "abcde"),
        ({"which": "no_theme"}, "e"),
        ({"which": "quote"}, "b"),
        ({"which": "says_nothing"}, "c"),
        ({"which": "asks_for_help"}, "d"),
        ({"tone": "hard"}, "b"),
        ({"theme": "waits"}, "ab"),
        ({"q": "bravo"}, "b"),
        ({"q": "?"}, ""),
    ],
)
def test_narrowing_down(bench, asked, found):
    by, waits = a_user("analyst").id, a_theme()
    named = {w[0]: heard(w) for w in ("alfa", "bravo", "charlie", "delta", "echo", "foxtrot")}
    said = {
        "a": Said({waits.id: None}),
        "b": Said({waits.id: None}, Tone.HARD, good_quote=True),
        "c": Said(says_nothing=True),
        "d": Said({a_theme("Lunch").id: None}, asks_for_help=True),
        "e": Said(),
    }
    for name, what in said.items():
        code_text(named[name].id, what, by=by, seen=named[name].moves_made)
    db.session.commit()
    args = asked | ({"theme": str(waits.id)} if "theme" in asked else {})
    here = within()
    for are_large in (True, False):
        rows = texts.page(here._replace(is_large=are_large), TextFilters.from_address(args)).rows
        assert "".join(sorted(row.said.words[0] for row in rows)) == found
    assert bench.get(PAGE, query_string=args).status_code == 200


def test_one_activity_and_one_question_of_it(bench):
    engagement = a_theme().engagement
    first, other = engagement.activities[0], a_board("other", engagement, question="Lunch?")
    heard("on the first", first)
    heard("on the other", other)
    rows = texts.page(within(), TextFilters(activity=other.id)).rows
    assert [row.said.words for row in rows] == ["on the other"]
    page = bench.get(f"{PAGE}?activity={other.id}").text
    assert "0 of 1 read" in page
    assert bench.get(f"{PAGE}?activity={other.id}&question=question").status_code == 200
    for wrong in ("activity=x", "which=x", "tone=x", f"q={'x' * 201}", "theme=x"):
        assert bench.get(f"{PAGE}?{wrong}").status_code == 422, wrong


def test_who_codes_one_engagement_sees_no_other(client, app, bench):
    an_engagement("elsewhere")
    assert bench.get("/staff/themes").text.count("Nothing to read yet") == 2
    assert bench.get("/staff/themes/nowhere").status_code == 404
    assert bench.get("/staff/themes/elsewhere/next").location == "/staff/themes/elsewhere?all_read=1"
    words = heard()
    assert bench.get(f"/staff/themes/elsewhere/{words.public_id}").status_code == 404
    assert bench.post(f"/staff/themes/elsewhere/{words.public_id}/code", data=sent(words)).status_code == 404


def test_counts_are_kept_for_a_minute_where_there_is_much(app, bench, monkeypatch):
    monkeypatch.setitem(app.extensions, counts.KEPT, {})  # what is kept is kept for this test alone
    words, theme = heard(), a_theme()
    by = a_user("analyst").id
    assert "Counted at" not in bench.get(PAGE).text
    monkeypatch.setattr(texts, "LARGE", 0)
    monkeypatch.setattr(counts, "now", lambda: datetime(2026, 11, 12, 14, 5, tzinfo=UTC))
    assert "Counted at 2:05pm" in bench.get(PAGE).text
    code_text(words.id, Said({theme.id: None}), by=by, seen=words.moves_made)
    db.session.commit()
    assert "0 of 1 read" in bench.get(PAGE).text
    bench.post(f"{PAGE}/themes/create", data={"title": "Another"})  # whoever changes themes sees it at once
    assert "1 of 1 read" in bench.get(PAGE).text


def test_statements_do_not_grow(bench, statements):
    rows = [heard(f"number {i}") for i in range(2)]
    by, spent, engagement = a_user("analyst").id, [], rows[0].contribution.activity.engagement
    addresses = ("/staff/themes", PAGE, f"{PAGE}/{rows[0].public_id}", f"{PAGE}/themes")
    for number in (2, 200):
        for i in range(number):
            theme = a_theme(f"theme {number} {i}", engagement)
            words = heard(f"more {i}")
            code_text(words.id, Said({theme.id: None}), by=by, seen=words.moves_made)
            if i % 50 == 0:
                an_engagement(f"e{number}-{i}")
        db.session.commit()
        for address in addresses:
            statements.clear()
            assert bench.get(address).status_code == 200
            spent.append((address, len(statements)))
    half = len(addresses)
    assert spent[:half] == spent[half:]
    assert max(number for _, number in spent) <= 17, spent


def test_suggestions_are_marked_where_their_words_stand_and_taken_with_their_place(bench, monkeypatch):
    words, waits, lunch = heard("We waited long for lunch"), a_theme(), a_theme("Lunch")
    offered = [Suggested(waits.id, waits.title, ["waited long"], 0.9), Suggested(lunch.id, lunch.title, ["lunch"], 0.5)]
    one = OneText(texts.one(within(), words.public_id).said)
    assert one.marked(offered) == [("We ", 0), ("waited long", 1), (" for ", 0), ("lunch", 2)]
    assert "No suggestions yet" in bench.get(f"{PAGE}/{words.public_id}").text
    monkeypatch.setattr("coprod.themes.workbench.text_views.suggestions_for", lambda ids: dict.fromkeys(ids, offered))
    page = bench.get(f"{PAGE}/{words.public_id}").text
    assert '<mark class="m1">waited long<sup>1</sup></mark>' in page and "2. Lunch" in page
    form = sent(words, offered=[waits.id, lunch.id], take=lunch.id)
    assert f'name="themes" value="{lunch.id}"' in bench.post(f"{PAGE}/{words.public_id}/choose", data=form).text
    bench.post(f"{PAGE}/{words.public_id}/code", data=sent(words, lunch, offered=[waits.id, lunch.id]))
    db.session.rollback()
    assert said_of(words.id) == Said({lunch.id: 2}, offered=2)
