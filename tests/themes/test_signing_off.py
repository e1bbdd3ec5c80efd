"""Before themes are signed off: all read, each lone voice decided, each theme explained."""

import pytest

from builders import a_board, a_partnership, a_theme, a_user, heard, saved
from coprod.accounts.models import User
from coprod.activities.audience import Audience
from coprod.audit import Record
from coprod.database import db
from coprod.participation.receipt import Receipt
from coprod.participation.submission import Submission
from coprod.themes.code_text import Said, code_text
from coprod.themes.models import Theme
from coprod.themes.signing_off import lone_voices
from coprod.themes.signing_off.models import NotReady, Signed, SignOff, standing


@pytest.fixture
def coder(app) -> User:
    a_partnership()
    a_board()
    return a_user("analyst")


def coded(words: str, *themes: Theme, by: User, **more) -> Submission:
    said = heard(words, **{key: more.pop(key) for key in ("audience",) if key in more})
    code_text(said.id, Said({theme.id: None for theme in themes}, **more), by=by.id, seen=said.moves_made)
    return said


def many(theme: Theme, by: User) -> None:
    for number in range(5):
        coded(f"text {number}", theme, by=by)


def test_nothing_is_signed_before_all_is_read_decided_and_said(coder):
    theme = a_theme("Waits")
    many(theme, coder)
    unread, alone = heard("not read"), coded("the dentist", by=coder)
    sign = lambda: SignOff.sign(theme.engagement, by=coder.id)  # noqa: E731
    stands = standing(theme.engagement_id)
    assert (stands.unread, stands.lone, len(stands.unsaid), stands.texts) == (1, 1, 1, 7)
    for finish in (
        lambda: code_text(unread.id, Said(says_nothing=True), by=coder.id, seen=unread.moves_made),
        lambda: lone_voices.keep_text(alone, by=coder.id),
        lambda: theme.change({"meaning": "Waiting."}, by=coder.id),
    ):
        with pytest.raises(NotReady):
            sign()
        finish()
        db.session.flush()
    signed = sign()
    db.session.flush()
    assert (signed.number, signed.texts, signed.said_nothing, signed.themes, signed.kept_alone) == (1, 7, 1, 1, 1)
    assert signed.read_by == {"analyst": 7} and signed.second_read == 0
    assert sign().number == 2
    db.session.commit()
    signed.texts = 1
    with pytest.raises(Signed):
        db.session.flush()


def test_each_audience_that_spoke_of_a_theme_has_a_sentence(coder):
    theme = a_theme("Waits")
    coded("mine", theme, by=coder, audience="young_person")
    coded("ours", theme, by=coder, audience="parent_carer")
    theme.say({Audience.YOUNG_PERSON: "Missing school."}, by=coder.id)
    db.session.flush()
    assert [each.audience for each in standing(theme.engagement_id).unsaid] == [Audience.PARENT_CARER]


def test_few_and_none_are_lone_voices_until_somebody_decides(coder):
    waits, teeth = a_theme("Waits"), a_theme("Teeth")
    many(waits, coder)
    tooth, alone = coded("the dentist", teeth, by=coder), coded("an evening meeting", by=coder)
    coded("hello", by=coder, says_nothing=True)
    lone = lone_voices.lone_voices(waits.engagement_id)
    assert [each.theme for each in lone.themes] == [teeth] and lone.texts == [alone] and lone.number == 2
    lone_voices.put_theme_in(teeth, waits, by=coder.id)
    lone_voices.keep_text(alone, by=coder.id)
    lone_voices.keep_text(alone, by=coder.id)
    db.session.flush()
    lone = lone_voices.lone_voices(waits.engagement_id)
    assert (lone.number, lone.kept) == (0, 1) and not teeth.is_open and teeth.became is waits
    assert lone_voices.how_many(waits.engagement_id) == 0 and tooth.is_heard
    alone.return_to_queue(by=coder.id)
    alone.approve(by=coder.id)
    code_text(alone.id, Said(), by=coder.id, seen=alone.moves_made)
    assert lone_voices.how_many(waits.engagement_id) == 1  # other words, decided on anew


def test_one_person_who_writes_much_is_a_lone_voice(coder):
    theme = a_theme("Teeth")
    code = Receipt("one person")
    for number in range(6):
        said = heard(f"the dentist {number}", receipt=code)
        code_text(said.id, Said({theme.id: None}), by=coder.id, seen=said.moves_made)
    assert [each.theme for each in lone_voices.lone_voices(theme.engagement_id).themes] == [theme]


def test_the_page_leads_through_it(client, coder, sign_in):
    waits, teeth = a_theme("Waits"), a_theme("Teeth")
    many(waits, coder)
    coded("the dentist", teeth, by=coder)
    alone = coded("an evening meeting", by=coder)
    for theme in (waits, teeth):
        theme.meaning = "What it is."
    saved(teeth)
    address = f"/staff/themes/{waits.engagement.slug}"
    sign_in("engagement_lead")
    page = client.get(f"{address}/sign-off").text
    assert "7 of 7 texts read" in page and "Lone voices: 2 to decide" in page and "the dentist" in page
    assert client.post(f"{address}/sign-off").status_code == 409
    assert (
        client.post(f"{address}/lone-voices", data={"theme": teeth.id, "go": "put", "into": "9999"}).status_code == 422
    )
    client.post(f"{address}/lone-voices", data={"theme": teeth.id, "go": "keep"})
    client.post(
        f"{address}/lone-voices",
        data={"text": alone.public_id, "go": "put", "into": waits.id, "seen": alone.moves_made},
    )
    page = client.get(f"{address}/sign-off").text
    assert "Lone voices: 0 to decide" in page and "6 have a theme" not in page and "7 have a theme" in page
    client.post(f"{address}/sign-off")
    page = client.get(f"{address}/sign-off").text
    assert "The themes are signed off." in page and db.session.query(SignOff).one().kept_alone == 1
    actions = [each.action for each in db.session.query(Record).order_by(Record.id)]
    assert actions[-3:] == ["kept a lone voice", "put a lone voice in a theme", "signed off themes"]
    sign_in("analyst")
    assert client.post(f"{address}/sign-off").status_code == 403
    assert client.post(f"{address}/lone-voices", data={"theme": "77", "go": "keep"}).status_code == 404
    assert client.post(f"{address}/lone-voices", data={"text": "x", "go": "keep"}).status_code == 404


def test_the_page_costs_the_same_for_more(client, coder, sign_in, statements):
    theme = a_theme("Waits")
    sign_in("engagement_lead")
    counts = []
    for number in (2, 12):
        for each in range(number):
            coded(f"alone {number} {each}", by=coder)
            coded(f"few {number} {each}", a_theme(f"Theme {number} {each}"), by=coder)
        statements.clear()
        client.get(f"/staff/themes/{theme.engagement.slug}/sign-off")
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_only_a_lone_voice_that_somebody_read_is_decided_and_only_in_the_words_of_the_page(client, coder, sign_in):
    waits, teeth = a_theme("Waits"), a_theme("Teeth")
    many(waits, coder)
    unread, alone, filed = heard("not read"), coded("an evening", by=coder), coded("the dentist", teeth, by=coder)
    address = f"/staff/themes/{waits.engagement.slug}/lone-voices"
    sign_in("engagement_lead")

    def sent(**data: object) -> str:
        answer = client.post(address, data=data)
        return "" if answer.status_code == 303 else answer.text

    for text in (unread, filed):
        for go in ("keep", "put"):
            page = sent(text=text.public_id, seen=text.moves_made, go=go, into=waits.id)
            assert "That is not to decide here" in page, (text, go)
    assert "That is not to decide here" in sent(theme=waits.id, go="keep")
    assert "That is not to decide here" in sent(theme=waits.id, go="put", into=teeth.id)
    for wrong in ("", "x", alone.moves_made - 1, "9" * 30):
        for go in ("keep", "put"):
            page = sent(text=alone.public_id, seen=wrong, go=go, into=waits.id)
            assert "These words changed since you opened this page." in page, wrong
    assert lone_voices.lone_voices(waits.engagement_id).kept == 0 and teeth.is_open
    assert sent(text=alone.public_id, seen=alone.moves_made, go="keep") == ""
    assert sent(theme=teeth.id, go="put", into=waits.id) == ""
    assert lone_voices.how_many(waits.engagement_id) == 0
