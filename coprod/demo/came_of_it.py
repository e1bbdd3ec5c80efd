"""What came of the engagement that is finished: sorted, read by two, signed off, published, decided, looked at."""

from collections.abc import Sequence
from random import Random
from typing import Any

from sqlalchemy import select

from coprod.accounts.models import User
from coprod.activities.activity import Activity
from coprod.activities.audience import Audience
from coprod.activities.engagement import Engagement
from coprod.database import db
from coprod.demo import content
from coprod.demo.backdating import were_on
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.permissions import Role
from coprod.themes.code_text import Said, code_text
from coprod.themes.coding import Coding, Reading, Tone
from coprod.themes.models import Theme
from coprod.themes.second_coder.models import SecondReading
from coprod.themes.signing_off import lone_voices
from coprod.themes.signing_off.models import SignOff
from coprod.you_said_we_did.decisions.models import Decided, Decision, Verdict
from coprod.you_said_we_did.heard.models import Heard
from coprod.you_said_we_did.not_now.models import Look

Facts = dict[str, Any]


def finish(staff: Sequence[User], chance: Random) -> None:
    """In the caller's transaction, when all that was said has been read."""
    db.session.flush()
    facts = content.toml("heard")
    engagement = db.session.scalars(select(Engagement).where(Engagement.slug == facts["engagement"])).one()
    lead, other = [person for person in staff if Role.ENGAGEMENT_LEAD in person.roles][:2]
    first, second = sorted((person for person in staff if Role.ANALYST in person.roles), key=lambda each: each.id)[:2]
    themes = {each["title"]: theme(engagement, each, first.id) for each in facts["themes"]}
    texts = all_of(engagement)
    sort(texts, facts, themes, first.id)
    read_again(engagement, texts, facts, themes, second, chance)
    keep_what_few_said(engagement, facts, themes, first.id)
    signed = SignOff.sign(engagement, by=lead.id)
    db.session.flush()
    tones = {themes[each["title"]].id: Tone(each["tone"]) for each in facts["themes"]}
    Heard.publish(engagement, tones, by=other.id, on=content.day(facts["published_on"]))
    db.session.flush()
    for each in facts["themes"]:
        decide(themes[each["title"]], each, facts, by=lead.id)
    were_on(Coding, content.day(facts["sorted_on"]), "day", Coding.theme_id.in_([each.id for each in themes.values()]))
    were_on(Reading, content.day(facts["sorted_on"]), "day", Reading.submission_id.in_([each.id for each in texts]))
    were_on(SignOff, content.day(facts["signed_on"]), "day", SignOff.id == signed.id)
    were_on(Decision, content.day(facts["decided_on"]), "decided_on", Decision.by_id == lead.id)


def theme(engagement: Engagement, facts: Facts, by: int) -> Theme:
    """With what it means to everybody, and to those to whom it means something of its own."""
    made = Theme.make(engagement, facts["title"], facts["meaning"], by=by)
    made.made_on = content.day(-200)
    made.say({each: facts[each.value] for each in Audience if each.value in facts}, by=by)
    return made


def all_of(engagement: Engagement) -> list[Submission]:
    """What people said in it, as far as it was approved."""
    return list(
        db.session.scalars(
            select(Submission)
            .join(Submission.contribution)
            .join(Activity, Activity.id == Contribution.activity_id)
            .where(Activity.engagement_id == engagement.id, Submission.heard())
            .order_by(Submission.id)
        )
    )


def sort(texts: Sequence[Submission], facts: Facts, themes: dict[str, Theme], by: int) -> None:
    """The first coder reads all of it."""
    for text in texts:
        said = says(text, facts, themes)
        code_text(text.id, said, by=by, seen=text.moves_made)


def says(text: Submission, facts: Facts, themes: dict[str, Theme]) -> Said:
    """What a reader says of a text: by the pieces of words in the file."""
    words = text.published_words or ""
    found = [each for each in facts["themes"] if any(piece in words for piece in each["words"])]
    tone = Tone(found[0]["tone"]) if found else None
    ids: dict[int, int | None] = {themes[each["title"]].id: None for each in found}
    return Said(ids, tone, good_quote=bool(found) and len(words) < 90)


def read_again(
    engagement: Engagement,
    texts: Sequence[Submission],
    facts: Facts,
    themes: dict[str, Theme],
    second: User,
    chance: Random,
) -> None:
    """The second coder reads a sample, and sees some of it differently, as people do. Then both talk, and settle it."""
    sample = SecondReading.draw(engagement, second, facts["second_reads"], by=second.id, chance=chance)
    every = [each.id for each in themes.values()]
    while text := sample.next_text():
        said = says(text, facts, themes)
        ids = {id: None for id in said.themes if chance.random() > 0.2}
        if chance.random() < 0.15:
            ids[chance.choice(every)] = None
        sample.read(text.id, said._replace(themes=ids), by=second.id, seen=text.moves_made)
    sample.compare()
    for each in sample.differences():
        said = says(each.submission, facts, themes)
        sample.settle(each.submission.id, said, by=second.id, seen=each.submission.moves_made)
    sample.drawn_on = content.day(facts["sorted_on"])
    sample.compared_on = content.day(facts["sorted_on"] + 4)


def keep_what_few_said(engagement: Engagement, facts: Facts, themes: dict[str, Theme], by: int) -> None:
    """Each lone voice is decided on: it stands as its own."""
    for each in facts["themes"]:
        if each.get("kept_alone"):
            lone_voices.keep_theme(themes[each["title"]], by=by)
    db.session.flush()
    for text in lone_voices.lone_voices(engagement.id).texts:
        lone_voices.keep_text(text, by=by)
    db.session.flush()


def decide(theme: Theme, facts: Facts, all_facts: Facts, *, by: int) -> None:
    """What becomes of it, in which meeting; and what happened when somebody looked at it again."""
    said: Facts = dict(facts["decision"])
    days = {"step_by": said.pop("step_in", None), "look_again_on": said.pop("look_in", None)}
    if not said.get("first_step"):
        days["step_by"] = None
    met = content.day(all_facts["decided_on"])
    said |= {name: content.day(ago) for name, ago in days.items() if ago is not None}
    said |= {"keeper_id": by} if said["verdict"] == Verdict.NOT_NOW else {}
    says = Decided(**said | {"verdict": Verdict(said["verdict"]), "meeting": all_facts["meeting"], "met_on": met})
    decision = Decision.decide(theme, says, by=by)
    decision.decided_on = met
    db.session.flush()
    if look := facts.get("look"):
        looked = Look.write(decision, look["happened"], next_on=content.day(look["next_in"]), by=by)
        looked.day = content.day(-look["ago"])
        db.session.flush()
