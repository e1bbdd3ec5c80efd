"""People who spoke of themes, for tests: each with a code of their own, read and coded as staff do it."""

from collections.abc import Iterable
from itertools import count

from builders import a_user
from coprod.activities.activity import Activity
from coprod.database import db, uk_today
from coprod.participation.contribution import Contribution
from coprod.participation.receipt import Receipt
from coprod.participation.submission import Submission
from coprod.permissions import Role
from coprod.themes.models import Theme
from coprod.themes.signing_off.models import SignOff

NUMBERS = count()


def spoke_of(
    themes: Iterable[Theme],
    people: int,
    audience: str = "young_person",
    texts: int = 1,
    activity: Activity | None = None,
) -> list[Contribution]:
    """So many people of one audience wrote so many texts each, and all of it is in these themes."""
    board, by = activity or db.session.query(Activity).filter(Activity.is_listed).first(), a_user("moderator").id
    sent = []
    for _ in range(people):
        code = Receipt(f"somebody {next(NUMBERS)}")
        for _ in range(texts):
            sent.append(
                Contribution(activity=board, receipt=code, audience=audience, sharing="show", submitted_on=uk_today())
            )
            db.session.add(Submission(contribution=sent[-1], prompt="What?", words="It takes long", findings=[]))
    db.session.flush()
    for each in sent:
        each.submissions[0].approve(by=by)
    db.session.flush()
    for theme in themes:
        theme.add([each.submissions[0].id for each in sent], by=a_user("analyst").id)
    db.session.flush()
    return sent


def signed_off(engagement: object) -> SignOff:
    """By a lead, as it stands."""
    db.session.flush()
    signed = SignOff.sign(engagement, by=a_user(Role.ENGAGEMENT_LEAD).id)  # type: ignore[arg-type]
    db.session.flush()
    return signed
