"""The partnership, its engagements and what is in them, before anyone has said a word."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from typing import Any

from coprod.activities.activity import Activity
from coprod.activities.audience import Audience
from coprod.activities.engagement import Engagement
from coprod.activities.life import Life
from coprod.boards.models import Board
from coprod.clock_times import uk_moment
from coprod.database import db
from coprod.date_fields import end_of
from coprod.demo import content, files
from coprod.events.models import Event
from coprod.partnership.district import District
from coprod.partnership.models import Partnership
from coprod.partnership.reason import Reason
from coprod.partnership.sectors import Sector
from coprod.promise.commitment import Commitment
from coprod.promise.models import Promise
from coprod.questionnaires.equality.counting import EqualityCount
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.own_pictures.own_picture import renamed
from coprod.results.releasable import Releasable
from coprod.themes.models import Theme

# What the demonstration's team says of each activity, where the activity itself says nothing else.
LUNDY = {
    "made_safe": "No account and no name. A person reads every word before anyone else can see it.",
    "ways_to_say": "Write it, draw it, ring us, send a letter, or ask somebody to write it down for you.",
    "can_change": "What the new plan puts first, and how we tell you what became of what you said.",
}


def build() -> list[Activity]:
    """Everything there is to take part in, in the database, in the order of the files."""
    partnership()
    engagements = {details["slug"]: engagement(details) for details in content.toml("engagement")["engagements"]}
    for theme in content.toml("themes")["themes"]:
        refresh = engagements["strategy-refresh"]
        db.session.add(Theme(engagement=refresh, slug=theme["slug"], title=theme["title"], meaning=theme["meaning"]))
    channels: list[tuple[Callable[..., Activity], list[dict[str, Any]]]] = [
        (board, content.toml("boards")["boards"]),
        (questionnaire, content.toml("questionnaires")["questionnaires"]),
        (event, content.toml("events")["events"]),
        (promise, [content.toml("promise")]),
    ]
    built = []
    for make, all_facts in channels:
        for facts in all_facts:
            built.append(make(facts, engagements))
            # One by one: an engagement would bring its activities along in an order of its own.
            db.session.add(built[-1])
            db.session.flush()
            if isinstance(built[-1], Releasable):
                built[-1].declare()
            if isinstance(built[-1], Questionnaire):
                db.session.add_all(said_about_themselves(built[-1], facts))
    return built


def partnership() -> None:
    """What its staff would set for the whole site."""
    facts = content.toml("partnership")
    made = Partnership(
        name=facts["name"],
        short_name=facts["short_name"],
        strapline=facts["strapline"],
        owners=[owner["name"] for owner in facts["owners"]],
        logos=files.logos(facts["owners"]),
        contact=as_text(facts["contact"]),
        help_numbers=facts["help_numbers"],
        reading_days=facts["reading_promise_working_days"],
        banner=facts["banner"],
        moderation_rules=facts["moderation_rules"],
        links=facts["links"],
        holidays=[holiday(each) for each in facts["holidays"]],
        privacy=facts["privacy"] | {"reviewed_on": content.day(-30).isoformat()},
        accessibility=facts["accessibility"]
        | {"prepared_on": content.day(-90).isoformat(), "reviewed_on": content.day(-30).isoformat()},
    )
    made.letter_arrived_at = content.opening(-20)
    db.session.add(made)
    db.session.add_all(District(district["slug"], district["name"]) for district in facts["districts"])
    if not Sector.listed():  # a database that was made without migrations
        db.session.add_all(Sector.usual())
    for position, reason in enumerate(facts["reject_reasons"], start=1):
        db.session.add(Reason(reason["slug"], reason["label"], reason["words"], position))


def holiday(facts: dict[str, Any]) -> dict[str, str]:
    """Days when schools are shut."""
    days = {"from_on": facts["in_days"], "until_on": facts["in_days"] + facts["days"]}
    return {"name": facts["name"]} | {name: content.day(number).isoformat() for name, number in days.items()}


def engagement(facts: dict[str, Any]) -> Engagement:
    """The page that gathers activities."""
    contact = {name: facts[f"contact_{name}"] for name in ("name", "email")}
    contact |= {name: facts[name] for name in ("phone", "phone_words", "post", "post_words")}
    made = Engagement(
        slug=facts["slug"],
        title=facts["title"],
        summary=facts["summary"],
        background="\n\n".join(facts["background"]),
        decided="\n".join(facts["already_decided"]),
        can_change="\n".join(facts["can_change"]),
        next_steps=facts["next_steps"],
        easy_read=facts["easy_read"],
        documents=files.documents(facts) if facts["life"] == Life.OPEN else [],
        sponsors=facts["sponsors"],
        purpose=facts["purpose"],
        lawful_basis="public_task",
        what_changed="\n\n".join(facts.get("what_changed", [])),
        contact=as_text(contact),
        glossary={word["term"]: word["meaning"] for word in content.toml("engagement")["glossary"]},
        life=Life(facts["life"]),
    )
    made.created_at = content.opening(facts["opens_in_days"])
    return made


def shared(facts: dict[str, Any], engagements: dict[str, Engagement]) -> dict[str, Any]:
    """What every activity has, whatever its kind."""
    names = ("slug", "title", "summary", "minutes", "audiences", "purpose", "retention_months")
    closes = {"closes_at": content.closing(facts["closes_in_days"])} if "closes_in_days" in facts else {}
    return {
        **{name: facts[name] for name in names},
        **closes,
        "engagement": engagements[facts["engagement"]],
        "readers": facts["read_by"],
        **{name: facts.get(name, LUNDY[name]) for name in LUNDY},
        "opens_at": content.opening(facts["opens_in_days"]),
    }


def board(facts: dict[str, Any], engagements: dict[str, Engagement]) -> Board:
    """Questions with room for notes."""
    return Board(questions=[each["text"] for each in facts["questions"]], **shared(facts, engagements))


def questionnaire(facts: dict[str, Any], engagements: dict[str, Engagement]) -> Questionnaire:
    """Questions on pages."""
    own = files.own_pictures(facts.get("own_pictures", []))
    pages = renamed(facts["pages"], {each.key: each.file for each in own})
    said: dict[str, Any] = {
        "intro": "\n\n".join(facts["intro"]),
        "pages": pages,
        "equality": [*facts.get("equality", ())],
    }
    said["own_pictures"] = own
    if "paper_return" in facts:
        said |= {"offers_paper": True, "paper_return": facts["paper_return"]}
    return Questionnaire(**said, **shared(facts, engagements))


def said_about_themselves(questionnaire: Questionnaire, facts: dict[str, Any]) -> Iterator[EqualityCount]:
    """The counters of its questions about equality. Only young people answer the one that asks them."""
    for question, picked in facts.get("equality", {}).items():
        for option, people in picked.items():
            yield EqualityCount(
                questionnaire_id=questionnaire.id,
                audience=Audience.YOUNG_PERSON,
                question=question,
                option=option,
                people=people,
            )


def event(facts: dict[str, Any], engagements: dict[str, Engagement]) -> Event:
    """A conversation in a hall, on a day that has still to come."""
    on = content.weekday_from(facts["from_day"], facts["weekday"])

    def at(name: str) -> datetime:
        return uk_moment(on, time.fromisoformat(facts[name]))

    closes_at = end_of(on - timedelta(days=facts["closes_days_before"]))
    names = ("venue", "address", "places", "access", "what_happens", "for_whom", "cost", "map_url", "getting_there")
    made = Event(
        district_slug=facts["district"],
        starts_at=at("starts_at"),
        ends_at=at("ends_at"),
        doors_at=at("doors_at"),
        closes_at=min(closes_at, content.opening(-2)) if "called_off" in facts else closes_at,
        **{name: facts[name] for name in names},
        **shared(facts, engagements),
    )
    if "called_off" in facts:
        made.called_off_at, made.called_off_why = made.closes_at, facts["called_off"]
    if moved_from := facts.get("moved_from"):
        made.moved_from, made.news_edit = moved_from, made.edited  # and everybody was told
    return made


def promise(facts: dict[str, Any], engagements: dict[str, Engagement]) -> Promise:
    """The Co-Production Promise and its commitments."""
    made = Promise(
        version_year=facts["version_year"],
        definition=facts["definition"],
        wording_note=facts["wording_note"],
        pledging_lead=facts["pledging"]["lead"],
        pledging_words=facts["pledging"]["words"],
        resources=facts["resources"],
        **shared(facts, engagements),
    )
    commitments = {
        words["slug"]: Commitment(promise=made, position=position, **words)
        for position, words in enumerate(facts["commitments"], start=1)
    }
    for words in facts["earlier_commitments"]:
        became = commitments[words["became"]]
        said = {name: words[name] for name in ("slug", "title", "meaning")}
        became.replaces = Commitment(promise=made, position=became.position, **said)
    return made


def as_text(contact: dict[str, Any]) -> dict[str, str]:
    """Ways to reach people; an address on an envelope has several lines."""
    return {name: "\n".join(value) if isinstance(value, list) else value for name, value in contact.items()}
