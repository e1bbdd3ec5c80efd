"""The form every way of taking part begins from: a one-use token, and who you are, if you want to say."""

import secrets
import time
from functools import cache
from typing import Any, NamedTuple

from flask import current_app, session
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadSignature, URLSafeTimedSerializer
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import AnyOf

from coprod import rate_limits
from coprod.activities.audience import Audience, audience_choices
from coprod.forms import CanSkip, SendAgain, choices
from coprod.intake.before_sending import BeforeSending
from coprod.participation import receipt
from coprod.participation.contribution import Contribution, Sharing
from coprod.partnership.district import District
from coprod.sealing import ring

AT_WORK = (Audience.PROFESSIONAL, Audience.ORGANISATION)
SHARINGS = (
    (Sharing.SHOW, "Everyone"),
    (Sharing.TEAM, "Only the team"),
    (Sharing.IDEA, "Use my idea, but not my words"),
)
# How long the thank-you page can show the code again, after a reload or a phone that put the page to sleep.
SHOWN_FOR_SECONDS = 15 * 60


# Over its limit, a network's forms count this long after they were given out. Nobody types a note and sends it sooner.
TO_TYPE_SECONDS = 5


class TooSoon(SendAgain):
    """Much comes from one network, and this form sooner than anybody types."""

    def __init__(self, token: str) -> None:
        words = (
            "Very much comes from where you are at this moment. We have not got this yet. Press the button once more."
        )
        super().__init__("Please send it once more", words, 429, token)


class ContributionForm(BeforeSending):
    """One go at something. `one_go()` gives what `receive` needs; `token` is new each time the form is opened.

    Nothing is chosen for anybody. Who says nothing has not said who they are, and only the team sees their words.
    """

    token = HiddenField()
    same_code = HiddenField(validators=[CanSkip(), AnyOf(["yes"])])
    audience = RadioField("Who are you?", validators=[CanSkip()])
    sharing = RadioField(
        "Who can see what you write?",
        choices=choices(SHARINGS),
        validators=[CanSkip()],
    )
    district = SelectField("Where do you live? (you can skip this)", default="", validators=[CanSkip()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "audience" in self:
            self.audience.choices = choices(audience_choices())
        self.district.choices = choices([("", "I would rather not say"), *District.choices()])
        self.opened = opened_token(self.token.data)
        if not self.opened:
            self.token.data = new_token()
            self.opened = opened_token(self.token.data)

    def comes_often(self, name: str) -> bool:
        """Count one go at `name`: whether this network is over its limit. Raises `TooSoon` for a form it just got."""
        return comes_often(name, self.token.data)

    @property
    def at_work(self) -> bool:
        """Whether somebody writes for a service; a form that does not ask who writes is for organisations."""
        return "audience" not in self or self.audience.data in AT_WORK

    def one_go(self) -> dict[str, Any]:
        """The arguments for `judge`: token, who the person is, how we may use what they wrote."""
        return {
            "token": self.opened,
            "audience": Audience(self.audience.data or Audience.NOT_SAID),
            "district": self.district.data or None,
            "sharing": Sharing(self.sharing.data or Sharing.TEAM),
            "same_code_as": sent_token() if self.same_code.data else None,
        }


def new_token() -> str:
    """A signed one-use token for a form that is about to be shown."""
    return signed(secrets.token_urlsafe(18))


def signed(token: str) -> str:
    """A one-use token as a form carries it."""
    return str(_signer().dumps(token))


def new_tokens() -> dict[str, list[str]]:
    """What a form that is shown for the first time sends back untouched: CSRF's token, and the one-use token."""
    return {"csrf_token": [generate_csrf()], "token": [new_token()]}


def opened_token(signed: str | None) -> str | None:
    """The token inside, if it is one of ours."""
    try:
        return str(_signer().loads(signed or ""))
    except BadSignature:
        return None


def comes_often(name: str, signed: str | None) -> bool:
    """Count one go at `name`: whether this network is over its limit. What it sends is filed all the same, and flagged.

    From then on its forms count some seconds after they were given out: `TooSoon` is raised for one that comes sooner.
    Whoever types never notices; a program that sends as fast as it can is as slow as people are.
    """
    often = rate_limits.over_limit(name, rate_limits.POSTING)
    if often and signed is not None and _age(signed) < TO_TYPE_SECONDS:
        raise TooSoon(signed)
    return often


def _age(signed: str) -> float:
    """Seconds since this token was given out."""
    _, given_out = _signer().loads(signed, return_timestamp=True)
    return time.time() - float(given_out.timestamp())


def _signer() -> URLSafeTimedSerializer:
    return _signer_with(current_app.config["SECRET_KEY"])


@cache
def _signer_with(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="one go, and when")


class Sent(NamedTuple):
    """What the thank-you page shows: the code, and what was sent."""

    code: str
    contribution: Contribution


def remember_sent(one_go: dict[str, Any]) -> None:
    """Keep, in the form's own cookie, what the thank-you page needs to show the code."""
    session["sent"] = {
        "token": one_go["token"],
        "first": one_go["same_code_as"] or one_go["token"],
        "at": int(time.time()),
    }


def sent_token() -> str | None:
    """The token this browser's code comes from, for some minutes after it was sent."""
    sent = session.get("sent")
    return str(sent["first"]) if sent and time.time() - sent["at"] < SHOWN_FOR_SECONDS else None


def token_of_sent(activity_id: int) -> str | None:
    """The token of what this browser sent to this activity in the last minutes; None when that was taken back too."""
    there = sent()
    of_this = there is not None and there.contribution.activity_id == activity_id
    return str(session["sent"]["token"]) if of_this else None


def sent() -> Sent | None:
    """What this browser sent in the last minutes; None when there is nothing, or it has been taken back."""
    first = sent_token()
    if first is None:
        return None
    contribution = Contribution.find(receipt.digests(ring(), session["sent"]["token"]))
    if contribution is None or contribution.is_withdrawn:
        return None
    return Sent(receipt.code_of(contribution.receipt, receipt.codes(ring(), first)), contribution)


def forget_sent() -> None:
    """Nothing of what was sent stays in this browser: for computers that people share."""
    session.pop("sent", None)
