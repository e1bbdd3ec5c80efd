"""What people spoke of, as everyone may read it: dated, signed off, under the one rule for small numbers."""

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select

from builders import a_board, a_partnership, a_theme, a_user, an_engagement, staff_session
from coprod.accounts.models import User
from coprod.activities.audience import Audience
from coprod.activities.life import Archived, Life
from coprod.database import db, uk_today
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.results.disclosure import HIDDEN
from coprod.themes.coding import Tone, in_themes
from coprod.themes.merge_and_split import decide_again, merge, split
from coprod.themes.models import Theme
from coprod.you_said_we_did.heard.counting import THEMES, counted, declares
from coprod.you_said_we_did.heard.models import Heard, NeverEdited, NotYet
from heard_people import signed_off, spoke_of


@pytest.fixture
def publisher(app) -> User:
    a_partnership()
    a_board()
    return a_user("engagement_lead", "second@example.org")


def means(*titles: str) -> list[Theme]:
    themes = [a_theme(title) for title in titles]
    for theme in themes:
        theme.meaning = f"What {theme.title} means."
    return themes


def publish(by: User, *going_well: Theme) -> Heard:
    engagement = db.session.query(Theme).first().engagement
    signed_off(engagement)
    made = Heard.publish(engagement, {theme.id: Tone.GOING_WELL for theme in going_well}, by=by.id)
    db.session.commit()
    return made


def test_each_group_with_its_figures_the_most_common_first(publisher):
    waits, kind, teeth = means("Waits", "Kind people", "Teeth")
    waits.say({Audience.PARENT_CARER: "Nobody rings back."}, by=publisher.id)
    spoke_of([waits], 44), spoke_of([waits, kind], 20, "parent_carer"), spoke_of([kind], 41, "parent_carer")
    spoke_of([teeth], 7)
    made = publish(publisher, kind)
    everyone, young, parents, *_ = made.groups
    assert [(each.title, each.figure) for each in everyone.spoken] == [
        ("Waits", 60),
        ("Kind people", 60),
        ("Teeth", HIDDEN),
    ]
    assert (everyone.people, made.people, young.people, parents.people) == (110, 110, 50, 60)
    assert [(each.title, each.figure) for each in parents.spoken][:2] == [("Kind people", 60), ("Waits", 20)]
    assert parents.spoken[1].meaning == "Nobody rings back." and young.spoken[0].meaning == "What Waits means."
    assert [each.title for each in parents.in_tone("going_well")] == ["Kind people"]
    assert made.figure_of(waits.id) == 60 and made.figure_of(teeth.id) is HIDDEN and made.figure_of(99) is HIDDEN
    of_each = [made.figure_of(kind.id, each) for each in (Audience.PARENT_CARER, Audience.PROFESSIONAL)]
    assert of_each == [60, HIDDEN] and made.figure_of(waits.id, Audience.PARENT_CARER) == 20


def test_a_person_counts_once_however_much_they_wrote(publisher):
    [waits] = means("Waits")
    spoke_of([waits], 30, texts=3)
    assert publish(publisher).people == 30


def test_few_people_have_no_figure_at_all(publisher):
    [waits] = means("Waits")
    spoke_of([waits], 30)
    made = publish(publisher)
    assert all(group.too_small for group in made.groups) and made.figure_of(waits.id) is HIDDEN


def test_none_and_nine_look_the_same(publisher):
    texts = []
    for number in (0, 9):
        board = a_board(f"board-{number}", an_engagement(f"number-{number}"))
        themes = [a_theme(title, board.engagement) for title in ("Waits", "Teeth")]
        for theme in themes:
            theme.meaning = "What it means."
        spoke_of(themes[:1], 69 - number, activity=board), spoke_of(themes, number, activity=board)
        signed_off(board.engagement)
        made = Heard.publish(board.engagement, {}, by=publisher.id)
        texts.append(made.figures.replace(f'"{themes[0].id}"', "W").replace(f'"{themes[1].id}"', "T"))
    assert texts[0] == texts[1]


def test_figures_move_only_with_twenty_new_people_and_a_new_theme_waits_for_them(publisher):
    [waits] = means("Waits")
    spoke_of([waits], 60)
    publish(publisher)
    [sleep] = means("Sleep")
    spoke_of([waits, sleep], 19)
    second = publish(publisher)
    [everyone, *_] = second.groups
    assert [(each.title, each.figure) for each in everyone.spoken] == [("Waits", 60), ("Sleep", HIDDEN)]
    spoke_of([waits, sleep], 1)
    assert publish(publisher).figure_of(sleep.id) == 20


def test_two_people_publish_and_only_what_is_signed_off(publisher):
    [waits] = means("Waits")
    engagement = waits.engagement
    with pytest.raises(NotYet, match="not signed off"):
        Heard.publish(engagement, {}, by=publisher.id)
    spoke_of([waits], 60)
    signed = signed_off(engagement)
    with pytest.raises(NotYet, match="second person"):
        Heard.publish(engagement, {}, by=signed.by_id)
    spoke_of([], 1)
    with pytest.raises(NotYet, match="since"):
        Heard.publish(engagement, {}, by=publisher.id)
    db.session.rollback()


def test_the_same_is_not_published_twice_and_nothing_is_ever_changed(publisher):
    [waits] = means("Waits")
    spoke_of([waits], 60)
    made = publish(publisher)
    with pytest.raises(NotYet, match="already"):
        Heard.publish(waits.engagement, {}, by=publisher.id)
    waits.title = "Other words"
    db.session.commit()
    assert Heard.last_of(waits.engagement_id).groups[0].spoken[0].title == "Waits"
    made.people = 70
    with pytest.raises(NeverEdited):
        db.session.flush()
    db.session.rollback()


def test_counts_follow_any_split_merge_and_withdrawal(publisher):
    """Any row of things that staff and people do: what is published agrees with the rows, each person once."""
    chance = Random(11)
    themes = means("One", "Two", "Three")
    for theme in themes:
        spoke_of(chance.sample(themes, 2), 18, chance.choice(["young_person", "parent_carer"]))
        spoke_of([theme], 6, "professional", texts=2)
    analyst = a_user("analyst").id
    for number in range(12):
        open_ones = Theme.in_use(themes[0].engagement_id)
        what = chance.choice(["merge", "split", "withdraw", "more"])
        if what == "merge" and len(open_ones) > 2:
            merge(
                chance.sample(open_ones, 2),
                Theme.make(themes[0].engagement, f"Merged {number}", by=analyst),
                by=analyst,
            )
        elif what == "split":
            whole = chance.choice(open_ones)
            parts = [Theme.make(whole.engagement, f"Part {number} {part}", by=analyst) for part in "ab"]
            split(whole, parts, by=analyst)
            inside = db.session.scalars(select(in_themes.c.submission_id).where(in_themes.c.theme_id == whole.id)).all()
            for id in inside:
                decide_again(
                    whole,
                    {id: db.session.get_one(Submission, id).moves_made},
                    chance.sample(parts, chance.randint(0, 2)),
                    by=analyst,
                )
        elif what == "withdraw":
            for each in chance.sample(db.session.query(Contribution).filter_by(withdrawn_on=None).all(), 5):
                each.withdraw()
        else:
            spoke_of(chance.sample(open_ones, 1), 4)
        db.session.flush()
        agrees_with_the_rows(themes[0].engagement_id)


def agrees_with_the_rows(engagement_id: int) -> None:
    declaration = declares(engagement_id)
    tallies = counted(engagement_id, declaration)
    people: dict[int, set] = {}
    for theme, contribution in db.session.execute(
        select(in_themes.c.theme_id, Contribution)
        .join(Submission, Submission.id == in_themes.c.submission_id)
        .join(Contribution, Contribution.id == Submission.contribution_id)
    ):
        assert contribution.withdrawn_on is None
        people.setdefault(theme, set()).add(contribution.receipt_id)
    everyone = tallies[declaration.groups[0]]
    for option in declaration.questions[0].options:
        exact = sum(
            number for (question, _, key), number in everyone.picked.items() if (question, key) == (THEMES, option.key)
        )
        assert exact == len(people.get(int(option.key), ()))


def test_staff_look_at_it_and_a_second_person_publishes_it(client, publisher, sign_in):
    waits, kind = means("Waits", "Kind people")
    spoke_of([waits], 60), spoke_of([kind], 12)
    page, public = f"/staff/themes/{waits.engagement.slug}/publish", f"/engagements/{waits.engagement.slug}"
    sign_in("engagement_lead")
    assert "not signed off yet" in client.get(page).text and publisher.may("decide")
    assert "What we heard" not in client.get(public).text
    client.post(f"/staff/themes/{waits.engagement.slug}/sign-off")
    assert "a second person publishes them" in client.get(page).text
    assert client.post(page).status_code == 409
    with client.session_transaction() as session:
        session.update(staff_session(publisher))
    assert "About 60 people" in client.get(page).text
    assert client.post(page, data={f"tone-{kind.id}": "going_well", f"tone-{waits.id}": "x"}).status_code == 303
    shown = client.get(public).text
    assert "What we heard" in shown and "About 60 people" in shown and "About 10 people" in shown
    assert shown.index("What goes well") < shown.index("Kind people") < shown.index("What is hard")
    assert "72 texts, and all of them read, by analysts (72)" in shown
    assert "published already" in client.get(page).text


def test_nothing_new_is_signed_off_or_published_of_what_was_put_away(publisher):
    [waits] = means("Waits")
    spoke_of([waits], 60)
    signed_off(waits.engagement)
    waits.engagement.life = Life.ARCHIVED
    with pytest.raises(Archived):
        Heard.publish(waits.engagement, {}, by=publisher.id)
    with pytest.raises(Archived):
        signed_off(waits.engagement)


def test_where_few_people_spoke_nobody_reads_how_many_texts_there_were(client, publisher):
    [waits] = means("Waits")
    spoke_of([waits], 7)
    publish(publisher)
    page = client.get("/engagements/for-better").text
    assert "All that people wrote was read." in page and "7 texts" not in page and "analysts (7)" not in page


def test_only_the_words_that_were_signed_are_published(publisher):
    [waits] = means("Waits")
    spoke_of([waits], 60)
    signed_off(waits.engagement)
    waits.reword({"title": "Nobody signed this", "meaning": "x"}, {}, by=publisher.id, seen=waits.edited)
    db.session.flush()
    with pytest.raises(NotYet, match="reworded"):
        Heard.publish(waits.engagement, {}, by=publisher.id)


def test_no_name_of_a_theme_that_nobody_published_stands_in_public(client, publisher):
    [waits] = means("Waits")
    spoke_of([waits], 60)
    publish(publisher)
    waits.engagement.decide_by = uk_today() - timedelta(days=1)
    Theme.make(waits.engagement, "Made after it was published", by=publisher.id)
    db.session.commit()
    page = client.get(f"/engagements/{waits.engagement.slug}").text
    assert "Not decided yet: Waits" in page and "Made after" not in page


def test_an_analyst_does_not_reword_what_is_signed_off(client, publisher, sign_in):
    waits, other = means("Waits", "Teeth")
    spoke_of([waits, other], 6)
    signed_off(waits.engagement)
    db.session.commit()
    sign_in("analyst")
    page = f"/staff/themes/{waits.engagement.slug}"
    client.post(f"{page}/theme/{waits.slug}", data={"title": "Bobby", "meaning": "x", "edited": waits.edited})
    client.post(f"{page}/theme/{waits.slug}/end")
    client.post(f"{page}/themes/merge", data={"themes": [waits.id, other.id], "title": "Both", "meaning": "x"})
    db.session.rollback()
    assert {each.title for each in Theme.in_use(waits.engagement_id)} == {"Waits", "Teeth"}
    assert "An engagement lead changes them from here on." in client.get(f"{page}/theme/{waits.slug}").text
