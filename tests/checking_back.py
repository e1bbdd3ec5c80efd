"""What was heard in an engagement, and check-backs of it that people answer."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from builders import a_board, a_theme, a_user, an_engagement, saved
from coprod.activities.life import Life
from coprod.boards.models import Board
from coprod.check_backs.models import CheckBack, Says
from coprod.database import db, now, uk_today
from coprod.participation.contribution import Contribution
from coprod.participation.receipt import Receipt
from coprod.participation.submission import Submission
from coprod.questionnaires.checking_back.making import make
from coprod.questionnaires.kinds import judged_each, ranked
from coprod.questionnaires.response import Response
from coprod.themes.models import Theme

THEMES = ("Long waits", "Being heard", "Loud halls")


def lead() -> int:
    return a_user("engagement_lead").id


def a_listening() -> list[Theme]:
    """An engagement with a board, and three themes that nobody has spoken of yet."""
    a_board(engagement=an_engagement())
    return [a_theme(title) for title in THEMES]


def spoke_of(theme: Theme, people: int, texts: int = 1) -> list[Contribution]:
    """So many people, each with a code of their own, wrote so many texts each, and a person approved them."""
    board, by = db.session.query(Board).filter_by(slug="better").one(), a_user("moderator").id
    sent = []
    for number in range(people):
        code = Receipt(f"{theme.slug} {number} {now().isoformat()}")
        for _ in range(texts):
            sent.append(Contribution(activity=board, receipt=code, submitted_on=uk_today() - timedelta(days=9)))
            db.session.add(Submission(contribution=sent[-1], prompt="What?", words=theme.title, findings=[]))
    db.session.flush()
    said = [each.submissions[0] for each in sent]
    for submission in said:
        submission.approve(by=by)
    db.session.flush()
    theme.add([each.id for each in said])
    db.session.commit()
    return sent


def a_draft(themes: Sequence[Theme], *more: Says, title: str = "Did we hear you right?") -> CheckBack:
    """A check-back that nobody can see yet."""
    chosen = [*(Says(theme.title, f"{theme.title}, too often.", [theme]) for theme in themes), *more]
    return saved(make(themes[0].engagement, title, now() + timedelta(days=20), chosen, by=lead()))


def opened(check_back: CheckBack) -> CheckBack:
    """The same, as people can answer it since this moment."""
    questionnaire = check_back.questionnaire
    questionnaire.life = Life.READY
    questionnaire.opened(by=lead())
    db.session.commit()
    return check_back


def answered(check_back: CheckBack, people: int, first: Sequence[str], says: str = "yes", **who: Any) -> None:
    """So many people who say this of every challenge, and rank these, the first first."""
    questionnaire = check_back.questionnaire
    asked = {each.key: each for each in questionnaire.asks.questions}
    given = {
        asked[check_back.judged]: judged_each(dict.fromkeys(asked[check_back.judged].labels, says)),
        asked[check_back.ranked]: ranked(*first),
    }
    for _ in range(people):
        sent = Contribution(activity=questionnaire, **{"audience": "parent_carer"} | who)
        questionnaire.responses.add(Response.of(sent, given))
    db.session.commit()
