"""What staff have changed, as staff read it: one line for each change, in plain words."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from flask import url_for

from coprod.activities.engagement import LAWFUL_BASES, Engagement
from coprod.changes import Change
from coprod.engagements.what_next import edit_address
from coprod.rendering import closing_time, kept_moment, plural, uk_date, uk_date_time

# How fields are called where their own name does not say it.
NAMES = {
    "closes_at": "Closing time",
    "opens_at": "Opening time",
    "minutes": "Minutes it takes",
    "readers": "Who reads it",
    "audiences": "Who it is for",
    "purpose": "Why we ask",
    "retention_months": "Months we keep who said what",
    "two_people": "Two people must approve",
    "life": "State",
    "district_slug": "District",
    "what_happens": "What happens",
    "starts_at": "Starts",
    "ends_at": "Ends",
    "doors_at": "Doors open",
    "online_url": "Link to join online",
    "called_off_at": "Called off",
    "called_off_why": "Why it is called off",
    "for_whom": "Who it is for, in a sentence",
    "opening_at": "Opens by itself",
    "made_safe": "How we make it safe",
    "ways_to_say": "Ways to say it",
    "can_change": "What can change",
    "decided": "What is decided",
    "next_steps": "What happens next",
    "easy_read": "Easy Read",
    "slug": "Address",
    "two_to_open": "Two people agree to open it",
    "two_to_decide": "Two people agree to each decision",
    "decide_by": "Themes are decided by",
    "bsl_url": "Sign language video",
    "audio_url": "Sound recording",
    "replaced_by_id": "Replaced by",
    "pinned": "Pinned notes",
    "asks": "Questions",
    "papers": "Colours of paper",
    "documents": "Documents",
    "contact": "Contact",
    "resources": "What helps to keep it",
    "release": "Answers published, as at",
    "who_sees": "Who sees what",
    "themes": "Themes of a challenge",
    "grace_days": "Days to finish what was begun",
    "equality": "Questions about equality",
    "codes_made": "Codes made",
    "own_picture": "Pictures of its own",
    "by_code_only": "Only people with a code can answer",
}
# What moves by a step of its life, or by more than one form can say: there is no form to open for these.
NOT_PUT_BACK = frozenset(
    {
        "life",
        "opens_at",
        "closes_at",
        "opening_at",
        "commitment",
        "commitments",
        "pinned",
        "option",
        "question",
        "release",
        "page",
        "order",
        "place",
        "who_sees",
        "version",
        "shared_device",
        "codes_made",
        "own_picture",
        "by_code_only",
        "themes",
        "decide_by",
    }
    | {Change.MADE}
)

# On which part of an engagement's edit pages each field stands.
PART_OF = {
    "title": "words", "slug": "words", "summary": "words", "background": "words", "easy_read": "easy-read",
    "can_change": "decisions", "decided": "decisions", "next_steps": "decisions", "sponsors": "people",
    "documents": "documents", "contact": "people", "bsl_url": "people",
    "audio_url": "people", "glossary": "glossary", "purpose": "duties",
    "lawful_basis": "duties", "two_to_open": "duties", "two_to_decide": "duties",
    "replaced_by_id": "duties", "what_changed": "answer",
}  # fmt: skip


class Line(NamedTuple):
    """One change: to what, which field, from what to what, why, who, and when."""

    title: str
    field: str
    was: str
    became: str
    reason: str
    by: str
    at: datetime
    is_new: bool
    for_staff: bool
    back: str

    @property
    def day(self) -> str:
        """Its UK date, without the weekday: there is little room."""
        return uk_date(self.at).partition("\u00a0")[2]


def lines(found: Iterable[Any], things: Mapping[str, Any]) -> list[Line]:
    """The changes with the names of those who made them; `things` has what each subject is.

    `back` is the address of the form that puts a change back; empty when there is none.
    """
    return [
        Line(
            title=things[change.subject].title,
            field=NAMES.get(change.field) or change.field.replace("_", " ").capitalize(),
            was=_read(change.field, _other(change.was, change.became)),
            became=_read(change.field, _other(change.became, change.was)),
            reason=change.reason,
            by=name,
            at=change.at,
            is_new=change.field == Change.MADE,
            for_staff=change.field in things[change.subject].FOR_STAFF,
            back=_back(things[change.subject], change),
        )
        for change, name in found
    ]


def _read(field: str, value: Any) -> str:
    """A closing time as everyone reads it on the page; anything else in words."""
    return closing_time(kept_moment(value)) if field == "closes_at" and value else in_words(value)


def _other(value: Any, than: Any) -> Any:
    """Of a value with named parts, such as the ways to reach somebody, only those that are other than before."""
    if isinstance(value, dict) and isinstance(than, dict):
        return {name: part for name, part in value.items() if than.get(name) != part}
    return value


def _back(thing: Any, change: Change) -> str:
    if change.field in NOT_PUT_BACK or thing.archived:
        return ""
    if not isinstance(thing, Engagement):  # what came of an activity is said by a step, and of an engagement on a form
        return "" if change.field == "what_changed" else edit_address(thing, put_back=change.id)
    part = PART_OF.get(change.field)
    return url_for("engagements.edit", slug=thing.slug, part=part, put_back=change.id) if part else ""


def in_words(value: Any) -> str:
    """A kept value as people read it: moments in UK time, several things with commas, nothing as "nothing"."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        parts = (in_words(part) if isinstance(part, list) else str(part) for part in said(value) if part)
        return ": ".join(parts) or "nothing"
    if isinstance(value, list):
        return plural(len(value), "line") + ": " + "; ".join(in_words(each) for each in value) if value else "nothing"
    if value in LAWFUL_BASES:
        return LAWFUL_BASES[value]
    return _moment(value) or str("nothing" if value in (None, "") else value).replace("_", " ")


def said(value: Mapping[str, Any]) -> list[Any]:
    """What of a kept value people read: not which file it is, nor how large, nor what a question is called."""
    return [part for name, part in value.items() if name not in ("file", "size", "key")]


def _moment(value: Any) -> str | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else None
    except ValueError:
        return None
    return uk_date_time(moment) if moment and moment.tzinfo else None
