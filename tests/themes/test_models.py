"""What is filed under a theme; themes that are said in other words, merged and split."""

import pytest
from sqlalchemy import select

from builders import a_board, a_submission, a_theme, a_user, an_engagement, heard, saved
from coprod.activities.audience import Audience
from coprod.changes import Change
from coprod.database import db
from coprod.participation.submission import Submission
from coprod.themes import who_spoke
from coprod.themes.code_text import NothingAndThemes, Said, WordsMoved, code_text, unread
from coprod.themes.coding import Coding, NeverEdited, Reading, Tone, add, begun, in_themes, is_read
from coprod.themes.merge_and_split import NotTheSame, decide_again, merge, merge_into, split
from coprod.themes.models import Ended, Theme


@pytest.fixture
def coder(app) -> int:
    a_board()
    return a_user("analyst").id


def inside(theme: Theme) -> set[int]:
    return set(db.session.scalars(select(in_themes.c.submission_id).where(in_themes.c.theme_id == theme.id)))


def code(words: Submission, *themes: Theme, by: int, blind: bool = False, **more) -> None:
    said = Said(themes={theme.id: None for theme in themes}, **more)
    code_text(words.id, said, by=by, seen=words.moves_made, blind=blind)


def test_approved_words_are_filed_once(coder):
    words, theme = heard(), a_theme()
    assert (theme.add([words.id], by=coder), theme.add([words.id], by=coder)) == (1, 0)
    assert inside(theme) == {words.id} and db.session.scalar(select(Reading.coder_id)) == coder


def test_words_that_were_not_approved_are_not(coder):
    assert a_theme().add([a_submission().id], by=coder) == 0


def test_words_of_another_engagement_are_not(coder):
    theme = a_theme(engagement=an_engagement("other"))
    words = heard()
    assert theme.add([words.id], by=coder) == 0
    with pytest.raises(Ended):
        code(words, theme, by=coder)


def test_taken_out_again(coder):
    words, theme = heard(), a_theme()
    theme.add([words.id], by=coder)
    assert theme.remove([words.id], by=coder) == 1 and inside(theme) == set()
    assert theme.add([words.id], by=coder) == 1


def test_what_a_person_says_of_a_text_replaces_what_was_said_and_is_kept(coder):
    words, waits, lunch = heard(), a_theme("Waits"), a_theme("Lunch")
    code(words, waits, lunch, by=coder, tone=Tone.HARD)
    kept = db.session.scalar(select(Coding.id).where(Coding.theme_id == waits.id))
    code(words, waits, by=coder, tone=Tone.HARD, good_quote=True)
    assert (inside(waits), inside(lunch)) == ({words.id}, set())
    assert db.session.scalars(select(Coding.id).where(Coding.theme_id == waits.id)).all() == [kept]
    ended = db.session.scalars(select(Coding).where(Coding.theme_id == lunch.id)).one()
    assert ended.ended_on and ended.ended_by_id == coder and db.session.query(Reading).count() == 2
    code(words, waits, by=coder, tone=Tone.IDEA)
    tones = db.session.execute(select(Coding.tone, Coding.ended_on.is_(None)).where(Coding.theme_id == waits.id)).all()
    assert sorted(tones) == [("hard", False), ("idea", True)]


def test_a_coding_is_never_edited(coder):
    words, theme = heard(), a_theme()
    code(words, theme, by=coder)
    db.session.commit()
    for table in (Coding, Reading):
        row = db.session.query(table).one()
        row.moves_made = 9
        with pytest.raises(NeverEdited):
            db.session.flush()
        db.session.rollback()
        with pytest.raises(NeverEdited):
            db.session.query(table).delete()


def test_nothing_that_moved_is_coded_and_a_text_that_says_nothing_has_no_theme(coder):
    words, theme = heard(), a_theme()
    with pytest.raises(NothingAndThemes):
        code(words, theme, by=coder, says_nothing=True)
    with pytest.raises(WordsMoved):
        code_text(words.id, Said(), by=coder, seen=words.moves_made - 1)
    words.contribution.withdraw()
    with pytest.raises(WordsMoved):
        code(words, theme, by=coder)


def test_words_that_were_approved_anew_are_read_anew(coder):
    words, theme = heard(), a_theme()
    code(words, theme, by=coder)
    words.return_to_queue(by=coder)
    words.approve(by=coder)
    db.session.flush()
    assert inside(theme) == set() and not db.session.scalar(select(is_read()).where(Submission.id == words.id))
    code(words, theme, by=coder)
    assert inside(theme) == {words.id}
    assert db.session.query(Coding).filter(Coding.ended_on.is_(None)).count() == 1


def test_what_is_taken_back_counts_nowhere(coder):
    words, theme = heard(), a_theme()
    code(words, theme, by=coder)
    words.contribution.withdraw()
    db.session.flush()
    assert inside(theme) == set() and who_spoke.of_themes(theme.engagement_id) == {}


def test_a_second_coder_is_blind_and_counts_nowhere(coder):
    words, waits, lunch = heard(), a_theme("Waits"), a_theme("Lunch")
    code(words, waits, by=coder)
    code(words, lunch, by=a_user("engagement_lead").id, blind=True)
    assert (inside(waits), inside(lunch)) == ({words.id}, set())
    code(words, lunch, by=coder)
    assert (inside(waits), inside(lunch)) == (set(), {words.id})


def test_unread_again(coder):
    words, theme = heard(), a_theme()
    code(words, theme, by=coder)
    unread(words.id, by=coder)
    assert inside(theme) == set() and not db.session.scalar(select(is_read()).where(Submission.id == words.id))


def test_merged_themes_count_each_text_and_each_person_once(coder):
    both, one, other = heard("both"), heard("one"), heard("other")
    waits, late = a_theme("Waits"), a_theme("Late")
    code(both, waits, late, by=coder, tone=Tone.HARD)
    code(one, waits, by=coder)
    code(other, late, by=coder)
    code(one, late, by=a_user("engagement_lead").id, blind=True)
    into = Theme.make(waits.engagement, "Waits", by=coder)
    assert merge([waits, late], into, by=coder) == 3
    assert inside(into) == {both.id, one.id, other.id} and inside(waits) == inside(late) == set()
    assert who_spoke.of_themes(into.engagement_id) == {into.id: (3, 3)}
    assert into.slug == "waits-2" and waits.became is into and not waits.is_open
    assert db.session.query(Coding).filter_by(theme_id=into.id, blind=True).count() == 1
    with pytest.raises(Ended):
        waits.add([one.id], by=coder)
    again = Theme.make(into.engagement, "All of it", by=coder)
    merge([into, saved(a_theme("Third"))], again, by=coder)
    assert waits.became is again and inside(again) == {both.id, one.id, other.id}


def test_only_themes_of_one_engagement_merge(coder):
    here, there = a_theme(), a_theme("There", an_engagement("other"))
    for themes in ([here, there], [here], [here, here]):
        with pytest.raises(NotTheSame):
            merge(themes, Theme.make(here.engagement, "Both", by=coder), by=coder)
        db.session.rollback()


def test_a_split_moves_each_text_only_when_it_is_decided_again(coder):
    first, second = heard("first"), heard("second")
    waits = a_theme("Waits")
    waits.add([first.id, second.id], by=coder)
    parts = [Theme.make(waits.engagement, title, by=coder) for title in ("Lists", "Letters")]
    split(waits, parts, by=coder)
    assert inside(waits) == {first.id, second.id} and parts[0].split_from is waits
    assert decide_again(waits, {first.id: first.moves_made}, parts, by=coder) == 1
    assert (inside(waits), inside(parts[0]), inside(parts[1])) == ({second.id}, {first.id}, {first.id})
    decide_again(waits, {second.id: second.moves_made}, [], by=coder)
    assert inside(waits) == set() and waits.is_open


def test_each_audience_has_a_sentence_of_its_own_with_its_history(coder):
    theme = a_theme()
    theme.meaning = "Waiting."
    theme.say({Audience.YOUNG_PERSON: "Missing school.", Audience.PROFESSIONAL: ""}, by=coder)
    assert theme.meant_by(Audience.YOUNG_PERSON) == "Missing school."
    assert theme.meant_by(Audience.PROFESSIONAL) == theme.meant_by(None) == "Waiting."
    theme.say({Audience.YOUNG_PERSON: ""}, by=coder)
    db.session.flush()
    assert theme.meant_by(Audience.YOUNG_PERSON) == "Waiting."
    changes = db.session.scalars(select(Change).where(Change.subject == theme.subject).order_by(Change.id)).all()
    assert [(each.was, each.became) for each in changes] == [("", "Missing school."), ("Missing school.", "")]


def test_a_name_that_people_read_as_the_same_is_taken_while_it_is_in_use(coder):
    theme = a_theme("Long waits")
    assert Theme.is_taken(theme.engagement_id, "long  WAITS!")
    assert not Theme.is_taken(theme.engagement_id, "Long waits", besides=[theme.id])
    theme.end(by=coder)
    db.session.flush()
    assert not Theme.is_taken(theme.engagement_id, "Long waits")
    assert Theme.make(theme.engagement, "Long waits", by=coder).slug == "long-waits-2"


def test_what_was_said_of_older_words_keeps_no_text_out_of_what_its_theme_became(coder):
    words, waits, lists, parts = heard(), a_theme("Waits"), a_theme("Lists"), [a_theme("Letters")]
    code(words, lists, *parts, by=coder)
    words.return_to_queue(by=coder)
    words.approve(by=coder)  # other words, perhaps: both codings are of the older ones
    add(Coding, [begun(words.id, words.moves_made, coder) | {"theme_id": waits.id, "tone": None, "suggested_as": None}])
    assert (inside(lists), inside(waits)) == (set(), {words.id})
    merge_into(waits, lists, by=coder)
    assert inside(lists) == {words.id}
    split(lists, parts, by=coder)
    assert decide_again(lists, {words.id: words.moves_made - 1}, parts, by=coder) == 0
    assert decide_again(lists, {words.id: words.moves_made}, parts, by=coder) == 1
    assert inside(parts[0]) == {words.id}
