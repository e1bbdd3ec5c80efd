"""Whatever happens to words, no page of replies shows what is not approved, not permitted, or said by too few."""

from collections import Counter
from random import Random

import pytest
from sqlalchemy import select

from builders import a_user, saved
from coprod.activities.activity import Activity
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.move import Hide, Status
from coprod.participation.submission import Submission
from coprod.results.disclosure import QUOTE_GROUP
from coprod.you_said_we_did.replies.published_replies import ReplyFilters, page_of
from replying import a_decided_theme, a_published_reply, lead, said_in

AUDIENCES, DISTRICTS = ("young_person", "parent_carer", "professional"), ("north", "south", None)


def step(random: Random, said: Submission, theme) -> None:
    """One thing that may happen to somebody's words."""
    moderator = a_user("moderator").id
    may = ["withdraw", "out"]
    if said.contribution.is_withdrawn:
        return
    if said.status is Status.APPROVED:
        may += ["return", "reject", "escalate"] * 2
    elif said.status in (Status.PENDING, Status.REJECTED):
        may += ["approve"] * 3
    match random.choice(may):
        case "withdraw":
            said.contribution.withdraw()
        case "out":
            theme.remove([said.id], by=lead())
        case "return":
            said.return_to_queue(by=moderator)
        case "reject":
            said.reject(by=moderator, reason="names")
        case "escalate":
            said.escalate(by=moderator, note="Please look")
        case "approve":
            said.approve(by=moderator, hide=[Hide(0, len(said.words.split()[0]), "name")])


def sharing_both() -> Counter:
    rows = db.session.execute(
        select(Contribution.audience, Contribution.district_slug, Contribution.id)
        .join(Submission, Submission.contribution_id == Contribution.id)
        .where(Submission.heard())
    ).all()
    return Counter((audience, district) for audience, district, _ in set(rows))


def check(client, texts: list[str], replies: list[str]) -> None:
    may_stand = select(Submission.published_words).join(Contribution).where(Submission.shown())
    shown = " ".join(str(words) for words in db.session.scalars(may_stand))
    addresses = ["/you-said-we-did", "/", "/engagements/for-better", *(f"/you-said-we-did/{id}" for id in replies)]
    pages = " ".join(client.get(address).text for address in addresses)
    assert [mark for mark in texts if mark not in shown and mark in pages] == []
    both = sharing_both()
    labels = {each.audience.label: each.audience for each in db.session.query(Contribution)}
    districts = {"North Test": "north", "South Test": "south"}
    for reply in page_of(ReplyFilters()).replies:
        assert reply.said_alike == ""  # nothing was published of what people spoke of
        for quote in reply.quotes:
            if quote.district:
                assert both[labels[quote.audience], districts[quote.district]] >= QUOTE_GROUP
            if quote.audience:
                assert sum(n for (who, _), n in both.items() if who == labels[quote.audience]) >= QUOTE_GROUP


@pytest.mark.parametrize("seed", range(3))
def test_no_page_shows_what_it_may_not(client, seed):
    random = Random(seed)
    theme = a_decided_theme("Long waits")
    board = db.session.query(Activity).filter(Activity.is_listed).first()
    said, texts = [], []
    for number in range(45):
        mark = f"words{number}of{seed}x"
        each = said_in(
            theme,
            f"{mark} is what I say",
            good=random.random() < 0.5,
            activity=board,
            audience=random.choice(AUDIENCES[: 1 + number % 3]),
            district=random.choice(DISTRICTS),
            sharing=random.choice(("show", "show", "team", "idea")),
        )
        texts.append(mark)
        said.append(each)
    may = [each for each in said if each.contribution.sharing == "show"]
    replies = [a_published_reply(theme, *random.sample(may, 4), title=f"Reply {n}").public_id for n in range(4)]
    check(client, texts, replies)
    assert any(reply.quotes for reply in page_of(ReplyFilters()).replies)
    for _ in range(12):
        one = random.choice(may)
        step(random, one, theme)
        saved(one)
        check(client, texts, replies)
