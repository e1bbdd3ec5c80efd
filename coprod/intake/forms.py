"""The form every way of taking part begins from: a one-use token, and who you are, if you want to say."""

import secrets
import time
from functools import cache
from typing import Any, NamedTuple

from flask import current_app, session
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import AnyOf, InputRequired

from coprod.activities.audience import Audience, audience_choices
from coprod.forms import CanSkip, choices
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


class ContributionForm(BeforeSending):
    """One go at something. `one_go()` gives what `receive` needs; `token` is new each time the form is opened."""

    token = HiddenField()
    same_code = HiddenField(validators=[CanSkip(), AnyOf(["yes"])])
    audience = RadioField(
        "Who are you?",
        default=Audience.NOT_SAID.value,
        validators=[InputRequired("Choose who you are, or that you would rather not say")],
    )
    sharing = RadioField(
        "Who can see what you write?",
        choices=choices(SHARINGS),
        default=Sharing.SHOW.value,
        validators=[InputRequired("Choose who can see what you write")],
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

    @property
    def at_work(self) -> bool:
        """Whether somebody writes for a service; a form that does not ask who writes is for organisations."""
        return "audience" not in self or self.audience.data in AT_WORK

    def one_go(self) -> dict[str, Any]:
        """The arguments for `judge`: token, who the person is, how we may use what they wrote."""
        return {
            "token": self.opened,
            "audience": Audience(self.audience.data),
            "district": self.district.data or None,
            "sharing": Sharing(self.sharing.data),
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


def _signer() -> URLSafeSerializer:
    return _signer_with(current_app.config["SECRET_KEY"])


@cache
def _signer_with(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="one go")


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
