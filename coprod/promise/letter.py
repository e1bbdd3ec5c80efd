"""The letter that asks whether a pledge is really from the organisation it names."""

from flask import current_app, url_for

from coprod import mail
from coprod.partnership.models import Partnership
from coprod.promise.models import LINK_LASTS, Pledge, Promise
from coprod.rendering import plural

# Nothing that was typed into the form stands in it: nobody can use us to send their own words to a stranger.
BODY = """Hello,

Someone gave us this email address with a pledge to {promise}.

If it was you, please open this page and press the button:

{link}

The link works for {days}. A person reads your pledge too. After both, it goes on the public list.

If it was not you, you need do nothing. Nothing will be shown.

{partnership}
"""


def ask_to_confirm(pledge: Pledge, promise: Promise) -> None:
    """Put the letter with a new link in the outbox."""
    path = url_for("promise.confirm", secret=pledge.new_link())
    partnership = Partnership.current().name
    body = BODY.format(
        promise=promise.title,
        link=current_app.config["COPROD"].base_url + path,
        days=plural(LINK_LASTS.days, "day"),
        partnership=partnership,
    )
    mail.send(pledge.contact_email, "Please confirm your pledge", body, about=pledge.contribution.public_id)
